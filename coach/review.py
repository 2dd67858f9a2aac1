"""What Review finds in the diary that may be worth showing a doctor, the same for every door."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from coach.core import advice
from coach.core.escalations import Escalation, due, escalations
from coach.core.profile import Profile
from coach.core.scores import leg_scores
from coach.session import Session

LOOKED_AT = 400
"""Days that are read: a run of one dose, and what was before it, may be much longer than the weeks of a rule."""


IRON_FIELD = "review.iron"
"""The draft of the date of an iron test."""


class Found(NamedTuple):
    """What is there now: shown for the first time, shown before, and how many of the last 14 nights have a score."""

    fresh: tuple[Escalation, ...]
    before: tuple[Escalation, ...]
    scored: int
    shown: dict[str, date]
    problem: str = ""


def look(session: Session) -> Found:
    """Look through the nights; rules that cannot be read are the ``problem``, and nothing is found then.

    Raises:
        StoreError: if the diary cannot be read.
    """
    from coach.content.files import ContentError
    from coach.content.rules import review_rules

    today, profile = session.tonight, session.profile
    try:
        rules = review_rules()
    except ContentError as error:
        return Found((), (), 0, profile.shown, f"{error} {advice.ASK_SOMEONE}")
    nights = session.since(today - timedelta(days=LOOKED_AT))
    found = escalations(nights, profile, today, rules)
    fresh, shown = due(found, profile.shown, today, rules)
    last = [night for night in nights if night.night > today - timedelta(days=rules.window)]
    before = tuple(escalation for escalation in found if escalation not in fresh)
    return Found(fresh, before, len(leg_scores(last)), shown)


def told(found: Found) -> Iterable[tuple[str, Escalation]]:
    """Each thing with what is said before it: what was shown already says so."""
    yield from (("", escalation) for escalation in found.fresh)
    yield from (("Shown before: ", escalation) for escalation in found.before)


def note_shown(session: Session, found: Found) -> None:
    """Remember what a person has seen now.

    Raises:
        StoreError: if the diary cannot be written.
    """
    if not found.problem and found.shown != session.profile.shown:
        session.note_shown(found.shown)


def iron_tested(session: Session, on: date | None) -> Profile:
    """Keep when iron was tested, None for not yet.

    Raises:
        StoreError: if the diary cannot be written.
    """
    return session.change_profile(lambda profile: profile.evolve(iron_tested=on))


def tested_said(on: date | None) -> str:
    """``22 Nov 2026``, or that none is noted."""
    return f"{on:%d %b %Y}" if on else "not noted"
