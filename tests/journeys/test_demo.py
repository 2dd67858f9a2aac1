"""The demo on a real terminal: every screen, answers and a crash; no file is written, and nobody's diary is read."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.core.words import DEMO_KEPT, DEMO_MARK, DEMO_OVER
from coach.session import Session
from tests.journeys.terminal import Terminal, zone_where_it_is

ROOT = Path(__file__).parent.parent.parent
WATCHED = """
import atexit, json, os, sys
told, home, *words = sys.argv[1:]
seen = []
CHANGES = ("mkdir", "rmdir", "rename", "remove", "link", "symlink", "chmod", "chown", "truncate", "utime", "mkfifo")
def watch(event, given):
    named = [os.fsdecode(one) for one in given if isinstance(one, (str, bytes)) or hasattr(one, "__fspath__")]
    if event == "open" and named:
        writes = isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if named[0].startswith(home) or (writes and not named[0].startswith("/dev/")):
            seen.append([event, *named])
    elif event.partition(".")[2] in CHANGES or (event in ("os.listdir", "os.scandir") and named[:1] == [home]):
        seen.append([event, *named])
sys.addaudithook(watch)
def tell():
    done, seen[:] = list(seen), []
    with open(f"{told}.{os.getpid()}", "w") as file:
        json.dump(done, file)
atexit.register(tell)
from coach.cli import main
from coach.ui import tonight
async def fall(self):
    raise ValueError("broken")
if "--falls" in words:
    words.remove("--falls")
    tonight.TonightScreen.do_help = fall
sys.exit(main(words))
"""
EVERYWHERE: list[tuple[list[str], str]] = [
    (["space"], "running"),
    (["enter"], "Leg massage"),
    (["s"], "too tired"),
    (["o"], "In your words"),
    ([*"no time", "enter"], "no time"),
    (["w"], "Why: Meditation"),
    (["esc"], "step 6 of 7"),
    (["n"], "esc keeps it"),
    ([*"Mine."], "Mine."),
    (["esc"], "Note kept"),
    (["up", "up", "up", "1", "0", "0", "enter"], "Did you already take it?"),
    (["esc"], "step 3 of 7"),
    (["!"], "breathing"),
    (["esc"], "step 3 of 7"),
    (["down", "down", "down"], "step 6 of 7"),
    (["2"], "Dropping off   1 of 3"),
    (["3", "2", "7"], "0 nothing noticed"),
    (["0"], "Thank you."),
    (["down"], "Thank you."),
    (["3"], "by steps kept"),
    (["l"], "unvalidated"),
    (["f"], "Words"),
    ([*"cinema", "enter"], '"cinema"'),
    (["up", "up", "enter"], "Night of"),
    (["e"], "logged"),
    (["esc"], "Night of"),
    (["esc"], "by year"),
    (["s"], "strength"),
    (["w"], "kept, +"),
    (["esc"], "grace   up down"),
    (["t"], "middle half"),
    (["d"], "not a diagnosis"),
    (["4"], "About restless legs"),
    (["5"], "Bedtime"),
    (["1"], "Tonight"),
]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Everybody's home, and nothing can be made in it."""
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o500)
    return home


@pytest.fixture
def environment(bare: Path) -> dict[str, str]:
    places = ("HOME", "COACH_HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    return {**env, **dict.fromkeys(places, str(bare)), "TZ": zone_where_it_is(3), "PYTHONDONTWRITEBYTECODE": "1"}


Opening = Callable[..., Terminal]


@pytest.fixture
def opening(environment: dict[str, str], bare: Path, tmp_path: Path) -> Iterator[Opening]:
    opened: list[Terminal] = []

    def at(*words: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        command = [sys.executable, "-c", WATCHED, str(tmp_path / "told"), str(bare), *words]
        opened.append(Terminal(command, environment, size))
        return opened[-1]

    yield at
    for terminal in opened:
        try:
            terminal.kill()
        except (OSError, ChildProcessError):
            continue


def touched(folder: Path) -> list[list[str]]:
    """What each process of it wrote anywhere, or looked at of the home."""
    told = sorted(folder.glob("told.*"))
    assert len(told) >= 1
    return [one for path in told for one in json.loads(path.read_text())]


def test_every_screen_of_it_is_marked_and_leaves_nothing(opening: Opening, bare: Path, tmp_path: Path) -> None:
    before = {path.name for path in Path("/tmp").iterdir()}
    coach = opening("demo").until("Warm bath").until(DEMO_MARK)
    for keys, seen in EVERYWHERE:
        coach.press(*keys).until(seen).until(DEMO_MARK)
        if "enter" in keys:
            coach.reads(0.1)
    coach.paste(b"\x03").until(f"Ctrl-C again leaves. {DEMO_KEPT}").press("q")

    assert coach.ended() == 0
    assert coach.modes == set()
    assert coach.raw.rpartition(b"\x1b[?25h")[2].decode().strip() == DEMO_OVER
    assert list(bare.iterdir()) == []
    assert touched(tmp_path) == []
    assert [name for name in {path.name for path in Path("/tmp").iterdir()} - before if "coach" in name] == []


def test_a_fault_of_it_is_told_in_one_sentence_and_leaves_nothing(opening: Opening, bare: Path, tmp_path: Path) -> None:
    coach = opening("demo", "--falls").until("Warm bath").press("?")

    assert coach.ended() == 1
    told = coach.raw.rpartition(b"\x1b[?25h")[2].decode().strip()
    assert told == "coach: Something went wrong in the coach. This was a demo: nothing of it is kept."
    assert list(bare.iterdir()) == []
    assert touched(tmp_path) == []


def test_killed_outright_it_does_not_say_that_anything_is_kept(opening: Opening) -> None:
    coach = opening("demo").until("Warm bath").signal(signal.SIGKILL, innermost=True)

    assert coach.ended() == 137
    assert coach.raw.endswith(f"It was ended from outside (signal 9). {DEMO_KEPT}\r\n".encode())
    assert coach.modes == set()


def test_it_neither_reads_nor_changes_a_diary_that_is_there(opening: Opening, bare: Path, tmp_path: Path) -> None:
    bare.chmod(0o700)
    own = Session.at(bare)
    own.change_profile(lambda p: p.evolve(first_run=3).with_bedtime(p.bedtime.replace(hour=21, minute=37)))
    (bare / "keys.toml").write_text("nonsense")
    before = {path: path.read_bytes() for path in bare.rglob("*") if path.is_file()}
    coach = opening("demo").until("bed 23:00").press("enter").until("Leg massage").press("3").until("by steps kept")

    assert coach.press("q").ended() == 0
    assert touched(tmp_path) == []
    assert {path: path.read_bytes() for path in bare.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("words", [["demo"], ["demo", "--plain"]], ids=" ".join)
def test_in_plain_lines_it_says_so_at_both_ends_and_leaves_nothing(
    environment: dict[str, str], bare: Path, tmp_path: Path, words: list[str]
) -> None:
    command = [sys.executable, "-c", WATCHED, str(tmp_path / "told"), str(bare), *words]
    typed = "done\nskip\nunwell\nnote Mine.\nmagnesium\nhistory\nstreaks\nreview\nlist\nhelp\nquit\n"
    done = subprocess.run(command, env=environment, input=typed, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert said[0] == f"Evening coach, in plain lines. help tells the answers, quit leaves. {DEMO_KEPT}"
    assert "Bedtime 23:00" in said[1]
    assert said[-1] == DEMO_OVER
    assert "quit (also q, exit): leave; nothing of the demo is kept." in said
    assert "verything is kept" not in done.stdout
    assert list(bare.iterdir()) == []
    assert touched(tmp_path) == []


def test_the_end_of_input_says_so_too(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "coach", "demo"]
    done = subprocess.run(command, env=environment, input="done\n", capture_output=True, text=True, check=False)

    assert done.stdout.splitlines()[-1] == f"Left here; 4 questions are still open. {DEMO_OVER}"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["demo", "--home", "x"], "The demo keeps nothing in any folder; leave --home out."),
        (["--home", "x", "demo", "--plain"], "The demo keeps nothing in any folder; leave --home out."),
    ],
)
def test_a_folder_for_it_is_refused(environment: dict[str, str], words: list[str], told: str) -> None:
    command = [sys.executable, "-m", "coach", *words]
    done = subprocess.run(command, env=environment, input="", capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"coach: {told}\n")
