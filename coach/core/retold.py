"""What is told of past nights, the same on every screen, in every command and in plain lines."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from coach.core.briefs import Brief
from coach.core.cells import QUESTIONS, Status
from coach.core.nights import BACK_FILL, DID
from coach.core.profile import Kind, Pause, Profile
from coach.core.scores import LEGS
from coach.core.streaks import FORGIVEN_IN, ROUTINE, WINDOWS, Count, Counted, Kept, Run, Streak, stretches
from coach.core.trends import FEWEST, FEWEST_BESIDE, LEG_SCORE, SMOOTHED_OVER, Beside, Middle, Trend
from coach.core.words import number, one_line, step_name

FOR_A_DOCTOR = "{key}: there is something that may be worth showing a doctor."
NO_PROOF = "Nights differ in many ways; this is not proof."
OUR_OWN = "Leg score: our own unvalidated summary, the mean of three scores about legs."
NO_NIGHTS = "No night is on record yet. Tonight is the first that can be."
STREAKS_TO_COME = "A streak appears with the first night you keep: tonight, if you like."
TRENDS_TO_COME = f"A trend appears once {FEWEST} of {SMOOTHED_OVER} nights have a score."
NOT_MAGNESIUM = "Magnesium is not compared night by night (why: F61)."
GRACE_ASKED = (
    f"A night that is missed alone, between kept ones, ends no streak: at most so many times in any {FORGIVEN_IN} "
    "nights. 0 is off."
)
LABELS = {LEG_SCORE: "Leg score", **{key: question.label for key, question in QUESTIONS.items()}}
"""The names of the scores."""


def nights_said(count: int) -> str:
    """``12 nights``."""
    return f"{count:,} night{'' if count == 1 else 's'}"


def day_said(night: date, tonight: date) -> str:
    """``Tue 17 Nov``, with its year where that is another."""
    return f"{night:%a %d %b}" if night.year == tonight.year else f"{night:%a %d %b %Y}"


def score_said(score: float) -> str:
    """A score or a mean of some, to one decimal where it has any."""
    return number(round(score, 1))


# Streaks


def named(of: str, profile: Profile) -> str:
    """What a streak is called."""
    return "Routine" if of == ROUTINE else step_name(profile, of)


def run_said(run: Run | None) -> str:
    """``12 nights (1 excused, 1 grace)``."""
    if run is None:
        return nights_said(0)
    parts = [(run.number(Count.EXCUSED), "excused"), (run.number(Count.GRACE), "grace"), (run.late, "late")]
    told = ", ".join(f"{count} {what}" for count, what in parts if count)
    return f"{nights_said(run.kept)} ({told})" if told else nights_said(run.kept)


def when_said(run: Run, tonight: date) -> str:
    """``Sun 01 Feb to Thu 12 Mar``."""
    if run.first == run.last:
        return day_said(run.first, tonight)
    return f"{day_said(run.first, tonight)} to {day_said(run.last, tonight)}"


def kept_said(kept: Kept) -> str:
    """``28/30``; a dash where no night counted."""
    return f"{kept.kept}/{kept.n}" if kept.n else "-"


def strength_said(strength: float) -> str:
    """``0.91``, and never 1: it is never all there."""
    return f"{min(strength, 0.99):.2f}"


def streak_lines(streak: Streak, profile: Profile, tonight: date) -> Iterator[str]:
    """One streak in sentences."""
    yield f"{named(streak.of, profile)}: {run_said(streak.now)} now."
    if streak.best:
        yield f"  Best: {run_said(streak.best)}, {when_said(streak.best, tonight)}."
    kept = ", ".join(f"{kept_said(streak.windows[window])} of the last {window}" for window in WINDOWS)
    yield f"  Kept: {kept} nights. Strength {strength_said(streak.strength)}."


def counts_said(night: date, counted: Counted, profile: Profile, tonight: date) -> str:
    """What a night counts for, and why: ``left out (flu)``, ``open until Mon 30 Nov 12:00``, ``missed: Warm bath``."""
    late = ", late" if counted.late else ""
    match counted.kind:
        case Count.KEPT:
            return f"kept{late}"
        case Count.EXCUSED:
            return f"excused ({one_line(counted.why) or 'no reason given'}){late}"
        case Count.OPEN:
            return _open_said(night, profile, tonight)
        case Count.NOT_ASKED:
            return "not asked"
        case Count.NO_NIGHT:
            return "no night: the date line took it"
        case Count.GRACE:
            return f"grace{late}"
    return f"not kept: {_lacks(counted, profile)}{late}"


def _open_said(night: date, profile: Profile, tonight: date) -> str:
    if night >= tonight:
        return "open, the night is not over"
    closes = night + timedelta(days=BACK_FILL + 1)
    return f"open until {day_said(closes, tonight)} {profile.day_turn:%H:%M}"


def _lacks(counted: Counted, profile: Profile) -> str:
    if counted.unknown or not counted.why:
        return "nothing on record"
    return ", ".join(step_name(profile, step) for step in counted.why.split(", "))


def why_lines(streak: Streak, profile: Profile, tonight: date) -> Iterator[str]:
    """Why a streak is what it is: its nights with what each contributes, and the night that ended the one before."""
    yield f"{named(streak.of, profile)}: {run_said(streak.now)}."
    if streak.now:
        yield from _run_lines(streak.now, profile, tonight)
    if streak.before:
        told = f"The run before: {run_said(streak.before)}, {when_said(streak.before, tonight)}."
        yield f"{told} {_ended_said(streak.before, profile, tonight)}"
    best = streak.best
    if best and best not in (streak.now, streak.before):
        yield f"The best run: {run_said(best)}. {_ended_said(best, profile, tonight)}"
        yield from _run_lines(best, profile, tonight)
    if not (streak.now or streak.before):
        yield STREAKS_TO_COME


def _run_lines(run: Run, profile: Profile, tonight: date) -> Iterator[str]:
    for stretch in stretches(run):
        when = day_said(stretch.first, tonight)
        when += f" to {day_said(stretch.last, tonight)}" if stretch.nights > 1 else ""
        adds = f"+{stretch.nights}" if stretch.like.kind is Count.KEPT else "+0"
        told = "open" if stretch.nights > 1 and stretch.like.kind is Count.OPEN else ""
        yield f"{when}: {told or counts_said(stretch.first, stretch.like, profile, tonight)}, {adds}"


def _ended_said(run: Run, profile: Profile, tonight: date) -> str:
    if run.ended is None:
        return ""
    night, counted = run.ended
    return f"It ended on {day_said(night, tonight)}: {counts_said(night, counted, profile, tonight)}."


# Nights


def brief_said(brief: Brief, counted: Counted | None, profile: Profile, tonight: date) -> list[str]:
    """A night in a few parts: what it counts for, how many steps, scores, and how its note begins."""
    asked = (*brief.needed, *brief.optional)
    did = sum(brief.steps.get(step) in DID for step in asked)
    steps = [f"{did} of {len(asked)} steps"] if asked else []
    short = [step_name(profile, step) for step in asked if brief.steps.get(step) is Status.MINIMUM]
    steps += [f"{', '.join(short)} short"] if short else []
    told = [counts_said(brief.night, counted, profile, tonight) if counted else "", ", ".join(steps)]
    legs = [score_said(brief.scores[key]) if key in brief.scores else "-" for key in LEGS]
    told += [f"legs {', '.join(legs)}"] if any(key in brief.scores for key in LEGS) else []
    told += [f"sleep {brief.scores['sleep']}"] if "sleep" in brief.scores else []
    return [*filter(None, told), *([f'"{brief.note}"'] if brief.note else [])]


def history_lines(
    briefs: Sequence[Brief], counted: dict[date, Counted], profile: Profile, tonight: date
) -> Iterator[str]:
    """Each night on record in a line, and how many between two have nothing on record."""
    before: date | None = None
    for brief in briefs:
        gap = (brief.night - before).days - 1 if before else 0
        if gap:
            yield f"  ({nights_said(gap)} with nothing on record)"
        told = "; ".join(brief_said(brief, counted.get(brief.night), profile, tonight))
        yield f"{brief.night} {brief.night:%a}  {told}"
        before = brief.night


def grace_said(nights: int) -> str:
    """How many missed nights are forgiven."""
    return f"Grace: {nights_said(nights)} of any {FORGIVEN_IN}." if nights else "Grace: off."


def pause_said(pause: Pause, tonight: date) -> str:
    """``Mon 02 Nov to Sun 08 Nov (flu)``."""
    until = f"to {day_said(pause.last, tonight)}" if pause.last else "on"
    why = f" ({one_line(pause.reason)})" if pause.reason else ""
    return f"{day_said(pause.first, tonight)} {until}{why}"


# Trends


def span_said(span: int | None) -> str:
    """``the last 30 nights``."""
    return f"the last {span} nights" if span else "all nights"


def label(key: str, up: str) -> str:
    """The name of a score, with ``up`` as the sign of what is better when it is higher."""
    return f"{LABELS[key]} {up}" if key in QUESTIONS and QUESTIONS[key].higher_is_better else LABELS[key]


def middle_said(middle: Middle | None) -> str:
    """``median 3, middle half 2 to 4, n 28``."""
    if middle is None:
        return "no score, n 0"
    half = f", middle half {score_said(middle.low)} to {score_said(middle.high)}" if middle.n >= FEWEST else ""
    return f"median {score_said(middle.median)}{half}, n {middle.n}"


def trend_said(trend: Trend) -> str:
    """A trend in one sentence."""
    return f"{label(trend.key, '(higher is better)')}: {middle_said(trend.middle)} of {nights_said(trend.nights)}."


def lately_said(trend: Trend) -> str:
    """The last week of a trend."""
    if trend.lately is None:
        return f"Last {SMOOTHED_OVER} nights: fewer than {FEWEST} scores."
    return f"Last {SMOOTHED_OVER} nights: {middle_said(trend.lately)}."


def beside_lines(found: Iterable[Beside], profile: Profile) -> list[str]:
    """Steps with the leg scores of nights with them and without, and that it proves nothing; none where none are."""
    lines = [
        f"{step_name(profile, one.step)}: with it median {score_said(one.with_it.median)}, n {one.with_it.n}; "
        f"without median {score_said(one.without.median)}, n {one.without.n}."
        for one in found
    ]
    return [*lines, NO_PROOF] if lines else []


def trends_notes(profile: Profile) -> list[str]:
    """What is to be known of nights set beside each other."""
    beside = f"A step is set beside the nights without it once there are {FEWEST_BESIDE} of each with a leg score."
    return [beside, *([NOT_MAGNESIUM] if profile.step_on(Kind.DOSE) else [])]
