"""Review by keys alone: the calendar, one night, streaks, trends; for nobody, for three nights, and for years."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from textual.widgets import Input

from coach.core import retold
from coach.core.cells import Reason, Status
from coach.core.profile import Pause, Profile
from coach.core.routine import Answer, Delete, Done, Event, Excuse, Took, WriteNote
from coach.history import past
from coach.session import Session, StoreError
from coach.ui.calendar import CalendarScreen
from coach.ui.looking import PastScreen
from coach.ui.night import NightScreen
from coach.ui.pages import PagesDialog
from coach.ui.streaks import StreaksScreen
from coach.ui.tonight import TonightScreen
from coach.ui.trends import TrendsScreen
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person

TONIGHT = date(2026, 11, 22)
STEPS: tuple[Event, ...] = (Done("caffeine"), Done("bath"), Done("massage"), Done("meditation"))
TO_REVIEW = ("down", "down", "3")


@pytest.fixture
def profile() -> Profile:
    """The steps as they ship, magnesium off."""
    return Profile(first_run=3)


def ago(days: int) -> date:
    return TONIGHT - timedelta(days=days)


def lived(session: Session, *days: int, events: tuple[Event, ...] = STEPS) -> None:
    for n in days:
        session.dispatch(*events, Answer("legs_before", 6), Answer("falling_asleep", 2), night=ago(n))


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


def calendar(person: Person) -> CalendarScreen:
    assert isinstance(person.app.screen, CalendarScreen)
    return person.app.screen


def night(person: Person) -> NightScreen:
    assert isinstance(person.app.screen, NightScreen)
    return person.app.screen


# Nobody yet


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_a_new_diary_is_told_what_will_appear_and_when(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        await person.press(*TO_REVIEW)
        assert f"{retold.NO_NIGHTS} Its evening fills a cell here." in flat(person)
        await person.press("s")
        assert retold.STREAKS_TO_COME in flat(person)
        await person.press("w", "t")
        assert retold.TRENDS_TO_COME in flat(person)
        await person.press("b")
        assert retold.trends_notes(person.session.profile)[0] in flat(person)


async def test_three_nights_show_three_cells_and_no_verdict(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1, 2, 3)
        await person.press(*TO_REVIEW)
        rows = person.sees.splitlines()[3:10]
        assert [row.rstrip()[58] for row in rows[3:6]] == ["■", "■", "■"]
        await person.press("s")
        assert "Routine 3 3 (Nov 2026) 3/3 3/3 3/3 3/3 0.15" in flat(person).replace("▸ ", "")
        await person.press("t")
        assert "median 4, middle half 4 to 4, n 3 of 4 nights" in flat(person)
        assert retold.NO_PROOF not in flat(person)


# The calendar


async def test_the_cursor_goes_night_by_night_and_week_by_week_and_tells_each(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1, events=(*STEPS[:3], Done("meditation", short=True), WriteNote("flight")))
        await person.press(*TO_REVIEW, "up")
        assert 'Sat 21 Nov: kept; 4 of 4 steps, Meditation short; legs 6, 2, -; "flight"' in flat(person)
        await person.press("left")
        assert "Sat 14 Nov: nothing on record" in flat(person)
        await person.press("left", "down", "right", "right", "right")
        assert calendar(person).at == TONIGHT  # and no night to come
        await person.press("y", "y", "Y")
        assert calendar(person).at == TONIGHT - timedelta(days=364)
        assert person.sees.splitlines()[0].endswith(" 2025")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_cell_at_hand_is_always_on_the_screen(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        lived(person.session, 0, 400)
        await person.press(*TO_REVIEW)
        for key in ["left"] * 60 + ["right"] * 30 + ["y", "Y", "up", "Y"]:
            await person.pilot.press(key)
            await person.pilot.pause()
            cells = [s for line in person.coach_screen._painted._lines for s in line if s.role == "cell"]
            assert len(cells) == 1
        assert person.coach_screen.hand is not None


async def test_signs_are_read_without_colour_by_steps_and_by_legs(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1)
        lived(person.session, 2, events=STEPS[:1])
        person.session.dispatch(Answer("legs_before", 9), Answer("falling_asleep", 10), night=ago(3))
        lived(person.session, 4, events=tuple(Excuse(s, Reason.UNWELL) for s in ("caffeine", "bath", "massage")))
        person.session.dispatch(Excuse("meditation", Reason.UNWELL), night=ago(4))
        await person.press(*TO_REVIEW)
        column = [row.ljust(80)[58] for row in person.sees.splitlines()[3:10]]
        assert column[2:6] == ["x", "·", "▒", "■"]
        await person.press("l")
        column = [row.ljust(80)[58] for row in person.sees.splitlines()[3:10]]
        assert column[2:6] == ["4", "x", "4", "4"]
        assert retold.OUR_OWN in flat(person)


async def test_a_date_is_gone_to(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 500)
        await person.press(*TO_REVIEW, "g", *ago(500).isoformat(), "enter")
        await person.settled()
        assert calendar(person).at == ago(500)
        assert "kept, late; 4 of 4 steps" in flat(person)
        await person.press("g", *"2027-01-01", "enter")
        assert "has not come yet" in flat(person)


async def test_notes_are_found_over_the_years_and_gone_through(opened: Opened) -> None:
    async with opened() as person:
        for days in (3, 400, 800):
            person.session.dispatch(WriteNote(f"a long Flight {days}"), night=ago(days))
        lived(person.session, 4)
        await person.press(*TO_REVIEW, "f", *"flight", "enter")
        await person.settled()
        assert '"flight": 3' in person.sees
        assert calendar(person).at == ago(3)
        assert "■" not in "".join(person.sees.splitlines()[3:10]).replace("■ all", "")
        await person.press("n")
        assert calendar(person).at == ago(400)
        await person.press("n", "n")
        assert calendar(person).at == ago(800)
        assert "no more of them" in flat(person)
        await person.press("N", "escape")
        assert calendar(person).at == ago(400)
        await person.press("f", *"nowhere", "enter")
        await person.settled()
        assert 'No note has "nowhere" in it.' in flat(person)


async def test_what_may_be_worth_a_doctor_is_said_once_at_the_calendar(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 3)
        await person.press(*TO_REVIEW)
        assert "d: there is something that may be worth showing a doctor." in flat(person)
        await person.press("d", "1", "down", "down", "3")
        assert "worth showing" not in flat(person)


async def test_what_another_session_logs_appears(opened: Opened, open_session: object) -> None:
    async with opened() as person:
        lived(person.session, 3)
        await person.press(*TO_REVIEW, "up")
        assert "Sat 21 Nov: nothing on record" in flat(person)
        other = Session.at(person.session.where().folder, person.session.now, "phone")
        lived(other, 1)
        await person.app.look()
        await person.settled()
        assert "Sat 21 Nov: kept" in flat(person)


async def test_a_year_that_cannot_be_read_is_said_and_nothing_is_counted(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        lived(person.session, 1)

        def refused(_year: int) -> object:
            raise StoreError("nights-2026.json is damaged.")

        monkeypatch.setattr(person.session, "briefs", refused)
        await person.press(*TO_REVIEW)
        assert "nights-2026.json is damaged." in flat(person)
        await person.press("s")
        await person.press("down")
        assert "nights-2026.json is damaged. Nothing is counted without it." in flat(person)
        assert "Routine" not in flat(person)


async def test_the_years_come_one_by_one_with_a_bar_and_keys_work_meanwhile(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1, 400, 800)
        await person.press(*TO_REVIEW)
        screen = calendar(person)
        screen.past, screen._years, screen._to_read = None, {2026: []}, 3
        screen.paint()
        assert "Looking through your" in flat(person)
        assert "━" in person.sees
        await person.press("left")
        assert screen.at == ago(7)


@pytest.mark.parametrize("keys", [[], ["s"], ["t"]], ids=["calendar", "streaks", "trends"])
async def test_a_key_may_paint_at_any_moment_of_the_reading(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    async with opened() as person:
        lived(person.session, 1, 400)
        kept = PastScreen.kept

        async def painting(screen: PastScreen, work: Callable[[], Any]) -> Any:
            screen.paint()
            told = await kept(screen, work)
            screen.paint()
            return told

        monkeypatch.setattr(PastScreen, "kept", painting)
        await person.press(*TO_REVIEW, *keys)
        assert person.app.fault is None
        assert "Looking through" not in person.sees


# One night


async def test_a_missed_night_is_filled_in_by_the_keys_of_the_evening(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*TO_REVIEW, "up", "enter")
        assert "Night of Sat 21 Nov 2026" in person.sees
        await person.press("6", "7", "enter", "enter", "m", "s", "t", "3", "2", "x", "-", "a", *"40", "enter")
        filled = person.session.night(ago(1))
        assert filled.scores == {
            "tired": 6,
            "legs_before": 7,
            "legs_after": 3,
            "falling_asleep": 2,
            "during_night": 10,
            "sleep": "blank",
        }
        assert [filled.status(s) for s in ("caffeine", "bath", "massage", "meditation")] == [
            Status.DONE,
            Status.DONE,
            Status.MINIMUM,
            Status.EXCUSED,
        ]
        assert filled.awake_minutes == 40
        assert filled.late == ()
        assert person.session.night().cells == {}
        await person.press("escape")
        assert "Sat 21 Nov: kept; 3 of 4 steps, Leg massage short; legs 7, 2, 10" in flat(person)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_when_and_where_it_was_logged_is_told(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        lived(person.session, 1)
        await person.press(*TO_REVIEW, "up", "enter", "down")
        told = person.pane if size == (80, 24) else flat(person)
        assert "logged Sun 22 Nov 2026 20:40 +01:00, Europe/Berlin, on laptop" in told
        await person.press("e")
        assert isinstance(person.app.screen, PagesDialog)
        seen = flat(person)
        for _ in range(12):
            await person.press("down")
            seen += flat(person)
        assert "Warm bath: logged Sun 22 Nov 2026 20:40 +01:00, Europe/Berlin, on laptop" in seen
        assert "Legs before: 6" in seen


async def test_what_is_filled_in_after_seven_nights_is_late_and_says_so(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*TO_REVIEW, "left", "up", "enter")
        assert "closed: what is added is late" in person.sees
        await person.press("6", "up")
        assert "on laptop, late" in person.pane
        assert person.session.night(ago(8)).late == ("score.tired",)
        await person.press("escape", "down", "enter")
        assert "late" not in person.sees.splitlines()[0]


async def test_a_night_is_deleted_once_asked_and_u_brings_it_back_also_later(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1, 3)
        before = person.session.night(ago(1)).cells
        await person.press(*TO_REVIEW, "up", "enter", "d")
        assert "Delete the night of Sat 21 Nov 2026?" in flat(person)
        await person.press("n")
        assert person.session.night(ago(1)).cells == before
        await person.press("d", "y")
        assert not person.session.night(ago(1)).told
        assert "Deleted; u brings it back." in flat(person)
        await person.press("d")
        assert "Nothing is on record of this night." in flat(person)
        await person.press("escape")
        assert "Sat 21 Nov: nothing on record" in flat(person)
    async with opened() as person:
        await person.press(*TO_REVIEW, "up", "enter", "u")
        assert "Taken back: that the night was deleted." in flat(person)
        assert person.session.night(ago(1)).cells == before


async def test_undo_at_a_night_takes_back_its_last_answer_of_either_half(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*TO_REVIEW, "up", "enter", "4", "7", *["down"] * 5, "5", "u")
        assert "Taken back: dropping off: 5." in flat(person)
        await person.press("u", "u")
        assert person.session.night(ago(1)).scores == {}


async def test_no_timer_is_started_for_a_night_that_was_and_tonight_stays_where_it_was(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*TO_REVIEW, "up", "enter", "down", "down", "down", "space", "+")
        assert person.session.night(ago(1)).cells == {}
        assert "start" not in person.pane
        await person.press("escape", "1")
        assert isinstance(person.app.screen, TonightScreen)
        assert person.app.screen.at == "caffeine"


async def test_magnesium_of_a_night_that_was_can_be_logged_and_a_step_that_is_off_by_now_is_shown(
    opened: Opened,
) -> None:
    async with opened() as person:
        person.session.dispatch(Took(120), night=ago(1))
        await person.press(*TO_REVIEW, "up", "enter", "down", "down", "down")
        assert "120 mg" in person.sees
        await person.press("8", "0", "enter", "enter")
        await person.settled()
        if "already" in flat(person):
            await person.press("n")
        assert [dose.mg for dose in person.session.night(ago(1)).doses] == [120, 80]


async def test_what_the_disk_refuses_at_a_night_is_said_and_tried_again(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press(*TO_REVIEW, "up", "enter")
        with monkeypatch.context() as full:

            def refused(*_: object, **__: object) -> object:
                raise StoreError("The disk is full.")

            full.setattr(person.session, "dispatch", refused)
            await person.press("6")
            assert "NOT SAVED. The disk is full." in flat(person)
        await person.app.look()
        await person.settled()
        assert person.session.night(ago(1)).scores == {"tired": 6}


# Streaks


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_streaks_and_why(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        lived(person.session, *range(1, 6), *range(20, 40))
        await person.press(*TO_REVIEW, "s")
        assert "5/5 16/28 25/37 25/37" in flat(person)
        await person.press("w")
        assert "Why: Routine" in flat(person)
        seen = flat(person)
        for _ in range(4):
            await person.press("down")
            seen += " " + flat(person)
        for line in retold.why_lines(past(person.session).streaks()[0], person.session.profile, TONIGHT):
            assert line in seen
        await person.press("escape", "down", "down", "enter")
        assert "Why: Warm bath" in flat(person)


async def test_nights_are_excused_and_that_is_taken_back(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1, *range(10, 15))
        await person.press(*TO_REVIEW, "s", "p", *ago(9).isoformat(), "tab")
        await person.press(*ago(2).isoformat(), "tab", *"flu", "enter")
        await person.settled()
        assert person.session.profile.pauses_held == (Pause(first=ago(9), last=ago(2), reason="flu"),)
        assert "Excused: Fri 13 Nov to Fri 20 Nov (flu)." in flat(person)
        assert "Routine 6 6 (Nov 2026)" in flat(person).replace("▸ ", "")
        await person.press("u")
        await person.settled()
        assert not person.session.profile.pauses_held
        await person.press("u")
        assert "There is nothing to take back here." in flat(person)


async def test_a_pause_is_taken_off_the_list(opened: Opened) -> None:
    async with opened(pauses={"2026-11-01": Pause(first=date(2026, 11, 1), reason="Tokyo")}) as person:
        lived(person.session, 1)
        await person.press(*TO_REVIEW, "s", "p", "1")
        await person.settled()
        assert not person.session.profile.pauses_held
        assert "Taken back: Sun 01 Nov on (Tokyo)." in flat(person)
        await person.press("p", *"2026-11-08", "tab", *"2026-11-01", "enter")
        assert "2026-11-01 comes before 2026-11-08." in flat(person)
        await person.press("escape", "p")
        assert [line.value for line in person.app.screen.query(Input)] == ["2026-11-08", "2026-11-01", ""]


async def test_a_reason_that_is_too_long_is_said_and_not_cut(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1)
        await person.press(*TO_REVIEW, "s", "p", "tab", "tab", *["x"] * 201, "enter")
        assert "That is 201 characters long; 200 is the most it keeps." in flat(person)
        await person.press("backspace", "enter")
        await person.settled()
        assert person.session.profile.pauses_held == (Pause(first=TONIGHT, reason="x" * 200),)


async def test_a_year_that_cannot_be_searched_is_not_told_as_having_no_such_note(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        lived(person.session, 1)
        await person.press(*TO_REVIEW)

        def refused(_year: int) -> object:
            raise StoreError("nights-2026.json is damaged.")

        monkeypatch.setattr(person.session, "noted", refused)
        await person.press("f", *"flight", "enter")
        await person.settled()
        assert "nights-2026.json is damaged." in flat(person)
        assert "No note has" not in flat(person)


async def test_a_journey_without_an_end_is_over(opened: Opened) -> None:
    async with opened(pauses={f"{ago(9)}": Pause(first=ago(9), reason="Tokyo")}) as person:
        lived(person.session, *range(10, 15))
        await person.press(*TO_REVIEW, "s", "p", "e")
        await person.settled()
        assert person.session.profile.pauses_held == (Pause(first=ago(9), last=ago(1), reason="Tokyo"),)
        assert "Excused: Fri 13 Nov to Sat 21 Nov (Tokyo)." in flat(person)
        await person.press("u")
        await person.settled()
        assert person.session.profile.pauses_held == (Pause(first=ago(9), reason="Tokyo"),)


async def test_tonight_at_the_calendar_opens_tonight(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, 1)
        await person.press(*TO_REVIEW, "enter")
        assert isinstance(person.app.screen, TonightScreen)


async def test_grace_is_set_and_shown(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, *range(1, 9), *range(10, 20))
        await person.press(*TO_REVIEW, "s", "g", *"99", "enter")
        assert "is not a whole number from 0 to 9" in flat(person)
        await person.press("backspace", "backspace", *"2", "enter")
        await person.settled()
        assert person.session.profile.grace == 2
        assert "Grace: 2 nights of any 30." in flat(person)
        await person.press("w")
        assert "Routine: 18 nights (1 grace, 11 late)." in flat(person)


# Trends


async def test_scores_and_spans_are_turned_and_their_n_told(opened: Opened) -> None:
    async with opened(size=(120, 40)) as person:
        lived(person.session, *range(1, 60))
        await person.press(*TO_REVIEW, "t")
        assert "Leg score" in person.sees
        assert "n 59 of 60 nights" in flat(person)
        await person.press("left")
        assert "the last 30 nights" in flat(person)
        assert "n 29 of 30 nights" in flat(person)
        await person.press("left", "right", "right", "right", "right")
        assert "all nights" in flat(person)
        await person.press("up", "up")
        assert "Sleep ↑ higher is better" in flat(person)
        assert "no score, n 0 of 60 nights" in flat(person)
        await person.press("down", "down", "down")
        assert "Legs before" in person.sees


async def test_the_plot_has_the_median_its_spread_dots_and_gaps(opened: Opened) -> None:
    async with opened(size=(120, 40)) as person:
        lived(person.session, *range(1, 15), *range(40, 60))
        await person.press(*TO_REVIEW, "t")
        plot = [line[4:114] for line in person.sees.splitlines()[4:15]]
        assert len({len(line) for line in person.sees.splitlines()[4:15] if line.strip()}) >= 1
        row = next(line for line in plot if "■" in line)
        assert " " * 20 in row.strip()  # no line where nothing is known
        assert plot.index(row) == 6  # a median of 4, from 10 at the top
        legend = flat(person)
        assert "■ median of 7 nights ▒ middle half · one night" in legend


async def test_steps_stand_beside_nights_without_them_with_both_n_or_not_at_all(opened: Opened) -> None:
    async with opened() as person:
        lived(person.session, *range(10, 22))
        lived(person.session, *range(22, 34), events=(*STEPS[:1], *STEPS[2:], Excuse("bath", Reason.TOO_TIRED)))
        await person.press(*TO_REVIEW, "t", "b")
        told = flat(person)
        assert "Warm bath: with it median 4, n 12; without median 4, n 12." in told
        assert retold.NO_PROOF in told
        assert "Leg massage" not in told


async def test_what_the_screens_say_is_what_the_commands_say(opened: Opened) -> None:
    async with opened(size=(200, 60)) as person:
        lived(person.session, *range(1, 20))
        person.session.dispatch(Delete(), night=ago(5))
        seen = past(person.session)
        await person.press(*TO_REVIEW, "t")
        (told,) = seen.trends(90, ["legs"])
        assert f"{retold.middle_said(told.middle)} of {retold.nights_said(told.nights)}" in flat(person)
        await person.press("s")
        for streak in seen.streaks():
            windows = " ".join(retold.kept_said(kept) for kept in streak.windows.values())
            row = f"{retold.named(streak.of, seen.profile)} {streak.now.kept if streak.now else 0}"
            assert row in flat(person)
            assert windows in flat(person)


async def test_nothing_is_read_while_a_key_moves_the_cursor(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as person:
        lived(person.session, 1, 400)
        await person.press(*TO_REVIEW)
        for name in ("briefs", "night", "noted", "years"):
            monkeypatch.setattr(person.session, name, lambda *_: pytest.fail("read"))
        await person.press("left", "up", "y", "l", "Y", "right", "down")
        assert person.app.fault is None


async def test_each_screen_of_review_is_reached_from_each_other(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        lived(person.session, 1)
        await person.press(*TO_REVIEW)
        for key, screen in (("s", StreaksScreen), ("t", TrendsScreen), ("c", CalendarScreen), ("t", TrendsScreen)):
            await person.press(key)
            assert isinstance(person.app.screen, screen)
        assert len(person.app.screen_stack) == 1
