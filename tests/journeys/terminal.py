"""The installed program in a real pseudo-terminal, read as a terminal reads it."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyte

from coach.core.words import STEERING

COACH = str(Path(sys.executable).parent / "coach")
PATIENCE = 20.0
"""Seconds to wait for something to be seen before the test fails; a slow machine is no fault."""

STEERING_TEXT = "a\x1b]2;PWNED\x1b\\\x1b]52;c;ZXZpbA==\x1b\\\x07\x1b[31m\x9b2J\u202ez"
"""Sets a clipboard and a title, colours, clears the screen in two ways, and turns the line round."""
OURS = re.compile(rb"\x1b\[(?:[\d;]*[HCJKm]|\?(?:1049|25|2004|7)[hl]|<u|6n)")
"""Every sequence that the coach writes."""
KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "escape": "\x1b",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "backspace": "\x7f",
    "tab": "\t",
}
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?62;c"}


def zone_where_it_is(hour: int) -> str:
    """A TZ in which it is ``hour`` o'clock now, so that an evening can be tested at any time of day."""
    east = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"


class Terminal:
    """A program on a terminal of ``size`` columns and rows."""

    def __init__(self, words: list[Any], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(words[0], words, dict(env))
        self.found = self.attributes
        self.answering = True
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.raw = b""

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        for question, answer in ANSWERS.items():
            if self.answering and question in data:
                os.write(self._fd, answer)
        self.raw += data
        self._stream.feed(data.replace(b"\x1b[>4;1m", b"").replace(b"\x1b[>1u", b"").replace(b"\x1b[<u", b""))
        return bool(data)

    def until(self, words: str) -> "Terminal":
        """Read until ``words`` are on the screen."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.text:
            assert time.monotonic() < deadline, f"never on the screen: {words!r}\n{self.text}"
            self._read(0.05)
        return self

    def while_(self, holds: Callable[[], bool]) -> "Terminal":
        """Read while ``holds`` does."""
        deadline = time.monotonic() + PATIENCE
        while holds():
            assert time.monotonic() < deadline, f"still so\n{self.text}"
            self._read(0.02)
        return self

    def press(self, *keys: str) -> "Terminal":
        """Press keys by name or as themselves."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())
        return self

    def paste(self, raw: bytes) -> "Terminal":
        """Send bytes as they are."""
        os.write(self._fd, raw)
        return self

    def ended(self) -> int:
        """Wait for the program to end; its exit code, or minus the signal that ended it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                while self._read(0):
                    pass
                self.left = self.attributes
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, f"did not end\n{self.text}"
            self._read(0.05)

    def kill(self) -> int:
        """End it as nothing can be prepared for, with the process that watches over it."""
        processes = self.processes
        os.kill(processes[0], signal.SIGSTOP)  # or it might see the end of the other and end by itself
        for pid in reversed(processes):
            os.kill(pid, signal.SIGKILL)
        return self.ended()

    @property
    def processes(self) -> list[int]:
        """The program and its descendants, the innermost last."""
        found = [self.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def signal(self, number: int, *, innermost: bool = False) -> "Terminal":
        """Send a signal to the program, as ``kill`` does."""
        os.kill(self.processes[-1] if innermost else self.pid, number)
        return self

    @property
    def attributes(self) -> list[Any] | None:
        """How the terminal treats lines and keys."""
        try:
            return termios.tcgetattr(self._fd)
        except termios.error:
            return None

    @property
    def modes(self) -> set[str]:
        """What the program switched on or off and did not put back."""
        on = {b"7", b"25"}  # wrapping and the cursor are on in a terminal as it is found
        now = set(on)
        for numbers, sign in re.findall(rb"\x1b\[\?([\d;]+)([hl])", self.raw):
            now = now | {*numbers.split(b";")} if sign == b"h" else now - {*numbers.split(b";")}
        kitty = {"kitty"} if len(re.findall(rb"\x1b\[>\d+u", self.raw)) > self.raw.count(b"\x1b[<u") else set()
        return {mode.decode() for mode in now ^ on} | kitty

    @property
    def steered(self) -> str:
        """What was written that steers a terminal and is none of ours, with what stands around it."""
        text = OURS.sub(b"", self.raw).replace(b"\r\n", b"").decode(errors="backslashreplace")
        return " ".join(text[max(n - 9, 0) : n + 9] for n, c in enumerate(text) if ord(c) in STEERING or c in "\n\t")

    def resize(self, columns: int, rows: int) -> "Terminal":
        """Pull the window to a new size."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)
        return self

    def reads(self, seconds: float) -> bytes:
        """What the program writes in ``seconds``."""
        before, end = len(self.raw), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)
        return self.raw[before:]

    def hang_up(self) -> "Terminal":
        """Drop the connection."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDWR)
        return self
