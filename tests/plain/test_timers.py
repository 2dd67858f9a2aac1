"""Timers in lines: announced at start, half and end; true after being away; nothing waits in a loop."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.cells import Status
from coach.core.profile import Profile
from coach.core.routine import AddMinutes, Event, StartOrPause
from coach.plain.timers import moments, spoken
from coach.session import Session
from tests.conftest import BERLIN, Clock
from tests.plain.conftest import Typing


def on(clock: Clock, **how_far: float) -> Callable[[], None]:
    return lambda: clock.forward(**how_far)


@pytest.mark.parametrize("word", ["start", " ", "space"])
def test_a_timer_is_said_at_its_start_half_and_end_and_rings_once(typing: Typing, clock: Clock, word: str) -> None:
    told = typing("massage", word, on(clock, minutes=5), on(clock, minutes=4), on(clock, minutes=1), "done")

    assert "\nLeg massage: 10 minutes left, until 20:50.\nLeg massage: \n" in told.paper
    assert (
        "Leg massage, half: 5 minutes left.\nLeg massage: \nLeg massage: time is up.\nLeg massage: done\n" in told.paper
    )
    assert told.lines.rung == 1
    assert told.night.steps["massage"].minutes == 10


def test_no_bell_where_it_is_switched_off(typing: Typing, session: Session, clock: Clock) -> None:
    session.change_profile(lambda p: p.first_answered(3, bell=False))
    told = typing("massage", "start", on(clock, minutes=10))

    assert "time is up" in told.paper
    assert told.lines.rung == 0


def test_it_waits_for_the_next_announcement_and_for_ever_where_there_is_none(typing: Typing, clock: Clock) -> None:
    told = typing("massage", "start", on(clock, minutes=4, seconds=50), on(clock, seconds=10), "pause", "6")

    assert told.lines.waits == [None, None, 20.0, 10.0, 20.0, None, None]


def test_two_timers_are_both_announced_by_name(typing: Typing, clock: Clock) -> None:
    told = typing("massage", "start", "meditation", "start", on(clock, minutes=10))

    assert "Leg massage: time is up.\nMeditation: time is up.\n" in told.paper
    assert told.lines.rung == 1


def test_a_minute_more_or_less_moves_the_end(typing: Typing, clock: Clock) -> None:
    told = typing("massage", "start", "+", "+5", "-", "- 2", on(clock, minutes=13), "done")

    assert "Leg massage: 13 minutes left, until 20:53." in told.paper
    assert told.night.steps["massage"].minutes == 13
    assert told.lines.rung == 1


def test_start_does_not_pause_and_pause_does_not_start(typing: Typing, clock: Clock) -> None:
    told = typing("massage", "start", "start", on(clock, minutes=2), "pause", "pause", on(clock, minutes=9))

    assert told.night.running == {}
    assert "Leg massage: paused, 8 minutes left." in told.paper
    assert "'start' is no answer here: type done, short, pause or skip; help tells more." in told.paper
    assert told.lines.rung == 0


def test_what_passed_while_nobody_was_here_is_said_once_and_not_rung(typing: Typing, clock: Clock) -> None:
    typing("massage", "start")
    clock.forward(minutes=7)
    half = typing(on(clock, minutes=1), "back")
    assert "Leg massage: 3 minutes left, until 20:50." in half.paper
    assert "half" not in half.paper

    clock.forward(minutes=9)
    told = typing("6")
    assert told.paper.count("Leg massage: time was up at 20:50.") == 1
    assert "time is up" not in told.paper
    assert told.lines.rung == 0


@pytest.mark.parametrize("word", ["note", "skip", "tired", "morning"])
def test_a_timer_rings_while_something_else_is_asked_or_typed(typing: Typing, clock: Clock, word: str) -> None:
    told = typing("massage", "start", word, on(clock, minutes=10))

    assert told.lines.rung == 1


def test_a_timer_paused_elsewhere_does_not_ring(
    typing: Typing, clock: Clock, open_session: Callable[..., Session]
) -> None:
    def paused() -> None:
        clock.forward(minutes=4)
        open_session(device="phone").dispatch(StartOrPause("massage"))
        clock.forward(minutes=6)

    told = typing("massage", "start", paused, on(clock, minutes=1))

    assert told.lines.rung == 0
    assert "time is up" not in told.paper


def test_a_half_that_was_slept_through_is_not_told_with_the_end(typing: Typing, clock: Clock) -> None:
    told = typing("massage", "start", on(clock, minutes=11))

    assert told.after("until 20:50.\nLeg massage: \n").startswith("Leg massage: time was up at 20:50.\nLeg massage: \n")
    assert "seconds left" not in told.paper


def test_the_end_is_told_in_the_time_where_the_person_is(typing: Typing, clock: Clock) -> None:
    typing("massage", "start")
    clock.now = clock.now.astimezone(ZoneInfo("Europe/London"))

    assert "Leg massage: 10 minutes left, until 19:50." in typing().paper


def test_a_computer_that_slept_is_told_what_is_true_then(typing: Typing, clock: Clock) -> None:
    half = typing("massage", "start", on(clock, minutes=7))
    assert "Leg massage: 3 minutes left.\n" in half.paper
    ended = typing(on(clock, hours=1))

    assert ended.after("Leg massage: 3 minutes left, until 20:50.").count("Leg massage: time was up at 20:50.") == 1


def test_answers_from_a_file_do_not_wait_for_a_timer(typing: Typing, clock: Clock) -> None:
    told = typing("massage", "start", "done", live=False)

    assert told.night.status("massage") is Status.DONE


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (600, "10 minutes"),
        (450, "7 minutes 30 seconds"),
        (61, "1 minute 1 second"),
        (3600, "1 hour"),
        (-1, "0 seconds"),
    ],
)
def test_a_length_of_time_is_said_in_words(seconds: float, words: str) -> None:
    assert spoken(seconds) == words


@given(st.lists(st.integers(-30, 200), max_size=6), st.integers(0, 7200))
def test_the_half_comes_before_the_end_and_the_end_is_the_deadline(added: list[int], later: int) -> None:
    from coach.core.nights import Night, Stamp
    from coach.core.routine import advance

    start = datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN)
    night = Night(night=start.date())
    events: list[Event] = [StartOrPause("bath"), *(AddMinutes("bath", minutes) for minutes in added)]
    for n, event in enumerate(events):
        now = start + timedelta(seconds=n * later)
        night = advance(night, event, Profile(), Stamp(f"a{n}", now, "Europe/Berlin", "laptop"))
    half, end = sorted(moments(night, Profile()), key=lambda moment: moment.end)

    assert half.at < end.at == night.running["bath"]
