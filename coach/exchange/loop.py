"""Loop Habit Tracker's CSV export: Habits.csv, and for each habit a folder with its Checkmarks.csv.

Its forms, by the source (HabitsCSVExporter, HabitList.writeCSV, Entry):

- to 1.7, lines ``2019-08-10,2`` from the first mark to that day: 2 ticked, 1 not due, 0 not ticked;
- 2.0 to 2.2 the same with -1 unknown and 3 skipped; a habit that counts has thousandths, and nothing tells;
- from 2.3 ``Date,Value,Notes`` with names for those five, and Habits.csv has Type, Unit and Target Type.

The Checkmarks.csv beside Habits.csv has all habits in one table; it is read only where the folders are missing, for
Loop leaves marks out of it (its issues 1685 and 2336), and does not quote a name with a comma.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from coach.exchange.found import BadFile, Unread
from coach.exchange.opened import text_of
from coach.exchange.sheet import LONGEST_NAME, Column, Entry, Marks, Said, Sheet, day_of, shown
from coach.exchange.table import MOST_MARKS, Record, header, records

HABITS, CHECKS, SCORES = "Habits.csv", "Checkmarks.csv", "Scores.csv"

_NAMES = {
    "YES_MANUAL": 2,
    "YES_AUTO": 1,
    "NO": 0,
    "SKIP": 3,
    "UNKNOWN": -1,
}
_SAID = {2: Said.YES, 1: Said.NOT_ASKED, 0: Said.NO, 3: Said.SKIP, -1: Said.NOTHING}
_WHOLE = re.compile(r"-?\d{1,12}")
"""Also in the digits of other scripts, as versions before 1.7.11 wrote them."""


class _Habit(NamedTuple):
    """A line of Habits.csv. ``counts`` None where the version does not say."""

    name: str
    counts: bool | None = None
    unit: str = ""
    limit: bool = False


class _Mark(NamedTuple):
    """A mark as it stands there."""

    line: int
    day: str
    value: str
    note: str = ""


def is_loop(members: Mapping[str, bytes]) -> bool:
    """Is there a Habits.csv?"""
    return _root(members) is not None


def _root(members: Iterable[str]) -> str | None:
    """The folder that holds Habits.csv, with its slash; the shallowest, for a zip may have been packed anew."""
    roots = [name.removesuffix(HABITS) for name in members if name == HABITS or name.endswith(f"/{HABITS}")]
    return min(roots, key=lambda root: (root.count("/"), root), default=None)


def read(members: Mapping[str, bytes]) -> Sheet:
    """All habits of an export.

    Raises:
        BadFile: if there is no Habits.csv, or it has no marks beside it.
    """
    root = _root(members)
    if root is None:
        raise BadFile(f"It holds no {HABITS}: in Loop, choose Settings, then Export as CSV.")
    _check_marks(members, root)
    unread: list[Unread] = []
    habits = _habits(members[root + HABITS], root + HABITS, unread)
    marked = list(_folders(members, root, habits, unread)) or list(_matrix(members, root, habits, unread))
    if not marked:
        raise BadFile(f"It holds no {CHECKS}: in Loop, choose Settings, then Export as CSV.")
    unread += [
        Unread(0, "is no part of what Loop exports", name) for name in members if not _known(name.removeprefix(root))
    ]
    columns = [_column(habit, marks, where, unread) for habit, marks, where in marked]
    return Sheet("Loop", tuple(columns), tuple(unread), dated_when_logged=True)


def _check_marks(members: Mapping[str, bytes], root: str) -> None:
    """Count what would be marks before any is made of them: lines of the folders' files, cells of the table."""
    files = (data for name, data in members.items() if name.endswith(f"/{CHECKS}") and name != root + CHECKS)
    lines = sum(data.count(b"\n") + data.count(b"\r") for data in files)
    if max(lines, members.get(root + CHECKS, b"").count(b",")) > MOST_MARKS:
        raise BadFile(f"It has more than {MOST_MARKS:,} marks.")


def _known(name: str) -> bool:
    """Is this a file of Loop's, or one that an operating system leaves in every folder?"""
    parts = name.split("/")
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return True
    return (len(parts) == 1 and name == HABITS) or (len(parts) <= 2 and parts[-1] in (CHECKS, SCORES))


def _habits(data: bytes, where: str, unread: list[Unread]) -> dict[int, _Habit]:
    """The habits by their position."""
    text = text_of(data)
    delimiter, names = header(text)
    names = [name.strip() for name in names]
    if not {"Position", "Name"} <= set(names):
        raise BadFile(f"Its {HABITS} does not begin with Position and Name, as Loop writes it.")
    habits: dict[int, _Habit] = {}
    rows = records(text, delimiter)
    next(rows)
    for line, cells in rows:
        row = dict(zip(names, cells, strict=False))
        position = row.get("Position", "").strip()
        if not _WHOLE.fullmatch(position) or "Name" not in row:
            unread.append(Unread(line, f"{shown(position)} is no position of a habit", where))
        elif int(position) in habits:
            unread.append(Unread(line, f"position {int(position)} is there twice", where))
        else:
            habits[int(position)] = _habit(row)
    return habits


def _habit(row: Mapping[str, str]) -> _Habit:
    kind = row.get("Type")
    counts = None if kind is None else kind == "NUMERICAL"
    return _Habit(row["Name"], counts, row.get("Unit", ""), row.get("Target Type") == "AT_MOST")


_Marked = tuple[_Habit, list[_Mark], str]


def _folders(
    members: Mapping[str, bytes], root: str, habits: Mapping[int, _Habit], unread: list[Unread]
) -> Iterator[_Marked]:
    for where in sorted(members):
        folder, _, file = where.removeprefix(root).rpartition("/")
        if not where.startswith(root) or not folder or "/" in folder or file != CHECKS or not _named(folder):
            continue
        number = re.match(r"\d{1,9}", folder)
        habit = habits.get(int(number.group())) if number else None
        yield habit or _Habit(re.sub(r"^\d+\s*", "", folder) or folder), list(_marks(members, where, unread)), where


def _named(folder: str) -> bool:
    return not folder.startswith((".", "__MACOSX"))


def _marks(members: Mapping[str, bytes], where: str, unread: list[Unread]) -> Iterator[_Mark]:
    if not members[where]:  # a habit that was never marked, before 2.3
        return
    try:
        for line, cells in records(text_of(members[where])):
            if line == 1 and [cell.strip() for cell in cells[:2]] == ["Date", "Value"]:
                continue
            if len(cells) < 2 or any(cell.strip() for cell in cells[3:]):
                unread.append(Unread(line, "is no date, value and note", where))
                continue
            yield _Mark(line, cells[0], cells[1], cells[2] if len(cells) > 2 else "")
    except BadFile as error:  # one file of many: what else there is still counts
        unread.append(Unread(0, str(error), where))


def _matrix(
    members: Mapping[str, bytes], root: str, habits: Mapping[int, _Habit], unread: list[Unread]
) -> Iterator[_Marked]:
    where = root + CHECKS
    if where not in members:
        return
    rows = list(records(text_of(members[where])))
    if not rows:
        return
    named = _heads(rows, habits)
    marks: list[list[_Mark]] = [[] for _ in named]
    for line, cells in rows[1:]:
        if len(_filled(cells)) != len(named) + 1:
            unread.append(Unread(line, f"has {len(_filled(cells)) - 1} marks, not one for each of {len(named)}", where))
            continue
        for column, value in zip(marks, cells[1:], strict=False):
            column.append(_Mark(line, cells[0], value))
    yield from ((habit, column, where) for habit, column in zip(named, marks, strict=True))


def _heads(rows: list[Record], habits: Mapping[int, _Habit]) -> list[_Habit]:
    """Whose column each is, by its head; by Habits.csv where a name with a comma made two of one."""
    heads = _filled(rows[0].cells)[1:]
    if any(len(_filled(cells)) == len(heads) + 1 for _, cells in rows[1:]) or len(rows) == 1:
        by_name = {habit.name.strip(): habit for habit in habits.values()}
        return [by_name.get(name.strip(), _Habit(name)) for name in heads]
    if all(len(_filled(cells)) == len(habits) + 1 for _, cells in rows[1:]):
        return [habits[position] for position in sorted(habits)]
    raise BadFile(f"The first line of its {CHECKS} does not fit the others: export it again.")


def _filled(cells: list[str]) -> list[str]:
    """The cells without the empty one after the comma that ends each line of the table."""
    return cells[:-1] if cells and not cells[-1] else cells


def _column(habit: _Habit, marks: list[_Mark], where: str, unread: list[Unread]) -> Column:
    values = {mark.line: _value(mark.value) for mark in marks}
    counts = habit.counts
    if counts is None:  # only one that counts has marks beside the five
        counts = any(value is not None and value not in _SAID for value in values.values())
    entries = []
    for mark in marks:
        try:
            entries.append(_entry(mark, values[mark.line], counts))
        except ValueError as error:
            unread.append(Unread(mark.line, str(error), where))
    kind = Marks.NUMBERS if counts else Marks.CHECKS
    return Column(habit.name[:LONGEST_NAME], kind, tuple(entries), habit.unit[:LONGEST_NAME], where, habit.limit)


def _value(text: str) -> int | None:
    text = text.strip()
    if text in _NAMES:
        return _NAMES[text]
    return int(text) if _WHOLE.fullmatch(text) else None


def _entry(mark: _Mark, value: int | None, counts: bool) -> Entry:
    night = day_of(mark.day)
    if value is None:
        raise ValueError(f"{shown(mark.value)} is no mark of Loop's")
    if counts and value not in (-1, 3):
        if value < 0:
            raise ValueError(f"{shown(mark.value)} is less than nothing")
        return Entry(night, Said.NUMBER, mark.line, value / 1000, mark.note)
    if value not in _SAID:
        raise ValueError(f"{shown(mark.value)} is no mark of a habit that is ticked")
    return Entry(night, _SAID[value], mark.line, None, mark.note)
