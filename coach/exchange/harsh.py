"""harsh's log: a line for each answer, ``2026-01-31 : Habit : y : comment : amount``, the last two optional.

By its source (internal/storage/log.go): fields are parted by " : ", a line that begins with # is a remark, an amount of
0 is none, and of two answers for one habit and day the later line counts.
"""

import re
from datetime import date
from itertools import islice
from typing import NamedTuple

from coach.core.stored import NOTE_LIMIT
from coach.exchange.found import BadFile, Unread
from coach.exchange.sheet import LONGEST_NAME, Column, Entry, Marks, Said, Sheet, day_of, number_of, shown
from coach.exchange.table import lines

_SAID = {"y": Said.YES, "n": Said.NO, "s": Said.SKIP}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LOOKED_AT = 100


class _Answer(NamedTuple):
    habit: str
    entry: Entry


def is_harsh(text: str) -> bool:
    """Is one of the first lines an answer as harsh writes it?"""
    first = (line for line in text[: _LOOKED_AT * 1000].splitlines() if not line.startswith("#"))
    return any(map(_is_answer, islice(first, _LOOKED_AT)))


def _is_answer(line: str) -> bool:
    parts = [part.strip() for part in line.split(" : ")[:3]]
    return len(parts) == 3 and all(parts) and bool(_DAY.fullmatch(parts[0])) and _answered(parts[2]) in _SAID


def read(text: str) -> Sheet:
    """All habits of a log.

    Raises:
        BadFile: if no line of it is an answer.
    """
    unread: list[Unread] = []
    answers: dict[tuple[str, date], Entry] = {}
    for number, line in enumerate(lines(text), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            habit, entry = _answer(line.rstrip("\r\n"), number)
        except ValueError as error:
            unread.append(Unread(number, str(error)))
            continue
        earlier = answers.pop((habit, entry.night), None)
        if earlier:
            unread.append(Unread(earlier.line, f"is answered anew in line {number:,}, which counts"))
        answers[habit, entry.night] = entry
    if not answers:
        raise BadFile("No line of it is an answer such as 2026-01-31 : Habit : y.")
    habits: dict[str, list[Entry]] = {}
    for (habit, _), entry in answers.items():
        habits.setdefault(habit, []).append(entry)
    columns = (Column(habit, Marks.CHECKS, tuple(entries)) for habit, entries in habits.items())
    return Sheet("harsh", tuple(columns), tuple(sorted(unread)), dated_when_logged=True)


def _answer(line: str, number: int) -> _Answer:
    """One line of the log.

    Raises:
        ValueError: if it is none; the message is the reason.
    """
    parts = line.split(" : ")
    if len(parts) < 3:
        raise ValueError("is no answer such as 2026-01-31 : Habit : y")
    if len(line) > NOTE_LIMIT:
        raise ValueError(f"has more than {NOTE_LIMIT:,} characters")
    day, habit, answer = (part.strip() for part in parts[:3])
    if not habit:
        raise ValueError("names no habit")
    answer = _answered(answer)
    if answer not in _SAID:
        raise ValueError(f"{shown(answer)} is not y, n or s")
    comment, amount = _comment_and_amount(parts[3:])
    return _Answer(habit[:LONGEST_NAME], Entry(day_of(day), _SAID[answer], number, amount, comment))


def _answered(part: str) -> str:
    return part.removesuffix(":").strip()  # an editor took the blanks off the end of "y :  : "


def _comment_and_amount(parts: list[str]) -> tuple[str, float | None]:
    """What stands after the answer. A last part that is no amount belongs to the comment, so that it is not lost."""
    parts = [part.strip() for part in parts]
    amount = number_of(parts[-1]) if len(parts) > 1 else None
    if amount is not None and amount >= 0:
        parts.pop()
    comment = " : ".join(parts).strip(" :")
    return comment, amount if amount and amount > 0 else None
