"""The files that other programs are given: what they tell, and that these programs take them."""

import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.due import Reminder, Word
from coach.exchange.timetable import calendar, crontab, units

NOW = datetime(2026, 11, 22, 20, 40, tzinfo=ZoneInfo("Europe/Berlin"))
REMINDERS = (
    Reminder("caffeine", time(12, 5), "Evening coach: no caffeine from now on"),
    Reminder("evening", time(21, 0), "Evening coach: the evening begins"),
)
WORDS: tuple[Word, ...] = ("caffeine", "evening", "morning")
CRON_LINE = re.compile(r"(\d{1,2}) (\d{1,2}) \* \* \* (.+)")
AWKWARD = '50% of $HOME\'s "best" \\ `id`; é'

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")


def events(text: str) -> dict[str, Any]:
    found: Any = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {str(event["UID"]): event for event in found}


def test_a_calendar_tells_each_hour_daily_wherever_its_owner_is() -> None:
    text = calendar(REMINDERS, NOW.date(), NOW)
    evening = events(text)["coach-evening@evening-coach.invalid"]

    assert len(events(text)) == 2
    assert evening.decoded("DTSTART") == datetime(2026, 11, 22, 21, 0)  # no zone: what the wall clock shows
    assert evening["RRULE"].to_ical() == b"FREQ=DAILY"
    assert evening.decoded("DTSTAMP") == datetime(2026, 11, 22, 19, 40, tzinfo=UTC)
    assert (evening["SUMMARY"], evening["CLASS"], evening["TRANSP"]) == (REMINDERS[1].text, "PRIVATE", "TRANSPARENT")
    (alarm,) = evening.walk("VALARM")
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", REMINDERS[1].text)
    assert alarm.decoded("TRIGGER") == timedelta(0)
    assert "TZID" not in text
    assert {line.endswith("\r") for line in text.split("\n")[:-1]} == {True}


def test_a_calendar_made_again_takes_the_place_of_the_one_before() -> None:
    before = events(calendar(REMINDERS, NOW.date(), NOW))
    after = events(calendar(REMINDERS, NOW.date() + timedelta(days=1), NOW + timedelta(hours=9)))

    assert before.keys() == after.keys()
    assert all(after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in after)


@given(st.lists(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)), max_size=3), st.dates())
def test_every_hour_comes_back_from_each_of_them(clocks: list[time], first: date) -> None:
    told = [Reminder(word, clock, "x") for word, clock in zip(WORDS, clocks, strict=False)]
    lines = [CRON_LINE.fullmatch(line) for line in crontab(told, ["coach"]).splitlines() if line[0] != "#"]

    assert [event.decoded("DTSTART").time() for event in events(calendar(told, first, NOW)).values()] == clocks
    assert [line and time(int(line[2]), int(line[1])) for line in lines] == clocks
    assert re.findall(r"^OnCalendar=\*-\*-\* (.*):00$", units(told, ["coach"]), re.MULTILINE) == [
        f"{clock:%H:%M}" for clock in clocks
    ]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with an awkward name, and in it a coach, and what shows a word on the desktop, as files to be run."""
    folder = tmp_path / AWKWARD
    folder.mkdir()
    written = {
        "coach": 'printf "%s\\n" "$@" > "$0.asked"\n[ -e "$0.due" ] && echo evening\nexit 0',
        "notify-send": 'printf "%s\\n" "$@" > "$0.shown"\n[ ! -e "$0.broken" ]',
    }
    for name, lines in written.items():
        (folder / name).write_text(f"#!/bin/sh\n{lines}\n")
        (folder / name).chmod(0o700)
    return folder


def cron_runs(text: str) -> str:
    """The command that cron hands to the shell: a percent sign ends it, unless there is a backslash before it."""
    line = CRON_LINE.fullmatch(text.splitlines()[-1])
    assert line
    assert not re.search(r"(?<!\\)%", line[3])
    return line[3].replace(r"\%", "%")


def systemd_runs(text: str) -> str:
    """The line that systemd hands to ``sh -c``, as systemd.service(5) reads a quoted word."""
    quoted = re.search(r'^ExecStart=/bin/sh -c "(.*)"$', text, re.MULTILINE)
    assert quoted
    assert not re.search(r"(?<!%)(%%)*%(?!%)|(?<!\$)(\$\$)*\$(?!\$)", quoted[1])
    return re.sub(r"\\(.)", r"\1", quoted[1]).replace("$$", "$").replace("%%", "%")


@pytest.mark.parametrize("by", ["cron", "systemd"])
def test_what_is_due_is_shown_or_else_printed_and_nothing_is_quiet(machine: Path, by: str) -> None:
    coach = [str(machine / "coach"), "--home", AWKWARD]
    line = cron_runs(crontab(REMINDERS, coach)) if by == "cron" else systemd_runs(units(REMINDERS, coach))

    def run(path: str = str(machine)) -> tuple[int, str]:
        env = {"PATH": f"{path}:/usr/bin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True, text=True)
        assert done.stderr == ""
        return done.returncode, done.stdout

    assert run() == (0, "")
    assert (machine / "coach.asked").read_text() == f"--home\n{AWKWARD}\nremind\n--check\n"
    assert not (machine / "notify-send.shown").exists()

    (machine / "coach.due").touch()
    assert run() == (0, "")
    assert (machine / "notify-send.shown").read_text() == "Evening coach\nevening\n"

    (machine / "notify-send.broken").touch()
    assert run() == (0, "Evening coach: evening\n")


def test_a_line_break_in_a_name_is_refused() -> None:
    for made in (crontab, units):
        with pytest.raises(ValueError, match="line break"):
            made(REMINDERS, ["coach", "--home", "two\nlines"])


def parts(text: str) -> dict[str, str]:
    """The two files, by their names."""
    split = re.split(r"^# ~/\.config/systemd/user/(\S+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(split[::2], split[1::2], strict=True))


@needs_systemd
def test_systemd_takes_the_units(machine: Path, tmp_path: Path) -> None:
    for name, text in parts(units(REMINDERS, [str(machine / "coach"), "--home", AWKWARD])).items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "./coach-remind.service", "./coach-remind.timer"],
        cwd=tmp_path,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, [line for line in done.stderr.splitlines() if "coach-remind" in line]) == (0, [])


@needs_systemd
def test_systemd_reads_the_hours_as_they_are_meant() -> None:
    for hour in re.findall(r"^OnCalendar=(.*)$", units(REMINDERS, ["coach"]), re.MULTILINE):
        done = subprocess.run(["systemd-analyze", "calendar", hour], check=True, capture_output=True, text=True)
        assert f"Normalized form: {hour}" in done.stdout
