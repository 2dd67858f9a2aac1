"""What the screens of Review share: their names in the header, and years that are read behind the first paint."""

from collections.abc import Sequence
from functools import partial

from coach.core.briefs import Brief
from coach.history import Past
from coach.ui.base import CoachScreen
from coach.ui.widgets import Line, Span, bar, glyphs, pad, spread

TABS = ("calendar", "streaks", "trends", "doctor")
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


class PastScreen(LookingScreen):
    """A screen of Review that needs the nights: the newest first, a year at a time, so that no key waits for thirty."""

    def __init__(self) -> None:
        super().__init__()
        self._years: dict[int, list[Brief]] = {}
        self._to_read = 1
        self.past: Past | None = None
        """All nights, once they are read."""

    async def on_mount(self) -> None:
        """Read, behind the first paint."""
        self.call_after_refresh(self.look_back)

    def look_back(self) -> None:
        """Read the nights anew; a reading that is under way ends."""
        self.run_worker(self._read_years(), exclusive=True)

    async def refreshed(self) -> None:
        """Another door may have changed any year."""
        self.look_back()

    async def _read_years(self) -> None:
        years = await self.kept(self.session.years)
        if years is None:
            self.paint()
            return
        read: dict[int, list[Brief]] = {}
        self._to_read = len(years)
        for year in reversed(years):
            briefs = await self.kept(partial(self.session.briefs, year))
            if briefs is None:  # nothing is counted without it, for it would be untrue
                self.paint()
                return
            read[year] = briefs
            if self.past is None or len(read) == len(years):
                self._years = dict(read)
                await self.year_read(year)
        self._years = read
        self.past = Past(
            tuple(b for year in sorted(read) for b in read[year]), self.session.profile, self.session.tonight
        )
        await self.all_read(self.past)
        self.paint()

    async def year_read(self, year: int) -> None:
        """One more year is there."""
        self.paint()

    async def all_read(self, past: Past) -> None:
        """All of them are."""

    def progress(self, width: int) -> list[Line]:
        """How far the reading is; nothing once it is done."""
        if self.past is not None:
            return []
        return [(Span(LOOKING, "dim"),), bar(len(self._years) / max(self._to_read, 1), min(width, 30), glyphs())]

    @property
    def looking(self) -> Sequence[str]:
        """The keys that every screen of Review has."""
        return ("looking", "screens", "everywhere")
