"""What every journey starts from: a diary of its own, and the installed program on a terminal."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach.core.profile import Profile
from coach.session import Session
from tests.journeys.terminal import COACH, Terminal, zone_where_it_is

Opening = Callable[..., Terminal]


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    return {**kept, "COACH_HOME": str(home), "TZ": zone_where_it_is(20)}


@pytest.fixture
def opening(env: dict[str, str]) -> Iterator[Opening]:
    opened: list[Terminal] = []

    def at(*words: str, size: tuple[int, int] = (80, 24), **more: str) -> Terminal:
        opened.append(Terminal([COACH, *words], env | more, size))
        return opened[-1]

    yield at
    for terminal in opened:
        try:
            terminal.kill()
        except (OSError, ChildProcessError):
            continue


def shown(env: dict[str, str], *words: str) -> Any:
    command = [COACH, "show", "--json", *words]
    return json.loads(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)


def in_the_evening() -> datetime:
    """Now, where the program of a journey is."""
    return datetime.now(ZoneInfo(zone_where_it_is(20))).replace(microsecond=0)


def set_up(home: Path, *, magnesium: bool = True) -> Session:
    """Settings as after the first questions, with or without magnesium."""
    session = Session.at(home, in_the_evening)  # or from 9 to 12 UTC its tonight would be another one
    session.change_profile(lambda _: Profile(first_run=3).step_changed("magnesium", on=magnesium))
    return session
