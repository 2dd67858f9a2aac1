"""What the terminal shows, cell by cell, so that only what differs is sent: a key costs few bytes.

Textual writes every line that a widget repaints, whole and with each style spelled out, and the first screen in several
frames; over a slow link that is most of the wait.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Offset, Size
from textual.strip import Strip

DEFAULT = ("39", "49")
_LINES = {"4", "7", "9", "21", "53"}
"""Underlined, reversed, struck, underlined twice, with a line above."""
SHORT_GAP = 4
"""Cells that did not change and are cheaper written again than jumped over."""


class Look(NamedTuple):
    """How a cell is drawn, as codes of SGR. A blank has no colour of its own: any will do."""

    attributes: tuple[str, ...] = ()
    colour: str = DEFAULT[0]
    ground: str = DEFAULT[1]
    lined: bool = False
    """Does it show on a blank too, as a line or reversed?"""

    def covers(self, blank: "Look") -> bool:
        """Does a blank of the look ``blank`` look the same in this one?"""
        return not blank.colour and blank.ground == self.ground and not self.lined


class Cell(NamedTuple):
    """One column of one row. The right half of a wide character has no text."""

    text: str
    look: Look


class Piece(NamedTuple):
    """Text of one look at its place; ``end`` is the column the cursor is in after it, None where that is not sure."""

    look: Look
    y: int
    x: int
    text: str
    end: int | None


Row = list[Cell]
ERASE = "\x1b[K"
"""To the end of the row."""
BLANK = Cell(" ", Look((), ""))


class Frames:
    """The screen as the terminal has it, and what brings it to the next one.

    ``colours`` are those the terminal has, None for none; ``erases`` whether it erases in the colour that is set.
    """

    def __init__(self, colours: ColorSystem | None, erases: bool) -> None:
        self._looks = cache(lambda style: _look(style, colours))
        self._erases = erases
        self._size = Size(0, 0)
        self.forget()

    def forget(self) -> None:
        """The terminal may show anything by now: the next frame is sent whole."""
        self._rows: list[Row] = []
        self._look: Look | None = None
        self._at: Offset | None = None

    def knows(self, size: Size) -> bool:
        """Is what the terminal shows known, at this size?"""
        return bool(self._rows) and size == self._size

    def sequence(self, update: LayoutUpdate | ChopsUpdate, size: Size, cursor: Offset | None) -> str:
        """What to write so that the terminal shows ``update``, with its cursor at ``cursor`` if that matters.

        The first one after ``forget``, or of a new ``size``, has to be of the whole screen.
        """
        out: list[str] = []
        fresh = self._drawn(update, size)
        if not self.knows(size):
            self._size = size
            out += self._wiped(list(fresh.values()))
        in_order: list[Piece] = []
        pieces: list[Piece] = []
        for y, row in fresh.items():
            (pieces if self._even(y, row) else in_order).extend(self._pieces(y, row))
        # By look, because a jump costs less than a change of colours; nobody sees the order within one write. From left
        # to right where a terminal may take more columns for a sign than the layout: what comes next stands over them.
        pieces.sort(key=lambda piece: (bool(piece.look.colour), piece.look, piece.y, piece.x))
        for piece in (*in_order, *pieces):
            out += (self._to(piece.x, piece.y), self._in(piece.look), piece.text)
            self._at = Offset(piece.end, piece.y) if piece.end is not None else None
        for y, row in fresh.items():
            self._rows[y] = row
        if cursor is not None and cursor != self._at:
            out.append(self._to(*cursor))
        return "".join(out)

    def _drawn(self, update: LayoutUpdate | ChopsUpdate, size: Size) -> dict[int, Row]:
        """The rows that ``update`` tells of, as they are to be."""
        if isinstance(update, LayoutUpdate):
            left, top, _, _ = update.region
            parts: Iterable[tuple[int, int, Strip]] = (
                (y, x, strip) for y, line in enumerate(update.strips, top) for x, strip in _placed(left, line)
            )
        else:
            shown = {y: update.chops[y] for y, _, _ in update.spans}
            parts = ((y, x, strip) for y, line in shown.items() for x, strip in line.items() if strip is not None)
        rows: dict[int, Row] = {} if self.knows(size) else {y: [BLANK] * size.width for y in range(size.height)}
        for y, x, strip in parts:
            if y < size.height:
                row = rows.setdefault(y, []) or list(self._rows[y])
                rows[y] = _laid(row, x, self._cells(strip))
        return rows

    def _cells(self, strip: Strip) -> Row:
        cells: Row = []
        for text, style, control in strip:
            if control:
                continue
            look = self._looks(style)
            blank = Cell(" ", look if look.lined else Look((), "", look.ground))
            for character, width in _measured(text):
                if character == " ":
                    cells.append(blank)
                elif width and get_character_cell_size(character):
                    cells += [Cell(character, look), Cell("", look)][:width]
                elif cells:
                    _join(cells, character, width)
        return cells

    def _wiped(self, rows: Sequence[Row]) -> Iterator[str]:
        """An empty screen of the most frequent ground, where the terminal can do that; else nothing is known of it."""
        grounds = [cell.look.ground for row in rows for cell in row]
        look = Look((), "", max(set(grounds), key=grounds.count))
        known = self._may_erase(look)
        self._rows = [[Cell(" " if known else "?", look)] * len(row) for row in rows]
        if known:
            yield self._in(look)
            yield from (f"{self._to(0, y)}{ERASE}" for y in range(len(rows)))

    def _may_erase(self, look: Look) -> bool:
        """Not every terminal erases in the colour that is set."""
        return not look.lined and (self._erases or look.ground == DEFAULT[1])

    def _pieces(self, y: int, row: Row) -> Iterator[Piece]:
        """What turns the row that is there into ``row``."""
        before = self._rows[y]
        if row == before:
            return
        if not self._even(y, row):
            yield from _whole(y, row)
            return
        end = self._tail(row, before)
        for first, last in _runs(row[:end], before):
            yield from _cut(y, row, first, last)
        if end < len(row):
            yield Piece(row[end].look, y, end, ERASE, end)

    def _even(self, y: int, row: Row) -> bool:
        """Does each character of ``row``, and of what is there, take one column, as every terminal sees it?"""
        return _plain(row) and _plain(self._rows[y])

    def _tail(self, row: Row, before: Row) -> int:
        """Where a blank end of the row begins that is shorter erased than written; its length if there is none."""
        end = len(row)
        while end and row[end - 1] == row[-1] and row[-1].text == " ":
            end -= 1
        changed = sum(a != b for a, b in zip(row[end:], before[end:], strict=True))
        return end if changed > SHORT_GAP and self._may_erase(row[-1].look) else len(row)

    def _to(self, x: int, y: int) -> str:
        at, self._at = self._at, Offset(x, y)
        if at == self._at:
            return ""
        if at is not None and at.y == y and x > at.x:
            return f"\x1b[{x - at.x}C" if x - at.x > 1 else "\x1b[C"
        return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"

    def _in(self, look: Look) -> str:
        """The codes that make the next characters look so."""
        now = self._look
        if now is not None and not look.colour:
            if now.covers(look):
                return ""
            look = look._replace(colour=now.colour)
        codes: list[str] = []
        if now is None or not set(now.attributes) <= set(look.attributes):
            now, codes = Look(), ["0"]
        codes += [code for code in look.attributes if code not in now.attributes]
        codes += [new for new, old in ((look.colour, now.colour), (look.ground, now.ground)) if new and new != old]
        self._look = look if look.colour else look._replace(colour=DEFAULT[0])
        return f"\x1b[{';'.join(codes)}m" if codes else ""


def _cut(y: int, row: Row, first: int, last: int) -> Iterator[Piece]:
    """The cells from ``first`` up to ``last``, in pieces of one look each."""
    start, look = first, row[first].look
    for x in range(first + 1, last + 1):
        ours = None if x == last else row[x].look
        if ours is None or not (ours == look or look.covers(ours) or ours.covers(look)):
            text = "".join(cell.text for cell in row[start:x])
            yield Piece(look, y, start, text, x if x < len(row) else None)  # at the edge terminals differ
            start, look = x, ours or look
        elif not look.colour:
            look = ours


def _whole(y: int, row: Row) -> Iterator[Piece]:
    """The whole row, the place told anew after each character whose width terminals may disagree about."""
    x = 0
    while x < len(row):
        end = x + 1
        while end < len(row) and _one_wide(row[end - 1]) and _one_wide(row[end]):
            end += 1
        while end < len(row) and not row[end].text:
            end += 1
        if len(row[x].text) > 1:  # a terminal that takes fewer columns for it would show there what was before
            yield Piece(row[x].look, y, x, " " * (end - x), end if end < len(row) else None)
        sure = all(map(_one_wide, row[x:end]))
        yield from (piece if sure else piece._replace(end=None) for piece in _cut(y, row, x, end))
        x = end


def _join(cells: Row, character: str, width: int) -> None:
    """Put a character without a place of its own to the one before it, which may take ``width`` columns more by it."""
    last = len(cells) - 1 - (len(cells) > 1 and not cells[-1].text)
    cells[last] = cells[last]._replace(text=cells[last].text + character)
    cells += [Cell("", cells[last].look)] * width


def _measured(text: str) -> Iterator[tuple[str, int]]:
    """Each character and how many columns it adds, as the layout counts them: a family of emoji takes two in all."""
    widths = [1 if " " <= character < "\x7f" else get_character_cell_size(character) for character in text]
    if sum(widths) != cell_len(text):
        until = [cell_len(text[:end]) for end in range(len(text) + 1)]
        widths = [max(after - before, 0) for before, after in pairwise(until)]
    yield from zip(text, widths, strict=True)


def _placed(x: int, strips: Iterable[Strip]) -> Iterator[tuple[int, Strip]]:
    for strip in strips:
        yield x, strip
        x += strip.cell_length


def _laid(row: Row, x: int, cells: Row) -> Row:
    """``row`` with ``cells`` from ``x`` on; what would stand beyond its end is left out."""
    return [*row[:x], *cells, *row[x + len(cells) :]][: len(row)]


def _one_wide(cell: Cell) -> bool:
    return len(cell.text) == 1


def _plain(row: Row) -> bool:
    """Does every character take one column, as every terminal sees it?"""
    return all(map(_one_wide, row))


def _runs(row: Row, before: Row) -> Iterator[tuple[int, int]]:
    """From where to where ``row`` differs, with the short gaps between filled where that costs less than a jump."""
    first = last = -1
    for x, cell in enumerate(row):
        if cell == before[x]:
            continue
        if first < 0:
            first = x
        elif x - last > SHORT_GAP or any(c.look != row[last - 1].look and c.text != " " for c in row[last:x]):
            yield first, last
            first = x
        last = x + 1
    if first >= 0:
        yield first, last


def _look(style: Style | None, colours: ColorSystem | None) -> Look:
    if style is None:
        return Look()
    names = ("bold", "dim", "italic", "underline", "blink", "reverse", "conceal", "strike", "underline2", "overline")
    codes = ("1", "2", "3", "4", "5", "7", "8", "9", "21", "53")
    attributes = tuple(code for name, code in zip(names, codes, strict=True) if getattr(style, name))
    colour, ground = (
        ";".join(given.downgrade(colours).get_ansi_codes(foreground=front)) if given and colours else default
        for given, front, default in ((style.color, True, DEFAULT[0]), (style.bgcolor, False, DEFAULT[1]))
    )
    return Look(attributes, colour, ground, not _LINES.isdisjoint(attributes))
