"""What the files of other programs have in common: columns of marks, each of one night."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from coach.core.nights import EARLIEST
from coach.core.words import number, one_line
from coach.exchange.found import Unread


class Said(StrEnum):
    """What one mark says."""

    YES = "yes"
    NO = "no"
    SKIP = "skipped"
    NOT_ASKED = "not asked"
    """Loop's YES_AUTO: not due that day, for it was done often enough. Nobody did it then, and nobody missed it."""
    NUMBER = "number"
    TEXT = "text"
    NOTHING = "nothing"


class Marks(StrEnum):
    """What the marks of a column are."""

    CHECKS = "checks"
    NUMBERS = "numbers"
    TEXTS = "texts"


class Entry(NamedTuple):
    """One mark. ``amount`` is as the file counts, in the column's unit; ``comment`` what was written, or beside it."""

    night: date
    said: Said
    line: int
    amount: float | None = None
    comment: str = ""


LONGEST_NAME = 200
"""Characters of a column's name that are kept: it is told with each of its lines that cannot be read."""


class Column(NamedTuple):
    """One habit or one column. ``where`` in a folder or zip it stands; ``limit``: at most so much is wanted of it.

    ``name`` and ``unit`` have at most ``LONGEST_NAME`` characters.
    """

    name: str
    marks: Marks
    entries: tuple[Entry, ...] = ()
    unit: str = ""
    where: str = ""
    limit: bool = False

    @property
    def told(self) -> tuple[Entry, ...]:
        """The marks that say anything."""
        return tuple(entry for entry in self.entries if entry.said is not Said.NOTHING or entry.comment)


class Sheet(NamedTuple):
    """All that a file of another program holds; ``program`` is what to call it."""

    program: str
    columns: tuple[Column, ...]
    unread: tuple[Unread, ...] = ()
    dated_when_logged: bool = False
    """Is each mark under the day it was made, so that what is said of a night's sleep is under the morning after?"""


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def day_of(text: str) -> date:
    """The date that a program wrote as 2026-01-31.

    Raises:
        ValueError: if it is none, or too early for any diary; the message is the reason.
    """
    found = _ISO.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{shown(text)} is no date such as 2026-01-31")
    return real_day(text, *map(int, found.groups()))


def real_day(text: str, year: int, month: int, day: int) -> date:
    """The date with these numbers, as ``text`` has it.

    Raises:
        ValueError: if there is no such date, or it is too early for any diary; the message is the reason.
    """
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(f"{shown(text)} is no date that there is") from None
    if found < EARLIEST:
        raise ValueError(f"{shown(text)} is before {EARLIEST.year}")
    return found


_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?", re.ASCII)
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def number_of(text: str) -> float | None:
    """The number that ``text`` is, with a decimal point or comma; None if it is none.

    ``1,000`` is a thousand to some and one to others, so it is none, as where an amount is typed (``dose.amount``).
    """
    found = _NUMBER.fullmatch(text.strip())
    return float(found.group().replace(",", ".")) if found and not _TWO_WAYS.fullmatch(found.group()) else None


_NOTES = re.compile(r"\b(notes?|comments?|remarks?|notiz\w*|kommentar\w*|bemerkung\w*|journal|diary|tagebuch)\b")


def is_note(name: str) -> bool:
    """Is a column called as a diary's notes are?"""
    return bool(_NOTES.search(name[:LONGEST_NAME].casefold().replace("_", " ")))


def shown(text: str) -> str:
    """A piece of a file in a sentence: short, and cleaned."""
    line = one_line(text)
    return f"'{line[:40]}...'" if len(line) > 40 else f"'{line}'"


def summed_up(column: Column) -> str:
    """A column in one line: ``Warm bath: 120 yes, 4 skipped, 2026-01-02 to 2026-06-30``."""
    told = column.told
    name = one_line(column.name) or "(no name)"
    if not told:
        return f"{name}: nothing"
    counts = [(sum(entry.said is said for entry in told), said) for said in Said]
    parts = [_counted(count, said, column) for count, said in counts if count and said is not Said.NOTHING]
    comments = sum(bool(entry.comment) for entry in told if entry.said is not Said.TEXT)
    parts += [f"{comments:,} with a comment"] if comments else []
    return f"{name}: {', '.join(parts)}, {_span([entry.night for entry in told])}"


def _counted(count: int, said: Said, column: Column) -> str:
    if said is Said.NUMBER:
        amounts = [entry.amount for entry in column.entries if entry.said is said and entry.amount is not None]
        unit = f" {one_line(column.unit)}" if column.unit.strip() else ""
        low, high = number(min(amounts)), number(max(amounts))
        return f"{_many(count, 'number')} ({low if low == high else f'{low} to {high}'}{unit})"
    return _many(count, "text") if said is Said.TEXT else f"{count:,} {said}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _span(nights: Sequence[date]) -> str:
    first, last = min(nights), max(nights)
    return f"{first}" if first == last else f"{first} to {last}"
