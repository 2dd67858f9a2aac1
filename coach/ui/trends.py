"""Review, trends: one score over many nights as a plot with its spread, gaps and n; steps beside nights without."""

from collections.abc import Sequence

from coach.core import retold
from coach.core.nights import Night
from coach.core.trends import SERIES, SPANS, Beside, Trend
from coach.history import Past
from coach.ui.looking import PastScreen
from coach.ui.pages import PagesDialog, sentence
from coach.ui.widgets import Line, Span, glyphs, spread, wrap

HIGHEST = 10
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
        lines = [*title, *plotted(trend, width, rows), *below, *shown]
        return [*lines[: height - len(keys)], *[()] * (height - len(keys) - len(lines)), *keys]

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
        if self.past is None:
            return
        told = self._beside_lines(self.past)
        notes = retold.trends_notes(self.past.profile)
        entries = [*(sentence(text) for text in told), *(sentence(text, "dim") for text in (*notes, retold.OUR_OWN))]
        title = f"Leg scores with and without, {retold.span_said(SPANS[self._span])}"
        await self.app.push_screen(PagesDialog(title, entries))


def plotted(trend: Trend, width: int, rows: int) -> list[Line]:
    """A trend as lines: its plot with a scale from 0 to 10, the nights at its ends, and what the signs mean."""
    from plotille import Canvas  # only where there is something to plot

    marks = glyphs()
    nights, across = len(trend.points), max(width - SCALE - 2, 10)
    wide = min(across // nights, WIDEST)  # cells of a night: stretched, nights would have gaps between them
    across = nights * wide if wide else across
    canvas = Canvas(across, rows, xmax=max(across - 1, 1), ymax=rows - 1)

    def draw(n: int, low: float, high: float, sign: str, cells: int) -> None:
        first = n * wide + (wide - cells) // 2 if wide else n * (across - 1) // (nights - 1)
        for row in range(_row(low, rows), _row(high, rows) + 1):
            for column in range(first, first + max(cells, 1)):
                canvas.point(column, row, marker=sign)

    smooth = [(n, point.smooth) for n, point in enumerate(trend.points) if point.smooth]
    for n, seven in smooth:
        draw(n, seven.low, seven.high, marks.some, wide)
    for n, point in enumerate(trend.points):
        if point.score is not None:
            draw(n, point.score, point.score, marks.open, min(wide, 1))
    for n, seven in smooth:
        draw(n, seven.median, seven.median, marks.all, wide)
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


def _row(score: float, rows: int) -> int:
    """The row of ``score``, from the bottom."""
    return round(score * (rows - 1) / HIGHEST)


def _spans(line: str) -> list[Span]:
    """A row of the plot, the median standing out."""
    roles = {glyphs().all: "accent", glyphs().some: "dim"}
    spans: list[Span] = []
    for sign in line:
        role = roles.get(sign, "")
        if spans and spans[-1].role == role:
            spans[-1] = Span(spans[-1].text + sign, role)
        else:
            spans.append(Span(sign, role))
    return spans
