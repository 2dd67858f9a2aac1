"""What is due now, in one word, and at what times of day a person may want to be told."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from coach.core.cells import QUESTIONS
from coach.core.nights import Night
from coach.core.profile import Kind, Profile, Step, ahead, back
from coach.core.routine import answered, walk

Word = Literal["", "morning", "caffeine", "evening"]

EVENING_MINUTES = 3 * 60
"""A step planned so long before bed or longer belongs to the day, not to the evening."""
USUAL_MINUTES = 90
"""How long before bed the evening begins where no step says when. Our own choice."""
CAFFEINE_BEFORE, CAFFEINE_AFTER = 30, 60
"""Minutes about the cut-off in which it is due: time for a last cup, and no word of it all afternoon."""
ASLEEP_MINUTES = 8 * 60 + 30
"""How long after bedtime an alarm asks the morning questions. Our own choice: they open by themselves after four
hours, for whoever is awake then, but nobody is to be woken by them."""


class Reminder(NamedTuple):
    """What may be told each day: the word of ``due``, a wall-clock time, and what a calendar says of it.

    A calendar is often shared, so the text names neither legs, magnesium nor how anybody is.
    """

    word: Word
    clock: time
    text: str


def evening_begins(profile: Profile, night: date, now: datetime) -> datetime:
    """When the evening of ``night`` starts: the earliest planned moment of the steps that are on.

    Left out are the caffeine cut-off and what else is of the day, and magnesium: nobody is ever reminded of that
    (evidence.md 2.8). Where nothing is left, it is ``USUAL_MINUTES`` before bed.
    """
    leads = [step.lead for step in profile.active if step.lead and step.lead < EVENING_MINUTES and _told(step)]
    return back(profile.bed(night, now), max(leads, default=USUAL_MINUTES))


def caffeine_cutoff(profile: Profile, night: date, now: datetime) -> datetime | None:
    """When caffeine ends for ``night``; None where that step is off."""
    step = profile.step("caffeine")
    return profile.cutoff(night, now) if step and step.on else None


def waking(profile: Profile, night: date, now: datetime) -> datetime:
    """When an alarm asks the morning questions of ``night``: after a night's sleep, an hour before the turn at last."""
    end = datetime.combine(night + timedelta(days=1), profile.day_turn, tzinfo=now.tzinfo)
    return min(ahead(profile.bed(night, now), ASLEEP_MINUTES), back(end, 60), key=lambda moment: moment.timestamp())


def reminders(profile: Profile) -> tuple[Reminder, ...]:
    """What may be told each day, in the order of the day that leads up to a night; a step that is off tells nothing."""
    now = datetime(2026, 1, 1, tzinfo=UTC)  # where no clock is ever put forward or back
    cutoff = caffeine_cutoff(profile, now.date(), now)
    told: list[Reminder] = []
    if cutoff:
        told.append(Reminder("caffeine", cutoff.time(), "Evening coach: no caffeine from now on"))
    begins, asks = evening_begins(profile, now.date(), now), waking(profile, now.date(), now)
    told.append(Reminder("evening", begins.time(), "Evening coach: the evening begins"))
    return (*told, Reminder("morning", asks.time(), "Evening coach: three short questions"))


def due(profile: Profile, last_night: Night, tonight: Night, now: datetime) -> Word:
    """The one thing that waits for the person ``now``; "" if nothing does, in a pause, and before they set it up.

    ``tonight`` is the night of ``now`` and ``last_night`` the one whose morning has come, which may be the same.
    Caffeine goes before the rest, for its time is short; the morning can be told until the next evening begins.
    """
    if not profile.set_up:
        return ""
    if _caffeine_due(profile, tonight, now):
        return "caffeine"
    if _between(evening_begins(profile, tonight.night, now), now, profile.morning_begins(tonight.night, now)):
        return "evening" if _evening_open(profile, tonight) else ""
    return "morning" if _morning_due(profile, last_night, now) else ""


def _told(step: Step) -> bool:
    """Is a person ever told of ``step``? Of an amount to take never."""
    return step.kind is not Kind.DOSE and step.id != "caffeine"


def _caffeine_due(profile: Profile, tonight: Night, now: datetime) -> bool:
    """Is it about the cut-off of tonight, or of the night that has not begun yet: noon is often the day turn too."""
    open_ones = () if "caffeine" in tonight.steps else (tonight.night,)
    nights = (*open_ones, tonight.night + timedelta(days=1))
    return any(_about_cutoff(profile, night, now) and not _excused(profile, night) for night in nights)


def _about_cutoff(profile: Profile, night: date, now: datetime) -> bool:
    cutoff = caffeine_cutoff(profile, night, now)
    return cutoff is not None and _between(back(cutoff, CAFFEINE_BEFORE), now, ahead(cutoff, CAFFEINE_AFTER))


def _evening_open(profile: Profile, tonight: Night) -> bool:
    """Is a score of the evening open, or a step that is needed?"""
    needed = {step.id for step in profile.active if step.needed and step.kind is not Kind.DOSE}
    asked = (item for item in walk(profile) if item in QUESTIONS or item in needed)
    return not _excused(profile, tonight.night) and not all(answered(tonight, item) for item in asked)


def _morning_due(profile: Profile, night: Night, now: datetime) -> bool:
    """Has the morning of a ``night`` come that has something on record, and is it open?"""
    come = profile.morning_begins(night.night, now).timestamp() <= now.timestamp()
    return come and night.told and not night.morning_scored and not _excused(profile, night.night)


def _excused(profile: Profile, night: date) -> bool:
    return any(pause.holds(night) for pause in profile.pauses_held)


def _between(first: datetime, now: datetime, end: datetime) -> bool:
    """Is ``now`` from ``first`` on and before ``end``? In real time: moments of one zone compare by their clocks."""
    return first.timestamp() <= now.timestamp() < end.timestamp()
