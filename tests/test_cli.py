"""The one-line commands: data on standard output, talk on standard error, 0 done, 1 refused, 2 misused."""

import json
import re
import shlex
from argparse import Namespace
from pathlib import Path

import pytest

from coach import cli
from coach.arguments import EXAMPLES, Command, Task, by_task, command_line
from coach.core.words import DISCLAIMER, STEERING, clean, one_line
from coach.session import Session
from coach.store import files
from tests.conftest import Shell

HOSTILE = "x\x1b]2;PWNED\x07\x9b31m\u202e"


def test_a_step_logged_is_a_step_shown_and_says_nothing(coach: Shell) -> None:
    assert coach("log", "bath", "--minutes", "15") == (0, "", "")
    assert coach.shown()["steps"] == {"bath": {"status": "done", "at": "2026-11-22T20:40:00+01:00", "minutes": 15}}


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        (["--minimum"], {"status": "minimum", "at": "2026-11-22T20:40:00+01:00"}),
        (["--excused", "too_tired"], {"status": "excused", "at": "2026-11-22T20:40:00+01:00", "reason": "too_tired"}),
        (["--excused", "doctor's advice"], {"reason": "doctors_advice"}),
        (["--excused", "flu, again"], {"reason": "other", "text": "flu, again"}),
        (["--at", "20:05"], {"at": "2026-11-22T20:05:00+01:00"}),
    ],
)
def test_a_step_can_be_told_in_each_way(coach: Shell, words: list[str], entry: dict[str, str]) -> None:
    assert coach("log", "bath", *words)[0] == 0
    assert coach.shown()["steps"]["bath"].items() >= entry.items()


def test_a_step_is_known_by_its_name_too(coach: Shell) -> None:
    assert coach("log", "leg massage")[0] == 0
    assert "massage" in coach.shown()["steps"]


def test_had_some_keeps_its_time(coach: Shell) -> None:
    coach("log", "caffeine", "--had", "--at", "15:30")

    assert coach.shown()["steps"]["caffeine"]["had_at"] == "2026-11-22T15:30:00+01:00"


def test_undo_takes_a_step_back(coach: Shell) -> None:
    coach("log", "bath")

    assert coach("log", "bath", "--undo") == (0, "", "")
    assert coach.shown() == {"night": "2026-11-22"}
    assert coach("log", "bath", "--undo")[0] == 1


def test_doses_are_several_and_told_beside_the_emergency_line(coach: Shell) -> None:
    coach("log", "magnesium", "--dose", "200", "--at", "18:00")
    code, out, err = coach("log", "magnesium", "--dose", "100,5")

    assert (code, out) == (0, "")
    assert "European limit" in err
    assert "call emergency services" in err
    assert [dose["mg"] for dose in coach.shown()["steps"]["magnesium"]["doses"]] == [200, 100.5]


def test_an_unusual_amount_is_asked_once_and_stored_as_typed(coach: Shell) -> None:
    code, _, err = coach.typing(b"")("log", "magnesium", "--dose", "900")
    assert code == 1
    assert "poison centre" in err
    assert coach.shown() == {"night": "2026-11-22"}

    assert coach("log", "magnesium", "--dose", "900", "--sure")[0] == 0
    assert coach.shown()["steps"]["magnesium"]["doses"][0]["mg"] == 900


@pytest.mark.parametrize(
    "words",
    [
        ["log", "juggling"],
        ["log", "bath", "--dose", "100"],
        ["log", "magnesium", "--minimum"],
        ["log", "magnesium", "--dose", "-5"],
        ["log", "magnesium", "--dose", "nan"],
        ["log", "bath", "--excused", " "],
        ["log", "bath", "--had"],
        ["log", "bath", "--at", "23:59"],
        ["log", "bath", "--night", "2026-11-23"],
        ["score", "tired=11"],
        ["score", "tired"],
        ["score", "mood=3"],
        ["score", "tired=3.5"],
        ["score", "awake_minutes=many"],
        ["note", " "],
    ],
)
def test_what_makes_no_sense_is_refused_with_one_sentence_and_stores_nothing(coach: Shell, words: list[str]) -> None:
    code, out, err = coach(*words)

    assert (code, out) == (1, "")
    assert err.startswith("coach: ")
    assert len(err.strip().splitlines()) == 1
    assert coach.shown() == {"night": "2026-11-22"}


@pytest.mark.parametrize(
    "words",
    [
        ["juggle"],
        ["log"],
        ["log", "bath", "--night", "22.11.2026"],
        ["log", "bath", "--at", "25:00"],
        ["log", "bath", "--minutes", "-3"],
        ["log", "bath", "--minimum", "--undo"],
        ["show", "--last", "0"],
        ["show", "--last", "2", "--night", "2026-11-22"],
        ["score"],
    ],
)
def test_misuse_ends_with_2(coach: Shell, words: list[str]) -> None:
    code, out, err = coach(*words)

    assert (code, out) == (2, "")
    assert "error:" in err


def test_scores_are_stored_together_or_not_at_all(coach: Shell) -> None:
    coach("score", "tired=3", "legs_before=0", "sleep=-", "awake_minutes=40", "got_up=2")
    assert coach("score", "legs_after=2", "sleep=12")[0] == 1

    shown = coach.shown()
    assert shown["scores"] == {"tired": 3, "legs_before": 0}
    assert (shown["awake_minutes"], shown["got_up"]) == (40, 2)


def test_a_note_from_standard_input_is_stored_as_typed_and_added_to(coach: Shell) -> None:
    assert coach.typing("zwei\nZeilen 🌙 مرحبا\n".encode())("note")[0] == 0
    assert coach("note", "more")[0] == 0

    assert coach.shown()["note"] == "zwei\nZeilen 🌙 مرحبا\nmore"


def test_a_note_that_is_not_utf_8_is_refused(coach: Shell) -> None:
    code, _, err = coach.typing(b"caf\xe9")("note")

    assert code == 1
    assert "UTF-8" in err


def test_a_past_night_is_logged_and_shown_by_its_date(coach: Shell) -> None:
    coach("log", "bath", "--night", "2026-11-20")
    coach("score", "sleep=7", "--night", "2026-11-20")

    past = {"night": "2026-11-20", "steps": {"bath": {"status": "done"}}, "scores": {"sleep": 7}}
    assert coach.shown("--night", "2026-11-20") == past


def test_the_last_nights_are_a_list_oldest_first(coach: Shell) -> None:
    for day in (19, 21, 20):
        coach("log", "bath", "--night", f"2026-11-{day}")

    assert [night["night"] for night in coach.shown("--last", "2")] == ["2026-11-20", "2026-11-21"]


def test_show_tells_in_plain_lines(coach: Shell) -> None:
    coach("log", "bath", "--minimum")

    assert "  Warm bath: short version\n" in coach("show")[1]


def test_nothing_logged_is_said_on_standard_error(coach: Shell) -> None:
    code, out, err = coach("show")

    assert (code, out) == (0, "")
    assert err


def test_where_prints_the_folder_and_then_what_is_in_it(coach: Shell, home: Path) -> None:
    coach("log", "bath")
    (home / "keys.toml").write_text("")
    there = [home, *(home / name for name in ("nights-2026.json", "settings.json", "keys.toml", "backups"))]

    assert coach("where") == (0, "".join(f"{path}\n" for path in there), "")


def test_where_tells_of_a_damaged_diary_too_and_touches_nothing(coach: Shell, home: Path) -> None:
    (home / "settings.json").write_text("")
    before = sorted(home.rglob("*"))

    assert coach("where") == (0, f"{home}\n{home / 'settings.json'}\n", "")
    assert sorted(home.rglob("*")) == before


def test_where_names_a_folder_that_is_not_there_yet(coach: Shell, tmp_path: Path) -> None:
    code, out, err = coach("where", "--home", str(tmp_path / "new"))

    assert (code, out, err) == (0, f"{tmp_path / 'new'}\n", "Nothing is stored there yet.\n")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("words", [["where"], ["show"], ["log", "bath"], ["check"], ["remind", "--calendar"]])
def test_the_home_of_nobody_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code = cli.main([*words, "--home", "~no-such-user/diary"])

    told = "coach: There is no home folder for ~no-such-user/diary; give the folder's whole path.\n"
    assert (code, capsys.readouterr().err) == (1, told)


def test_a_damaged_diary_is_refused_in_one_sentence(coach: Shell, home: Path) -> None:
    (home / "nights-2026.json").write_text("")

    code, _, err = coach("log", "bath")
    assert code == 1
    assert "nights-2026.json" in err


def test_help_carries_the_disclaimer(coach: Shell) -> None:
    code, out, _ = coach("--help")

    assert code == 0
    assert DISCLAIMER in " ".join(out.split())


@pytest.mark.parametrize("columns", [80, 40])
def test_help_tells_every_command_once_by_task_and_fits(
    coach: Shell, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, err = coach("--help")
    tasks = [line for line in out.splitlines() if line in set(Task)]

    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= columns
    assert tasks == [task for task in Task if any(command.task is task for command in cli.commands())]
    for command in cli.commands():
        assert len(re.findall(rf"^  {command.name} ", out, re.MULTILINE)) == 1
    for option in ("--help", "--home DIR", "--plain", "--version", "--kiosk"):
        assert re.search(rf"^  (-h, )?{option} ", out, re.MULTILINE)


def test_every_command_has_a_task_and_one_without_is_still_told() -> None:
    assert [command.name for command in cli.commands() if command.task is Task.OTHER] == []
    assert list(by_task([Command("new", lambda _: 0, "do something new")], 40)) == ["Other\n  new  do something new"]


def test_every_example_of_the_help_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    examples = [*EXAMPLES.values()]
    for command in cli.commands():
        with pytest.raises(SystemExit):
            command_line([command.name], cli.commands()).parse_args([command.name, "--help"])
        told = " ".join(capsys.readouterr().out.split())
        assert command.help[1:] in told or command.name == "remind"
        examples += re.findall(r"For example: (.*)", told)

    assert len(examples) > 12
    for line in examples:
        words = shlex.split(line.removeprefix('eval "$(').removesuffix(')"'))
        assert callable(command_line(words[1:], cli.commands()).parse_args(words[1:]).run), line


@pytest.mark.parametrize("before", [True, False])
def test_home_may_stand_before_or_after_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: bool
) -> None:
    home = ["--home", str(tmp_path / "x")]
    assert cli.main([*home, "where"] if before else ["where", *home]) == 0

    assert capsys.readouterr().out.strip() == str(tmp_path / "x")


@pytest.mark.parametrize(
    "words", [["log", "bath", HOSTILE], [HOSTILE], ["log", f"--{HOSTILE}", "bath"], ["show", "--night", HOSTILE]]
)
def test_words_it_does_not_know_are_repeated_without_what_steers_a_terminal(coach: Shell, words: list[str]) -> None:
    code, out, err = coach(*words)

    assert (code, out) == (2, "")
    assert clean(err) == err
    assert "PWNED" in err


def test_what_it_says_is_one_line_whatever_a_file_is_called(coach: Shell, tmp_path: Path) -> None:
    folder = tmp_path / HOSTILE / "two\nlines"
    folder.mkdir(parents=True)
    (folder / "mine.zip").write_text("")
    code, out, err = coach("backup", str(folder / "mine.zip"))

    assert (code, out) == (1, "")
    assert clean(err) == err
    assert len(err.splitlines()) == 1


def test_a_path_is_exact_for_a_program_and_steers_no_terminal(
    coach: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for copy, to_a_terminal in (("one.zip", False), ("two.zip", True)):
        path = str(tmp_path / f"{HOSTILE}{copy}")
        monkeypatch.setattr("sys.stdout.isatty", lambda to_a_terminal=to_a_terminal: to_a_terminal)
        assert coach("backup", path)[:2] == (0, f"{one_line(path) if to_a_terminal else path}\n")


def test_json_with_what_steers_a_terminal_is_exact_and_steers_nothing(coach: Shell) -> None:
    text = "".join(chr(code) for code in STEERING if not 0xD800 <= code < 0xE000)
    assert coach("note", text)[0] == 0
    _, out, _ = coach("show", "--json")

    assert clean(out) == out
    assert json.loads(out)["note"] == text


@pytest.mark.parametrize(
    ("environ", "terminal", "plain"),
    [
        ({"TERM": "xterm-256color"}, True, False),
        ({"TERM": "linux"}, True, False),
        ({"TERM": "vt100"}, True, False),
        ({"TERM": "xterm-kitty"}, True, False),
        ({"TERM": "xterm-256color"}, False, True),
        ({"TERM": "dumb"}, True, True),
        ({"TERM": "unknown"}, True, True),
        ({"TERM": ""}, True, True),
        ({}, True, True),
        ({"TERM": "xterm", "ACCESSIBLE": "1"}, True, True),
        ({"TERM": "xterm", "ACCESSIBLE": "yes"}, True, True),
        ({"TERM": "xterm", "ACCESSIBLE": "0"}, True, False),
        ({"TERM": "xterm", "ACCESSIBLE": ""}, True, False),
    ],
)
def test_plain_lines_open_by_themselves_where_a_screen_would_not_do(
    environ: dict[str, str], terminal: bool, plain: bool
) -> None:
    assert cli.opens_plain(environ, terminal) is plain


@pytest.mark.parametrize(
    "words",
    [["--plain"], ["--plain", "tonight"], ["tonight", "--plain"], ["morning", "--plain"], ["--plain", "morning"]],
)
def test_plain_stands_before_and_behind_the_command(words: list[str]) -> None:
    arguments = command_line(words, cli.commands()).parse_args(words)

    assert arguments.plain
    assert arguments.start == next((word for word in words if word != "--plain"), "auto")


def test_plain_with_a_one_line_command_is_refused_in_one_sentence(coach: Shell) -> None:
    code, out, err = coach("--plain", "log", "bath")

    assert (code, out) == (2, "")
    assert err == "coach: --plain goes with the evening and the morning, not with a one-line command.\n"


def test_a_fault_that_cannot_be_kept_is_still_told_in_one_line(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_folder: Path, _text: str) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "keep_fault", full)

    assert cli._say_fault(Namespace(kiosk=False), session, ValueError("my own words")) == 1
    told = capsys.readouterr().err
    assert told == f"coach: {cli.FAULT}. The log of faults could not be written: No space left on device.\n"
