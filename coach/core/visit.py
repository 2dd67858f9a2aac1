"""What a visit report holds: one period of the diary, counted by the same functions as the screens count by."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from coach.core import escalations, streaks, trends
from coach.core.briefs import Brief
from coach.core.cells import Dose
from coach.core.escalations import Escalation
from coach.core.nights import IMPORTED, Night
from coach.core.person import ClinicScore, Medicine, Product
from coach.core.profile import Profile
from coach.core.scores import LEGS, leg_scores
from coach.core.streaks import ROUTINE, Count, Kept
from coach.core.trends import Middle, Trend
from coach.core.words import SIDE_EFFECTS, one_line, step_name

SCORES = (trends.LEG_SCORE, *LEGS, "legs_after", "sleep", "tired")
"""The scores of a report, in its order."""
DRAWN = (trends.LEG_SCORE, "sleep", "tired")
"""Those that have a chart."""
DAY = 24 * 60
EVENING = 4 * 60
"""Minutes after bedtime until which an answer was given in the evening (``Profile.morning_begins``)."""
TIMES = 3
"""Usual times that are told; the rest are counted together."""
HALF_HOUR = 30
CLINIC, NOTES = 6, 5
"""How many of a clinic's totals, and of the notes, a page has room for: the newest."""
NOTE_BEGINS = 200
"""Characters of a note that stand in a report."""

Private = Callable[[str], bool]
"""May these words be about mood or self-harm? What cannot be judged may."""


class Asked(NamedTuple):
    """What a person asked to have in the report beside what is always there."""

    mood: bool = False
    notes: bool = False


NOTHING_MORE = Asked()


class Scored(NamedTuple):
    """A score over the period, and the middle of its first and second half; None where nothing is scored."""

    trend: Trend
    first: Middle | None
    second: Middle | None

    @property
    def key(self) -> str:
        """Which score."""
        return self.trend.key


class Moment(NamedTuple):
    """One of the moments at which legs are asked about: scored on ``n`` nights, at least so much on how many."""

    key: str
    n: int
    some: int
    strong: int


class Onset(NamedTuple):
    """When symptoms show, as far as a diary knows that does not ask for the hour.

    ``noted`` is when the evening's score was given on nights with symptoms, in minutes after midnight of the evening's
    date: symptoms had begun by then. ``some`` and ``strong`` are the scores from which they count.
    """

    moments: tuple[Moment, ...]
    some: float
    strong: float
    noted: Middle | None


class Noticed(NamedTuple):
    """Something that was noticed after magnesium, and on how many nights."""

    text: str
    nights: int


class Effects(NamedTuple):
    """Of how many nights it was asked what was noticed, on how many that was nothing, and what it was on the others."""

    n: int
    nothing: int
    found: tuple[Noticed, ...]


class Taken(NamedTuple):
    """A product in one form, or an amount without one, and on how many nights it was taken."""

    product: str
    form: str
    nights: int


class At(NamedTuple):
    """A time to the nearest half hour, in minutes after midnight, and how many doses were taken then."""

    minutes: int
    doses: int


class Magnesium(NamedTuple):
    """Magnesium of the nights on which some was logged: mg of magnesium itself a night, what it was, and when.

    ``other_times`` are doses at further times, ``no_time`` those without one.
    """

    nights: int
    mg: Middle
    least: float
    most: float
    taken: tuple[Taken, ...]
    times: tuple[At, ...]
    other_times: int
    no_time: int


class StepKept(NamedTuple):
    """A step, or the routine by its id: kept of the nights that counted, and how many were excused."""

    of: str
    name: str
    kept: Kept
    excused: int


class Period(NamedTuple):
    """The nights from ``first`` to ``last``: how many there are, and on how many something is on record.

    ``begun``: the diary begins with ``first``, later than was asked for. ``still_on``: ``last`` is tonight, and nothing
    is on record of it yet.
    """

    first: date
    last: date
    on_record: int
    begun: bool = False
    still_on: bool = False

    @property
    def nights(self) -> int:
        """How many nights there are."""
        return (self.last - self.first).days + 1

    @property
    def missing(self) -> int:
        """Of how many nothing is on record, tonight not counted while it lasts."""
        return self.nights - self.on_record - self.still_on

    @property
    def second(self) -> date:
        """The first night of the second half; where the number is odd, that half is the longer one."""
        return self.first + timedelta(days=self.nights // 2)


class Note(NamedTuple):
    """How a night's note begins; ``more`` if it goes on."""

    night: date
    text: str
    more: bool


class Visit(NamedTuple):
    """Everything a report tells, for whoever lays it out. Texts of the person are as they were typed.

    ``found`` is what asks for a doctor's eye as of the last night, ``scored`` how many of the 14 nights before it have
    a leg score, ``problem`` why nothing can be said of that. ``left_out`` counts entries in own words that may be about
    mood and were not asked for; ``earlier`` a clinic's totals before those that are told.
    """

    name: str
    made: date
    period: Period
    scores: tuple[Scored, ...]
    awake: Middle | None
    got_up: Middle | None
    onset: Onset | None
    effects: Effects
    magnesium: Magnesium | None
    products: tuple[Product, ...]
    medicines: tuple[Medicine, ...]
    kept: tuple[StepKept, ...]
    clinic: tuple[ClinicScore, ...]
    earlier: int
    iron_tested: date | None
    found: tuple[Escalation, ...]
    scored: int
    problem: str
    questions: tuple[str, ...]
    notes: tuple[Note, ...]
    left_out: int

    def score(self, key: str) -> Scored:
        """The score called ``key``."""
        return next(scored for scored in self.scores if scored.key == key)


class Diary(NamedTuple):
    """What a report is made of, oldest first: ``briefs`` are all, ``nights`` reach back as far as the rules look."""

    nights: Sequence[Night]
    briefs: Sequence[Brief]
    profile: Profile
    tonight: date


def visit(
    diary: Diary,
    period: Period,
    made: date,
    rules: escalations.Rules | str,
    private: Private,
    asked: Asked = NOTHING_MORE,
) -> Visit:
    """The report of ``period``; ``rules`` are those of what asks for a doctor's eye, or why they cannot be read."""
    profile, last = diary.profile, period.last
    nights = [night for night in diary.nights if period.first <= night.night <= last]
    known = None if isinstance(rules, str) else rules
    words = _Words(private, asked.mood)
    found = escalations.escalations(diary.nights, profile, last, known) if known else ()
    clinic = [score for score in profile.clinic_scores if score.on <= max(last, made)]
    window = timedelta(days=known.window if known else 0)
    smoothed = diary.briefs[_at(diary.briefs, period.first - timedelta(days=trends.SMOOTHED_OVER)) :]
    lately = [night for night in diary.nights if last - window < night.night <= last]
    return Visit(
        name=one_line(profile.name or ""),
        made=made,
        period=period,
        scores=tuple(_scored(smoothed, key, period) for key in SCORES),
        awake=trends.middle([night.awake_minutes for night in nights if night.awake_minutes is not None]),
        got_up=trends.middle([night.got_up for night in nights if night.got_up is not None]),
        onset=_onset(nights, profile, known) if known else None,
        effects=_effects(nights, words),
        magnesium=_magnesium(nights),
        products=_others(profile, nights),
        medicines=profile.medicines,
        kept=tuple(_kept(diary, period, words)),
        clinic=tuple(clinic[-CLINIC:]),
        earlier=len(clinic[:-CLINIC]),
        iron_tested=profile.iron_tested,
        found=found,
        scored=len(leg_scores(lately)),
        problem="" if known else str(rules),
        questions=profile.questions,
        notes=_notes(nights, words) if asked.notes else (),
        left_out=words.left_out,
    )


class _Words:
    """Lets through what may stand in a report, and counts what may not."""

    def __init__(self, private: Private, mood: bool) -> None:
        self._private = private
        self._mood = mood
        self.left_out = 0

    def let(self, text: str) -> bool:
        if self._mood or not self._private(text):
            return True
        self.left_out += 1
        return False


def _scored(briefs: Iterable[Brief], key: str, period: Period) -> Scored:
    scores = trends.scored(briefs, key)
    whole = trends.trend(scores, key, period.first, period.last)
    halves: tuple[list[float], list[float]] = ([], [])
    for point in whole.points:
        if point.score is not None:
            halves[point.night >= period.second].append(point.score)
    return Scored(whole, *map(trends.middle, halves))


# When symptoms show


def _onset(nights: Sequence[Night], profile: Profile, rules: escalations.Rules) -> Onset:
    some, strong = (rules.rows["legs"].numbers[name] for name in ("symptom", "mean"))
    moments = []
    for key in LEGS:
        scores = [score for night in nights if isinstance(score := night.scores.get(key), int)]
        moments.append(Moment(key, len(scores), sum(s >= some for s in scores), sum(s >= strong for s in scores)))
    noted = [at for night in nights if (at := _noted(night, profile, some)) is not None]
    return Onset(tuple(moments), some, strong, trends.middle(noted))


def _noted(night: Night, profile: Profile, some: float) -> int | None:
    """When symptoms were told of in the evening of ``night``; None if not in that evening."""
    change, score = night.cells.get("score.legs_before"), night.scores.get("legs_before")
    if change is None or not isinstance(score, int) or score < some or night.lived(change.at) != night.night:
        return None
    if change.device.startswith(IMPORTED):  # when it was taken in, not when it was noted
        return None
    turn = night.plan.day_turn if night.plan else profile.day_turn
    bedtime = night.plan.bedtime if night.plan else profile.bedtime
    at, bed = _after(change.at.time(), turn), _after(bedtime, turn)
    return _minutes(turn) + at if at < bed + EVENING else None


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _after(clock: time, turn: time) -> int:
    """Minutes from the day turn to ``clock``, on the wall."""
    return (_minutes(clock) - _minutes(turn)) % DAY


# Magnesium, and what was noticed after it


def _effects(nights: Iterable[Night], words: _Words) -> Effects:
    answered = [(night, night.side_effects) for night in nights if night.side_effects is not None]
    count: Counter[str] = Counter()
    for _, effects in answered:
        known = {effect for effect in effects if effect in SIDE_EFFECTS}
        own = {one_line(effect) for effect in effects if effect not in SIDE_EFFECTS}
        count.update(known | {effect for effect in sorted(own) if words.let(effect)})
    found = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    nothing = sum(not effects for _, effects in answered)
    return Effects(len(answered), nothing, tuple(Noticed(*item) for item in found))


def _magnesium(nights: Iterable[Night]) -> Magnesium | None:
    took = [night for night in nights if night.doses]
    doses = [dose for night in took for dose in night.doses]
    mg = [round(night.magnesium_mg, 1) for night in took]
    middle = trends.middle(mg)
    if middle is None:
        return None
    what = Counter(kind for night in took for kind in {_kind(dose) for dose in night.doses})
    times = Counter(_half_hour(dose.at) for dose in doses if dose.at)
    usual = sorted(times.items(), key=lambda item: (-item[1], item[0]))
    return Magnesium(
        nights=len(took),
        mg=middle,
        least=min(mg),
        most=max(mg),
        taken=tuple(Taken(*kind, n) for kind, n in sorted(what.items(), key=lambda item: (-item[1], item[0]))),
        times=tuple(At(*item) for item in usual[:TIMES]),
        other_times=sum(n for _, n in usual[TIMES:]),
        no_time=sum(dose.at is None for dose in doses),
    )


def _kind(dose: Dose) -> tuple[str, str]:
    return one_line(dose.product or ""), one_line(dose.form or "")


def _half_hour(at: datetime) -> int:
    return round(_minutes(at.time()) / HALF_HOUR) * HALF_HOUR % DAY


def _others(profile: Profile, nights: Iterable[Night]) -> tuple[Product, ...]:
    """The products on the person's list of which nothing was logged."""
    taken = {dose.product for night in nights for dose in night.doses}
    return tuple(product for product in profile.products if product.name not in taken)


# Kept nights


def _counting(diary: Diary, period: Period) -> Sequence[Brief]:
    """The nights by which those of ``period`` count: what was asked last before it, and the night beside it.

    Grace may hang on any night before, so with it all of them do.
    """
    if diary.profile.grace:
        return diary.briefs
    return diary.briefs[max(_at(diary.briefs, period.first - timedelta(days=1)) - 1, 0) :]


def _at(briefs: Sequence[Brief], night: date) -> int:
    """Where ``night`` is among ``briefs``, or would be."""
    return bisect_left(briefs, night, key=lambda brief: brief.night)


def _kept(diary: Diary, period: Period, words: _Words) -> Iterable[StepKept]:
    """The routine, and each step that counted on any night of the period."""
    profile, rules = diary.profile, streaks.Rules(diary.profile.grace, diary.profile.pauses_held)
    briefs = _counting(diary, period)
    asked = {step for brief in briefs for step in (*brief.needed, *brief.optional, *brief.steps)}
    known = [step.id for step in profile.steps]
    for of in (ROUTINE, *(step for step in known if step in asked), *sorted(asked - set(known))):
        counted = streaks.counted(briefs, diary.tonight, rules, of)
        there = _within(counted, period)
        kept, excused = streaks.kept_of(there), sum(one.kind is Count.EXCUSED for one in there)
        name = "Routine" if of == ROUTINE else step_name(profile, of)
        own = (step := profile.step(of)) is None or step.own
        if (kept.n or excused) and (of == ROUTINE or not own or words.let(name)):
            yield StepKept(of, name, kept, excused)


def _within(counted: Mapping[date, streaks.Counted], period: Period) -> list[streaks.Counted]:
    return [one for night, one in counted.items() if period.first <= night <= period.last]


def _notes(nights: Iterable[Night], words: _Words) -> tuple[Note, ...]:
    noted = [(night.night, one_line(night.note)) for night in nights if night.note and one_line(night.note)]
    told = [(night, note) for night, note in noted if words.let(note)]
    return tuple(Note(night, note[:NOTE_BEGINS], len(note) > NOTE_BEGINS) for night, note in told[-NOTES:])
