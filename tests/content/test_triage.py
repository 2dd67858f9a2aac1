"""The file of signs and help lines is whole, sourced, and never in the way of what is an emergency."""

import re
from pathlib import Path

import pytest

from coach.content.files import ContentError
from coach.content.triage import FOLDER, NAME, at_hand, load, read_triage
from coach.core.triage import BUILT_IN, triage
from coach.core.words import SIDE_EFFECTS

TEXT = (FOLDER / NAME).read_text(encoding="utf-8")
KNOWN_NUMBERS = {"112", "911", "999", "000", "988", "116", "123", "1-800-222-1222", "111"}
"""All that evidence.md has."""


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_it_is_read_whole() -> None:
    told = load()

    assert len(told.signs) > 25
    assert read_triage() == told


def test_every_sign_and_every_advice_has_a_source_and_a_strength() -> None:
    told = load()
    advice = {sign.says for sign in told.signs} | {told.worst, told.one, told.upgraded, told.raised, told.unlisted}
    rows = [(row.strength, row.source) for row in (*advice, told.none)]
    rows += [(sign.strength, sign.source) for sign in told.signs]

    for strength, source in rows:
        assert strength
        assert len(source) > 5
        assert not re.search(r"https?://|\[|GK|V2|APP\b|\bF\d\d", source)


def test_what_is_first_aid_is_said_to_be() -> None:
    for sign in load().signs:
        assert (sign.strength == "first aid") == (sign.source == "Standard first-aid advice")


def test_every_telephone_number_is_one_of_the_evidence() -> None:
    told = load()
    texts = [told.worst.text, *(sign.says.text for sign in told.signs)]
    texts += [f"{place.emergency} {place.crisis} {place.poison} {place.today}" for place in (*told.places,)]
    found = {number for text in texts for number in re.findall(r"\d[\d-]*\d", text)}

    assert found == KNOWN_NUMBERS


def test_it_can_be_read_aloud_in_any_locale() -> None:
    assert TEXT.isascii()


def test_the_effects_that_the_diary_offers_are_all_there() -> None:
    assert tuple(effect.text for effect in load().effects) == SIDE_EFFECTS


@pytest.mark.parametrize("sign", BUILT_IN.signs, ids=lambda sign: sign.id)
@pytest.mark.parametrize("harm", ["text", "urgency", "page", "row"])
def test_no_emergency_can_be_left_out_or_softened(changed: Path, sign: object, harm: str) -> None:
    name = getattr(sign, "id", "")
    head, row, rest = re.split(rf'(\[\[signs\]\]\nid = "{name}"\n(?:.+\n)+)', TEXT)
    softer = {
        "text": re.sub(r'text = ".*"', 'text = "a little unwell"', row),
        "urgency": row.replace('urgency = "emergency"', 'urgency = "mild"'),
        "page": re.sub(r'page = ".*"', 'page = "mild"', row),
        "row": "",
    }[harm]
    (changed / NAME).write_text(head + softer + rest, encoding="utf-8")

    with pytest.raises(ContentError):
        read_triage(changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("total = 350", "total = 400"),
        ("total = 350", "total = 0"),
        ('medicines = ["digoxin"]', "medicines = []"),
        ('strength = "moderate"', 'strength = "certain"'),
        ('source = "NHS, Deep vein thrombosis"', 'source = ""'),
        ("({emergency})", "({police})"),
        ("({emergency})", "({emergency"),
        ('then = "vomiting"', 'then = "vomitting"'),
        ('worse_with = ["faint", "dizzy"]', 'worse_with = ["tired"]'),
        ('says = "crisis"', 'says = "cheer_up"'),
        ('id = "urine"', 'id = "belly"'),
        ('page = "medicine"', 'page = "nowhere"'),
        ('code = "GB"', 'code = "US"'),
        ('sign = "loose"', 'sign = "lose"'),
        ("[upgrade]", "[upgrades]"),
        ('[[pages]]\nid = "mild"', '[[pages]]\nid = "empty"\ntitle = "Any?"\n\n[[pages]]\nid = "mild"'),
        ('id = "body"\ntitle = "Any of these, now?"', 'id = "mild"\ntitle = "Any of these, now?"'),
        ("[advice.none]", "[advice.nothing]"),
        ("[upgrade]", "[upgrade"),
    ],
)
def test_what_is_wrong_in_it_is_told_and_not_guessed(changed: Path, old: str, new: str) -> None:
    assert old in TEXT
    (changed / NAME).write_text(TEXT.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError, match=r"^triage\.toml[^\n]*\.$"):
        read_triage(changed)


def test_a_missing_file_leaves_the_emergencies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing() -> None:
        read_triage(tmp_path)

    with pytest.raises(ContentError):
        missing()
    monkeypatch.setattr("coach.content.triage.load", missing)

    assert at_hand() is BUILT_IN
    assert triage(["chest_pain"], False, at_hand()).final
