"""What the screens of Review share: their names in the header, and years that are read behind the first paint."""

import asyncio
import contextlib
from collections.abc import Sequence
from functools import partial

from coach.core.briefs import Brief
from coach.history import Past, of_years
from coach.ui.base import CoachScreen
from coach.ui.widgets import Line, Span, bar, glyphs, pad, spread, wrap

TABS = ("calendar", "streaks", "trends", "doctor", "report")
TYPED_AHEAD = 1.5
"""Seconds that a key waits for the nights; the next ones wait for it."""
LOOKING = "Looking through your nights"


class LookingScreen(CoachScreen):
    """One of the screens of Review, by the name of its ``tab``."""

    tab = ""

    @property
    def place(self) -> str:
        """What stands at the right of the header."""
        return ""

    def header(self, width: int) -> Line:
        """The screens of Review with their keys, this one in brackets."""
        told = [Span(" Review  ", "strong")]
        for tab in TABS:
            key = self.keys.key("looking", tab)
            told.append(Span(f" [{key} {tab}]", "accent") if tab == self.tab else Span(f"  {key} {tab} ", "dim"))
        used = sum(len(span.text) for span in told)
        if used + len(self.place) + 2 > width:
            keys = " ".join(self.keys.key("looking", tab) for tab in TABS)
            return spread(f" Review: {self.tab}", keys, f"{self.place} ", width)
        return (*pad(tuple(told), width - len(self.place) - 1), Span(f"{self.place} "))

    async def do_calendar(self) -> None:
        """To the calendar."""
        await self._open("review")

    async def do_streaks(self) -> None:
        """To the streaks."""
        await self._open("streaks")

    async def do_trends(self) -> None:
        """To the trends."""
        await self._open("trends")

    async def do_doctor(self) -> None:
        """To what may be worth showing a doctor."""
        await self._open("doctor")

    async def do_report(self) -> None:
        """To the page for a visit."""
        await self._open("report")


class PastScreen(LookingScreen):
    """A screen of Review that needs the nights: the newest first, a year at a time, so that no key waits for thirty."""

    def __init__(self) -> None:
        super().__init__()
        self._years: dict[int, list[Brief]] = {}
        self._to_read = 1
        self._problem = ""
        """Why a year cannot be read."""
        self.past: Past | None = None
        """All nights, once they are read."""
        self._there = asyncio.Event()
        """Are they?"""

    async def refreshed(self) -> None:
        """Read, behind the paint: when it opens, and again, for a dialog or another door may have changed any year."""
        self.look_back()

    def look_back(self) -> None:
        """Read the nights anew; a reading that is under way ends."""
        self.run_worker(self._read_years(), exclusive=True)

    async def _read_years(self) -> None:
        years = await self.kept(self.session.years)
        read: dict[int, list[Brief]] = {}
        self._to_read = len(years or ())
        for year in reversed(years or ()):
            briefs = await self.kept(partial(self.session.briefs, year))
            if briefs is None:
                break
            read[year] = briefs
            if self.past is None:
                self._years = dict(read)
                await self.year_read()
        if years is None or len(read) < len(years):  # nothing is counted without a year, for it would be untrue
            self._problem = self.said
        else:
            self._problem = ""
            past = of_years(self.session, (read[year] for year in years))
            await self.all_read(past)
            self.past = past  # only now, or a key meanwhile would paint what is not counted yet
            self._there.set()
        self.paint()

    async def whole(self) -> Past | None:
        """All nights, for a key that was typed ahead of them; None where they take longer than a key may, or fail."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._there.wait(), TYPED_AHEAD)
        if not self._there.is_set():
            self.said = self._problem or f"{LOOKING} still; once more in a moment."
        return self.past

    async def year_read(self) -> None:
        """One more year is there."""
        self.paint()

    async def all_read(self, past: Past) -> None:
        """All of them are."""

    def progress(self, width: int) -> list[Line]:
        """How far the reading is, or why it ended; nothing once it is done."""
        if self._problem:
            return wrap(f"{self._problem} Nothing is counted without it.", width)
        if self.past is not None:
            return []
        return [(Span(LOOKING, "dim"),), bar(len(self._years) / max(self._to_read, 1), min(width, 30), glyphs())]

    @property
    def looking(self) -> Sequence[str]:
        """The keys that every screen of Review has."""
        return ("looking", "screens", "everywhere")
