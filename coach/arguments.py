"""The command line: what each command takes, and what its words mean."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple, NoReturn

from coach import __version__

# Copied from coach.core.words so that --help loads no models; a test keeps the two the same.
DISCLAIMER = (
    "This is a diary and reminder, not medical advice, a diagnosis or a treatment. "
    "It has not been reviewed by a clinician."
)
SHELLS = ("bash", "zsh", "fish")
Run = Callable[[argparse.Namespace], int]


class Task(StrEnum):
    """What a person wants to do. ``coach --help`` and the man page tell the commands by it, in this order."""

    EVENING = "The evening"
    SHELL = "From the shell"
    BACK = "Looking back"
    VISIT = "For a visit"
    KNOWN = "Magnesium and what is known"
    WRONG = "If something feels wrong"
    DATA = "Your data"
    REMINDERS = "Reminders"
    ABOUT = "About this program"
    OTHER = "Other"


EXAMPLES = {
    Task.SHELL: "coach log bath --minutes 12",
    Task.BACK: "coach streaks --why",
    Task.DATA: "coach backup diary.zip",
}
"""One command line that shows what a task is like, for ``coach --help``."""


class Command(NamedTuple):
    """A command: its name, what carries it out, its help, and what adds its arguments.

    ``start`` is the screen it opens; "" for a one-line command. ``task`` is where ``coach --help`` tells it.
    """

    name: str
    run: Run
    help: str
    add: Callable[[argparse.ArgumentParser], None] = lambda _parser: None
    start: str = ""
    task: Task = Task.OTHER


def _on_one_line(message: str) -> str:
    from coach.core.words import one_line

    return one_line(message)


class _Parser(argparse.ArgumentParser):
    """argparse repeats words it does not know as they are, with all that steers a terminal in them."""

    def error(self, message: str) -> NoReturn:
        """Say how it is used and what is wrong, and end with 2."""
        super().error(_on_one_line(message))


class _Whole(_Parser):
    """The whole command line. Its help tells the commands by what a person wants to do."""

    def __init__(self, commands: Sequence[Command], options: argparse.ArgumentParser) -> None:
        super().__init__(
            prog="coach",
            description="An evening routine for restless legs: one key an answer, nothing lost.",
            epilog=DISCLAIMER,
            parents=[options],
            add_help=False,
            allow_abbrev=False,
        )
        self._told = commands, options

    def format_help(self) -> str:
        """The page, as wide as the terminal."""
        from shutil import get_terminal_size
        from textwrap import fill

        commands, options = self._told
        width = max(get_terminal_size().columns - 2, 20)
        begin = "Without a command it opens where you are; coach COMMAND --help tells more of one."
        text = [fill(f"{self.description} {begin}", width), *by_task(commands, width), options.format_help().rstrip()]
        return "\n\n".join((self.format_usage().rstrip(), *text, fill(DISCLAIMER, width))) + "\n"


def by_task(commands: Sequence[Command], width: int) -> Iterator[str]:
    """Each task that has commands: its name, a line for each of them, and an example, wrapped at ``width``."""
    from textwrap import fill

    column = max(len(command.name) for command in commands) + 4
    for task in Task:
        some = [command for command in commands if command.task is task]
        lines = [
            fill(f"{f'  {name}':{column}}{help_}", width, subsequent_indent=" " * column) for name, _, help_, *_ in some
        ]
        if example := EXAMPLES.get(task):
            lines.append(fill(f"  for example: {example}", width, subsequent_indent="    "))
        if some:
            yield "\n".join((task, *lines))


def _shared() -> tuple[_Parser, _Parser]:
    """The options of every command, and those of the screens."""
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--home",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder of the diary (else COACH_HOME, else this platform's data folder)",
    )
    screens = _Parser(add_help=False)
    screens.add_argument(
        "--plain",
        action="store_true",
        default=argparse.SUPPRESS,
        help="in plain lines: for screen readers, dumb terminals and files",
    )
    return shared, screens


def command_line(words: Sequence[str], commands: Sequence[Command]) -> argparse.ArgumentParser:
    """The whole command line; or, where ``words`` name a command, with that one alone: to add all takes 5 ms."""
    shared, screens = _shared()
    options = _Parser(usage=argparse.SUPPRESS, parents=[shared, screens])
    options.add_argument("--version", action="version", version=f"coach {__version__}")
    options.add_argument(
        "--kiosk", action="store_true", help="as somebody's login over SSH: the screens and nothing else"
    )
    parser = _Whole(commands, options)
    parser.set_defaults(run=commands[0].run, start="auto")
    named = _named(words, commands)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for name, run, help_, add, start, _ in commands:
        if named in (None, name):
            added = subparsers.add_parser(
                name,
                help=help_,
                description=f"{help_[0].upper()}{help_[1:]}.",
                parents=[shared, screens] if start else [shared],
                allow_abbrev=False,
            )
            added.set_defaults(run=run, **({"start": start} if start else {}))
            add(added)
    return parser


def _named(words: Sequence[str], commands: Sequence[Command]) -> str | None:
    """The command that ``words`` begin with, options before it left out; None if they name none."""
    rest = iter(words)
    for word in rest:
        if word == "--home":
            next(rest, None)
        elif not word.startswith("-"):
            return word if word in {command.name for command in commands} else None
    return None


def _example(line: str) -> str:
    return f"For example: {line}"


def add_demo(parser: argparse.ArgumentParser) -> None:
    """What ``coach demo`` takes: nothing but what all screens do."""
    parser.set_defaults(demo=True)


def add_note(parser: argparse.ArgumentParser) -> None:
    """What ``coach note`` takes."""
    parser.epilog = _example('coach note "long flight today"')
    parser.add_argument("text", nargs="?", metavar="TEXT", help="stays in the shell's history; standard input does not")
    _add_night(parser)


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``coach show`` takes."""
    parser.epilog = _example("coach show --last 7")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--night", type=_date, metavar="YYYY-MM-DD", help="the evening's date; else tonight")
    which.add_argument("--last", type=_count, metavar="N", help="the last N nights that have a record, oldest first")
    parser.add_argument("--json", action="store_true", help="as JSON")


def add_streaks(parser: argparse.ArgumentParser) -> None:
    """What ``coach streaks`` takes."""
    parser.epilog = _example("coach streaks --why bath")
    why = "why a streak is what it is, night by night: of the routine, or of STEP"
    parser.add_argument("--why", nargs="?", const="routine", metavar="STEP", help=why)
    parser.add_argument("--json", action="store_true", help="as JSON")


def add_history(parser: argparse.ArgumentParser) -> None:
    """What ``coach history`` takes."""
    parser.epilog = _example("coach history --from 2026-11-01 --to 2026-11-22")
    _add_between(parser)
    parser.add_argument("--json", action="store_true", help="as JSON")


def _add_between(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=_date, metavar="YYYY-MM-DD", help="from this night on")
    parser.add_argument("--to", dest="last", type=_date, metavar="YYYY-MM-DD", help="up to this night")


def add_export(parser: argparse.ArgumentParser) -> None:
    """What ``coach export`` takes."""
    parser.epilog = _example("coach export -o diary.csv")
    kinds = "json: all of it, nothing lost; csv: a row a night, for a spreadsheet. Else as the name of FILE ends"
    parser.add_argument("--format", choices=("json", "csv"), help=kinds)
    _add_between(parser)
    parser.add_argument("-o", dest="file", metavar="FILE", help="a file of its own; - or none: standard output")
    parser.add_argument("--columns", action="store_true", help="what stands in each column of the table, instead of it")


def add_import(parser: argparse.ArgumentParser) -> None:
    """What ``coach import`` takes."""
    parser.epilog = _example("coach import loop.zip --dry-run")
    kinds = "a file of coach export, an export of Loop Habit Tracker (zip or folder), a log of harsh, or any CSV"
    parser.add_argument("file", nargs="?", metavar="FILE", help=f"{kinds}; - is standard input")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be added, changed and left")
    parser.add_argument("--replace", action="store_true", help="let the file win where the diary tells something else")
    what = "what a habit or column is: a step, a score, note, magnesium, new (a step of your own) or leave"
    parser.add_argument("--as", dest="targets", action="append", default=[], metavar="NAME=WHAT", help=what)
    order = "how 03/04/2026 is meant, where a CSV leaves it open: the day first, or the month"
    parser.add_argument("--dates", choices=("dmy", "mdy"), help=order)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--undo", action="store_true", help="take the last import back")


def add_trends(parser: argparse.ArgumentParser) -> None:
    """What ``coach trends`` takes."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def add_report(parser: argparse.ArgumentParser) -> None:
    """What ``coach report`` takes."""
    parser.add_argument(
        "--last", dest="nights", type=_count, metavar="N", help="the last N nights, such as 90; else 30"
    )
    parser.add_argument("--from", dest="first", type=_date, metavar="YYYY-MM-DD", help="from this night on")
    parser.add_argument("--to", dest="last", type=_date, metavar="YYYY-MM-DD", help="up to this night; else tonight")
    parser.add_argument("--format", choices=("text", "html", "pdf", "md"), help="else by the ending of FILE, or text")
    parser.add_argument("-o", dest="output", metavar="FILE", help="into a new file; else it is printed, as with -")
    parser.add_argument("--notes", action="store_true", help="with how the newest notes begin")
    parser.add_argument("--mood", action="store_true", help="with own words that may be about mood or self-harm")


def add_keys(parser: argparse.ArgumentParser) -> None:
    """What ``coach keys`` takes."""
    parser.add_argument("--check", action="store_true", help="say what is wrong in keys.toml")


def add_learn(parser: argparse.ArgumentParser) -> None:
    """What ``coach learn`` takes."""
    parser.epilog = _example("coach learn caffeine")
    parser.add_argument("words", nargs="*", metavar="WORDS", help="a topic, or words to look for; none: the topics")
    parser.add_argument("--json", action="store_true", help="as JSON")


def add_why(parser: argparse.ArgumentParser) -> None:
    """What ``coach why`` takes."""
    parser.epilog = _example("coach why F26")
    parser.add_argument("id", metavar="ID", help="the name of a statement, such as F26; it stands behind each")
    parser.add_argument("--json", action="store_true", help="as JSON")


def add_remind(parser: argparse.ArgumentParser) -> None:
    """What ``coach remind`` takes."""
    parser.description = (
        "Be reminded of the evening's start, the end of caffeine and the morning questions, at hours counted back from "
        "your bedtime. Nothing installs itself. A calendar is often shared, so it names no symptom, no medicine and no "
        "restless legs. A step that is off has no hour; of one that you switch off later, delete the old entry."
    )
    parser.epilog = _example("coach remind --calendar -o coach.ics")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--calendar", action="store_true", help="as an iCalendar file; read in again, it replaces itself")
    what.add_argument("--cron", action="store_true", help="as lines for crontab")
    what.add_argument("--systemd", action="store_true", help="as a timer and a service of a user's systemd")
    what.add_argument(
        "--check",
        action="store_true",
        help="morning, caffeine or evening if that is due, else nothing; the exit code is always 0",
    )
    parser.add_argument("-o", dest="output", metavar="FILE", help="a new file, for your eyes only; else it is printed")


def add_completion(parser: argparse.ArgumentParser) -> None:
    """What ``coach completion`` takes."""
    parser.epilog = _example('eval "$(coach completion bash)"')
    parser.add_argument("shell", choices=SHELLS, help="your shell")


def add_backup(parser: argparse.ArgumentParser) -> None:
    """What ``coach backup`` takes."""
    parser.epilog = _example("coach backup diary.zip")
    parser.add_argument("file", nargs="?", metavar="FILE", help="a new file; without it a dated copy is kept")


def add_restore(parser: argparse.ArgumentParser) -> None:
    """What ``coach restore`` takes."""
    parser.epilog = _example("coach restore 2026-11-22")
    parser.add_argument("copy", metavar="FILE|DATE", help="a file made by coach backup, or a date such as 2026-11-22")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def add_check(parser: argparse.ArgumentParser) -> None:
    """What ``coach check`` takes."""
    parser.epilog = _example("coach check --repair")
    parser.add_argument("--repair", action="store_true", help="save what can be read; what is broken stays beside it")


def add_merge(parser: argparse.ArgumentParser) -> None:
    """What ``coach merge`` takes."""
    parser.epilog = _example("coach merge ~/laptop-coach")
    parser.add_argument(
        "other",
        metavar="OTHER",
        help="another data folder, a sync tool's conflict copy of a file, a date, or a file made by coach backup",
    )


class _OneLine(argparse.ArgumentParser):
    """Says what is wrong without a page about how it would be right."""

    def error(self, message: str) -> NoReturn:
        """End with one line."""
        told = f"{message}; coach --kiosk takes only --home DIR, --plain, and tonight or morning."
        self.exit(2, f"coach: {_on_one_line(told)}\n")


def guest_line(run: Run) -> argparse.ArgumentParser:
    """What ``coach --kiosk`` takes."""
    parser = _OneLine(prog="coach --kiosk", add_help=False, allow_abbrev=False)
    parser.set_defaults(run=run)
    parser.add_argument("--kiosk", action="store_true")
    parser.add_argument("--home", metavar="DIR")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("start", nargs="?", default="auto", choices=("auto", "tonight", "morning"))
    return parser


def _add_night(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--night", type=_date, metavar="YYYY-MM-DD", help="the evening's date; else tonight")


def add_log(parser: argparse.ArgumentParser) -> None:
    """What ``coach log`` takes."""
    parser.epilog = _example("coach log bath --minutes 12 --at 20:51")
    parser.add_argument("step", metavar="STEP", help="caffeine, bath, massage, meditation, magnesium or one of yours")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--minimum", action="store_true", help="the short version")
    how.add_argument(
        "--excused",
        metavar="REASON",
        help="left out: too_tired, not_at_home, unwell, doctors_advice, or your own words",
    )
    how.add_argument("--had", action="store_true", help="had some after all (a step of doing without); --at says when")
    how.add_argument("--undo", action="store_true", help="take the answer back")
    parser.add_argument("--minutes", type=_minutes, metavar="N", help="how long it took")
    parser.add_argument("--dose", metavar="MG", help="magnesium taken, in mg of magnesium itself, as on the label")
    parser.add_argument("--sure", action="store_true", help="the amount is right, however unusual")
    parser.add_argument("--at", type=_time, metavar="HH:MM", help="when; else now")
    _add_night(parser)


def add_score(parser: argparse.ArgumentParser) -> None:
    """What ``coach score`` takes."""
    parser.epilog = _example("coach score legs_before=6 tired=4 sleep=-")
    parser.add_argument(
        "pairs",
        nargs="+",
        metavar="KEY=VALUE",
        help="tired, legs_before, legs_after, falling_asleep, during_night, sleep; also awake_minutes and got_up",
    )
    _add_night(parser)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date: write it as 2026-11-22") from None


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time: write it as 20:51") from None


def _count(text: str) -> int:
    return _whole(text, 1, 100_000, "a number of nights")


def _minutes(text: str) -> int:
    return _whole(text, 0, 24 * 60, "minutes from 0 to 1440")


def _whole(text: str, low: int, high: int, what: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
