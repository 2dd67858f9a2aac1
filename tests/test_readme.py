"""What the README and the CHANGELOG show exists."""

import re
import shlex
from pathlib import Path

import pytest

from coach import __version__, arguments, cli
from coach.arguments import command_line
from coach.core.words import DISCLAIMER
from coach.ui.commands import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINES = re.findall(r"^    (coach[^#\n]*)", README, re.MULTILINE)
INLINE = re.findall(r"`(coach(?: [^`]*)?)`", README)
KEY_TABLE = README.partition("### Keys")[2].partition("Setup (")[0]


@pytest.mark.parametrize("line", sorted({line.strip() for line in (*COMMAND_LINES, *INLINE)}))
def test_every_command_of_the_readme_is_understood(line: str) -> None:
    words = shlex.split(line.partition("<")[0].replace("FILE", "a.zip"))[1:]

    if line in INLINE and len(words) == 1 and words[0] in {command.name for command in cli.commands()}:
        return  # named, not used
    if words in (["--version"], ["--help"]):
        with pytest.raises(SystemExit) as leave:
            command_line(words, cli.commands()).parse_args(words)
        assert leave.value.code == 0
    else:
        assert callable(command_line(words, cli.commands()).parse_args(words).run)


def test_the_readme_shows_commands_at_all() -> None:
    assert len(COMMAND_LINES) >= 14


def test_every_key_of_the_readme_does_something() -> None:
    known = {key for command in COMMANDS for key in (*command.all_keys, command.key)}
    rows = [row.split("|")[1] for row in KEY_TABLE.splitlines() if row.startswith("| `")]
    shown = {key for row in rows for key in re.findall(r"`([^`]+)`", row)}

    assert len(shown) > 15
    assert shown <= known


def test_every_key_that_the_text_names_does_something() -> None:
    known = {key for command in COMMANDS for key in (*command.all_keys, command.key)} | {"space"}
    named = set(re.findall(r"`([^`\s]|up|down|left|right|enter|esc|space|backspace|f1)`", README))

    assert len(named) > 15
    assert named - known == set()


def test_every_picture_of_the_readme_is_there() -> None:
    pictures = re.findall(r"\((assets/[^)]+)\)", README)

    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


@pytest.mark.parametrize("words", ["make run", "make test", "not medical advice", "reviewed\nby a clinician"])
def test_the_readme_says_what_it_must(words: str) -> None:
    assert words in README


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"^    make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_help_carries_the_same_disclaimer_as_the_screens() -> None:
    assert arguments.DISCLAIMER == DISCLAIMER
