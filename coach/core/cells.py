"""What can be told of a night: the questions, and what a score, a step, a dose, a timer or a plan holds."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any, ClassVar, Literal, NamedTuple

from coach.core.person import Basis, Source
from coach.core.stored import JsonValue, Read, Stored, amount_above_0, any_text, clock_time, each, maybe, moment, whole

BLANK: Literal["blank"] = "blank"
"""A score that was asked and left blank on purpose. It is not 0, and not the same as never asked."""


class Status(StrEnum):
    """How a step stands on one night."""

    PENDING = "pending"
    DONE = "done"
    MINIMUM = "minimum"
    EXCUSED = "excused"
    MISSED = "missed"


class Reason(StrEnum):
    """Why a step was left out."""

    TOO_TIRED = "too_tired"
    NOT_AT_HOME = "not_at_home"
    UNWELL = "unwell"
    DOCTORS_ADVICE = "doctors_advice"
    OTHER = "other"


class Question(NamedTuple):
    """One 0 to 10 score in our own words. ``low`` and ``high`` name the two ends."""

    key: str
    label: str
    text: str
    low: str
    high: str
    morning: bool = False
    higher_is_better: bool = False


QUESTIONS: dict[str, Question] = {
    q.key: q
    for q in (
        Question("tired", "Tired", "How worn out were you today?", "fresh", "exhausted"),
        Question(
            "legs_before",
            "Legs before",
            "Sitting still, how much are your legs bothering you now?",
            "not at all",
            "as bad as I can imagine",
        ),
        Question("legs_after", "Legs after", "And now, after the routine?", "not at all", "as bad as I can imagine"),
        Question(
            "falling_asleep",
            "Dropping off",
            "While dropping off, how strong was the need to move?",
            "none",
            "unbearable",
            morning=True,
        ),
        Question(
            "during_night",
            "In the night",
            "When you woke, how much were your legs to blame?",
            "not at all, or did not wake",
            "entirely",
            morning=True,
        ),
        Question(
            "sleep",
            "Sleep",
            "How well did you sleep?",
            "terribly",
            "beautifully",
            True,
            higher_is_better=True,
        ),
    )
}
MORNING_SCORES = tuple(q.key for q in QUESTIONS.values() if q.morning)


def _score(value: Any) -> Any:
    return value if value == BLANK else _SCORE(value)


_SCORE = whole(0, 10)
MINUTES = whole(0, 24 * 60)


class StepEntry(Stored):
    """One step's answer. ``at`` is when it was done, None where a past night was filled in without a time.

    ``had_at`` is when something avoided was had after all.
    """

    status: Status
    at: datetime | None = None
    minutes: int | None = None
    reason: Reason | None = None
    text: str | None = None
    had_at: datetime | None = None

    READ: ClassVar[dict[str, Read]] = {
        "status": Status,
        "at": maybe(moment),
        "minutes": maybe(MINUTES),
        "reason": maybe(Reason),
        "text": maybe(any_text),
        "had_at": maybe(moment),
    }


class Dose(Stored):
    """Magnesium taken: ``mg`` of elemental magnesium, and when, if that is known.

    What it was: the ``product`` by its name, the mg that its label states for all of it, of what (``basis``), its
    ``form``, and what kind of thing it is; None where only an amount was typed.
    """

    mg: float
    at: datetime | None = None
    product: str | None = None
    stated: float | None = None
    form: str | None = None
    basis: Basis | None = None
    source: Source | None = None

    READ: ClassVar[dict[str, Read]] = {
        "mg": amount_above_0,
        "at": maybe(moment),
        "product": maybe(any_text),
        "stated": maybe(amount_above_0),
        "form": maybe(any_text),
        "basis": maybe(Basis),
        "source": maybe(Source),
    }


class Timer(Stored):
    """A timed step under way, as a deadline, in seconds. ``ends`` is set while it runs, ``left`` while it is paused."""

    total: int
    ends: datetime | None = None
    left: int | None = None

    READ: ClassVar[dict[str, Read]] = {"total": whole(1), "ends": maybe(moment), "left": maybe(whole())}

    def remaining(self, now: datetime) -> int:
        """Seconds until the end; negative once past it. True however long the program was away."""
        if self.ends is None:
            return self.left if self.left is not None else self.total
        return round((self.ends - now).total_seconds())

    def elapsed(self, now: datetime) -> int:
        """Seconds the timer has run, pauses left out; never negative, even if the clock was set back."""
        return max(0, self.total - self.remaining(now))


class Plan(Stored):
    """What was asked of a night when it was lived, so that a later change of habits does not rewrite it."""

    bedtime: time
    day_turn: time
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    READ: ClassVar[dict[str, Read]] = {
        "needed": each(any_text),
        "optional": each(any_text),
        "bedtime": clock_time,
        "day_turn": clock_time,
    }


CELLS: dict[str, Read] = {
    "score": _score,
    "step": StepEntry.of,
    "dose": Dose.of,
    "timer": Timer.of,
    "note": any_text,
    "awake_minutes": MINUTES,
    "got_up": whole(0, 99),
    "side_effects": each(any_text, most=20),
    "plan": Plan.of,
}
"""How the value of each kind of cell is read."""


def cell_value(cell: str, value: JsonValue) -> Any:
    """``value`` read as what ``cell`` holds; a cell of a newer version is left as it is.

    Raises:
        ValueError: if it is not that.
    """
    read = CELLS.get(cell.partition(".")[0])
    if value is None or read is None:
        return value
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{cell}: {error}") from error


MORNING_CELLS = (*(f"score.{key}" for key in MORNING_SCORES), "awake_minutes", "got_up", "side_effects")
