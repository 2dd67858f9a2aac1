"""What the store costs, against a yardstick measured in the same run: ``make bench``.

Every round does each thing once, in turn, so that what else the machine does falls on all of them alike. A ratio is the
median of the ratios within a round. Times are told beside them and differ from disk to disk; no test asserts any.
"""

import gc
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from tinydb import TinyDB
from tinydb.table import Document

from coach.core.nights import Night, Reason, Stamp
from coach.core.profile import Profile
from coach.core.routine import Answer, Done, Event, Excuse, Tell, Took, WriteNote, advance
from coach.session import Session
from coach.store.records import fields_of, number_of
from tests.journeys.terminal import COACH, Terminal

BERLIN = ZoneInfo("Europe/Berlin")
TONIGHT = datetime(2026, 12, 30, 20, 40, tzinfo=BERLIN)
"""Late in the year, when its file is largest."""
SPANS = {"1 night": 1, "1 year": 364, "10 years": 3_652, "30 years": 10_957}
YARDSTICK = "append 1 KB and fsync"
TARGETS = (
    ("a save, 30 years", "a save, 1 year", "at most", 1.3),
    ("a save, 30 years", YARDSTICK, "at most", 10.0),
    ("plain TinyDB, 30 years", "a save, 30 years", "at least", 40.0),
    ("coach tonight, 30 years", "coach tonight, 1 night", "at most", 1.1),
)
Task = Callable[[], object]


class Bench:
    """Things done in turn, and how long each took in each round, in seconds."""

    def __init__(self) -> None:
        self.took: dict[str, dict[int, float]] = {}

    def run(self, tasks: Mapping[str, Task], rounds: int) -> None:
        """Do each of ``tasks`` once a round; the first round only warms up."""
        for number in range(rounds + 1):
            for name, task in tasks.items():
                gc.collect()
                start = perf_counter()
                task()
                if number:
                    self.took.setdefault(name, {})[number] = perf_counter() - start

    def ratio(self, one: str, other: str) -> float:
        """How many times the cost of ``other`` is that of ``one``, over the rounds that both took part in."""
        mine, its = self.took[one], self.took[other]
        return statistics.median(mine[number] / its[number] for number in mine.keys() & its.keys())

    def lines(self) -> Iterator[str]:
        """Everything measured, in milliseconds and in yardsticks."""
        for name, took in self.took.items():
            middle = statistics.median(took.values()) * 1000
            yield f"  {name:<30}{middle:>10.2f} ms{self.ratio(name, YARDSTICK):>10.1f} x yardstick   n={len(took)}"


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
        night = Night(night=day.date())
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


def save(session: Session) -> Task:
    """One answer, as a key gives it."""
    numbers = iter(range(10**9))
    return lambda: session.dispatch(Answer("legs_before", next(numbers) % 11))


def plain_save(path: Path, count: int) -> Task:
    """The same answer into the same nights, in the one file of TinyDB's own storage."""
    table = TinyDB(path).table("nights")
    tonight = fields_of(next(nights(1)))
    table.insert_multiple(Document(fields_of(night), doc_id=number_of(night.night)) for night in nights(count))
    numbers = iter(range(10**9))
    key = number_of((TONIGHT - timedelta(days=1)).date())
    return lambda: table.update({**tonight, "cursor": str(next(numbers))}, doc_ids=[key])


def yardstick(folder: Path) -> Task:
    """What any program pays that puts an answer on this disk."""

    def append() -> None:
        with (folder / "yardstick").open("ab") as file:
            file.write(b"x" * 1024)
            file.flush()
            os.fsync(file.fileno())

    return append


def opened(folder: Path, count: int) -> Task:
    """``coach tonight`` from the command to the first screen, with nights up to the real yesterday."""
    diary(folder, count, datetime.now(BERLIN))
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "TERM": "xterm-256color"}

    def opening() -> None:
        terminal = Terminal([COACH, "tonight", "--home", str(folder)], env)
        terminal.until("q quit")
        terminal.kill()

    return opening


def written(task: Task) -> int | None:
    """How many bytes ``task`` hands to the disk; None where the system does not count them."""
    counts = Path("/proc/self/io")
    if not counts.exists():
        return None

    def handed() -> int:
        return int(counts.read_text().split("wchar:")[1].split()[0])

    before = handed()
    task()
    return handed() - before


def main() -> int:
    """Print everything, and each target with what was reached."""
    rounds = int(os.environ.get("COACH_ROUNDS", "61"))
    bench = Bench()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:  # on the disk of this project, not in memory
        home = Path(name)
        sessions = {span: diary(home / span.replace(" ", "-"), count) for span, count in SPANS.items()}
        saves: dict[str, Task] = {f"a save, {span}": save(session) for span, session in sessions.items()}
        mark: dict[str, Task] = {YARDSTICK: yardstick(home)}
        bench.run(mark | saves, rounds)
        plain = {f"plain TinyDB, {s}": plain_save(home / f"{n}.json", n) for s, n in SPANS.items()}
        bench.run(mark | {"a save, 30 years": saves["a save, 30 years"]} | plain, max(rounds // 8, 3))
        spans = {"1 night": 1, "30 years": SPANS["30 years"]}
        starts = {f"coach tonight, {span}": opened(home / f"now {span}", count) for span, count in spans.items()}
        bench.run(mark | starts, max(rounds // 4, 3))
        bench.run(mark | {f"reading all of {s}": reading(session) for s, session in sessions.items()}, 5)
        sizes = {span: written(task) for span, task in saves.items()}
    for line in bench.lines():
        print(line)
    for span, size in sizes.items():
        print(f"  {span:<30}{size or 0:>10,} bytes written")
    for one, other, bound, most in TARGETS:
        reached = bench.ratio(one, other)
        met = reached <= most if bound == "at most" else reached >= most
        print(f"  {'met   ' if met else 'MISSED'} {one} is {reached:.2f} x {other} ({bound} {most:g})")
    return 0


def reading(session: Session) -> Task:
    """Every night there is, parsed and checked, by a session that was just opened."""
    return lambda: Session.at(session.where().folder, lambda: TONIGHT).last(10**6)


if __name__ == "__main__":
    sys.exit(main())
