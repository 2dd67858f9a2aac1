"""An invented year of one invented person: for ``coach demo``, and for pictures, tests and benches.

It goes through the core as a year of use would, and is the same on every machine; only its dates and its zone are those
of the moment it is made for. Nobody lived it, and nothing in it is advice.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from random import Random
from typing import NamedTuple, TypeVar

from coach.core import routine
from coach.core.cells import Reason
from coach.core.merge import stamped
from coach.core.nights import Night, Stamp, night_of
from coach.core.person import Basis, ClinicScore, GateAnswer, Goal, Medicine, Product, Said
from coach.core.profile import FIRST_QUESTIONS, Kind, Pause, Profile, Step, ahead
from coach.core.routine import (
    Answer,
    Done,
    Event,
    Excuse,
    HadSome,
    StartOrPause,
    Tell,
    Took,
    Undo,
    WriteNote,
)
from coach.session import Clock, Session
from coach.store import Journal
from coach.store.memory import Memory

Picked = TypeVar("Picked")
Timed = tuple[int, Event]
"""An event, and when: minutes after the midnight that begins the evening's date, on the wall clock."""

NIGHTS = 365
"""Nights before tonight, counted back: 1 is last night."""
BEGINS = time(20, 40)
"""When the evening of ``coach demo`` begins, at whatever hour it is opened."""
LAPTOP, PHONE = "laptop", "phone"
_SEED = 58

_HARD = ((1, 4.8), (12, 5.6), (17, 7.2), (33, 7), (38, 3), (85, 3.4), (150, 4.4), (228, 5.2), (240, 6.8), (365, 7.4))
"""How hard the nights are, 0 to 10, by how many nights ago: slowly better, with two bad spells."""
_FLU, _VISIT = range(277, 284), range(128, 132)
"""Nights that were excused, and of which nothing is on record."""
_FORGOTTEN = {*range(212, 222), 53, 88, 118, 147, 189, 252, 293, 318, 341}
_AWAY = range(165, 177)
"""Nights in another zone. The one before them was spent in a plane, and so was the one after."""
_FLIGHTS = (177, 164)
_SLOPPY = {*range(222, 262), *range(96, 104)}
_MISSED_ALONE, _UNFINISHED, _MORNING_TO_COME = 12, 3, 1
_FILLED_IN = {52: 9, 101: 1, 140: 1}
"""Nights that were filled in so many days later, the first of them after it had closed."""
_UPSET = (61, 72)
_TAKEN_BACK = (90, 204)

_NOTES = (
    "Long day on my feet.",
    "Restless in the cinema from the second hour on.\nBetter after walking home. \U0001f319",
    "Hot evening, window open all night.",
    "Late dinner with the neighbours.",
    "Legs busy on the train, quiet at home.",
    "Phone away at ten \U0001f642\nSlept through until five.",
    "New mattress. Too soon to say.",
    "Rain all day, hardly out of the house.",
    "Grandchildren here; bed an hour late.",
    "Ask about iron at the next visit.",
    "Both legs tonight, the left one more.",
    "Read instead of television.",
    "Up at two, walked the hall, asleep again by three.",
    "Quiet evening. Nothing to add.",
    "Cold pack on the calves during the film.",
    "Began before dinner today.",
    "Forgot the time over a book.",
    "Choir until ten, sang standing.",
)
_GATE = (
    *("under18", "kidney", "nerve_muscle", "heart_block", "past_high", "bowel_blocked", "upset_now", "bleeding"),
    *("pregnant", "heart", "age65", "surgery", "bowel_disease"),
)
_PRODUCT = Product(name="Magnesium glycinate", mg=100, form="glycinate", basis=Basis.ELEMENTAL)
_MEDICINES = (
    Medicine(name="Iron tablets", times=(time(8),), known=("iron",)),
    Medicine(name="Gabapentin", times=(time(21, 30),), known=("gabapentin",)),
)
_QUESTIONS = (
    "Could my iron be tested again?",
    "Some evenings it now begins before dinner. What does that mean?",
    "Is there anything else I could try for the nights?",
)


def session(clock: Clock, *, begun: bool = True) -> Session:
    """A demo at the moment that ``clock`` shows; nothing of it is read from a disk, or written to one.

    ``begun`` says that some of tonight is answered already.
    """
    journal = Memory()
    write(journal, clock(), begun=begun)
    return Session(journal, clock, LAPTOP)


def evening(clock: Clock) -> Clock:
    """A clock that goes as ``clock`` does, and shows 20:40 of tonight now: a demo is of an evening, at any hour."""
    now = clock()
    begins = Profile().place(night_of(now), BEGINS, now)
    minutes = (begins.timestamp() - now.timestamp()) / 60
    return lambda: ahead(clock(), minutes)


def write(journal: Journal, now: datetime, *, begun: bool = True) -> None:
    """Put the year before ``now`` into ``journal``, an empty one.

    Raises:
        StoreError: if it cannot be written.
    """
    year = _Year(now)
    with journal.transaction(now.date()) as transaction:
        for _, profile in year.settings:
            transaction.put_profile(profile)
        for night in (*year.nights(), *([year.tonight_begun(now)] if begun else [])):
            transaction.put(night)


def nights(now: datetime) -> Iterator[Night]:
    """The nights on record of the year before ``now``, oldest first; tonight is not among them."""
    return _Year(now).nights()


class _Chance:
    """Chance that is the same everywhere: of ``Random``, only ``random()`` is promised to stay as it is."""

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random

    def of(self, share: float) -> bool:
        """Does what happens so often happen now?"""
        return self._next() < share

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends among them."""
        return low + int(self._next() * (high - low + 1))

    def pick(self, items: Sequence[Picked]) -> Picked:
        """One of ``items``."""
        return items[self.whole(0, len(items) - 1)]

    def score(self, middle: float, spread: float = 1.5) -> int:
        """A score near ``middle``."""
        return min(max(round(middle + spread * (self._next() + self._next() - 1)), 0), 10)


class _Place(NamedTuple):
    """Where one is: the zone, and the machine at hand."""

    zone: tzinfo
    device: str


class _Year:
    """The year before ``now``."""

    def __init__(self, now: datetime) -> None:
        self._chance = _Chance(_SEED)
        self._actions = 0
        self._notes = list(_NOTES)
        self._tonight = night_of(now)
        self._home = _Place(now.tzinfo or UTC, LAPTOP)
        self._far = _Place(_six_hours_away(now), PHONE)
        self.settings = list(self._settings())
        """From which night on, counted back, which settings held; oldest first."""

    def nights(self) -> Iterator[Night]:
        """Those on record, oldest first."""
        for back in range(NIGHTS, 0, -1):
            if back not in _FLU and back not in _VISIT and back not in _FORGOTTEN:
                yield self._written(back, self._lived(back))

    def tonight_begun(self, now: datetime) -> Night:
        """Tonight with what was answered before ``now``, as far as that was tonight already."""
        profile = self._profile(0)
        events: tuple[Timed, ...] = (
            (-190, Done("exercise")),
            (-145, _took()),
            (-9, Answer("tired", 6)),
            (-9, Answer("legs_before", 5)),
            (-8, Done("caffeine")),
        )
        night = Night(night=self._tonight)
        for minutes, event in events:
            at = ahead(now, minutes)
            if night_of(at) == self._tonight:
                night = self._logged(night, event, profile, at, self._home)
        return night

    # Settings

    def _settings(self) -> Iterator[tuple[int, Profile]]:
        profile = Profile()
        for back, change in self._changes():
            at = _moment(self._night(back), 17 * 60, self._home)
            profile = stamped(profile, change(profile), int(at.timestamp() * 1000))
            yield back, profile

    def _changes(self) -> Iterable[tuple[int, Callable[[Profile], Profile]]]:
        """What was changed in Setup, and on which evening."""
        return (
            (365, lambda p: p.first_answered(FIRST_QUESTIONS).step_changed("meditation", on=False)),
            (364, lambda p: self._clinic(p, 350, 24, "first visit")),
            (300, lambda p: p.step_changed("meditation", on=True)),
            (283, lambda p: p.with_pause(self._pause(_FLU, "flu"))),
            (240, lambda p: p.with_own("Cold pack", Kind.TICK, None).step_changed("exercise", on=True)),
            (200, lambda p: p.evolve(grace=1)),
            (170, lambda p: self._clinic(p, 178, 15, "")),
            (131, lambda p: p.with_pause(self._pause(_VISIT, "at my sister's"))),
            (110, lambda p: p.evolve(iron_tested=self._night(112))),
            (86, self._with_magnesium),
            (40, lambda p: p.evolve(name="A. Example")),
            (25, lambda p: self._clinic(p, 26, 22, "after a bad fortnight")),
            (20, self._asked_again),
            (6, lambda p: p.evolve(questions=_QUESTIONS)),
        )

    def _clinic(self, profile: Profile, back: int, total: int, note: str) -> Profile:
        score = ClinicScore(total=total, on=self._night(back), note=note)
        return profile.evolve(clinic={**profile.clinic, score.on.isoformat(): score})

    def _pause(self, nights: range, reason: str) -> Pause:
        return Pause(first=self._night(nights[-1]), last=self._night(nights[0]), reason=reason)

    def _with_magnesium(self, profile: Profile) -> Profile:
        told = profile.evolve(
            gate=self._answers(86),
            medicines=_MEDICINES,
            products=(_PRODUCT,),
            goal=Goal(points=2, on=self._night(86)),
        )
        return told.step_changed("magnesium", on=True, lead=300)

    def _asked_again(self, profile: Profile) -> Profile:
        return profile.evolve(gate=self._answers(20))

    def _answers(self, back: int) -> dict[str, GateAnswer]:
        no, yes = (GateAnswer(said=said, on=self._night(back)) for said in (Said.NO, Said.YES))
        return {**dict.fromkeys(_GATE, no), "medicines": yes}

    # A night

    def _night(self, back: int) -> date:
        return self._tonight - timedelta(days=back)

    def _profile(self, back: int) -> Profile:
        """The settings that held ``back`` nights ago."""
        return [profile for since, profile in self.settings if since >= back][-1]

    def _written(self, back: int, events: Sequence[Timed]) -> Night:
        """The night as it is stored once ``events`` were logged, each when and where it happened."""
        night, profile = Night(night=self._night(back)), self._profile(back)
        later = timedelta(days=_FILLED_IN.get(back, 0))
        for minutes, event in sorted(events, key=lambda timed: timed[0]):
            away = back in _AWAY or (back == _FLIGHTS[1] and minutes < 24 * 60)
            place = self._far if away else self._home
            at = _moment(night.night + later, 19 * 60 if later else minutes, place)
            night = self._logged(night, event, profile, at, place)
        return night

    def _logged(self, night: Night, event: Event, profile: Profile, at: datetime, place: _Place) -> Night:
        """``night`` with ``event``, and with what it asks once something is logged: as ``Session.dispatch`` does."""
        after = routine.advance(night, event, profile, self._stamp(at, place))
        if not night.changes:
            after = after.record(self._stamp(at, place), {"plan": profile.plan().fields()})
        return after

    def _stamp(self, at: datetime, place: _Place) -> Stamp:
        self._actions += 1
        zone = getattr(place.zone, "key", None) or str(at.tzname())
        return Stamp(f"{self._actions:012x}", at, zone, place.device)

    # What happens in it

    def _lived(self, back: int) -> list[Timed]:
        profile = self._profile(back)
        if back in _FLIGHTS:
            out = [(18 * 60, Excuse(s.id, Reason.NOT_AT_HOME)) for s in profile.active if s.needed]
            return [*out, (18 * 60 + 1, WriteNote("In a plane all night. Walked the aisle."))]
        hard = self._chance.score(_between(back), 1.8)
        took = profile.step_on(Kind.DOSE) and (back in _UPSET or self._chance.of(0.6))
        begins = 20 * 60 + self._chance.whole(10, 55)
        told = [*self._evening(back, hard, begins), *self._steps(back, profile, hard, begins)]
        told += [(18 * 60 + self._chance.whole(0, 25), _took())] if took else []
        if back == _MORNING_TO_COME or (back not in _UPSET and self._chance.of(0.1)):
            return told
        return [*told, *self._morning(back, hard, took=took)]

    def _evening(self, back: int, hard: int, begins: int) -> list[Timed]:
        tired, before = self._chance.score(3 + hard / 3), self._chance.score(hard + 0.5)
        told: list[Timed] = [(begins, self._answer("tired", tired)), (begins + 1, self._answer("legs_before", before))]
        if back != _UNFINISHED and not self._chance.of(0.06):
            told.append((22 * 60 + 52, self._answer("legs_after", self._chance.score(before - 1.8))))
        if back in _TAKEN_BACK:
            told += [(begins + 4, Answer("legs_before", 0)), (begins + 5, Undo(False))]
        if self._chance.of(0.05) and self._notes:
            told.append((22 * 60 + 55, WriteNote(self._notes.pop(0))))
        return told

    def _answer(self, key: str, value: int) -> Answer:
        return Answer(key, None if self._chance.of(0.025) else value)

    def _steps(self, back: int, profile: Profile, hard: int, begins: int) -> list[Timed]:
        """Each step of the evening, or nothing of one that was not answered."""
        starts = {"caffeine": begins + 2, "bath": begins + 12, "massage": 22 * 60 + 8, "meditation": 22 * 60 + 34}
        open_ = self._left_open(back, profile)
        told: list[Timed] = []
        for step in profile.active:
            if step.needed and step.id not in open_:
                told += self._needed(back, step, starts[step.id], hard)
            elif step.id == "exercise" and self._chance.of(0.4):
                told.append((17 * 60 + self._chance.whole(0, 90), Done(step.id)))
            elif step.own and self._chance.of(0.35):
                told.append((22 * 60 + 31, Done(step.id)))
        return told

    def _left_open(self, back: int, profile: Profile) -> tuple[str, ...]:
        if back in (_MISSED_ALONE, _UNFINISHED):
            return ("meditation",)
        share = 0.0 if back < 24 or back in _FILLED_IN else 0.35 if back in _SLOPPY else 0.04
        if not self._chance.of(share):
            return ()
        needed = [step.id for step in profile.active if step.needed]
        return tuple(needed[self._chance.whole(1, 2) :])

    def _needed(self, back: int, step: Step, at: int, hard: int) -> list[Timed]:
        if step.kind is Kind.AVOIDED:
            had = back > 24 and self._chance.of(0.02)
            return [(at, HadSome(step.id, self._had(back)) if had else Done(step.id))]
        if step.id == "bath" and back in _AWAY and self._chance.of(0.7):
            return [(at, Excuse(step.id, Reason.NOT_AT_HOME))]
        if self._chance.of(0.02 + hard / 200):
            return [(at, self._left_out(step))]
        if self._chance.of(0.08):
            return [(at + 4, Done(step.id, short=True, minutes=4))]
        minutes = (step.minutes or 10) + self._chance.whole(-2, 4)
        if back in _FILLED_IN or self._chance.of(0.3):
            return [(at + minutes, Done(step.id, minutes=minutes))]
        return [(at, StartOrPause(step.id)), (at + minutes, Done(step.id))]

    def _had(self, back: int) -> datetime:
        return _moment(self._night(back), 15 * 60 + self._chance.whole(0, 120), self._home)

    def _left_out(self, step: Step) -> Excuse:
        if step.id == "bath" and self._chance.of(0.4):
            return Excuse(step.id, Reason.OTHER, "no hot water")
        return Excuse(step.id, self._chance.pick((Reason.TOO_TIRED, Reason.TOO_TIRED, Reason.UNWELL)))

    def _morning(self, back: int, hard: int, *, took: bool) -> list[Timed]:
        at = (24 + 7) * 60 + self._chance.whole(0, 50)
        scores = {"falling_asleep": hard - 0.8, "during_night": hard - 1.6, "sleep": 9.2 - 0.8 * hard}
        told: list[Timed] = [(at, self._answer(key, self._chance.score(near))) for key, near in scores.items()]
        if took and (back in _UPSET or not self._chance.of(0.1)):
            told.append((at + 1, Tell("side_effects", ("loose stools",) if back in _UPSET else ())))
        if self._chance.of(0.5):
            told.append((at + 1, Tell("awake_minutes", 5 * self._chance.whole(0, 2 * hard + 2))))
        if hard > 3 and self._chance.of(0.6):
            told.append((at + 1, Tell("got_up", self._chance.whole(0, 1 + hard // 3))))
        return told


def _took() -> Took:
    stated = _PRODUCT.mg * _PRODUCT.units
    return Took(stated, None, _PRODUCT.name, stated, _PRODUCT.form, _PRODUCT.basis, _PRODUCT.source)


def _moment(night: date, minutes: int, place: _Place) -> datetime:
    """``minutes`` after the midnight that begins ``night``, as the wall clock there shows it."""
    return (datetime.combine(night, time()) + timedelta(minutes=minutes)).replace(tzinfo=place.zone)


def _six_hours_away(now: datetime) -> timezone:
    """A zone six hours to the west; where the date line is nearer, to the east. An offset: no machine lacks that."""
    offset = now.utcoffset() or timedelta()
    return timezone(offset + timedelta(hours=-6 if offset >= timedelta(hours=-6) else 6))


def _between(back: int) -> float:
    """How hard the nights are ``back`` nights ago, on the lines between what ``_HARD`` says."""
    after = min(max(bisect_left(_HARD, (back,)), 1), len(_HARD) - 1)
    (x0, y0), (x1, y1) = _HARD[after - 1], _HARD[after]
    return y0 + (y1 - y0) * (back - x0) / (x1 - x0)
