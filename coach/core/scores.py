"""What the scores of a night come to. Missing is not zero."""

from collections.abc import Iterable, Mapping
from statistics import fmean

from coach.core.nights import Night
from coach.core.person import IRLS_MOST, ClinicScore

LEGS = ("legs_before", "falling_asleep", "during_night")


def leg_score(night: Night) -> float | None:
    """The mean of the three scores about legs, 0 to 10; None with fewer than two of them.

    Our own unvalidated summary (house.md, "Scores").
    """
    return mean_of_legs(night.scores)


def mean_of_legs(scores: Mapping[str, object]) -> float | None:
    """The same of ``scores`` by their keys."""
    known = [score for key in LEGS if isinstance(score := scores.get(key), int)]
    return fmean(known) if len(known) >= 2 else None


def leg_scores(nights: Iterable[Night]) -> list[float]:
    """The leg scores there are, one a night."""
    return [score for night in nights if (score := leg_score(night)) is not None]


def counted(nights: Iterable[Night], key: str) -> list[int]:
    """The answers to one score, blanks left out."""
    return [score for night in nights if isinstance(score := night.scores.get(key), int)]


IRLS_BANDS = ((0, "none"), (10, "mild"), (20, "moderate"), (30, "severe"), (40, "very severe"))
"""The last total of each band of the IRLS, and its word (evidence.md 3); only a clinic's own total is given one."""
NOT_OURS = "Your clinic's score. This app does not calculate it."


def severity(total: int) -> str:
    """The word for a clinic's IRLS ``total`` of 0 to 40."""
    return next(word for last, word in IRLS_BANDS if total <= last)


def bands_said() -> str:
    """``0 none, 1-10 mild``, and so on."""
    firsts = (0, *(last + 1 for last, _ in IRLS_BANDS))
    told = zip(firsts, IRLS_BANDS, strict=False)
    return ", ".join(f"{first if first == last else f'{first}-{last}'} {word}" for first, (last, word) in told)


def clinic_said(score: ClinicScore) -> str:
    """``24 of 40, severe, 03 Oct 2026``."""
    return f"{score.total} of {IRLS_MOST}, {severity(score.total)}, {score.on:%d %b %Y}"
