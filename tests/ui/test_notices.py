"""A notice through the terminal: which bytes, in which terminal, and never for nothing."""

import pytest

from coach.ui.notices import TIME_IS_UP, WAYS, sequence
from tests.conftest import Clock
from tests.ui.conftest import Opened

OSC9 = "\x1b]9;Evening coach: Time is up.\x07"
OSC777 = "\x1b]777;notify;Evening coach;Time is up.\x07"
WRAPPED = "\x1bPtmux;\x1b\x1b]9;Evening coach: Time is up.\x07\x1b\\"


@pytest.mark.parametrize(
    ("way", "environ", "written"),
    [
        ("osc9", {"TERM": "xterm-256color"}, OSC9),
        ("osc777", {"TERM": "xterm-256color"}, OSC777),
        ("osc9", {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, WRAPPED),
        ("osc9", {"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, WRAPPED),
        ("osc9", {"TERM": "tmux-256color"}, WRAPPED),
        ("osc777", {"TERM": "screen"}, f"\x1bP{OSC777}\x1b\\"),
        ("off", {"TERM": "xterm-256color"}, ""),
        ("of a later version", {"TERM": "xterm-256color"}, ""),
        *[("osc9", {"TERM": term}, "") for term in ("linux", "vt100", "vt220", "dumb", "unknown", "")],
        ("osc9", {}, ""),
    ],
)
def test_each_terminal_gets_what_it_knows(way: str, environ: dict[str, str], written: str) -> None:
    assert sequence(way, TIME_IS_UP, environ) == written


async def test_a_timer_that_ends_is_told_once_and_one_that_ended_while_away_is_not(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    async with opened(notice=WAYS[1]) as person:
        monkeypatch.setattr(person.app, "notify_terminal", told.append)
        await person.press(*["down"] * 4, "space")
        person.app.beat()
        assert told == []
        clock.forward(minutes=15)
        person.app.beat()
        person.app.beat()
        assert told == [TIME_IS_UP]
        await person.press("+")
    clock.forward(minutes=2)
    async with opened() as person:
        monkeypatch.setattr(person.app, "notify_terminal", told.append)
        person.app.beat()
        assert told == [TIME_IS_UP]
