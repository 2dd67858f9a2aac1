"""A small parent that gives the terminal back even when the coach is killed outright. Loads nothing.

It is forked before anything heavy is imported and costs the first screen some 5 ms; ``make bench`` tells. To
the shell it is the coach: it stops and goes on with it, hands signals down and ends with its exit code.
"""

import contextlib
import os
import resource
import select
import signal
import termios
import time
from typing import Any

RESTORE = b"\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
"""Takes back every mode the screens switch on: paste marks, no wrapping, the other screen, no cursor."""
CUT_OFF = b"\x18"
"""CAN: a terminal drops the sequence it is in the middle of."""
GIVE_BACK_SECONDS = 0.2
NEWS_SECONDS = 0.1
"""A whole group of processes is brought back one by one: for so long we may still hear that the child stands still."""
BACKGROUND_TRIES = 100
HANDED_DOWN = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP)

guardian = 0
"""The process number of the parent, in the child; 0 where there is none."""

Attributes = list[Any]


def attributes(terminal: int) -> Attributes | None:
    """How the terminal treats lines and keys; None if it is gone."""
    try:
        return termios.tcgetattr(terminal)
    except termios.error:
        return None


def give_back(terminal: int, found: Attributes | None, rest: bytes = b"") -> None:
    """Put ``terminal`` back as it was ``found``, after what is left to write; never waits for a dead or stalled one."""
    if not _written(terminal, rest + RESTORE):
        # A stalled reader: what waits for it in the kernel makes room for what matters.
        with contextlib.suppress(termios.error):
            termios.tcflush(terminal, termios.TCOFLUSH)
        _written(terminal, CUT_OFF + RESTORE)
    with contextlib.suppress(termios.error):
        termios.tcflush(terminal, termios.TCIFLUSH)  # keys meant for the coach are no commands for the shell
        if found is not None:
            termios.tcsetattr(terminal, termios.TCSANOW, found)


def _written(terminal: int, data: bytes) -> bool:
    end = time.monotonic() + GIVE_BACK_SECONDS
    while data:
        try:
            data = data[os.write(terminal, data) :]
        except BlockingIOError:
            if not select.select([], [terminal], [], max(end - time.monotonic(), 0))[1]:
                return False
        except OSError:  # hung up: there is nothing left to give back
            return True
    return True


def own_terminal() -> int:
    """The terminal of standard input, opened anew so that not waiting for it is nobody else's business.

    After ``su`` it cannot be opened by its name, and without a controlling one not as /dev/tty.
    """
    for name in (os.ttyname, lambda _: "/dev/tty"):
        with contextlib.suppress(OSError):
            return os.open(name(0), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    terminal = os.dup(0)
    os.set_blocking(terminal, False)
    return terminal


def may_stop() -> bool:
    """May Ctrl-Z stop us? Not where we were started with that signal ignored, as for a login: nobody would wake us."""
    return signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN


def guarded(last_words: str = "What you answered is kept.") -> int | None:
    """Fork. The child gets None and goes on; the parent stays, and gets the exit code once the child has ended.

    ``last_words`` are what it says of the answers where the child could say nothing any more.
    """
    global guardian
    _come_to_front()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is in memory is the diary
    found = attributes(0)
    guard = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDED_DOWN)  # none may come before somebody hands it down
    child = os.fork()
    if child == 0:
        guardian = guard
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as it is for a login
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the screens are there, Ctrl-C ends us without a word
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return None
    guarding = _Guard(child, found, last_words)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return guarding.wait()


def _come_to_front() -> None:
    """Started in the background, stop until the person brings us to the front; only then the terminal is as they have
    it, and not as the shell's own line editor does. Where no shell watches, this changes nothing.
    """
    for _ in range(BACKGROUND_TRIES):
        with contextlib.suppress(OSError):  # it is nobody's controlling terminal
            if os.tcgetpgrp(0) != os.getpgrp():
                signal.raise_signal(signal.SIGTTIN)
                continue
        break


class _Guard:
    """Waits for ``child`` as the shell waits for us."""

    def __init__(self, child: int, found: Attributes | None, last_words: str) -> None:
        self._child = child
        self._found = found
        self._last_words = last_words
        self._brought_back = 0.0
        for number in HANDED_DOWN if may_stop() else HANDED_DOWN[:-1]:
            signal.signal(number, self._hand_down)
        for number in (signal.SIGTTIN, signal.SIGTTOU):  # we stop when the child does, and by ourselves
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, self._continued)

    def _hand_down(self, number: int, _frame: object) -> None:
        self._send(number)

    def _continued(self, _number: int, _frame: object) -> None:
        self._brought_back = time.monotonic()

    def _send(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child, number)

    def wait(self) -> int:
        """Until the child has ended; its exit code."""
        while True:
            _, status = os.waitpid(self._child, os.WUNTRACED)
            if os.WIFSTOPPED(status):
                self._stop(os.WSTOPSIG(status))
            elif os.WIFSIGNALED(status):
                return self._killed(os.WTERMSIG(status))
            else:
                return os.WEXITSTATUS(status)

    def _stop(self, number: int) -> None:
        """Stop as the child did, so that the shell sees it; then go on with it.

        A process that no shell watches is not stopped by SIGTSTP: it goes on at once, and so does the child.
        """
        if time.monotonic() - self._brought_back > NEWS_SECONDS:  # else it tells of a stop that is over
            if number == signal.SIGSTOP:  # the child could not
                self._give_back()
            before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, before)
        self._send(signal.SIGCONT)

    def _give_back(self) -> None:
        with contextlib.suppress(OSError):
            give_back(own_terminal(), self._found)

    def _killed(self, number: int) -> int:
        told = f"coach: It was ended from outside (signal {number}). {self._last_words}\n"
        with contextlib.suppress(OSError):
            terminal = own_terminal()
            give_back(terminal, self._found)
            if number != signal.SIGINT:  # only before the screens are there: the person changed their mind
                _written(terminal if os.isatty(2) else 2, told.encode())  # a stalled terminal holds nobody up
        return 128 + number
