"""A whole evening, its morning, and all about magnesium as they are read: open the files and listen."""

from datetime import datetime
from pathlib import Path

import pytest

from coach import demo
from coach.core.profile import SHIPPED
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
CARE: list[Said] = [
    *("questions", "on", "questions", *["no"] * 8, "back", "maybe", *["no"] * 6, "yes"),
    *("medicine", "gabapentn", "20:30", "yes"),
    *("product", "Magnesium citrate", "500", "2", "supplement", "compound"),
    *("plan", "18:30", "on", "list", "back"),
    *("magnesium", "done", "magnesium", "done", "yes", "learn F26", "!", "no", "no", "no", "yes", "quit"),
]

DEMO: list[Said] = [
    *("list", "done", "short", "skip", "unwell", "done", "3", "streaks", "history", "trends", "review", "morning"),
    *("2", "1", "7", "none", "", "quit"),
]


@pytest.mark.parametrize("name", ["evening", "morning"])
def test_it_reads_as_in_the_golden_file(session: Session, clock: Clock, name: str) -> None:
    first = Typist(evening(clock), columns=72)
    assert Door(session, first).run() == 0
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)
    second = Typist(MORNING, columns=72)
    assert Door(session, second).run() == 0
    as_in_the_golden_file(name, {"evening": first.paper, "morning": second.paper}[name])


def test_all_about_magnesium_reads_as_in_the_golden_file(session: Session) -> None:
    session.change_profile(lambda p: p.evolve(steps=SHIPPED))
    lines = Typist(CARE, columns=72)
    assert Door(session, lines).run() == 0

    as_in_the_golden_file("magnesium", lines.paper)


def test_the_demo_reads_as_in_the_golden_file(clock: Clock) -> None:
    lines = Typist(DEMO, columns=72)
    assert Door(demo.session(clock), lines, "tonight").run() == 0

    as_in_the_golden_file("demo", lines.paper)


def as_in_the_golden_file(name: str, paper: str) -> None:
    golden = GOLDEN / f"plain-{name}.txt"

    assert paper == golden.read_text(encoding="utf-8"), f"if it is better so, write it to {golden}:\n{paper}"
    assert paper.isascii()
    assert all(len(line.rpartition(": ")[0]) <= 72 for line in paper.splitlines())
