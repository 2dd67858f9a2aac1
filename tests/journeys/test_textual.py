"""The faults of Textual's that are worked round here. A test that fails tells that one is mended: the way round can go.

``coach/ui/driver.py`` and ``keyboard.py`` are the way round all but the last two, ``widgets.Gate`` the way round those.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Label

from tests.journeys.terminal import Terminal

PLAIN = """
from textual.app import App
from textual.widgets import Input
class Plain(App):
    def compose(self):
        yield Input(placeholder="here")
Plain().run(mouse=False)
"""


@pytest.fixture
def plain(env: dict[str, str]) -> Any:
    opened = Terminal([sys.executable, "-c", PLAIN], env).until("here")
    yield opened
    try:
        opened.kill()
    except (OSError, ChildProcessError):
        return


def alive(terminal: Terminal) -> bool:
    return os.waitid(os.P_PID, terminal.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_5140_a_signal_ends_it_at_once_with_the_terminal_left_as_it_was(plain: Terminal, number: int) -> None:
    plain.signal(number)

    assert plain.ended() == -number
    assert "1049" in plain.modes
    assert plain.left != plain.found


def test_killed_outright_it_leaves_the_terminal_as_it_was(plain: Terminal) -> None:
    plain.kill()

    assert {"1049", "25", "2004"} <= plain.modes
    assert plain.left != plain.found


FALLS = f"""{PLAIN.replace("Plain().run(mouse=False)", "")}
def fall(self):
    secret = "my own words"
    raise ValueError
Plain.on_input_changed = fall
Plain().run(mouse=False)
"""


def test_a_fault_prints_private_variables(env: dict[str, str]) -> None:
    plain = Terminal([sys.executable, "-c", FALLS], env, (120, 40)).until("here").press("x")
    plain.ended()

    assert b"my own words" in plain.raw.rpartition(b"\x1b[?1049l")[2]


def test_a_cursor_blinks_for_ever(plain: Terminal) -> None:
    plain.reads(0.5)

    assert plain.reads(1.2) != b""


def test_of_pasted_lines_only_the_first_is_kept(plain: Terminal) -> None:
    plain.paste(b"\x1b[200~one\rtwo\x1b[201~").until("one").press("!").until("one!")


def test_6690_a_hang_up_that_is_ignored_spins_a_core(env: dict[str, str]) -> None:
    ignoring = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{PLAIN}"
    plain = Terminal([sys.executable, "-c", ignoring], env).until("here").hang_up()
    stat = Path(f"/proc/{plain.pid}/stat")
    before, end = _ticks(stat), time.monotonic() + 10
    while (used := _ticks(stat) - before) < 30 and time.monotonic() < end:
        plain.reads(0.1)
    plain.kill()

    assert used >= 30


def _ticks(stat: Path) -> int:
    """Hundredths of a second of a core that a process has used."""
    return sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))


BEATS = """
from pathlib import Path
from textual.app import App
from textual.widgets import Static
class Beating(App):
    def compose(self):
        yield Static("here")
    def on_mount(self):
        self.n = 0
        self.set_interval(0.02, self.beat)
    def beat(self):
        self.n += 1
        Path("{beats}").write_text(str(self.n))
        self.query_one(Static).update(("here" + chr(48 + self.n % 10) * 3000))
Beating().run(mouse=False)
"""


def test_a_terminal_that_stalls_stops_its_loop(env: dict[str, str], tmp_path: Path) -> None:
    beats = tmp_path / "beats"
    plain = Terminal([sys.executable, "-c", BEATS.format(beats=beats)], env).until("here")
    last, since, end = "", time.monotonic(), time.monotonic() + 30
    while time.monotonic() - since < 2:
        assert time.monotonic() < end, "it goes on"
        now = beats.read_text() if beats.exists() else ""
        last, since = (now, time.monotonic()) if now != last else (last, since)
        time.sleep(0.05)
    plain.kill()


@pytest.mark.parametrize("raw", [b"\xff", b"\x1b[97;1:1u"], ids=["6668 no UTF-8", "a kitty sub-parameter"])
def test_bytes_end_it(plain: Terminal, raw: bytes) -> None:
    plain.paste(raw).ended()


def test_a_stray_sigcont_starts_a_second_thread_that_reads_keys(plain: Terminal) -> None:
    tasks, end = Path(f"/proc/{plain.pid}/task"), time.monotonic() + 5
    before = len(list(tasks.iterdir()))
    plain.signal(signal.SIGCONT)
    while len(list(tasks.iterdir())) == before and time.monotonic() < end:
        plain.reads(0.05)

    assert len(list(tasks.iterdir())) > before


def test_3754_the_palette_is_loaded_with_every_app() -> None:
    loaded = "import sys, textual.app; print('textual.command' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True).stdout == "True\n"


def test_a_slow_sequence_is_typed(plain: Terminal) -> None:
    plain.paste(b"\x1b").reads(0.4)
    plain.paste(b"[A").until("[A")


def test_a_late_reply_is_typed(plain: Terminal) -> None:
    plain.paste(b"\x1b[?62;22c").until("62;22c")


@pytest.mark.parametrize("text", ["[x] brush [ ] floss", "[b]"])
def test_a_label_reads_its_text_as_markup(text: str) -> None:
    assert str(Label(text).render()) != text


def test_control_characters_reach_the_terminal() -> None:
    assert "\x1b" in str(Label("\x1b]0;title\x07", markup=False).render())
