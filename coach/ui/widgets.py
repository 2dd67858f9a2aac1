"""One widget that draws its own lines, and the small parts lines are made of. All text is literal here."""

import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from coach.core.words import INVISIBLE, one_line
from coach.ui import terminals


class Span(NamedTuple):
    """Text in one role: "" plain, "dim", "accent", "strong", or "here", the sign of the item at hand.

    A "cell" at hand is reversed instead: it has no room for a sign of its own.
    """

    text: str
    role: str = ""


Line = tuple[Span, ...]


_ON_A_LINE = {**INVISIBLE, **dict.fromkeys(b"\n\t", "\u200b")}


class Gate(LineFilter):
    """The last look at all that goes to the terminal, whichever widget drew it: nothing that steers, links or acts.

    Textual 8.2 passes the control characters of a text on in every widget it has, and runs actions in markup.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """``segments`` with each steering character as a space without width, and without links and actions."""
        return [
            segment if segment.control else Segment(segment.text.translate(_ON_A_LINE), _inert(segment.style))
            for segment in segments
        ]


def _inert(style: Style | None) -> Style | None:
    """``style`` without what could be followed; Textual's own offsets stay, for its cursor."""
    if style is None or not (style.link or any(name.startswith("@") for name in style.meta)):
        return style
    return style.clear_meta_and_links() + Style.from_meta({"offset": style.meta.get("offset", (0, 0))})


class Painted(Widget):
    """A block of lines. ``show`` repaints only the lines that differ, so a key costs few bytes over a slow link."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "painted--dim",
        "painted--accent",
        "painted--here",
        "painted--strong",
        "painted--cell",
    }
    DEFAULT_CSS = """
    Painted { width: 100%; height: 1fr; }
    Painted > .painted--dim { color: $dim; }
    Painted > .painted--accent, Painted > .painted--here { color: $accent; text-style: $weight; }
    Painted > .painted--cell { color: $accent; text-style: reverse; }
    Painted > .painted--strong { color: $strong; text-style: $weight; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return "\n".join("".join(span.text for span in line).rstrip() for line in self._lines)

    @property
    def hand(self) -> Offset | None:
        """Where the item at hand is. A braille display follows the terminal's cursor, hidden or not (Textual #2348)."""
        roles = {role for line in self._lines for _, role in line}
        hand = "cell" if "cell" in roles else "here"
        for y, line in enumerate(self._lines):
            x = 0
            for text, role in line:
                if role == hand:
                    return Offset(x + len(text) - len(text.lstrip()), y)
                x += cell_len(text)
        return None

    def show(self, lines: Sequence[Line]) -> None:
        """Show ``lines``, longest cut to the width."""
        before, self._lines = self._lines, tuple(lines)
        for y in range(max(len(before), len(self._lines))):
            if before[y : y + 1] != self._lines[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of the widget, for Textual."""
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, base)
        segments = [
            Segment(text, self.get_component_rich_style(f"painted--{role}") if role else base)
            for text, role in self._lines[y]
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)


class Glyphs(NamedTuple):
    """The signs for a step's state and the few drawn parts."""

    done: str
    short: str
    open: str
    out: str
    missed: str
    here: str
    bar: str
    rest: str
    rule: str
    wall: str
    up: str
    all: str
    some: str


UNICODE = Glyphs("✓", "~", "·", "–", "○", "▸", "━", "─", "─", "│", "↑", "■", "▒")
CONSOLE = Glyphs("v", "~", "·", "-", "o", ">", "=", "─", "─", "│", "^", "■", "▒")
"""What every font of the Linux console has; the others are diamonds in most of them."""
ASCII = Glyphs("v", "~", ".", "-", "o", ">", "=", "-", "-", "|", "^", "#", ":")


def glyphs() -> Glyphs:
    """Quiet Unicode where the locale and the terminal can show it, plain characters where they cannot."""
    term = os.environ.get("TERM", "")
    if not terminals.speaks_unicode() or term.startswith("vt"):
        return ASCII
    return CONSOLE if term == "linux" else UNICODE


def fit(text: str, width: int) -> str:
    """A person's text on one line of exactly ``width`` cells, cut with an ellipsis if it must be."""
    text = one_line(text)
    if cell_len(text) > width:
        text = set_cell_size(text, max(width - 2, 0)).rstrip() + ".."
    return set_cell_size(text, max(width, 0))


def wrap(text: str, width: int, role: str = "") -> list[Line]:
    """Text broken at blanks into lines of at most ``width`` cells; a longer word is broken where it must be."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(one_line(paragraph), width):
            if line and cell_len(line) + 1 + cell_len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return [(Span(line, role),) for line in lines]


def _words(text: str, width: int) -> list[str]:
    return [piece for word in text.split() for piece in chop_cells(word, max(width, 2))]


def joined(spans: Iterable[Span]) -> list[Span]:
    """``spans`` with neighbours of one role in one: a line of many signs is drawn in few pieces."""
    return [Span("".join(span.text for span in alike), role) for role, alike in groupby(spans, attrgetter("role"))]


def beside(left: Sequence[Line], right: Sequence[Line], width: int, height: int, wall: str) -> list[Line]:
    """Two blocks next to each other, the left one ``width`` cells wide, with a wall between."""
    rows = []
    for y in range(height):
        row = pad(left[y], width) if y < len(left) else (Span(" " * width),)
        rows.append((*row, Span(f" {wall}  ", "dim"), *(right[y] if y < len(right) else ())))
    return rows


def pad(line: Line, width: int) -> Line:
    """``line`` made exactly ``width`` cells wide."""
    used = sum(cell_len(span.text) for span in line)
    if used <= width:
        return (*line, Span(" " * (width - used)))
    kept: list[Span] = []
    for span in line:
        room = width - sum(cell_len(k.text) for k in kept)
        if room <= 0:
            break
        kept.append(Span(set_cell_size(span.text, min(room, cell_len(span.text))), span.role))
    return tuple(kept)


def spread(left: str, middle: str, right: str, width: int, role: str = "") -> Line:
    """Three texts on one line: left, centred, right; the middle goes first where there is no room."""
    room = width - cell_len(left) - cell_len(right)
    if cell_len(middle) > room - 2:
        middle = ""
    before = max((room - cell_len(middle)) // 2, 0)
    after = max(room - cell_len(middle) - before, 0)
    return pad((Span(left, "strong"), Span(" " * before + middle + " " * after, role), Span(right, role)), width)


def scale(chosen: int | None, low: str, high: str, width: int, ten: str) -> list[Line]:
    """The 0 to 10 scale with its ends named; the chosen number stands in brackets and not in colour alone.

    ``ten`` is the key for 10, which stands for it where it is one character.
    """
    ten = ten if len(ten) == 1 else "10"
    names = [*map(str, range(10)), ten]
    gap = 4 if width >= 48 else 3
    spans = []
    for value, name in enumerate(names):
        mark = f"[{name}]" if value == chosen else f" {name} "
        spans.append(Span(mark.ljust(gap), "accent" if value == chosen else "strong"))
    inner = gap * 11
    if cell_len(low) + cell_len(high) + 3 <= inner:
        between = " " * (inner - cell_len(low) - cell_len(high) - 1)
        return [tuple(spans), (Span(f" {low}{between}{high}", "dim"),)]
    return [tuple(spans), (Span(f" 0 {low}", "dim"),), (Span(f" {ten} {high}", "dim"),)]


def bar(share: float, width: int, marks: Glyphs) -> Line:
    """How much of a timer has run, as a bar of ``width`` cells."""
    full = round(min(max(share, 0.0), 1.0) * width)
    return (Span(marks.bar * full, "accent"), Span(marks.rest * (width - full), "dim"))
