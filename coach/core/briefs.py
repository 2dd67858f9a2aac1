"""A night in brief: what streaks, calendar and trends count by, so that thirty years fit in memory and in a hint."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from coach.core.cells import Status
from coach.core.nights import Night, kept_by
from coach.core.scores import mean_of_legs
from coach.core.stored import NOTHING
from coach.core.words import one_line, reason

NOTE_BEGINS = 200
"""Characters of a note that its night is told with."""


class Brief(NamedTuple):
    """One night that has something on record.

    ``steps`` are the answers there are, ``reasons`` why some were left out, ``scores`` the whole numbers from 0 to 10.
    ``bed`` is bedtime in minutes after midnight, and ``offset`` the minutes from UTC where the night was lived: None
    if nothing was logged while it lasted. ``late`` says that a step was filled in after the night had closed.
    """

    night: date
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    steps: Mapping[str, Status] = NOTHING
    scores: Mapping[str, int] = NOTHING
    bed: int = 23 * 60
    offset: int | None = None
    late: bool = False
    reasons: Mapping[str, str] = NOTHING
    note: str = ""

    @property
    def kept(self) -> bool:
        """Is it a kept night?"""
        return kept_by(self.needed, self.optional, self.steps)

    @property
    def leg_score(self) -> float | None:
        """The mean of the scores about legs; None with fewer than two."""
        return mean_of_legs(self.scores)


def brief_of(night: Night) -> Brief | None:
    """``night`` in brief; None where nothing is on record of it, or everything was deleted."""
    if not night.told:
        return None
    plan = night.plan
    return Brief(
        night=night.night,
        needed=plan.needed if plan else (),
        optional=plan.optional if plan else (),
        steps={step: entry.status for step, entry in night.steps.items()},
        scores={key: value for key, value in night.scores.items() if isinstance(value, int)},
        bed=plan.bedtime.hour * 60 + plan.bedtime.minute if plan else 23 * 60,
        offset=_offset(night),
        late=any(cell.startswith(("step.", "dose.")) for cell in night.late),
        reasons={step: reason(entry) for step, entry in night.steps.items() if entry.status is Status.EXCUSED},
        note=one_line(night.note or "")[:NOTE_BEGINS],
    )


def _offset(night: Night) -> int | None:
    there = (change.at for change in night.changes if night.lived(change.at) == night.night)
    first = min(there, default=None)
    offset = first.utcoffset() if first else None
    return None if offset is None else offset // timedelta(minutes=1)
