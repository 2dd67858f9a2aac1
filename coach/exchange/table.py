"""Text as lines and as the records of a CSV, with an end to how much of either is read."""

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

from coach.core.stored import NOTE_LIMIT
from coach.exchange.found import BadFile

MOST_LINES = 500_000
MOST_COLUMNS = 1_000
MOST_MARKS = 1_000_000
"""Cells with something in them: thirty years with ninety columns."""
DELIMITERS = ",;\t"

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


class Record(NamedTuple):
    """The cells of one record, and the line it begins in, from 1."""

    line: int
    cells: list[str]

    @property
    def blank(self) -> bool:
        """Is there nothing in any cell?"""
        return not any(cell.strip() for cell in self.cells)


def lines(text: str) -> Iterator[str]:
    """The lines of ``text``, each with whatever ends it.

    Raises:
        BadFile: if there are too many.
    """
    if text.count("\n") + text.count("\r") - text.count("\r\n") > MOST_LINES:
        raise BadFile(f"It has more than {MOST_LINES:,} lines.")
    yield from (found.group() for found in _LINE.finditer(text))


def records(text: str, delimiter: str = ",") -> Iterator[Record]:
    """The records of a CSV, one after the other; blank lines are none.

    Raises:
        BadFile: where it stops to be one, or has too many columns or too long a cell; it says in which line.
    """
    fed = _Fed(text, delimiter)
    reader = csv.reader(fed, delimiter=delimiter, strict=True)  # not strict, an open quote swallows the rest in silence
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadFile(f"Line {begins:,} cannot be read as CSV: {error}.") from None
        if len(cells) > MOST_COLUMNS:
            raise _too_wide(begins)
        if any(len(cell) > NOTE_LIMIT for cell in cells):
            raise BadFile(f"A cell in line {begins:,} has more than {NOTE_LIMIT:,} characters.")
        record = Record(begins, cells)
        if not record.blank:
            yield record
        fed.delimiters, begins = 0, reader.line_num + 1


def _too_wide(line: int) -> BadFile:
    return BadFile(f"Line {line:,} has more than {MOST_COLUMNS:,} columns.")


class _Fed:
    """The lines for the reader of CSV; it stops a record that would have far too many cells before they are made."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._lines = lines(text)
        self._delimiter = delimiter
        self._number = 0
        self.delimiters = 0
        """How many were fed since the last record; one long note may have many of them."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        self.delimiters += line.count(self._delimiter)
        if self.delimiters > MOST_COLUMNS + NOTE_LIMIT:
            raise _too_wide(self._number)
        return line


def header(text: str) -> tuple[str, list[str]]:
    """The delimiter of a CSV and the cells of its first record: whichever delimiter gives the most.

    Raises:
        BadFile: if that record cannot be read by any.
    """
    first: dict[str, list[str]] = {}
    wrong: BadFile | None = None
    for delimiter in DELIMITERS:
        try:
            first[delimiter] = next((record.cells for record in records(text, delimiter)), [])
        except BadFile as error:
            wrong = wrong or error
    if not first:
        raise wrong or BadFile("It is empty.")
    best = max(first, key=lambda delimiter: len(first[delimiter]))
    if wrong and len(first[best]) < 2:
        raise wrong
    return best, first[best]
