"""What a person types, read: times, scores, whole numbers, reasons. The same at every door."""

from datetime import date, datetime, time

from coach.core.cells import Reason
from coach.core.dose import amount
from coach.core.profile import Profile
from coach.core.words import one_line

REASON_KEYS = {"t": Reason.TOO_TIRED, "n": Reason.NOT_AT_HOME, "w": Reason.UNWELL, "d": Reason.DOCTORS_ADVICE}
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def read_time(text: str) -> time:
    """A wall-clock time as typed: 20:51, 2051, 8:5 or 20.

    Raises:
        ValueError: if it is none.
    """
    text = text.strip().replace(".", ":")
    if ":" not in text and text.isdecimal():
        text = f"{text[:-2]}:{text[-2:]}" if len(text) > 2 else f"{text}:00"
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and len(hour) < 3 and len(minute) < 3):
        raise ValueError(text)
    return time(int(hour), int(minute))


def check_time(text: str) -> str | None:
    """A sentence if ``text`` is not a wall-clock time, or None."""
    try:
        read_time(text)
    except ValueError:
        return f"{text.strip()[:20]!r} is not a time: type it as 20:51."
    return None


def check_whole(text: str, most: int) -> str | None:
    """A sentence if ``text`` is neither empty nor a whole number up to ``most``, or None."""
    text = text.strip()
    if not text or (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= most):
        return None
    return f"{text[:20]!r} is not a whole number from 0 to {most}."


def check_minutes(text: str) -> str | None:
    """A sentence if ``text`` is neither empty nor minutes of a day, or None."""
    text = text.strip()
    if not text or (text.isascii() and text.isdecimal() and len(text) < 5 and int(text) <= 24 * 60):
        return None
    return f"{text[:20]!r} is not minutes: type 0 to 1440."


def check_step_name(text: str) -> str | None:
    """A sentence if ``text`` is no name of a step, or None."""
    if not one_line(text):
        return "A step needs a name."
    return "A name has at most 200 characters." if len(text.strip()) > 200 else None


def read_score(text: str) -> int:
    """A score as typed: 0 to 10, x for 10, or the word for it.

    Raises:
        ValueError: if it is none.
    """
    if text == "x":
        return 10
    if text in NUMBERS:
        return NUMBERS.index(text)
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= 10):
        raise ValueError(text)
    return int(text)


def check_amount(text: str) -> str | None:
    """A sentence if ``text`` is not an amount of magnesium, or None."""
    try:
        amount(text)
    except ValueError as error:
        return str(error)
    return None


def check_past(text: str, night: date, profile: Profile, now: datetime) -> str | None:
    """A sentence if ``text`` is neither empty nor a time within ``night`` that has come by ``now``, or None."""
    if not text.strip():
        return None
    return check_time(text) or _come(text, profile.place(night, read_time(text), now) <= now)


def check_had(text: str, night: date, profile: Profile, now: datetime) -> str | None:
    """The same for what was had on the day of ``night``, before its evening too."""
    if not text.strip():
        return None
    return check_time(text) or _come(text, had_at(text, night, profile, now) is not None)


def had_at(text: str, night: date, profile: Profile, now: datetime) -> datetime | None:
    """When it was had: the latest time up to ``now`` that ``text`` can mean; None for an empty one, or if none is.

    Raises:
        ValueError: if ``text`` is no time.
    """
    return profile.earlier(night, read_time(text), now) if text.strip() else None


def _come(text: str, come: bool) -> str | None:
    return None if come else f"{text.strip()} has not come yet tonight."


def read_times(text: str) -> tuple[time, ...]:
    """Wall-clock times as typed, with spaces or commas between them: ``08:00 20:30``; () for none.

    Raises:
        ValueError: if one is none.
    """
    return tuple(sorted({read_time(part) for part in text.replace(",", " ").replace(";", " ").split()}))


def check_times(text: str) -> str | None:
    """A sentence if ``text`` is neither empty nor wall-clock times, or None."""
    parts = text.replace(",", " ").replace(";", " ").split()
    if len(parts) > 24:
        return "At most 24 times a day."
    return next((problem for part in parts if (problem := check_time(part))), None)


def read_units(text: str) -> float:
    """How many at a time: 1, 0.5, 2.

    Raises:
        ValueError: if it is not above 0, or more than 100.
    """
    many = amount(text)
    if many > 100:
        raise ValueError(f"{text.strip()[:20]!r} at a time is a slip of the keys.")
    return many


def check_units(text: str) -> str | None:
    """A sentence if ``text`` is not how many are taken at a time, or None."""
    try:
        read_units(text)
    except ValueError:
        return f"{text.strip()[:20]!r} is not how many at a time: type 1, 2 or 0.5."
    return None


def read_points(text: str) -> float:
    """Points of a score, 0.5 to 10.

    Raises:
        ValueError: if it is none.
    """
    points = float(text.strip().replace(",", "."))
    if not 0.5 <= points <= 10:
        raise ValueError(text)
    return points


def check_points(text: str) -> str | None:
    """A sentence if ``text`` is not a change of a score, or None."""
    try:
        read_points(text)
    except ValueError:
        return f"{text.strip()[:20]!r} is not a change of the score: type 0.5 to 10."
    return None


def read_day(text: str) -> date:
    """A date as typed: 2026-11-22.

    Raises:
        ValueError: if it is none.
    """
    return date.fromisoformat(text.strip())


def check_last(text: str, first: date) -> str | None:
    """A sentence if ``text`` is neither empty nor a date from ``first`` on, or None."""
    problem = check_day(text, date.max)
    if problem or not text.strip():
        return problem
    return f"{read_day(text)} comes before {first}." if read_day(text) < first else None


def check_short(text: str, most: int) -> str | None:
    """A sentence if ``text`` has more than ``most`` characters, or None."""
    return f"That is {len(text):,} characters long; {most} is the most it keeps." if len(text) > most else None


def check_day(text: str, latest: date) -> str | None:
    """A sentence if ``text`` is neither empty nor a date up to ``latest``, or None."""
    if not text.strip():
        return None
    try:
        day = read_day(text)
    except ValueError:
        return f"{text.strip()[:20]!r} is not a date: type it as 2026-11-22."
    return None if day <= latest else f"{day} has not come yet."
