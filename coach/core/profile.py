"""What a person set up: bedtime, steps, and how the evening is planned back from it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import ClassVar

from coach.core.cells import MINUTES, QUESTIONS, Plan
from coach.core.nights import night_of
from coach.core.person import ClinicianWord, ClinicScore, GateAnswer, Goal, Medicine, Product
from coach.core.stored import (
    NOTHING,
    Read,
    Stored,
    any_text,
    by_name,
    clock_time,
    day,
    each,
    maybe,
    short_text,
    whole,
    yes_or_no,
)

LOOKS = {
    "night": "Night: dim and warm",
    "day": "Day: dark on paper",
    "contrast": "High contrast",
    "terminal": "The terminal's own",
}
THEMES = tuple(LOOKS)
NOTICES = {"off": "off", "osc9": "OSC 9", "osc777": "OSC 777"}
"""How the terminal can be told of a timer's end, and what each way is called."""
FIRST_QUESTIONS = 3
MOST_GRACE = 9
"""More forgiven nights of any 30 than this, and a streak would say nothing."""
OFFERED = ("caffeine", "bath", "massage", "meditation", "exercise", "sleep_time")
"""The steps the first questions offer; magnesium needs questions of its own."""


class Kind(StrEnum):
    """How a step is done: against a timer, with a tick, by leaving something alone, or as an amount taken."""

    TIMED = "timed"
    TICK = "tick"
    AVOIDED = "avoided"
    DOSE = "dose"


class Step(Stored):
    """One step of the routine. ``lead`` is how many minutes before bedtime it is planned; None has no set time."""

    id: str
    name: str
    kind: Kind
    minutes: int | None = None
    needed: bool = True
    on: bool = True
    lead: int | None = None
    own: bool = False
    away: bool = False
    """An own step that was put away: no longer offered, but its past stays."""

    READ: ClassVar[dict[str, Read]] = {
        "id": any_text,
        "name": short_text(1, 200),
        "kind": Kind,
        "minutes": maybe(MINUTES),
        "needed": yes_or_no,
        "on": yes_or_no,
        "lead": maybe(whole()),
        "own": yes_or_no,
        "away": yes_or_no,
    }

    @property
    def has_minimum(self) -> bool:
        """Has it a short version? An amount of medicine has none: the coach never suggests a dose."""
        return self.kind is not Kind.DOSE


# The order and the minutes before bedtime are the house's own suggestion (evidence.md 2.8), not a finding.
SHIPPED = (
    Step(id="caffeine", name="No caffeine", kind=Kind.AVOIDED),
    Step(id="exercise", name="Exercise", kind=Kind.TICK, needed=False, on=False, lead=180),
    Step(id="magnesium", name="Magnesium", kind=Kind.DOSE, needed=False, on=False, lead=240),
    Step(id="bath", name="Warm bath", kind=Kind.TIMED, minutes=15, lead=120),
    Step(id="massage", name="Leg massage", kind=Kind.TIMED, minutes=10, lead=45),
    Step(id="meditation", name="Meditation", kind=Kind.TIMED, minutes=10, lead=20),
    Step(id="sleep_time", name="In bed on time", kind=Kind.TICK, needed=False, on=False, lead=0),
)


LONGEST_REASON = 200
"""Characters of why nights are excused."""
LONGEST_QUESTION, MOST_QUESTIONS = 300, 20
"""Characters of one question for a visit, and how many are kept: a page has room for no more."""
LONGEST_NAME = 200
"""Characters of the line that says whose report it is."""


class Pause(Stored):
    """Nights that are excused, such as a journey or an illness; ``last`` None has no end yet."""

    first: date
    last: date | None = None
    reason: str = ""
    away: bool = False
    """Was it taken back? It stays, so that a merge does not bring it back."""

    READ: ClassVar[dict[str, Read]] = {
        "first": day,
        "last": maybe(day),
        "reason": short_text(0, LONGEST_REASON),
        "away": yes_or_no,
    }

    def holds(self, night: date) -> bool:
        """Is ``night`` in it?"""
        return not self.away and self.first <= night and (self.last is None or night <= self.last)


class Profile(Stored):
    """Everything a person can set.

    ``caffeine_cutoff`` None counts it from bedtime. ``first_run`` is how many of the first questions were answered.
    """

    bedtime: time = time(23, 0)
    day_turn: time = time(12, 0)
    caffeine_cutoff: time | None = None
    theme: str = "night"
    bell: bool = True
    notice: str = "off"
    """How the terminal is told of a timer's end, for a notice on the desktop: one of ``NOTICES``."""
    steps: tuple[Step, ...] = SHIPPED
    first_run: int = 0
    name: str | None = None
    """Whose visit report it is, as the person wants it to stand there."""
    gate: dict[str, GateAnswer] = NOTHING
    """What was answered to the questions before magnesium, by their names."""
    clinician: ClinicianWord | None = None
    products: tuple[Product, ...] = ()
    """Everything with magnesium in it; the first is the one that is logged by one key."""
    medicines: tuple[Medicine, ...] = ()
    goal: Goal | None = None
    country: str | None = None
    """Whose help lines are shown, a code of ``content/triage.toml``; None shows all emergency numbers."""
    iron_tested: date | None = None
    """When ferritin and transferrin saturation were last tested, as the person said."""
    shown: dict[str, date] = NOTHING
    """What asks for a doctor's eye and was shown, and when it last was."""
    grace: int = 0
    """How many missed nights of any 30 end no streak."""
    pauses: dict[str, Pause] = NOTHING
    """Nights that are excused, by the date they begin."""
    clinic: dict[str, ClinicScore] = NOTHING
    """The totals a clinic gave, by the date of each."""
    questions: tuple[str, ...] = ()
    """What the person wants to ask at the next visit, each as typed."""
    ticks: dict[str, int] = NOTHING
    """When each part was last changed, in milliseconds since 1970; what was never changed has none."""

    READ: ClassVar[dict[str, Read]] = {
        "bedtime": clock_time,
        "day_turn": clock_time,
        "caffeine_cutoff": maybe(clock_time),
        "theme": any_text,
        "bell": yes_or_no,
        "notice": any_text,
        "steps": each(Step.of),
        "first_run": whole(),
        "name": maybe(any_text),
        "gate": by_name(GateAnswer.of),
        "clinician": maybe(ClinicianWord.of),
        "products": each(Product.of),
        "medicines": each(Medicine.of),
        "goal": maybe(Goal.of),
        "country": maybe(any_text),
        "iron_tested": maybe(day),
        "shown": by_name(day),
        "grace": whole(0, MOST_GRACE),
        "pauses": by_name(Pause.of),
        "clinic": by_name(ClinicScore.of),
        "questions": each(short_text(1, LONGEST_QUESTION), most=MOST_QUESTIONS),
        "ticks": by_name(whole()),
    }

    @property
    def active(self) -> tuple[Step, ...]:
        """The steps that are on, in their order."""
        return tuple(step for step in self.steps if step.on)

    @property
    def set_up(self) -> bool:
        """Were all the first questions answered?"""
        return self.first_run >= FIRST_QUESTIONS

    def step(self, step_id: str) -> Step | None:
        """The step called ``step_id``, on or off; None if there is none."""
        return next((step for step in self.steps if step.id == step_id), None)

    def step_on(self, kind: Kind) -> bool:
        """Is a step of this kind on?"""
        return any(step.kind is kind for step in self.active)

    def with_step(self, changed: Step) -> "Profile":
        """The same with one step replaced, or added at the end."""
        if self.step(changed.id) is None:
            return self.evolve(steps=(*self.steps, changed))
        steps = tuple(changed if step.id == changed.id else step for step in self.steps)
        return self.evolve(steps=steps)

    def step_changed(self, step_id: str, **update: object) -> "Profile":
        """The same with some fields of one step replaced; as it is where there is no such step any more."""
        step = self.step(step_id)
        return self.with_step(step.evolve(**update)) if step else self

    def with_own(self, name: str, kind: Kind, minutes: int | None) -> "Profile":
        """The same with a step of the person's own, optional; one that was put away under that name comes back."""
        back = next((s for s in self.steps if s.away and (s.name, s.kind) == (name, kind)), None)
        step_id = back.id if back else _own_id(name, {step.id for step in self.steps})
        step = Step(id=step_id, name=name, kind=kind, minutes=minutes, needed=False, own=True)
        kept = self.evolve(steps=tuple(s for s in self.steps if s.id != step_id))
        return kept.with_step(step)

    def with_away(self, steps: Iterable[Step]) -> "Profile":
        """The same, with those of ``steps`` that are not in it put away."""
        gone = (step.evolve(on=False, away=True) for step in steps if self.step(step.id) is None)
        return self.evolve(steps=(*self.steps, *gone))

    def with_pause(self, pause: Pause) -> "Profile":
        """The same with ``pause`` in place of one that begins on the same date."""
        return self.evolve(pauses={**self.pauses, pause.first.isoformat(): pause})

    def with_pauses_away(self, pauses: Mapping[str, Pause]) -> "Profile":
        """The same, with those of ``pauses`` that are not in it taken back."""
        gone = {name: pause.evolve(away=True) for name, pause in pauses.items() if name not in self.pauses}
        return self.evolve(pauses={**self.pauses, **gone}) if gone else self

    def with_clinic_away(self, clinic: Mapping[str, ClinicScore]) -> "Profile":
        """The same, with those totals of ``clinic`` that are not in it taken off."""
        gone = {name: score.evolve(away=True) for name, score in clinic.items() if name not in self.clinic}
        return self.evolve(clinic={**self.clinic, **gone}) if gone else self

    def with_gone_away(self, now: "Profile") -> "Profile":
        """The same, with what only ``now`` has put away: else a join with another machine would bring it back."""
        return self.with_away(now.steps).with_pauses_away(now.pauses).with_clinic_away(now.clinic)

    @property
    def pauses_held(self) -> tuple[Pause, ...]:
        """The pauses that were not taken back, oldest first."""
        return tuple(sorted((p for p in self.pauses.values() if not p.away), key=lambda pause: pause.first))

    @property
    def clinic_scores(self) -> tuple[ClinicScore, ...]:
        """The totals that a clinic gave and that were not taken off, oldest first."""
        return tuple(sorted((c for c in self.clinic.values() if not c.away), key=lambda score: score.on))

    @property
    def pause_open(self) -> Pause | None:
        """The newest pause that has no end yet."""
        return next((pause for pause in reversed(self.pauses_held) if pause.last is None), None)

    def first_answered(self, count: int, **update: object) -> "Profile":
        """The same with ``count`` of the first questions answered, and some other fields replaced."""
        return self.evolve(first_run=count, **update)

    def moved(self, step_id: str, by: int) -> "Profile":
        """The same with ``step_id`` moved ``by`` places; at either end it stays where it is."""
        steps = sorted(self.steps, key=lambda step: step.away)  # those put away are not in the way
        at = next(n for n, step in enumerate(steps) if step.id == step_id)
        to = min(max(at + by, 0), sum(not step.away for step in steps) - 1)
        steps.insert(to, steps.pop(at))
        return self.evolve(steps=tuple(steps))

    def with_bedtime(self, bedtime: time) -> "Profile":
        """The same with another bedtime; the day turn moves along where it would cut the night in two."""
        turn = self.day_turn if turn_fits(bedtime, self.day_turn) else time((bedtime.hour + 13) % 24)
        return self.evolve(bedtime=bedtime, day_turn=turn)

    def plan(self) -> Plan:
        """What these settings ask of a night."""
        return Plan(
            needed=tuple(step.id for step in self.active if step.needed),
            optional=tuple(step.id for step in self.active if not step.needed),
            bedtime=self.bedtime,
            day_turn=self.day_turn,
        )

    def place(self, night: date, clock: time, now: datetime) -> datetime:
        """The moment at which a wall clock shows ``clock`` within ``night``, in the zone of ``now``."""
        day = night if clock >= self.day_turn else night + timedelta(days=1)
        return datetime.combine(day, clock, tzinfo=now.tzinfo)

    def earlier(self, night: date, clock: time, now: datetime) -> datetime | None:
        """The latest moment up to ``now`` at which a wall clock showed ``clock`` on the day and evening of ``night``.

        Unlike ``place`` it reaches back before the day turn, for what was had that morning. None if there was none.
        """
        latest = _latest_before(min(now, self.morning_begins(night, now), key=lambda moment: moment.timestamp()), clock)
        return latest if latest.date() >= night else None

    def bed(self, night: date, now: datetime) -> datetime:
        """Bedtime of ``night``."""
        return self.place(night, self.bedtime, now)

    def cutoff(self, night: date, now: datetime) -> datetime:
        """When caffeine ends for ``night``.

        The earlier of noon and 8 hours before bed; for bedtimes outside 20:00 to 03:00 (shift work), 10 hours before
        bed (evidence.md 2.7: noon is the NHS advice, 6 h before bed disturbed sleep in Drake 2013, the rest is ours).
        """
        bed = self.bed(night, now)
        if self.caffeine_cutoff is not None:
            return _latest_before(bed, self.caffeine_cutoff)
        if not (self.bedtime >= time(20) or self.bedtime <= time(3)):
            return back(bed, 10 * 60)
        return min(_latest_before(bed, time(12)), back(bed, 8 * 60), key=lambda moment: moment.timestamp())

    def planned(self, step: Step, night: date, now: datetime) -> datetime | None:
        """When ``step`` is planned for ``night``, counted back from bedtime; None if it has no set time."""
        if step.id == "caffeine":
            return self.cutoff(night, now)
        return None if step.lead is None else back(self.bed(night, now), step.lead)

    def morning_begins(self, night: date, now: datetime) -> datetime:
        """From when the morning questions open by themselves: four hours after bedtime, and an hour before the turn.

        Someone awake at one in the morning is still in the evening, so the day turn alone cannot decide it.
        """
        end = datetime.combine(night + timedelta(days=1), self.day_turn, tzinfo=now.tzinfo)
        return min(ahead(self.bed(night, now), 4 * 60), back(end, 60), key=lambda moment: moment.timestamp())

    def morning_night(self, now: datetime) -> date:
        """The night that the morning questions ask about: the last one whose morning has come."""
        night = night_of(now, self.day_turn)
        return night if now >= self.morning_begins(night, now) else night - timedelta(days=1)


def turn_fits(bedtime: time, day_turn: time) -> bool:
    """Does the day turn leave 6 hours of night after bedtime and 3 hours of evening before it?"""
    after = (day_turn.hour * 60 + day_turn.minute - bedtime.hour * 60 - bedtime.minute) % (24 * 60)
    return 6 * 60 <= after <= 21 * 60


def ahead(moment: datetime, minutes: float) -> datetime:
    """``moment`` plus real minutes, across a daylight-saving change too; wall-clock arithmetic would be an hour off."""
    return datetime.fromtimestamp(moment.timestamp() + minutes * 60, tz=moment.tzinfo)


def back(moment: datetime, minutes: float) -> datetime:
    """``moment`` less real minutes."""
    return ahead(moment, -minutes)


def _latest_before(moment: datetime, clock: time) -> datetime:
    at = datetime.combine(moment.date(), clock, tzinfo=moment.tzinfo)
    return at if at <= moment else datetime.combine(moment.date() - timedelta(days=1), clock, tzinfo=moment.tzinfo)


_TAKEN = {*QUESTIONS, "routine", "end", "extra", "side_effects", "note"}
"""Names that mean something else in the walk or on the command line."""


def _own_id(name: str, taken: set[str]) -> str:
    """An id to type on the command line, made from the name: ``stretch``, or ``step`` where no letter serves."""
    base = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:30] or "step"
    ids = (base if n == 1 else f"{base}{n}" for n in count(1))
    return next(free for free in ids if free not in taken | _TAKEN)
