"""A night: one evening and the morning after it, as a list of changes that only grows.

One list serves as the record, as undo, as "when and where was this logged", and later as what two machines merge.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from math import inf
from typing import Any, ClassVar, Literal, NamedTuple

from coach.core.cells import MORNING_CELLS, MORNING_SCORES, QUESTIONS, Dose, Plan, Status, StepEntry, Timer, cell_value
from coach.core.stored import (
    NOTHING,
    JsonValue,
    Read,
    Stored,
    any_text,
    by_name,
    day,
    each,
    json_value,
    maybe,
    moment,
    whole,
)

DID = (Status.DONE, Status.MINIMUM)
"""What counts as done."""


def night_of(moment: datetime, day_turn: time = time(12)) -> date:
    """The night that ``moment`` belongs to: its wall-clock time minus the day turn, as a date.

    The wall clock as the person saw it decides, never UTC, so neither daylight saving nor a flight moves a night.
    """
    turn = timedelta(hours=day_turn.hour, minutes=day_turn.minute)
    return (moment.replace(tzinfo=None) - turn).date()


EARLIEST = date(1900, 1, 1)
"""No diary has an earlier night: such a date is a slip of the keys."""
BACK_FILL = 7
"""Nights that may be filled in afterwards as if they were tonight; a night closes when they are over."""


IMPORTED = "import "
"""What the name of a device begins with where an entry came from a file that does not tell when it was logged."""


def closed(night: date, tonight: date) -> bool:
    """Is ``night`` closed: its day turn is over, and the nights in which it may be filled in as well?"""
    return (tonight - night).days > BACK_FILL


def kept_by(needed: Sequence[str], optional: Sequence[str], answers: Mapping[str, Status]) -> bool:
    """Is a night kept that asked this and was answered so? Where nothing was needed, one optional step done will do."""
    statuses = [answers.get(step) for step in needed or optional]
    did = any(status in DID for status in statuses)
    return did and (not needed or all(status in DID or status is Status.EXCUSED for status in statuses))


class Stamp(NamedTuple):
    """When and where something is logged. ``id`` is new for every action; ``at`` carries its UTC offset."""

    id: str
    at: datetime
    zone: str
    device: str


class Change(Stored):
    """One cell of a night given a value: who logged what, when, where. Never edited, only followed by another.

    ``tick`` orders changes: milliseconds since 1970, but never less than one more than the action before it, so a
    clock set back does not let an older answer win. Changes of one action share a tick. ``value`` None empties the
    cell. ``undoes`` names the change that this one takes back.
    """

    id: str
    tick: int
    at: datetime
    zone: str
    device: str
    cell: str
    value: JsonValue = None
    undoes: str | None = None

    READ: ClassVar[dict[str, Read]] = {
        "id": any_text,
        "tick": whole(),
        "at": moment,
        "zone": any_text,
        "device": any_text,
        "cell": any_text,
        "value": json_value,
        "undoes": maybe(any_text),
    }

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        cell_value(self.cell, self.value)

    @property
    def morning(self) -> bool:
        """Does this belong to the morning questions?"""
        return self.cell in MORNING_CELLS


def _another_answer(change: Change, shown: Change) -> bool:
    if change.device == shown.device or change.value is None or change.value == shown.value:
        return False
    if any(one.device.startswith(IMPORTED) for one in (change, shown)):
        return False  # a file is no machine: which of the two holds was decided when it was taken in
    return not (isinstance(change.value, dict) and isinstance(shown.value, dict)) or _core(change) != _core(shown)


def _core(change: Change) -> dict[str, JsonValue]:
    """A step's answer without when it was given."""
    assert isinstance(change.value, dict)  # noqa: S101  # asked for dicts only
    return {name: value for name, value in change.value.items() if name != "at"}


class Night(Stored):
    """One evening and its morning, keyed by the evening's date.

    ``cursor`` is where the person last was in the walk and ``drafts`` what they are typing: kept on disk so that a
    lost connection loses neither, but no answers. ``unread`` are entries that make no sense to this version.
    """

    night: date
    changes: tuple[Change, ...] = ()
    cursor: str | None = None
    drafts: dict[str, str] = NOTHING
    unread: tuple[JsonValue, ...] = ()

    READ: ClassVar[dict[str, Read]] = {
        "night": day,
        "changes": each(Change.of),
        "cursor": maybe(any_text),
        "drafts": by_name(any_text),
        "unread": each(json_value),
    }

    @classmethod
    def read(cls, stored: object, change: Callable[[Any], Change] = Change.of) -> "Night":
        """A stored record. An entry that ``change`` cannot read hides no other: it is kept among the ``unread``.

        Raises:
            ValueError: if it is no record of a night at all.
        """
        if not isinstance(stored, dict) or not isinstance(stored.get("changes"), list):
            return cls.of(stored)
        changes: list[Change] = []
        before = stored.get("unread") or []
        unread: list[JsonValue] = list(before) if isinstance(before, list | tuple) else [before]
        for entry in stored["changes"]:
            try:
                changes.append(change(entry))
            except ValueError:
                unread.append(entry)
        rest = {name: value for name, value in stored.items() if name not in ("changes", "unread")}
        for name in ("cursor", "drafts"):  # where one was and half-typed text: no reason to hide answers
            try:
                rest[name] = cls.READ[name](rest[name])
            except KeyError:
                continue
            except (ValueError, TypeError):
                unread.append({name: rest.pop(name)})
        return cls.of({**rest, "changes": changes, "unread": unread})

    @cached_property
    def active(self) -> tuple[Change, ...]:
        """The changes that were not taken back, oldest first; undos themselves left out."""
        undone = {c.undoes for c in self.changes if c.undoes}
        kept = (c for c in self.changes if not c.undoes and c.id not in undone)
        return tuple(sorted(kept, key=lambda c: (c.tick, c.device, c.id)))

    @cached_property
    def cells(self) -> dict[str, Change]:
        """The change that each filled cell now shows: the latest that stands."""
        latest = {c.cell: c for c in self.active}
        return {cell: change for cell, change in latest.items() if change.value is not None}

    @cached_property
    def _values(self) -> dict[str, Any]:
        return {cell: cell_value(cell, change.value) for cell, change in self.cells.items()}

    def _all(self, kind: str) -> Iterator[tuple[str, Any]]:
        for cell, value in self._values.items():
            head, _, name = cell.partition(".")
            if head == kind:
                yield name, value

    @cached_property
    def plan(self) -> Plan | None:
        """What this night asked, or None if it was never said."""
        plan: Plan | None = self._values.get("plan")
        return plan

    @cached_property
    def scores(self) -> dict[str, int | Literal["blank"]]:
        """Every score that was answered, blanks among them."""
        return {key: value for key, value in self._all("score") if key in QUESTIONS}

    @cached_property
    def doses(self) -> tuple[Dose, ...]:
        """Magnesium taken this night, in the order it was taken; a time that is not known comes last."""
        doses: list[Dose] = [dose for _, dose in self._all("dose")]
        return tuple(sorted(doses, key=lambda dose: dose.at.timestamp() if dose.at else inf))

    @property
    def magnesium_mg(self) -> float:
        """All magnesium entries of this night, in mg of elemental magnesium."""
        return sum(dose.mg for dose in self.doses)

    @cached_property
    def steps(self) -> dict[str, StepEntry]:
        """Every step that was answered. Magnesium with a dose is done, whatever else was said of it."""
        entries: dict[str, StepEntry] = dict(self._all("step"))
        if self.doses:
            entries["magnesium"] = StepEntry(status=Status.DONE, at=self.doses[-1].at)
        return entries

    @cached_property
    def others(self) -> dict[str, tuple[Change, ...]]:
        """What other machines answered in a cell that now shows something else, the newest of each machine."""
        latest: dict[str, dict[str, Change]] = {}
        for change in self.active:
            latest.setdefault(change.cell, {})[change.device] = change
        return {
            cell: gave_way
            for cell, shown in self.cells.items()
            if cell.partition(".")[0] not in ("timer", "plan", "dose")
            and (gave_way := tuple(c for c in latest[cell].values() if _another_answer(c, shown)))
        }

    def status(self, step: str) -> Status:
        """How ``step`` stands; pending if nothing was said of it."""
        entry = self.steps.get(step)
        return entry.status if entry else Status.PENDING

    def timer(self, step: str) -> Timer | None:
        """The timer of ``step`` while its answer is open."""
        timer: Timer | None = self._values.get(f"timer.{step}")
        return timer if step not in self.steps else None

    @cached_property
    def running(self) -> dict[str, datetime]:
        """When each timer that runs now will end, by its step."""
        timers = ((name, timer.ends) for name, timer in self._all("timer") if name not in self.steps)
        return {name: ends for name, ends in timers if ends is not None}

    @property
    def note(self) -> str | None:
        """The note, exactly as typed."""
        note: str | None = self._values.get("note")
        return note

    @property
    def awake_minutes(self) -> int | None:
        """Minutes awake in the night."""
        minutes: int | None = self._values.get("awake_minutes")
        return minutes

    @property
    def got_up(self) -> int | None:
        """Times got up in the night."""
        times: int | None = self._values.get("got_up")
        return times

    @property
    def side_effects(self) -> tuple[str, ...] | None:
        """What was noticed after magnesium; () is an explicit "none", None was never answered."""
        effects: tuple[str, ...] | None = self._values.get("side_effects")
        return effects

    @property
    def morning_scored(self) -> bool:
        """Was every morning question answered, even with a blank?"""
        return all(key in self.scores for key in MORNING_SCORES)

    def lived(self, moment: datetime) -> date:
        """The night that ``moment`` was, by the day turn of this one."""
        return night_of(moment, self.plan.day_turn) if self.plan else night_of(moment)

    @cached_property
    def late(self) -> tuple[str, ...]:
        """The cells that were filled in after the night had closed. Of what was imported, nobody knows."""
        told = ((cell, change) for cell, change in self.cells.items() if cell != "plan")
        answers = ((cell, change) for cell, change in told if not change.device.startswith(IMPORTED))
        return tuple(cell for cell, change in answers if closed(self.night, self.lived(change.at)))

    @property
    def kept(self) -> bool:
        """Is this a kept night: each needed step done, minimum or excused, and at least one done or minimum?"""
        if self.plan is None:
            return False
        answers = {step: entry.status for step, entry in self.steps.items()}
        return kept_by(self.plan.needed, self.plan.optional, answers)

    @property
    def told(self) -> bool:
        """Is anything on record of this night? A deleted one keeps only what it asked."""
        return any(cell != "plan" for cell in self.cells)

    def record(self, stamp: Stamp, values: dict[str, JsonValue]) -> "Night":
        """This night with one action more: each cell given its value, all under one tick."""
        return self._append(stamp, [{"cell": cell, "value": value} for cell, value in values.items()])

    def take_back(self, stamp: Stamp, changes: tuple[Change, ...]) -> "Night":
        """This night with ``changes`` taken back."""
        return self._append(stamp, [{"cell": change.cell, "undoes": change.id} for change in changes])

    def _append(self, stamp: Stamp, rows: list[dict[str, Any]]) -> "Night":
        clock = int(stamp.at.timestamp() * 1000)
        tick = max([clock, *(c.tick + 1 for c in self.changes)])
        where = {"tick": tick, "at": stamp.at, "zone": stamp.zone, "device": stamp.device}
        new = (Change.of({"id": f"{stamp.id}.{n}", **where, **row}) for n, row in enumerate(rows))
        return self.evolve(changes=(*self.changes, *new))

    def last_action(self, *, morning: bool | None = None) -> tuple[Change, ...]:
        """The changes of the latest action that stands, for undo. ``morning`` keeps to that half of the night.

        The plan is not an answer, so it is never among them; a note belongs to both halves.
        """
        answers = [
            c for c in self.active if c.cell != "plan" and (morning is None or c.morning == morning or c.cell == "note")
        ]
        # Two machines can log in one second, so the tick alone is no action.
        return tuple(c for c in answers if (c.tick, c.device) == (answers[-1].tick, answers[-1].device))
