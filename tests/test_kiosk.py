"""What a client of ``coach --kiosk`` may bring along, and how much."""

import os
import subprocess
import sys
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest

from coach import cli, kiosk
from coach.core.cells import Reason
from coach.core.profile import Kind
from coach.core.routine import AddMinutes, AddNote, Answer, Draft, Excuse, Undo, WriteNote
from coach.session import KIOSK, Limits, Refused, Session, StoreError
from tests.conftest import Clock

KEPT = {
    "TERM": ["xterm-256color", "screen.xterm", "dumb", "vt100+4bsd"],
    "LANG": ["de_DE.UTF-8", "C", "C.UTF-8", "ca_ES.UTF-8@valencia", "POSIX"],
    "TZ": ["Europe/Berlin", "UTC", "Etc/GMT-3", "America/Argentina/Buenos_Aires", "EST5EDT"],
    "NO_COLOR": ["1"],
    "ACCESSIBLE": ["1"],
    "SSH_CONNECTION": ["192.0.2.7 4711 192.0.2.1 22", "fe80::1%eth0 1 ::1 22"],
}
LEFT_OUT = {
    "TERM": ["", "../../etc/x", "x" * 33, "xterm\n", "a b", "/dev/tty", "xtérm"],
    "LANG": ["", "../x", "/tmp/locale", "C.UTF-8/../x", "de_DE.UTF-8\n"],
    "TZ": ["", ":Europe/Berlin", "/etc/passwd", ":/etc/passwd", "../x", "Europe/../x", "<x>3", "X3Y,M3.2.0,M11.1.0"],
    "NO_COLOR": [""],
}
NEVER = (
    "COACH_HOME",
    "XDG_DATA_HOME",
    "ESCDELAY",
    "TEXTUAL",
    "TEXTUAL_DRIVER",
    "TEXTUAL_LOG",
    "TEXTUAL_SCREENSHOT",
    "PYTHONINSPECT",
    "PYTHONTZPATH",
    "TERMINFO",
    "TERMINFO_DIRS",
    "BROWSER",
    "EDITOR",
    "PAGER",
    "COLUMNS",
    "LINES",
    "LD_PRELOAD",
    "SSH_ORIGINAL_COMMAND",
    "SSH_AUTH_SOCK",
)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in KEPT.items() for value in values])
def test_what_looks_like_what_it_is_comes_in(name: str, value: str) -> None:
    assert kiosk.environment({name: value})[name] == value


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in LEFT_OUT.items() for value in values])
def test_what_does_not_stays_out(name: str, value: str) -> None:
    assert name not in kiosk.environment({name: value})


def test_nothing_else_comes_in() -> None:
    found = kiosk.environment(dict.fromkeys(NEVER, "1") | {"HOME": "/evil", "PATH": "/evil"})

    assert set(found) == {"HOME", "PATH"}
    assert "/evil" not in found.values()


def coach(*words: str, before: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """``coach --kiosk`` in a process of its own, without a terminal."""
    program = f"import sys\nfrom coach import cli\n{before}\nsys.exit(cli.main({['--kiosk', *words]!r}))"
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent", **env}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "needs a terminal"),
        (("tonight",), "needs a terminal"),
        (("--home", "/nonexistent", "morning"), "needs a terminal"),
        (("log", "bath"), "'log'"),
        (("tonight", "extra"), "extra"),
        (("show",), "'show'"),
        (("--help",), "--help"),
        (("--version",), "--version"),
        (("--home",), "--home"),
        (("--plain-text",), "--plain-text"),
    ],
)
def test_anything_but_the_screens_on_a_terminal_is_misuse_in_one_line(words: tuple[str, ...], said: str) -> None:
    refused = coach(*words)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
    assert said in refused.stderr


def test_a_command_of_the_client_is_refused_before_anything_else() -> None:
    refused = coach("show", SSH_ORIGINAL_COMMAND="sh -i")

    assert refused.returncode == 2
    assert refused.stderr == "coach: This login opens the coach only; connect without a command.\n"


TOLD = """
from coach import kiosk
def told(words, asked):
    import os, resource, signal
    ignored = [signal.getsignal(n) is signal.SIG_IGN for n in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)]
    print(ignored, resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)), sorted(os.environ))
    {then}
cli._guest = told
"""


def test_keyboard_signals_core_files_and_the_eyes_of_others_are_off() -> None:
    done = coach(before=TOLD.format(then="return 7"), TERM="linux", COACH_HOME="/evil")

    assert done.stdout == "[True, True, True] (0, 0) 0o77 ['HOME', 'LANG', 'PATH', 'TERM']\n"
    assert (done.returncode, done.stderr) == (7, "")


def test_a_fault_is_one_line() -> None:
    done = coach(before=TOLD.format(then="raise ValueError('/srv/secret')"))

    assert done.returncode == 1
    assert done.stderr == "coach: Something went wrong in the coach. What you answered is kept.\n"


def test_a_note_may_be_called_kiosk(monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    monkeypatch.setattr(cli, "_session", lambda _arguments: session)

    assert cli.main(["note", "--", "--kiosk"]) == 0
    assert session.night().note == "--kiosk"


# Limits


@pytest.fixture
def guest(session: Session, home: Path, clock: Clock) -> Session:
    return Session.at(home, clock, "laptop", KIOSK)


@pytest.mark.parametrize(
    "event", [WriteNote, AddNote, lambda t: Draft("note", t), lambda t: Excuse("bath", Reason.OTHER, t)]
)
def test_a_text_too_long_for_a_guest_is_refused_and_changes_nothing(guest: Session, event: object) -> None:
    assert callable(event)
    guest.dispatch(event("x" * 4_000))
    before = guest.night()

    with pytest.raises(Refused, match=r"characters long; 4,000 is the most one field keeps\."):
        guest.dispatch(event("y" * 4_001))
    assert guest.night() == before


def test_what_is_there_and_longer_stays_and_holds_up_nothing(session: Session, guest: Session) -> None:
    session.dispatch(WriteNote("x" * 9_000), Draft("reason.bath", "y" * 9_000))

    assert guest.dispatch(Answer("tired", 3)).note == "x" * 9_000
    assert guest.dispatch(WriteNote("short")).note == "short"


@pytest.fixture
def small(session: Session, home: Path, clock: Clock) -> Session:
    return Session.at(home, clock, "laptop", Limits(text=100, changes=6, steps=8))


def test_a_full_night_takes_no_more_but_can_be_taken_back_and_typed_in(small: Session, clock: Clock) -> None:
    for _ in range(5):  # and the plan
        small.dispatch(AddMinutes("bath", 1))
    with pytest.raises(Refused, match=r"2026-11-22 has 6 entries, the most it keeps here; nothing was added\."):
        small.dispatch(Answer("tired", 3), Draft("note", None))
    small.dispatch(Draft("note", "half a thought"))
    small.dispatch(Undo())

    assert small.night().drafts == {"note": "half a thought"}
    clock.forward(days=1)
    assert small.dispatch(Answer("tired", 3)).scores == {"tired": 3}
    assert small.tonight - timedelta(days=1) == small.last(2)[0].night


def test_a_routine_takes_no_endless_steps(small: Session) -> None:
    small.change_profile(lambda p: p.with_own("Stretch", Kind.TICK, None))
    before = small.profile
    with pytest.raises(Refused, match="8 steps at most"):
        small.change_profile(lambda p: p.with_own("Walk", Kind.TICK, None))

    assert small.profile == before
    small.change_profile(lambda p: p.step_changed("bath", minutes=20))


def test_a_diary_of_ones_own_has_no_such_limits(session: Session) -> None:
    assert session.dispatch(WriteNote("x" * 50_000)).note == "x" * 50_000


def test_a_fault_is_told_to_a_guest_without_the_folder(
    session: Session, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli._say_fault(Namespace(kiosk=True), session, ValueError("x")) == 1

    said = capsys.readouterr().err
    assert said.endswith("What you answered is kept; the administrator finds what happened in coach.log.\n")
    assert str(home) not in said
    assert "ValueError: x" in (home / "coach.log").read_text()


def test_no_folder_is_named_to_a_guest(monkeypatch: pytest.MonkeyPatch, home: Path, guest: Session) -> None:
    monkeypatch.setattr(StoreError, "hidden", str(home))
    (home / "settings.json").unlink()
    (home / "settings.json").symlink_to("/etc/passwd")
    with pytest.raises(StoreError) as refused:
        guest.reload()
    assert str(refused.value) == "settings.json is a link; put the file itself there."
    assert str(StoreError(f"{home} could not be written: x.")) == "The folder of the diary could not be written: x."
