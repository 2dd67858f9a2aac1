"""Any CSV with a header and a column of dates: which column that is, how the dates are written, what the rest says."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from coach.core.nights import night_of
from coach.exchange.found import BadFile, Unread
from coach.exchange.sheet import LONGEST_NAME, Column, Entry, Marks, Said, Sheet, is_note, number_of, real_day, shown
from coach.exchange.table import MOST_MARKS, Record, header, records

_WORDS = {
    Said.YES: "y yes yep true t x done ok ✓ ✔ ☑ ✅ yes_manual j ja wahr erledigt gemacht",
    Said.NO: "n no false f ✗ ✘ ☐ ❌ not_done nein falsch",
    Said.SKIP: "s skip skipped excused übersprungen ausgelassen",
    Said.NOT_ASKED: "yes_auto",
    Said.NOTHING: "- – — ? unknown n/a na null none nan unbekannt",
}
_SAYS = {word: said for said, words in _WORDS.items() for word in words.split()}
_BITS = {1.0: Said.YES, 0.0: Said.NO}


class Order(StrEnum):
    """How a date of three numbers is written, where the year comes last."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class Unclear(BadFile):
    """The dates can be read in two ways, and the person must say in which; ``example`` is one of them."""

    def __init__(self, example: str) -> None:
        super().__init__(f"{shown(example)} can be read in two ways: say if the day (dmy) or the month (mdy) is first.")
        self.example = example


_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]+(\S.*))?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?:,?[T ]+(\S.*))?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([AaPp][Mm])?\s*(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_DATE_NAMES = re.compile(r"\b(date|datum|day|night|tag|nacht|evening|abend|timestamp|time|zeit|when)\b")
_UNIT = re.compile(r"(.*\S)\s*(?:\(([^()]{1,20})\)|\[([^\[\]]{1,20})\])\s*")


def read(text: str, order: Order | None = None, day_turn: time = time(12)) -> Sheet:
    """All columns of a CSV beside its dates. A date with a clock time is the night that moment belongs to.

    Raises:
        Unclear: if the dates can be read in two ways and ``order`` is None.
        BadFile: if it has no header, or no column of dates.
    """
    delimiter, names = header(text)
    if len(names) < 2:
        raise BadFile("It has only one column: a header with a date and what was done is needed.")
    rows = list(_checked(records(text, delimiter)))[1:]
    if not rows:
        raise BadFile("It has a header and no lines.")
    dates = _date_column(names, rows)
    order = order or _order([there[dates] for _, there in rows if dates < len(there)])
    unread: list[Unread] = []
    cells: list[list[_Cell]] = [[] for _ in names]
    for record in rows:
        try:
            _take(record, names, dates, _Days(order, day_turn), cells)
        except ValueError as error:
            unread.append(Unread(record.line, str(error)))
    columns = (_column(name, told) for n, (name, told) in enumerate(zip(names, cells, strict=True)) if n != dates)
    return Sheet("the file", tuple(columns), tuple(unread))


def _checked(rows: Iterator[Record]) -> Iterator[Record]:
    marks = 0
    for record in rows:
        marks += sum(map(bool, record.cells))
        if marks > MOST_MARKS:
            raise BadFile(f"It has more than {MOST_MARKS:,} cells with something in them.")
        yield record


def has_dates(text: str) -> bool:
    """Is it a CSV with a header and a date under it?"""
    try:
        delimiter, names = header(text)
        rows = list(islice(records(text, delimiter), 1, 50))
        return len(names) > 1 and (not rows or _date_column(names, rows) >= 0)
    except BadFile:
        return False


def _date_column(names: Sequence[str], rows: Sequence[Record]) -> int:
    """The place of the column of dates: the one that is called so, or has most.

    Raises:
        BadFile: if no column has dates in half of its lines, or the first line is no header.
    """
    dated = [sum(n < len(cells) and _is_date(cells[n]) for _, cells in rows) for n in range(len(names))]
    likely = [n for n, count in enumerate(dated) if count and 2 * count >= len(rows)]
    if not likely:
        raise BadFile("It has no column of dates such as 2026-01-31.")
    if any(_is_date(names[n]) for n in likely):
        raise BadFile("Its first line is no header: write above each column what it holds.")
    called = [n for n in likely if _DATE_NAMES.search(names[n].casefold())]
    return called[0] if called else max(likely, key=lambda n: dated[n])


def _is_date(cell: str) -> bool:
    return bool(_YEAR_FIRST.fullmatch(cell.strip()) or _YEAR_LAST.fullmatch(cell.strip()))


def _order(cells: Sequence[str]) -> Order:
    """Which comes first, the day or the month: a number above 12 tells, and Germans write points.

    Raises:
        Unclear: if nothing tells, or some say this and some that.
    """
    told: set[Order] = set()
    open_: str | None = None
    for cell in cells:
        found = _YEAR_LAST.fullmatch(cell.strip())
        if not found or found[2] == ".":
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            told.add(Order.DAY_FIRST)
        elif second > 12 >= first:
            told.add(Order.MONTH_FIRST)
        elif first != second:
            open_ = open_ or cell.strip()
    if open_ is None and len(told) < 2:
        return told.pop() if told else Order.DAY_FIRST
    if len(told) == 1:
        return told.pop()
    raise Unclear(open_ or next(cell.strip() for cell in cells if _YEAR_LAST.fullmatch(cell.strip())))


class _Days(NamedTuple):
    """Reads the dates of one file."""

    order: Order
    day_turn: time

    def night(self, cell: str) -> date:
        """The night that ``cell`` is the date of.

        Raises:
            ValueError: if it is none; the message is the reason.
        """
        cell = cell.strip()
        if found := _YEAR_FIRST.fullmatch(cell):
            year, month, day, clock = found[1], found[3], found[4], found[5]
        elif found := _YEAR_LAST.fullmatch(cell):
            year, clock = found[4], found[5]
            day_first = self.order is Order.DAY_FIRST or found[2] == "."
            day, month = (found[1], found[3]) if day_first else (found[3], found[1])
        else:
            raise ValueError(f"{shown(cell)} is no date such as 2026-01-31")
        there = real_day(cell, int(year), int(month), int(day))
        at = _clock(clock) if clock else time()
        # A spreadsheet writes a day as its midnight; real_day keeps clear of the first day there is.
        return there if at == time() else night_of(datetime.combine(there, at), self.day_turn)


def _clock(text: str) -> time:
    found = _CLOCK.fullmatch(text.strip())
    hour, minute, second = (int(found[n] or 0) for n in (1, 2, 3)) if found else (99, 0, 0)
    if found and found[4]:
        hour = hour % 12 + (12 if found[4].casefold() == "pm" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"{shown(text)} after the date is no time such as 22:30")
    return time(hour, minute, second)


class _Cell(NamedTuple):
    """A cell with something in it."""

    night: date
    text: str
    line: int


def _take(record: Record, names: Sequence[str], dates: int, days: _Days, cells: list[list[_Cell]]) -> None:
    if [cell.strip() for cell in record.cells] == [name.strip() for name in names]:
        raise ValueError("is the header again")
    if any(cell.strip() for cell in record.cells[len(names) :]):
        raise ValueError(f"has {len(record.cells)} cells, but the header has {len(names)}")
    night = days.night(record.cells[dates] if dates < len(record.cells) else "")
    for n, cell in enumerate(record.cells):
        if n != dates and cell.strip():
            cells[n].append(_Cell(night, cell, record.line))


def _column(name: str, cells: list[_Cell]) -> Column:
    """A column of what most of its cells are; 1 and 0 beside nothing else are yes and no."""
    name = name[:LONGEST_NAME]
    parts = _UNIT.fullmatch(name)
    named, unit = (parts[1], (parts[2] or parts[3]).strip()) if parts else (name.strip(), "")
    marks = Marks.TEXTS if is_note(named) else _marks(cells, unit)
    return Column(named, marks, tuple(_entry(cell, marks) for cell in cells), unit)


def _marks(cells: list[_Cell], unit: str) -> Marks:
    amounts = [amount for cell in cells if (amount := number_of(cell.text)) is not None]
    ticks = sum(cell.text.strip().casefold() in _SAYS for cell in cells)
    if 2 * (len(amounts) + ticks) < len(cells):
        return Marks.TEXTS
    if set(amounts) <= _BITS.keys() and not unit:
        return Marks.CHECKS
    return Marks.NUMBERS if len(amounts) >= ticks else Marks.CHECKS


def _entry(cell: _Cell, marks: Marks) -> Entry:
    amount = number_of(cell.text)
    if marks is Marks.TEXTS:
        return Entry(cell.night, Said.TEXT, cell.line, None, cell.text)
    if amount is not None:
        said = _BITS.get(amount, Said.NUMBER) if marks is Marks.CHECKS else Said.NUMBER
        return Entry(cell.night, said, cell.line, amount)
    said = _SAYS.get(cell.text.strip().casefold(), Said.TEXT)
    return Entry(cell.night, said, cell.line, None, cell.text if said is Said.TEXT else "")
