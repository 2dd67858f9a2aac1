"""A visit report as text: 80 cells wide, drawn with nothing but ASCII, so that any printer prints it."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from coach.core.fold import cells, fold
from coach.core.page import Charts, Items, Page, Part, Section, Table, Text
from coach.core.plot import Mark, plot
from coach.core.trends import Trend

WIDTH = 80
GAP = 2
"""Cells between two columns."""
NAME = 12
"""Cells of a table's first column at least."""
CHART = 25
"""Cells of a chart at least; as many stand beside each other as there is room for."""
ROWS = 5
"""Rows of a chart: 0 in the lowest, 5 in the middle, 10 in the highest."""
WIDEST = 2
"""Cells of one night at most."""
SCALE = 3
"""Cells left of a chart, for its numbers."""
SIGNS = {Mark.NIGHT: ".", Mark.MEDIAN: "#"}
LEGEND = "# median of 7 nights  . one night"
_BRAILLE_BLANK = "\u2800"


def render(page: Page, width: int = WIDTH) -> str:
    """The page as lines, each ended; narrower than a sheet of paper, its two halves stand below each other."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(page, width))


def told(page: Page) -> Iterator[str]:
    """The page as sentences, one after the other, for who hears it: of a table each row by itself, of a drawing nothing
    but its words.
    """
    yield from filter(None, (page.title, page.who, *page.facts))
    for section in page.sections:
        yield f"{section.title}."
        for part in section.parts:
            match part:
                case Text():
                    yield part.text
                case Items():
                    yield from (f"{n}. {item}" if part.numbered else item for n, item in enumerate(part.items, 1))
                case Table():
                    yield from (f"{row[0].strip()}: {_heard(part, row)}." for row in part.rows)
    yield from page.foot


def _lines(page: Page, width: int) -> Iterator[str]:
    for text in filter(None, (page.title.upper(), page.who, *page.facts)):
        yield from fold(text, width)
    yield from _sections(page.top, width)
    if width < WIDTH:
        yield from _sections((*page.left, *page.right), width)
    else:
        room = (width - GAP) // 2
        for left, right in zip_longest(_sections(page.left, room), _sections(page.right, room), fillvalue=""):
            yield f"{_padded(left, room + GAP)}{right}"
    yield "-" * width
    for text in page.foot:
        yield from fold(text, width)


def _sections(sections: Iterable[Section], width: int) -> Iterator[str]:
    for section in sections:
        yield from ("", *fold(section.title.upper(), width))
        for part in section.parts:
            yield from _part(part, width)


def _part(part: Part, width: int) -> Iterable[str]:
    match part:
        case Text():
            return fold(part.text, width)
        case Items():
            return (line for n, item in enumerate(part.items, 1) for line in _item(item, part.numbered and n, width))
        case Table():
            return _table(part, width)
        case Charts():
            return _charts(part, width)


def _item(text: str, number: int, width: int) -> Iterator[str]:
    sign = f"{number}. " if number else "- "
    for n, line in enumerate(fold(text, width - len(sign))):
        yield f"{' ' * len(sign) if n else sign}{line}"


def _table(table: Table, width: int) -> Iterator[str]:
    """The first column as wide as its longest name or as there is room for, the others to the right of theirs."""
    rows = (table.head, *table.rows)
    wide = [max(cells(row[n]) for row in rows) for n in range(1, len(table.head))]
    room = width - sum(wide) - GAP * len(wide)
    if room < NAME:
        yield from _row_by_row(table, width)
        return
    first = min(max(cells(row[0]) for row in rows), room)
    for row in rows:
        indent = row[0][: len(row[0]) - len(row[0].lstrip())]
        name = [f"{indent}{line}" for line in fold(row[0], first - len(indent))]
        rest = "".join(f"{' ' * GAP}{cell:>{cell_width}}" for cell, cell_width in zip(row[1:], wide, strict=True))
        for n, line in enumerate(name):
            yield f"{_padded(line, first)}{rest}" if n == 0 else line


def _row_by_row(table: Table, width: int) -> Iterator[str]:
    """The table as sentences, where it is too wide: each row's name, and below it what stands under which head."""
    for row in table.rows:
        yield from fold(row[0].strip(), width)
        yield from (f"  {line}" for line in fold(_heard(table, row), width - 2))


def _heard(table: Table, row: tuple[str, ...]) -> str:
    """A row with the head of each cell: ``nights 26, median 5.8``."""
    pairs = zip(table.head[1:], row[1:], strict=True)
    return ", ".join(f"{head[:1].lower()}{head[1:]} {cell}" for head, cell in pairs)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _charts(part: Charts, width: int) -> Iterator[str]:
    many = max((width + GAP) // (CHART + GAP), 1)
    room = (width - GAP * (many - 1)) // many
    drawn = [_chart(name, trend, room) for name, _, trend in part.charts]
    for n in range(0, len(drawn), many):
        beside = zip_longest(*drawn[n : n + many], fillvalue="")
        yield from ((" " * GAP).join(_padded(line, room) for line in lines) for lines in beside)
    yield LEGEND


def _chart(name: str, trend: Trend, width: int) -> list[str]:
    from plotille import Canvas

    nights, across = len(trend.points), width - SCALE
    night = min(across // nights, WIDEST)
    across = nights * night or across
    canvas = Canvas(
        across, ROWS, xmax=across, ymax=ROWS
    )  # a point in the middle of its cell, or it rounds into another
    for (column, row), mark in plot(trend, across, night, ROWS).items():
        if mark in SIGNS:
            canvas.point(column + 0.5, row + 0.5, marker=SIGNS[mark])
    rows = canvas.plot().replace(_BRAILLE_BLANK, " ").splitlines()
    scale = {0: "10", ROWS // 2: "5", ROWS - 1: "0"}
    plotted = [f"{scale.get(n, ''):>{SCALE - 1}}|{line}" for n, line in enumerate(rows)]
    return [name, *plotted]
