"""What the store costs, against a yardstick measured in the same run.

Every round does each thing once, in turn, so that what else the machine does falls on all of them alike. A ratio is the
median of the ratios within a round. Times are told beside them and differ from disk to disk; no test asserts any.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

from tinydb import TinyDB
from tinydb.table import Document

from coach.core.routine import Answer
from coach.session import Session
from coach.store.records import fields_of, number_of
from tests.bench.diaries import SPANS, TONIGHT, diary, nights
from tests.bench.measure import Bench, Target, Task

YARDSTICK = "append 1 KB and fsync"
TARGETS = (
    Target("a save, 30 years", "a save, 1 year", "at most", 1.3),
    Target("a save, 30 years", YARDSTICK, "at most", 10.0),
    Target("plain TinyDB, 30 years", "a save, 30 years", "at least", 40.0),
)


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


def main(rounds: int) -> None:
    """Print everything, and each target with what was reached."""
    bench = Bench()
    with tempfile.TemporaryDirectory(dir=Path("build")) as name:  # on the disk of this project, not in memory
        home = Path(name)
        sessions = {span: diary(home / span.replace(" ", "-"), count) for span, count in SPANS.items()}
        saves: dict[str, Task] = {f"a save, {span}": save(session) for span, session in sessions.items()}
        mark: dict[str, Task] = {YARDSTICK: yardstick(home)}
        bench.run(mark | saves, 3 * rounds)
        plain = {f"plain TinyDB, {s}": plain_save(home / f"{n}.json", n) for s, n in SPANS.items()}
        bench.run(mark | {"a save, 30 years": saves["a save, 30 years"]} | plain, max(rounds // 2, 3))
        bench.run(mark | {f"reading all of {s}": reading(session) for s, session in sessions.items()}, 3)
        sizes = {span: written(task) for span, task in saves.items()}
    for name in bench.took:
        print(f"  {name:<30}{bench.middle(name) * 1000:>10.2f} ms{bench.ratio(name, YARDSTICK):>10.1f} x {YARDSTICK}")
    for span, size in sizes.items():
        print(f"  a save, {span:<22}{size or 0:>10,} bytes written")
    print(*bench.reached(TARGETS), sep="\n")


def reading(session: Session) -> Task:
    """Every night there is, parsed and checked, by a session that was just opened."""
    return lambda: Session.at(session.where().folder, lambda: TONIGHT).last(10**6)
