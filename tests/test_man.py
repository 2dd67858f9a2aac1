"""The man page: made from the command line's table, current, and read by man without a complaint."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from assets import man
from coach import cli
from coach.arguments import Task
from coach.core.words import DISCLAIMER

PAGE = man.PAGE.read_text(encoding="utf-8")


def shown(path: Path) -> str:
    """The page as a person reads it, in one line, hyphenated words made whole."""
    printed = subprocess.run(
        ["man", "-l", "--no-hyphenation", "--no-justification", str(path)],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MANWIDTH": "80"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return " ".join(re.sub(r".\x08", "", printed).split())


def test_the_page_is_the_one_that_the_table_makes() -> None:
    assert man.page() == PAGE, "python assets/man.py makes it anew"


def test_it_has_every_command_under_its_task_and_every_section() -> None:
    sections = dict(re.findall(r"^\.SH (.*)\n((?:(?!\.SH ).*\n)*)", PAGE, re.MULTILINE))

    for command in cli.commands():
        name = command.name.replace("-", r"\-")
        assert rf".SS \fBcoach {name}\fR" in sections[command.task.upper()]
    assert sections.keys() >= {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "FILES", "ENVIRONMENT", "EXIT STATUS"}
    assert set(sections) & {task.upper() for task in Task}
    for name in ("COACH_HOME", "NO_COLOR", "ACCESSIBLE", "COLORTERM", "TERM"):
        assert f".B {name}\n" in sections["ENVIRONMENT"]


@pytest.mark.skipif(not shutil.which("man"), reason="needs man")
def test_man_shows_it_whole() -> None:
    text = shown(man.PAGE)

    assert DISCLAIMER in text
    assert "coach log [--minimum | --excused REASON | --had | --undo]" in text
    assert 'For example: coach note "long flight today"' in text
    assert "\\" not in text


@pytest.mark.skipif(not shutil.which("mandoc"), reason="needs mandoc")
def test_mandoc_finds_nothing_wrong() -> None:
    told = subprocess.run(["mandoc", "-Tlint", str(man.PAGE)], capture_output=True, text=True)

    assert (told.returncode, told.stdout) == (0, "")
