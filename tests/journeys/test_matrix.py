"""Every screen in every kind of terminal: its words are there, and no byte that the terminal does not know."""

import re
from collections.abc import Callable
from pathlib import Path

import pyte
import pytest

from tests.journeys.every_screen import TERMINALS, Kindred, walk, with_latin
from tests.journeys.terminal import Terminal
from tests.ui.test_sizes import SCREENS

SGR = re.compile(rb"\x1b\[([\d;]*)m")
LISTS = {
    "score",
    "caffeine",
    "magnesium",
    "timer",
    "end",
    "setup",
    "setup_last",
    "morning",
    "effects",
    "extra",
    "learn",
}
FORMS = {"reason", "amount", "note", "find", "iron", "medicine", "product"}
SIZES = [(80, 24), (40, 15)]
RUNS = [(kind, SIZES[n % 2], "night") for n, kind in enumerate(TERMINALS)]
RUNS += [(TERMINALS[3], (80, 24), theme) for theme in ("day", "contrast")]
RUNS += [(TERMINALS[0], (40, 15), "terminal"), (TERMINALS[1], (80, 24), "day")]

PLAIN = {0, 1, 4, 7, 22, 24, 27, 39, 49}
EIGHT = PLAIN | {*range(30, 38), *range(40, 48)}


def known(codes: list[int], colours: int) -> bool:
    """Are these codes of SGR ones that a terminal of so many ``colours`` has?"""
    while codes:
        if codes[0] in (38, 48):
            if (codes[1] == 2 and colours < 1 << 24) or (codes[1] == 5 and colours < 256):
                return False
            codes = codes[5 if codes[1] == 2 else 3 :]
        elif codes[0] not in (EIGHT if colours else PLAIN):
            return False
        else:
            codes = codes[1:]
    return True


def told(raw: bytes) -> list[list[int]]:
    """All codes of SGR that were written."""
    return [[int(code or 0) for code in found.split(b";")] for found in set(SGR.findall(raw))]


@pytest.mark.parametrize(("kind", "size", "theme"), RUNS, ids=lambda run: run if isinstance(run, str) else run[0])
def test_every_screen_is_whole_and_writes_nothing_foreign(
    tmp_path: Path, kind: Kindred, size: tuple[int, int], theme: str
) -> None:
    locales = with_latin(tmp_path) if kind.encoding == "latin-1" else {}
    if locales is None:
        pytest.skip("localedef made no latin-1 locale here")
    seen = []
    for name, coach in walk(tmp_path, kind, size, theme, locales):
        seen.append(name)
        assert "\ufffd" not in coach.text
        assert [
            codes for codes in told(coach.raw) if not known(codes, 8 if theme == "terminal" else kind.colours)
        ] == []
        assert is_written_in(coach.raw, kind.encoding)
        assert name not in LISTS or rests_at_hand(coach)
        assert name not in FORMS or shows_its_cursor(coach)

    assert seen == list(SCREENS)


def rests_at_hand(coach: Terminal) -> bool:
    """Is the terminal's cursor, which a braille display follows, at the item at hand?"""
    cursor = coach._screen.cursor
    return coach._screen.buffer[cursor.y][cursor.x].data in ("▸", ">")


def shows_its_cursor(coach: Terminal) -> bool:
    """Is there a cell of another ground than the rest of its row?"""
    rows = (coach._screen.buffer[y] for y in range(coach._screen.lines))
    grounds = ({ground(row[x]) for x in range(coach._screen.columns)} for row in rows)
    return any(len(found) > 1 for found in grounds)


def ground(cell: pyte.screens.Char) -> str:
    """The colour behind a character, on a terminal that is black."""
    return str(cell.fg if cell.reverse else cell.bg).replace("default", "white" if cell.reverse else "black")


def is_written_in(raw: bytes, encoding: str) -> bool:
    if encoding == "cp437":  # UTF-8, of the signs that the console's fonts have
        return raw.decode().encode("cp437", "strict") is not None
    return raw.decode(encoding) is not None


CHECKS: list[Callable[[], bool]] = [
    lambda: known([0, 38, 5, 16, 1], 256),
    lambda: not known([38, 5, 16], 8),
    lambda: not known([38, 2, 0, 0, 0], 256),
    lambda: known([38, 2, 0, 0, 0, 1], 1 << 24),
    lambda: not known([31], 0),
    lambda: not known([97], 8),
    lambda: not known([5], 256),
]


@pytest.mark.parametrize("check", CHECKS, ids=range(len(CHECKS)))
def test_the_check_itself(check: Callable[[], bool]) -> None:
    assert check()
