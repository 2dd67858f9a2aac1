"""The app: it holds the session, opens screens and picks the look. Everything else is in the screens."""

import asyncio
import contextlib
import gc
import os
from collections import deque
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Literal, NamedTuple

from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer as Tick
from textual.widgets import Input

from coach.core.nights import Night
from coach.core.profile import LOOKS
from coach.core.routine import Event, target_of
from coach.core.words import DEMO_KEPT, DEMO_LEAVE, KEPT, clean, one_line
from coach.session import Refused, Session, StoreError
from coach.ui import notices
from coach.ui.base import CoachScreen, Keeper
from coach.ui.closed import ClosedApp
from coach.ui.commands import INSTEAD, Table
from coach.ui.drafts import Drafts
from coach.ui.driver import CoachDriver
from coach.ui.terminals import ability
from coach.ui.themes import themes
from coach.ui.widgets import Gate

GATE = Gate()
Looking = Literal["review", "night", "streaks", "trends", "doctor", "report"]
Place = Literal["auto", "first_run", "morning", "tonight", "setup", "magnesium", "visit", "learn"] | Looking


LOOK_SECONDS = 1.0
"""How often the app looks whether another session wrote, and whether a disk that refused has room again."""


class Opening(NamedTuple):
    """What a screen needs to open; the first questions need no night."""

    place: Place
    night: Night | None = None
    others_kept: int | None = None
    at: date | None = None


class Unsaved(NamedTuple):
    """An answer that the disk refused, to be tried again."""

    night: date
    events: tuple[Event, ...]
    action: str


class CoachApp(ClosedApp, inherit_bindings=False):
    """Evening coach on the full screen, at ``start``. Making one raises StoreError if the diary cannot be read.

    Textual's own bindings are left out: its ctrl+q comes before every screen and would end the app with a note half
    typed. All keys are in ``commands``.
    """

    CSS_PATH = "app.tcss"
    TITLE = "Evening coach"

    def __init__(self, session: Session, start: Place = "auto") -> None:
        self.ability = ability(os.environ)
        # Textual picks its no-colour filter here, before it knows the theme.
        super().__init__(driver_class=CoachDriver, ansi_color=True if self.ability.colours is None else None)
        self.session = session
        self.keys, self._said_first = _keys_of(session)
        self.keeper = Keeper()
        self.drafts = Drafts(self)
        self.setup_at = ""
        """The row of Setup that opened another screen, to come back to."""
        self.fault: Exception | None = None
        """What the app itself did wrong, for the command to keep and tell."""
        self._opening = self._read(start if session.profile.set_up else "first_run")
        self._keys: deque[events.Key | events.Paste] = deque()
        self._settling: asyncio.Task[None] | None = None
        self._bells: dict[datetime, bool] = {}
        self._ticking: Tick | None = None
        self._leaving = False
        self._asked = False
        """Was the last key Ctrl-C?"""
        self._refused: dict[tuple[date, *tuple[str, ...]], Unsaved] = {}
        self.animation_level = "none"
        for theme in themes(self.ability.colours):
            self.register_theme(theme)
        self.use_theme()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own names, known before a theme of ours is."""
        return {"dim": "ansi_default", "strong": "ansi_default", "weight": "bold"}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and the gate."""
        return [*super().get_line_filters(), GATE]

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Write only the cells that differ; Textual calls this with all it wants written."""
        driver = self._driver
        if not (isinstance(driver, CoachDriver) and isinstance(renderable, LayoutUpdate | ChopsUpdate)):
            super()._display(screen, renderable)
            return
        if self._running and not (self._batch_count or self._closed):
            driver.show(renderable, screen, self._cursor_of(screen))

    def _cursor_of(self, screen: Screen[Any]) -> Offset | None:
        """Where the terminal's cursor rests, for those who read by it: where one types, or at the item at hand."""
        if screen.focused:
            return self.cursor_position
        return screen.hand if isinstance(screen, CoachScreen) else None

    def use_theme(self, tried: str | None = None) -> None:
        """Take the look ``tried``, or the one the person chose; without colour where the terminal has or wants none."""
        chosen = tried or self.session.profile.theme
        self.theme = "terminal" if self.ability.colours is None else chosen if chosen in LOOKS else "night"

    def get_default_screen(self) -> Screen[Any]:
        """Where the person is. Textual's own, an empty one below it, would be laid out and styled for nothing."""
        screen = self._screen(self._opening)
        screen._push_result_callback(screen, None)  # as for any screen that another can take the place of
        return screen

    def on_mount(self) -> None:
        """Once there is a screen, look for what others write."""
        self.call_after_refresh(self._begun)
        self.call_after_refresh(self.look)
        self.set_interval(LOOK_SECONDS, self.look)

    def _begun(self) -> None:
        """What was made for the first screen stays; from here on, garbage is collected."""
        gc.freeze()
        gc.enable()

    async def open(self, place: Place, night: date | None = None) -> None:
        """Show one screen instead of the one that is there; ``night`` is the one that Review is to show."""
        opening = await self.keeper.run(partial(self._read, place, night))
        self.switch_screen(self._screen(opening))  # not awaited: it ends the very screen that asked

    def _read(self, place: Place, night: date | None = None) -> Opening:
        """What the screen of ``place`` shows, as it now is on disk."""
        if place == "auto":
            place = self.session.door()
        if place == "first_run":
            return Opening(place)
        key = self.session.last_night if place == "morning" else self.session.tonight
        if place == "night" and night is not None:
            key = night
        return Opening(place, self.session.night(key), self._kept(key) if place == "tonight" else None, night)

    def _kept(self, but: date) -> int | None:
        """The other nights that were kept, if that is known; an old year that cannot be read keeps nobody out."""
        try:
            return self.session.nights_kept_so_far(but)
        except StoreError:
            return None

    def _screen(self, opening: Opening) -> Screen[Any]:
        match opening:
            case Opening("morning", Night() as night):
                from coach.ui.morning import MorningScreen

                return MorningScreen(night)
            case Opening("setup", Night() as night):
                from coach.ui.setup import SetupScreen

                return SetupScreen(night)
            case Opening("magnesium", Night() as night):
                from coach.ui.magnesium import MagnesiumScreen

                return MagnesiumScreen(night)
            case Opening("visit", Night() as night):
                from coach.ui.visit import VisitScreen

                return VisitScreen(night, self._before_a_visit())
            case Opening("learn", Night() as night):
                from coach.ui.learn import LearnScreen

                return LearnScreen(night)
            case Opening("review" | "night" | "streaks" | "trends" | "doctor" | "report" as place, Night() as night):
                from coach.ui.review import screen_of

                return screen_of(place, night, opening.at)
            case Opening(_, Night() as night, kept):
                from coach.ui.tonight import TonightScreen

                return TonightScreen(night, kept)
            case _:
                from coach.ui.first_run import FirstRunScreen

                return FirstRunScreen()

    def _before_a_visit(self) -> "Place":
        """Where its screen was opened from: the report, another screen of Review, or Setup."""
        here = self.screen.situations if isinstance(self.screen, CoachScreen) else ()
        return "report" if "report" in here else "doctor" if "looking" in here else "setup"

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes one at a time: the next is looked at when this one has been dealt with.

        Textual hands all waiting keys to the screen that is there now. Keys typed ahead over a slow link belong to
        the screen that the key before them opened.
        """
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._keys.append(event)
            await self._next_key()
        else:
            await super().on_event(event)

    @property
    def dealing(self) -> bool:
        """Is there a key that has not been dealt with yet?"""
        return bool(self._keys) or self._settling is not None

    async def _next_key(self) -> None:
        if self._keys and self._settling is None:
            self._settling = asyncio.create_task(self._settle())
            event = self._keys.popleft()
            if isinstance(event, events.Key) and event.key == "ctrl+c":  # before a field takes it for copying
                await self.interrupt()
                return
            self._asked = False
            if isinstance(event, events.Paste) and self.focused is None:
                self.say("Pasted text goes into a field, and there is none here.")
            await super().on_event(self._harmless(event) if isinstance(event, events.Paste) else event)

    def _harmless(self, paste: events.Paste) -> events.Paste:
        """What was pasted, without what would steer the terminal; on one line where the field has only one."""
        text = paste.text.replace("\r\n", "\n").replace("\r", "\n")
        return events.Paste(one_line(text) if isinstance(self.focused, Input) else clean(text))

    async def _settle(self) -> None:
        """Wait out a key on its way from the field through the screen to the app, and what it made them say."""
        for _ in range(2):
            screen = self.screen_stack[-1] if self.screen_stack else None
            for part in (screen and screen.focused, screen, self):
                if part is not None:
                    await _dealt_with(part)
        self._settling = None
        self.call_later(self._next_key)

    def say(self, sentence: str) -> None:
        """Show ``sentence`` on the screen that is there."""
        if isinstance(self.screen, CoachScreen):
            self.screen.said = sentence
            self.screen.paint()

    async def look(self) -> None:
        """Try again what could not be saved, and show what another session changed. Draws nothing where nothing did."""
        if self._refused and not await self._tried_again():
            return
        try:
            if await self.keeper.run(self.session.changed_elsewhere):
                await self.keeper.run(self.session.reload)
                await self._show_anew()
                if isinstance(self._driver, CoachDriver):
                    self._driver.changed_elsewhere()
        except StoreError as error:
            self.say(str(error))
        if problems := [*self._said_first, *self.session.problems()]:
            self._said_first = ()
            self.say(" ".join(problems))

    async def _show_anew(self) -> None:
        if isinstance(self.screen, CoachScreen):
            await self.screen.refreshed()
            self.screen.paint()

    def try_again(self, night: date, events: tuple[Event, ...], action: str) -> bool:
        """Keep an answer that the disk refused; a later one to the same question takes its place. Was it one?"""
        target = target_of(events[0])
        if target:
            self._refused[night, *target] = Unsaved(night, events, action)
        return target is not None

    async def taken_up(self, night: date, *target: str) -> None:
        """The person is at this question again: what they answer now counts, and what they typed stands there still."""
        if self._refused.pop((night, *target), None) and isinstance(self.screen, CoachScreen):
            await self.screen.refreshed()  # it may have been saved this very moment

    def answered(self, night: date, events: tuple[Event, ...]) -> None:
        """An answer is on disk: an older one to the same question is not tried again, its drafts are given up."""
        self.drafts.answered(night, events)
        if target := target_of(events[0]):
            self._refused.pop((night, *target), None)

    async def _tried_again(self) -> bool:
        self._leaving = False
        told = "Saved now."
        for target, unsaved in list(self._refused.items()):
            try:
                again = partial(self.session.dispatch, *unsaved.events, night=unsaved.night, action=unsaved.action)
                await self.keeper.run(again)
                self.drafts.answered(unsaved.night, unsaved.events)
            except StoreError:
                return False
            except Refused as refusal:  # it fits no longer; what was typed for it stays
                told = f"NOT SAVED. {refusal}"
            self._refused.pop(target, None)
        await self._show_anew()
        if isinstance(self.screen, CoachScreen):
            self.screen.followed()
        self.say(told)
        return True

    async def leave(self) -> None:
        """Close once everything typed is on disk; asked a second time, close without it."""
        saved = await self.drafts.save() and (not self._refused or await self._tried_again())
        if saved or self._leaving:
            self.exit(0)
            return
        self._leaving = True
        key = self.keys.key("everywhere", "quit")
        self.say(f"{self.drafts.problem or 'NOT SAVED.'} {key} again leaves without what is not saved.")

    async def interrupt(self) -> None:
        """Ctrl-C: ask once; pressed again, leave."""
        if self._asked:
            await self.leave()
            return
        self._asked = True
        unsaved = self._refused or self.drafts.problem
        kept = "What is not saved yet is tried once more." if unsaved else DEMO_KEPT if self.session.demo else KEPT
        self.say(f"Ctrl-C again leaves. {kept}")

    async def leave_at_once(self, code: int) -> None:
        """The terminal is gone, or we were told to go: deal with what was typed, save, and end with ``code``."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DEALING_SECONDS):
                while self.dealing:
                    await asyncio.sleep(0.005)
        if await self.drafts.save() and self._refused:
            await self._tried_again()
        self.exit(code, return_code=code)

    async def thawed(self) -> None:
        """The session stood still for long: forget the keys from before, and show the diary as it now is."""
        self._keys.clear()
        await self.look()
        await self._show_anew()

    def failed(self, error: Exception) -> None:
        """Something went wrong where Textual does not look."""
        self._handle_exception(error)

    def _fatal_error(self) -> None:
        """End, and leave the telling to the command: Textual prints all local variables, the person's words too."""
        self.fault = self._exception
        self._close_messages_no_wait()

    def panic(self, *_renderables: object) -> None:
        """The same for faults that would print themselves."""
        self._fatal_error()

    def ring_for(self, night: Night) -> None:
        """Ring at the end of each timer of ``night`` that runs, whichever screen is there then.

        One that had ended before it was first seen ended while nobody was here: it is told, not rung.
        """
        on = {step.id for step in self.session.profile.active}
        now = self.session.now()
        running = {ends for step, ends in night.running.items() if step in on}
        self._bells = {ends: self._bells.get(ends, ends > now) for ends in running}
        if self._ticking is not None and not running:
            self._ticking.stop()
            self._ticking = None
        elif self._ticking is None and running:
            self._ticking = self.set_interval(1, self.beat)

    def beat(self) -> None:
        """A second of a running timer."""
        now = self.session.now()
        due = [ends for ends, to_ring in self._bells.items() if to_ring and ends <= now]
        self._bells.update(dict.fromkeys(due, False))
        if due and self.session.profile.bell:
            self.bell()
        if due:
            self.notify_terminal(notices.TIME_IS_UP)
        if isinstance(self.screen, CoachScreen):
            self.screen.beat()

    def notify_terminal(self, text: str) -> None:
        """A notice of fixed words on the desktop, where the person switched it on."""
        if isinstance(self._driver, CoachDriver):
            self._driver.notify_terminal(self.session.profile.notice, text)

    async def on_unmount(self) -> None:
        """Let the diary's thread finish."""
        await self.drafts.close()
        self.keeper.close()


def _keys_of(session: Session) -> tuple[Table, tuple[str, ...]]:
    """The keys in force, and why they are not the person's own: at two in the morning one must get in."""
    if session.demo:
        leaves = (c._replace(help=DEMO_LEAVE) if c.id == "quit" else c for c in Table().commands)
        return Table(tuple(leaves)), ()
    try:
        text = session.keys_file()
    except StoreError as error:
        return Table(), (f"{INSTEAD} {error}",)
    if text is None:
        return Table(), ()
    from coach.ui import keyfile

    table, problems = keyfile.read(text)
    return table, (f"{INSTEAD} {problems[0]}",) if problems else ()


DEALING_SECONDS = 0.2
"""How long keys that were read before the end may take."""
KEY_SECONDS = 2.0
"""Longest that one key, such as one that waits for a locked diary, holds up the next."""


async def _dealt_with(part: MessagePump) -> None:
    """Wait until ``part`` has worked off what it was sent."""
    done = asyncio.Event()
    if part.call_later(done.set):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), KEY_SECONDS)
