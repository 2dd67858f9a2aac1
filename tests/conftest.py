"""A clock that stands still, and a diary of its own for every test."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach import cli
from coach.core.profile import Profile
from coach.session import Session

BERLIN = ZoneInfo("Europe/Berlin")


class Clock:
    """Tells the moment it was set to, until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **how_far: float) -> None:
        """Move by real time, as ``timedelta`` takes it."""
        stamp = self.now.timestamp() + timedelta(**how_far).total_seconds()
        self.now = datetime.fromtimestamp(stamp, tz=self.now.tzinfo)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COACH_HOME", "NO_COLOR", "TZ", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr("coach.ui.terminals.speaks_unicode", lambda: True)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def profile() -> Profile:
    """The first questions are answered; magnesium is on."""
    shipped = Profile(first_run=3)
    magnesium = shipped.step("magnesium")
    assert magnesium is not None
    return shipped.with_step(magnesium.evolve(on=True))


@pytest.fixture
def open_session(home: Path, clock: Clock) -> Callable[..., Session]:
    """Open the diary of this test, again and again if wanted."""

    def opened(**fields: Any) -> Session:
        return Session.at(fields.pop("folder", home), fields.pop("clock", clock), fields.pop("device", "laptop"))

    return opened


@pytest.fixture
def session(open_session: Callable[..., Session], profile: Profile) -> Session:
    opened = open_session()
    opened.change_profile(lambda _: profile)
    return opened


class Shell:
    """Runs ``coach`` in this process, on one diary and a clock that stands still."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str) -> tuple[int, str, str]:
        try:
            code = cli.main(words)
        except SystemExit as leave:
            code = int(leave.code or 0)
        out, err = self._capsys.readouterr()
        return code, out, err

    def typing(self, raw: bytes) -> "Shell":
        stream = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8")
        self._monkeypatch.setattr("sys.stdin", stream)
        return self

    def shown(self, *words: str) -> Any:
        code, out, err = self("show", "--json", *words)
        assert (code, err) == (0, "")
        return json.loads(out)


@pytest.fixture
def coach(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, session: Session, home: Path, clock: Clock
) -> Shell:
    for module in ("coach.session", "coach.clock"):
        monkeypatch.setattr(f"{module}.local_now", clock)
    monkeypatch.setenv("COACH_HOME", str(home))  # what is only read finds the diary by itself
    monkeypatch.setattr(cli, "_session", lambda _arguments: Session.at(home, clock, "laptop"))
    return Shell(capsys, monkeypatch)
