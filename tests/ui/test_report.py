"""The visit report on the screen: read by keys, longer or shorter, and put into a file of one's own."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from coach.core.routine import Answer, Done, Tell, WriteNote
from coach.session import KIOSK
from coach.visit import visit
from tests.ui.conftest import Opened, Person

REVIEW = ("down", "down", "3")
NAME = "visit-2026-11-22"


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


def lived(person: Person, nights: int = 40) -> None:
    for back in range(1, nights + 1):
        night = person.session.tonight - timedelta(days=back)
        scores = (Answer("legs_before", 4), Answer("falling_asleep", 2), Answer("sleep", 7))
        person.session.dispatch(*scores, Done("bath"), night=night)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_the_page_is_read_from_its_title_to_its_foot(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size, name="Ana Gram", questions=("Is it iron?",)) as person:
        lived(person)
        await person.press(*REVIEW, "r")
        assert "VISIT REPORT, 24 OCT 2026 TO 22 NOV 2026" in flat(person)
        assert "For: Ana Gram" in flat(person)
        pages = [flat(person)]
        while pages[-1] not in pages[:-1]:
            await person.press("down")
            pages.append(flat(person))
        everything = " ".join(pages)
        for told in ("SCORES", "Is it iron?", "EVENING ROUTINE", "not a diagnosis", "our own unvalidated summary"):
            assert told in everything, told
        assert "reviewed by a clinician" in pages[-1]
        await person.press(*["up"] * len(pages))
        assert flat(person) == pages[0]


async def test_its_numbers_are_those_of_the_command(opened: Opened) -> None:
    async with opened() as person:
        lived(person)
        await person.press(*REVIEW, "r")
        told = visit(person.session, nights=30)
        middle = told.score("legs").trend.middle
        assert middle is not None
        assert f"Leg score {middle.n} 3 3 to 3" in flat(person)


async def test_more_nights_and_fewer(opened: Opened) -> None:
    async with opened() as person:
        lived(person)
        await person.press(*REVIEW, "r", "left")
        assert "the last 30 nights" in person.sees
        await person.press("right")
        assert "the last 90 nights" in person.sees
        assert "41 nights: 40 with something on record" in flat(person)
        await person.press("right", "right")
        assert "the last 365 nights" in person.sees


@pytest.mark.parametrize(
    ("key", "ending", "begins"),
    [("t", "txt", b"visit"), ("h", "html", b"<!doctype"), ("p", "pdf", b"%pdf"), ("m", "md", b"# visit")],
)
async def test_it_is_put_into_a_file_that_only_its_owner_reads(
    opened: Opened, tmp_path: Path, key: str, ending: str, begins: bytes
) -> None:
    async with opened() as person:
        lived(person, 3)
        await person.press(*REVIEW, "r", "w", key, "enter")
        made = tmp_path / f"{NAME}.{ending}"
        assert f"Itisin{made}." in "".join(person.sees.split())
        assert "Read it before you hand it on." in flat(person)
        assert made.read_bytes().lower().startswith(begins)
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        assert person.night.drafts == {}


async def test_a_file_that_is_there_stays_unless_one_says_otherwise(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.txt").write_text("mine")
    async with opened() as person:
        lived(person, 3)
        await person.press(*REVIEW, "r", "w", "t", "enter")
        assert "is there already" in flat(person)
        await person.press("n")
        assert "It was left as it is." in flat(person)
        assert (tmp_path / f"{NAME}.txt").read_text() == "mine"
        await person.press("w", "t", "enter", "y")
        assert (tmp_path / f"{NAME}.txt").read_text().startswith("VISIT REPORT")


async def test_a_place_that_will_not_do_is_named_and_what_was_typed_stays(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*REVIEW, "r", "w", "t", *["backspace"] * 40, *"no/where.txt", "enter")
        assert "There is no folder" in flat(person)
        await person.press("w", "t")
        assert [field.value for field in person.app.screen.query("Input")] == ["no/where.txt"]  # type: ignore[attr-defined]
        await person.press(*["backspace"] * 40, "enter")
        assert "Type the name of a file" in flat(person)


async def test_nothing_is_written_at_somebodys_login_or_in_a_demo(opened: Opened, tmp_path: Path) -> None:
    async with opened() as person:
        person.session.limits = KIOSK
        await person.press(*REVIEW, "r", "w")
        assert "No file can be made here" in flat(person)
        person.session.limits, person.session.demo = KIOSK._replace(text=9), True
        await person.press("w")
        assert "No file can be made here" in flat(person)
        assert list(tmp_path.glob("visit*")) == []


async def test_notes_and_own_words_on_mood_come_only_when_they_are_asked_for(opened: Opened) -> None:
    async with opened() as person:
        lived(person, 3)
        night = person.session.tonight - timedelta(days=1)
        told = WriteNote("a long flight"), Tell("side_effects", ("I want to die",))
        person.session.dispatch(*told, night=night)
        await person.press(*REVIEW, "r")
        assert "1 entry in your own words was left out, for it may be about mood; o puts it in." in flat(person)
        seen = flat(await person.press(*["up"] * 20))
        for _ in range(9):
            seen += flat(await person.press("down"))
        assert "flight" not in seen
        assert "want to die" not in seen
        await person.press("n", "o")
        seen = flat(await person.press(*["up"] * 20))
        for _ in range(9):
            seen += flat(await person.press("down"))
        assert "a long flight" in seen
        assert "want to die" in " ".join(seen.split())


async def test_a_key_typed_ahead_of_the_page_waits_for_it(opened: Opened, tmp_path: Path) -> None:
    async with opened() as person:
        lived(person, 3)
        await person.pilot.press(*REVIEW, "r", "w", "t", "enter")
        await person.settled()
        assert (tmp_path / f"{NAME}.txt").read_text().startswith("VISIT REPORT")


async def test_an_empty_diary_has_an_honest_page(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*REVIEW, "r")
        assert "with nothing on record" in flat(person)
        assert "No score is on record of these nights." in flat(person)


async def test_what_a_visit_needs_is_a_key_away_and_back(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*REVIEW, "r", "v", "a", *"Is it iron?", "enter", "b")
        assert person.coach_screen.situations[0] == "report"
        assert "Is it iron?" in flat(person)
