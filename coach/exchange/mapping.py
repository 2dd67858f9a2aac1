"""The marks of another program as nights of ours: each value read by the core, each that does not fit named.

What a mark says of a step: yes is done; skipped is left out; no, unknown and "not due" (Loop's YES_AUTO) say nothing,
for what was needed and not done is missed by itself. Comments go into the night's note.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from coach.core.cells import MINUTES, Dose, Plan, Reason, Status, StepEntry, cell_value
from coach.core.dose import ABSURD
from coach.core.nights import EARLIEST
from coach.core.profile import Kind, Profile, Step
from coach.core.stored import NOTE_LIMIT, JsonValue
from coach.core.words import number, one_line
from coach.exchange.found import Found, Row, Unread
from coach.exchange.sheet import Column, Entry, Said, Sheet, is_note, shown
from coach.exchange.targets import LEAVE, Target, To, in_mg, to_minutes

_DAY = timedelta(days=1)


class _From(NamedTuple):
    """A column, what it becomes, and ``program``, whose it is; ``step`` where it becomes one that there is."""

    column: Column
    target: Target
    program: str
    step: Step | None = None

    def line(self, *parts: str) -> str:
        """``parts`` as a line of the note, under the column's name; "" if there are none."""
        text = ", ".join(part for part in parts if part.strip())
        return f"{one_line(self.column.name)}: {text}" if text else ""

    def counted(self, amount: float | None) -> str:
        """An amount with its unit; "" if there is none."""
        return f"{number(amount)} {one_line(self.column.unit)}".strip() if amount else ""


class _Told(NamedTuple):
    """What one mark comes to."""

    cell: str = ""
    value: JsonValue = None
    dose: Mapping[str, JsonValue] | None = None
    note: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.cell or self.dose or self.note)


class _Night:
    """A night as it is put together from the columns, and which line of which column told each cell."""

    def __init__(self, line: int, where: str) -> None:
        self.line, self.where = line, where
        self.cells: dict[str, JsonValue] = {}
        self.doses: list[Mapping[str, JsonValue]] = []
        self.note = ""
        self._by: dict[tuple[str, ...], tuple[str, int]] = {}

    def take(self, told: _Told, column: Column, line: int) -> None:
        """Add what a mark came to.

        Raises:
            ValueError: if it was told before and otherwise, or the note would be too long; the message is the reason.
        """
        if told.note and len(self.note) + 1 + len(told.note) > NOTE_LIMIT:
            raise ValueError(f"makes the note longer than {NOTE_LIMIT:,} characters")
        # Two columns may both be magnesium, and count together; one that says it twice may be one dose.
        place = (told.cell,) if told.cell else ("dose", column.where, column.name)
        before = self._by.get(place)
        if before and (told.dose or (told.cell and self.cells[told.cell] != told.value)):
            raise ValueError(f"is told already by {shown(before[0])} in line {before[1]:,}")
        if told.cell:
            self.cells[told.cell] = told.value
        if told.dose:
            self.doses.append(told.dose)
        if told.cell or told.dose:
            self._by.setdefault(place, (column.name, line))
        self.note = "\n".join(filter(None, (self.note, told.note)))


def rows(sheet: Sheet, targets: Mapping[str, Target], profile: Profile, tonight: date) -> Found:
    """The nights that ``sheet`` tells of. ``targets`` by the names of columns, ``resolved``; what has none is left out.

    A night that the columns say nothing of is no row. What each asks are the steps whose column has begun and not
    ended by then, without those that were not due.
    """
    unread = list(sheet.unread)
    nights: dict[date, _Night] = {}
    mapped = [
        _From(column, target, sheet.program, profile.step(target.key))
        for column in sheet.columns
        if (target := targets.get(column.name, LEAVE)).to is not To.LEAVE
    ]
    for source in mapped:
        column = source.column
        for entry in column.entries:
            try:
                _put(entry, source, nights, tonight)
            except ValueError as error:
                unread.append(Unread(entry.line, f"{one_line(column.name)}: {error}", column.where))
    asked = [_Asked(source) for source in mapped if source.target.to in (To.STEP, To.MAGNESIUM)]
    found = tuple(_row(night, built, asked, profile) for night, built in sorted(nights.items()))
    return Found(found, tuple(unread))


def _put(entry: Entry, source: _From, nights: dict[date, _Night], tonight: date) -> None:
    told = _told(entry, source)
    if not told.anything:
        return
    night = entry.night - _DAY if source.target.morning else entry.night
    if night > tonight:
        raise ValueError(f"the night of {night} has not come yet")
    if night < EARLIEST:
        raise ValueError(f"{night} is before {EARLIEST.year}")
    built = nights.get(night) or _Night(entry.line, source.column.where)
    built.take(told, source.column, entry.line)
    nights[night] = built


def _told(entry: Entry, source: _From) -> _Told:
    match source.target.to:
        case To.NOTE:
            return _Told(note=_in_note(entry, source))
        case To.STEP:
            told = _step(entry, source)
        case To.SCORE:
            told = _whole(entry, source, f"score.{source.target.key}")
        case To.MAGNESIUM:
            told = _dose(entry, source)
        case To.AWAKE | To.GOT_UP:
            told = _whole(entry, source, str(source.target.to))
        case _:
            raise ValueError("what it is here was not settled")
    beside = source.line(entry.comment) if entry.said is not Said.TEXT else ""
    return told._replace(note="\n".join(filter(None, (told.note, beside))))


def _in_note(entry: Entry, source: _From) -> str:
    """All that a mark says, as a line of the note."""
    if entry.said is Said.TEXT:
        return entry.comment if is_note(source.column.name) else source.line(entry.comment)
    said = entry.said.value if entry.said in (Said.YES, Said.NO, Said.SKIP) else ""
    if entry.said is Said.NUMBER:
        return source.line(source.counted(entry.amount) or "0", entry.comment)
    return source.line(said, source.counted(entry.amount) if entry.amount != 1 else "", entry.comment)


def _step(entry: Entry, source: _From) -> _Told:
    step = source.step
    if step is None or step.kind is Kind.DOSE:
        raise ValueError(f"there is no step {shown(source.target.key)} to tick")
    cell = f"step.{step.id}"
    match entry.said:
        case Said.TEXT:
            raise ValueError(f"{shown(entry.comment)} is neither yes nor no")
        case Said.SKIP:
            out = StepEntry(status=Status.EXCUSED, reason=Reason.OTHER, text=f"skipped in {source.program}")
            return _Told(cell, out.fields(), note=source.line(source.counted(entry.amount)))
        case Said.NUMBER if step.kind is Kind.AVOIDED:
            return _avoided(entry, source, cell)
        case Said.YES | Said.NUMBER:
            return _done(entry, source, cell)
    return _Told(note=source.line(source.counted(entry.amount)))


def _avoided(entry: Entry, source: _From, cell: str) -> _Told:
    """Cups of coffee, say: none is what was wanted."""
    if not source.target.had:
        raise ValueError("says how much there was, not that there was none")
    amount = _amount(entry)
    status = Status.MISSED if amount else Status.DONE
    return _Told(cell, StepEntry(status=status).fields(), note=source.line(source.counted(amount)))


def _done(entry: Entry, source: _From, cell: str) -> _Told:
    """A yes, with its number as minutes if that is what it counts; else the number goes into the note."""
    status = Status.MISSED if source.target.had else Status.DONE
    amount = _amount(entry) if entry.amount is not None else None
    if amount == 0 and entry.said is Said.NUMBER:
        return _Told()
    if amount is None or (entry.said is Said.YES and amount == 1):  # 1 is how a table says yes
        return _Told(cell, StepEntry(status=status).fields())
    minutes = to_minutes(amount, source.column.unit)
    if minutes is None or minutes != int(minutes) or status is Status.MISSED:
        return _Told(cell, StepEntry(status=status).fields(), note=source.line(source.counted(amount)))
    try:
        return _Told(cell, StepEntry(status=status, minutes=MINUTES(minutes)).fields())
    except ValueError:
        raise ValueError(f"{number(minutes)} minutes are more than a day has") from None


def _amount(entry: Entry) -> float | None:
    """The number that a mark gives; None if it says nothing of how much.

    Raises:
        ValueError: if it should, or says two things; the message is the reason.
    """
    if entry.amount is not None:
        if entry.amount < 0:
            raise ValueError(f"{number(entry.amount)} is less than nothing")
        if entry.said in (Said.NO, Said.SKIP) and entry.amount:
            raise ValueError(f"says {entry.said} and {number(entry.amount)} at once")
        return entry.amount
    if entry.said is Said.TEXT:
        raise ValueError(f"{shown(entry.comment)} is no number")
    if entry.said is Said.YES:
        raise ValueError("says yes, not how much")
    return None


def _whole(entry: Entry, source: _From, cell: str) -> _Told:
    amount = _amount(entry)
    if amount is None:
        return _Told()
    if cell == To.AWAKE:
        minutes = to_minutes(amount, source.column.unit)
        amount = amount if minutes is None else minutes
    try:
        value: JsonValue = cell_value(cell, amount)
    except ValueError:
        raise ValueError(f"{number(amount)} is no {_RIGHT.get(cell, 'whole number from 0 to 10')}") from None
    return _Told(cell, value)


_RIGHT = {To.AWAKE.value: "whole number of minutes in a night", To.GOT_UP.value: "whole number from 0 to 99"}


def _dose(entry: Entry, source: _From) -> _Told:
    amount = _amount(entry)
    if not amount:
        return _Told()
    if not in_mg(source.column):
        raise ValueError(f"{source.counted(amount)} is not in mg")
    if amount > ABSURD:
        raise ValueError(f"{number(amount)} mg is more than anyone takes")
    return _Told(dose=Dose.of({"mg": amount}).fields())


class _Asked:
    """On which nights a column asked for its step: from its first mark to its last, without those not due."""

    def __init__(self, source: _From) -> None:
        self.step = source.target.key if source.target.to is To.STEP else "magnesium"
        told = [entry for entry in source.column.entries if entry.said is not Said.NOTHING]
        self._first = min((entry.night for entry in told), default=date.max)
        self._last = max((entry.night for entry in told), default=date.min)
        self._not_due = {entry.night for entry in told if entry.said is Said.NOT_ASKED}

    def on(self, night: date) -> bool:
        """Was it asked for then?"""
        return self._first <= night <= self._last and night not in self._not_due


def _row(night: date, built: _Night, asked: list[_Asked], profile: Profile) -> Row:
    cells = dict(built.cells)
    if built.note:
        cells["note"] = built.note
    plan = None
    if asked:
        steps = {each.step for each in asked if each.on(night)}
        plan = Plan(
            needed=tuple(step.id for step in profile.steps if step.id in steps and step.needed),
            optional=tuple(step.id for step in profile.steps if step.id in steps and not step.needed),
            bedtime=profile.bedtime,
            day_turn=profile.day_turn,
        ).fields()
    return Row(night, cells, tuple(built.doses), plan, built.line, built.where)
