"""Review, trends: one score over many nights as a plot with its spread, gaps and n; steps beside nights without."""

from collections.abc import Sequence

from coach.core import retold
from coach.core.nights import Night
from coach.core.plot import Mark, plot
from coach.core.trends import SERIES, SPANS, Beside, Trend
from coach.history import Past
from coach.ui.looking import PastScreen
from coach.ui.pages import PagesDialog, sentence
from coach.ui.widgets import Line, Span, glyphs, joined, spread, wrap

SCALE = 4
"""Cells left of a plot, for its numbers."""
ROOMY = 14
"""Rows from which there is room for more than the plot."""
ENDS = 24
"""Cells of the dates of the first and the last night."""
WIDEST = 3
"""Cells of one night at most."""
LEAST_ROWS, MOST_ROWS = 4, 11
"""Rows of a plot: eleven give each score its own."""


class TrendsScreen(PastScreen):
    """One score at a time."""

    tab = "trends"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self._key = 0
        self._span = 1
        self._trend: Trend | None = None
        self._beside: list[Beside] = []
        self._drawn: tuple[Trend, tuple[int, int], list[Line]] | None = None

    @property
    def situations(self) -> Sequence[str]:
        """The keys of a trend."""
        return ("trends", *self.looking)

    @property
    def place(self) -> str:
        """Which score of how many."""
        return f"{self._key + 1} of {len(SERIES)}"

    async def all_read(self, past: Past) -> None:
        """The numbers of the score and the nights at hand."""
        key, span = SERIES[self._key], SPANS[self._span]
        told = await self.kept(lambda: (past.trends(span, [key]), past.beside(span)))
        if told is not None:
            (self._trend,), self._beside = told

    def body(self, width: int, height: int) -> list[Line]:
        """The score in a sentence, its plot, the steps where there is room for them, and the keys."""
        keys = [(Span(" "), *line) for line in self.keys_help(width - 2)[: 1 if height < ROOMY else 9]]
        past, trend = self.past, self._trend
        if past is None or trend is None:
            return [*((Span(" "), *line) for line in self.progress(width - 2)), (), *keys]
        title = [(Span(" "), *line) for line in self._title(trend, width - 2)]
        if not past.briefs or trend.middle is None:
            told = [*([] if past.briefs else [retold.NO_NIGHTS]), retold.TRENDS_TO_COME]
            return [*title, *((Span(" "), *line) for text in told for line in wrap(text, width - 2)), (), *keys]
        below = [(Span(" "), *line) for line in wrap(retold.lately_said(trend), width - 2)]
        beside = [(Span(" "), *line) for text in self._beside_lines(past) for line in wrap(text, width - 2, "dim")]
        room = height - len(title) - len(below) - len(keys) - (3 if height >= ROOMY else 2)
        shown = [(), *beside] if beside and room - len(beside) - 1 >= LEAST_ROWS + 2 else []
        rows = max(min(room - len(shown), MOST_ROWS), LEAST_ROWS)
        lines = [*title, *self._plotted(trend, width, rows), *below, *shown]
        return [*lines[: height - len(keys)], *[()] * (height - len(keys) - len(lines)), *keys]

    def _plotted(self, trend: Trend, width: int, rows: int) -> list[Line]:
        """The plot; drawn once, for thirty years of nights are no matter of a key."""
        if self._drawn is None or self._drawn[0] is not trend or self._drawn[1] != (width, rows):
            self._drawn = trend, (width, rows), plotted(trend, width, rows)
        return self._drawn[2]

    def _title(self, trend: Trend, width: int) -> list[Line]:
        name = retold.label(trend.key, f"{glyphs().up} higher is better")
        span = retold.span_said(SPANS[self._span])
        top = spread(name, "", span if len(name) + len(span) + 2 <= width else "", width)
        told = f"{retold.middle_said(trend.middle)} of {retold.nights_said(trend.nights)}"
        return [top, *wrap(told, width)]

    def _beside_lines(self, past: Past) -> list[str]:
        return retold.beside_lines(self._beside, past.profile)

    # What is done

    async def _turn(self, *, key: int = 0, span: int = 0) -> None:
        self._key = (self._key + key) % len(SERIES)
        self._span = min(max(self._span + span, 0), len(SPANS) - 1)
        if self.past is not None:
            await self.all_read(self.past)

    async def do_up(self) -> None:
        """The score before."""
        await self._turn(key=-1)

    async def do_down(self) -> None:
        """The score after."""
        await self._turn(key=1)

    async def do_left(self) -> None:
        """Fewer nights."""
        await self._turn(span=-1)

    async def do_right(self) -> None:
        """More nights."""
        await self._turn(span=1)

    async def do_beside(self) -> None:
        """Leg scores on nights with each step, and on those without."""
        past = await self.whole()
        if past is None:
            return
        told = self._beside_lines(past)
        notes = retold.trends_notes(past.profile)
        entries = [*(sentence(text) for text in told), *(sentence(text, "dim") for text in (*notes, retold.OUR_OWN))]
        title = f"Leg scores with and without, {retold.span_said(SPANS[self._span])}"
        await self.app.push_screen(PagesDialog(title, entries))


def plotted(trend: Trend, width: int, rows: int) -> list[Line]:
    """A trend as lines: its plot with a scale from 0 to 10, the nights at its ends, and what the signs mean."""
    from plotille import Canvas  # only where there is something to plot

    marks = glyphs()
    nights, across = len(trend.points), max(width - SCALE - 2, 10)
    cells = min(across // nights, WIDEST)  # of a night: stretched over more, nights would have gaps between them
    across = nights * cells or across
    canvas = Canvas(
        across, rows, xmax=across, ymax=rows
    )  # a point in the middle of its cell, or it rounds into another
    signs = {Mark.NIGHT: marks.open, Mark.HALF: marks.some, Mark.MEDIAN: marks.all}
    for (column, row), mark in plot(trend, across, cells, rows).items():
        canvas.point(column + 0.5, row + 0.5, marker=signs[mark])
    lines = canvas.plot().replace(BRAILLE_BLANK, " ").splitlines()
    scale = {0: "10", rows - 1: "0", **({(rows - 1) // 2: "5"} if rows % 2 else {})}
    drawn = [(Span(f"{scale.get(n, ''):>{SCALE - 1}} ", "dim"), *_spans(line)) for n, line in enumerate(lines)]
    ends = spread(f"{trend.first:%d %b %Y}", "", f"{trend.last:%d %b %Y}", max(across, ENDS), "dim")
    legend = f"{marks.all} median of 7 nights  {marks.some} middle half  {marks.open} one night"
    told = legend if len(legend) + SCALE <= width else f"{marks.all} median of 7  {marks.some} half  {marks.open} one"
    dates = (Span(" " * SCALE), *(Span(span.text, "dim") for span in ends))
    return [*drawn, dates, (Span(" " * SCALE), Span(told, "dim"))]


BRAILLE_BLANK = "\u2800"
"""What plotille leaves where nothing is drawn."""


def _spans(line: str) -> list[Span]:
    """A row of the plot, the median standing out."""
    roles = {glyphs().all: "accent", glyphs().some: "dim"}
    return joined(Span(sign, roles.get(sign, "")) for sign in line)
