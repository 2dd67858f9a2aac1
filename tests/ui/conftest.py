"""The app on a diary of its own, driven by keys alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from coach.core.nights import Night
from coach.session import Session
from coach.ui.app import CoachApp
from coach.ui.base import CoachScreen

Opened = Callable[..., AbstractAsyncContextManager["Person"]]


class Person:
    """Presses keys, and reads the screen."""

    def __init__(self, app: CoachApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self.pressed = 0

    async def press(self, *keys: str) -> "Person":
        """Press ``keys`` one after the other; a word of one letter each can be given as ``*"word"``."""
        self.pressed += len(keys)
        await self.pilot.press(*keys)
        await self.settled()
        return self

    async def settled(self) -> None:
        """Wait until every key has been dealt with."""
        await self.pilot.pause()
        while self.app.dealing and self.app.is_running:
            await self.pilot.pause()
        await self.read()

    async def read(self) -> None:
        """Wait until what is read behind the screen is there."""
        while self.app.is_running and any(not worker.is_finished for worker in self.app.workers):
            await self.pilot.pause()

    @property
    def coach_screen(self) -> CoachScreen:
        screen = self.app.screen
        assert isinstance(screen, CoachScreen)
        return screen

    @property
    def sees(self) -> str:
        """The text on the screen."""
        return self.coach_screen._painted.text

    @property
    def pane(self) -> str:
        """The text right of the list, on one line."""
        return " ".join(" ".join(line.partition("│")[2] for line in self.sees.splitlines()).split())

    @property
    def session(self) -> Session:
        return self.app.session

    @property
    def night(self) -> Night:
        """Tonight as it is on disk."""
        return self.session.night()


@pytest.fixture
def opened(session: Session, open_session: Callable[..., Session]) -> Opened:
    """Open the coach on the diary of this test, with the settings it has."""

    @asynccontextmanager
    async def opening(
        size: tuple[int, int] = (80, 24), start: Any = "auto", folder: Path | None = None, **settings: Any
    ) -> AsyncIterator[Person]:
        fresh = open_session(**({"folder": folder} if folder else {}))
        if settings:
            fresh.change_profile(lambda p: p.evolve(**settings))
        app = CoachApp(fresh, start)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Person(app, pilot)

    return opening
