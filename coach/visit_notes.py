"""What a person notes for a visit: whose report it is, their own questions, and the totals a clinic gave."""

from datetime import date

from coach.core.nights import EARLIEST
from coach.core.person import IRLS_MOST, ClinicScore
from coach.core.profile import LONGEST_NAME, LONGEST_QUESTION, MOST_QUESTIONS, Profile
from coach.core.typed import check_short
from coach.core.words import one_line
from coach.session import Refused, Session

QUESTION, CLINIC_ON, CLINIC_TOTAL, CLINIC_NOTE = "visit.question", "visit.on", "visit.total", "visit.note"
"""The drafts of what is typed for a visit."""
MOST_TOTALS = 200
"""Totals of a clinic that are kept, those taken off among them."""
NO_ROOM = f"A visit has room for {MOST_QUESTIONS} questions; take one off first."


def check_question(text: str) -> str | None:
    """A sentence if ``text`` is no question that can be kept, or None."""
    if not one_line(text):
        return "Type what you want to ask, in your words."
    return check_short(text.strip(), LONGEST_QUESTION)


def check_total(text: str) -> str | None:
    """A sentence if ``text`` is no total of the IRLS, or None."""
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= IRLS_MOST:
        return None
    return f"{text[:20]!r} is not a total: type the whole number your clinic gave, 0 to {IRLS_MOST}."


def name_it(session: Session, text: str) -> Profile:
    """Let ``text`` say whose report it is; an empty one takes the line away.

    Raises:
        Refused: if it is too long.
        StoreError: if the diary cannot be written.
    """
    name = text.strip()
    if problem := check_short(name, LONGEST_NAME):
        raise Refused(problem)
    return session.change_profile(lambda profile: profile.evolve(name=name or None))


def put_question(session: Session, text: str, n: int | None = None) -> Profile:
    """Keep a question: a new one at the end, or in place of number ``n``, counted from 1.

    Raises:
        Refused: if it is empty or too long, there are too many, or there is no number ``n``.
        StoreError: if the diary cannot be written.
    """
    if problem := check_question(text):
        raise Refused(problem)

    def put(profile: Profile) -> Profile:
        asked = list(profile.questions)
        if n is None:
            asked.append(text.strip())
        elif 1 <= n <= len(asked):
            asked[n - 1] = text.strip()
        else:
            raise Refused(f"There is no question {n}; there are {len(asked)}.")
        if len(asked) > max(MOST_QUESTIONS, len(profile.questions)):
            raise Refused(NO_ROOM)
        return profile.evolve(questions=tuple(asked))

    return session.change_profile(put)


def drop_question(session: Session, n: int) -> Profile:
    """Take off question number ``n``, counted from 1.

    Raises:
        Refused: if there is none.
        StoreError: if the diary cannot be written.
    """

    def drop(profile: Profile) -> Profile:
        if not 1 <= n <= len(profile.questions):
            raise Refused(f"There is no question {n}; there are {len(profile.questions)}.")
        return profile.evolve(questions=tuple(q for at, q in enumerate(profile.questions, 1) if at != n))

    return session.change_profile(drop)


def put_clinic_score(session: Session, score: ClinicScore, was: date | None = None) -> Profile:
    """Keep a clinic's total: one a day, the last said; the one that stood on the day ``was`` moves with it.

    Raises:
        Refused: if its day is before 1900 or still to come, or too many are kept.
        StoreError: if the diary cannot be written.
    """
    if not EARLIEST <= score.on <= session.now().date():
        raise Refused(f"{score.on} is no day on which a clinic gave a total: it is before 1900, or still to come.")

    def put(profile: Profile) -> Profile:
        left = _away(profile, was) if was and was != score.on else profile
        clinic = {**left.clinic, f"{score.on}": score}
        if len(clinic) > max(MOST_TOTALS, len(profile.clinic)):
            raise Refused(f"{MOST_TOTALS} totals are the most that are kept, those taken off among them.")
        return left.evolve(clinic=clinic)

    return session.change_profile(put)


def drop_clinic_score(session: Session, on: date) -> Profile:
    """Take off the total of the day ``on``.

    Raises:
        Refused: if there is none.
        StoreError: if the diary cannot be written.
    """

    def drop(profile: Profile) -> Profile:
        if all(score.on != on for score in profile.clinic_scores):
            raise Refused(f"There is no total of {on}.")
        return _away(profile, on)

    return session.change_profile(drop)


def _away(profile: Profile, on: date) -> Profile:
    """It stays, put away, so that a join with another machine does not bring it back."""
    score = profile.clinic.get(f"{on}")
    return profile.evolve(clinic={**profile.clinic, f"{on}": score.evolve(away=True)}) if score else profile
