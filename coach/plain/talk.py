"""The conversation that every part shares: asking, saying, saving, and what falls due while a person thinks."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from coach.core.nights import Night
from coach.core.routine import Draft, Event, target_of, timed
from coach.core.words import one_line
from coach.plain.lines import Ended, Interrupted, Lines
from coach.plain.timers import Moment, due, moments
from coach.session import Refused, Session, StoreError, new_action

RETRY_SECONDS = 2.0
"""How long until a disk that refused is asked again."""
LOOK_SECONDS = 20.0
"""Longest wait while a timer runs: a computer that slept, or another session that paused it, is noticed by then."""
NOT_SAVED = "NOT SAVED."
KEPT = "Everything is kept."
BACK = ("b", "back")
QUIT = ("q", "quit", "exit")
YES = ("y", "yes")
NO = ("n", "no")


class Leave(Exception):
    """The person leaves."""


class Anew(Exception):
    """What was being asked may be answered by now: look, and ask what is open."""


class Unsaved(NamedTuple):
    """An answer that the disk refused, to be tried again."""

    night: date
    events: tuple[Event, ...]
    action: str


class Talk:
    """A diary and a person, line by line."""

    def __init__(self, session: Session, lines: Lines) -> None:
        self.session = session
        self.lines = lines
        self._unsaved: dict[tuple[str, ...], Unsaved] = {}
        self._interrupted = False
        self._leaving = False
        self._watched: date | None = None
        self._due: list[Moment] = []
        self._told: set[Moment] = set()

    def say(self, *texts: str) -> None:
        """Say each of ``texts`` that is one."""
        for text in filter(None, texts):
            self.lines.say(text)

    # Asking

    def ask(self, question: str, again: str = "", *, first: bool = False) -> str:
        """What is typed in answer to ``question``. What falls due meanwhile is said, then ``again`` asked.

        Raises:
            Anew: with ``first``, if an answer that the disk had refused was saved meanwhile.
            EOFError: at the end of input.
            Ended: if the person is gone.
            Leave: if Ctrl-C was pressed twice.
        """
        if question:
            self.lines.prompt(question)
        while True:
            try:
                line = self.lines.line(self._patience())
            except Interrupted:
                self._interrupt()
                self.lines.prompt(again or question)
                continue
            if line is not None:
                self._interrupted = False
                return line
            said = self._saved_now()
            if said and first:
                raise Anew
            if self._fell_due() or said:
                self.lines.prompt(again or question)

    def _interrupt(self) -> None:
        if self._interrupted:
            raise Leave
        self._interrupted = True
        kept = f"{NOT_SAVED} It is still tried." if self._unsaved else KEPT
        self.say(f"Ctrl-C again leaves. {kept}")

    def field(
        self,
        question: str,
        check: Callable[[str], str | None] = lambda _text: None,
        begun: str | None = None,
    ) -> str | None:
        """A line that ``check`` accepts; None if the person went back. An empty one takes what was ``begun`` before.

        Raises:
            Leave: if the person wants to leave.
        """
        if begun:
            self.say(f"Typed before and kept: {one_line(begun)}. An empty line takes it.")
        while True:
            text = self.ask(question).strip() or (begun or "")
            if text.lower() in BACK:
                return None
            if text.lower() in QUIT:
                raise Leave
            problem = check(text)
            if problem is None:
                return text
            self.say(problem)

    def sure(self, question: str) -> bool:
        """Yes or no."""

        def check(text: str) -> str | None:
            return None if text.lower() in (*YES, *NO) else f"{text[:20]!r} is neither yes nor no."

        answer = self.field(question, check)
        return answer is not None and answer.lower() in YES

    # Timers

    def watch(self, night: Night) -> None:
        """Speak of the timers of ``night`` when they fall due; what passed while nobody was here is not spoken of."""
        now = self.session.now()
        known = set(self._due)
        self._watched = night.night
        self._due = moments(night, self.session.profile)
        self._told |= {moment for moment in self._due if moment not in known and moment.at <= now}
        self._told &= set(self._due)

    def _patience(self) -> float | None:
        waits = [RETRY_SECONDS] if self._unsaved else []
        now = self.session.now()
        left = [(moment.at - now).total_seconds() for moment in self._due if moment not in self._told]
        if left:
            waits.append(min(max(min(left), 0.0), LOOK_SECONDS))
        return min(waits) if waits else None

    def _fell_due(self) -> bool:
        """Say what is due; was there anything?"""
        if self._due and self.session.changed_elsewhere():
            self._look()
        now = self.session.now()
        come = due([moment for moment in self._due if moment not in self._told], now)
        self._told |= {moment for moment in self._due if moment.at <= now}
        self.say(*(moment.text(now) for moment in come))
        if any(moment.end for moment in come) and self.session.profile.bell:
            self.lines.ring()
        return bool(come)

    def _look(self) -> None:
        try:
            self.session.reload()
            self.watch(self.session.night(self._watched))
        except StoreError as error:
            self.say(str(error))

    # The diary

    def fresh(self, night: Night) -> Night:
        """``night`` as it now is on disk, after what could not be saved before and what fell due was dealt with."""
        self._saved_now()
        self._fell_due()
        try:
            if self.session.changed_elsewhere():
                self.session.reload()
            night = self.session.night(night.night)
        except StoreError as error:
            self.say(str(error))
        self.say(*self.session.problems())
        return night

    def dispatch(self, night: date, *events: Event) -> Night | None:
        """Carry out and store; None if it was refused, which is said. What the disk refused is kept and tried again.

        Raises:
            Ended: if the disk refused and nobody is there to be told.
        """
        action = new_action()
        try:
            after = self.session.dispatch(*events, night=night, action=action)
        except Refused as refusal:
            self.say(str(refusal))
            return None
        except StoreError as error:
            self._not_saved(night, events, action, error)
            return None
        if target := target_of(events[0]):
            self._unsaved.pop(target, None)
        return after

    def draft(self, night: date, field: str, text: str) -> None:
        """Put on disk what is typed so far; it stays where it is if the disk refuses."""
        try:
            self.session.dispatch(Draft(field, text), night=night)
        except (Refused, StoreError) as error:
            self.say(f"{NOT_SAVED} {error} It stays here, and is tried again with the next line.")

    def not_saved(self, error: StoreError) -> None:
        """Say that an answer could not be stored; it is asked again.

        Raises:
            Ended: if nobody is there to be asked.
        """
        if not self.lines.live:  # the lines that follow would answer other questions
            self.say(f"{NOT_SAVED} {error} The lines after it are not read.")
            raise Ended(1)
        self.say(f"{NOT_SAVED} {error}")

    def _not_saved(self, night: date, events: Sequence[Event], action: str, error: StoreError) -> None:
        target = target_of(events[0])
        if target is None or not self.lines.live:
            self.not_saved(error)
            return
        now = self.session.now()
        if night == self.session.tonight:
            events = [timed(event, now) for event in events]
        self._unsaved[target] = Unsaved(night, tuple(events), action)
        self.say(f"{NOT_SAVED} {error} It is kept here and tried again.")

    def _saved_now(self) -> bool:
        """Try again what the disk refused; True and a word once all of it is saved."""
        if not self._unsaved:
            return False
        for target, unsaved in list(self._unsaved.items()):
            try:
                self.session.dispatch(*unsaved.events, night=unsaved.night, action=unsaved.action)
            except StoreError:
                return False
            except Refused as refusal:
                self.say(str(refusal))
            del self._unsaved[target]
        self.say("Saved now.")
        return True

    # Leaving

    def leave(self) -> None:
        """Go, once everything is on disk; asked a second time, go without it.

        Raises:
            Leave: to go.
        """
        if self._unsaved and not self._saved_now() and not self._leaving:
            self._leaving = True
            self.say(f"{NOT_SAVED} quit again leaves without what is not saved.")
            return
        raise Leave

    def last_words(self, text: str) -> None:
        """Say ``text`` in parting, and plainly what is not saved."""
        self._saved_now()
        if self._unsaved:
            names = ", ".join(target[-1].replace("_", " ") for target in self._unsaved)
            self.say(f"{NOT_SAVED} The disk did not take: {names}.")
            text = "The rest is kept." if text == KEPT else text
        self.say(text)

    def quietly(self) -> None:
        """Nobody listens any more: save what can be."""
        for unsaved in self._unsaved.values():
            try:
                self.session.dispatch(*unsaved.events, night=unsaved.night, action=unsaved.action)
            except (StoreError, Refused, Ended):
                return
