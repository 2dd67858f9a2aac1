"""The commands: ask the session, print. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    import argparse

    from coach.arguments import Command, Run
    from coach.core.nights import Night
    from coach.session import Session

PRINTING = ("", "dumb", "unknown", "network", "dialup")
"""Values of TERM that promise no more than printing lines."""
FAULT = "Something went wrong in the coach. What you answered is kept"


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``coach`` with ``argv``; returns the exit code: 0 done, 1 refused with one sentence, 2 misused."""
    _forgiving_streams()
    words = sys.argv[1:] if argv is None else argv
    if "--kiosk" in words[: words.index("--") if "--" in words else None]:
        from coach import kiosk

        asked = kiosk.shut_in()
        sys.excepthook = lambda *_: _say(f"{FAULT}.")
        kiosk.last(lambda: _guest(words, asked))
    return _run(_opening(words) or _parsed(words))


def _opening(words: Sequence[str]) -> argparse.Namespace | None:
    """The coach as it is mostly opened needs no parser; to load and make one takes 8 ms."""
    if list(words) not in ([], ["tonight"], ["morning"]):
        return None
    return cast("argparse.Namespace", SimpleNamespace(run=_screen, start="".join(words) or "auto", kiosk=False))


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    from coach.arguments import command_line

    return command_line(words, commands()).parse_args(words)


def _guest(words: Sequence[str], asked: str) -> int:
    """Nothing but the evening and the morning, and only on a terminal: for whoever is at the end of a connection."""
    if asked:
        return _say("This login opens the coach only; connect without a command.", 2)
    from coach.arguments import guest_line

    arguments = guest_line(_screen).parse_args(words)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _say("The coach needs a terminal; connect with ssh -t.", 2)
    return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    plain = getattr(arguments, "plain", False)
    if plain and arguments.run is not _screen:
        return _say("--plain goes with the evening and the morning, not with a one-line command.", 2)
    if arguments.run is _screen and (plain or opens_plain(os.environ, all(map(_is_terminal, (sys.stdin, sys.stdout))))):
        arguments.run = _lines
    if arguments.run is _screen:
        from coach.launch import guarded

        if _is_demo(arguments):
            from coach.core.words import DEMO_KEPT

            ended = guarded(DEMO_KEPT)
        else:
            ended = guarded()
        if ended is not None:
            return ended
    from coach.session import Refused, StoreError

    try:
        code = int(arguments.run(arguments))
        for problem in arguments.session.problems() if hasattr(arguments, "session") else ():
            _say(problem)
        sys.stdout.flush()
        return code
    except (Refused, StoreError) as refusal:
        return _say(str(refusal))
    except BrokenPipeError:  # `coach show | head`: the reader has had enough
        sys.stdout = _nowhere("w")
        return 0
    except OSError as error:
        if arguments.run is _screen:
            raise
        sys.stdout = _nowhere("w")  # `coach show > /dev/full`; what the diary's own disk refused is a StoreError
        return _say(f"What there is to tell cannot be written: {error.strerror}.")
    except KeyboardInterrupt:
        return 130


def opens_plain(environ: Mapping[str, str], terminal: bool) -> bool:
    """Does the coach open in plain lines by itself? Where there is no ``terminal``, or one that only prints lines.

    A name that this machine's terminfo does not have is no reason: the screens ask it nothing but how to erase.
    """
    asked = environ.get("ACCESSIBLE", "") not in ("", "0")
    return asked or not terminal or environ.get("TERM", "") in PRINTING


def _is_terminal(stream: Any) -> bool:
    return stream is not None and bool(stream.isatty())  # None: closed before we began


def _nowhere(mode: str) -> TextIO:
    return cast("TextIO", os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _forgiving_streams() -> None:
    """A locale that cannot show a character prints its name rather than a traceback.

    A stream that is closed leads nowhere, and not to the next file that is opened.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(mode))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _say(sentence: str, code: int = 1) -> int:
    from coach.core.words import one_line

    print(f"coach: {one_line(sentence)}", file=sys.stderr)
    return code


def _is_demo(arguments: argparse.Namespace) -> bool:
    return getattr(arguments, "demo", False) is True


def _demo(arguments: argparse.Namespace) -> Session:
    """The invented year, in memory; the person's own diary is not looked for."""
    from coach import demo
    from coach.clock import local_now
    from coach.session import Refused

    if hasattr(arguments, "home"):
        raise Refused("The demo keeps nothing in any folder; leave --home out.")
    session = arguments.session = demo.session(demo.evening(local_now))
    return session


def _session(arguments: argparse.Namespace) -> Session:
    if _is_demo(arguments):
        return _demo(arguments)
    from coach.session import KIOSK, OWN, Session, StoreError, data_folder

    # Not a default of the parser: argparse would put it over what stands before the command.
    folder = data_folder(getattr(arguments, "home", None))
    if arguments.kiosk:
        StoreError.hidden = str(folder)
    arguments.session = Session.at(folder, limits=KIOSK if arguments.kiosk else OWN)
    return arguments.session  # type: ignore[no-any-return]


def _screen(arguments: argparse.Namespace) -> int:
    gc.disable()  # nothing that is made before the first screen is garbage; the app switches it on again
    session = _session(arguments)
    sys.excepthook = lambda _kind, error, _trace: _say_fault(arguments, session, error)
    from coach.ui.lean import leave_out_the_palette

    leave_out_the_palette()
    from coach.ui.app import CoachApp

    app = CoachApp(session, arguments.start)
    code = app.run(mouse=False) or app.return_code or 0
    if app.fault is not None:
        return _say_fault(arguments, session, app.fault)
    if session.demo:
        from coach.core.words import DEMO_OVER

        print(DEMO_OVER)
    return code


def _lines(arguments: argparse.Namespace) -> int:
    session = _session(arguments)
    sys.excepthook = lambda _kind, error, _trace: _say_fault(arguments, session, error)
    from coach.plain.door import Door
    from coach.plain.lines import standard

    return Door(session, standard(), arguments.start).run()


def _say_fault(arguments: argparse.Namespace, session: Session, error: BaseException) -> int:
    from coach.session import StoreError

    if session.demo:
        return _say("Something went wrong in the coach. This was a demo: nothing of it is kept.")
    try:
        where = session.keep_fault(error)
    except StoreError as refused:
        return _say(f"{FAULT}. {refused}")
    told = (
        f"the administrator finds what happened in {where.name}" if arguments.kiosk else f"what happened is in {where}"
    )
    return _say(f"{FAULT}; {told}.")


def _show(arguments: argparse.Namespace) -> int:
    from coach.core.words import as_json, as_lines, spelt

    session = _session(arguments)
    nights: list[Night] = session.last(arguments.last) if arguments.last else [session.night(arguments.night)]
    if arguments.json:
        told: Any = [as_json(night) for night in nights] if arguments.last else as_json(nights[0])
        print(spelt(json.dumps(told, ensure_ascii=False, indent=2)))
        return 0
    if not any(night.told for night in nights):
        print("Nothing is logged there yet.", file=sys.stderr)
        return 0
    print("\n\n".join("\n".join(as_lines(night, session.profile)) for night in nights))
    return 0


def _keys(arguments: argparse.Namespace) -> int:
    from coach.core.words import clean
    from coach.ui import keyfile
    from coach.ui.commands import INSTEAD

    text = _session(arguments).keys_file()
    table, problems = keyfile.read(text or "")
    if not arguments.check:
        print(keyfile.written(table))
        for problem in problems:
            _say(f"{INSTEAD} {problem}")
    elif problems:
        print("\n".join(map(clean, problems)))
    else:
        print("No keys.toml; the built-in keys are used." if text is None else "keys.toml is fine.")
    return 1 if problems else 0


def _later(module: str, name: str, *, diary: bool = True) -> Run:
    """The command ``name`` of ``coach.module``, loaded when it is given, and with the ``diary`` if it needs one."""

    def run(arguments: argparse.Namespace) -> int:
        gc.disable()  # years of nights may be read and told, and nothing of them is garbage before the end
        command = getattr(import_module(f"coach.{module}"), name)
        return int(command(arguments, _session(arguments)) if diary else command(arguments))

    return run


def _completion(arguments: argparse.Namespace) -> int:
    from coach.arguments import command_line
    from coach.completing import completion

    print(completion(arguments.shell, command_line([], commands())))
    return 0


def commands() -> tuple[Command, ...]:
    """Every command, the one that opens without a name first."""
    from coach import arguments as takes
    from coach.arguments import Command, Task

    keep, carry, enter, tell = (partial(_later, room) for room in ("keeping", "carrying", "entering", "telling"))
    read = partial(_later, "reading", diary=False)
    table = {
        Task.EVENING: (
            Command("tonight", _screen, "open the evening", start="tonight"),
            Command("morning", _screen, "open the three morning questions", start="morning"),
            Command("demo", _screen, "open an invented year to try it all; nothing is kept", takes.add_demo, "tonight"),
        ),
        Task.SHELL: (
            Command("log", enter("log"), "log one step of a night", takes.add_log),
            Command("score", enter("score"), "log scores from 0 to 10, or - to leave one blank", takes.add_score),
            Command("note", enter("note"), "add to a night's note; without TEXT from standard input", takes.add_note),
            Command("show", _show, "print a night as it is stored", takes.add_show),
        ),
        Task.BACK: (
            Command("streaks", tell("streaks"), "the streaks, and why they are what they are", takes.add_streaks),
            Command("history", tell("history"), "each night in a line, and what it counts for", takes.add_history),
            Command("trends", tell("trends"), "the scores over many nights, with spread and n", takes.add_trends),
        ),
        Task.VISIT: (
            Command("report", _later("reporting", "report"), "make one page for a visit to a doctor", takes.add_report),
        ),
        Task.KNOWN: (
            Command("learn", read("learn"), "what is known, with its strength and source", takes.add_learn),
            Command("why", read("why"), "one statement by its name, with its source", takes.add_why),
        ),
        Task.WRONG: (
            Command("help-now", read("help_now"), "what to do now if something feels wrong: the emergency text first"),
        ),
        Task.DATA: (
            Command("export", carry("export"), "write the diary to a file: all of it, or a table", takes.add_export),
            Command("import", carry("take"), "take in a file of the coach or of another program", takes.add_import),
            Command(
                "backup", keep("backup"), "keep a copy: in FILE, or a dated one beside the diary", takes.add_backup
            ),
            Command(
                "restore", keep("restore"), "put a copy in place of the diary, after one of that", takes.add_restore
            ),
            Command("merge", keep("merge"), "join another copy of the diary, entry by entry", takes.add_merge),
            Command("check", keep("check", diary=False), "read everything and say what is wrong", takes.add_check),
            Command("where", keep("where", diary=False), "print the data folder, and the files and copies in it"),
        ),
        Task.REMINDERS: (
            Command(
                "remind",
                _later("reminding", "remind", diary=False),
                "for a calendar, cron or systemd; or what is due now",
                takes.add_remind,
            ),
        ),
        Task.ABOUT: (
            Command("keys", _keys, "the keys, as a file to change and save as keys.toml", takes.add_keys),
            Command("completion", _completion, "what completes commands in bash, zsh or fish", takes.add_completion),
        ),
    }
    return tuple(command._replace(task=task) for task, some in table.items() for command in some)
