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


def diary(folder: Path, clock: Clock, profile: Profile, nights: int) -> Session:
    """So many nights before tonight, the last twelve kept, those before with gaps; each logged when it was lived."""
    session = Session.at(folder, clock, device="demo")
    session.change_profile(lambda _: profile)
    steps = [step.id for step in session.profile.active if step.id != "magnesium"]
    for back in (n for n in range(nights, 0, -1) if n <= 12 or n % 17 > 1):
        clock.now = EVENING - timedelta(days=back)
        done = steps[: 2 if back > 12 and back % 11 == 0 else None]
        scores = (
            [Answer("falling_asleep", (2 * back + back // 30) % 7), Answer("sleep", 3 + back % 5)]
            if nights > 12
            else []
        )
        events: list[Event] = [Answer("tired", 4 + back % 3), Answer("legs_before", 5 + back % 3), *map(Done, done)]
        session.dispatch(*events, Answer("legs_after", 2 + back % 3), *scores)
    clock.now = EVENING
    return session


async def shoot(
    name: str, keys: Sequence[str], size: tuple[int, int], start: Place = "tonight", nights: int = 12, **look: Any
) -> None:
    """One picture: ``keys`` pressed one after the other, then ``assets/name.svg``."""
    clock = Clock(EVENING)
    profile = Profile(first_run=0 if start == "first_run" else 3, **look)
    with tempfile.TemporaryDirectory() as folder:
        session = diary(Path(folder), clock, profile, nights)
        app = CoachApp(session, "auto" if start == "first_run" else start)
        async with app.run_test(size=size) as pilot:
            for key in keys:
                if key == "later":
                    clock.now += timedelta(minutes=2, seconds=18)
                    await pilot.pause(1.1)
                elif key == "wait":  # for what is read behind the first paint
                    await app.workers.wait_for_complete()
                    await pilot.pause()
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
    await shoot("calendar", ["down", "3", "wait", "up", "wait"], wide, nights=300)
    await shoot("trends", ["down", "3", "t", "wait"], wide, nights=300)
    await shoot("first-run", [], wide, "first_run")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    asyncio.run(main())
