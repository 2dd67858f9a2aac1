"""Only what differs is written, and the terminal shows the same as if all were."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from coach.ui.frames import Frames

SIZE = Size(12, 4)
STYLES = [
    None,
    Style(color="#b3a595", bgcolor="#000000"),
    Style(color="#d9922e", bgcolor="#000000", bold=True),
    Style(color="#867a6b", bgcolor="#1a1612"),
    Style(color="red", bgcolor="default", reverse=True),
    Style(color="white", bgcolor="#000000", underline=True),
]
texts = st.text(st.sampled_from("ab  │✓漢é🌙"), max_size=14)
lines = st.lists(st.tuples(texts, st.sampled_from(STYLES)), max_size=4)
frames = st.lists(lines, min_size=SIZE.height, max_size=SIZE.height)


def strip(line: list[tuple[str, Style | None]]) -> Strip:
    return Strip([Segment(text, style) for text, style in line]).adjust_cell_length(SIZE.width, STYLES[1])


def whole(frame: list[list[tuple[str, Style | None]]]) -> LayoutUpdate:
    return LayoutUpdate([[strip(line)] for line in frame], Region(0, 0, *SIZE))


def part(frame: list[list[tuple[str, Style | None]]], first: int, last: int) -> ChopsUpdate:
    chops = [{0: strip(line)} if first <= y <= last else {0: None} for y, line in enumerate(frame)]
    return ChopsUpdate(chops, [(y, 0, SIZE.width) for y in range(first, last + 1)], [[SIZE.width]] * SIZE.height)


class Shown:
    """A terminal, as pyte sees it."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(*SIZE)
        self.screen.reset_mode(pyte.modes.DECAWM)
        self._stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> "Shown":
        self._stream.feed(text)
        return self

    @property
    def cells(self) -> list[tuple[object, ...]]:
        """All that can be seen: a blank has no colour."""
        found = [self.screen.buffer[y][x] for y in range(SIZE.height) for x in range(SIZE.width)]
        return [c if c.data != " " or c.reverse or c.underscore else c._replace(fg="", bold=False) for c in found]


def stock(frame: list[list[tuple[str, Style | None]]]) -> Shown:
    """The same, from whole rows written into an empty terminal."""
    out = []
    for y, line in enumerate(frame):
        out.append(f"\x1b[0m\x1b[{y + 1}H")
        for text, style, _ in strip(line):
            out.append((style or Style()).render(text, color_system=ColorSystem.TRUECOLOR))
    return Shown().feed("".join(out))


@given(st.lists(frames, min_size=1, max_size=5), st.booleans())
def test_the_terminal_shows_the_last_of_any_frames(
    several: list[list[list[tuple[str, Style | None]]]], erases: bool
) -> None:
    terminal, ours = Shown(), Frames(ColorSystem.TRUECOLOR, erases=erases)
    for frame in several:
        terminal.feed(ours.sequence(whole(frame), SIZE, None))
        assert terminal.cells == stock(frame).cells


@given(frames, frames, st.integers(0, 3), st.integers(0, 3))
def test_a_part_of_a_frame_changes_that_part(
    before: list[list[tuple[str, Style | None]]], after: list[list[tuple[str, Style | None]]], one: int, other: int
) -> None:
    first, last = sorted((one, other))
    terminal, ours = Shown(), Frames(ColorSystem.TRUECOLOR, erases=True)
    terminal.feed(ours.sequence(whole(before), SIZE, None))
    terminal.feed(ours.sequence(part(after, first, last), SIZE, Offset(3, 2)))

    assert terminal.cells == stock([*before[:first], *after[first : last + 1], *before[last + 1 :]]).cells
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (3, 2)


@given(frames)
def test_what_is_there_already_is_not_written(frame: list[list[tuple[str, Style | None]]]) -> None:
    ours = Frames(ColorSystem.TRUECOLOR, erases=True)
    ours.sequence(whole(frame), SIZE, None)

    assert ours.sequence(whole(frame), SIZE, None) == ""


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        ("abcdef", "abXdef", "\x1b[1;3HX"),
        ("abcdef", "Xbcdef", "\x1b[1HX"),
        ("aaaaaaaaaaaa", "aXaaaXaaaaaX", "\x1b[1;2HXaaaX\x1b[5CX"),
        ("abcdefghij", "a", "\x1b[1;2H\x1b[K"),
    ],
)
def test_few_bytes(before: str, after: str, written: str) -> None:
    ours, style = Frames(ColorSystem.EIGHT_BIT, erases=True), STYLES[1]
    ours.sequence(whole([[(before, style)]] * 4), SIZE, None)
    ours.sequence(whole([[(before, style)]] * 4), SIZE, Offset(9, 3))

    assert ours.sequence(whole([[(after, style)], *[[(before, style)]] * 3]), SIZE, None) == written


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    "text", [FAMILY, "\U0001f9b5\U0001f3fd", "\u2764\ufe0f", "\U0001f1e9\U0001f1ea", "e\u0301", "1\ufe0f\u20e3", "क्षि"]
)
def test_what_comes_after_letters_that_join_stands_where_the_layout_has_it(text: str) -> None:
    ours = Frames(ColorSystem.EIGHT_BIT, erases=True)
    written = ours.sequence(whole([[(f"{text}|wall", STYLES[1])]] * 4), SIZE, None)
    row, place = ours._rows[0], Strip([Segment(text)]).cell_length

    assert len(row) == SIZE.width
    assert "".join(cell.text for cell in row[:place]) == text
    assert "".join(cell.text for cell in row[place:]).rstrip() == "|wall"
    assert not any(cell.text == "" for cell in row[place:])
    parts = [cell.text for cell in row[:place] if cell.text]
    assert all(part in written for part in parts)  # nothing comes between the parts of one sign


@pytest.mark.parametrize("text", [FAMILY, "\U0001f9b5\U0001f3fd", "\u2764\ufe0f", "1\ufe0f\u20e3"])
def test_a_terminal_that_counts_other_columns_for_a_sign_shows_the_rest_in_its_place(text: str) -> None:
    """pyte takes each character of a family by itself, and one column for what a variation makes two wide."""
    ours, terminal = Frames(ColorSystem.EIGHT_BIT, erases=True), Shown()
    place = Strip([Segment(text)]).cell_length
    for line in ([("#" * SIZE.width, STYLES[2])], [(text, STYLES[2]), ("|wall", STYLES[1]), ("?", STYLES[4])]):
        terminal.feed(ours.sequence(whole([line] * 4), SIZE, None))
    row = [terminal.screen.buffer[0][x].data for x in range(SIZE.width)]

    assert "".join(row[place:]).rstrip() == "|wall?"
    assert "#" not in row


def test_after_a_forgotten_screen_everything_is_written_again() -> None:
    ours, frame = Frames(ColorSystem.TRUECOLOR, erases=True), whole([[("text", STYLES[1])]] * 4)
    first = ours.sequence(frame, SIZE, None)
    ours.forget()

    assert not ours.knows(SIZE)
    assert ours.sequence(frame, SIZE, None) == first
