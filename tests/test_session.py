"""Where a person is, and what is stored with every answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from coach.clock import whole_minutes
from coach.core.routine import Answer, Done, Refused, StartOrPause
from coach.session import Session
from tests.conftest import BERLIN, Clock

SCORED = (Answer("falling_asleep", 3), Answer("during_night", None), Answer("sleep", 7))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def test_a_new_diary_opens_with_the_first_questions(open_session: Callable[..., Session]) -> None:
    assert open_session().door() == "first_run"


@pytest.mark.parametrize(
    ("now", "door"),
    [
        (at(22, 12), "tonight"),
        (at(22, 20, 40), "tonight"),
        (at(23, 0, 40), "tonight"),
        (at(23, 2, 59), "tonight"),
        (at(23, 3), "morning"),
        (at(23, 7, 30), "morning"),
        (at(23, 11, 59), "morning"),
        (at(23, 12), "tonight"),
    ],
)
def test_the_door_is_the_morning_only_once_it_has_come(
    session: Session, clock: Clock, now: datetime, door: str
) -> None:
    clock.now = now

    assert session.door() == door


def test_a_scored_morning_is_not_asked_again(session: Session, clock: Clock) -> None:
    clock.now = at(23, 7, 30)
    session.dispatch(*SCORED)

    assert session.door() == "tonight"


def test_a_timer_that_runs_late_keeps_the_evening_open(session: Session, clock: Clock) -> None:
    clock.now = at(23, 3, 10)
    session.dispatch(StartOrPause("massage"))
    assert session.door() == "tonight"

    clock.now = at(23, 7, 30)
    assert session.door() == "morning"


def test_every_change_says_when_where_and_on_which_machine(session: Session) -> None:
    change = session.dispatch(Done("bath")).changes[0]

    assert change.at.isoformat() == "2026-11-22T20:40:00+01:00"
    assert (change.zone, change.device) == ("Europe/Berlin", "laptop")


def test_a_night_that_has_not_begun_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="not begun"):
        session.dispatch(Done("bath"), night=date(2026, 11, 23))


def test_one_refused_event_leaves_the_others_unstored_too(session: Session) -> None:
    with pytest.raises(Refused):
        session.dispatch(Done("bath"), Done("juggling"))

    assert session.night().changes == ()


def test_new_settings_hold_tonight_but_not_for_a_night_that_is_past(session: Session, clock: Clock) -> None:
    session.dispatch(Done("bath"))
    clock.forward(days=1)
    session.dispatch(Done("bath"))
    bath = session.profile.step("bath")
    assert bath is not None
    session.change_profile(lambda p: p.with_step(bath.evolve(needed=False)))

    past, tonight = session.last(2)
    assert past.plan is not None
    assert tonight.plan is not None
    assert "bath" in past.plan.needed
    assert "bath" in tonight.plan.optional


def test_kept_nights_are_counted_over_all_years(session: Session, clock: Clock) -> None:
    needed = [Done(step) for step in ("caffeine", "bath", "massage", "meditation")]
    session.dispatch(*needed, night=date(2025, 12, 31))
    session.dispatch(*needed[:3], night=date(2026, 11, 20))
    session.dispatch(*needed)

    nobody = date(2020, 1, 1)
    assert sum(session.nights_kept(year, nobody) for year in session.years()) == 2
    assert sum(session.nights_kept(year, but=session.tonight) for year in session.years()) == 1


def test_a_flight_to_tokyo_in_the_night_keeps_one_night(session: Session, clock: Clock) -> None:
    from zoneinfo import ZoneInfo

    session.dispatch(Done("bath"))
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    night = session.dispatch(*SCORED)

    assert night.night == date(2026, 11, 22)
    assert [change.zone for change in night.changes if change.cell == "score.sleep"] == ["Asia/Tokyo"]
    assert night.steps["bath"].at is not None


def test_an_offset_with_seconds_is_told_in_whole_minutes() -> None:
    odd = datetime(2026, 11, 22, 20, 40, 30, tzinfo=timezone(timedelta(minutes=53, seconds=28)))

    assert whole_minutes(odd).isoformat() == "2026-11-22T20:40:02+00:53"
    assert whole_minutes(odd) == odd
