"""What every screen shares: one painted block, the key table, and saving that never holds up the screen."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import Screen

from coach.core.nights import Night
from coach.core.words import DEMO_MARK, NOT_SAVED, NOTHING_HERE
from coach.session import Refused, Session, StoreError
from coach.ui.commands import Command, Table, hint
from coach.ui.drafts import STILL_HERE
from coach.ui.widgets import Line, Painted, Span, glyphs, pad, spread, wrap

if TYPE_CHECKING:
    from coach.ui.app import CoachApp, Place

Result = TypeVar("Result")
SMALLEST = (40, 15)


class Choice(NamedTuple):
    """One answer of a choice: its key and its words."""

    key: str
    text: str


class Field(NamedTuple):
    """One line of a form. ``check`` returns a sentence when the text will not do, or None.

    ``name`` is the draft it is kept as while it is typed. Typing replaces a ``value`` that is offered, and goes on
    with one that is ``begun``.
    """

    label: str
    name: str
    value: str = ""
    check: Callable[[str], str | None] = lambda _text: None
    begun: bool = False


class Keeper:
    """The one thread that reads and writes the diary: in order, and never on the screen's own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="diary")

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of ``work``, done after everything asked before."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Finish what was asked, then end."""
        self._thread.shutdown(wait=True)


class CoachScreen(Screen[Any]):
    """A screen that is one block of lines. Subclasses give ``situations``, ``body`` and a ``do_*`` per command."""

    title_text = ""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        self._painted = Painted()

    def compose(self) -> ComposeResult:
        """One block, the whole screen."""
        yield self._painted

    @property
    def coach(self) -> "CoachApp":
        """The app, as what it is."""
        return cast("CoachApp", self.app)

    @property
    def session(self) -> Session:
        """The diary."""
        return self.coach.session

    @property
    def hand(self) -> Offset | None:
        """Where the item at hand is; None where there is none."""
        return self._painted.hand

    @property
    def keys(self) -> Table:
        """The keys in force."""
        return self.coach.keys

    @property
    def undo_key(self) -> str:
        """What brings back whatever was taken away."""
        return self.keys.key("everywhere", "undo")

    @property
    def situations(self) -> Sequence[str]:
        """Which parts of the key table hold now, the nearest first."""
        return ("everywhere",)

    def header(self, width: int) -> Line:
        """The first line."""
        return spread(f" {self.title_text}", "", "", width)

    def body(self, width: int, height: int) -> list[Line]:
        """The lines between the header and the key bar."""
        raise NotImplementedError(f"{type(self).__name__} has no body")

    async def kept(self, work: Callable[[], Result]) -> Result | None:
        """``work`` done by the diary's thread; what went wrong is said on the screen, and None returned."""
        try:
            return await self.coach.keeper.run(work)
        except Refused as refusal:
            self.said = str(refusal)
        except StoreError as error:
            self.said = f"{NOT_SAVED} {error}"
        return None

    async def on_key(self, event: events.Key) -> None:
        """One handler for all screens: Textual calls the ``on_key`` of every base class too, so none overrides it."""
        await self.pressed(event)

    async def pressed(self, event: events.Key) -> None:
        """Do what the key table says."""
        key = event.character if event.is_printable and event.character and event.key != "space" else event.key
        command = self.keys.find(self.situations, key)
        if command is None:
            return
        event.stop()
        self.said = ""
        await self.perform(command, key)
        await self.told_whole()
        self.paint()

    async def perform(self, command: Command, key: str) -> None:
        """Carry out ``command``; ``key`` tells which of its keys was pressed."""
        action = getattr(self, f"do_{command.id}")
        await (action(key) if command.id in ("score", "amount", "type") else action())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """No action of Textual's: what a screen does is in the key table."""
        return False

    def on_resize(self) -> None:
        """Fill the new size."""
        self.paint()

    async def on_screen_resume(self) -> None:
        """Show what may have changed meanwhile."""
        await self.refreshed()
        self.paint()

    async def refreshed(self) -> None:
        """Read anew what this screen shows."""

    def followed(self) -> None:
        """Go where the night now says."""

    def paint(self) -> None:
        """Show what now is."""
        width, height = self.size
        if width and height:
            self._painted.show(self._frame(width, height))

    def _frame(self, width: int, height: int) -> list[Line]:
        if width < SMALLEST[0] or height < SMALLEST[1]:
            return [(Span(f"coach needs {SMALLEST[0]}x{SMALLEST[1]}, this is {width}x{height}"[:width]),)]
        rule: Line = (Span(glyphs().rule * width, "dim"),)
        said = self._said_lines(width, height)
        foot = [(Span(" "), *line) for line in said] + ([] if height < 18 else [rule]) + [self._bar(width)]
        room = height - 2 - len(foot)
        lines = self.body(width, room)[:room]
        lines += [()] * (room - len(lines))
        return [pad(self.header(width), width), self.rule(width), *lines, *foot]

    def rule(self, width: int) -> Line:
        """The line below the header; in a demo it says that it is one, on every screen and dialog."""
        rule = glyphs().rule
        if not self.session.demo:
            return (Span(rule * width, "dim"),)
        after = 2
        before = width - len(DEMO_MARK) - 2 - after
        return (Span(rule * before, "dim"), Span(f" {DEMO_MARK} ", "accent"), Span(rule * after, "dim"))

    def _said_lines(self, width: int, height: int) -> list[Line]:
        """What is said, in lines above the bar."""
        return wrap(self.said, width - 2)[: height // 3] if self.said else []

    async def told_whole(self) -> None:
        """What is too long for the lines above the bar, and is not about the disk, opens as a page instead."""
        width, height = self.size
        if not self.said or self.said.startswith(NOT_SAVED) or len(wrap(self.said, width - 2)) <= height // 3:
            return
        from coach.ui.pages import PagesDialog, sentence

        page = PagesDialog("Please read", [sentence(self.said, "strong")])
        self.said = ""
        await self.app.push_screen(page)

    def _bar(self, width: int) -> Line:
        """The last line: the screens, and what works everywhere."""
        here = self.keys.available(self.situations)
        screens = [c for c in here if c.where == "screens"]
        always = [c for c in here if c.where == "everywhere" and c.hint]
        left = "  ".join(hint(c, here) for c in screens)
        right = "  ".join(hint(c, here) for c in always)
        if len(left) + len(right) + 4 > width:
            right = "  ".join(hint(c, here) if c.id == "help_now" else c.key for c in always)
        if len(left) + len(right) + 4 > width:
            left, right = " ".join(c.key for c in screens), "  ".join(c.key for c in always)
        return spread(f" {left}", "", f"{right} ", width, "dim")

    def keys_help(self, width: int) -> list[Line]:
        """The keys of this moment, as wrapped hints for the body; on a small screen ``?`` tells of moving about."""
        left_out = {"screens", "everywhere"} | (
            {"walk", "list", "night", "cells", "groups"} if self.size.height < 18 else set()
        )
        here = [c for c in self.keys.available(self.situations) if c.where not in left_out]
        lines: list[str] = [""]
        for told in (hint(command, here) for command in here if command.hint):
            joined = f"{lines[-1]}   {told}" if lines[-1] else told
            lines = [*lines[:-1], joined] if len(joined) <= width else [*lines, told]
        return [(Span(line, "dim"),) for line in lines if line]

    def beat(self) -> None:
        """A second has passed while a timer runs; a screen that shows the time repaints."""

    async def do_quit(self) -> None:
        """Leave, once everything typed is on disk."""
        await self.coach.leave()

    async def do_interrupt(self) -> None:
        """Ask once, then leave."""
        await self.coach.interrupt()

    async def do_undo(self) -> None:
        """A screen that changes nothing has nothing to take back."""
        self.said = NOTHING_HERE

    async def do_help(self) -> None:
        """The keys of this screen."""
        from coach.ui.dialogs import HelpDialog

        await self.app.push_screen(HelpDialog(self.keys.available(self.situations)))

    async def do_help_now(self) -> None:
        """What to do if something feels wrong."""
        from coach.ui.help_now import HelpNowDialog

        await self.app.push_screen(HelpNowDialog())

    async def do_review(self) -> None:
        """To the nights that were."""
        await self._open("review")

    async def do_learn(self) -> None:
        """To what is known."""
        await self._open("learn")

    async def do_tonight(self) -> None:
        """To the evening."""
        await self._open("tonight")

    async def do_morning(self) -> None:
        """To the morning questions."""
        await self._open("morning")

    async def do_setup(self) -> None:
        """To the settings."""
        await self._open("setup")

    async def _open(self, place: "Place", night: date | None = None) -> None:
        try:
            await self.coach.open(place, night)
        except StoreError as error:
            self.said = str(error)

    async def form(
        self,
        title: str,
        fields: Sequence[Field],
        then: Callable[[tuple[str, ...]], Any],
        night: Night,
        text: Sequence[str] = (),
        whole: Callable[[Sequence[str]], str | None] = lambda _answer: None,
    ) -> None:
        """Ask for a few lines, each with what was typed there before and not stored; ``whole`` looks at all of them."""
        from coach.ui.dialogs import FormDialog

        begun = [self.coach.drafts.begun(night, field.name) for field in fields]
        filled = [f if was is None else f._replace(value=was) for f, was in zip(fields, begun, strict=True)]
        dialog = FormDialog(title, filled, night.night, text, whole)
        dialog.said = STILL_HERE if any(was and len(was) > 1 for was in begun) else ""
        await self.ask(dialog, then)

    async def choose(
        self,
        title: str,
        choices: Sequence[Choice],
        then: Callable[[str], Any],
        text: Sequence[str] = (),
        escape: str | None = None,
    ) -> None:
        """Ask for one of ``choices``, below ``text``; its key is the answer, and ``escape`` is what Escape answers."""
        from coach.ui.dialogs import ChoiceDialog

        await self.ask(ChoiceDialog(title, choices, text, escape), then)

    async def ask(self, dialog: Screen[Result], then: Callable[[Result], Any]) -> None:
        """Show ``dialog``, ready for keys; with its answer, do ``then`` and repaint. Escape answers nothing."""

        async def answered(result: Result | None) -> None:
            if result is not None:
                await then(result)
            await self.told_whole()
            self.paint()

        await self.app.push_screen(dialog, answered)
