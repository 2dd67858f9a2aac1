"""Medicines and magnesium: which are not for both, and how many hours lie between the others. Unlisted is never safe.

The rules are evidence.md 2.4, held as data in ``content/medicines.toml``: the hours are those of the labels and of NIH
ODS named there beside each class. A clinician has not reviewed them. No prescribed medicine is ever moved: what is
looked for is a time for magnesium.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from enum import StrEnum
from typing import NamedTuple

from coach.core.person import Medicine
from coach.core.safety import Level, Reason
from coach.core.words import number, one_line

DAY = 24 * 60
UNLISTED = "unlisted"
"""The class of what is on no list, and the mark in ``Medicine.known`` of a name that was only partly understood."""


class Action(StrEnum):
    """What a class of medicines does to the magnesium step."""

    AVOID = "avoid"
    """Off."""
    ASK = "ask"
    """Off until it is noted who said yes."""
    SPACE = "space"
    """On where the hours between them are kept."""
    COUNT = "count"
    """It has magnesium in it, which counts."""
    NOTE = "note"
    """A quiet line of its own; for magnesium the medicine is as one that is not listed."""


class MedicineClass(NamedTuple):
    """One row of evidence.md 2.4. ``says`` is shown; a NOTE names the medicine in it as ``{name}``.

    ``before``: the medicine is taken at least so many hours before magnesium; ``after``: at least so many after it.
    None: hours do not help, or none are known. ``bath``: a cooler bath, or ask first (evidence.md 2.6).
    """

    id: str
    name: str
    action: Action
    says: str
    source: str
    strength: str
    before: float | None = None
    after: float | None = None
    bath: bool = False


class Rule(NamedTuple):
    """One generic name: its classes, and hours of its own where its label asks for others, with their source.

    ``slow_caffeine``: caffeine leaves the body more slowly with it (evidence.md 2.7).
    """

    generic: str
    classes: tuple[str, ...]
    before: float | None = None
    after: float | None = None
    source: str = ""
    slow_caffeine: bool = False


class Together(NamedTuple):
    """Generic names that ask for other hours when one person takes all of them."""

    generics: tuple[str, ...]
    before: float
    after: float
    source: str


class Table(NamedTuple):
    """Everything that medicines are looked up in, classes and rules by their id and generic name."""

    classes: Mapping[str, MedicineClass]
    rules: Mapping[str, Rule]
    together: tuple[Together, ...] = ()


class Hours(NamedTuple):
    """Hours before and after magnesium; 0 and 0 where none are needed or none help."""

    before: float = 0
    after: float = 0

    @property
    def any(self) -> bool:
        """Are there hours to keep at all?"""
        return self.before > 0 or self.after > 0

    def strictest(self, other: "Hours") -> "Hours":
        """The longer of each."""
        return Hours(max(self.before, other.before), max(self.after, other.after))


class Timed(NamedTuple):
    """A medicine with the hours it needs and its daily clock times; () where these are not known."""

    name: str
    hours: Hours
    times: tuple[time, ...]


class Conflict(NamedTuple):
    """A medicine too near to magnesium, and its time; None where its times are not known, which is never clear."""

    name: str
    hours: Hours
    at: time | None


class MedicineReview(NamedTuple):
    """What the medicines say of magnesium: ``reasons`` the most serious first, ``worsening`` quiet lines of RLS itself.

    ``slot`` is the time nearest to the one wished that keeps all hours; None if there is none, if the times of a
    medicine are not known, or if magnesium is not to be taken with one of them at all.
    """

    reasons: tuple[Reason, ...] = ()
    worsening: tuple[Reason, ...] = ()
    slot: time | None = None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def level(self) -> Level:
        """The most serious of the reasons."""
        return max((reason.level for reason in self.reasons), default=Level.OK)


DINNER = 4 * 60
"""Minutes before bedtime that are wished for where no time is: the middle of evening dinner hours (evidence.md 2.8)."""
UNREAD = Reason("unread", Level.ASK_FIRST, "The list of medicines cannot be read here: ask a pharmacist or doctor.", "")
FITS = " fits."
NO_GAP = "No gap found that is long enough. Leave magnesium out and ask a pharmacist."


def minutes(clock: time) -> int:
    """Minutes since midnight."""
    return clock.hour * 60 + clock.minute


def conflicts(timed: Iterable[Timed], at: time) -> tuple[Conflict, ...]:
    """Which medicines are too near to magnesium taken ``at``, on a circle of 24 hours (evidence.md 2.4).

    A medicine whose times are not known is among them, with None: nothing is clear of what is not known.
    """
    return tuple(conflict for one in timed if one.hours.any for conflict in _conflicts(one, minutes(at)))


def _conflicts(one: Timed, at: int) -> Iterator[Conflict]:
    if not one.times:
        yield Conflict(one.name, one.hours, None)
    for clock in one.times:
        ahead, behind = (at - minutes(clock)) % DAY, (minutes(clock) - at) % DAY
        if ahead < one.hours.before * 60 or behind < one.hours.after * 60:
            yield Conflict(one.name, one.hours, clock)


def slot(timed: Sequence[Timed], wished: time, bedtime: time) -> time | None:
    """The quarter of an hour nearest to ``wished`` without a conflict, the earlier of two; None if there is none.

    Looked for from 17:00 to bedtime (evidence.md 2.4), and with a bedtime outside 20:00 to 03:00, as in shift work, in
    the 6 hours before it: our own choice. No medicine is moved.
    """
    end = minutes(bedtime)
    usual = bedtime >= time(20) or bedtime <= time(3)
    begin = 17 * 60 if usual else end - 6 * 60
    evening = range(begin, (end + DAY if end < begin else end) + 1, 15)
    free = [at for at in evening if not conflicts(timed, _clock(at))]
    nearest = min(free, key=lambda at: (_apart(at, minutes(wished)), at), default=None)
    return None if nearest is None else _clock(nearest)


def _clock(at: int) -> time:
    return time(at % DAY // 60, at % 60)


def _apart(a: int, b: int) -> int:
    return min((a - b) % DAY, (b - a) % DAY)


def hours_of(medicine: Medicine, table: Table, taken: frozenset[str] = frozenset()) -> Hours:
    """The strictest hours among all that ``medicine`` is, given all generic names the person takes."""
    hours = Hours()
    for generic in medicine.known or (UNLISTED,):
        hours = hours.strictest(_rule_hours(generic, table))
    for pair in table.together:
        if taken.issuperset(pair.generics) and not set(pair.generics).isdisjoint(medicine.known):
            hours = hours.strictest(Hours(pair.before, pair.after))
    return hours


def _rule_hours(generic: str, table: Table) -> Hours:
    rule = table.rules.get(generic)
    hours = Hours()
    for kind in classes_of(generic, table):
        own = rule if rule and rule.before is not None and kind.before is not None else kind
        hours = hours.strictest(Hours(own.before or 0, own.after or 0))
    return hours


def classes_of(generic: str, table: Table) -> tuple[MedicineClass, ...]:
    """The classes of a generic name that speak of magnesium; the one of unlisted medicines where none does."""
    found = tuple(kind for kind in _all_classes(generic, table) if kind.action is not Action.NOTE)
    return found or (table.classes[UNLISTED],)


def review(medicines: Sequence[Medicine], table: Table | None, at: time | None, bedtime: time) -> MedicineReview:
    """What all ``medicines`` together say of magnesium taken ``at`` (None: no time is set) before ``bedtime``.

    None as ``table``, where its file is unreadable, asks. The most serious comes first, whatever their order
    (evidence.md 2, principle 4); nothing here ever says that something is fine.
    """
    if table is None:
        return MedicineReview((UNREAD,) if medicines else ())
    taken = frozenset(generic for medicine in medicines for generic in medicine.known)
    timed = [Timed(one_line(m.name), hours_of(m, table, taken), m.times) for m in medicines]
    never = any(kind.action is Action.AVOID for m in medicines for _, kind in _kinds(m, table))
    free = None if never else slot(timed, at or _clock(minutes(bedtime) - DINNER), bedtime)
    offer = _offer(free, never, timed)
    reasons = {
        reason
        for medicine, one in zip(medicines, timed, strict=True)
        for reason in _reasons(medicine, table, taken, _gap(one, at, offer))
    }
    worsening = {reason.text: reason for medicine in medicines for reason in _quiet(medicine, table)}
    return MedicineReview(
        tuple(sorted(reasons, key=lambda reason: (-reason.level, reason.id, reason.text))),
        tuple(worsening[text] for text in sorted(worsening)),
        free,
        conflicts(timed, at) if at is not None else (),
    )


class _Gap(NamedTuple):
    """Whether the hours of one medicine are kept, which they are, how it stands, and what could be done.

    ``offer`` is only for a gap that is not kept; all are empty where there are no hours.
    """

    kept: bool = True
    keep: str = ""
    stands: str = ""
    offer: str = ""

    def told(self, kind: MedicineClass) -> str:
        """The sentences behind those of ``kind``; an unlisted medicine's own words say its hours already."""
        if kind.before is None:
            return ""
        keep = "" if kind.id == UNLISTED else self.keep
        asked = "By the hours alone " if kind.action is not Action.SPACE and self.offer.endswith(FITS) else ""
        return "".join(f" {part}" for part in (keep, self.stands, asked + self.offer) if part)


def _gap(one: Timed, at: time | None, offer: str) -> _Gap:
    if not one.hours.any:
        return _Gap()
    keep = _keep(one.hours)
    if not one.times:
        return _Gap(False, keep, "Its usual times are not known, so nothing can be checked: type them.")
    if at is None:
        return _Gap(False, keep, "No time is set for magnesium.", offer)
    close = tuple(_conflicts(one, minutes(at)))
    if not close:
        return _Gap(True, keep, f"Magnesium at {at:%H:%M} keeps that.")
    when = " and ".join(f"{clash.at:%H:%M}" for clash in close if clash.at)
    return _Gap(False, keep, f"Taken at {when}, and magnesium at {at:%H:%M}: too close.", offer)


def _keep(hours: Hours) -> str:
    """What is kept, said of magnesium alone: no medicine is moved for it."""
    if hours.before == hours.after:
        return f"Keep magnesium at least {number(hours.before)} hours away from it."
    return f"Keep magnesium at least {number(hours.before)} hours after it and {number(hours.after)} hours before it."


def _offer(free: time | None, never: bool, timed: Iterable[Timed]) -> str:
    if never:
        return "Leave magnesium out."
    if free is not None:
        return f"{free:%H:%M}{FITS}"
    if any(one.hours.any and not one.times for one in timed):
        return "Not all times are known, so no other time can be named: ask a pharmacist."
    return NO_GAP


def _reasons(medicine: Medicine, table: Table, taken: frozenset[str], gap: _Gap) -> Iterator[Reason]:
    for generics, kind in _kinds(medicine, table):
        level = _LEVELS[kind.action]
        if kind.action is Action.SPACE and not gap.kept:
            level = Level.ASK_FIRST
        said = f"{_label(medicine, generics)}: {kind.says}{gap.told(kind)}"
        name = one_line(medicine.name).casefold() if kind.id == UNLISTED else "+".join(generics)
        yield Reason(f"{kind.id}.{name}", level, said, _source(kind, generics, table, taken))


_LEVELS = {
    Action.AVOID: Level.BLOCK,
    Action.ASK: Level.ASK_FIRST,
    Action.SPACE: Level.CAUTION,
    Action.COUNT: Level.CAUTION,
}


def _quiet(medicine: Medicine, table: Table) -> Iterator[Reason]:
    """The lines of what can make RLS worse, or is to be told the prescriber; they change no level."""
    for generic in medicine.known:
        for kind in _all_classes(generic, table):
            if kind.action is Action.NOTE:
                said = kind.says.replace("{name}", _label(medicine, (generic,)))
                yield Reason(f"{kind.id}.{generic}", Level.OK, said, kind.source)


def _kinds(medicine: Medicine, table: Table) -> list[tuple[tuple[str, ...], MedicineClass]]:
    """Each class that speaks of magnesium once, with the generic names of ``medicine`` that are in it."""
    found: dict[str, list[str]] = {}
    for generic in medicine.known or (UNLISTED,):
        for kind in classes_of(generic, table):
            found.setdefault(kind.id, []).append(generic)
    return [(tuple(generics), table.classes[name]) for name, generics in found.items()]


def _all_classes(generic: str, table: Table) -> tuple[MedicineClass, ...]:
    rule = table.rules.get(generic)
    return tuple(table.classes[name] for name in rule.classes) if rule else ()


def _label(medicine: Medicine, generics: Sequence[str]) -> str:
    """The medicine as typed, and what it was found to be where that is not in its name."""
    name = one_line(medicine.name)
    if UNLISTED in generics:
        return f"Part of “{name}”" if len(medicine.known) > 1 else name
    other = [generic for generic in generics if generic.casefold() not in name.casefold()]
    return f"{name} ({', '.join(other)})" if other else name


def _source(kind: MedicineClass, generics: Iterable[str], table: Table, taken: frozenset[str]) -> str:
    own = [rule.source for generic in generics if (rule := table.rules.get(generic)) and rule.source]
    pairs = (pair for pair in table.together if kind.before is not None and taken.issuperset(pair.generics))
    own += [pair.source for pair in pairs if not set(pair.generics).isdisjoint(generics)]
    return "; ".join(dict.fromkeys((kind.source, *own)))


def bath_notes(medicines: Iterable[Medicine], table: Table) -> tuple[str, ...]:
    """Which of ``medicines`` ask for a cooler bath, or to ask first (evidence.md 2.6), by their names."""
    return tuple(
        _label(medicine, (generic,))
        for medicine in medicines
        for generic in medicine.known
        if any(kind.bath for kind in _all_classes(generic, table))
    )


def thins_blood(medicines: Iterable[Medicine], table: Table) -> bool:
    """Is one of ``medicines`` a blood thinner, so massage is light (evidence.md 2.6)?"""
    known = (generic for medicine in medicines for generic in medicine.known)
    return any(kind.id == "blood_thinners" for generic in known for kind in _all_classes(generic, table))


def slow_caffeine(medicines: Iterable[Medicine], table: Table) -> tuple[str, ...]:
    """Which of ``medicines`` let caffeine stay longer, so none after breakfast (evidence.md 2.7), by their names."""
    return tuple(
        _label(medicine, (generic,))
        for medicine in medicines
        for generic in medicine.known
        if (rule := table.rules.get(generic)) and rule.slow_caffeine
    )
