"""The installed program in a real pseudo-terminal, read as a terminal reads it."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyte

COACH = str(Path(sys.executable).parent / "coach")
PATIENCE = 20.0
"""Seconds to wait for something to be seen before the test fails; a slow machine is no fault."""

KEYS = {"enter": "\r", "esc": "\x1b", "space": " ", "up": "\x1b[A", "down": "\x1b[B", "backspace": "\x7f", "tab": "\t"}
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?62;c"}


def zone_where_it_is(hour: int) -> str:
    """A TZ in which it is ``hour`` o'clock now, so that an evening can be tested at any time of day."""
    east = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"


class Terminal:
    """A program on a terminal of ``size`` columns and rows."""

    def __init__(self, words: list[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(words[0], words, dict(env))
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
            if question in data:
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
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, f"did not end\n{self.text}"
            self._read(0.05)

    def kill(self) -> int:
        """End it as nothing can be prepared for."""
        os.kill(self.pid, signal.SIGKILL)
        return self.ended()
