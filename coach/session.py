"""The one module every door speaks to: it joins the pure core to the disk, the clock and this machine."""

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from coach import __version__, content
from coach.clock import Clock, local_now, machine
from coach.core import routine
from coach.core.merge import merge_nights, merge_profiles, stamped
from coach.core.nights import EARLIEST, Night, Stamp, night_of
from coach.core.profile import Profile
from coach.core.routine import Event, Refused, Undo
from coach.core.stored import NOTE_LIMIT
from coach.core.words import clean
from coach.store import Journal, StoreError, Transaction

if TYPE_CHECKING:
    from coach.core.briefs import Brief
    from coach.store.check import Finding

__all__ = ["KIOSK", "OWN", "Clock", "Limits", "Refused", "Session", "StoreError", "data_folder", "new_action"]

Result = TypeVar("Result")
FEW = 8
"""Records that can be read before the first screen without being felt."""
Door = Literal["first_run", "morning", "tonight"]


class Limits(NamedTuple):
    """How much one diary takes: characters of one text, changes of one night, steps of a routine."""

    text: int
    changes: float
    steps: float


OWN = Limits(text=NOTE_LIMIT, changes=inf, steps=inf)
"""A diary on a person's own machine: only what would slow a save is too much."""
KIOSK = Limits(text=4_000, changes=2_000, steps=100)
"""A diary on somebody else's: two pages a note, ten evenings' worth of changes a night."""


def data_folder(given: str | None = None) -> Path:
    """Where the diary lives: ``--home``, ``COACH_HOME``, or this platform's; ``StoreError`` if ``~name`` is nobody."""
    if chosen := given or os.environ.get("COACH_HOME"):
        try:
            return Path(chosen).expanduser().absolute()
        except RuntimeError as error:
            raise StoreError(f"There is no home folder for {chosen}; give the folder's whole path.") from error
    from platformdirs import user_data_path  # 14 ms to import: only where nobody chose

    return user_data_path("coach", appauthor=False)


def check_folder(folder: Path, *, repair: bool) -> "list[Finding]":
    """Everything that is wrong with the diary in ``folder``, and with ``repair`` what was done about it.

    No session is needed: a diary that cannot be opened is just the one to check.
    """
    return Journal(folder).check(repair=repair)


def new_action() -> str:
    """A name for one action, never given before."""
    return os.urandom(6).hex()


class Where(NamedTuple):
    """The data folder, there or not yet, and what of the coach's is in it: files, and the folder of copies last."""

    folder: Path
    files: tuple[Path, ...]


class Comparison(NamedTuple):
    """A diary beside a copy of it: how many nights each has, its last, and how many differ."""

    nights_here: int
    nights_copy: int
    last_here: date | None
    last_copy: date | None
    only_here: int
    only_copy: int
    different: int


class Merged(NamedTuple):
    """What a merge brought: nights that were not here, nights that grew, and whether settings changed."""

    new: int
    changed: int
    settings: bool


def _all(view: Transaction) -> dict[date, Night]:
    return {night.night: night for year in view.years() for night in view.nights(year)}


def _longest(value: object) -> int:
    """Characters of the longest text in ``value``."""
    match value:
        case str():
            return len(value)
        case dict():
            return max(map(_longest, value.values()), default=0)
        case list():
            return max(map(_longest, value), default=0)
    return 0


class Session:
    """A diary opened for use. ``clock`` tells the local time and ``device`` names this machine; tests pass both."""

    def __init__(
        self, journal: Journal, clock: Clock = local_now, device: str | None = None, limits: Limits = OWN
    ) -> None:
        self.limits = limits
        self.demo = journal.demo
        """Is it an invented diary, of which nothing is kept?"""
        self._journal = journal
        self._clock = clock
        self._device = device or machine()
        self.profile: Profile = Profile()
        self.reload()

    @classmethod
    def at(cls, folder: Path, clock: Clock = local_now, device: str | None = None, limits: Limits = OWN) -> "Session":
        """The diary in ``folder``."""
        return cls(Journal(folder), clock, device, limits)

    def reload(self) -> None:
        """Read the settings anew."""
        self.profile = self._journal.read().profile() or Profile()

    def changed_elsewhere(self) -> bool:
        """Did another session write since this one last read? Cheap enough to ask each second."""
        return self._journal.changed()

    def problems(self) -> list[str]:
        """What was found wrong with the diary since this was last asked, a sentence each."""
        found, self._journal.problems[:] = list(self._journal.problems), []
        return found

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
        if not self.profile.set_up:
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
            found = [*(n for n in reader.nights(year) if n.told), *found]
            if len(found) >= count:
                break
        return found[-count:]

    def since(self, first: date) -> list[Night]:
        """The nights from ``first`` on that have a record, oldest first; only the years it needs are read."""
        reader = self._journal.read()
        years = [year for year in self._journal.years() if year >= first.year]
        return [night for year in years for night in reader.nights(year, first) if night.told]

    def keep_fault(self, error: BaseException) -> Path:
        """What went wrong inside the coach, written where only the person reads it; where that is.

        Raises:
            StoreError: if the disk refused.
        """
        import traceback

        told = "".join(traceback.format_exception(error))  # without the values of variables: they are the diary
        return self._journal.keep_fault(f"{self.now().isoformat()} coach {__version__}\n{clean(told)}\n")

    def years(self) -> list[int]:
        """The years that have nights, oldest first."""
        return self._journal.years()

    def briefs(self, year: int) -> "list[Brief]":
        """The nights of ``year`` that have something on record, in brief, oldest first.

        Raises:
            StoreError: if the year cannot be read.
        """
        return self._journal.briefs(year)

    def noted(self, year: int) -> list[tuple[date, str]]:
        """The nights of ``year`` that have a note, and their notes, oldest first.

        Raises:
            StoreError: if the year cannot be read.
        """
        return self._journal.leaf_through().noted(year)

    def nights_kept(self, year: int, but: date) -> int:
        """How many nights of ``year`` were kept, ``but`` one of them not counted."""
        kept = self._journal.nights_kept(year, but) or 0
        self._journal.keep_tally()
        return kept

    def nights_kept_so_far(self, but: date) -> int | None:
        """How many nights of all years were kept, ``but`` one not counted; None where that takes long to find out.

        ``keep_tally`` leaves what was counted for the next start.
        """
        kept = 0
        for year in self._journal.years():
            some = self._journal.nights_kept(year, but, most=FEW)
            if some is None:
                return None
            kept += some
        return kept

    def keep_tally(self) -> None:
        """Leave what was counted of the kept nights for the next start."""
        self._journal.keep_tally()

    def dispatch(self, *events: Event, night: date | None = None, action: str | None = None) -> Night:
        """Carry out ``events`` on one night as one action, and return the night as it then is on disk.

        An ``action`` of ``new_action`` is carried out once, however often it is tried: a disk can say no and do it.

        Raises:
            Refused: if an event makes no sense or is more than this diary takes; nothing is stored then.
            StoreError: if the diary cannot be read or written; nothing is stored then.
        """
        key = night or self.tonight
        if key > self.tonight:
            raise Refused(f"The night of {key} has not begun yet; give tonight's date or an earlier one.")
        if key < EARLIEST:
            raise Refused(f"The night of {key} is before {EARLIEST.year}; give the evening's date, such as 2026-11-22.")
        with self._journal.transaction(self.now().date()) as transaction:
            profile = transaction.profile() or self.profile  # another session may have changed it
            before = after = transaction.night(key)
            if action and any(change.id.startswith(action) for change in before.changes):
                return before
            for number, event in enumerate(events):
                stamp = self.stamp(f"{action}{number:x}" if action else None)
                after = routine.advance(after, event, profile, stamp)
            if after.changes != before.changes:
                after = self._with_plan(after, profile)
            self._refuse_too_much(before, after, may_grow=all(isinstance(event, Undo) for event in events))
            transaction.put(after)
        self.profile = profile
        return after

    def change_profile(self, change: Callable[[Profile], Profile]) -> Profile:
        """Change the settings as they now are on disk, and let them hold for tonight if tonight has begun.

        Raises:
            ValueError: if what ``change`` returns are no settings; nothing is stored then.
            Refused: if they are more than this diary takes; nothing is stored then.
        """
        with self._journal.transaction(self.now().date()) as transaction:
            before = transaction.profile() or self.profile
            changed = stamped(before, change(before), self.milliseconds())
            checked = Profile.of(changed.fields())
            if len(checked.steps) > max(self.limits.steps, len(before.steps)):
                raise Refused(f"A routine has {self.limits.steps:,} steps at most here, those put away among them.")
            transaction.put_profile(checked)
            self._renew_plan(transaction, checked)
        self.profile = checked
        return checked

    def note_shown(self, shown: Mapping[str, date]) -> Profile:
        """Remember what was shown, and when. Nobody changed a setting by looking: ``undo_profile`` passes it over.

        Raises:
            StoreError: if the diary cannot be read or written; nothing is stored then.
        """
        with self._journal.transaction(self.now().date()) as transaction:
            before = transaction.profile() or self.profile
            after = stamped(before, before.evolve(shown=dict(shown)), self.milliseconds())
            transaction.amend_profile(after)
        self.profile = after
        return after

    def undo_profile(self) -> Profile:
        """Bring back the settings before the last change.

        Raises:
            Refused: if there was no change.
        """
        with self._journal.transaction(self.now().date()) as transaction:
            now = transaction.profile() or self.profile
            before = transaction.back_profile()
            if before is None or before.first_run < now.first_run:
                raise Refused("There is no change of settings to take back.")
            # Taking back is a change too, and a step is put away: or a merge would bring either back.
            before = before.with_gone_away(now).evolve(shown=now.shown)
            before = stamped(now, before, self.milliseconds())
            transaction.amend_profile(before)
            self._renew_plan(transaction, before)
        self.profile = before
        return before

    def _refuse_too_much(self, before: Night, after: Night, *, may_grow: bool) -> None:
        """What is there already stays, whatever its size; and what was logged can be taken back, however much it is."""
        new = after.changes[len(before.changes) :]
        if new and not may_grow and len(after.changes) > self.limits.changes:
            most = f"{self.limits.changes:,}"
            raise Refused(f"The night of {after.night} has {most} entries, the most it keeps here; nothing was added.")
        drafts = [text for field, text in after.drafts.items() if text != before.drafts.get(field)]
        longest = max(map(_longest, (*drafts, *(change.value for change in new))), default=0)
        if longest > self.limits.text:
            raise Refused(
                f"That text is {longest:,} characters long; {self.limits.text:,} is the most one field keeps."
            )

    def _renew_plan(self, transaction: Transaction, profile: Profile) -> None:
        night = transaction.night(night_of(self.now(), profile.day_turn))
        if night.plan is not None and night.plan != profile.plan():
            transaction.put(self._with_plan(night, profile))

    def keys_file(self) -> str | None:
        """What the person wrote in ``keys.toml`` of the data folder; None where there is none.

        Raises:
            StoreError: if it is not their own plain text, or cannot be read.
        """
        return self._journal.keys()

    def content(self) -> content.Content:
        """The words of the steps."""
        return content.load()

    def where(self) -> Where:
        """The data folder and what of the coach's is in it."""
        return Where(self._journal.folder, self._journal.there())

    def backup(self, target: Path | None) -> Path:
        """Keep a copy: packed in the new file ``target``, or a dated one beside the diary; where it is.

        Raises:
            StoreError: if there is nothing to keep, the file is there already, or the disk refused.
        """
        return self._journal.backup(target, self.now().date())

    def compare(self, which: str) -> Comparison:
        """What would change if the copy ``which`` (a date, a name or a path) took the place of the diary.

        Raises:
            StoreError: if there is no such copy, or it is damaged.
        """
        copy, here = _all(self._journal.copy(which, whole=True)), _all(self._journal.read())
        both = here.keys() & copy.keys()
        return Comparison(
            nights_here=len(here),
            nights_copy=len(copy),
            last_here=max(here, default=None),
            last_copy=max(copy, default=None),
            only_here=len(here.keys() - copy.keys()),
            only_copy=len(copy.keys() - here.keys()),
            different=sum(here[night] != copy[night] for night in both),
        )

    def restore(self, which: str) -> None:
        """Put the copy ``which`` in place of the diary, after a copy of that.

        Raises:
            StoreError: if there is no such copy, it is damaged, or the disk refused; nothing has changed then.
        """
        self._journal.restore(which, self.now().date())
        self.reload()

    def merge(self, other: str) -> Merged:
        """Join another copy of the diary with this one, entry by entry; the latest logged wins.

        Raises:
            StoreError: if there is no such copy, it is damaged, or the disk refused; nothing has changed then.
        """
        copy = self._journal.copy(other)
        profile = copy.profile()
        new = changed = 0
        with self._journal.transaction(self.now().date(), why="before-merge") as transaction:
            for night in (night for year in copy.years() for night in copy.nights(year)):
                before = transaction.night(night.night)
                after = merge_nights(before, night)
                if after != before:
                    new, changed = new + (not before.changes), changed + bool(before.changes)
                    transaction.put(after)
            mine = transaction.profile()
            joined = merge_profiles(mine, profile) if mine and profile else mine or profile
            if joined is not None and joined != mine:
                transaction.put_profile(joined)
        self.reload()
        return Merged(new, changed, settings=joined != mine)

    def leaf_through(self) -> Transaction:
        """A view of all of the diary, for reading once."""
        return self._journal.leaf_through()

    def rewrite(self, work: Callable[[Transaction], Result], why: str) -> Result:
        """``work`` on all of the diary as one change, after a copy of it that is named for ``why``; its result.

        Raises:
            StoreError: if the disk refused; nothing has changed then, nor where ``work`` raises.
        """
        with self._journal.transaction(self.now().date(), why=why) as transaction:
            result = work(transaction)
            self._renew_plan(transaction, transaction.profile() or self.profile)
        self.reload()
        return result

    def _with_plan(self, night: Night, profile: Profile) -> Night:
        """``night`` with what it asks: frozen when first logged, and renewed only while it is tonight."""
        plan, tonight = profile.plan(), night_of(self.now(), profile.day_turn)
        if night.plan == plan or (night.plan is not None and night.night != tonight):
            return night
        return night.record(self.stamp(), {"plan": plan.fields()})

    def milliseconds(self) -> int:
        """This moment as settings remember when they were changed: since 1970."""
        return int(self.now().timestamp() * 1000)

    def stamp(self, name: str | None = None, device: str | None = None) -> Stamp:
        """When and where something is logged now: by this machine, if no ``device`` is given."""
        now = self.now()
        zone = getattr(now.tzinfo, "key", None) or str(now.tzname())
        return Stamp(id=name or new_action(), at=now, zone=zone, device=device or self._device)
