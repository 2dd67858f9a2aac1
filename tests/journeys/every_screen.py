"""Every screen there is, in the terminals people have: for the tests, and for the pictures of ``make matrix``."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from coach.core.profile import Kind, Step
from coach.core.routine import Took
from coach.session import Session
from tests.journeys.conftest import set_up
from tests.journeys.terminal import COACH, Terminal, zone_where_it_is
from tests.ui.test_sizes import SCREENS, before

LATIN = "de_DE.ISO-8859-1"
ANSWERING = {"gate_last", "cleared", "blocked"}
"""Screens on whose way something is stored that the next would find answered: each has a diary of its own."""


class Kindred(NamedTuple):
    """A terminal as a program finds it: its environment, its colours (0, 8, 256, or 1 << 24), and its characters."""

    name: str
    env: dict[str, str]
    colours: int
    encoding: str = "utf-8"


TRUE = {"COLORTERM": "truecolor"}
TERMINALS = (
    Kindred("truecolor", {"TERM": "xterm-256color", **TRUE}, 1 << 24),
    Kindred("xterm-256color", {"TERM": "xterm-256color"}, 256),
    Kindred("tmux-256color", {"TERM": "tmux-256color", **TRUE}, 1 << 24),
    Kindred("screen", {"TERM": "screen", **TRUE}, 8),  # it hands on what the terminal around it said
    Kindred("linux", {"TERM": "linux"}, 8, "cp437"),
    Kindred("vt100", {"TERM": "vt100"}, 0, "ascii"),
    Kindred("no-color", {"TERM": "xterm-256color", **TRUE, "NO_COLOR": "1"}, 0),
    Kindred("locale-c", {"TERM": "xterm-256color", "LANG": "C"}, 256, "ascii"),
    Kindred("ascii", {"TERM": "xterm", "PYTHONIOENCODING": "ascii"}, 8, "ascii"),
    Kindred("latin-1", {"TERM": "xterm-256color", "LANG": LATIN}, 256, "latin-1"),
)


def with_latin(folder: Path) -> dict[str, str] | None:
    """Where a locale that is not UTF-8 can be found; None where none can be made."""
    if shutil.which("localedef") is None:
        return None
    made = folder / LATIN
    if not made.exists():
        command = ["localedef", "-i", "de_DE", "-f", "ISO-8859-1", str(made)]
        subprocess.run(command, capture_output=True, check=False)  # a warning is an error to it
    return {"LOCPATH": str(folder)} if made.exists() else None


def environment(home: Path, kind: Kindred, hour: int, locales: Mapping[str, str]) -> dict[str, str]:
    """What the program is started with, at ``hour`` o'clock."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "COACH_HOME": str(home), "LANG": "C.UTF-8"}
    return {**env, "TZ": zone_where_it_is(hour), **locales, **kind.env}


def diary(home: Path, theme: str, zone: str) -> None:
    """Settings with magnesium and a step of one's own; magnesium last night."""
    own = Step(id="own", name="Cold pack", kind=Kind.TICK, needed=False, own=True)
    set_up(home).change_profile(lambda p: p.with_step(own).evolve(theme=theme))
    session = Session.at(home, clock=lambda: datetime.now(ZoneInfo(zone)))
    before(session)
    session.dispatch(Took(200), night=session.last_night)


def walk(
    home: Path, kind: Kindred, size: tuple[int, int], theme: str, locales: Mapping[str, str]
) -> Iterator[tuple[str, Terminal]]:
    """Each screen's name, and the terminal that shows it; the program is left in between and at the end."""

    def opened(folder: Path, door: str, hour: int) -> Terminal:
        env = environment(folder, kind, hour, locales)
        diary(folder, theme, env["TZ"])
        return Terminal([COACH, door], env, size)

    for hour, door in ((20, "tonight"), (9, "morning")):
        coach = opened(home / door, door, hour)
        pressed: list[str] = []
        for name, (keys, seen) in SCREENS.items():
            if (keys[:1] == ["morning"]) != (door == "morning"):
                continue
            if name in ANSWERING:
                alone = opened(home / name, door, hour)
                _show(_pressed(alone, keys), seen)
                yield name, alone
                alone.kill()
                continue
            fresh = keys[len(pressed) + 1 :] if door == "morning" else keys  # each morning screen follows the last
            _show(_pressed(coach, fresh), seen)
            pressed += fresh if door == "morning" else []
            yield name, coach
            _back(coach, leaves=keys, walks=door == "tonight")
            pressed = pressed[:-1] if name == "noticed" else pressed
        coach.press("q")
        assert coach.ended() == 0, coach.text
        assert coach.modes == set()
        assert not coach.text.strip()


def _pressed(coach: Terminal, keys: list[str]) -> Terminal:
    """``keys`` pressed, each enter waited for: lines that come at once with words after them are a paste."""
    coach.until("How worn out" if keys[:1] == ["down"] else "")
    while "enter" in keys[:-1]:
        first, keys = keys[: keys.index("enter") + 1], keys[keys.index("enter") + 1 :]
        before = coach.press(*first).text
        coach.while_(partial(_shows, coach, before)).while_(lambda: coach._read(0.1))
    return coach.press(*keys)


def _shows(coach: Terminal, text: str) -> bool:
    return coach.text == text


def _show(coach: Terminal, seen: str) -> None:
    for _ in range(400):
        if seen in plain(coach.text):
            while coach._read(0.08):  # all of it
                pass
            return
        coach._read(0.05)
    raise AssertionError(f"never on the screen: {seen!r}\n{coach.text}")


def _back(coach: Terminal, *, leaves: list[str], walks: bool) -> None:
    """To the first question of the evening; to the morning as it was."""
    while "esc " in coach.text:
        before = coach.text
        coach.press("esc")
        while coach.text == before:
            coach._read(0.3)
    if walks:
        coach.press(*(["1"] if {"3", "4", "5"} & {*leaves} else []), *["up"] * 12).until("How worn out")


def plain(text: str) -> str:
    """Without the list, its wall and the line breaks."""
    kept = [
        line.replace("|", "│").partition("│")[2] if "│" in line.replace("|", "│") else line
        for line in text.splitlines()
    ]
    return " ".join(" ".join(kept).split())
