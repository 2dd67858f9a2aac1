"""What the coach costs in a terminal: opening, memory, and the bytes of a key, a second of a timer, and of nothing.

Everything runs in a real pseudo-terminal, 80x24 and 256 colours, as the installed program.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from coach.core.routine import GoTo
from coach.session import Session
from tests.bench.diaries import SPANS, diary
from tests.bench.measure import Bench, Target, Task, met
from tests.journeys.terminal import COACH, Terminal, zone_where_it_is

ZONE = zone_where_it_is(20)
"""Where it is evening, for the diary and the program: a screen is another one in the morning."""

LABEL = """
from textual.app import App
from textual.widgets import Label
class One(App):
    def compose(self):
        yield Label("one label")
One().run(mouse=False)
"""
STOCK = """
import sys
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from coach import cli, launch
from coach.ui import app
app.CoachDriver, app.CoachApp._display, launch.guarded = LinuxDriver, App._display, lambda: None
sys.exit(cli.main(["tonight"]))
"""
"""The same screens from Textual's own driver, which writes every line that is repainted."""
ALONE = """
import sys
from coach import launch
from coach.cli import main
launch.guarded = lambda: None
sys.exit(main(["tonight"]))
"""
CURSES = """
import curses
def run(screen):
    curses.curs_set(0)
    at = 0
    while True:
        for n in range(20):
            screen.addstr(n + 1, 2, f"Option number {n}".ljust(76), curses.A_REVERSE if n == at else 0)
        at = (at + (screen.getkey() == "j")) % 20
curses.wrapper(run)
"""
TIMED = """
import sys, time
from coach import launch
from coach.cli import main
from coach.ui.driver import CoachDriver
launch.guarded = lambda: None  # its parent would write its own list, an empty one
read, write, began, took = CoachDriver._readable, CoachDriver.write, [0.0], []
def reading(self):
    began[0] = time.perf_counter()
    read(self)
def writing(self, data):
    write(self, data)
    if began[0]:
        took.append(time.perf_counter() - began[0])
        began[0] = 0.0
CoachDriver._readable, CoachDriver.write = reading, writing
code = main(["tonight"])
with open(sys.argv[1], "w") as file:
    file.write(" ".join(map(str, took)))
sys.exit(code)
"""
"""The coach, with the seconds from each key read to the first thing written after it."""

LONG = "30 years"
ONE, YEAR, MANY = "coach, 1 night", "coach, 1 year", "coach, 30 years"
CELL = "one changed cell"
TARGETS = (
    Target(f"first screen, {YEAR}", "first screen, one label", "at most", 1.15),
    Target(f"first screen, {MANY}", f"first screen, {ONE}", "at most", 1.1),
    Target(f"memory, {YEAR}", "memory, one label", "at most", 1.4),
    Target(f"bytes, {YEAR}", "bytes, the same by Textual", "at most", 0.4),
    Target("coach log bath", 'python -c "import json"', "at most", 6),
    Target("coach remind --check", 'python -c "import json"', "at most", 6),
    Target("coach streaks, 10 years", 'python -c "import json"', "at most", 8),
    Target(f"Review, {LONG}", "Review, 1 year", "at most", 1.3),
    Target(f"the report, {LONG}", "the report, 1 year", "at most", 2),
    Target("first screen, the demo's year", "first screen, one label", "at most", 5),
    Target("bytes of a key, median", "bytes of a key in curses", "at most", 3),
    Target("bytes of a key, worst", "bytes of a key in curses", "at most", 10),
    Target("bytes of a second of a timer", CELL, "at most", 7),
)
CELL_BYTES = 10
"""A cursor move and a character."""
EVENING = ["6", "down", "up", "down", "enter", "m", "up", "c", "space", "+", "-", "space", "enter", "down", "right"]
EVENING += ["right", "left", "up", "u", "b", "b", "down", "enter", "down", "down", "4", "b", "-"]
"""Keys of an evening that stay on its screen, scores and steps, answers, moves and what is taken back."""
MOVING = ["left", "left", "up", "down", "y", "right", "left", "l", "up", "Y", "left", "left", "l", "down"]
"""Keys of the calendar, which go on into the past."""


def environment(home: Path) -> dict[str, str]:
    """A plain one. Without a cache of its bytecode an interpreter would compile at each start."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "COACH_HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": ZONE,
    }


def resident(pid: int) -> float:
    """MiB of memory that are there."""
    told = Path(f"/proc/{pid}/status").read_text()
    return int(told.split("VmRSS:")[1].split()[0]) / 1024


def shares(pids: list[int]) -> float:
    """MiB of memory of some processes, each page shared among them or with others counted in part."""
    told = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
    return sum(int(text.split("Pss:")[1].split()[0]) for text in told) / 1024


def opening(bench: Bench, name: str, words: list[str], env: Mapping[str, str], seen: str) -> Task:
    """From the command to the first whole screen, in seconds; its bytes and memory go to ``bench``."""

    def task() -> float:
        start = time.perf_counter()
        terminal = Terminal(words, env)
        terminal.until(seen)
        took = time.perf_counter() - start
        while terminal.reads(0.3):
            pass
        bench.put(f"memory, {name}", resident(terminal.processes[-1]))
        bench.put(f"memory with its parent, {name}", shares(terminal.processes))
        bench.put(f"bytes, {name}", len(terminal.raw))
        terminal.kill()
        return took

    return task


def run(words: list[str], env: Mapping[str, str]) -> Task:
    """A command, to its end."""
    return lambda: subprocess.run(words, env=dict(env), check=True, capture_output=True) and None


def answers(terminal: Terminal, keys: list[str]) -> list[int]:
    """How many bytes each of ``keys`` costs."""
    sizes = []
    for key in keys:
        terminal.press(key)
        size = 0
        while some := len(terminal.reads(0.15)):
            size += some
        sizes.append(size)
    return sizes


def keys(bench: Bench, home: Path) -> Task:
    """The keys of an evening, and those of a list in curses."""
    env = environment(home)

    def task() -> None:
        coach = Terminal([COACH, "tonight"], env).until("kept")
        coach.reads(0.5)
        sizes = answers(coach, EVENING)
        coach.kill()
        curses = Terminal([sys.executable, "-c", CURSES], env).until("number 19")
        bench.put("bytes of a key in curses", statistics.median(answers(curses, ["j"] * 9)))
        curses.kill()
        bench.put("bytes of a key, median", statistics.median(sizes))
        bench.put("bytes of a key, worst", max(sizes))

    return task


def timer(bench: Bench, home: Path, seconds: float) -> Task:
    """A second of a running timer."""

    def task() -> None:
        coach = Terminal([COACH, "tonight"], environment(home)).until("kept")
        coach.press("down", "down", "space").until("running").reads(1.5)
        size = len(coach.reads(seconds)) / seconds
        coach.press("c", "q").ended()
        bench.put("bytes of a second of a timer", size)
        bench.put(CELL, CELL_BYTES)

    return task


def idle(home: Path, seconds: float) -> tuple[int, float]:
    """Bytes written and share of a core used by a coach that nobody touches."""
    coach = Terminal([COACH, "tonight"], environment(home)).until("kept")
    coach.reads(2)
    before = busy(coach.processes)
    size = len(coach.reads(seconds))
    used = busy(coach.processes) - before
    coach.kill()
    return size, used / seconds


def busy(pids: list[int]) -> float:
    """Seconds of a core that some processes have used."""
    threads = [task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def at_a_step(home: Path) -> None:
    """Where the keys of the screens work: at a score they answer."""
    Session.at(home, lambda: datetime.now(ZoneInfo(ZONE)), "laptop").dispatch(GoTo("massage"))


def opened_by(home: Path, before: str, there: str, key: str, seen: str) -> Task:
    """From ``key`` to ``seen`` on the screen, in seconds, once the keys ``before`` have brought ``there``."""

    def task() -> float:
        coach = Terminal([COACH, "tonight"], environment(home)).until("kept")
        coach.reads(0.4)
        if before:
            coach.press(before).until(there).reads(0.4)
        start = time.perf_counter()
        coach.press(key).until(seen)
        took = time.perf_counter() - start
        coach.kill()
        return took

    return task


def latency(home: Path, keys: list[str], count: int, *, review: bool = False) -> list[float]:
    """Seconds from a key to what it paints, for so many ``keys``, measured inside the program."""
    told = home / "took"
    coach = Terminal([sys.executable, "-c", TIMED, str(told)], environment(home)).until("kept")
    if review:
        coach.press("3").until("the night is not over")  # all nights are counted
    coach.reads(1)
    for number in range(count):
        coach.press(keys[number % len(keys)]).reads(0.004)
        while coach.reads(0.02):
            pass
    coach.press("q").ended()
    return sorted(map(float, told.read_text().split()))


def main(rounds: int) -> None:
    """Print everything, and each target with what was reached."""
    bench = Bench()
    with tempfile.TemporaryDirectory(dir=Path("build")) as name:
        homes = {span: Path(name) / span.replace(" ", "-") for span in ("1 night", "1 year", "10 years", LONG)}
        for span, home in homes.items():
            diary(home, SPANS[span], datetime.now(ZoneInfo(ZONE)))
        tonight = [COACH, "tonight"]
        starts: dict[str, Task] = {}
        for told, words, home, seen in (
            ("one label", [sys.executable, "-c", LABEL], Path(name), "one label"),
            (ONE, tonight, homes["1 night"], "1 night kept"),
            (YEAR, tonight, homes["1 year"], "nights kept"),
            ("without its parent", [sys.executable, "-c", ALONE], homes["1 year"], "nights kept"),
            (MANY, tonight, homes[LONG], "nights kept"),
            ("the demo's year", [COACH, "demo"], Path(name), "nights kept"),
            ("the same by Textual", [sys.executable, "-c", STOCK], homes["1 year"], "nights kept"),
        ):
            starts[f"first screen, {told}"] = opening(bench, told, words, environment(home), seen)
        bench.run(starts, rounds)
        year = environment(homes["1 year"])
        commands = {
            'python -c "import json"': run([sys.executable, "-c", "import json"], year),
            "coach log bath": run([COACH, "log", "bath"], year),
        }
        commands["coach remind --check"] = run([COACH, "remind", "--check"], environment(homes["10 years"]))
        commands["coach streaks, 10 years"] = run([COACH, "streaks"], environment(homes["10 years"]))
        bench.run(commands, rounds)
        bench.run({"an evening": keys(bench, homes["1 year"])}, max(rounds // 2, 9))
        bench.run({"a timer": timer(bench, homes["1 night"], 4)}, max(rounds // 2, 9))
        written, share = idle(homes["1 year"], 60)
        took = latency(homes[LONG], EVENING, 1400)
        for home in (homes["1 year"], homes[LONG]):
            at_a_step(home)
            run([COACH, "streaks"], environment(home))()  # the first look reads the nights, and leaves them in brief
        spans = ("1 year", LONG)
        bench.run({f"Review, {span}": opened_by(homes[span], "", "", "3", "of 4 steps") for span in spans}, rounds)
        report = ("3", "the night is not over", "r", "VISIT REPORT")
        bench.run({f"the report, {span}": opened_by(homes[span], *report) for span in spans}, rounds)
        moved = {span: latency(homes[span], MOVING, 400, review=True) for span in ("1 year", LONG)}
    for name in (name for name in bench.took if not name.startswith("a")):
        seconds = not name.startswith(("memory", "bytes", CELL))
        shown = f"{bench.middle(name) * 1000:,.1f} ms" if seconds else f"{bench.middle(name):,.1f}"
        print(f"  {name:<46}{shown:>12}{' MiB' if name.startswith('memory') else ''}")
    print(*bench.reached(TARGETS), sep="\n")
    parent = bench.apart(f"first screen, {YEAR}", "first screen, without its parent") * 1000
    print(f"  {met(parent < 5)} the small parent: {parent:.1f} ms of the first screen (under 5)")
    slow = slowest(took)
    print(
        f"  {met(not written and share < 0.002)} idle for 60 s: {written} bytes, {share:.2%} of a core (0, under 0.2%)"
    )
    print(f"  {met(slow < 50)} key to paint, {LONG}: p99 of {len(took)} keys is {slow:.1f} ms (under 50)")
    for span, some in moved.items():
        slow = slowest(some)
        print(f"  {met(slow < 50)} a move in the calendar, {span}: p99 of {len(some)} keys is {slow:.1f} ms (under 50)")


def slowest(took: list[float]) -> float:
    """The slowest of a hundred, in milliseconds."""
    return took[int(len(took) * 0.99)] * 1000
