"""What was typed stays, whatever the disk, the person or the line does; what is not on disk is not shown as kept."""

from datetime import date, datetime, time
from typing import Any, NoReturn

import pytest

from coach.core.profile import Profile
from coach.core.routine import AddNote, Draft, Event, Tell, Took, dropped
from coach.session import Session
from coach.store import Locked, Unwritable
from coach.ui.app import CoachApp
from tests.conftest import BERLIN, Clock
from tests.ui.conftest import Opened
from tests.ui.rows import row
from tests.ui.test_dialogs import MAGNESIUM

NEW = {"first_run": 0, "steps": Profile().steps}
LAST = date(2026, 11, 22)


def no_disk(*_any: object, **_more: object) -> NoReturn:
    raise Unwritable("The disk is full.")


@pytest.fixture
def full_disk() -> pytest.MonkeyPatch:
    """``undo`` it to have room again."""
    return pytest.MonkeyPatch()


def fill(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("coach.store.files.replace", no_disk)


@pytest.fixture(autouse=True)
def _room_again(full_disk: pytest.MonkeyPatch) -> Any:
    yield
    full_disk.undo()


@pytest.mark.parametrize(
    ("keys", "stays"),
    [
        (["7"], "How worn out"),
        (["-"], "How worn out"),
        (["down"], "How worn out"),
    ],
)
async def test_a_full_disk_is_said_and_the_question_stays(
    opened: Opened, full_disk: pytest.MonkeyPatch, keys: list[str], stays: str
) -> None:
    async with opened() as person:
        fill(full_disk)
        await person.press(*keys)

        assert "NOT SAVED" in person.sees
        if keys != ["down"]:
            assert stays in person.sees
        full_disk.undo()
        assert person.night.scores == {}


@pytest.mark.parametrize("key", ["enter", "m", "space"])
async def test_a_step_is_not_shown_as_answered_on_a_full_disk(
    opened: Opened, full_disk: pytest.MonkeyPatch, key: str
) -> None:
    async with opened() as person:
        await person.press(*["down"] * 4)
        before = person.coach_screen.situations
        fill(full_disk)
        await person.press(key)

        assert "NOT SAVED" in person.sees
        assert person.coach_screen.situations == before
        full_disk.undo()
        await person.press(key)
        assert "NOT SAVED" not in person.sees


async def test_a_diary_locked_by_another_is_said_and_nothing_changes(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_self: Session, *_events: Event, **_more: object) -> NoReturn:
        raise Locked("Another coach is writing to the diary and does not let go; close it and try again.")

    async with opened() as person:
        monkeypatch.setattr(Session, "dispatch", held)
        await person.press("4")

        assert "NOT SAVED. Another coach" in person.sees
        assert "How worn out" in person.sees


async def test_a_setting_that_could_not_be_saved_is_not_shown_as_set(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press("down", "down", "5", *["down"] * 4)
        fill(full_disk)
        await person.press("enter")

        assert "NOT SAVED" in person.sees
        assert "on, at the end of a timer" in person.sees
        assert person.session.profile.bell is True


async def test_an_undo_of_settings_that_could_not_be_saved_is_not_shown(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press("down", "down", "5", *["down"] * 4, "enter")
        fill(full_disk)
        await person.press("u")

        assert "NOT SAVED" in person.sees
        assert person.session.profile.bell is False


async def test_a_first_question_on_a_full_disk_stays_open(opened: Opened, full_disk: pytest.MonkeyPatch) -> None:
    async with opened(**NEW) as person:
        fill(full_disk)
        await person.press("enter")

        assert "NOT SAVED" in person.sees
        assert "When do you usually go to bed?" in person.sees


async def test_a_bedtime_typed_on_a_full_disk_can_be_accepted_again(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened(**NEW) as person:
        fill(full_disk)
        await person.press(*"22:15", "enter")
        full_disk.undo()
        if "When do you usually" in person.sees:
            await person.press("enter")

        assert Session.at(person.session.where().folder, person.session.now).profile.bedtime == time(22, 15)


async def test_a_note_that_could_not_be_saved_is_still_there(opened: Opened, full_disk: pytest.MonkeyPatch) -> None:
    async with opened() as person:
        await person.press("n")
        fill(full_disk)
        await person.press(*"a thought", "escape")
        assert "NOT SAVED" in person.sees
        full_disk.undo()
        await person.press("escape")
        if person.night.note is None:
            await person.press("n", "escape")

        assert person.night.note == "a thought"


async def test_a_reason_that_could_not_be_saved_is_still_there(opened: Opened, full_disk: pytest.MonkeyPatch) -> None:
    async with opened() as person:
        await person.press("down", "down", "s", "o")
        fill(full_disk)
        await person.press(*"flu", "enter")
        assert "NOT SAVED" in person.sees
        full_disk.undo()
        if "caffeine" not in person.night.steps:
            await person.press("s", "o", "enter")

        assert person.night.steps["caffeine"].text == "flu"


@pytest.mark.parametrize(
    ("keys", "typed", "again"),
    [
        (["down"] * 3, "123", ["enter"]),
        (["down", "down", "h"], "15:30", ["h"]),
        (["down", "down", "5", "a", "p"], "Cold pack", ["a", "p"]),
        (["down", "down", "5", "enter"], "22:15", ["enter"]),
    ],
    ids=["amount", "had", "own step", "bedtime"],
)
async def test_escape_in_a_form_keeps_what_was_typed(
    opened: Opened, keys: list[str], typed: str, again: list[str]
) -> None:
    from textual.widgets import Input

    async with opened() as person:
        await person.press(*keys, *typed, "escape", *again)

        assert typed in [field.value for field in person.app.screen.query(Input)]


async def test_escape_keeps_what_was_noticed_in_words(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        person.session.dispatch(Took(200), night=LAST)
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)
    async with opened() as person:
        await person.press("1", "2", "3", "enter", "o", *"itch", "enter", "escape", "enter")

        assert "itch" in person.sees


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_leaving_by_a_control_key_keeps_the_note_being_typed(opened: Opened, key: str) -> None:
    async with opened() as person:
        await person.press("n", *"half", key)
    async with opened() as person:
        assert "half" in {person.night.note, person.night.drafts.get("note")}


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_leaving_by_a_control_key_keeps_the_reason_being_typed(opened: Opened, key: str) -> None:
    async with opened() as person:
        await person.press("down", "down", "s", "o", *"flu", key)
    async with opened() as person:
        assert person.night.drafts == {"reason.caffeine": "flu"}


async def test_settings_changed_elsewhere_are_not_overwritten(opened: Opened, home: Any, clock: Clock) -> None:
    async with opened() as person:
        other = Session.at(home, clock, "phone")
        other.change_profile(lambda p: p.evolve(bedtime=time(22, 15)))
        await person.press("down", "down", "5", *["down"] * 4, "enter")

        stored = Session.at(home, clock).profile
        assert (stored.bell, stored.bedtime) == (False, time(22, 15))


async def test_undoing_a_setting_undoes_what_it_asked_of_tonight(opened: Opened) -> None:
    async with opened() as person:
        await person.press("1", "1", "enter", "down", "enter", "enter", "5", *row("meditation"), "r")
        assert person.night.kept
        await person.press("u")

        assert not person.night.kept


async def test_an_evening_left_open_past_the_day_turn_still_answers_its_own_night(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        await person.press("down", "down")
        clock.now = datetime(2026, 11, 23, 12, 30, tzinfo=BERLIN)
        await person.press("enter")

        assert person.session.night(LAST).steps["caffeine"].at is None
        assert person.night.steps == {}
        await person.press("down", "1")
        assert "Mon 23 Nov" in person.sees


async def test_a_second_app_on_the_same_diary_loses_nothing(opened: Opened, home: Any, clock: Clock) -> None:
    async with opened() as person:
        await person.press("1", "2")
        other = CoachApp(Session.at(home, clock, "phone"))
        async with other.run_test(size=(40, 15)) as pilot:
            await pilot.press("enter")
            await pilot.pause()
        await person.press("down", "down", "m")

        assert set(person.night.steps) == {"caffeine", "bath"}
        assert person.night.scores == {"tired": 1, "legs_before": 2}


async def test_leaving_with_something_typed_and_no_disk_is_asked_once(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press("n")
        fill(full_disk)
        await person.press(*"a thought", "escape", "q")
        assert person.app.return_code is None
        assert "q again leaves without" in person.sees
        full_disk.undo()
        await person.press("q")
    async with opened() as person:
        assert person.night.note == "a thought"
        assert person.night.drafts == {}


async def test_what_could_not_be_saved_is_saved_once_there_is_room(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press("n")
        fill(full_disk)
        await person.press(*"a thought", "escape")
        await person.app.drafts.save()
        assert "NOT SAVED" in person.sees
        full_disk.undo()
        await person.app.drafts._pause()
        await person.app.look()

        assert "Saved now." in person.sees
        assert person.night.note == "a thought"
        assert person.night.drafts == {}


async def test_a_note_written_elsewhere_meanwhile_stays(opened: Opened, home: Any, clock: Clock) -> None:
    async with opened() as person:
        await person.press("n", *"here")
        Session.at(home, clock, "phone").dispatch(AddNote("there"))
        await person.press("escape")

        assert person.night.note == "there\nhere"


async def test_settings_changed_elsewhere_hold_from_the_next_key(opened: Opened, home: Any, clock: Clock) -> None:
    async with opened() as person:
        Session.at(home, clock, "phone").change_profile(lambda p: p.with_bedtime(time(22, 15)))
        await person.press("1")

        assert "bed 22:15" in person.sees


async def test_a_note_saved_meanwhile_by_itself_is_not_there_twice(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press("n")
        fill(full_disk)
        await person.press(*"a thought", "escape")
        full_disk.undo()
        await person.press("n", "!")
        await person.app.look()
        await person.press("escape")

        assert person.night.note == "a thought!"


async def test_an_amount_typed_again_is_not_logged_twice(opened: Opened, full_disk: pytest.MonkeyPatch) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM)
        fill(full_disk)
        await person.press(*"120", "enter")
        assert "NOT SAVED" in person.sees
        await person.press(*"120", "enter")
        await person.press("enter")
        full_disk.undo()
        await person.app.look()
        await person.press("enter")

        assert [dose.mg for dose in person.night.doses] == [120]


async def test_two_amounts_that_the_disk_refused_are_both_saved_later(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM)
        fill(full_disk)
        await person.press(*"120", "enter", *"60", "enter")
        full_disk.undo()
        await person.app.look()
        await person.settled()

        assert sorted(dose.mg for dose in person.night.doses) == [60, 120]
        assert "Saved now." in person.sees


async def test_a_reason_saved_while_it_is_asked_for_again_is_what_the_form_begins_with(
    opened: Opened, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press("down", "down", "s", "o")
        fill(full_disk)
        await person.press(*"flu", "enter", "s")
        full_disk.undo()
        await person.app.look()
        await person.press("o", "enter")

        assert person.night.steps["caffeine"].text == "flu"


async def test_a_refused_answer_of_one_night_does_not_give_way_to_that_of_the_next(
    opened: Opened, clock: Clock, full_disk: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        first = person.session.tonight
        fill(full_disk)
        await person.press("6")
        clock.forward(days=1)
        await person.press("down", "down", "1", "7")
        assert "NOT SAVED" in person.sees
        full_disk.undo()
        await person.app.look()

        assert person.session.night(first).scores == {"tired": 6}
        assert person.night.scores == {"tired": 7}


async def test_a_draft_that_reaches_the_disk_after_its_answer_is_given_up_all_the_same(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        app, night = person.app, person.night.night
        real = person.session.dispatch

        def answered_first(*events: Event, **where: Any) -> Any:
            if events == (Draft("got_up", "2"),):
                real(Tell("got_up", 2), *dropped("got_up"), night=night)
                app.drafts.forget(night, "got_up")
            return real(*events, **where)

        monkeypatch.setattr(person.session, "dispatch", answered_first)
        app.drafts.typed(night, "got_up", "2")
        assert await app.drafts.save()
        assert person.night.got_up == 2
        assert person.night.drafts == {}
