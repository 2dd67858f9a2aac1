"""A diary carried out to a file and taken in from one: what that adds, changes and leaves, and how it is taken back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from coach.core.intake import Taken, take_cells, take_night
from coach.core.merge import added_settings, settings_differ, settings_taken_back, stamped
from coach.core.nights import IMPORTED, Change, Night, Stamp
from coach.core.profile import Profile, Step
from coach.exchange.found import Row, Unread
from coach.session import Refused, Session, new_action
from coach.store import Transaction, whole
from coach.store.records import number_of

WHY = "before-import"
AHEAD = timedelta(days=2)
"""A night may be this far ahead of tonight: over the date line, tonight comes again."""


class Incoming(NamedTuple):
    """What a file brings: nights with their own history, or rows of values; settings, or steps of one's own.

    ``source`` says in a word where it comes from, and ``unread`` what could not be read.
    """

    source: str
    nights: tuple[Night, ...] = ()
    rows: tuple[Row, ...] = ()
    profile: Profile | None = None
    steps: tuple[Step, ...] = ()
    unread: tuple[Unread, ...] = ()


class Intake(NamedTuple):
    """What taking something in does, night by night and to the settings, by their parts; ``first``: there were none."""

    nights: tuple[Taken, ...]
    profile: Profile | None = None
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    first: bool = False

    @property
    def any(self) -> bool:
        """Is there anything to write?"""
        return bool(self.added or self.changed) or any(taken.added or taken.changed for taken in self.nights)


class Import(NamedTuple):
    """What was taken in last and can be taken back: when, from what, and how many nights."""

    at: datetime
    source: str
    nights: int


# Out


def as_json(session: Session, first: date | None = None, last: date | None = None) -> str:
    """The settings and all nights, or those from ``first`` to ``last``, as JSON from which nothing is missing.

    Raises:
        StoreError: if the diary cannot be read.
    """
    view = session.leaf_through()
    # One that was opened and left is no night on another machine, and would be missing when it goes out again there.
    nights = (night for night in _between(view, first, last) if night != Night(night=night.night))
    return whole.written(view.profile(), nights)


def told_nights(session: Session, first: date | None = None, last: date | None = None) -> list[Night]:
    """The nights that have something on record, oldest first.

    Raises:
        StoreError: if the diary cannot be read.
    """
    return [night for night in _between(session.leaf_through(), first, last) if night.told]


def _between(view: Transaction, first: date | None, last: date | None) -> Iterator[Night]:
    first, last = first or date.min, last or date.max
    for year in view.years():
        if first.year <= year <= last.year:
            yield from (night for night in view.nights(year) if first <= night.night <= last)


# In


def of_json(session: Session, raw: bytes, name: str) -> Incoming:
    """What ``raw``, a file made by ``as_json``, brings.

    Raises:
        StoreError: if it is no such file.
    """
    found = whole.read(raw, name)
    latest = session.tonight + AHEAD
    unread = [Unread(0, text, f"night {place}" if place else "settings") for place, text in found.unread]
    unread += [Unread(0, f"The night of {n.night} has not come yet.") for n in found.nights if n.night > latest]
    nights = tuple(night for night in found.nights if night.night <= latest)
    return Incoming("json", nights, profile=found.profile, unread=tuple(unread))


def foreseen(session: Session, incoming: Incoming, *, replace: bool = False) -> Intake:
    """What taking ``incoming`` in would do now.

    Raises:
        StoreError: if the diary cannot be read.
    """
    return _intake(session, session.leaf_through(), incoming, session.stamp(), replace)


def take_in(session: Session, incoming: Incoming, *, replace: bool = False) -> Intake:
    """Take ``incoming`` in, all of it or nothing, after a copy of the diary; what that did.

    Raises:
        StoreError: if the diary cannot be read or written; nothing has changed then.
    """

    def work(view: Transaction) -> Intake:
        by = f"{IMPORTED}{incoming.source}" if incoming.rows else None
        stamp = session.stamp(new_action(), by)
        intake = _intake(session, view, incoming, stamp, replace)
        if intake.any:
            before = view.profile()
            view.put_import(_remembered(view, intake, incoming, stamp, before))
            for taken in intake.nights:
                if taken.night != view.night(taken.night.night):
                    view.put(taken.night)
            if intake.profile is not None and intake.profile != before:
                view.put_profile(intake.profile)
        return intake

    return session.rewrite(work, WHY)


def _intake(session: Session, view: Transaction, incoming: Incoming, stamp: Stamp, replace: bool) -> Intake:
    nights = [take_night(view.night(night.night), night, stamp, replace=replace) for night in incoming.nights]
    rows: dict[date, Taken] = {}
    for row in incoming.rows:
        rows[row.night] = _row_taken(rows.get(row.night), view, row, stamp, replace)
    here, there = view.profile(), incoming.profile
    profile = _settings(session, here, incoming, replace)
    differ = settings_differ(here or Profile(), profile) if profile else ()
    added = _settings(session, here, incoming, replace=False) if replace else profile
    new = settings_differ(here or Profile(), added) if added else ()
    return Intake(
        nights=(*nights, *rows.values()),
        profile=profile,
        added=tuple(part for part in differ if part in new),
        changed=tuple(part for part in differ if part not in new),
        left=settings_differ(profile, there) if profile and there else (),
        first=here is None,
    )


def _row_taken(so_far: Taken | None, view: Transaction, row: Row, stamp: Stamp, replace: bool) -> Taken:
    """Two lines of one night join: the second adds to the first, under a name of its own, for no two changes share
    one: a join would keep but one of them.
    """
    before = so_far.night if so_far else view.night(row.night)
    by = stamp._replace(id=f"{stamp.id}.{row.line}") if so_far else stamp
    taken = take_cells(before, row.cells, row.doses, row.plan, by, replace=replace)
    if so_far is None:
        return taken
    added = (*so_far.added, *taken.added)
    return Taken(taken.night, added, (*so_far.changed, *taken.changed), (*so_far.left, *taken.left))


def _settings(session: Session, here: Profile | None, incoming: Incoming, replace: bool) -> Profile | None:
    if here is None and incoming.profile is not None:
        return incoming.profile  # an empty diary takes them as they are
    before = after = here or Profile()
    if incoming.profile is not None:
        after = added_settings(before, incoming.profile, replace=replace or not before.set_up)
        if not before.set_up:  # who has not answered the first questions yet has answered them there
            after = after.evolve(first_run=incoming.profile.first_run)
    for step in incoming.steps:
        after = after if after.step(step.id) else after.with_step(step)
    if after == before:
        return here
    return Profile.of(stamped(before, after, session.milliseconds()).fields())


# Back


def last_import(session: Session) -> Import | None:
    """What was taken in last; None if nothing was, or it was taken back.

    Raises:
        StoreError: if the diary cannot be read.
    """
    fields = session.leaf_through().last_import()
    if fields is None:
        return None
    at = datetime.fromisoformat(str(fields.get("at")))
    return Import(at, str(fields.get("source")), len(_dates(fields)))


def take_back(session: Session) -> int:
    """Take the last import back, and nothing that was logged since; from how many nights.

    Raises:
        Refused: if there is none.
        StoreError: if the diary cannot be read or written; nothing has changed then.
    """

    def work(view: Transaction) -> int:
        fields = view.last_import()
        if fields is None:
            raise Refused("There is no import to take back.")
        stamp = session.stamp()
        nights = 0
        for night in map(view.night, _dates(fields)):
            brought = tuple(change for change in night.active if _brought(change, night, fields))
            if brought:
                nights += 1
                view.put(night.take_back(stamp, brought))
        now = view.profile()
        if now is not None and fields.get("after"):
            before = Profile.of(fields.get("before") or {})
            after = settings_taken_back(now, before, Profile.of(fields["after"]))
            view.put_profile(Profile.of(stamped(now, after, session.milliseconds()).fields()))
        view.put_import(None)
        return nights

    return session.rewrite(work, WHY)


def _remembered(
    view: Transaction, intake: Intake, incoming: Incoming, stamp: Stamp, before: Profile | None
) -> dict[str, Any]:
    """What is needed to take an import back: small, for it stands in the settings, which are read at each start.

    Of a night that was not here before its date is enough: whatever was logged of it before the ``bound`` came with
    the import. The bound is the last that came, and not now, for the clock may be set back.
    """
    now, bound = int(stamp.at.timestamp() * 1000), 0
    entire: list[int] = []
    parts: dict[str, list[str]] = {}
    for taken in intake.nights:
        night, was = taken.night, view.night(taken.night.night)
        known = {change.id for change in was.changes}
        new = [change for change in night.changes if change.id not in known]
        if not was.changes and all(change.tick < now for change in new):
            entire.append(number_of(night.night))
            bound = max([bound, *(change.tick + 1 for change in new)])
        elif rest := [change.id for change in new if not change.id.startswith(f"{stamp.id}.")]:
            parts[str(number_of(night.night))] = rest
        elif new:
            parts[str(number_of(night.night))] = []
    changed = intake.profile is not None and intake.profile != before
    return {
        "action": stamp.id,
        "at": stamp.at.isoformat(),
        "source": incoming.source,
        "bound": bound,
        "entire": entire,
        "parts": parts,
        "before": before.fields() if before and changed else None,
        "after": intake.profile.fields() if intake.profile and changed else None,
    }


def _dates(fields: dict[str, Any]) -> list[date]:
    numbers = [*fields.get("entire", ()), *map(int, fields.get("parts", {}))]
    return [date(number // 10_000, number // 100 % 100, number % 100) for number in numbers]


def _brought(change: Change, night: Night, fields: dict[str, Any]) -> bool:
    """Did the import that ``fields`` remember bring ``change``?"""
    number = number_of(night.night)
    if change.id.startswith(f"{fields['action']}."):
        return True
    if number in fields["entire"]:
        return change.tick < int(fields["bound"])
    return change.id in fields["parts"].get(str(number), ())
