"""Text in the cells of a terminal: how many it takes, and where it is broken."""

import unicodedata
from collections.abc import Iterator

JOINER, AS_EMOJI = "\u200d", "\ufe0f"
SKIN = ("\U0001f3fb", "\U0001f3ff")
"""Between them: a colour of skin, which takes no cell of its own."""


def cells(text: str) -> int:
    """How many cells of a terminal ``text`` takes. What is joined to the sign before it takes none."""
    total = before = 0
    joined = False
    for character in text:
        here = 0 if joined else _cells(character)
        if character == AS_EMOJI and before == 1:
            here = 1  # it makes the sign before it twice as wide
        joined = character == JOINER
        before = here if here else before
        total += here
    return total


def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if SKIN[0] <= character <= SKIN[1] or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fold(text: str, width: int) -> list[str]:
    """``text`` broken at blanks into lines of at most ``width`` cells; a longer word is broken where it must be."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if cells(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and cells(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece
