"""Dropped lines, odd terminals and hostile text, through the installed program in a real terminal."""

import os
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from coach.core.profile import Kind, Step
from coach.core.words import STEERING
from coach.session import Session
from tests.journeys.conftest import Opening, in_the_evening, set_up, shown
from tests.journeys.terminal import COACH, STEERING_TEXT, Terminal, zone_where_it_is
from tests.ui.test_literal import fill


def run(env: dict[str, str], *words: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run([COACH, *words], env=env, input=text, capture_output=True, text=True, check=False)


def test_the_evening_of_five_steps_prints_exactly_what_was_entered(
    opening: Opening, env: dict[str, str], home: Path
) -> None:
    set_up(home)
    coach = opening().until("How worn out")
    coach.press("6").until("2 of 3").press("-").until("None since").press("h").until("had some")
    coach.press(*"12:30", "enter").until("What was taken").press(*"187,5", "enter").until("187.5 mg")
    coach.press("m").until("step 4 of 5").press("s").until("too tired").press("o").until("In your words")
    coach.press(*"müde", "enter").until("step 5 of 5").press("enter").until("And now, after").press("0")
    coach.until("Good night. Three").press("q")
    assert coach.ended() == 0

    night = shown(env)
    for entry in night["steps"].values():
        entry.pop("at", None)
        for dose in entry.get("doses", []):
            dose.pop("at")
        if "had_at" in entry:
            entry["had_at"] = entry["had_at"][11:16]
    assert night.pop("night")
    assert night == {
        "steps": {
            "caffeine": {"status": "missed", "had_at": "12:30"},
            "magnesium": {"status": "done", "doses": [{"mg": 187.5}]},
            "bath": {"status": "minimum"},
            "massage": {"status": "excused", "reason": "other", "text": "müde"},
            "meditation": {"status": "done"},
        },
        "scores": {"tired": 6, "legs_after": 0},
    }


def test_killed_at_each_of_the_first_questions_it_goes_on_with_the_next(opening: Opening) -> None:
    opening().until("1 of 3").press(*"22:15", "enter").until("2 of 3").kill()
    opening().until("2 of 3").press("space").until("not in").press("enter").until("3 of 3").kill()
    coach = opening().until("3 of 3").press("enter").until("How worn out")

    assert "bed 22:15" in coach.text
    assert "No caffeine" not in coach.text


def test_killed_right_after_the_key_an_answer_that_was_shown_is_there(
    opening: Opening, env: dict[str, str], home: Path
) -> None:
    set_up(home, magnesium=False)
    for key, seen in (("6", "Tired: 6"), ("7", "Legs before: 7")):
        opening().until("0-9 x one key").press(key).until(seen).kill()

    assert shown(env)["scores"] == {"tired": 6, "legs_before": 7}


def test_a_timer_killed_twice_and_paused_counts_only_what_ran(opening: Opening, home: Path) -> None:
    set_up(home, magnesium=False)
    opening().until("How worn out").press("down", "down", "down", "space").until("running").kill()
    opening().until("running").press("space").until("paused").kill()
    coach = opening().until("paused")
    match = re.search(r"(\d+):(\d\d)  paused", coach.text)

    assert match is not None
    assert 14 * 60 + 45 <= int(match[1]) * 60 + int(match[2]) <= 15 * 60


def test_the_morning_command_asks_about_last_night(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    env["TZ"] = zone_where_it_is(9)
    coach = opening("morning").until("While dropping off").press("0").until("When you woke").press("-")
    coach.until("How well did you sleep").press("x").until("Thank you").press("a").until("Minutes awake")
    coach.press(*"40", "enter").until("Awake 40 min").press("enter")
    assert coach.ended() == 0

    night = shown(env)
    assert night["scores"] == {"falling_asleep": 0, "sleep": 10}
    assert night["awake_minutes"] == 40


@pytest.mark.parametrize(("command", "asked"), [("tonight", "How worn out"), ("morning", "While dropping off")])
def test_a_part_without_a_terminal_is_asked_in_plain_lines(
    env: dict[str, str], home: Path, command: str, asked: str
) -> None:
    set_up(home)
    left = run(env, command)

    assert (left.returncode, left.stderr) == (0, "")
    assert asked in left.stdout


def test_a_dropped_line_ends_the_program_and_loses_no_answer(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    coach = opening().until("How worn out").press("6").until("Tired: 6")
    os.close(coach._fd)
    coach._fd = os.open(os.devnull, os.O_RDWR)

    assert isinstance(coach.ended(), int)
    assert shown(env)["scores"] == {"tired": 6}
    opening().until("Sitting still")


EVERYWHERE = [
    *(["down"], ["down"] * 7, ["esc"], ["down"] * 2),  # past the page of magnesium
    *(["s"], ["o"], ["esc"], ["w"], ["esc"], ["enter"], ["n"], ["Z"], ["esc"], ["up"] * 3),
    *(
        ["5"],
        ["right"] * 2 + ["down"] * 7,
        ["enter"],
        ["esc"],
        ["a"],
        ["p"],
        ["esc"],
        ["?"],
        ["esc"],
        ["2"],
        ["up"],
        ["o"],
        ["esc"],
    ),
    *(["enter"], ["u"], ["n"], ["\x18", "\x16"], ["esc"], ["1"], ["up"] * 9, ["b"]),
]


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_a_hostile_diary_walked_through_steers_no_terminal(
    opening: Opening, home: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    hostile = "Own" + "".join(map(chr, STEERING - {*range(0xD800, 0xE000)})) + STEERING_TEXT
    mine, other = set_up(home), Session.at(tmp_path / "other", in_the_evening, hostile)
    fill(hostile, mine, other)
    coach = opening("tonight", size=size).until("Tonight" if size[0] < 64 else "Evening coach")
    for keys in EVERYWHERE:
        coach.press(*keys).reads(0.08)
    coach.press(*["esc"] * 3).reads(0.3)
    coach.paste(b"\x03\x03")

    assert coach.ended() == 0
    assert all(seen in coach.raw.decode() for seen in ("Own", "Day turn", "Dropping off"))
    assert coach.steered == ""


def test_no_one_line_command_steers_the_terminal(env: dict[str, str], home: Path, tmp_path: Path) -> None:
    name = f"x{STEERING_TEXT.replace('/', '')}"
    folder = tmp_path / name
    env["COACH_HOME"] = str(folder)
    fill(STEERING_TEXT, set_up(folder), Session.at(tmp_path / "other", in_the_evening, STEERING_TEXT))
    (folder / f"junk{name}.json").write_text(STEERING_TEXT)
    commands: list[list[Any]] = [
        *(["show"], ["show", "--json"], ["show", "--last", "2"], ["where"], ["check"], ["backup"]),
        *(["backup", str(tmp_path / f"{name}.zip")], ["backup", str(tmp_path / f"{name}.zip")]),
        *(["restore", name], ["merge", name], ["merge", str(folder / f"junk{name}.json")], ["log", name]),
        *([name], ["log", "bath", name], ["--night", name], ["log", "bath", f"--{name}"], ["score", f"{name}=1"]),
        *(
            ["learn", name],
            ["learn", "bath"],
            ["why", name],
            ["why", "F26"],
            ["help-now"],
            *(["streaks"], ["streaks", "--why"], ["streaks", "--why", name], ["streaks", "--why", "own", "--json"]),
            *(["history"], ["history", "--json"], ["history", "--from", name], ["trends"], ["trends", "--json"]),
            ["log", "magnesium", "--sure"],
        ),
        *(["log", "bath", "--at", name], ["--home", f"/dev/null/{name}", "where"], ["log", b"\xff\x9b31m"]),
        ["log", "magnesium", "--sure"],
    ]
    for words in commands:
        terminal = Terminal([COACH, *words], env)
        assert terminal.ended() in (0, 1, 2)
        assert (words, terminal.steered) == (words, "")
        assert b"Traceback" not in terminal.raw
    asked = Terminal([COACH, "log", "magnesium"], env).until("Did you already take it?")
    asked.paste(b"y\r")
    assert asked.ended() == 1
    assert asked.steered == ""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "</dev/null", ">/dev/full"])
def test_a_stream_that_leads_nowhere_is_no_fault(env: dict[str, str], home: Path, closed: str) -> None:
    set_up(home)
    for command, codes in (
        ("", {0, 2, 129}),
        ("show", {0, 1}),
        ("where", {0, 1}),
        ("log bath", {0}),
        ("check", {0, 1}),
        ("learn", {0, 1}),
        ("help-now", {0, 1}),
        ("why F26", {0, 1}),
        ("streaks", {0, 1}),
        ("history", {0, 1}),
        ("trends --json", {0, 1}),
    ):
        terminal = Terminal(["/bin/sh", "-c", f"{COACH} {command} {closed}"], env)
        if not command and closed == "2>&-":
            terminal.until("0-9 x one key").press("q")
        assert terminal.ended() in codes
        assert b"Traceback" not in terminal.raw
        assert b"Exception" not in terminal.raw


def test_a_window_pulled_small_and_large_again_shows_all_of_it(opening: Opening, home: Path) -> None:
    import fcntl
    import struct
    import termios

    set_up(home)
    coach = opening().until("How worn out")
    for columns, rows, seen in ((40, 15, "How worn out"), (20, 5, "coach needs 40x15, t"), (80, 24, "How worn out")):
        fcntl.ioctl(coach._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        coach._screen.resize(rows, columns)
        coach._screen.reset()
        coach.until(seen)


@pytest.mark.parametrize(
    "odd",
    [
        {"COLUMNS": "10", "LINES": "3"},
        {"TERM": "dumb"},
        {"TERM": ""},
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"TZ": "Nowhere/Land"},
        {"TZ": ""},
        {"NO_COLOR": "1"},
        {"COLORTERM": "truecolor"},
    ],
    ids=lambda odd: "-".join(f"{k}={v}" for k, v in odd.items()),
)
def test_an_odd_environment_still_opens_and_closes(opening: Opening, home: Path, odd: dict[str, str]) -> None:
    set_up(home)
    coach = opening("tonight", **odd).until("coach need" if "COLUMNS" in odd else "How worn out")
    coach.press("q", *(["enter"] if "TERM" in odd else []))  # in plain lines

    assert coach.ended() == 0
    assert "Traceback" not in coach.text


def test_letters_of_every_script_survive_an_ascii_terminal(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    assert run(env, "note", text="é漢م🌙").returncode == 0
    coach = opening(PYTHONIOENCODING="ascii").until("How worn out").press("n").until("esc keeps it")
    coach.press("esc").until("How worn out").press("q")
    assert coach.ended() == 0

    assert shown(env)["note"] == "é漢م🌙"


def test_what_a_one_line_command_logs_is_seen_with_the_next_key(
    opening: Opening, env: dict[str, str], home: Path
) -> None:
    set_up(home)
    coach = opening().until("How worn out")
    assert run(env, "log", "bath").returncode == 0
    coach.press("6").until("done 1 of 5").press("q").ended()

    night = shown(env)
    assert night["scores"] == {"tired": 6}
    assert night["steps"]["bath"]["status"] == "done"


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (20, 5)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_a_thousand_printable_keys_end_nothing_but_q(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    session = set_up(home)
    session.change_profile(lambda p: p.with_step(Step(id="own", name="Tea", kind=Kind.TICK, needed=False, own=True)))
    coach = opening(size=size).until("coach needs" if size[0] < 40 else "How worn out")
    wild = random.Random(20261122 + size[0])
    letters = "".join(chr(c) for c in range(32, 127) if chr(c) not in "qQ")
    for _ in range(40):
        coach.press(*wild.choices(letters, k=20), "esc")
        coach._read(0.01)
        coach._read(0.02)
        coach.press(*wild.choices(["up", "down", "enter", "tab", "backspace", "space"], k=5), "esc")
        coach._read(0.02)
    for _ in range(6):
        coach.press("esc")
        coach._read(0.1)
    coach.paste(b"\x11")  # ctrl+q

    assert coach.ended() == 0
    assert b"Traceback" not in coach.raw
