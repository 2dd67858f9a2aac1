"""What to do now, by one key from everywhere: the emergency text first and whole, nothing stored."""

from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from coach.content import triage as content
from coach.content.files import ContentError
from coach.core.profile import SHIPPED
from coach.core.routine import Took
from coach.core.triage import BUILT_IN, Urgency, page_outcome
from coach.ui.widgets import Painted
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person
from tests.ui.test_sizes import SCREENS, prepare

BODY = [sign.text for sign in BUILT_IN.signs if sign.page == "body"]


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_emergency_signs_are_first_and_whole_on_one_screen(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        await person.press("!")
        for text in BODY:
            assert text in flat(person)
        assert "112 / 911 / 999 / 000" in flat(person)
        assert "n none of these" in flat(person)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_chest_pain_is_told_what_to_do_and_asked_nothing_more(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        before = person.night
        await person.press("!", "y")
        assert "Stop magnesium. Call your emergency number now (112 / 911 / 999 / 000)." in flat(person)
        assert "Don't drive yourself. Take the packet with you." in flat(person)
        assert "none of these" not in person.sees
        await person.press("n", "n")
        assert "Call your emergency number now" in flat(person)
        await person.press("escape")
        assert "How worn out were you today?" in person.sees
        assert person.night == before


async def test_the_country_that_was_chosen_has_its_numbers(opened: Opened) -> None:
    async with opened(country="US") as person:
        await person.press("!", "n", "n", "y")
        assert "988" in person.sees
        assert "check this is right" in flat(person).lower()
        assert "116 123" not in person.sees


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_every_page_and_its_answer_fit(opened: Opened, size: tuple[int, int]) -> None:
    told = content.load()
    async with opened(size=size) as person:
        await person.press("!")
        for page in told.pages:
            rows = page.rows(size[0] - 2)
            for row in rows:
                assert row in person.sees
            assert "none of these" in person.sees
            await person.press("y")
            outcome = page_outcome(page, True, told, told.place("other"))
            assert outcome.text in flat(person)
            assert outcome.source in flat(person)
            await person.press("b", "n")
        assert "Nothing from this list" in flat(person)
        assert "if something worries you" in flat(person)


@pytest.mark.parametrize("name", [name for name, (keys, _) in SCREENS.items() if "!" not in keys])
async def test_no_screen_and_no_dialog_is_without_it(opened: Opened, clock: Clock, name: str) -> None:
    keys, _ = SCREENS[name]
    async with opened(start=prepare(clock, keys)) as person:
        if keys[:1] == ["morning"]:
            person.session.dispatch(Took(200), night=person.session.last_night)
            await person.coach_screen.refreshed()
        await person.press(*[key for key in keys if key != "morning"])
        before = person.sees
        await person.press("f1")
        assert "slow, shallow or hard breathing" in person.sees
        await person.press("escape")
        assert person.sees.splitlines()[:1] == before.splitlines()[:1]


async def test_in_the_first_questions_too(opened: Opened) -> None:
    async with opened(first_run=0, steps=SHIPPED) as person:
        await person.press("!")
        assert "slow, shallow or hard breathing" in person.sees


async def test_without_its_file_it_is_all_there(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise ContentError("triage.toml of the coach cannot be read: gone.")

    monkeypatch.setattr(content, "load", broken)
    async with opened(size=(40, 15)) as person:
        await person.press("!")
        for text in BODY:
            assert text in flat(person)
        await person.press("y")
        assert "Call your emergency number now" in flat(person)


def test_the_file_cannot_leave_an_emergency_out(tmp_path: Path) -> None:
    from coach.content import files

    text = (files.FOLDER / "triage.toml").read_text(encoding="utf-8")
    (tmp_path / "triage.toml").write_text(text.replace('text = "chest pain"', 'text = "pain"'), encoding="utf-8")

    with pytest.raises(ContentError, match="emergency is missing"):
        content.read_triage(tmp_path)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("country", [None, *(place.code for place in content.load().places)])
async def test_what_to_do_is_whole_with_what_it_rests_on(
    opened: Opened, size: tuple[int, int], country: str | None
) -> None:
    told = content.load()
    place = told.place(country)
    async with opened(size=size, country=country) as person:
        await person.press("!")
        for n, page in enumerate(told.pages):
            outcome = page_outcome(page, True, told, place)  # the gate was never answered, so that a mild one is urgent
            await person.press("y")
            assert outcome.text in flat(person)
            assert outcome.source in flat(person)
            if place.emergency and page.urgency is Urgency.EMERGENCY:
                assert place.emergency in flat(person)
            await person.press("b", *(["n"] if n + 1 < len(told.pages) else []))


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_nothing_that_is_said_meanwhile_hides_a_sign(opened: Opened, size: tuple[int, int]) -> None:
    said = "NOT SAVED. The disk is full: nothing can be written until there is room again. " * 3
    async with opened(size=size) as person:
        await person.press("!")
        before = person.sees.splitlines()
        person.app.say(said)
        assert person.sees.splitlines()[:-1] == before[:-1]
        assert "NOT SAVED." in person.sees.splitlines()[-1]
        assert "esc back" in person.sees.splitlines()[-1]
        await person.press("escape")
        assert "NOT SAVED. The disk is full" in flat(person)


async def test_pressed_again_it_is_at_its_beginning_and_one_escape_leaves(opened: Opened) -> None:
    async with opened() as person:
        before = person.sees
        await person.press("!", "n", "y", "!", "f1")
        assert "slow, shallow or hard breathing" in person.sees
        await person.press("escape")
        assert person.sees == before


@pytest.mark.parametrize(
    ("keys", "typed", "after"),
    [
        (["n"], "aching calves! ", "more"),
        (["down", "down", "h"], "21:", "15"),
        (["down", "down", "4", "f"], "iron ", "test"),
        (["down", "down", "3", "d", "i"], "2026-", "10-01"),
        ([*["down"] * 3, "enter"], "2", "00"),
    ],
    ids=["note", "had", "find", "iron", "amount"],
)
async def test_what_was_being_typed_goes_on_where_it_was(
    opened: Opened, keys: list[str], typed: str, after: str
) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press(*keys)
        assert "f1 help now" in "".join(painted.text for painted in person.coach_screen.query(Painted))
        await person.press(*typed, "f1")
        assert "slow, shallow or hard breathing" in person.sees
        await person.press("n", "n", "escape", *after)
        field = person.app.focused
        assert isinstance(field, Input | TextArea)
        assert (field.value if isinstance(field, Input) else field.text) == typed + after


@pytest.mark.parametrize("keys", [[], ["down", "down"], ["down", "down", "3"], ["down", "down", "4"], ["end"]])
async def test_the_key_stands_in_the_bar_of_a_phone(opened: Opened, keys: list[str]) -> None:
    keys = ["down"] * 9 if keys == ["end"] else keys
    async with opened(size=(40, 15)) as person:
        await person.press(*keys)
        assert "!" in person.sees.splitlines()[-1].split()


async def test_a_timer_that_runs_goes_on_and_nothing_is_stored(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        await person.press(*["down"] * 4, "space")
        before, profile = person.night, person.session.profile
        await person.press("!", "n", "n", "n", "n", "y", "escape", "!", "y")
        clock.forward(minutes=1)
        person.app.beat()
        assert "Call your emergency number now" in flat(person)
        await person.press("enter")
        assert "14:00 running" in flat(person)
        assert person.night == before
        assert person.session.profile == profile
