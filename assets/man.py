"""Make the man page from the command line's own table: ``python assets/man.py``."""

import argparse
import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from argparse_manpage.manpage import Manpage

from coach import __version__
from coach.arguments import Command, Task, command_line
from coach.cli import commands

PAGE = Path(__file__).parent / "coach.1"
DATE = "2026-11-29"
"""When what the page says last changed; today's date would make it another file each day."""
SHORT = "an evening routine for restless legs, in the terminal"
SECTIONS = {
    "files": """\
.TP
.I ~/.local/share/coach
The data folder on Linux; on macOS \\fI~/Library/Application Support/coach\\fR.
\\fBcoach where\\fR prints it and what is in it. It is for its owner's eyes only, and nothing leaves this computer.
.TP
.I nights-2026.json
The nights of a year.
.TP
.I settings.json
Everything that was set up.
.TP
.I keys.toml
Keys of your own, as \\fBcoach keys\\fR prints them.
.TP
.I backups
A dated copy of each day; \\fBcoach restore\\fR brings one back.
.TP
.I coach.log
What went wrong inside the coach, without anything of the diary.
""",
    "environment": """\
.TP
.B COACH_HOME
The data folder. \\fB\\-\\-home\\fR goes before it.
.TP
.B NO_COLOR
If it is set and not empty, no colours are used.
.TP
.B ACCESSIBLE
If it is set, and not to 0, the coach opens in plain lines.
.TP
.B TERM
On a terminal that only prints lines, such as \\fIdumb\\fR, the coach opens in plain lines.
.TP
.B COLORTERM
\\fItruecolor\\fR or \\fI24bit\\fR: the terminal shows all colours.
.TP
.B TZ
The time zone, which is kept with each answer.
""",
    "exit status": """\
.TP
.B 0
Done.
.TP
.B 1
Refused, with one sentence on standard error; nothing was stored.
.TP
.B 2
Not understood: how it is used is told on standard error.
""",
}


def page() -> str:
    """The whole page, the same on every machine with the same versions."""
    data = {
        "project_name": "coach",
        "description": SHORT,
        "version": __version__,
        "manual_title": "Evening coach",
        "date": DATE,
    }
    with mock.patch.dict(os.environ, {"COLUMNS": "1000"}):  # the page has line breaks of its own
        parser = command_line([], commands())
        made = Manpage(parser, data, format="single-commands-section")
        for heading, content in SECTIONS.items():
            made.add_section(heading, ">", content)
        text = str(made).replace(DATE.replace("-", r"\-"), DATE)
    head, _, rest = text.partition(".SH\nCOMMANDS\n")
    listed, _, tail = rest.partition(".SH COMMENTS\n")
    lines = "\n".join((head.rstrip(), *_by_task(listed, parser), ".SH WHAT IT IS NOT", tail)).splitlines()
    return "\n".join(map(_wrapped, filter(None, lines))) + "\n"


def _by_task(listed: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """The commands under what a person wants to do, in place of one long section."""
    parts = re.split(r"^\.SS \\fBcoach (.*)\\fR\n", listed, flags=re.MULTILINE)[1:]
    told = {name.replace(r"\-", "-"): text for name, text in zip(parts[::2], parts[1::2], strict=True)}
    parsers = next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for task in Task:
        some = [command for command in commands() if command.task is task]
        if some:
            yield f".SH {task.upper()}"
        for command in some:
            yield _command(command, told[command.name], parsers[command.name])


def _command(command: Command, text: str, parser: argparse.ArgumentParser) -> str:
    """One command: its line, what it does, what it takes, and an example; what all of them take is told once."""
    name = command.name.replace("-", r"\-")
    text = re.sub(r"\.TP\n\\fB\\-\\-home\\fR .*\n.*\n\n?", "", text)
    text = re.sub(r"options:\n\.RS 7\n\.RE\n", "", text)
    usage = re.search(r"^usage: coach \S+ \[\\-h\] \[\\-\\-home DIR\] ?(.*)\n", text, re.MULTILINE)
    rest = text[usage.end() :] if usage else text
    shown = re.sub(r"^(arguments|options):$", ".PP", rest, flags=re.MULTILINE)
    example = f".PP\n{parser.epilog}".replace("-", r"\-") if parser.epilog else ""
    return "\n".join((rf".SS \fBcoach {name}\fR {usage[1] if usage else ''}".rstrip(), shown.strip(), example))


def _wrapped(line: str) -> str:
    """A line of text over several; a request of roff stays one, and none is made of text."""
    if line.startswith("."):
        return line
    return textwrap.fill(line, 78, break_long_words=False, break_on_hyphens=False).replace("\n.", "\n\\&.")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"assets/{PAGE.name}")


if __name__ == "__main__":
    main()
