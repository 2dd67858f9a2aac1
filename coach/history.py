"""Looking back: all nights in brief, and what streaks, calendar and trends say of them, the same for every door."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from coach.core import streaks, trends
from coach.core.briefs import Brief
from coach.core.nights import EARLIEST
from coach.core.profile import Kind, Pause, Profile
from coach.core.streaks import Counted, Rules, Streak
from coach.core.trends import Beside, Trend
from coach.core.words import one_line
from coach.session import Refused, Session

MOST_PAUSES = 500
"""One a month for forty years: each is looked at for each night."""


class Past(NamedTuple):
    """The nights on record, oldest first, and how they are to be counted."""

    briefs: tuple[Brief, ...]
    profile: Profile
    tonight: date

    @property
    def rules(self) -> Rules:
        """What the person set."""
        return Rules(self.profile.grace, self.profile.pauses_held)

    @property
    def steps(self) -> list[str]:
        """The steps that are on."""
        return [step.id for step in self.profile.active]

    def streaks(self, steps: Sequence[str] | None = None) -> list[Streak]:
        """The streak of the routine, and of each step that is on."""
        return streaks.streaks(self.briefs, self.tonight, self.rules, self.steps if steps is None else steps)

    def counted(self) -> dict[date, Counted]:
        """What each night counts for in the routine's streak."""
        return streaks.counted(self.briefs, self.tonight, self.rules)

    def trends(self, span: int | None, keys: Sequence[str] = trends.SERIES) -> list[Trend]:
        """Each score over the last ``span`` nights, or all."""
        return trends.trends(self.briefs, self.tonight, span, keys)

    def beside(self, span: int | None) -> list[Beside]:
        """Leg scores on nights with each step and without.

        Not magnesium, which is not to be compared night by night (evidence.md 4.2; F61 of the content).
        """
        steps = [step.id for step in self.profile.active if step.kind is not Kind.DOSE]
        return trends.beside(self.briefs, self.tonight, span, steps)


def past(session: Session) -> Past:
    """All of it, at once.

    Raises:
        StoreError: if a year cannot be read.
    """
    return of_years(session, (session.briefs(year) for year in session.years()))


def of_years(session: Session, years: Iterable[list[Brief]]) -> Past:
    """The past of ``years`` that were read one by one.

    What a merge or an older version left at impossible dates is told by ``coach show``, and not counted.
    """
    tonight = session.tonight
    latest = tonight + timedelta(days=2)  # flying east over the date line, tonight comes again
    briefs = (brief for year in years for brief in year if EARLIEST <= brief.night <= latest)
    return Past(tuple(briefs), session.profile, tonight)


def notes_with(session: Session, year: int, words: str) -> list[date]:
    """The nights of ``year`` whose note has ``words`` in it, whatever their case.

    Raises:
        StoreError: if the year cannot be read.
    """
    looked_for = words.casefold().split()
    notes = ((night, one_line(note).casefold()) for night, note in session.noted(year))
    return [night for night, note in notes if all(word in note for word in looked_for)]


def set_grace(session: Session, nights: int) -> Profile:
    """Let so many missed nights of any 30 end no streak.

    Raises:
        StoreError: if the diary cannot be written.
    """
    return session.change_profile(lambda profile: profile.evolve(grace=nights))


def put_pause(session: Session, pause: Pause) -> Profile:
    """Excuse the nights of ``pause``.

    Raises:
        Refused: if there are too many of them.
        StoreError: if the diary cannot be written.
    """
    return session.change_profile(partial(_with, pause))


def end_pause(session: Session, pause: Pause) -> Pause:
    """Let ``pause`` end before tonight, or take it back where it has not begun; how it then is.

    Raises:
        StoreError: if the diary cannot be written.
    """
    last = session.tonight - timedelta(days=1)
    ended = pause.evolve(last=last) if pause.first <= last else pause.evolve(away=True)
    put_pause(session, ended)
    return ended


def _with(pause: Pause, profile: Profile) -> Profile:
    changed = profile.with_pause(pause)
    if len(changed.pauses) > max(MOST_PAUSES, len(profile.pauses)):
        raise Refused(f"{MOST_PAUSES} times of excused nights are the most that are kept, those taken back among them.")
    return changed
