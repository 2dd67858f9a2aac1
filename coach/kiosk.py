"""The coach as somebody's login: nothing of the client's gets in but keys, and the only way out is to leave.

The command and its arguments are the administrator's, from ``authorized_keys`` or ``sshd_config``. The environment, the
command that was asked for and what is typed while the program loads are the client's. Loads nothing heavy.
"""

import os
import pwd
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NoReturn

PATH = "/usr/bin:/bin"

_NAME = re.compile(r"[A-Za-z0-9+._-]{1,32}")
_LOCALE = re.compile(r"[A-Za-z0-9_-]{1,32}(?:\.[A-Za-z0-9-]{1,32})?(?:@[A-Za-z0-9]{1,32})?")
_ZONE = re.compile(r"[A-Za-z0-9+_-]{1,32}(?:/[A-Za-z0-9+_-]{1,32}){0,2}")
_WHITELIST = {
    "TERM": _NAME,
    "COLORTERM": _NAME,
    "NO_COLOR": _NAME,
    "ACCESSIBLE": _NAME,
    "LANG": _LOCALE,
    "LC_ALL": _LOCALE,
    "LC_CTYPE": _LOCALE,
    "LC_TIME": _LOCALE,
    "LC_MESSAGES": _LOCALE,
    "TZ": _ZONE,  # a name: neither a file (":/x", "/x", "../x") nor a rule with brackets and commas
    "SSH_CONNECTION": re.compile(r"[A-Za-z0-9.:%_ -]{1,200}"),  # read as a sign that keys come over a slow link
}
"""What of the client's environment is let in, and what it looks like; anything else is left out."""
_FROM_THE_KEYBOARD = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)


def shut_in() -> str:
    """Close what a client could reach past: signals from the keyboard, the environment, core files.

    What they asked to run instead of the coach is returned, "" if nothing.

    Ctrl-C, Ctrl-\\ and Ctrl-Z do nothing until the screens have the terminal, where they are keys; Ctrl-Z does nothing
    after that either.
    """
    for number in _FROM_THE_KEYBOARD:
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o077)
    with suppress(ValueError, OSError):  # a limit that was set lower already stays
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, kept = os.environ.get("SSH_ORIGINAL_COMMAND", ""), environment(os.environ)
    os.environ.clear()
    os.environ.update(kept)
    time.tzset()
    return asked


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment in a kiosk: what is ``given`` only where it is on the list and looks like it."""
    kept = {name: given[name] for name, looks in _WHITELIST.items() if looks.fullmatch(given.get(name, ""))}
    return {**kept, "PATH": PATH, "HOME": _home()}


def _home() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:  # a user of no database has none: the diary's folder is then given, or cannot be written
        return "/"


def last(work: Callable[[], int]) -> NoReturn:
    """Do ``work`` and end with its code; however it ends, no Python is left to talk to.

    An interpreter that was told to be interactive (PYTHONINSPECT, ``-i``) would go on with a prompt. A fault is told by
    ``sys.excepthook``.
    """
    code = 1
    try:
        code = work()
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 1
    finally:
        _end(code, sys.exception())


def _end(code: int, fault: BaseException | None) -> NoReturn:
    try:
        if fault is not None:
            sys.excepthook(type(fault), fault, fault.__traceback__)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
