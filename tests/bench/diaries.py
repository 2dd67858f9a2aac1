"""Diaries of any length, made of the year of ``coach demo`` again and again: gaps, notes, timers and travel in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from coach import demo
from coach.core.nights import Night, night_of
from coach.core.profile import Profile
from coach.core.routine import Answer
from coach.session import Session

BERLIN = ZoneInfo("Europe/Berlin")
TONIGHT = datetime(2026, 12, 30, 20, 40, tzinfo=BERLIN)
"""Late in the year, when its file is largest."""
SPANS = {"1 night": 1, "1 year": 364, "10 years": 3_652, "30 years": 10_957}


def nights(count: int, tonight: datetime = TONIGHT) -> Iterator[Night]:
    """Those on record of so many nights in a row, up to the one before ``tonight``."""
    for year in range(count // demo.NIGHTS, -1, -1):
        for night in demo.nights(tonight - timedelta(days=year * demo.NIGHTS)):
            if (night_of(tonight) - night.night).days <= count:
                yield night


def diary(folder: Path, count: int, tonight: datetime = TONIGHT) -> Session:
    """A diary of ``count`` nights and the first answer of ``tonight``, open."""
    session = Session.at(folder, lambda: tonight, "laptop")
    session.change_profile(lambda _: Profile(first_run=3))
    with session._journal.transaction(tonight.date()) as transaction:
        for night in nights(count, tonight):
            transaction.put(night)
    session.dispatch(Answer("tired", 5))
    return session
