"""What a file of another program, or one of ours, tells: nights by their cells, and lines that could not be read."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from coach.core.stored import JsonValue


class BadFile(ValueError):
    """The file as a whole cannot be used; the message is one sentence for the person, without the file's name."""


class Unread(NamedTuple):
    """A line that could not be read: its number from 1 (0: the whole), why, and the file ``where`` it stood."""

    line: int
    reason: str
    where: str = ""


class Row(NamedTuple):
    """What one line tells of a night: the values of its cells, as ``coach.core.cells`` reads them.

    ``doses`` stand apart, for their cells have names of their own; each is the fields of a ``Dose``. ``plan``: the
    fields of what the night asked, None where the file does not tell.
    """

    night: date
    cells: Mapping[str, JsonValue]
    doses: tuple[Mapping[str, JsonValue], ...] = ()
    plan: Mapping[str, JsonValue] | None = None
    line: int = 0
    where: str = ""


class Found(NamedTuple):
    """All that a file tells."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()
