"""A clock that stands still, and a diary of its own for every test."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

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
    for name in ("COACH_HOME", "NO_COLOR", "TZ"):
        monkeypatch.delenv(name, raising=False)


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
    return shipped.with_step(magnesium.model_copy(update={"on": True}))


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
