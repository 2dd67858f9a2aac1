"""Trends: the scores over many nights, with their spread, gaps and n; and nights with a step beside those without."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median, quantiles
from typing import NamedTuple

from coach.core.briefs import Brief
from coach.core.cells import Status
from coach.core.nights import DID, closed
from coach.core.scores import LEGS

LEG_SCORE = "legs"
"""The mean of the three scores about legs, our own unvalidated summary."""
SERIES = (LEG_SCORE, *LEGS, "sleep", "tired")
SPANS: tuple[int | None, ...] = (30, 90, 365, None)
"""Nights a trend is told over; None is all of them."""
SMOOTHED_OVER = 7
FEWEST = 3
"""Scored nights of the last seven from which their median is told; below, there is a gap."""
FEWEST_BESIDE = 10
"""Nights with a step, and nights without, from which they are set beside each other."""


class Middle(NamedTuple):
    """The median of ``n`` scores and the middle half of them, from ``low`` to ``high``."""

    n: int
    median: float
    low: float
    high: float


class Point(NamedTuple):
    """One night of a trend: its own score if it has one, and the middle of the seven nights up to it."""

    night: date
    score: float | None
    smooth: Middle | None


class Trend(NamedTuple):
    """A score over the nights from ``first`` to ``last``; ``middle`` is None where none is scored."""

    key: str
    first: date
    last: date
    points: tuple[Point, ...]
    middle: Middle | None

    @property
    def nights(self) -> int:
        """How many nights there are, scored or not."""
        return len(self.points)

    @property
    def lately(self) -> Middle | None:
        """The middle of the last seven nights."""
        return self.points[-1].smooth if self.points else None


class Beside(NamedTuple):
    """A score on the nights with a step, and on those without it."""

    step: str
    with_it: Middle
    without: Middle


def score_of(brief: Brief, key: str) -> float | None:
    """The score ``key`` of a night, or its leg score; None where there is none."""
    return brief.leg_score if key == LEG_SCORE else brief.scores.get(key)


def middle(scores: Sequence[float]) -> Middle | None:
    """The median and the quartiles of ``scores``, those that are ends of the data among them; None of none."""
    if not scores:
        return None
    if len(scores) == 1:
        return Middle(1, scores[0], scores[0], scores[0])
    low, _, high = quantiles(scores, n=4, method="inclusive")
    return Middle(len(scores), median(scores), low, high)


def scored(briefs: Iterable[Brief], key: str) -> dict[date, float]:
    """The nights that have the score ``key``."""
    return {brief.night: score for brief in briefs if (score := score_of(brief, key)) is not None}


def trend(scores: Mapping[date, float], key: str, first: date, last: date) -> Trend:
    """The trend of ``scores``, one a night, from ``first`` to ``last``."""
    before = [scores.get(first - timedelta(days=ago)) for ago in range(SMOOTHED_OVER - 1, 0, -1)]
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    all_of = [*before, *(scores.get(night) for night in span)]
    points = []
    for n, night in enumerate(span):
        week = [score for score in all_of[n : n + SMOOTHED_OVER] if score is not None]
        points.append(Point(night, scores.get(night), middle(week) if len(week) >= FEWEST else None))
    return Trend(key, first, last, tuple(points), middle([p.score for p in points if p.score is not None]))


def trends(briefs: Sequence[Brief], tonight: date, span: int | None, keys: Sequence[str] = SERIES) -> list[Trend]:
    """Each of ``keys`` over the last ``span`` nights up to tonight."""
    first = _first(briefs, tonight, span)
    return [trend(scored(briefs, key), key, first, tonight) for key in keys]


def _first(briefs: Sequence[Brief], tonight: date, span: int | None) -> date:
    """The first of the last ``span`` nights, but no earlier than the first on record."""
    begun = min((brief.night for brief in briefs), default=tonight)
    return min(begun if span is None else max(begun, tonight - timedelta(days=span - 1)), tonight)


def beside(
    briefs: Sequence[Brief], tonight: date, span: int | None, steps: Iterable[str], key: str = LEG_SCORE
) -> list[Beside]:
    """Each of ``steps`` with the middle of ``key`` on nights with it and without it.

    Without it are nights that asked for it and on which it was left out, missed, or not answered by the time they
    closed. Nothing is told of a step with fewer than ten nights on either side.
    """
    first = _first(briefs, tonight, span)
    told = []
    for step in steps:
        sides: dict[bool, list[float]] = {True: [], False: []}
        for brief in briefs:
            did, score = _did(brief, step, tonight), score_of(brief, key)
            if did is not None and score is not None and brief.night >= first:
                sides[did].append(score)
        with_it, without = middle(sides[True]), middle(sides[False])
        if with_it and without and min(with_it.n, without.n) >= FEWEST_BESIDE:
            told.append(Beside(step, with_it, without))
    return told


def _did(brief: Brief, step: str, tonight: date) -> bool | None:
    status = brief.steps.get(step)
    if status is not None:
        return status in DID if status is not Status.PENDING else None
    asked = step in brief.needed or step in brief.optional
    return False if asked and closed(brief.night, tonight) else None
