"""``coach remind``: one word if something is due, files for others, and never a change of the diary."""

import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import icalendar
import pytest

from coach import cli, reminding
from coach.core.profile import Profile
from coach.session import Session
from coach.store import files
from tests.conftest import BERLIN, Clock, Shell

COACH = str(Path(sys.executable).parent / "coach")


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that is in a folder, to the byte and the nanosecond."""
    there = sorted(folder.rglob("*")) if folder.exists() else []
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in there}


def at(clock: Clock, hour: int, minute: int = 0, day: int = 22) -> None:
    clock.now = datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def test_it_says_one_short_word_at_its_time_and_else_nothing(coach: Shell, clock: Clock, home: Path) -> None:
    told = {}
    for hour in (9, 12, 15, 21):
        at(clock, hour)
        told[hour] = coach("remind", "--check")
    assert told == {9: (0, "", ""), 12: (0, "caffeine\n", ""), 15: (0, "", ""), 21: (0, "evening\n", "")}

    coach("log", "bath")
    at(clock, 8, day=23)
    before = everything(home)
    assert coach("remind", "--check") == (0, "morning\n", "")
    assert everything(home) == before


def test_nothing_is_due_where_there_is_no_diary_and_none_is_made(coach: Shell, clock: Clock, tmp_path: Path) -> None:
    at(clock, 22)

    assert coach("remind", "--check", "--home", str(tmp_path / "new")) == (0, "", "")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("broken", ["", "{", '{"coach":1,"schema":1}', "\x00" * 4096])
@pytest.mark.parametrize("name", ["settings.json", "nights-2026.json"])
def test_of_a_damaged_diary_it_says_one_sentence_and_no_word(
    coach: Shell, clock: Clock, home: Path, name: str, broken: str
) -> None:
    at(clock, 22)
    coach("log", "bath")
    for path in (home / name, home / f"{name}.bak"):
        path.write_text(broken)
    before = everything(home)
    code, out, err = coach("remind", "--check")

    assert (code, out) == (0, "")
    assert err.startswith("coach: ")
    assert len(err.splitlines()) == 1
    assert everything(home) == before


def test_of_a_diary_of_which_only_the_copy_reads_it_says_no_word(coach: Shell, clock: Clock, home: Path) -> None:
    at(clock, 22)
    for step in ("bath", "massage"):
        coach("log", step)
    (home / "nights-2026.json").write_text("{")
    before = everything(home)
    code, out, err = coach("remind", "--check")

    assert (code, out, len(err.splitlines())) == (0, "", 1)
    assert everything(home) == before


def test_what_a_crash_left_is_for_others_to_finish(coach: Shell, clock: Clock, home: Path) -> None:
    at(clock, 22)
    (home / files.INTENT).write_text('{"moves": {}, "gone": ["settings.json"], "damaged": []}')
    before = everything(home)

    assert coach("remind", "--check") == (0, "evening\n", "")
    assert everything(home) == before


@pytest.mark.parametrize("what", ["a file", "a link", "nobody's"])
def test_a_folder_that_is_none_is_told_in_one_sentence(coach: Shell, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "x"
    if what == "a file":
        folder.write_text("")
    else:
        folder.mkdir()
        (folder / "settings.json").symlink_to("/etc/passwd")
    code, out, err = coach("remind", "--check", "--home", "~no-such-user/x" if what == "nobody's" else str(folder))

    assert (code, out, len(err.splitlines())) == (0, "", 1)


def test_without_an_option_it_says_in_a_few_lines_what_there_is(coach: Shell) -> None:
    code, out, err = coach("remind")

    assert (code, err) == (0, "")
    assert len(out.splitlines()) <= 4
    assert max(map(len, out.splitlines())) <= 80


def test_a_calendar_goes_to_standard_output_or_into_a_new_file_of_ones_own(
    coach: Shell, session: Session, clock: Clock, home: Path, tmp_path: Path
) -> None:
    session.change_profile(lambda profile: profile.with_bedtime(time(22, 30)))
    at(clock, 15)
    before = everything(home)
    code, out, err = coach("remind", "--calendar")
    hours = {str(e["SUMMARY"]): e.decoded("DTSTART").time() for e in icalendar.Calendar.from_ical(out).walk("VEVENT")}
    file = tmp_path / "coach.ics"

    assert (code, err) == (0, "")
    assert hours == {
        "Evening coach: no caffeine from now on": time(12),
        "Evening coach: the evening begins": time(20, 30),
        "Evening coach: three short questions": time(7),
    }
    assert coach("remind", "--calendar", "-o", str(file)) == (0, f"{file}\n", "")
    assert file.read_bytes().decode() == out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert everything(home) == before


def test_a_file_that_is_there_is_never_written_over(coach: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("mine")
    code, out, err = coach("remind", "--calendar", "-o", str(file))

    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("words", [["--calendar", "-o", "no/such/folder.ics"], ["-o", "x"], ["--check", "-o", "x"]])
def test_what_makes_no_sense_is_refused_in_one_sentence(coach: Shell, words: list[str]) -> None:
    code, out, err = coach("remind", *words)

    assert (code, out, len(err.splitlines())) == (1, "", 1)


@pytest.mark.parametrize("what", ["--calendar", "--cron", "--systemd"])
def test_there_are_no_hours_before_there_is_a_bedtime(coach: Shell, tmp_path: Path, what: str) -> None:
    code, out, err = coach("remind", what, "--home", str(tmp_path / "new"))

    assert (code, out, err) == (1, "", f"coach: {reminding.NOT_YET}\n")


def test_a_step_that_is_off_has_no_hour(coach: Shell, session: Session) -> None:
    session.change_profile(lambda profile: profile.step_changed("caffeine", on=False))

    assert "caffeine" not in coach("remind", "--calendar")[1]
    assert len([line for line in coach("remind", "--cron")[1].splitlines() if line[0] != "#"]) == 2
    assert coach("remind", "--systemd")[1].count("OnCalendar=") == 2


@pytest.mark.parametrize("given", ["--home", "COACH_HOME", ""])
@pytest.mark.parametrize("what", ["--cron", "--systemd"])
def test_the_lines_name_this_program_and_the_folder_that_was_given(
    open_session: Callable[..., Session], tmp_path: Path, given: str, what: str
) -> None:
    home = tmp_path / "my diary" if given else tmp_path / "coach"
    open_session(folder=home).change_profile(lambda _: Profile(first_run=3))
    env = os.environ | {"XDG_DATA_HOME": str(tmp_path), **({"COACH_HOME": str(home)} if given == "COACH_HOME" else {})}
    words = [COACH, "remind", what, *(["--home", "my diary"] if given == "--home" else [])]
    out = subprocess.run(words, cwd=tmp_path, env=env, check=True, capture_output=True, text=True).stdout

    asked = [COACH, *(["--home", str(home)] if given else []), "remind", "--check"]
    assert f"({shlex.join(asked)})" in out


def test_started_as_a_module_it_is_found_again_too(coach: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/somewhere/coach/__main__.py"])

    assert f"$({sys.executable} -m coach --home " in coach("remind", "--cron")[1]


def test_it_takes_no_word_of_plain_lines(coach: Shell) -> None:
    assert cli.main(["--plain", "remind", "--check"]) == 2
