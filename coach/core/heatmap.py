"""The nights of a year as cells: a column a week, a row a weekday, each cell a sign that is read without colour."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from coach.core.briefs import Brief
from coach.core.nights import DID
from coach.core.streaks import Count, Counted

WEEK = 7
YEAR = 52 * WEEK
"""Days by which a year back is the same weekday."""


class Cell(StrEnum):
    """How much of its steps a night has, or why none."""

    NOTHING = "nothing"
    NONE = "none"
    SOME = "some"
    ALL = "all"
    EXCUSED = "excused"


class Months(NamedTuple):
    """The name of a month, and the column it begins at."""

    column: int
    month: date


def monday(night: date) -> date:
    """The first day of the week of ``night``."""
    return night - timedelta(days=night.weekday())


def by_steps(brief: Brief | None, counted: Counted | None) -> Cell:
    """The cell of a night by its steps."""
    if counted is not None and counted.kind is Count.EXCUSED:
        return Cell.EXCUSED
    if brief is None:
        return Cell.NOTHING
    if brief.kept:
        return Cell.ALL
    return Cell.SOME if any(status in DID for status in brief.steps.values()) else Cell.NONE


def by_legs(brief: Brief | None) -> int | None:
    """The leg score of a night as a whole number, 0 to 10; None without one."""
    score = brief.leg_score if brief else None
    return None if score is None else int(score + 0.5)


def first_of(shown: date, cursor: date, columns: int) -> date:
    """The Monday of the first of ``columns`` weeks, so that ``cursor`` is among them and as little as need be moves.

    ``shown`` is the Monday of the first week that was shown before.
    """
    at = monday(cursor)
    if at < shown:
        return at - timedelta(days=WEEK * (columns // 2))
    last = shown + timedelta(days=WEEK * (columns - 1))
    return shown if at <= last else at - timedelta(days=WEEK * (columns - 1))


def months(first: date, columns: int) -> list[Months]:
    """The months that begin in the ``columns`` weeks from the Monday ``first`` on."""
    told: list[Months] = []
    for column in range(columns):
        last = first + timedelta(days=WEEK * column + WEEK - 1)
        if last.day <= WEEK:
            told.append(Months(column, last.replace(day=1)))
    return told
