"""When a running timer is spoken of: at its half and at its end."""

from datetime import datetime
from typing import NamedTuple

from coach.core.nights import Night
from coach.core.profile import Profile, Step, back
from coach.core.words import clock, one_line

PUNCTUAL = 2
"""Seconds that an announcement may be late and still be told as planned; a computer that slept makes it later."""


class Moment(NamedTuple):
    """When to speak of the timer called ``name``, which ends at ``ends``: at its half, and at that."""

    at: datetime
    name: str
    ends: datetime

    @property
    def end(self) -> bool:
        """Is it the end, with which a bell goes?"""
        return self.at == self.ends

    def text(self, now: datetime) -> str:
        """What to say, true at ``now`` however late that is."""
        punctual = (now - self.at).total_seconds() <= PUNCTUAL
        if self.end:
            return f"{self.name}: time is up." if punctual else f"{self.name}: time was up at {_clock(self.ends, now)}."
        left = (self.ends - (self.at if punctual else now)).total_seconds()
        return f"{self.name}, half: {spoken(left)} left." if punctual else f"{self.name}: {spoken(left)} left."


def due(waiting: list[Moment], now: datetime) -> list[Moment]:
    """Those of ``waiting`` that have come; a half is left out where its end has come too."""
    come = [moment for moment in waiting if moment.at <= now]
    ended = {moment.name for moment in come if moment.end}
    return [moment for moment in come if moment.end or moment.name not in ended]


def spoken(seconds: float) -> str:
    """A length of time as one says it: ``10 minutes``, ``7 minutes 30 seconds``."""
    whole = max(round(seconds), 0)
    parts = [(whole // 3600, "hour"), (whole % 3600 // 60, "minute"), (whole % 60, "second")]
    said = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count]
    return " ".join(said) or "0 seconds"


def _clock(moment: datetime, now: datetime) -> str:
    """The time where the person is now: a timer may have been started before a flight."""
    return clock(moment.astimezone(now.tzinfo))


def moments(night: Night, profile: Profile) -> list[Moment]:
    """The half and the end of each timer of ``night`` that runs, in order."""
    found: list[Moment] = []
    for step in profile.active:
        timer = night.timer(step.id)
        if timer is None or timer.ends is None:
            continue
        name = one_line(step.name)
        halves = (back(timer.ends, timer.total / 120), timer.ends)
        found += [Moment(at, name, timer.ends) for at in halves]
    return sorted(found, key=lambda moment: moment.at.timestamp())


def stands(night: Night, step: Step, now: datetime) -> str:
    """How the timer of ``step`` stands, in a sentence; "" if it has none."""
    timer = night.timer(step.id)
    if timer is None:
        return ""
    name, left = one_line(step.name), timer.remaining(now)
    if timer.ends is None and left == timer.total:
        return f"{name}: {spoken(left)}, not started."
    if timer.ends is None:
        return f"{name}: paused, {spoken(left)} left."
    if left <= 0:
        return f"{name}: time was up at {_clock(timer.ends, now)}."
    return f"{name}: {spoken(left)} left, until {_clock(timer.ends, now)}."
