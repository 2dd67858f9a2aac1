"""One look at a diary's folder: what is there, and what is due. It opens no session and writes nothing."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from coach.core.due import Word, due
from coach.core.nights import night_of
from coach.core.profile import Profile
from coach.session import Where
from coach.store import Journal


class Glance(NamedTuple):
    """What a look tells: the settings, tonight's date, and the word of what is due.

    ``problems`` are what was found wrong with the diary, a sentence each; nothing is due in one that is not whole.
    """

    profile: Profile
    tonight: date
    due: Word
    problems: tuple[str, ...]


def glance(folder: Path, now: datetime) -> Glance:
    """One look at the diary in ``folder``, and at nothing that a crash left for others to finish.

    Raises:
        StoreError: if it cannot be read.
    """
    journal = Journal(folder)
    view = journal.leaf_through()
    profile = view.profile() or Profile()
    tonight = night_of(now, profile.day_turn)
    word: Word = ""
    if profile.set_up:
        word = due(profile, view.night(profile.morning_night(now)), view.night(tonight), now)
    problems = tuple(journal.problems)
    return Glance(profile, tonight, "" if problems else word, problems)


def where(folder: Path) -> Where:
    """What of the coach's is in ``folder``. Nothing is read, so that of a damaged diary is told too."""
    return Where(folder, Journal(folder).there())
