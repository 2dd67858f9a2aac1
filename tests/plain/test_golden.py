"""A whole evening and its morning as they are read: open the two files and listen."""

from datetime import datetime
from pathlib import Path

import pytest

from coach.plain.door import Door
from coach.session import Session
from tests.conftest import BERLIN, Clock
from tests.plain.conftest import Said, Typist

GOLDEN = Path(__file__).parent.parent / "golden"


def evening(clock: Clock) -> list[Said]:
    def minutes(count: int) -> Said:
        return lambda: clock.forward(minutes=count)

    def half() -> None:
        clock.forward(minutes=3, seconds=30)

    return [
        *("6", "eleven", "7"),
        "yes",
        *("120", "19:30"),
        *("start", minutes(4), "time", half, minutes(7), lambda: clock.forward(seconds=30), "done"),
        *("skip", "too tired"),
        *("why", "short"),
        *("undo", "done"),
        "3",
        *("note", "Long flight today.", "Slept on the plane.", "."),
        "",
    ]


MORNING: list[Said] = ["3", "x", "blank", "none", "awake 40", ""]


@pytest.mark.parametrize("name", ["evening", "morning"])
def test_it_reads_as_in_the_golden_file(session: Session, clock: Clock, name: str) -> None:
    first = Typist(evening(clock), columns=72)
    assert Door(session, first).run() == 0
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)
    second = Typist(MORNING, columns=72)
    assert Door(session, second).run() == 0
    paper = {"evening": first.paper, "morning": second.paper}[name]
    golden = GOLDEN / f"plain-{name}.txt"

    assert paper == golden.read_text(encoding="utf-8"), f"if it is better so, write it to {golden}:\n{paper}"
    assert paper.isascii()
    assert all(len(line.rpartition(": ")[0]) <= 72 for line in paper.splitlines())
