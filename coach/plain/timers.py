"""When a running timer is spoken of: at its half and at its end."""

from datetime import datetime
from typing import NamedTuple

from coach.core.nights import Night
from coach.core.profile import Profile, Step, back
from coach.core.words import clock, one_line


class Moment(NamedTuple):
    """Something to say at a time; ``end`` tells that a bell goes with it."""

    at: datetime
    text: str
    end: bool = False


def spoken(seconds: float) -> str:
    """A length of time as one says it: ``10 minutes``, ``7 minutes 30 seconds``."""
    whole = max(round(seconds), 0)
    parts = [(whole // 3600, "hour"), (whole % 3600 // 60, "minute"), (whole % 60, "second")]
    said = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count]
    return " ".join(said) or "0 seconds"


def moments(night: Night, profile: Profile) -> list[Moment]:
    """The half and the end of each timer of ``night`` that runs, in order."""
    found: list[Moment] = []
    for step in profile.active:
        timer = night.timer(step.id)
        if timer is None or timer.ends is None:
            continue
        name = one_line(step.name)
        half = back(timer.ends, timer.total / 120)
        found += [
            Moment(half, f"{name}, half: {spoken(timer.total / 2)} left."),
            Moment(timer.ends, f"{name}: time is up.", end=True),
        ]
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
        return f"{name}: time was up at {clock(timer.ends)}."
    return f"{name}: {spoken(left)} left, until {clock(timer.ends)}."
