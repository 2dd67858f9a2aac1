"""Lines in, lines out: nothing is repainted, nothing steers the terminal, and waiting costs nothing.

The terminal is left as it was found: it edits and echoes each line itself. What follows from that: it keeps only so
much of a line and drops the rest unsaid (``TERMINAL_LIMIT``), a line is ours only once it is ended, and what was typed
of it when something is announced still counts, shown again behind the question, but can no longer be rubbed out.

Signals only make a note here and wake the waiting, so that none can fall between a line that was read and its answer
being on disk.
"""

import codecs
import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from typing import Any

from coach.core.fold import fold
from coach.core.stored import NOTE_LIMIT
from coach.core.words import clean

LINE_LIMIT = 4 * (NOTE_LIMIT + 1)
"""Bytes of one line that are kept of a file or pipe: more than any field takes, so that too long a line is refused and
not cut."""
TERMINAL_LIMIT = 4095
"""Bytes of one line that a terminal keeps for us while it is being typed; Linux drops what comes after them."""
BREATH_SECONDS = 0.02
"""Lines that come within this of each other were pasted: nobody types as fast."""
BEAT_SECONDS = 10.0
"""Longest that a terminal is waited for at a stretch, or a gap in time could not be told from waiting."""
FROZEN_SECONDS = 30.0
"""After a gap this long, as in the screens, the diary may be another's work: a line typed before it is no answer."""
HANGUP = 128 + signal.SIGHUP
ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
END_SECONDS = 0.7
"""How long a save or a stalled terminal may hold up the end."""
NARROWEST = 10


class Ended(Exception):
    """There is nobody to talk to any more; ``code`` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Interrupted(Exception):
    """The person pressed Ctrl-C."""


class Thawed(Exception):
    """The session or its machine stood still for long; what was typed meanwhile is still to be read."""


class Unreadable(Exception):
    """Line ``number`` is not in ``encoding``, the one that lines are read in."""

    def __init__(self, number: int, encoding: str) -> None:
        super().__init__(number)
        self.number = number
        self.encoding = encoding


class Lines:
    """Standard input and output as lines. ``given`` and ``shown`` are their descriptors; None is one that is closed.

    ``live`` tells that a person types on a terminal, so that lines may be dropped which were not typed for us.
    """

    def __init__(self, given: int | None, shown: int | None, *, encoding: str = "utf-8", shows: str = "utf-8") -> None:
        self._given, self._shown = given, shown
        self._encoding, self._shows = encoding, shows
        self.live = given is not None and os.isatty(given)
        self.cut = False
        """Is the last line as long as a terminal's lines get, so that its end may be missing?"""
        self._paper = shown is None or not os.isatty(shown)
        self._typed = b""
        self._count = 0
        self._clocks = _clocks()
        self._half = False
        """Was the last byte read a CR, which a LF may still belong to?"""
        self._open = False
        """Does the cursor stand behind a question?"""
        self._pending: list[int] = []
        self._wake: tuple[int, int] | None = None

    # Signals

    @contextmanager
    def listening(self) -> Iterator["Lines"]:
        """Take the signals that would end us, and give them back after."""
        self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        woken = signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        before = {number: signal.getsignal(number) for number in ENDING}
        for number, found in before.items():
            # Ignored: nohup, or a background job, and so it stays; but on a terminal of ours Ctrl-C is for us.
            if found is not signal.SIG_IGN or (number == signal.SIGINT and self.live):
                signal.signal(number, self._note)
        alarm = signal.signal(signal.SIGALRM, self._overdue)
        try:
            yield self
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, alarm)
            for number, found in before.items():
                signal.signal(number, found)
            signal.set_wakeup_fd(woken)
            for end in self._wake:
                os.close(end)
            self._wake = None

    def _note(self, number: int, _frame: object) -> None:
        self._pending.append(number)
        if self._code() is not None:
            signal.setitimer(signal.ITIMER_REAL, END_SECONDS)

    def _code(self) -> int | None:
        """The exit code, if we have to go: Ctrl-C in a terminal only asks, unless it was not heard the first time."""
        grave = [n for n in self._pending if n != signal.SIGINT or not self.live]
        if not grave and len(self._pending) > 1:
            grave = self._pending
        return 128 + grave[0] if grave else None

    def _overdue(self, _number: int, _frame: object) -> None:
        """A save that waits for another session, or a terminal that takes nothing, is not waited for."""
        raise Ended(self._code() or HANGUP)

    def _heed(self) -> None:
        if not self._pending:
            return
        code = self._code()
        if code is not None:
            raise Ended(code)
        self._pending.clear()
        self._typed = b""  # as the terminal drops what it has of the line
        raise Interrupted

    # In

    def line(self, seconds: float | None = None) -> str | None:
        """The next line typed; None if none came within ``seconds``.

        Raises:
            EOFError: at the end of input.
            Interrupted: if Ctrl-C was pressed.
            Thawed: if a terminal's session stood still for long; the next call reads on.
            Unreadable: if the line is not in the encoding of the input; the next call reads the line after it.
            Ended: if the terminal is gone, or a signal says to go.
        """
        self._thaw()
        until = None if seconds is None else time.monotonic() + seconds
        ahead, over = self.waiting(), False
        while not over and not _breaks(self._typed):
            if not self._ready(None if until is None else max(until - time.monotonic(), 0)):
                return None
            data = self._read()
            over = not data
            if self._half:
                data = data.removeprefix(b"\n")
            self._half = data.endswith(b"\r")
            room = max(LINE_LIMIT - len(self._typed), 0)
            self._typed += data if len(data) <= room or _breaks(data) else data[:room]
        if over and not self._typed:
            raise EOFError
        raw, self._typed = _first(self._typed)
        self._open = self._open and (over or ahead)  # else the terminal has echoed the end of the line just now
        self.cut = self.live and len(raw) >= TERMINAL_LIMIT
        return self._read_as_text(raw, whole=not self.cut and len(raw) < LINE_LIMIT)

    def _read_as_text(self, raw: bytes, *, whole: bool) -> str:
        """``raw`` in letters; half a letter at the end of a line that was cut is none."""
        self._count += 1
        try:
            return clean(codecs.getincrementaldecoder(self._encoding)().decode(raw, final=whole))
        except UnicodeDecodeError:
            raise Unreadable(self._count, self._encoding.upper()) from None

    def waiting(self) -> bool:
        """Is there a line to read already, or the end?"""
        return _breaks(self._typed) or self._more(0)

    def _more(self, seconds: float) -> bool:
        return self._given is not None and bool(select.select([self._given], [], [], seconds)[0])

    def together(self) -> bool:
        """Take what came to a terminal in one breath with the last line, as a paste does: was it more than line ends?

        A terminal hands out one line at a time, however many it has.
        """
        if not self.live or self._given is None:
            return False
        came, self._typed = self._typed, b""
        while len(came) < LINE_LIMIT and self._more(BREATH_SECONDS) and _ended_bytes(self._given):
            came += self._read()
        return bool(came.strip())

    def forget(self) -> None:
        """Drop what was typed ahead."""
        self._typed = b""
        if self._given is not None:
            with suppress(termios.error):
                termios.tcflush(self._given, termios.TCIFLUSH)

    def _ready(self, seconds: float | None) -> bool:
        self._heed()
        if self._given is None:
            return True
        until = inf if seconds is None else time.monotonic() + seconds
        wake = [self._wake[0]] if self._wake else []
        while True:
            left = max(until - time.monotonic(), 0)
            beat = min(left, BEAT_SECONDS) if self.live else left
            ready, _, _ = select.select([self._given, *wake], [], [], None if beat == inf else beat)
            if wake and wake[0] in ready:
                os.read(wake[0], 512)
                self._heed()
            self._thaw()
            if self._given in ready:
                return True
            if not ready and left <= beat:
                return False

    def _thaw(self) -> None:
        before, self._clocks = self._clocks, _clocks()
        if self.live and max(now - then for now, then in zip(self._clocks, before, strict=True)) >= FROZEN_SECONDS:
            raise Thawed

    def _read(self) -> bytes:
        if self._given is None:
            return b""
        try:
            data = os.read(self._given, 65536)
            if not data and self.live:
                self._heed()
                termios.tcgetattr(self._given)  # is it Ctrl-D, or is the line gone?
        except BlockingIOError:  # somebody else reads it too
            return self._read() if self._ready(None) else b""
        except (OSError, termios.error):
            raise Ended(HANGUP) from None
        return data

    # Out

    def say(self, text: str) -> None:
        """Write ``text`` on lines of its own.

        Raises:
            Ended: if nobody reads any more.
        """
        self._write("\n" * self._open + self._folded(text) + "\n")
        self._open = False

    def prompt(self, text: str) -> None:
        """Write a question; what is typed stands behind it, or on the next line where no terminal echoes it.

        Raises:
            Ended: if nobody reads any more.
        """
        self._write("\n" * self._open + self._folded(text) + ("" if self._beside else "\n"))
        self._open = self._beside

    def prompt_anew(self, text: str) -> None:
        """Write a question once more, and behind it what was typed of the answer so far.

        Raises:
            Ended: if nobody reads any more.
        """
        self.prompt(text)
        if self._beside and not _breaks(self._typed):
            self._typed += self._half_line()
            self._put(clean(self._typed.decode(self._encoding, "ignore")).encode(self._shows, "backslashreplace"))

    def _half_line(self) -> bytes:
        """Take from the terminal what was typed of a line that is not ended.

        It hands that out only to a program that reads single keys, so we are one for this moment.
        """
        given = self._given
        if given is None or _in_background(given):
            return b""
        try:
            found = termios.tcgetattr(given)
            keys = [*found[:3], found[3] & ~termios.ICANON, *found[4:6], [*found[6]]]
            keys[6][termios.VMIN] = keys[6][termios.VTIME] = 0
            termios.tcsetattr(given, termios.TCSANOW, keys)
            try:
                return os.read(given, TERMINAL_LIMIT)
            finally:
                termios.tcsetattr(given, termios.TCSANOW, found)
        except (OSError, termios.error):
            return b""

    @property
    def _beside(self) -> bool:
        return self.live and not self._paper

    def ring(self) -> None:
        """Ring the terminal's bell."""
        if not self._paper:
            self._put(b"\a")

    def _folded(self, text: str) -> str:
        width = self.width
        if width is None:
            return text
        blank = text[len(text.rstrip(" ")) :]
        return "\n".join(line for part in text.split("\n") for line in fold(part, width - len(blank))) + blank

    @property
    def width(self) -> int | None:
        """Cells of a line, one less than the terminal has; None if it does not say."""
        columns = 0
        with suppress(ValueError):
            columns = int(os.environ.get("COLUMNS", ""))
        if columns <= 0 and self._shown is not None:
            with suppress(OSError):
                columns = os.get_terminal_size(self._shown).columns
        return max(columns - 1, NARROWEST) if columns > 0 else None

    def _write(self, text: str) -> None:
        # The last gate: whatever the text, nothing in it steers.
        self._put(clean(text).encode(self._shows, "backslashreplace"))

    def _put(self, data: bytes) -> None:
        while data:
            if self._shown is None:
                raise Ended(0)
            try:
                data = data[os.write(self._shown, data) :]
            except BlockingIOError:
                select.select([], [self._shown], [])
            except BrokenPipeError:  # the reader has had enough
                raise Ended(0) from None
            except OSError:
                raise Ended(HANGUP) from None


def standard() -> Lines:
    """This process's own input and output."""
    given, shown = sys.__stdin__, sys.__stdout__
    return Lines(_number(given), _number(shown), encoding=_encoding(given), shows=_encoding(shown))


def _number(stream: Any) -> int | None:
    return None if stream is None else int(stream.fileno())  # None: closed, and the diary may have its number


def _encoding(stream: object) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _clocks() -> tuple[float, float]:
    """Two clocks: the first stands still while the machine sleeps, the second may be set."""
    return time.monotonic(), time.time()


def _ended_bytes(terminal: int) -> int:
    """Bytes of the lines that ``terminal`` has for us; none of a line that is not ended, nor of a hang-up."""
    try:
        return int(struct.unpack("i", fcntl.ioctl(terminal, termios.FIONREAD, bytes(4)))[0])
    except OSError:
        return 0


def _in_background(terminal: int) -> bool:
    """Would changing ``terminal`` stop us? Not if it is not the one that our jobs are controlled from."""
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:
        return False


def _breaks(data: bytes) -> bool:
    return b"\n" in data or b"\r" in data


def _first(data: bytes) -> tuple[bytes, bytes]:
    """The first line of ``data`` without its end, and the rest; a terminal that is not told otherwise ends it in CR."""
    ends = [place for place in (data.find(b"\n"), data.find(b"\r")) if place >= 0]
    if not ends:
        return data, b""
    end = min(ends)
    return data[:end], data[end:].removeprefix(b"\r").removeprefix(b"\n")
