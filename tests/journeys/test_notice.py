"""The desktop notice at a timer's end, byte by byte on a real terminal."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.core.nights import Night
from coach.core.routine import StartOrPause
from coach.session import Session
from tests.journeys.conftest import Opening, set_up

OSC9 = b"\x1b]9;Evening coach: Time is up.\x07"


def begun(home: Path, zone: str, ends_in: float, way: str) -> Night:
    """A bath's timer that ends in ``ends_in`` seconds."""
    set_up(home).change_profile(lambda profile: profile.evolve(notice=way))
    session = Session.at(home, clock=lambda: datetime.now(ZoneInfo(zone)) - timedelta(minutes=15, seconds=-ends_in))
    return session.dispatch(StartOrPause("bath"))


@pytest.mark.parametrize(("way", "times"), [("osc9", 1), ("off", 0)])
def test_it_is_sent_once_at_the_end_and_only_where_it_is_on(
    opening: Opening, env: dict[str, str], home: Path, way: str, times: int
) -> None:
    begun(home, env["TZ"], 6, way)
    coach = opening().until("running")
    assert b"\x1b]9" not in coach.raw
    coach.until("time is up").reads(1.5)

    assert coach.raw.count(OSC9) == times
    assert coach.raw.count(b"\x1b]") == times
    coach.press("q")
    assert coach.ended() == 0


def test_nothing_is_sent_for_a_timer_that_ended_while_away(opening: Opening, env: dict[str, str], home: Path) -> None:
    begun(home, env["TZ"], -60, "osc9")
    coach = opening().until("time is up")
    coach.reads(1.5)

    assert b"\x1b]" not in coach.raw


def test_inside_tmux_it_is_wrapped_for_the_terminal_outside(opening: Opening, env: dict[str, str], home: Path) -> None:
    begun(home, env["TZ"], 6, "osc9")
    coach = opening(TERM="tmux-256color", TMUX="/tmp/tmux-0/default,1,0").until("time is up")
    coach.reads(1.5)

    assert coach.raw.count(b"\x1bPtmux;\x1b" + OSC9 + b"\x1b\\") == 1
