"""Diaries of any length, every night of them answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from coach.core.cells import Reason
from coach.core.nights import Night, Stamp, night_of
from coach.core.profile import Profile
from coach.core.routine import Answer, Done, Event, Excuse, Tell, Took, WriteNote, advance
from coach.session import Session

BERLIN = ZoneInfo("Europe/Berlin")
TONIGHT = datetime(2026, 12, 30, 20, 40, tzinfo=BERLIN)
"""Late in the year, when its file is largest."""
SPANS = {"1 night": 1, "1 year": 364, "10 years": 3_652, "30 years": 10_957}


def an_evening(number: int) -> tuple[Event, ...]:
    """One whole evening and its morning, everything answered, now and then a note or a step left out."""
    scores = ("tired", "legs_before", "legs_after", "falling_asleep", "during_night", "sleep")
    answers = tuple(Answer(score, (number + n) % 11) for n, score in enumerate(scores))
    bath = Excuse("bath", Reason.TOO_TIRED) if number % 7 == 0 else Done("bath", minutes=18)
    steps = (Done("caffeine"), bath, Done("massage", minutes=12), Done("meditation", minutes=10), Took(120))
    note = (WriteNote("A long flight; restless from seven on, better after the bath."),) if number % 5 == 0 else ()
    return (*answers[:2], *steps, *answers[2:], *note, Tell("awake_minutes", 20))


def nights(count: int, tonight: datetime = TONIGHT) -> Iterator[Night]:
    """So many nights in a row, up to the one before ``tonight``."""
    profile = Profile(first_run=3)
    for back in range(count, 0, -1):
        day = tonight - timedelta(days=back)
        night = Night(night=night_of(day))
        for n, event in enumerate(an_evening(back)):
            night = advance(night, event, profile, Stamp(f"{back:06x}{n:06x}", day, "Europe/Berlin", "laptop"))
        stamp = Stamp(f"{back:06x}ffffff", day, "Europe/Berlin", "laptop")
        yield night.record(stamp, {"plan": profile.plan().fields()})


def diary(folder: Path, count: int, tonight: datetime = TONIGHT) -> Session:
    """A diary of ``count`` nights and the first answer of ``tonight``, open."""
    session = Session.at(folder, lambda: tonight, "laptop")
    session.change_profile(lambda _: Profile(first_run=3))
    with session._journal.transaction(tonight.date()) as transaction:
        for night in nights(count, tonight):
            transaction.put(night)
    session.dispatch(Answer("tired", 5))
    return session
