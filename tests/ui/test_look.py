"""What another session wrote is shown by itself; what the disk refused is saved by itself; nothing else is drawn."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from coach.core.cells import Reason
from coach.core.routine import AddNote, Answer, Done, Excuse, GoTo, Took
from coach.session import Session
from coach.store import Unwritable, files
from coach.ui import app as app_module
from coach.ui.widgets import Painted
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person
from tests.ui.test_dialogs import MAGNESIUM
from tests.ui.test_nothing_is_lost import fill
from tests.ui.test_sizes import MORNING

SIZES = [(80, 24), (40, 15)]


@pytest.fixture
def phone(session: Session, open_session: Callable[..., Session]) -> Session:
    """The same diary, open on another machine."""
    return open_session(device="phone")


async def look(person: Person) -> None:
    """One second passes."""
    await person.app.look()
    await person.pilot.pause()


def test_a_change_is_noticed_within_two_seconds() -> None:
    assert app_module.LOOK_SECONDS <= 2


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_what_the_phone_answers_is_shown_here(opened: Opened, phone: Session, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        phone.dispatch(Answer("tired", 7), Done("bath"), Excuse("massage", Reason.UNWELL))
        phone.dispatch(AddNote("from bed"))
        await look(person)

        assert "Tired" in person.sees
        assert "[7]" in person.sees
        for row, told in (("Warm bath", "done"), ("Leg massage", "left out")):
            if row in person.sees:
                assert told in next(line for line in person.sees.splitlines() if row in line)
        if size == (80, 24):
            assert "note: from bed" in person.sees


async def test_both_answers_stay_and_each_screen_shows_both(opened: Opened, phone: Session) -> None:
    async with opened() as person:
        phone.dispatch(Answer("legs_before", 2))
        await person.press("6")
        phone.dispatch(Took(120))
        await look(person)

        assert person.night.scores == {"tired": 6, "legs_before": 2}
        assert "120 mg" in person.sees


async def test_the_phone_does_not_move_the_person_away(opened: Opened, phone: Session) -> None:
    async with opened() as person:
        await person.press("down", "down")
        phone.dispatch(GoTo("legs_after"))
        phone.dispatch(Answer("legs_after", 3))
        await look(person)

        assert "None since 12:00?" in person.sees


async def test_a_number_being_picked_stays_picked(opened: Opened, phone: Session) -> None:
    async with opened() as person:
        await person.press("right", "right", "right")
        phone.dispatch(Done("bath"))
        await look(person)
        assert "[2]" in person.sees
        await person.press("enter")

        assert person.night.scores == {"tired": 2}


@pytest.mark.parametrize("keys", [["n"], [*MAGNESIUM]], ids=["note", "amount"])
async def test_what_is_being_typed_is_not_disturbed(opened: Opened, phone: Session, keys: list[str]) -> None:
    async with opened() as person:
        await person.press(*keys, *"12")
        phone.dispatch(Answer("legs_after", 3))
        await look(person)
        await person.press("0", "escape" if keys == ["n"] else "enter")

        night = person.night
        assert night.scores == {"legs_after": 3}
        assert (night.note, night.magnesium_mg) in (("120", 0), (None, 120))


async def test_a_note_written_on_both_keeps_both(opened: Opened, phone: Session) -> None:
    async with opened() as person:
        await person.press("n", *"here")
        phone.dispatch(AddNote("there"))
        await look(person)
        await person.press("escape")

        assert sorted((person.night.note or "").split()) == ["here", "there"]


async def test_the_morning_shows_what_the_phone_answers(opened: Opened, phone: Session, clock: Clock) -> None:
    clock.now = MORNING
    async with opened(start="morning") as person:
        phone.dispatch(Answer("during_night", 4), night=phone.last_night)
        await look(person)

        assert "4" in next(line for line in person.sees.splitlines() if "In the night" in line)


async def test_a_step_switched_off_on_the_phone_goes_here_too(opened: Opened, phone: Session) -> None:
    async with opened() as person:
        await person.press(*["down"] * 4)
        assert "Warm bath" in person.sees
        phone.change_profile(lambda p: p.step_changed("bath", on=False))
        await look(person)

        assert "Warm bath" not in person.sees
        await person.press("enter")
        assert "bath" not in person.night.steps


async def test_the_setup_screen_shows_what_the_phone_set(opened: Opened, phone: Session) -> None:
    async with opened() as person:
        await person.press("down", "down", "5")
        phone.change_profile(lambda p: p.step_changed("bath", minutes=33))
        await look(person)

        assert "33" in person.sees


async def test_nothing_is_drawn_while_nothing_changes(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    async with opened() as person:
        await look(person)
        monkeypatch.setattr(Painted, "show", lambda *_: drawn.append(1))
        for _ in range(5):
            await look(person)

    assert drawn == []


async def test_an_answer_the_disk_refused_is_saved_when_there_is_room(opened: Opened) -> None:
    async with opened() as person:
        with pytest.MonkeyPatch.context() as patch:
            fill(patch)
            await person.press("7")
            await look(person)
            assert "NOT SAVED" in person.sees
            assert "tried again" in person.sees
        await look(person)

        assert person.night.scores == {"tired": 7}
        assert "Saved now." in person.sees
        assert "Sitting still" in person.sees


async def test_a_later_answer_takes_the_place_of_the_refused_one(opened: Opened) -> None:
    async with opened() as person:
        with pytest.MonkeyPatch.context() as patch:
            fill(patch)
            await person.press("7", "4")
        await look(person)

        assert person.night.scores == {"tired": 4}


async def test_a_refused_answer_keeps_the_moment_it_was_given(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        given = clock.now
        with pytest.MonkeyPatch.context() as patch:
            fill(patch)
            await person.press(*["down"] * 4, "enter")
            clock.forward(minutes=20)
        await look(person)
        entry = person.night.steps.get("bath")

        assert entry is not None
        assert entry.at == given


async def test_a_diary_that_hangs_is_told_and_saved_to_once_it_lets_go(
    opened: Opened, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        monkeypatch.setattr(person.session._journal, "_lock_seconds", 0.05)
        with FileLock(home / ".lock"):
            await person.press("7")
            assert "NOT SAVED. Another coach is writing" in person.sees
            assert person.app.is_running
        await look(person)

        assert person.night.scores == {"tired": 7}


async def test_leaving_saves_what_was_refused(opened: Opened) -> None:
    async with opened() as person:
        with pytest.MonkeyPatch.context() as patch:
            fill(patch)
            await person.press("7")
            await person.press("down", "q")
            assert person.app.is_running
        await person.press("q")

    assert person.night.scores == {"tired": 7}


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_damaged_file_is_told_at_the_start(
    opened: Opened, session: Session, home: Path, size: tuple[int, int]
) -> None:
    session.dispatch(Answer("tired", 3))
    session.dispatch(Answer("legs_before", 5))
    year = home / "nights-2026.json"
    year.write_bytes(year.read_bytes().replace(b'"cell":"score', b'"cell":"scare', 1))
    async with opened(size=size) as person:
        await look(person)

        assert "nights-2026.json is damaged" in " ".join(person.sees.split())
        assert person.night.scores == {"tired": 3}


async def test_a_problem_is_told_once_and_a_key_clears_it(opened: Opened, session: Session, home: Path) -> None:
    session.dispatch(Answer("tired", 3))
    session.dispatch(Answer("legs_before", 5))
    (home / "nights-2026.json").write_bytes(b"rubbish")
    async with opened() as person:
        await look(person)
        await person.press("down")
        await look(person)

        assert "damaged" not in person.sees


async def test_a_dose_that_the_disk_refused_and_yet_kept_is_logged_once(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder could not be synced, and the file could not be put back either."""
    monkeypatch.setattr(app_module, "LOOK_SECONDS", 60.0)  # or a slow machine tries again before the look
    async with opened() as person:
        real = files.replace

        def refused_and_done(*given: Any) -> None:
            real(*given)
            raise Unwritable("The disk says no.")

        await person.press(*MAGNESIUM)
        with monkeypatch.context() as patch:
            patch.setattr(files, "replace", refused_and_done)
            await person.press(*"120", "enter")
            assert "NOT SAVED" in person.sees
        await look(person)

        assert [dose.mg for dose in person.night.doses] == [120]
        assert "Saved now." in person.sees
