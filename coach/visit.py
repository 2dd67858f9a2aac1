"""The visit report of a diary, and what a person adds to it: whose it is, questions, a clinic's totals."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from coach.core import advice
from coach.core.briefs import Brief
from coach.core.nights import EARLIEST
from coach.core.person import ClinicScore
from coach.core.profile import LONGEST_NAME, LONGEST_QUESTION, MOST_QUESTIONS, Profile
from coach.core.trends import SMOOTHED_OVER
from coach.core.visit import NOTHING_MORE, Asked, Diary, Period, Visit
from coach.core.visit import visit as visit_of
from coach.history import past
from coach.review import LOOKED_AT
from coach.session import Refused, Session

if TYPE_CHECKING:
    from coach.core.escalations import Rules

USUAL = 30
"""Nights of a report that nobody chose."""
MOST_TOTALS = 200
"""Totals of a clinic that are kept, those taken off among them."""


def visit(
    session: Session,
    first: date | None = None,
    last: date | None = None,
    asked: Asked = NOTHING_MORE,
    *,
    nights: int = USUAL,
) -> Visit:
    """The report of the nights from ``first`` to ``last``; without ``first``, of so many ``nights`` up to ``last``.

    Without ``last`` it goes up to tonight. It begins no earlier than the diary.

    Raises:
        Refused: if these are no nights that can be told of.
        StoreError: if the diary cannot be read.
    """
    from coach.content.mood import may_be_mood

    seen = past(session)
    period = _period(seen.briefs, seen.tonight, first, last, nights)
    since = min(period.first - timedelta(days=SMOOTHED_OVER), period.last - timedelta(days=LOOKED_AT))
    diary = Diary(session.since(since), seen.briefs, seen.profile, seen.tonight)
    return visit_of(diary, period, session.now().date(), _rules(), may_be_mood, asked)


def _rules() -> "Rules | str":
    from coach.content.files import ContentError
    from coach.content.rules import review_rules

    try:
        return review_rules()
    except ContentError as error:
        return f"{error} {advice.ASK_SOMEONE}"


def _period(briefs: tuple[Brief, ...], tonight: date, first: date | None, last: date | None, nights: int) -> Period:
    end = tonight if last is None else last
    for name, day in (("from", first), ("to", last)):
        if day is not None and day < EARLIEST:
            raise Refused(f"--{name} {day} is before {EARLIEST.year}; give the evening's date, such as 2026-11-22.")
        if day is not None and day > tonight:
            raise Refused(f"--{name} {day} has not come yet; tonight is {tonight}.")
    if first is not None and first > end:
        raise Refused(f"--from {first} comes after --to {end}; give the earlier date first.")
    begin = max(end - timedelta(days=nights - 1), EARLIEST) if first is None else first
    begun = min((brief.night for brief in briefs), default=begin)
    clipped = begin < begun <= end
    begin = begun if clipped else begin
    on_record = {brief.night for brief in briefs if begin <= brief.night <= end}
    return Period(begin, end, len(on_record), clipped, still_on=end == tonight and tonight not in on_record)


# What the person adds


def name_it(session: Session, text: str) -> Profile:
    """Put whose report it is on it, as the person wants it to stand there; "" takes it off.

    Raises:
        Refused: if that is too long.
        StoreError: if the diary cannot be written.
    """
    name = text.strip()
    _refuse_long(name, LONGEST_NAME)
    return session.change_profile(lambda profile: profile.evolve(name=name or None))


def put_question(session: Session, text: str) -> Profile:
    """Keep a question for the next visit, behind those that are there.

    Raises:
        Refused: if it is empty or too long, or the page is full of them.
        StoreError: if the diary cannot be written.
    """
    question = text.strip()
    if not question:
        raise Refused("A question has words; nothing was added.")
    _refuse_long(question, LONGEST_QUESTION)

    def with_it(profile: Profile) -> Profile:
        if len(profile.questions) >= MOST_QUESTIONS:
            raise Refused(f"{MOST_QUESTIONS} questions are the most that a page has room for; take one off first.")
        return profile.evolve(questions=(*profile.questions, question))

    return session.change_profile(with_it)


def drop_question(session: Session, number: int) -> Profile:
    """Take off the question with this number, counted from 1 as it stands on the page.

    Raises:
        Refused: if there is none.
        StoreError: if the diary cannot be written.
    """

    def without(profile: Profile) -> Profile:
        if not 0 < number <= len(profile.questions):
            raise Refused(f"There is no question {number}; there are {len(profile.questions)}.")
        return profile.evolve(questions=profile.questions[: number - 1] + profile.questions[number:])

    return session.change_profile(without)


def put_clinic_score(session: Session, score: ClinicScore) -> Profile:
    """Keep the total that a clinic gave, in the place of one of the same day.

    Raises:
        Refused: if its day is before 1900 or still to come, or too many are kept.
        StoreError: if the diary cannot be written.
    """
    if not EARLIEST <= score.on <= session.now().date():
        raise Refused(f"{score.on} is no day on which a clinic gave a total: it is before 1900, or still to come.")

    def with_it(profile: Profile) -> Profile:
        clinic = {**profile.clinic, score.on.isoformat(): score}
        if len(clinic) > max(MOST_TOTALS, len(profile.clinic)):
            raise Refused(f"{MOST_TOTALS} totals are the most that are kept, those taken off among them.")
        return profile.evolve(clinic=clinic)

    return session.change_profile(with_it)


def drop_clinic_score(session: Session, on: date) -> Profile:
    """Take off the total of a day. It stays as taken off, so that a merge does not bring it back.

    Raises:
        Refused: if there is none of that day.
        StoreError: if the diary cannot be written.
    """

    def without(profile: Profile) -> Profile:
        score = profile.clinic.get(on.isoformat())
        if score is None or score.away:
            raise Refused(f"No total of {on} is noted.")
        return profile.evolve(clinic={**profile.clinic, on.isoformat(): score.evolve(away=True)})

    return session.change_profile(without)


def _refuse_long(text: str, most: int) -> None:
    if len(text) > most:
        raise Refused(f"That is {len(text):,} characters long; {most} are the most that are kept here.")
