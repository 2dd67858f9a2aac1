"""What a fresh interpreter loads, writes and asks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LOADED = """
import sys
from coach.cli import main
try:
    main({words!r})
except SystemExit:
    pass
print(sorted({{name.partition(".")[0] for name in sys.modules}} & {{"textual", "rich", "asyncio"}}), file=sys.stderr)
"""

FIRST_SCREEN = """
import asyncio, sys
from pathlib import Path
from coach.session import Session
from coach.ui.app import CoachApp

async def opened():
    session = Session.at(Path({home!r}))
    session.change_profile(lambda p: p.evolve(first_run={first_run}))
    async with CoachApp(session, {place!r}).run_test(size=(80, 24)) as pilot:
        await pilot.pause()

asyncio.run(opened())
heavy = {{"pydantic", "tomllib", "rapidfuzz"}}
screens = {{"coach.ui." + name for name in ("dialogs", "pages", "learn", "help_now", "review", "magnesium", "care")}}
screens |= {{"coach.ui." + name for name in ("looking", "calendar", "streaks", "trends", "night", "doctor")}}
screens |= {{"coach.demo", "coach.store.memory"}}
screens |= {{"coach.ui." + name for name in ("setup", "steps", "look", "pauses", "visit")}}
screens |= {{"coach.settings", "coach.visit_notes", "coach.core.settable"}}
screens |= {{"coach.history", "coach.core.streaks", "coach.core.retold", "plotille"}}
screens |= {{"coach.visit", "coach.core.visit", "coach.core.page", "coach.newfile", "pygal", "typst", "jinja2"}}
content = {{"coach.content." + name for name in ("facts", "triage", "rules", "medicines", "files")}}
print(sorted((heavy | screens | content) & set(sys.modules)))
"""

QUIET = """
import pkgutil, sys, time, datetime
import coach
asked = []
def watch(frame, event, arg):
    if event == "c_call" and getattr(arg, "__name__", "") in {"now", "today", "time", "monotonic", "utcnow"}:
        if "/coach/" in frame.f_code.co_filename:
            asked.append((frame.f_code.co_filename, arg.__name__))
sys.setprofile(watch)
for module in pkgutil.walk_packages(coach.__path__, "coach."):
    if module.name != "coach.__main__":
        __import__(module.name)
sys.setprofile(None)
print(len([name for name in sys.modules if name.startswith("coach")]), asked)
"""


def run(program: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "COACH_HOME": str(home / "diary"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    command = [sys.executable, "-B", "-c", program]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=True)


@pytest.mark.parametrize(
    "words",
    [
        *(["log", "bath"], ["show"], ["score", "tired=3"], ["note", "x"], ["where"], ["keys"], ["--help"], ["--plain"]),
        *(["streaks"], ["streaks", "--why", "--json"], ["history"], ["trends"]),
        *(["remind"], ["remind", "--check"], ["remind", "--calendar"], ["completion", "bash"]),
        *(["report"], ["report", "--format", "html"], ["report", "-o", "a.pdf"]),
        *(["learn"], ["learn", "bath"], ["why", "F26"], ["help-now"], ["log", "magnesium", "--dose", "100"]),
    ],
)
def test_a_one_line_command_loads_no_screens(tmp_path: Path, words: list[str]) -> None:
    assert run(LOADED.format(words=words), tmp_path).stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("place", "first_run"), [("first_run", 0), ("tonight", 3), ("morning", 3)])
def test_the_first_screen_loads_no_other_and_nothing_heavy(tmp_path: Path, place: str, first_run: int) -> None:
    program = FIRST_SCREEN.format(home=str(tmp_path), place=place, first_run=first_run)

    assert run(program, tmp_path).stdout.strip() == "[]"


@pytest.mark.parametrize("words", [["log", "bath"], ["score", "tired=3"], ["streaks"], ["history"]])
def test_an_answer_from_the_command_line_loads_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    program = LOADED.replace('{{"textual", "rich", "asyncio"}}', '{{"textual", "pydantic", "tomllib", "rapidfuzz"}}')

    assert run(program.format(words=words), tmp_path).stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", [["log", "bath"], ["show"], ["--help"], ["--plain"], ["tonight", "--plain"]])
def test_only_the_demo_loads_the_demo(tmp_path: Path, words: list[str]) -> None:
    program = LOADED.replace('name.partition(".")[0] for name', "name for name")
    program = program.replace('"textual", "rich", "asyncio"', '"coach.demo", "coach.store.memory"')
    assert run(program.format(words=words), tmp_path).stderr.splitlines()[-1] == "[]"


def test_the_invented_year_is_made_without_anything_heavy(tmp_path: Path) -> None:
    made = "from datetime import UTC, datetime\nfrom coach import demo\ndemo.session(lambda: datetime.now(UTC))\n"
    heavy = "{'pydantic', 'textual', 'tomllib', 'filelock', 'platformdirs'}"
    assert run(f"{made}import sys\nprint(sorted({heavy} & set(sys.modules)))", tmp_path).stdout.strip() == "[]"


@pytest.mark.parametrize("words", [["log", "bath"], ["log", "magnesium"], ["tonight", "--plain"], ["help-now", "-h"]])
def test_the_rules_of_magnesium_are_not_loaded_before_they_are_needed(tmp_path: Path, words: list[str]) -> None:
    program = LOADED.replace('"textual", "rich", "asyncio"', '"pydantic", "rapidfuzz"')
    assert run(program.format(words=words), tmp_path).stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", [["log", "bath"], ["remind", "--check"], ["--help"], ["where"]])
def test_what_is_asked_at_every_prompt_loads_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    heavy = '{{"textual", "pydantic", "tomllib", "icalendar", "shtab", "rapidfuzz", "argparse_manpage"}}'
    program = LOADED.replace('{{"textual", "rich", "asyncio"}}', heavy)

    assert run(program.format(words=words), tmp_path).stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "drawn_by"),
    [
        (["report"], []),
        (["report", "--format", "md"], []),
        (["report", "--format", "html"], ["jinja2"]),
        (["report", "-o", "a.pdf"], ["typst"]),
        *((words, []) for words in (["log", "bath"], ["show"], ["streaks"], ["trends"], ["learn"], ["--help"])),
    ],
)
def test_only_a_report_loads_what_draws_and_only_its_own(tmp_path: Path, words: list[str], drawn_by: list[str]) -> None:
    heavy = '"textual", "rich", "pygal", "typst", "jinja2", "plotille"'
    program = LOADED.replace('"textual", "rich", "asyncio"', heavy)

    # an empty diary has nothing to draw
    assert run(program.format(words=words), tmp_path).stderr.splitlines()[-1] == str(drawn_by)


def test_importing_every_module_writes_nothing_and_asks_no_clock(tmp_path: Path) -> None:
    count, _, asked = run(QUIET, tmp_path).stdout.partition(" ")

    assert int(count) > 20
    assert asked.strip() == "[]"
    assert list(tmp_path.iterdir()) == []
