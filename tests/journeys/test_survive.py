"""What bad terminals and slow, lost or hostile connections do, through the installed program in a real terminal.

``test_textual.py`` shows that plain Textual does not live through what is marked *; the rest it survives too, and so
must we. Where no file is named the test is here.

=====================================  ==========================================================================
fault                                  test
=====================================  ==========================================================================
ssh drops, under a shell too *         a_lost_connection..., before_the_screens...
hang-up ignored; nothing to read *     a_lost_connection...[hang-up ignored], idle_uses_no_core; no terminal at all:
                                       test_rough_lines: a_screen_without_a_terminal..., a_stream_that_leads_nowhere...
SIGTERM, SIGHUP, SIGINT, SIGQUIT *     a_signal_saves..., a_signal_before_the_screens...
kill -9, segfault, out of memory *     killed_outright..., without_its_parent...; no core: a_signal_before...
Ctrl-Z and back, stopped, in the back  stopped_and_brought_back..., stopped_without_a_word..., brought_to_the_front...,
                                       a_job_that_stands_still..., ctrl_c_and_ctrl_z...
stray SIGCONT *                        fifty_stray_sigconts...
terminal stalls *                      a_stalled_terminal..., a_terminal_that_reads_again..., a_terminal_held...
bad bytes, kitty, late replies *       what_no_person_typed..., a_hundred_thousand_random_bytes...
slow sequences *                       a_key_whose_bytes_come_late...; by the byte: ui/test_keyboard
paste, raw and marked *                lines_pasted..., pasted_lines..., a_paste_without_an_end..., an_end_mark...
typed ahead                            keys_typed_ahead...
tiny, huge, storming window            a_window_that_changes...; one line where it is too small: ui/test_sizes
odd TERM, locale, no colour *          test_rough_lines: an_odd_environment..., letters_of_every_script...
markup and escapes in text *           test_rough_lines: a_hostile_diary..., no_one_line_command...; ui/test_literal
crash *                                a_fault_is_told..., a_fault_keeps...
frozen client; frozen session *        idle_writes_nothing, a_session_that_thaws..., keys_typed_into_a_dead...
two sessions                           two_at_once...; store/test_two_sessions
tmux, screen, mosh                     test_multiplexers
=====================================  ==========================================================================
"""

import os
import random
import re
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.session import Session
from tests.journeys.conftest import Opening, set_up
from tests.journeys.terminal import COACH, PATIENCE, Terminal

PROMPT = "ready>"

CHANGED = """
import sys
from coach.ui import driver, tonight
{change}
from coach.cli import main
sys.exit(main([]))
"""

Shell = Callable[..., Terminal]


@pytest.fixture
def session(home: Path) -> Session:
    return set_up(home)


@pytest.fixture
def note(opening: Opening, session: Session) -> Terminal:
    """The note, with something typed in it this very moment."""
    coach = opening().until("How worn out").press("n").until("esc keeps it")
    return coach.press(*"half a thought").until("half a thought")


@pytest.fixture
def shell(env: dict[str, str], session: Session) -> Any:
    """A shell with job control, as people start the coach from."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash for its job control")
    opened = Terminal([bash, "--norc", "--noprofile", "-i"], env | {"PS1": PROMPT})
    yield opened.until(PROMPT)
    for pid in reversed(opened.processes):
        os.kill(pid, signal.SIGKILL)
    opened.ended()


@pytest.fixture
def changed(env: dict[str, str], session: Session) -> Any:
    """The coach with something in it changed: a shorter patience, a fault."""
    opened: list[Terminal] = []

    def at(change: str) -> Terminal:
        opened.append(Terminal([sys.executable, "-c", CHANGED.format(change=change)], env))
        return opened[-1].until("How worn out")

    yield at
    for terminal in opened:
        try:
            terminal.kill()
        except (OSError, ChildProcessError):
            continue


def drafts(session: Session) -> dict[str, str]:
    return session.night().drafts


KEPT = "What you answered is kept."


def state(pid: int) -> str:
    """R for running, S for waiting, T for stopped, Z for ended; "" for no process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def runs(pid: int) -> bool:
    """Is there still a process ``pid`` that does anything? One that nobody has waited for is none."""
    return state(pid) not in ("", "Z")


def gone_in_time(coach: Terminal, began: float) -> int:
    code = coach.ended()
    assert time.monotonic() - began < 1.0 + SLACK
    return code


SLACK = 0.5
"""Seconds that the test itself and a busy machine may take."""


def as_found(coach: Terminal) -> bool:
    return coach.modes == set() and coach.left == coach.found


@pytest.mark.parametrize("name", ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"])
@pytest.mark.parametrize("innermost", [False, True], ids=["first", "inner"])
def test_a_signal_saves_what_is_typed_and_gives_the_terminal_back(
    note: Terminal, session: Session, name: str, innermost: bool
) -> None:
    number = signal.Signals[name]
    note.signal(number, innermost=innermost)

    assert gone_in_time(note, time.monotonic()) == 128 + number
    assert as_found(note)
    assert drafts(session) == {"note": "half a thought"}


@pytest.mark.parametrize("ignored", ["", "trap '' HUP; "], ids=["hung up", "hang-up ignored"])
def test_a_lost_connection_saves_what_is_typed_and_leaves_no_orphan(
    env: dict[str, str], session: Session, ignored: str
) -> None:
    coach = Terminal(["/bin/sh", "-c", f"{ignored}exec {COACH}"], env).until("How worn out")
    coach.press("n").until("esc keeps it").press(*"half a thought").until("half a thought")
    processes = coach.processes
    began = time.monotonic()

    assert gone_in_time(coach.hang_up(), began) == 128 + signal.SIGHUP
    assert not any(map(runs, processes))
    assert drafts(session) == {"note": "half a thought"}


def test_killed_outright_the_terminal_is_given_back_and_the_shell_goes_on(shell: Terminal, session: Session) -> None:
    shell.press(*f"{COACH}; echo code $?\r").until("How worn out").press("6").until("Tired: 6")
    shell.signal(signal.SIGKILL, innermost=True).until("code 137").until("What you answered is kept")

    assert shell.modes <= {"2004"}  # the shell's own paste marks
    assert session.night().scores == {"tired": 6}


def test_without_its_parent_the_coach_goes_too(shell: Terminal, session: Session) -> None:
    shell.press(*f"{COACH}\r").until("How worn out").press("n").until("esc keeps it").press(*"half").until("half")
    _, parent, coach = shell.processes
    os.kill(parent, signal.SIGKILL)
    shell.until("Killed").while_(lambda: runs(coach))

    assert drafts(session) == {"note": "half"}


@pytest.mark.parametrize("innermost", [False, True], ids=["first", "inner"])
def test_stopped_and_brought_back_it_goes_on(shell: Terminal, session: Session, innermost: bool) -> None:
    shell.press(*f"{COACH}\r").until("How worn out")
    os.kill(shell.processes[-1 if innermost else -2], signal.SIGTSTP)
    shell.until("Stopped")
    assert shell.modes <= {"2004"}

    shell.press(*"fg\r").until("0-9 x one key").press("6").until("Tired: 6").press("q").until(PROMPT)
    shell.press(*"echo code $?\r").until("code 0")
    assert session.night().scores == {"tired": 6}
    assert shell.modes <= {"2004"}


def test_as_a_login_it_is_not_stopped(shell: Terminal, session: Session, home: Path) -> None:
    shell.press(*f"{COACH} --kiosk --home {home} tonight\r").until("How worn out")
    for pid in shell.processes[1:]:
        os.kill(pid, signal.SIGTSTP)
    shell.reads(0.3)
    shell.press("6").until("Tired: 6").press("q").until(PROMPT)

    assert b"Stopped" not in shell.raw
    assert session.night().scores == {"tired": 6}


def test_brought_to_the_front_it_takes_the_terminal_as_the_person_has_it(shell: Terminal, session: Session) -> None:
    shell.press(*f"{COACH} &\r")
    shell.while_(lambda: len(shell.processes) < 2 or state(shell.processes[1]) != "T").press("\r").until("Stopped")
    assert shell.modes <= {"2004"}

    shell.press(*"fg\r").until("0-9 x one key").press("6").until("Tired: 6").press("q").until(PROMPT)
    shell.press(*"stty -a\r").until(" icrnl").until(" icanon")
    assert session.night().scores == {"tired": 6}


def test_a_job_that_stands_still_can_be_ended(shell: Terminal, session: Session) -> None:
    shell.press(*f"{COACH}\r").until("How worn out").press("n").until("esc keeps it").press(*"half").until("half")
    _, *ours = shell.processes
    os.kill(ours[-1], signal.SIGTSTP)
    shell.until("Stopped").press(*"kill %1\r")
    shell.while_(lambda: any(map(runs, ours))).press("\r").until("Exit 143")

    assert drafts(session) == {"note": "half"}


@pytest.mark.parametrize("which", ["inner", "group"])
def test_stopped_without_a_word_it_goes_on_with_the_shell(shell: Terminal, session: Session, which: str) -> None:
    shell.press(*f"{COACH}\r").until("How worn out")
    coach = shell.processes[-1]
    for _ in range(3):
        (os.kill if which == "inner" else os.killpg)(coach if which == "inner" else os.getpgid(coach), signal.SIGSTOP)
        shell.until("Stopped")
        assert which == "group" or shell.modes <= {"2004"}
        shell.press(*"fg\r").until("0-9 x one key").press("?").until("leave, pressed twice").press("esc")
        shell.until("0-9 x one key")

    shell.press("q").until(PROMPT)
    assert shell.modes <= {"2004"}


STARTING = """
import sys, time
from coach import cli
def _session(_arguments):
    print("star" + "ting", flush=True)
    time.sleep(60)
cli._session = _session
sys.exit(cli.main([]))
"""


@pytest.mark.parametrize("name", ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"])
@pytest.mark.parametrize("innermost", [False, True], ids=["first", "inner"])
def test_a_signal_before_the_screens_are_there_ends_it_in_one_sentence_at_most(
    env: dict[str, str], name: str, innermost: bool
) -> None:
    number = signal.Signals[name]
    coach = Terminal([sys.executable, "-c", STARTING], env).until("starting")
    limits = [Path(f"/proc/{pid}/limits").read_text() for pid in coach.processes]
    coach.signal(number, innermost=innermost)

    assert gone_in_time(coach, time.monotonic()) == 128 + number
    assert as_found(coach)
    said = coach.raw.rpartition(b"\x1b[?25h")[2].decode().splitlines()
    assert said == ([] if name == "SIGINT" else [f"coach: It was ended from outside (signal {number}). {KEPT}"])
    assert all(re.search(r"core file size +0 +0", text) for text in limits)  # what is in memory is the diary


def test_a_terminal_held_by_ctrl_s_holds_nobody_up(env: dict[str, str]) -> None:
    coach = Terminal([sys.executable, "-c", STARTING], env).until("starting").paste(b"\x13")
    coach.reads(0.1)
    coach.signal(signal.SIGTERM)

    assert gone_in_time(coach, time.monotonic()) == 143


def test_a_line_lost_before_the_screens_are_there_ends_it(env: dict[str, str]) -> None:
    coach = Terminal([sys.executable, "-c", STARTING], env).until("starting")
    processes = coach.processes

    assert coach.hang_up().ended() == 128 + signal.SIGHUP
    assert not any(map(runs, processes))


def test_ctrl_c_and_ctrl_z_before_the_screens_are_there(shell: Terminal) -> None:
    shell.press(*f"{sys.executable} -c '{STARTING}'\r").until("starting").paste(b"\x1a").until("Stopped")
    shell.press(*"fg; echo code $?\r")
    shell.while_(lambda: os.tcgetpgrp(shell._fd) == shell.pid)  # until the shell has handed the terminal over
    shell.paste(b"\x03").until("code 130")

    assert "Traceback" not in shell.text


def test_fifty_stray_sigconts_change_nothing(opening: Opening, session: Session) -> None:
    coach = opening().until("How worn out")
    threads = [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in coach.processes]
    for _ in range(50):
        for pid in coach.processes:
            os.kill(pid, signal.SIGCONT)
        coach.reads(0.002)
    coach.press("6").until("Tired: 6")

    assert [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in coach.processes] == threads
    coach.press("q")
    assert (coach.ended(), as_found(coach)) == (0, True)


NOT_TYPED = {
    "latin-1": b"\xe9",
    "kitty key with a sub-parameter": b"\x1b[97;1:1u",
    "kitty key let go": b"\x1b[97;1:3u",
    "a mouse of 1988": b"\x1b[M \xe9\xff",
    "mouse": b"\x1b[<0;10;10M\x1b[<0;10;10m",
    "what the terminal is": b"\x1b[?62;22c\x1b[>0;276;0c",
    "kitty flags": b"\x1b[?1u",
    "colour, to BEL": b"\x1b]11;rgb:0000/0000/0000\x07",
    "colour, to ST": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    "name and version": b"\x1bP>|XTerm(370)\x1b\\",
    "where the cursor is": b"\x1b[12;40R",
    "modes": b"\x1b[?2026;2$y\x1b[?2048;0$y",
    "focus": b"\x1b[I\x1b[O",
    "window": b"\x1b[8;24;80t\x1b[48;24;80;480;800t",
    "a surrogate": b"\x1b[55296u",
    "no character": b"\x1b[9999999u",
    "the end of no paste": b"\x1b[201~",
}


def test_what_no_person_typed_is_not_typed(note: Terminal, session: Session) -> None:
    for raw in NOT_TYPED.values():
        note.paste(raw).reads(0.02)
    note.press(*" more").until("half a thought more").press("esc").until("Note kept")

    assert session.night().note == "half a thought more"


@pytest.mark.parametrize("place", ["list", "note"])
def test_a_hundred_thousand_random_bytes_kill_nothing(opening: Opening, session: Session, place: str) -> None:
    coach = opening().until("How worn out").press(*(["n"] if place == "note" else []))
    wild = random.Random(20261124)
    allowed = bytes(b for b in range(256) if b not in b"qQ\x03\x11")  # those leave, as they should
    sent = 0
    while sent < 50_000:
        data = bytes(wild.choices(allowed, k=wild.choice([1, 3, 40, 1000, 4000])))
        coach.paste(data).reads(0.02)
        sent += len(data)
    coach.reads(1.2)  # a paste that never ends is given up
    for _ in range(8):
        coach.press("esc").reads(0.15)
    coach.press("1").paste(b"\x11")

    assert coach.ended() == 0
    assert b"Traceback" not in coach.raw


def test_a_key_whose_bytes_come_late_over_ssh_is_one_key(opening: Opening, session: Session) -> None:
    coach = opening(SSH_CONNECTION="::1 1 ::1 22").until("How worn out").press("n").until("esc keeps it")
    coach.press(*"one", "enter", *"two").until("two")
    for part in (b"\x1b", b"[", b"A", b"1", b"\x1b]11;rg", b"b:0/0/0\x1b", b"\\", b"2"):
        coach.paste(part).reads(0.4)

    coach.until("one12").press("esc").until("Note kept")
    assert session.night().note == "one12\ntwo"


def test_a_stalled_terminal_delays_neither_saving_nor_ending(opening: Opening, session: Session) -> None:
    coach = opening().until("How worn out")
    for _ in range(150):
        coach.press("?")
        time.sleep(0.01)
        coach.press("esc")
        time.sleep(0.01)
    for _ in range(3):  # a busy coach reads Escape and a key after it as one, and then as neither
        coach.press("esc")
        time.sleep(0.3)
    coach.press("n", *"while nobody reads")
    end = time.monotonic() + 20
    while drafts(session) != {"note": "while nobody reads"}:
        assert time.monotonic() < end
        time.sleep(0.05)
    coach.signal(signal.SIGTERM)

    began = time.monotonic()
    while os.waitid(os.P_PID, coach.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        assert time.monotonic() - began < 1.0 + SLACK
        time.sleep(0.01)
    assert coach.ended() == 143
    assert as_found(coach)


COUNTED = """
from pathlib import Path
from coach.ui.app import CoachApp
def beat(self, beat=CoachApp.beat):
    with Path("{beats}").open("a") as told:
        told.write(".")
    beat(self)
CoachApp.beat = beat
"""


def test_a_stalled_terminal_stops_no_timer(changed: Any, session: Session, tmp_path: Path) -> None:
    beats = tmp_path / "beats"
    coach = changed(COUNTED.format(beats=beats)).press(*["down"] * 4, "space").until("running")
    for _ in range(100):  # more than the terminal takes while nobody reads
        coach.press("?")
        time.sleep(0.01)
        coach.press("esc")
        time.sleep(0.01)
    before, end = beats.stat().st_size, time.monotonic() + PATIENCE
    while beats.stat().st_size < before + 3:
        assert time.monotonic() < end
        time.sleep(0.05)

    for _ in range(3):
        coach.press("esc").reads(0.3)
    coach.until("running").press("q")
    assert (coach.ended(), as_found(coach)) == (0, True)


def test_a_terminal_that_reads_again_is_shown_the_whole_screen(changed: Any) -> None:
    coach = changed("driver.MOST_WAITING = 4096")
    for _ in range(30):
        coach.press("?")
        time.sleep(0.02)
        coach.press("esc")
        time.sleep(0.15)
    coach.press("6", "?")
    time.sleep(0.2)

    coach.until("leave, pressed twice").press("esc").until("Sitting still").press("q")
    assert coach.ended() == 0


def test_a_window_that_changes_without_end_is_followed(opening: Opening, session: Session) -> None:
    coach = opening().until("How worn out")
    wild = random.Random(3)
    for _ in range(200):
        coach.resize(*wild.choice([(1, 1), (2, 2), (500, 200), (40, 15), (wild.randint(1, 200), wild.randint(1, 90))]))
        coach.reads(0.005)
    for size, seen in (((1, 1), "c"), ((500, 200), "How worn out"), ((80, 24), "How worn out")):
        coach.resize(*size)
        coach._screen.reset()
        coach.until(seen)

    coach.press("6").until("Tired: 6").press("q")
    assert coach.ended() == 0


RAW = b"3 good days\r4 bad nights\r5\r"


def test_lines_pasted_without_marks_answer_no_question(opening: Opening, session: Session) -> None:
    coach = opening().until("How worn out").paste(RAW).until("Pasted text goes into a field")
    coach.press("7").until("Tired: 7")

    assert session.night().scores == {"tired": 7}


@pytest.mark.parametrize("raw", [RAW, b"\x1b[200~" + RAW + b"\x1b[201~"], ids=["raw", "marked"])
def test_pasted_lines_land_in_one_field(opening: Opening, session: Session, raw: bytes) -> None:
    coach = opening().until("How worn out").press("down", "down").until("None since").press("s").until("too tired")
    coach.press("o").until("In your words").paste(raw).until("3 good days 4 bad nights 5").press("enter")
    coach.until("step 2 of 5")

    assert session.night().steps["caffeine"].text == "3 good days 4 bad nights 5"


def test_a_paste_without_an_end_does_not_swallow_keys_for_ever(note: Terminal, session: Session) -> None:
    note.paste(b"\x1b[200~ and no end").until("thought and no end").press("!").until("no end!")


def test_an_end_mark_inside_a_paste_runs_no_keys(opening: Opening, session: Session) -> None:
    coach = opening().until("How worn out").paste(b"\x1b[200~text\x1b[201~7q\r\x1b[201~").until("Pasted text")
    coach.press("6").until("Tired: 6")

    assert session.night().scores == {"tired": 6}


def test_keys_typed_ahead_are_keys(opening: Opening, session: Session) -> None:
    opening().until("How worn out").paste(b"34").until("None since").paste(b"\rm").until("Magnesium")

    assert session.night().scores == {"tired": 3, "legs_before": 4}


def test_a_session_that_thaws_shows_the_diary_as_it_is_and_forgets_the_keys_from_before(
    changed: Any, session: Session
) -> None:
    coach = changed("driver.FROZEN_SECONDS = 1.3")
    for pid in coach.processes:
        os.kill(pid, signal.SIGSTOP)
    from coach.core.routine import Answer

    session.dispatch(Answer("tired", 2))
    coach.press("9", "9")
    time.sleep(1.5)
    for pid in reversed(coach.processes):
        os.kill(pid, signal.SIGCONT)
    coach.until("[2]").press("down").until("Sitting still").press("4").until("before: 4")

    assert session.night().scores == {"tired": 2, "legs_before": 4}


def test_keys_typed_into_a_dead_connection_do_not_act_on_what_another_session_changed(
    changed: Any, session: Session
) -> None:
    from coach.core.routine import Answer

    coach = changed("driver.FROZEN_SECONDS = 1.2")
    coach.answering = False
    coach.reads(1.3)
    session.dispatch(Answer("tired", 2))
    coach.while_(lambda: b"\x1b[6n" not in coach.raw)
    coach.press("9", "9").paste(b"\x1b[5;5R").press("down", "4").until("before: 4")

    assert session.night().scores == {"tired": 2, "legs_before": 4}


CRASH = """
async def fall(self):
    secret = "my own words"
    raise ValueError("broken")
tonight.TonightScreen.do_help = fall
"""


def test_a_fault_is_told_in_one_sentence_and_loses_nothing(changed: Any, session: Session, home: Path) -> None:
    coach = changed(CRASH).press("6").until("Tired: 6").press("?")
    assert coach.ended() == 1
    assert as_found(coach)

    log = home / "coach.log"
    told = coach.raw.rpartition(b"\x1b[?25h")[2].decode().strip().splitlines()
    assert len(told) == 1
    assert str(log) in told[0]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "ValueError: broken" in log.read_text()
    assert "my own words" not in re.sub(r'secret = "my own words"', "", log.read_text()) + coach.raw.decode()
    assert session.night().scores == {"tired": 6}


def test_a_fault_keeps_what_was_being_typed(changed: Any, session: Session) -> None:
    fall = "from coach.ui.note import NoteDialog\nasync def fall(self): raise ValueError\nNoteDialog.leave = fall"
    coach = changed(fall).press("n").until("esc keeps it").press(*"half a thought").until("half").press("esc")
    assert coach.ended() == 1

    assert drafts(session) == {"note": "half a thought"}


def test_ctrl_c_asks_once_and_leaves(note: Terminal, session: Session) -> None:
    note.paste(b"\x03").until("Ctrl-C again leaves").press("!").until("thought!").paste(b"\x03")
    note.until("Ctrl-C again leaves").paste(b"\x03")

    assert (note.ended(), as_found(note)) == (0, True)
    assert drafts(session) == {"note": "half a thought!"}


def test_two_at_once_see_what_each_other_answers_and_lose_no_key(opening: Opening, session: Session) -> None:
    one, other = opening().until("How worn out"), opening().until("How worn out")
    one.press("6").until("Tired: 6")
    began = time.monotonic()
    other.until("[6]")
    assert time.monotonic() - began < 2 + SLACK

    other.press("down", *"n").until("esc keeps it").press(*"from here")
    one.press("7").until("before: 7").press("enter").until("step 2 of 5")
    other.press("esc").until("Note kept").until("✓ No caffeine")
    one.until("note: from here")

    night = session.night()
    assert (night.scores, night.note) == ({"tired": 6, "legs_before": 7}, "from here")
    assert night.steps["caffeine"].status == "done"


def test_idle_uses_no_core(opening: Opening, session: Session) -> None:
    coach = opening().until("How worn out")
    coach.reads(0.5)
    before = used(coach)
    coach.reads(2)

    assert used(coach) - before < 0.1  # a core that spins takes 2; idle takes 0.003


def used(coach: Terminal) -> float:
    """Seconds of a core that the program and the process that watches over it have used."""
    threads = [thread for pid in coach.processes for thread in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def test_idle_writes_nothing(note: Terminal, opening: Opening) -> None:
    coach = opening().until("How worn out")
    coach.reads(1.6)  # it sees the note that the other one began
    note.reads(0.1)

    assert (note.reads(1.2), coach.reads(1.2)) == (b"", b"")
