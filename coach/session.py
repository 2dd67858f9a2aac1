"""The one module every door speaks to: it joins the pure core to the disk, the clock and this machine."""

import os
import platform
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from coach import content
from coach.core import routine
from coach.core.nights import Night, Stamp, night_of
from coach.core.profile import Profile
from coach.core.routine import Event, Refused
from coach.core.safety import DoseNotice, dose_notice
from coach.store import Journal, StoreError, Transaction

__all__ = ["Clock", "Refused", "Session", "StoreError", "data_folder"]

Clock = Callable[[], datetime]
Door = Literal["first_run", "morning", "tonight"]


def data_folder(given: str | None = None) -> Path:
    """Where the diary lives: ``--home``, or ``COACH_HOME``, or the platform's folder for a person's data."""
    if chosen := given or os.environ.get("COACH_HOME"):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_data_path  # 14 ms to import: only where nobody chose

    return user_data_path("coach", appauthor=False)


def local_now() -> datetime:
    """This moment, to the second, in the local zone; a fixed offset where the zone has no name."""
    from tzlocal import get_localzone

    try:
        zone = get_localzone()
    except (LookupError, ValueError, OSError):  # a TZ or /etc/localtime that says nothing usable
        return datetime.now().astimezone().replace(microsecond=0)
    return datetime.now(zone).replace(microsecond=0)


@dataclass(frozen=True)
class Where:
    """The data folder and the files in it."""

    folder: Path
    files: tuple[Path, ...]


class Session:
    """A diary opened for use. ``clock`` tells the local time and ``device`` names this machine; tests pass both."""

    def __init__(self, journal: Journal, clock: Clock = local_now, device: str | None = None) -> None:
        self._journal = journal
        self._clock = clock
        self._device = device or platform.node() or "unnamed"
        self.profile: Profile = Profile()
        self.reload()

    @classmethod
    def at(cls, folder: Path, clock: Clock = local_now, device: str | None = None) -> "Session":
        """The diary in ``folder``."""
        return cls(Journal(folder), clock, device)

    def reload(self) -> None:
        """Read the settings anew."""
        self.profile = self._journal.read().profile() or Profile()

    def now(self) -> datetime:
        """This moment on the person's clock."""
        return self._clock()

    @property
    def tonight(self) -> date:
        """The night this moment belongs to."""
        return night_of(self.now(), self.profile.day_turn)

    @property
    def last_night(self) -> date:
        """The night the morning questions ask about."""
        return self.profile.morning_night(self.now())

    def door(self) -> Door:
        """Where the person is: the first questions, the morning ones if they are due, or tonight."""
        if self.profile.first_run < 3:
            return "first_run"
        now, tonight = self.now(), self.tonight
        if now < self.profile.morning_begins(tonight, now):
            return "tonight"
        night = self.night(tonight)
        timing = night.running and now < self.profile.morning_begins(tonight, now) + timedelta(hours=2)
        return "tonight" if night.morning_scored or timing else "morning"

    def night(self, night: date | None = None) -> Night:
        """The record of ``night`` (tonight, if None) as it now is on disk; an empty one if there is none."""
        return self._journal.read().night(night or self.tonight)

    def last(self, count: int) -> list[Night]:
        """The last ``count`` nights that have a record, oldest first."""
        found: list[Night] = []
        reader = self._journal.read()
        for year in reversed(self._journal.years()):
            found = [*(n for n in reader.nights(year) if n.active), *found]
            if len(found) >= count:
                break
        return found[-count:]

    def nights_kept(self, but: date | None = None) -> int:
        """How many nights were kept over all years, ``but`` one of them not counted."""
        reader = self._journal.read()
        nights = (night for year in self._journal.years() for night in reader.nights(year))
        return sum(night.kept for night in nights if night.night != but)

    def dispatch(self, *events: Event, night: date | None = None) -> Night:
        """Carry out ``events`` on one night as one action, and return the night as it then is on disk.

        Raises:
            Refused: if an event makes no sense; nothing is stored then.
            StoreError: if the diary cannot be read or written; nothing is stored then.
        """
        key = night or self.tonight
        if key > self.tonight:
            raise Refused(f"The night of {key} has not begun yet; give tonight's date or an earlier one.")
        with self._journal.transaction() as transaction:
            profile = transaction.profile() or self.profile  # another session may have changed it
            before = after = transaction.night(key)
            for event in events:
                after = routine.advance(after, event, profile, self._stamp())
            if after.changes != before.changes:
                after = self._with_plan(after, profile)
            transaction.put(after)
        self.profile = profile
        return after

    def change_profile(self, change: Callable[[Profile], Profile]) -> Profile:
        """Change the settings as they now are on disk, and let them hold for tonight if tonight has begun.

        Raises:
            ValueError: if what ``change`` returns are no settings; nothing is stored then.
        """
        with self._journal.transaction() as transaction:
            changed = change(transaction.profile() or self.profile)
            checked = Profile.model_validate(changed.model_dump())
            transaction.put_profile(checked)
            self._renew_plan(transaction, checked)
        self.profile = checked
        return checked

    def undo_profile(self) -> Profile:
        """Bring back the settings before the last change.

        Raises:
            Refused: if there was no change.
        """
        with self._journal.transaction() as transaction:
            before = transaction.back_profile()
            if before is None or before.first_run < self.profile.first_run:
                raise Refused("There is no change of settings to take back.")
            self._renew_plan(transaction, before)
        self.profile = before
        return before

    def _renew_plan(self, transaction: Transaction, profile: Profile) -> None:
        night = transaction.night(night_of(self.now(), profile.day_turn))
        if night.plan is not None and night.plan != profile.plan():
            transaction.put(self._with_plan(night, profile))

    def dose_notice(self, mg: float, night: date | None = None) -> DoseNotice:
        """What to say when ``mg`` more magnesium is logged."""
        return dose_notice(self.night(night).magnesium_mg + mg)

    def content(self) -> content.Content:
        """The words of the steps."""
        return content.load()

    def where(self) -> Where:
        """The data folder and its files."""
        folder = self._journal.folder
        return Where(folder, tuple(sorted(folder.glob("*.json"))))

    def _with_plan(self, night: Night, profile: Profile) -> Night:
        """``night`` with what it asks: frozen when first logged, and renewed only while it is tonight."""
        plan, tonight = profile.plan(), night_of(self.now(), profile.day_turn)
        if night.plan == plan or (night.plan is not None and night.night != tonight):
            return night
        return night.record(self._stamp(), {"plan": plan.model_dump(mode="json")})

    def _stamp(self) -> Stamp:
        now = self.now()
        zone = getattr(now.tzinfo, "key", None) or str(now.tzname())
        return Stamp(id=uuid.uuid4().hex[:12], at=now, zone=zone, device=self._device)
