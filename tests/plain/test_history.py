"""Past nights in lines: streaks, history, trends, nights that are excused, and one night to mend."""

from datetime import date, timedelta

import pytest

from coach.core import retold
from coach.core.cells import Status
from coach.core.profile import Pause, Profile
from coach.core.routine import Answer, Done, Event, Took, WriteNote
from coach.core.words import STEERING
from coach.history import past
from coach.session import Session, StoreError
from tests.plain.conftest import Typing

TONIGHT = date(2026, 11, 22)
STEPS: tuple[Event, ...] = (Done("caffeine"), Done("bath"), Done("massage"), Done("meditation"))


@pytest.fixture
def profile() -> Profile:
    """The steps as they ship, magnesium off."""
    return Profile(first_run=3)


def ago(days: int) -> date:
    return TONIGHT - timedelta(days=days)


def lived(session: Session, *days: int) -> None:
    for n in days:
        session.dispatch(*STEPS, Answer("legs_before", 6), Answer("falling_asleep", 2), night=ago(n))


def flat(paper: str) -> str:
    return " ".join(paper.split())


def test_a_new_diary_is_told_what_will_come(session: Session, typing: Typing) -> None:
    told = flat(typing("streaks", "history", "trends", "quit", columns=80).paper)

    assert f"{retold.NO_NIGHTS} {retold.STREAKS_TO_COME}" in told
    assert "0 nights on record." in told
    assert "Leg score: no score, n 0 of 1 night." in told


def test_lines_say_what_the_other_doors_say(session: Session, typing: Typing) -> None:
    lived(session, *range(1, 5), 7)
    seen = past(session)
    told = flat(typing("streaks", "streaks warm bath", "history 3", "trends 90", "quit", columns=80).paper)

    for streak in seen.streaks():
        for line in retold.streak_lines(streak, seen.profile, TONIGHT):
            assert line.strip() in told
    for line in retold.why_lines(seen.streaks(["bath"])[1], seen.profile, TONIGHT):
        assert line in told
    assert "2026-11-20 Fri kept; 4 of 4 steps; legs 6, 2, -" in told
    assert "2 nights on record." in told
    for trend in seen.trends(90):
        assert retold.trend_said(trend) in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("streaks yoga", "There is no streak of that; the streaks are Routine, No caffeine"),
        ("history many", "history and a number of nights, such as history 30."),
        ("history 0", "0 nights on record."),
        ("trends 8", "trends and one of 30, 90, 365, all."),
        ("night 2027-01-01", "2027-01-01 has not come yet."),
        ("night yesterday", "'yesterday' is not a date: type it as 2026-11-22."),
    ],
)
def test_what_cannot_be_told_is_said_in_one_sentence(session: Session, typing: Typing, line: str, said: str) -> None:
    lived(session, 1)

    assert said in flat(typing(line, "quit", columns=80).paper)


def test_a_missed_night_is_filled_in_and_the_evening_stays_where_it_was(session: Session, typing: Typing) -> None:
    lines = ["6", f"night {ago(1)}", "5", "4", "done", "short", "skip", "w", "done", "3", "2", "blank", "7", "awake 40"]
    told = typing(*lines, "tonight", "8", "quit", columns=80)

    filled = told.session.night(ago(1))
    assert filled.scores == {
        "tired": 5,
        "legs_before": 4,
        "legs_after": 3,
        "falling_asleep": 2,
        "during_night": "blank",
        "sleep": 7,
    }
    assert [filled.status(s) for s in ("caffeine", "bath", "massage", "meditation")] == [
        *(Status.DONE, Status.MINIMUM, Status.EXCUSED, Status.DONE)
    ]
    assert filled.awake_minutes == 40
    assert told.session.night(TONIGHT).scores == {"tired": 6, "legs_before": 8}


def test_a_night_is_asked_for_and_what_is_late_is_said(session: Session, typing: Typing) -> None:
    told = typing("night", "soon", f"{ago(9)}", "5", "list", "quit", columns=80)

    assert "The night of Friday 13 November 2026. It is closed: what is added now is marked late." in flat(told.paper)
    assert told.session.night(ago(9)).late == ("score.tired",)


def test_a_night_is_deleted_once_asked_and_undo_brings_it_back(session: Session, typing: Typing) -> None:
    lived(session, 1)
    before = session.night(ago(1)).cells
    told = typing(f"night {ago(1)}", "delete", "no", "delete", "yes", "delete", "undo", "quit", columns=80)

    paper = flat(told.paper)
    assert "Nothing was deleted." in paper
    assert "Deleted; undo brings it back." in paper
    assert "Nothing is on record of this night." in paper
    assert "Taken back: that the night was deleted." in paper
    assert told.session.night(ago(1)).cells == before


def test_no_timer_is_started_for_a_night_that_was_and_magnesium_can_be_logged(session: Session, typing: Typing) -> None:
    session.dispatch(Took(120), night=ago(1))
    told = typing(f"night {ago(1)}", "warm bath", "start", "magnesium", "80", "", "quit", columns=80)

    assert "'start' is no answer here" in flat(told.paper)
    assert next(dose.mg for dose in told.session.night(ago(1)).doses) == 120
    assert told.session.night(ago(1)).timer("bath") is None


def test_everything_stored_is_told_with_when_and_where(session: Session, typing: Typing) -> None:
    lived(session, 1)
    told = flat(typing(f"night {ago(1)}", "stored", f"night {ago(2)}", "stored", "quit", columns=80).paper)

    assert "Warm bath: done" in told
    assert "Warm bath: logged Sun 22 Nov 2026 20:40 +01:00, Europe/Berlin, on laptop" in told
    assert "Nothing is on record." in told


def test_a_reason_that_is_too_long_is_said_and_not_cut(session: Session, typing: Typing) -> None:
    told = typing("away", f"{ago(9)}", "none", "x" * 201, "x" * 200, "quit", columns=80)

    assert "That is 201 characters long; 200 is the most it keeps." in flat(told.paper)
    assert told.session.profile.pauses_held[0].reason == "x" * 200


def test_nights_are_excused_and_that_is_taken_back(session: Session, typing: Typing) -> None:
    lived(session, 10)
    lines = ["away", f"{ago(9)}", f"{ago(12)}", f"{ago(2)}", "flu", "streaks", "away", "3", "1", "away", "", "none", ""]
    told = typing(*lines, "quit", columns=80)

    paper = flat(told.paper)
    assert f"{ago(12)} comes before {ago(9)}." in paper
    assert "Excused: Fri 13 Nov to Fri 20 Nov (flu)." in paper
    assert "Routine: 1 night (8 excused, 1 late) now." in paper
    assert "'3' is none of new, 1." in paper
    assert "Taken back: Fri 13 Nov to Fri 20 Nov (flu)." in paper
    assert told.session.profile.pauses_held == (Pause(first=TONIGHT),)


def test_a_journey_without_an_end_is_over(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.with_pause(Pause(first=ago(9), reason="Tokyo")))
    told = typing("away", "over", "away", "over", "back", "quit", columns=80)

    assert told.session.profile.pauses_held == (Pause(first=ago(9), last=ago(1), reason="Tokyo"),)
    assert "'over' is none of new, 1." in told.paper


def test_grace_is_set(session: Session, typing: Typing) -> None:
    told = typing("grace", "", "99", "2", "quit", columns=80)

    assert "is not a whole number from 0 to 9." in told.paper
    assert told.session.profile.grace == 2


def test_a_year_that_cannot_be_read_and_a_full_disk_are_said(
    session: Session, typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(session, 1)

    def refused(*_: object) -> object:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Session, "briefs", refused)
    monkeypatch.setattr(Session, "change_profile", refused)
    told = typing("streaks", "history", "trends", "grace", "1", "quit", columns=80)
    assert told.paper.count("The disk is full.") == 4
    assert "NOT SAVED" in told.paper


def test_hostile_words_steer_nothing(session: Session, typing: Typing) -> None:
    hostile = "Own" + "".join(map(chr, STEERING - {*range(0xD800, 0xE000)}))
    session.change_profile(lambda p: p.with_pause(Pause(first=ago(3), last=ago(2), reason=hostile)))
    lived(session, 4)
    session.dispatch(WriteNote(hostile), night=ago(4))
    told = typing("streaks routine", "history", "away", "back", f"night {ago(4)}", "list", "quit", columns=80)

    assert told.paper.count("Own") >= 4
    assert not set(map(ord, told.paper)) & (STEERING - {10})
