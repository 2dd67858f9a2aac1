"""``coach completion`` in the shells themselves: keys typed on a terminal, and what the tab key makes of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coach import cli
from coach.arguments import SHELLS
from coach.core.cells import QUESTIONS
from coach.core.profile import SHIPPED
from tests.journeys.terminal import COACH, Terminal

QUIET = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
READY = {
    "bash": "PS1='ready> '; bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'\n. ./script\n",
    "zsh": "PS1='ready> '; autoload -U compinit; compinit -u -D\neval \"$(<script)\"\n",
    "fish": "function fish_prompt; echo 'ready> '; end; function fish_greeting; end\nsource ./script\n",
}
"""What is typed first; it ends in reading in the script, as a person's own start file does."""


def script(shell: str) -> str:
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nowhere"}
    environment |= {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    return subprocess.run(
        [COACH, "completion", shell], env=environment, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(params=SHELLS)
def typing(request: pytest.FixtureRequest, tmp_path: Path) -> Terminal:
    """A shell that has read in the script, in a folder with two files and a folder."""
    shell = str(request.param)
    where = shutil.which(shell)
    if not where:
        pytest.skip(f"needs {shell}")
    (tmp_path / "script").write_text(script(shell))
    (tmp_path / "diary-of-mine.zip").touch()
    (tmp_path / "elsewhere").mkdir()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "PWD": str(tmp_path),
    }
    start = f"import os,sys; os.chdir({str(tmp_path)!r}); os.execv({where!r}, {[where, *QUIET[shell]]!r})"
    terminal = Terminal([sys.executable, "-c", start], environment)
    terminal.reads(1)  # a key before the first prompt may be lost
    terminal.press(READY[shell]).until("ready>").reads(0.5)
    return terminal


TYPED = {
    "coach lo": "coach log",
    "coach help": "coach help-now",
    "coach log bat": "coach log bath",
    "coach log bath --minut": "coach log bath --minutes",
    "coach score legs_b": "coach score legs_before=",
    "coach streaks --why medi": "coach streaks --why meditation",
    "coach restore diary-": "coach restore diary-of-mine.zip",
    "coach --home else": "coach --home elsewhere",
    "coach --home x log mass": "coach --home x log massage",
    "coach remind --cal": "coach remind --calendar",
    "coach completion fi": "coach completion fish",
}
"""What is typed before the tab key, and what it makes of that."""
KILL_LINE = "\x15"


def test_the_tab_key_ends_each_word_and_tells_the_commands(typing: Terminal) -> None:
    for typed, made in TYPED.items():
        typing.press("clear\n").until("ready>").reads(0.2)
        typing.press(typed).until(typed).press("tab").until(made).press(KILL_LINE).reads(0.1)
    typing.press("clear\n").until("ready>").reads(0.2)
    typing.press("coach ").until("coach").press("tab").reads(0.5)
    if "streaks" not in typing.text:
        typing.press("tab")
    for name in ("tonight", "streaks", "help-now", "completion"):
        typing.until(name)
    typing.kill()


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_knows_every_command_step_and_score(shell: str) -> None:
    text = script(shell)

    for word in (*(command.name for command in cli.commands()), *(step.id for step in SHIPPED), *QUESTIONS):
        assert word in text


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_reads_as_one_of_its_shell(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")
    (tmp_path / "script").write_text(script(shell))
    done = subprocess.run([shell, "-n", str(tmp_path / "script")], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
