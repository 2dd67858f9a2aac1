"""The terminal, as the app knows it: it outlives bad bytes, slow links, stalled readers, signals and a lost connection.

Textual's own driver is not used. With it SIGHUP and SIGTERM end the app unsaved and leave ten modes on (Textual #5140),
a hang-up or the end of input spins a core (#6690), a byte that is not UTF-8 ends the app (#6668), a stray SIGCONT
starts a second input thread, and a stalled terminal stops the event loop, whose writes wait for room in a queue.
``tests/journeys/test_textual.py`` tells when one of these is mended.

Everything happens on the event loop's own thread: no input thread to be started twice, no queue to wait for. The
terminal is opened anew for it, so that reading and writing never wait. It is asked nothing, so no reply can come late:
no kitty keys, mouse, focus reports or synchronized output.
"""

import asyncio
import contextvars
import os
import re
import shutil
import signal
import sys
import termios
import time
import tty
from _thread import start_new_thread
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset, Size
from textual.screen import Screen

from coach import launch
from coach.ui import notices
from coach.ui.frames import Frames
from coach.ui.keyboard import Keyboard

if TYPE_CHECKING:
    from coach.ui.app import CoachApp

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l\x1b[<u"
"""The other screen, no cursor, marks around pastes, no wrapping; and keys as they always were: what another program
left of kitty's way of reporting them on this screen is taken back."""
CLEAR = b"\x1b[0m\x1b[H\x1b[J"
"""Nothing of the diary stays on a terminal that has no other screen, such as a console."""
WHERE_ARE_YOU = "\x1b[6n"
"""A question that every terminal answers, once it has shown what came before."""
_HERE = re.compile(rb"\x1b\[\d+;\d+R")
HANGUP = 128 + signal.SIGHUP
ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
END_SECONDS = 0.7
"""How long saving and closing may take once the app has to go; with giving the terminal back, under a second."""
MOST_WAITING = 256 * 1024
"""Bytes that may wait for a stalled terminal; what is older than them will never be looked at."""
RESIZE_SECONDS = 0.03
BEAT_SECONDS = 1.0
FROZEN_SECONDS = 30.0
"""After a gap this long the diary may be another's work by now: a key typed before it is not a key any more."""
REPLY_SECONDS = 2.0
"""How long keys wait for a terminal that does not say it is there."""


def patience() -> float:
    """Seconds that the bytes of one key may be apart: much over a slow link, little where Escape can be quick."""
    given = os.environ.get("ESCDELAY", "")
    if given.isascii() and given.isdecimal():
        return min(max(int(given), 1), 5000) / 1000
    remote = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
    return 0.45 if remote else 0.1


def _encoding(stream: object) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


class CoachDriver(Driver):
    """Input, output and signals of the terminal at standard input."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=False, size=size)
        self._coach = cast("CoachApp", app)
        self._terminal = launch.own_terminal()
        self._found = launch.attributes(self._terminal)
        self._encoding = _encoding(sys.__stdout__)
        self._keyboard = self._new_keyboard()
        self.screen = Frames(*self._coach.ability)
        self._frames: deque[bytes] = deque()
        self._cut = False
        """Is a part of the first frame written?"""
        self._behind = False
        """Were frames dropped, so that the whole screen is due?"""
        self._on = False
        self._ending = 0
        self._context = contextvars.copy_context()
        self._tasks: set[asyncio.Task[None]] = set()
        self._due: asyncio.TimerHandle | None = None
        self._resizing: asyncio.TimerHandle | None = None
        self._anew = False
        self._clocks = _clocks()
        self._touched = time.monotonic()
        self._unseen: bytes | None = None
        """What was typed before the terminal says that it shows what is; None if it does."""
        self._unseen_until = 0.0

    def _new_keyboard(self) -> Keyboard:
        return Keyboard(patience(), _encoding(sys.__stdin__))

    # Life

    def start_application_mode(self) -> None:
        """Take the terminal, and everything that can end or interrupt us."""
        self._context = contextvars.copy_context()
        self._loop.set_exception_handler(self._lost_exception)
        for number in ENDING:
            signal.signal(number, lambda number, _: self._end(128 + number))
        for number, work in (
            *([(signal.SIGTSTP, self._suspend)] if launch.may_stop() else []),
            (signal.SIGCONT, self._take_again),
            (signal.SIGWINCH, self._resize_soon),
        ):
            signal.signal(number, self._handler(work))
        self._take()
        self._resize()
        self._beat()

    def _handler(self, work: Callable[[], None]) -> Callable[[int, object], None]:
        return lambda _number, _frame: self._soon(work)

    def _take(self) -> None:
        self._on = True
        self._raw()
        self.screen.forget()
        self.write(ENTER)
        try:
            self._loop.add_reader(self._terminal, self._readable)
        except OSError:  # nothing that can be waited for: there will be no keys
            self._end(HANGUP)

    def _raw(self) -> None:
        """Every key by itself, as it is. In the background this stops us until we are in front again."""
        if self._found is None:
            return
        raw = [*self._found[:6], [*self._found[6]]]
        raw[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[tty.CC][termios.VMIN], raw[tty.CC][termios.VTIME] = 1, 0
        with suppress(termios.error):
            termios.tcsetattr(self._terminal, termios.TCSANOW, raw)

    def disable_input(self) -> None:
        """Take no more keys."""
        with suppress(OSError, ValueError):
            self._loop.remove_reader(self._terminal)
        self._keyboard = self._new_keyboard()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found."""
        if not self._on:
            return
        self._on = False
        self.disable_input()
        self._loop.remove_writer(self._terminal)
        launch.give_back(self._terminal, self._found, b"".join(self._frames) + CLEAR)
        self._frames.clear()
        self._cut = False

    def _suspend(self) -> None:
        """Stop, with the terminal as it was; the rest happens once the person is back."""
        self.stop_application_mode()
        before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, before)
        if self._ending:  # `kill %1`: taking the terminal, which the shell holds, would stop us once more
            return
        self._found = launch.attributes(self._terminal) or self._found
        self._take()
        self._show_whole()

    def _take_again(self) -> None:
        """SIGCONT: after a stop that nobody announced the terminal is no longer ours; a stray one means nothing.

        Textual starts a second input thread here.
        """
        if self._on and not self._ending:
            self._raw()
            self.write(ENTER)
            self._anew = True
            self._resize_soon()

    def _end(self, code: int) -> None:
        """Save everything and go, from wherever we are: a signal handler, the loop, or a loop that is stuck."""
        if self._ending:
            return
        self._ending = code
        start_new_thread(self._end_at_last, ())  # takes no lock that what was interrupted may hold
        self._soon(self._leave)

    def _leave(self) -> None:
        self._task(self._coach.leave_at_once(self._ending))

    def _end_at_last(self) -> None:
        """Whatever still waits, a lock or a stuck disk, waits no longer."""
        time.sleep(END_SECONDS)
        if self._on:
            launch.give_back(self._terminal, self._found, b"")
        os._exit(self._ending)

    def _soon(self, work: Callable[[], None]) -> None:
        """Have the loop do ``work``; a loop that has ended has nothing left to do."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work, context=self._context)

    def _task(self, work: Any) -> None:
        task = self._loop.create_task(work, context=self._context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _lost_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A fault that nobody waited for is a fault of the app like any other."""
        if isinstance(error := context.get("exception"), Exception):
            self._coach.failed(error)

    # Keys

    def _readable(self) -> None:
        try:
            data = os.read(self._terminal, 65536)
        except BlockingIOError:
            return
        except OSError:  # hung up; a background process without a shell to wake it gets this too
            data = b""
        if not data:
            self._loop.remove_reader(self._terminal)  # or it is called again at once, for ever (Textual #6690)
            self._end(HANGUP)
        elif not self._thawed():
            self._touched = time.monotonic()
            if data := data if self._unseen is None else self._seen(data):
                self._keyboard.feed(data, self._loop.time())
                self._take_keys()

    def _take_keys(self) -> None:
        """Hand on the keys that are certain, and come again when more are."""
        if self._due is not None:
            self._due.cancel()
        for event in self._keyboard.take(self._loop.time()):
            self.process_message(event)
        due = self._keyboard.due
        self._due = None if due is None else self._loop.call_at(due, self._take_keys, context=self._context)

    def send_message(self, message: Any) -> None:
        """Hand ``message`` to the app; we are on its own thread."""
        self._app.post_message(message)

    def _seen(self, data: bytes) -> bytes:
        """What was typed after the terminal showed what now is; the rest was meant for something else."""
        now = self._loop.time()
        self._unseen_until = self._unseen_until or now + REPLY_SECONDS
        if now > self._unseen_until:
            self._unseen = None
            return data
        self._unseen = (self._unseen or b"") + data
        if reply := _HERE.search(self._unseen):
            data, self._unseen = self._unseen[reply.end() :], None
            return data
        return b""

    def changed_elsewhere(self) -> None:
        """Another session wrote. Keys of a person who has long not typed wait until their terminal shows it.

        A connection that came back after minutes brings the keys typed into the dead window first.
        """
        if time.monotonic() - self._touched > FROZEN_SECONDS and self._unseen is None:
            self._not_seen(until=0.0)  # however long the connection is dead, counted from its first sign of life

    def _not_seen(self, until: float) -> None:
        self._unseen, self._unseen_until = b"", until
        self.write(WHERE_ARE_YOU)

    # Time

    def _beat(self) -> None:
        """Each second: was time lost, is the parent still there?"""
        if self._ending:
            return
        self._loop.call_later(BEAT_SECONDS, self._beat, context=self._context)
        if launch.guardian and os.getppid() != launch.guardian:
            self._end(HANGUP)
        self._thawed()

    def _thawed(self) -> bool:
        """Were we not running for long? Then what was typed meanwhile is dropped, and the diary shown as it is."""
        before, self._clocks = self._clocks, _clocks()
        if max(now - then for now, then in zip(self._clocks, before, strict=True)) < FROZEN_SECONDS:
            return False
        with suppress(OSError, termios.error):
            termios.tcflush(self._terminal, termios.TCIFLUSH)
        self._keyboard = self._new_keyboard()
        self._not_seen(until=self._loop.time() + REPLY_SECONDS)
        self._task(self._coach.thawed())
        self._anew = True
        self._resize_soon()
        return True

    # The screen

    def write(self, data: str) -> None:
        """Show ``data`` now; or later, if the terminal is busy; or never, if the whole screen will come anyway."""
        if not self._on or self._behind:
            return
        self._frames.append(data.encode(self._encoding, "replace"))
        self._write_on()

    def notify_terminal(self, way: str, text: str) -> None:
        """Have the terminal show a notice of fixed words, past the frames: it changes no cell."""
        if notice := notices.sequence(way, text, os.environ):
            self.write(notice)

    def show(self, update: LayoutUpdate | ChopsUpdate, screen: Screen[Any], cursor: Offset | None) -> None:
        """Show ``update`` of ``screen``, by what differs from what is there."""
        size = screen.outer_size
        if not self.screen.knows(size) and isinstance(update, ChopsUpdate):
            update = screen._compositor.render_full_update()
        if changes := self.screen.sequence(update, size, cursor and size.clamp_offset(cursor)):
            self.write(changes)

    def _write_on(self) -> None:
        while self._frames:
            try:
                written = os.write(self._terminal, self._frames[0])
            except BlockingIOError:
                written = 0
            except OSError:
                self._frames.clear()
                self._end(HANGUP)
                break
            if written < len(self._frames[0]):
                self._cut = self._cut or written > 0
                self._frames[0] = self._frames[0][written:]
                return self._wait_for_room()
            self._frames.popleft()
            self._cut = False
        self._loop.remove_writer(self._terminal)
        if self._behind:
            self._behind = False
            self.write(ENTER)
            self._show_whole()
        return None

    def _wait_for_room(self) -> None:
        """Come again when the terminal reads; drop what waits if it is too much."""
        self._loop.add_writer(self._terminal, self._write_on)
        if sum(map(len, self._frames)) > MOST_WAITING:
            first = self._frames.popleft() if self._cut else b""  # half a sequence has to be ended
            self._frames.clear()
            self._frames.append(first)
            self._behind = True

    def _resize_soon(self) -> None:
        """Follow the window once it rests a moment."""
        if self._resizing is None:
            self._resizing = self._loop.call_later(RESIZE_SECONDS, self._resize, context=self._context)

    def _resize(self) -> None:
        self._resizing = None
        size = Size(*shutil.get_terminal_size())
        self.process_message(events.Resize(size, size))
        if self._anew:
            self._anew = False
            self._show_whole()

    def _show_whole(self) -> None:
        self.screen.forget()
        self._coach.call_later(self._coach.refresh, layout=True)


def _clocks() -> tuple[float, float]:
    """Two clocks: the first stands still while the machine sleeps, the second may be set."""
    return time.monotonic(), time.time()
