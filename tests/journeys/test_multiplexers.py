"""The coach inside tmux, GNU screen and mosh, and inside what of them is installed here."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.session import Session
from tests.journeys.conftest import set_up
from tests.journeys.terminal import COACH, PATIENCE, STEERING_TEXT, Terminal

GONE = "; printf 'co''de %s\\n' $?; read stay"
"""Tell the exit code of the coach, and keep the window."""


def installed(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


@pytest.fixture
def session(home: Path) -> Session:
    return set_up(home)


@pytest.fixture
def attached(env: dict[str, str]) -> Iterator[Callable[..., Terminal]]:
    """Terminals of this test."""
    opened: list[Terminal] = []

    def at(*words: str, size: tuple[int, int] = (80, 24), **more: str) -> Terminal:
        opened.append(Terminal([*words], env | more, size))
        return opened[-1]

    yield at
    for terminal in opened:
        try:
            terminal.kill()
        except (OSError, ChildProcessError):
            continue


class Tmux:
    """A tmux server of this test's own."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self._env = env | {"TMUX_TMPDIR": str(folder)}
        self.words = [installed("tmux"), "-u", "-f", "/dev/null"]

    def __call__(self, *words: str) -> str:
        done = subprocess.run([*self.words, *words], env=self._env, capture_output=True, text=True, check=False)
        return done.stdout.rstrip("\n")

    def open(self, size: tuple[int, int] = (80, 24)) -> "Tmux":
        """The coach in the one pane of the one window."""
        where = ["-x", str(size[0]), "-y", str(size[1])]
        self("new-session", "-d", *where, "sleep 60", ";", "set", "-g", "default-terminal", "tmux-256color")
        self("set", "-s", "set-clipboard", "on")
        self("respawn-pane", "-k", f"{COACH}{GONE}")
        return self

    def until(self, words: str) -> "Tmux":
        """Wait until ``words`` are in the pane."""
        end = time.monotonic() + PATIENCE
        while words not in (seen := self("capture-pane", "-p", "-t", "0")):
            assert time.monotonic() < end, f"never in the pane: {words!r}\n{seen}"
            time.sleep(0.02)
        return self

    def press(self, *keys: str) -> "Tmux":
        self("send-keys", "-t", "0", *keys)
        return self

    @property
    def modes(self) -> str:
        """Is it the other screen, is the cursor seen, do lines wrap?"""
        return self("display", "-p", "-t", "0", "#{alternate_on} #{cursor_flag} #{wrap_flag}")

    @property
    def client(self) -> list[str]:
        return [*self.words, "attach"]


@pytest.fixture
def tmux(env: dict[str, str], session: Session, tmp_path: Path) -> Iterator[Tmux]:
    opened = Tmux(env, tmp_path)
    yield opened
    opened("kill-server")


def test_in_tmux_an_evening_goes_on_after_a_detach_in_a_window_of_another_size(
    tmux: Tmux, attached: Callable[..., Terminal], session: Session, tmp_path: Path
) -> None:
    tmux.open()
    first = attached(*tmux.client, TMUX_TMPDIR=str(tmp_path)).until("How worn out").press("6").until("Tired: 6")
    tmux("detach-client")
    assert first.ended() == 0

    from coach.core.routine import Done

    session.dispatch(Done("caffeine"))
    again = attached(*tmux.client, size=(40, 16), TMUX_TMPDIR=str(tmp_path)).until("Sitting still")
    tmux.until("✓ No caffeine")
    assert tmux("display", "-p", "#{pane_width}x#{pane_height}") == "40x15"
    again.press("7").until("before: 7").press("q").until("code 0")

    assert session.night().scores == {"tired": 6, "legs_before": 7}
    assert tmux.modes == "0 1 1"


def test_in_a_pane_of_a_phones_size_it_is_laid_out_anew(tmux: Tmux) -> None:
    tmux.open((121, 40)).until("Evening coach")
    tmux("split-window", "-h", "-l", "80", "sleep 60")
    tmux("split-window", "-v", "-l", "24", "-t", "0", "sleep 60")
    tmux.until("Tonight")

    assert tmux("display", "-p", "-t", "0", "#{pane_width}x#{pane_height}") == "40x15"
    assert tmux.modes.startswith("1 0")
    tmux("kill-pane", "-t", "2")
    tmux("kill-pane", "-t", "1")
    tmux.until("Evening coach")


def test_when_the_server_of_tmux_is_ended_what_is_typed_is_kept(tmux: Tmux, session: Session) -> None:
    tmux.open().until("How worn out").press("n").until("esc keeps it").press("-l", "half a thought").until("thought")
    shell = int(tmux("display", "-p", "#{pane_pid}"))
    (coach,) = map(int, Path(f"/proc/{shell}/task/{shell}/children").read_text().split())
    tmux("kill-server")
    end = time.monotonic() + PATIENCE
    while Path(f"/proc/{coach}/cmdline").exists() and Path(f"/proc/{coach}/cmdline").read_bytes():
        assert time.monotonic() < end
        time.sleep(0.02)

    assert session.night().drafts == {"note": "half a thought"}


def test_a_hostile_note_reaches_neither_tmuxs_title_nor_its_clipboard(tmux: Tmux, session: Session) -> None:
    from coach.core.routine import WriteNote

    session.dispatch(WriteNote(STEERING_TEXT))
    tmux.open()
    title = tmux("display", "-p", "#{pane_title}")
    tmux.until("note: a").press("n").until("esc keeps it").press("Escape").until("How worn out")

    assert tmux("show-buffer") == ""
    assert tmux("display", "-p", "#{pane_title}") == title


def test_in_gnu_screen_an_evening_goes_on_after_a_detach(
    attached: Callable[..., Terminal], session: Session, tmp_path: Path
) -> None:
    own = tmp_path / "screens"
    own.mkdir(mode=0o700)
    words, where = [installed("screen"), "-U", "-c", "/dev/null"], {"SCREENDIR": str(own)}
    first = attached(*words, "-S", "evening", "/bin/sh", "-c", f"{COACH}{GONE}", **where).until("How worn out")
    first.press("6").until("Tired: 6").paste(b"\x01d")
    assert first.ended() == 0

    again = attached(*words, "-r", "evening", size=(40, 15), **where).until("Tonight").press("7").until("None since")
    again.press("n").until("esc keeps it").press(*"typed", "esc").until("Note kept").press("q").until("code 0")
    again.press("enter")

    assert again.ended() == 0
    assert (session.night().scores, session.night().note) == ({"tired": 6, "legs_before": 7}, "typed")


@pytest.fixture
def mosh(env: dict[str, str], session: Session) -> Iterator[tuple[list[str], dict[str, str], int]]:
    """How to come to a coach behind mosh: the words, what the environment needs, and the server."""
    client, server = installed("mosh-client"), installed("mosh-server")
    words = [server, "new", "-i", "127.0.0.1", "-p", "60000:61000", "--", "/bin/sh", "-c", f"{COACH}{GONE}"]
    told = subprocess.run(words, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    found = re.search(r"MOSH CONNECT (\d+) (\S+)", told.stdout)
    running = re.search(r"pid = (\d+)", told.stderr)
    if not (found and running):
        pytest.skip(f"no server of mosh can be started here: {told.stderr.strip()[-200:]}")
    yield [client, "127.0.0.1", found[1]], {"MOSH_KEY": found[2]}, int(running[1])
    try:
        os.kill(int(running[1]), signal.SIGKILL)
    except OSError:
        return


def test_behind_mosh_an_evening_goes_on_and_is_kept_when_the_server_is_ended(
    attached: Callable[..., Terminal], mosh: tuple[list[str], dict[str, str], int], session: Session
) -> None:
    words, more, server = mosh
    coach = attached(*words, **more).until("How worn out").press("6").until("Tired: 6")
    coach.resize(40, 15)
    coach.until("Tonight").press("7").until("None since").press("n").until("esc keeps it")
    coach.press(*"half a thought").until("half a thought")
    os.kill(server, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while session.night().drafts != {"note": "half a thought"}:
        assert time.monotonic() < end
        coach.reads(0.05)

    assert session.night().scores == {"tired": 6, "legs_before": 7}
