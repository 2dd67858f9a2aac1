"""Streaks that are fair and say why: what each night counts for, runs, how many were kept of the last, and strength.

The words are those of house.md. A night is kept, or it ends a run; everything else is transparent: it neither breaks
nor lengthens one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from coach.core.briefs import Brief
from coach.core.cells import Status
from coach.core.nights import BACK_FILL, DID
from coach.core.profile import Pause

ROUTINE = "routine"
"""What stands for the whole routine where a step could stand."""
WINDOWS = (7, 30, 90, 365)
"""Nights of which it is told how many were kept."""
FORGIVEN_IN = 30
"""Nights among which at most so many are forgiven as the person set."""
UNKNOWN = 7
"""Nights in a row of which nothing is known that a run outlasts."""
SAME_NIGHT = 36 * 60
"""Minutes between two bedtimes below which there was no night between them: the date line took it."""
FADES = 0.5 ** (1 / 13)
"""What a night leaves of the strength before it: Loop Habit Tracker's value for a nightly habit (house.md, "Words")."""


class Count(StrEnum):
    """What a night counts for. Only the first lengthens a run, and only the last ends one."""

    KEPT = "kept"
    EXCUSED = "excused"
    OPEN = "open"
    NOT_ASKED = "not_asked"
    NO_NIGHT = "no_night"
    GRACE = "grace"
    MISSED = "missed"


class Counted(NamedTuple):
    """What a night counts for, and ``why`` in a few words: a reason, or the ids of the steps it lacks.

    ``share`` of what was needed was done, None where that says nothing of the habit. ``unknown`` says that nothing at
    all is on record.
    """

    kind: Count
    share: float | None = None
    why: str = ""
    late: bool = False
    unknown: bool = False


_KEPT = Counted(Count.KEPT, 1.0)
_KEPT_LATE = Counted(Count.KEPT, 1.0, late=True)
_OPEN = Counted(Count.OPEN)
_NOT_ASKED = Counted(Count.NOT_ASKED)


class Run(NamedTuple):
    """Nights in a row from ``first``, the first that was kept; ``ended`` is what ended it, None while it goes on.

    The last of ``nights`` is the last kept one, but of a run that goes on, tonight.
    """

    first: date
    nights: tuple[Counted, ...]
    ended: tuple[date, Counted] | None = None

    def number(self, count: Count) -> int:
        """How many of its nights count so."""
        return sum(night.kind is count for night in self.nights)

    @property
    def kept(self) -> int:
        """How long it is: its kept nights."""
        return self.number(Count.KEPT)

    @property
    def late(self) -> int:
        """How many of its kept nights were filled in late."""
        return sum(night.late for night in self.nights if night.kind is Count.KEPT)

    @property
    def last(self) -> date:
        """Its last kept night."""
        after = next(n for n, night in enumerate(reversed(self.nights)) if night.kind is Count.KEPT)
        return self.first + timedelta(days=len(self.nights) - 1 - after)


class Kept(NamedTuple):
    """So many kept of the ``n`` nights that counted among the last ones."""

    kept: int
    n: int


class Streak(NamedTuple):
    """The streak of the routine, or of one step, by its id.

    ``before`` is the run before the one that goes on; ``strength`` is from 0 to 1.
    """

    of: str
    now: Run | None
    best: Run | None
    before: Run | None
    windows: dict[int, Kept]
    strength: float


class Rules(NamedTuple):
    """What the person set: how many nights of any 30 are forgiven, and when nothing is asked of them."""

    grace: int = 0
    pauses: tuple[Pause, ...] = ()

    def pause(self, night: date) -> Pause | None:
        """The pause that ``night`` is in."""
        return next((pause for pause in self.pauses if pause.holds(night)), None)


class _Day(NamedTuple):
    """A night as every streak sees it; ``needed`` and ``asked`` are those of the last record where it has none."""

    night: date
    brief: Brief | None
    needed: tuple[str, ...]
    asked: tuple[str, ...]
    pause: Pause | None
    no_night: bool
    closed: bool
    over: bool


def streaks(briefs: Iterable[Brief], tonight: date, rules: Rules, steps: Sequence[str]) -> list[Streak]:
    """The streak of the routine, and that of each of ``steps``. The order of ``briefs`` does not matter."""
    days = _days({brief.night: brief for brief in briefs}, tonight, rules)
    told = [_streak(ROUTINE, days, [_of_routine(day) for day in days], tonight, rules)]
    return [*told, *(_streak(step, days, [_of_step(day, step) for day in days], tonight, rules) for step in steps)]


def counted(briefs: Iterable[Brief], tonight: date, rules: Rules, of: str = ROUTINE) -> dict[date, Counted]:
    """What each night counts for in the streak of the routine, or of a step, from the first on record to tonight."""
    days = _days({brief.night: brief for brief in briefs}, tonight, rules)
    counts = _judged([_of_routine(day) if of == ROUTINE else _of_step(day, of) for day in days], rules)
    return {day.night: count for day, count in zip(days, counts, strict=True)}


def kept_of(nights: Iterable[Counted]) -> Kept:
    """How many of ``nights`` were kept, and how many counted: what is excused, open or not asked says nothing."""
    counts = [night.kind for night in nights]
    kept = counts.count(Count.KEPT)
    return Kept(kept, kept + counts.count(Count.MISSED) + counts.count(Count.GRACE))


_DAY = timedelta(days=1)


def _days(known: Mapping[date, Brief], tonight: date, rules: Rules) -> list[_Day]:
    if not known:
        return []
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    asked = needed
    days, night, last = [], min(known), max(tonight, *known)
    closes = tonight - timedelta(days=BACK_FILL)
    while night <= last:
        brief, no_night = known.get(night), False
        if brief is None:
            no_night = _no_night(known.get(night - _DAY), known.get(night + _DAY))
        elif brief.needed is not needed or brief.optional is not optional:
            needed, optional = brief.needed, brief.optional
            asked = (*needed, *optional)
        pause = rules.pause(night) if rules.pauses else None
        days.append(_Day(night, brief, needed, asked, pause, no_night, night < closes, night < tonight))
        night += _DAY
    return days


def _no_night(before: Brief | None, after: Brief | None) -> bool:
    """Did the date line take the night between these two? Then their bedtimes lie less than 36 hours apart."""
    if before is None or after is None or before.offset is None or after.offset is None:
        return False
    apart = 2 * 24 * 60 + (_bed(after) - after.offset) - (_bed(before) - before.offset)
    return before.offset != after.offset and apart < SAME_NIGHT


def _bed(brief: Brief) -> int:
    """Bedtime in minutes after the midnight that begins the evening's date; noon is where a night begins."""
    return brief.bed + (24 * 60 if brief.bed < 12 * 60 else 0)


def _of_routine(day: _Day) -> Counted:
    brief = day.brief
    if brief is None:
        return _nothing_known(day, asked=bool(day.needed))
    if brief.kept:
        return _KEPT_LATE if brief.late else _KEPT
    if day.pause:
        return Counted(Count.EXCUSED, why=day.pause.reason)
    if not brief.needed:
        return _NOT_ASKED
    statuses = [brief.steps.get(step) for step in brief.needed]
    out = statuses.count(Status.EXCUSED)
    if out == len(statuses):
        why = ", ".join(dict.fromkeys(brief.reasons.get(step, "") for step in brief.needed))
        return Counted(Count.EXCUSED, why=why, late=brief.late)
    if not _over(day, Status.MISSED in statuses):
        return _OPEN
    share = sum(status in DID for status in statuses) / (len(statuses) - out)
    lacking = [step for step, status in zip(brief.needed, statuses, strict=True) if status in (None, Status.MISSED)]
    return Counted(Count.MISSED, share, ", ".join(lacking), brief.late)


def _of_step(day: _Day, step: str) -> Counted:
    brief = day.brief
    if brief is None:
        return _nothing_known(day, asked=step in day.asked)
    status = brief.steps.get(step)
    if status in DID:
        return _KEPT_LATE if brief.late else _KEPT
    if step not in day.asked:
        return _NOT_ASKED
    if day.pause:
        return Counted(Count.EXCUSED, why=day.pause.reason)
    if status is Status.EXCUSED:
        return Counted(Count.EXCUSED, why=brief.reasons.get(step, ""), late=brief.late)
    if not _over(day, status is Status.MISSED):
        return _OPEN
    return Counted(Count.MISSED, 0.0, step, brief.late)


def _over(day: _Day, missed: bool) -> bool:
    """Is nothing to come any more? What was said to be missed is so once the night is over, the rest when it closes."""
    return day.closed or (missed and day.over)


def _nothing_known(day: _Day, *, asked: bool) -> Counted:
    if day.pause:
        return Counted(Count.EXCUSED, why=day.pause.reason)
    if day.no_night:
        return Counted(Count.NO_NIGHT)
    if not asked:
        return Counted(Count.NOT_ASKED, unknown=day.over)
    return Counted(Count.MISSED, 0.0, unknown=True) if day.closed else Counted(Count.OPEN, unknown=day.over)


def _judged(nights: list[Counted], rules: Rules) -> list[Counted]:
    """``nights`` with what only those around them decide: too many unknown in a row, and grace."""
    row, ended = 0, False
    for n, night in enumerate(nights):
        row, ended = (row + 1, ended or night.kind is Count.MISSED) if night.unknown else (0, False)
        if row > UNKNOWN and not ended:
            nights[n], ended = night._replace(kind=Count.MISSED), True
    if rules.grace > 0:
        _forgive(nights, rules.grace)
    return nights


def _forgive(nights: list[Counted], grace: int) -> None:
    """Forgive missed nights that stand alone between kept ones, at most ``grace`` in any 30 nights."""
    deciding = [n for n, night in enumerate(nights) if night.kind in (Count.KEPT, Count.MISSED)]
    forgiven: list[int] = []
    for before, at, after in zip(deciding, deciding[1:], [*deciding[2:], None], strict=False):
        alone = nights[before].kind is Count.KEPT and (after is None or nights[after].kind is Count.KEPT)
        lately = sum(at - n < FORGIVEN_IN for n in forgiven[-grace:])
        if nights[at].kind is Count.MISSED and alone and lately < grace:
            nights[at] = nights[at]._replace(kind=Count.GRACE)
            forgiven.append(at)


def _streak(of: str, days: Sequence[_Day], nights: list[Counted], tonight: date, rules: Rules) -> Streak:
    runs = list(_runs(days, _judged(nights, rules)))
    now = runs.pop() if runs and runs[-1].ended is None else None
    best = max((*runs, *([now] if now else [])), key=lambda run: (run.kept, run.first), default=None)
    past = nights[: (tonight - days[0].night).days + 1] if days else nights
    windows = {window: _kept_of_last(past, window) for window in WINDOWS}
    return Streak(of, now, best, runs[-1] if runs else None, windows, strength(nights))


def _runs(days: Sequence[_Day], nights: Sequence[Counted]) -> Iterator[Run]:
    """Every run, oldest first; of one that ended, what came after its last kept night belongs to none."""
    begun: int | None = None
    last = 0
    for n, night in enumerate(nights):
        if night.kind is Count.KEPT:
            begun, last = n if begun is None else begun, n
        elif night.kind is Count.MISSED and begun is not None:
            yield Run(days[begun].night, tuple(nights[begun : last + 1]), (days[n].night, night))
            begun = None
    if begun is not None:
        yield Run(days[begun].night, tuple(nights[begun:]))


def _kept_of_last(nights: Sequence[Counted], window: int) -> Kept:
    """Of the last ``window`` nights; tonight is one of them once it is decided."""
    undecided = nights and nights[-1].kind in (Count.OPEN, Count.NOT_ASKED)
    past = nights[:-1] if undecided else nights
    return kept_of(past[-window:])


def strength(nights: Iterable[Counted]) -> float:
    """Loop Habit Tracker's strength, from 0 to 1: ``s = s * m + x * (1 - m)``, x the share of what was needed.

    Nights that say nothing of the habit leave it as it is.
    """
    strong = 0.0
    for night in nights:
        if night.share is not None:
            strong = strong * FADES + night.share * (1 - FADES)
    return strong


class Stretch(NamedTuple):
    """Nights in a row that count alike, for the same reason."""

    first: date
    nights: int
    like: Counted

    @property
    def last(self) -> date:
        """The last of them."""
        return self.first + timedelta(days=self.nights - 1)


def stretches(run: Run) -> list[Stretch]:
    """The nights of ``run``, those that count alike told in one."""
    told, night = [], run.first
    for like, group in groupby(run.nights):
        told.append(Stretch(night, sum(1 for _ in group), like))
        night = told[-1].last + _DAY
    return told
