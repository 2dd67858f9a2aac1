"""No banned phrase stands anywhere a person can read; each pattern finds what it is for and lets honest words pass."""

import shutil
from pathlib import Path

import pytest

from tests import words

NEVER = [
    (1, "Magnesium cures RLS."),
    (1, "Magnesium can treat restless legs."),
    (1, "Magnesium stops the urge."),
    (1, "Magnesium really fixes it, and magnesium prevents cramps."),
    (1, "A cure for RLS."),
    (1, "It is extremely effective."),
    (1, "Clinically proven."),
    (1, "There is strong\n evidence for it."),
    (1, "This treats your restless legs."),
    (2, "Your RLS is caused by low magnesium."),
    (2, "You are deficient."),
    (2, "You're magnesium deficient."),
    (2, "It boosts your immunity."),
    (2, "A detox bath."),
    (2, "Your legs move because of low magnesium."),
    (2, "Low magnesium often causes it."),
    (3, "It is safe for everyone."),
    (3, "Natural, so safe."),
    (3, "It has no side effects."),
    (3, "No interactions found."),
    (3, "No known interaction."),
    (3, "It is safe to take with amlodipine."),
    (3, "Safe with your tablets."),
    (3, "They are safe together."),
    (3, "It is perfectly safe."),
    (3, "Interactions: none."),
    (4, "Take 300 mg."),
    (4, "Take about 1.5 g at dinner."),
    (4, "Take 2 tablets."),
    (4, "Take {} mg more."),
    (4, "Increase your dose."),
    (4, "Double up tomorrow."),
    (4, "Your ideal dose."),
    (4, "350 mg is the recommended dose."),
    (4, "Take two tablets."),
    (4, "Take half a tablet more."),
    (4, "You can take {} mg."),
    (4, "Try a second tablet."),
    (4, "Raise the amount."),
    (4, "The right dose for you."),
    (4, "Recommended dose: 350 mg."),
    (4, "Your dose should be lower."),
    (5, "Stop your prescribed medicine."),
    (5, "Skip your tablet tonight."),
    (5, "Reduce your medicine."),
    (5, "You can halve the tablets."),
    (5, "Try stopping your antidepressant medicine."),
    (5, "Replace your medicine with magnesium."),
    (5, "Use it instead of seeing a doctor."),
    (5, "Try magnesium before seeing your doctor."),
    (5, "Skip dinner or stop your medicine."),
    (5, "Stop taking your gabapentin."),
    (5, "Stop Madopar tonight."),
    (5, "Cut your blood thinner."),
    (5, "Come off the old antidepressant."),
    (5, "Rather than your doctor, ask us."),
    (5, "Try magnesium tonight."),
    (6, "You have RLS."),
    (6, "You probably don't have restless legs."),
    (6, "Your score means severe RLS."),
    (6, "Your IRLS score is 12."),
    (6, "You suffer from restless legs."),
    (7, "Take an antihistamine to sleep."),
    (7, "Take Benadryl."),
    (7, "Take some quinine."),
    (7, "A nightcap helps."),
    (7, "Start iron tonight."),
    (7, "Try an antihistamine."),
    (7, "Take some iron."),
    (8, "Epsom baths top up magnesium."),
    (8, "An Epsom soak restores it."),
    (8, "Caffeine drains your magnesium."),
    (8, "Caffeine washes out your magnesium."),
    (9, "It worked!"),
    (9, "The change is significant."),
    (9, "Magnesium doesn't work for you."),
    (9, "It works!"),
    (9, "Magnesium worked."),
    (10, "You failed."),
    (10, "You broke your streak."),
    (10, "Great job!"),
    (10, "Time to take your magnesium."),
    (10, "Don't forget your pill."),
    (10, "Remember your tablets."),
    (10, "Only 3 nights left."),
    (10, "You broke a 12-day streak."),
    (10, "Streak lost."),
    (10, "You forgot your magnesium."),
    (11, "Don\u2019t worry about the chest pain."),
    (11, "This is probably just a cramp."),
    (11, "It's just a cramp."),
    (12, "An FDA approved app."),
    (12, "The NHS-recommended app."),
    (12, "Recommended by doctors."),
    (12, "A doctor-recommended app."),
    (13, "As hot as you can bear."),
    (13, "As hot as bearable."),
]

HONEST = [
    "Don't stop it. Ask your prescriber.",
    "Never stop your prescribed medicine yourself.",
    "Do not skip your tablets.",
    "Don't change or stop the medicine by yourself.",
    "Skip magnesium tonight.",
    "Stop magnesium. Call your emergency number now.",
    "The evidence for magnesium in RLS is weak and mixed.",
    "Neither is a recommended dose.",
    "Not on my short list. That does not mean it is safe.",
    "Do not start iron by yourself.",
    "You do not need to try magnesium first.",
    "Magnesium is unlikely to prevent ordinary night-time leg cramps.",
    "A missed dose is skipped, never doubled.",
    "Skip it. Never take two to catch up.",
    "If you have RLS, moving helps.",
    "Take gabapentin at least 2 hours after magnesium.",
    "Magnesium from food is the safest kind.",
    "Take them only as prescribed.",
    "Being popular does not show that it works.",
    "Your clinic's score. This app does not calculate it.",
    "Don't change or stop the dose of levodopa by yourself.",
    "That it treats RLS is not shown.",
    "You take one tablet, so there is no half: stop, and ask a pharmacist.",
    "Pause magnesium until the course ends.",
    "This is a theory about how it works.",
    "See your doctor. You do not need to try magnesium first.",
    "You take 200 mg with dinner.",
]


@pytest.mark.parametrize(("group", "text"), NEVER)
def test_what_must_not_be_said_is_found_in_its_group(group: int, text: str) -> None:
    assert group in [found for found, _ in words.phrases(text)]


@pytest.mark.parametrize("text", HONEST)
def test_what_may_be_said_passes(text: str) -> None:
    assert list(words.phrases(text)) == []


def test_every_group_of_the_evidence_has_patterns_and_an_example() -> None:
    assert set(words.BANNED) == {group for group, _ in NEVER} == set(range(1, 14))


def test_nothing_that_is_shown_is_banned_and_every_statement_is_founded() -> None:
    assert [str(one) for one in words.wrong()] == []


def test_everything_that_is_shown_is_read() -> None:
    files = {file for file, _ in words.seen()}

    assert {"facts.toml", "triage.toml", "medicines.toml", "gate.toml", "dose.toml", "steps.toml"} <= files
    assert {"coach/ui/tonight.py", "coach/core/words.py", "plain-evening.txt", "README.md", "tonight.svg"} <= files
    assert len(list(words.seen())) > 3000
    assert (
        "coach/core/safety.py",
        "The evidence for magnesium in RLS is weak and mixed. It is optional.",
    ) in words.seen()
    assert any(file == "tonight.svg" and "Warm bath" in text for file, text in words.seen())


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small copy of what is read."""
    for part in ("coach/content", "tests/golden", "assets"):
        shutil.copytree(words.ROOT / part, tmp_path / part)
    shutil.copy(words.ROOT / "README.md", tmp_path)
    return tmp_path


def test_the_copy_is_as_right_as_the_house(house: Path) -> None:
    assert words.wrong(house) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("coach/content/steps.toml", 'more = "It is proven."'),
        ("coach/content/new.py", 'print("It is " "proven.")'),
        ("coach/content/new.py", 'print(f"Take {1} and it is proven.")'),
        ("tests/golden/plain-evening.txt", "It is\nproven."),
        ("assets/tonight.svg", '<text x="1">It&#160;is&#160;</text><text>proven.</text>'),
        ("README.md", "It is **proven**."),
    ],
)
def test_a_banned_phrase_is_found_wherever_it_stands(house: Path, file: str, text: str) -> None:
    with (house / file).open("a", encoding="utf-8") as there:
        there.write(f"\n{text}\n")

    (one,) = words.wrong(house)
    assert one.file in (file, Path(file).name)
    assert "group 1, 'proven'" in str(one)


ROW = """
[[facts]]
id = "F999"
text = "Legs move."
category = "mechanism"
topic = "about"
strength = "weak"
source = "Somebody 2020"
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('source = "Somebody 2020"\n', "", "no source"),
        ("Somebody 2020", " ", "no source"),
        ("Somebody 2020", "https://example.org/x", "'https://' is no primary work"),
        ("Somebody 2020", "Textbook [GK]", "'[GK' is no primary work"),
        ('strength = "weak"\n', "", "no strength"),
        ('"weak"', '"certain"', "no strength"),
    ],
)
def test_a_statement_that_rests_on_nothing_is_found(house: Path, old: str, new: str, what: str) -> None:
    with (house / "coach/content/facts.toml").open("a", encoding="utf-8") as there:
        there.write(ROW.replace(old, new))

    assert [str(one) for one in words.wrong(house)] == [f"facts.toml: {what}: Legs move."]


def test_the_command_is_1_with_something_wrong_and_0_without(monkeypatch: pytest.MonkeyPatch, house: Path) -> None:
    assert words.main() == 0
    (house / "README.md").write_text("No side effects.", encoding="utf-8")
    found = words.wrong(house)
    monkeypatch.setattr(words, "wrong", lambda: found)

    assert words.main() == 1
