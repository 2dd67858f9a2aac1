"""What in the diary asks for a doctor's eye: evidence.md 2.5, held as data in ``content/review.toml``. No diagnosis.

Nothing is said of a fortnight with fewer scored nights than 60 % (evidence.md 4.4, our own choice). A clinician has not
reviewed it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import NamedTuple

from coach.core.nights import Night
from coach.core.profile import Profile
from coach.core.scores import counted, leg_scores
from coach.core.triage import stays
from coach.core.words import number

IRON = "iron"


class Rule(NamedTuple):
    """One row: its sentence, how well it is founded and on what, and its numbers by name."""

    says: str
    strength: str
    source: str
    numbers: Mapping[str, float]


class Rules(NamedTuple):
    """All rows by name; ``window`` nights, of which ``scored`` need a score; ``again``: days until iron comes again."""

    window: int
    scored: int
    again: int
    rows: Mapping[str, Rule]


class Escalation(NamedTuple):
    """Something to show a doctor, with its n in the text."""

    id: str
    text: str
    strength: str
    source: str


def escalations(nights: Sequence[Night], profile: Profile, today: date, rules: Rules) -> tuple[Escalation, ...]:
    """What asks for a doctor's eye in ``nights``, given in any order, as of the night of ``today``."""
    known = sorted((night for night in nights if night.night <= today), key=lambda night: night.night)
    view = _View(known, profile, today, rules)
    found = (
        view.legs(),
        view.often_bad("sleep", worst_is_low=True),
        view.often_bad("tired", worst_is_low=False),
        view.worse(),
        view.magnesium(),
        view.steps(),
        view.effects(),
        view.iron(),
    )
    return tuple(escalation for escalation in found if escalation)


def due(
    found: Sequence[Escalation], shown: Mapping[str, date], today: date, rules: Rules
) -> tuple[tuple[Escalation, ...], dict[str, date]]:
    """Which of ``found`` were not shown yet, and what to remember as shown from now on.

    Each appears once, and again only after it had gone; the iron test each ``rules.again`` days.
    """
    ids = {escalation.id for escalation in found}
    fresh = tuple(e for e in found if e.id not in shown or (e.id == IRON and _days(shown[IRON], today) >= rules.again))
    kept = {name: on for name, on in shown.items() if name in ids}
    return fresh, kept | {escalation.id: today for escalation in fresh}


def _amount(night: Night) -> float:
    return round(night.magnesium_mg, 1)


def _mean(values: Iterable[float]) -> float:
    """Rounded, for thirds are not exact, and the order of nights must not tell."""
    return round(fmean(sorted(values)), 6)


def _days(earlier: date, later: date) -> int:
    return (later - earlier).days


class _View:
    def __init__(self, nights: Sequence[Night], profile: Profile, today: date, rules: Rules) -> None:
        self._nights = nights
        self._profile = profile
        self._today = today
        self._rules = rules
        self._last = self._between(rules.window, 0)

    def _between(self, first: int, last: int) -> list[Night]:
        """The ``first`` latest nights without the ``last`` latest."""
        begin, end = self._today - timedelta(days=first - 1), self._today - timedelta(days=last)
        return [night for night in self._nights if begin <= night.night <= end]

    def _say(self, name: str, **values: float | str) -> Escalation:
        rule = self._rules.rows[name]
        told = {key: value if isinstance(value, str) else number(round(value, 1)) for key, value in values.items()}
        return Escalation(name, rule.says.format(**told), rule.strength, rule.source)

    def _enough(self, scores: Sequence[float]) -> bool:
        return len(scores) >= self._rules.scored

    def legs(self) -> Escalation | None:
        """Symptoms twice a week and more than a mild mean."""
        numbers, scores = self._rules.rows["legs"].numbers, leg_scores(self._last)
        weeks = self._rules.window / 7
        bad = sum(score >= numbers["symptom"] for score in scores)
        if not self._enough(scores) or bad < numbers["nights"] * weeks or _mean(scores) < numbers["mean"]:
            return None
        return self._say("legs", n=bad, of=len(scores), mean=_mean(scores))

    def often_bad(self, key: str, *, worst_is_low: bool) -> Escalation | None:
        """A score at its bad end on many nights of each week of the window."""
        numbers, scores = self._rules.rows[key].numbers, counted(self._last, key)
        worst = numbers["worst"]

        def bad(nights: Sequence[Night]) -> int:
            return sum(s <= worst if worst_is_low else s >= worst for s in counted(nights, key))

        weeks = [self._between(7 * (week + 1), 7 * week) for week in range(self._rules.window // 7)]
        if not self._enough(scores) or any(bad(week) < numbers["nights"] for week in weeks):
            return None
        return self._say(key, worst=worst, n=bad(self._last), of=len(scores))

    def worse(self) -> Escalation | None:
        """A mean that rose since the window before."""
        window = self._rules.window
        now, before = leg_scores(self._last), leg_scores(self._between(2 * window, window))
        if not (self._enough(now) and self._enough(before)):
            return None
        if _mean(now) - _mean(before) < self._rules.rows["worse"].numbers["points"]:
            return None
        return self._say("worse", mean=_mean(now), n=len(now), before=_mean(before), m=len(before))

    def magnesium(self) -> Escalation | None:
        """A steady dose for weeks, without the change that was set beforehand."""
        numbers, goal, window = self._rules.rows["magnesium"].numbers, self._profile.goal, self._rules.window
        days = int(numbers["weeks"] * 7)
        run = [night for night in self._between(days, 0) if night.doses]
        begin = self._today - timedelta(days=days - 1)
        (mg, taken), *_ = Counter(_amount(night) for night in run).most_common(1) or [(0.0, 0)]
        if goal is None or taken < numbers["doses"] * days:
            return None
        first = self._first_of_run(min(night.night for night in run if _amount(night) == mg), mg)
        if first > begin or goal.on > first:
            return None
        before = leg_scores(n for n in self._nights if first - timedelta(days=window) <= n.night < first)
        now = leg_scores(self._last)
        if not (self._enough(now) and self._enough(before)) or _mean(before) - _mean(now) >= goal.points:
            return None
        told = {"mean": _mean(now), "n": len(now), "before": _mean(before), "m": len(before)}
        return self._say("magnesium", mg=mg, points=goal.points, **told)

    def _first_of_run(self, first: date, mg: float) -> date:
        """The first night of this dose, where it began before the weeks looked at; a fortnight without it ends it."""
        for night in reversed(self._nights):
            if night.night < first and night.doses and _amount(night) == mg:
                if _days(night.night, first) > self._rules.window:
                    break
                first = night.night
        return first

    def steps(self) -> Escalation | None:
        """Weeks of kept nights, and the leg score no lower than at their beginning."""
        numbers = self._rules.rows["steps"].numbers
        days = int(numbers["weeks"] * 7)
        run = self._between(days, 0)
        now, before = leg_scores(self._last), leg_scores(self._between(days, days - self._rules.window))
        if sum(night.kept for night in run) < numbers["kept"] * days:
            return None
        if not (self._enough(now) and self._enough(before)) or _mean(now) < _mean(before) or _mean(now) < 1:
            return None
        return self._say("steps", mean=_mean(now), n=len(now), before=_mean(before), m=len(before))

    def effects(self) -> Escalation | None:
        """Side effects that stay or come back."""
        days = int(self._rules.rows["effects"].numbers["days"])
        return self._say("effects", days=days) if stays(self._nights, self._today, days) else None

    def iron(self) -> Escalation | None:
        """No iron test within a year, once there are nights at all."""
        tested = self._profile.iron_tested
        months = self._rules.rows[IRON].numbers["months"]
        if tested is not None and _days(tested, self._today) < months * 30.44:
            return None
        return self._say(IRON)
