"""Plain lines through the installed program: terminals that only print, pipes, files, and lines that drop."""

import re
import signal
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.core.cells import Reason
from coach.core.profile import Kind, Step
from coach.core.routine import Done, Draft, Excuse, StartOrPause, WriteNote
from coach.session import Session
from tests.journeys.conftest import Opening, in_the_evening, set_up, shown
from tests.journeys.terminal import COACH, Terminal, zone_where_it_is

HOSTILE = "a\x1b]52;c;ZXZpbA==\x07\x1b[31mb\x9b2Jc\u202ed\u2066e\x7fg"
ANSWERS = "\n\n\n6\nx\ndone\nm\nskip\ntired\ntoo tired\ndone\n-\n"


def typed(env: dict[str, str], text: str | bytes, *words: str, **more: str) -> "subprocess.CompletedProcess[bytes]":
    raw = text.encode() if isinstance(text, str) else text
    return subprocess.run([COACH, *words], env=env | more, input=raw, capture_output=True, check=False)


def steering(raw: bytes) -> list[int]:
    """The bytes that do more than print; a terminal turns each line's end into CR and LF, and 7 is the bell."""
    text = raw.decode(errors="replace")
    return [ord(c) for c in text if (ord(c) < 32 and c not in "\n\r\x07") or 127 <= ord(c) < 160 or c in "\u202e\u2066"]


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (20, 10)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("how", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}], ids=lambda h: next(iter(h)))
def test_an_evening_on_a_terminal_that_prints(
    opening: Opening, env: dict[str, str], size: tuple[int, int], how: dict[str, str]
) -> None:
    coach = opening(size=size, **how)
    for seen, line in [
        ("23:00: ", ""),
        ("line goes on: ", ""),
        ("keeps night: ", ""),
        ("exhausted; or blank: ", "6"),
        ("imagine; or blank: ", "ten"),
        ("had some or skip: ", "yes"),
        ("start or skip: ", "start"),
        (". Warm bath: ", "short"),
        ("start or skip: ", "skip"),
        ("goes back: ", "t"),
        ("start or skip: ", "done"),
        ("imagine; or blank: ", "blank"),
        ("line to leave: ", ""),
    ]:
        wait(coach, seen).press(line, "enter")

    assert coach.ended() == 0
    assert steering(coach.raw) == []
    printed = [line.rpartition(": ")[0] or line for line in coach.raw.decode().splitlines()]  # without what was typed
    assert all(len(line) < size[0] for line in printed)
    night = shown(env)
    assert {name: entry["status"] for name, entry in night["steps"].items()} == {
        "caffeine": "done",
        "bath": "minimum",
        "massage": "excused",
        "meditation": "done",
    }
    assert night["scores"] == {"tired": 6, "legs_before": 10}


def wait(coach: Terminal, words: str) -> Terminal:
    """Read until ``words`` were printed, wherever the lines are broken."""
    pattern = r"\s+".join(map(re.escape, words.split())) + (r":? $" if words.endswith(": ") else "")
    deadline = 400
    while not re.search(pattern, coach.raw.decode(errors="replace").replace("\r", "")[-2000:]):
        deadline -= 1
        assert deadline, f"never printed: {words!r}\n{coach.raw.decode(errors='replace')}"
        coach._read(0.05)
    return coach


@pytest.mark.parametrize("kind", ["pipe", "file"])
def test_answers_from_a_file_and_over_a_pipe(env: dict[str, str], tmp_path: Path, kind: str) -> None:
    if kind == "pipe":
        done = typed(env, ANSWERS.replace("tired\n", "", 1), "--plain")
    else:
        (tmp_path / "answers.txt").write_text(ANSWERS.replace("tired\n", "", 1))
        with (tmp_path / "answers.txt").open() as answers:
            done = subprocess.run([COACH, "--plain"], env=env, stdin=answers, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert steering(done.stdout) == []
    assert done.stdout.isascii()
    assert done.stdout.endswith(b"Everything is kept.\n")
    assert shown(env)["scores"] == {"tired": 6, "legs_before": 10}


def test_it_goes_on_where_it_was_left(env: dict[str, str], home: Path) -> None:
    set_up(home, magnesium=False)
    left = typed(env, "6\n7\nnote\nhalf\na thought", "--plain").stdout.decode()
    assert left.endswith("Note kept.\nLegs before: \nLeft here; 5 questions are still open.\n") or "5 questions" in left
    assert "Question 3 of 7." in typed(env, "", "--plain").stdout.decode()
    assert shown(env)["note"] == "half\na thought"


def test_a_hostile_diary_and_hostile_lines_write_no_steering_byte(env: dict[str, str], home: Path) -> None:
    session = set_up(home)
    own = Step(id="own", name=HOSTILE, kind=Kind.TIMED, minutes=5, own=True)
    session.change_profile(lambda p: p.with_step(own))
    session.dispatch(Excuse("bath", Reason.OTHER, HOSTILE), Done("massage"), WriteNote(HOSTILE))
    session.dispatch(Draft("reason.own", HOSTILE), Draft("amount", HOSTILE), Draft("had.caffeine", HOSTILE))
    lines = ["list", "?", HOSTILE, "own", "start", "w", "s", "o", "", "magnesium", "bath", "caffeine", "h", "", "end"]
    done = typed(env, "\n".join([*lines, "note", HOSTILE, ".", "tonight", ""]))

    assert (done.returncode, done.stderr) == (0, b"")
    assert steering(done.stdout) == []


@pytest.mark.parametrize(("kinds", "code"), [(128, 0), (256, 1)])
def test_bytes_of_any_kind_end_it_with_a_sentence_or_not_at_all(
    env: dict[str, str], home: Path, kinds: int, code: int
) -> None:
    import random

    set_up(home)
    wild = random.Random(20261122)
    raw = b"".join(bytes(wild.choices(range(kinds), k=30)) + b"\n" for _ in range(400))
    done = typed(env, raw)

    assert done.returncode == code
    assert (b"Line 1 is not valid UTF-8" in done.stdout) == bool(code)
    assert b"Traceback" not in done.stdout + done.stderr
    assert steering(done.stdout) == []


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143), (signal.SIGQUIT, 131)], ids=lambda n: str(n)
)
def test_a_signal_ends_it_quietly_with_every_answer_there(
    opening: Opening, env: dict[str, str], home: Path, number: signal.Signals, code: int
) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").press("6", "enter")
    wait(coach, "Tired: 6.").signal(number)

    assert coach.ended() == code
    assert coach.left == coach.found
    assert b"Traceback" not in coach.raw
    assert shown(env)["scores"] == {"tired": 6}


def test_a_dropped_line_in_a_note_loses_no_line_of_it(opening: Opening, home: Path) -> None:
    session = set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").press("note", "enter")
    wait(coach, "ends it: ").press("half", "enter", "a thought", "enter")
    while session.night().drafts.get("note") != "half\na thought":
        coach._read(0.05)
    assert isinstance(coach.hang_up().ended(), int)

    wait(opening(TERM="dumb"), "A note is begun and kept")


def test_ctrl_c_asks_once_and_then_leaves(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").paste(b"\x03")
    wait(coach, "Ctrl-C again leaves. Everything is kept.").press("6", "enter")
    wait(coach, "Tired: 6.").paste(b"\x03")
    wait(coach, "Ctrl-C again leaves. Everything is kept. Legs before: ").paste(b"\x03")

    assert coach.ended() == 0
    assert shown(env)["scores"] == {"tired": 6}


def test_ctrl_d_leaves_and_says_what_is_open(opening: Opening, home: Path) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").paste(b"\x04")

    assert coach.ended() == 0
    assert coach.raw.endswith(b"\r\nLeft here; 8 questions are still open.\r\n")


def test_a_timer_is_announced_and_true_after_a_kill(opening: Opening, home: Path) -> None:
    session = set_up(home)
    session.change_profile(lambda p: p.step_changed("massage", minutes=1))
    coach = wait(opening(TERM="dumb"), "worn out").press("massage", "enter")
    wait(coach, "start or skip: ").press("start", "enter")
    wait(coach, "Leg massage: 1 minute left, until").kill()

    again = wait(opening(TERM="dumb"), "pause or skip: ").raw.decode()
    assert re.search(r"Leg massage: (5\d seconds|1 minute) left, until", again)


def test_a_timer_ends_with_a_word_and_the_bell(opening: Opening, home: Path, env: dict[str, str]) -> None:
    session = set_up(home)
    session.change_profile(lambda p: p.step_changed("massage", minutes=1))
    Session.at(home, lambda: in_the_evening() - timedelta(seconds=54)).dispatch(
        StartOrPause("massage"), night=date.fromisoformat(shown(env)["night"])
    )
    coach = wait(opening(TERM="dumb"), "pause or skip: ")
    wait(coach, "Leg massage: time is up. \aLeg massage: ").press("done", "enter")

    wait(coach, "Leg massage: done, 1 min.")
    assert coach.raw.count(b"\a") == 1
    assert b"half" not in coach.raw


@pytest.mark.parametrize("text", [b"dear diary,\n6\n7\ndone\n", b"6\n7\nfoo", b"6\r\n\r\n7\r\n"])
def test_a_pasted_text_answers_nothing(opening: Opening, env: dict[str, str], home: Path, text: bytes) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").paste(text)
    wait(coach, "none of them is used. For a text of several lines, type note first. Tired: ").press("q", "enter")

    assert coach.ended() == 0
    assert set(shown(env)) == {"night"}


def test_a_text_pasted_into_a_note_is_all_there(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").press("note", "enter")
    wait(coach, "ends it: ").paste(b"dear diary,\n6\n7\n.\n")
    wait(coach, "Note kept. Tired: ")

    assert shown(env) == {"night": shown(env)["night"], "note": "dear diary,\n6\n7"}


def test_a_line_longer_than_a_terminal_keeps_is_told_and_gone_on_with(
    opening: Opening, env: dict[str, str], home: Path
) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").press("note", "enter")
    wait(coach, "ends it: ")
    for _ in range(50):  # as fast as the terminal echoes
        coach.paste(b"x" * 100).reads(0.01)
    wait(coach.press("enter"), "after 4,095 characters; what came is kept.")
    wait(coach, "The rest: ").press("end", "enter", ".", "enter")
    wait(coach, "Note kept.")

    assert shown(env)["note"] == f"{'x' * 4095}end"


def test_half_an_answer_is_seen_again_behind_the_question_after_an_announcement(
    opening: Opening, env: dict[str, str], home: Path
) -> None:
    session = set_up(home)
    session.change_profile(lambda p: p.step_changed("massage", minutes=1))
    Session.at(home, lambda: in_the_evening() - timedelta(seconds=54)).dispatch(
        StartOrPause("massage"), night=date.fromisoformat(shown(env)["night"])
    )
    coach = wait(opening(TERM="dumb"), "pause or skip: ").press("tired", "enter")
    wait(coach, "or blank: ").press("1")
    wait(coach, "time is up. \aTired: 1").press("0", "enter")
    wait(coach, "Tired: 10.")

    assert shown(env)["scores"] == {"tired": 10}


@pytest.mark.parametrize("kind", ["pipe", "file"])
def test_a_file_in_another_encoding_ends_at_the_line_that_cannot_be_read(
    env: dict[str, str], home: Path, tmp_path: Path, kind: str
) -> None:
    set_up(home)
    raw = "6\nnote\nau café\n.\n7\n".encode("latin-1")
    if kind == "pipe":
        done = typed(env, raw)
    else:
        (tmp_path / "answers.txt").write_bytes(raw)
        with (tmp_path / "answers.txt").open() as answers:
            done = subprocess.run([COACH, "--plain"], env=env, stdin=answers, capture_output=True, check=False)

    assert done.returncode == 1
    assert b"Line 3 is not valid UTF-8; save it as UTF-8 and give it again." in done.stdout
    assert shown(env)["scores"] == {"tired": 6}
    assert "note" not in shown(env)


def test_ctrl_c_is_heard_in_a_kiosk(opening: Opening, home: Path) -> None:
    set_up(home)
    coach = wait(opening("--kiosk", "--home", str(home), "--plain", "tonight"), "worn out").paste(b"\x03")
    wait(coach, "Ctrl-C again leaves.").paste(b"\x03")

    assert coach.ended() == 0


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_stream_that_is_closed_harms_nothing(env: dict[str, str], home: Path, closed: int) -> None:
    session = set_up(home)
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    command = f"exec {COACH} --plain {closed}{'<' if closed == 0 else '>'}&-"
    ended = subprocess.run(["/bin/sh", "-c", command], env=env, input=b"", capture_output=True, check=False)

    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before
    assert session.night().changes == ()


def test_a_reader_who_leaves_ends_it_quietly(env: dict[str, str], home: Path) -> None:
    set_up(home)
    command = f"yes back | {COACH} --plain | head -n 3 >/dev/null"
    ended = subprocess.run(["/bin/sh", "-c", command], env=env, capture_output=True, check=False, timeout=60)

    assert ended.stderr == b""


def test_a_fault_is_one_sentence_and_where_the_log_is(env: dict[str, str], home: Path, tmp_path: Path) -> None:
    set_up(home)
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Breaking:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'coach.plain.evening':\n"
        "            raise RuntimeError('private words')\n"
        "sys.meta_path.insert(0, Breaking())\n"
    )
    broken = typed(env, "6\n", "--plain", PYTHONPATH=str(tmp_path))

    assert broken.returncode == 1
    assert b"Traceback" not in broken.stderr
    assert len(broken.stderr.decode().strip().splitlines()) == 1
    assert b"private words" not in broken.stderr


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}])
def test_a_locale_that_knows_few_letters(env: dict[str, str], home: Path, locale: dict[str, str]) -> None:
    set_up(home).dispatch(WriteNote("é漢م🌙"))
    done = typed(env, "list\n", "--plain", **locale)

    assert (done.returncode, done.stderr) == (0, b"")
    assert shown(env)["note"] == "é漢م🌙"


def test_the_morning_over_a_pipe(env: dict[str, str], home: Path) -> None:
    set_up(home)
    env["TZ"] = zone_where_it_is(9)
    done = typed(env, "3\nx\nblank\nawake 40\n")

    assert b"Good morning, after the night of" in done.stdout
    assert shown(env)["scores"] == {"falling_asleep": 3, "during_night": 10}
    assert shown(env)["awake_minutes"] == 40


def test_waiting_costs_nothing(opening: Opening, home: Path) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out").press("massage", "enter")
    wait(coach, "start or skip: ").press("start", "enter")
    wait(coach, "left, until")
    coach.reads(0.5)
    before = _ticks(coach.pid)

    assert coach.reads(2.0) == b""
    assert _ticks(coach.pid) - before <= 2


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_there_is_one_process_and_no_thread(opening: Opening, home: Path) -> None:
    set_up(home)
    coach = wait(opening(TERM="dumb"), "worn out")

    assert coach.processes == [coach.pid]
    assert len(list(Path(f"/proc/{coach.pid}/task").iterdir())) == 1
