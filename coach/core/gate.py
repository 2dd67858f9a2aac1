"""The gate: the questions that decide whether the magnesium step may be on. Unknown is never clear.

Its rules are evidence.md 2.1 and principles 3, 4 and 6 of section 2, held as data in ``content/gate.toml``. A clinician
has not reviewed them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from coach.core.person import ClinicianWord, GateAnswer, Medicine, Product, Said
from coach.core.safety import Level, Reason

MEDICINES = "medicines"


class Applies(StrEnum):
    """What a yes does."""

    BLOCK = "block"
    ASK = "ask"
    TONIGHT = "tonight"
    LIST = "list"
    LIFTS = "lifts"


class Question(NamedTuple):
    """One question of the gate; what the fields mean stands at the top of ``content/gate.toml``."""

    id: str
    text: str
    applies: Applies
    says: str
    source: str
    critical: bool = False
    lifted_by: str = ""
    after: str = ""


class Gate(NamedTuple):
    """All questions in their order, and for how many days an answer or a clinician's word holds."""

    days: int
    questions: tuple[Question, ...]


class Told(NamedTuple):
    """What a person told that the gate looks at; ``found`` is what looking up the medicines gave."""

    answers: Mapping[str, GateAnswer]
    medicines: Sequence[Medicine] = ()
    products: Sequence[Product] = ()
    clinician: ClinicianWord | None = None
    found: Sequence[Reason] = ()


class Verdict(NamedTuple):
    """What the gate says: ``level`` OK (or CAUTION) is Cleared, ASK_FIRST is Ask first, BLOCK is Off.

    ``reasons`` the most serious first. ``unanswered`` are the questions that are open or were answered too long ago.
    ``clinician`` is the word that opens it all the same. ``critical``: any magnesium at all is urgent.
    """

    level: Level
    reasons: tuple[Reason, ...] = ()
    unanswered: tuple[str, ...] = ()
    clinician: ClinicianWord | None = None
    critical: bool = False

    @property
    def cleared(self) -> bool:
        """Is every question answered, and none of them in the way?"""
        return self.level < Level.ASK_FIRST and not self.unanswered

    @property
    def open(self) -> bool:
        """May the step be on?"""
        return self.cleared or (self.clinician is not None and not self.unanswered)


UNREAD = Reason("unread", Level.ASK_FIRST, "The questions cannot be read here: ask a doctor or pharmacist first.", "")
UNANSWERED = "Questions are still open. Until they are answered, ask a doctor or pharmacist first."
UNKNOWN = "You answered that you don't know: ask a doctor or pharmacist first."


def asked(gate: Gate, answers: Mapping[str, GateAnswer]) -> tuple[Question, ...]:
    """The questions that this person is asked: one that goes with another only where that was not a no."""
    return tuple(q for q in gate.questions if not q.after or _said(answers, q.after) in (Said.YES, Said.UNKNOWN))


def unanswered(gate: Gate, answers: Mapping[str, GateAnswer], today: date) -> tuple[str, ...]:
    """The questions without an answer that still holds on ``today``, in their order."""
    return tuple(q.id for q in asked(gate, answers) if not _holds(gate, q, answers.get(q.id), today))


def verdict(gate: Gate | None, told: Told, today: date) -> Verdict:
    """What the gate says of ``told`` on the night of ``today``; without its file, None as ``gate``, it asks."""
    if gate is None:
        return Verdict(Level.ASK_FIRST, (UNREAD,), ("unread",))
    still_open = unanswered(gate, told.answers, today)
    reasons = [reason for q in asked(gate, told.answers) if (reason := _reason(gate, q, told, today))]
    reasons += [reason for reason in told.found if reason.level >= Level.CAUTION]
    if still_open:
        reasons.append(Reason("unanswered", Level.ASK_FIRST, UNANSWERED, ""))
    reasons.sort(key=lambda reason: (-reason.level, reason.id))
    level = max((reason.level for reason in reasons), default=Level.OK)
    word = told.clinician if _opens(gate, told, reasons, today) else None
    return Verdict(level, tuple(reasons), still_open, word, critical(gate, told.answers) and word is None)


def told_of(told: Told, reasons: Sequence[Reason]) -> str:
    """What a clinician's word is about, as a sum that differs as soon as a dose, condition, medicine or reason does."""
    about = {
        "answers": {name: answer.said.value for name, answer in told.answers.items()},
        "medicines": sorted((medicine.fields() for medicine in told.medicines), key=json.dumps),
        "products": sorted((product.fields() for product in told.products), key=json.dumps),
        "reasons": sorted(reason.id for reason in reasons if reason.level >= Level.ASK_FIRST),
    }
    return sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def critical(gate: Gate | None, answers: Mapping[str, GateAnswer]) -> bool:
    """Does an answer make any amount urgent?"""
    return gate is not None and any(q.critical and _said(answers, q.id) is Said.YES for q in gate.questions)


def _recent(on: date, today: date, days: int) -> bool:
    """Is ``on`` less than ``days`` ago? A day ahead is across the date line; more is of a clock that was wrong."""
    return timedelta(days=-1) <= today - on < timedelta(days=days)


def _said(answers: Mapping[str, GateAnswer], question: str) -> Said | None:
    answer = answers.get(question)
    return answer.said if answer else None


def _holds(gate: Gate, question: Question, answer: GateAnswer | None, today: date) -> bool:
    """Does ``answer`` still count? What is of tonight only holds tonight, its no as long as any other."""
    if answer is None:
        return False
    if question.applies is Applies.TONIGHT and answer.said is not Said.NO:
        return answer.on == today
    return _recent(answer.on, today, gate.days)


def _reason(gate: Gate, question: Question, told: Told, today: date) -> Reason | None:
    answer = told.answers.get(question.id)
    said = answer.said if answer else None
    if question.applies is Applies.LIST:
        return _list_reason(question, said, told)
    if question.applies is Applies.LIFTS or said is None or said is Said.NO:
        return None
    if said is Said.UNKNOWN:
        return Reason(question.id, Level.ASK_FIRST, UNKNOWN, question.source)
    if question.lifted_by and _lifted(gate, question, told, today):
        return None
    if question.applies is Applies.TONIGHT and not _holds(gate, question, answer, today):
        return None
    level = Level.ASK_FIRST if question.applies is Applies.ASK else Level.BLOCK
    return Reason(question.id, level, question.says, question.source)


def _lifted(gate: Gate, question: Question, told: Told, today: date) -> bool:
    answer = told.answers.get(question.lifted_by)
    return answer is not None and answer.said is Said.YES and _recent(answer.on, today, gate.days)


def _list_reason(question: Question, said: Said | None, told: Told) -> Reason | None:
    """Medicines that were typed are looked up whatever was answered; a yes without any is not clear."""
    if said is Said.UNKNOWN:
        return Reason(question.id, Level.ASK_FIRST, UNKNOWN, question.source)
    if said is Said.YES and not told.medicines:
        return Reason(question.id, Level.ASK_FIRST, question.says, question.source)
    return None


def _opens(gate: Gate, told: Told, reasons: Sequence[Reason], today: date) -> bool:
    word = told.clinician
    return word is not None and _recent(word.on, today, gate.days) and word.about == told_of(told, reasons)
