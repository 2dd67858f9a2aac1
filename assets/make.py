"""Make the screenshots of the README from the real app, with an invented evening and a fixed clock.

Run by ``make assets``; the pictures are the same on every machine with the same versions.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from coach.core.profile import Profile
from coach.core.routine import Answer, Done, Event
from coach.session import Session
from coach.ui.app import CoachApp, Place

HERE = Path(__file__).parent
EVENING = datetime(2026, 11, 22, 20, 50, tzinfo=ZoneInfo("Europe/Berlin"))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now


def diary(folder: Path, clock: Clock, profile: Profile) -> Session:
    """Twelve kept nights before tonight."""
    session = Session.at(folder, clock, device="demo")
    session.change_profile(lambda _: profile)
    for back in range(12, 0, -1):
        night = (EVENING - timedelta(days=back)).date()
        events: list[Event] = [Answer("tired", 4 + back % 3), Answer("legs_before", 5 + back % 3)]
        events += [Done(step.id) for step in session.profile.active if step.id != "magnesium"]
        session.dispatch(*events, Answer("legs_after", 2 + back % 3), night=night)
    return session


async def shoot(name: str, keys: Sequence[str], size: tuple[int, int], start: Place = "tonight", **look: Any) -> None:
    """One picture: ``keys`` pressed one after the other, then ``assets/name.svg``."""
    clock = Clock(EVENING)
    profile = Profile(first_run=0 if start == "first_run" else 3, **look)
    with tempfile.TemporaryDirectory() as folder:
        session = diary(Path(folder), clock, profile)
        app = CoachApp(session, "auto" if start == "first_run" else start)
        async with app.run_test(size=size) as pilot:
            for key in keys:
                if key == "later":
                    clock.now += timedelta(minutes=2, seconds=18)
                    await pilot.pause(1.1)
                else:
                    await pilot.press(key)
            await pilot.pause()
            svg = app.export_screenshot(title="coach")
        (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(f"assets/{name}.svg")


async def main() -> None:
    """All of them."""
    wide, phone = (80, 24), (40, 15)
    bath = ["6", "5", "enter", "space", "later"]
    await shoot("tonight", bath, wide)
    await shoot("score", ["6"], wide)
    await shoot("good-night", [*bath, "enter", "m", "s", "t", "2"], wide)
    await shoot("morning", ["3", "2"], wide, "morning", theme="day")
    await shoot("phone", bath, phone)
    await shoot("first-run", [], wide, "first_run")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    asyncio.run(main())
