"""The conversation that every part shares: asking, saying, saving, and what falls due while a person thinks."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from coach.core.nights import Night
from coach.core.routine import AddNote, Draft, Event, target_of, timed
from coach.core.words import DEMO_KEPT, KEPT, KEPT_HERE, NOT_SAVED, SAVED_NOW, one_line
from coach.plain.answers import HELP_NOW
from coach.plain.lines import TERMINAL_LIMIT, Ended, Interrupted, Lines, Thawed, Unreadable
from coach.plain.timers import Moment, due, moments
from coach.session import Refused, Session, StoreError, new_action

RETRY_SECONDS = 2.0
"""How long until a disk that refused is asked again."""
LOOK_SECONDS = 20.0
"""Longest wait while a timer runs: a computer that slept, or another session that paused it, is noticed by then."""
NOT_READ = "The lines after it are not read."
SEVERAL = "Several lines came at once, and none of them is used. For a text of several lines, type note first."
OLD = "What was typed a while ago is not used."
CUT = "The terminal cut this line after {count:,} characters; what came is kept. Type the rest, or an empty line."
BACK = ("b", "back")
QUIT = ("q", "quit", "exit")
YES = ("y", "yes")
NO = ("n", "no")
UNKNOWN = ("d", "don't know", "dont know", "unknown", "not sure")


def check_said(text: str) -> str | None:
    """A sentence if ``text`` is none of yes, no and don't know, or None."""
    if text.lower() in (*YES, *NO, *UNKNOWN):
        return None
    return f"{text[:20]!r} is no answer here: type yes, no or don't know."


class Leave(Exception):
    """The person leaves."""


class Anew(Exception):
    """What was being asked may be answered by now, or be of a night that is over: look, and ask what is open."""


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
        self._unsaved: dict[tuple[date, *tuple[str, ...]], Unsaved] = {}
        self._late: set[str] = set()
        """Our own actions that the disk took only later."""
        self._interrupted = False
        self._leaving = False
        self._watched: date | None = None
        self._due: list[Moment] = []
        self._told: set[Moment] = set()
        self._helping = False
        """Is it being said what to do now?"""

    def say(self, *texts: str) -> None:
        """Say each of ``texts`` that is one."""
        for text in filter(None, texts):
            self.lines.say(text)

    # Asking

    def ask(self, question: str, again: str = "", *, first: bool = False, text: bool = False) -> str:
        """What is typed in answer to ``question``. What falls due meanwhile is said, then ``again`` asked.

        ``text`` takes whatever is typed. Anything else is an answer to what is seen: lines that came to a terminal
        together, or while the session stood still, are none.

        Raises:
            Anew: with ``first``, if an answer that the disk had refused was saved meanwhile, or time was lost.
            EOFError: at the end of input.
            Ended: if the person is gone, or a line of a file cannot be read.
            Leave: if Ctrl-C was pressed twice.
        """
        if question:
            self.lines.prompt(question)
        while True:
            try:
                line = self.lines.line(self._patience())
            except Interrupted:
                self._interrupt()
            except Thawed:
                if not text:
                    self._forget_old()
                    if first:
                        raise Anew from None
            except Unreadable as unreadable:
                self._say_unreadable(unreadable)
            else:
                if line is not None and (text or not self._several()):
                    self._interrupted = False
                    return line
                if line is None and not self._said_meanwhile(first=first):
                    continue
            self.lines.prompt_anew(again or question)

    def _said_meanwhile(self, *, first: bool) -> bool:
        said = self._saved_now()
        if said and first:
            raise Anew
        return self._fell_due() or said

    def _several(self) -> bool:
        if not self.lines.together():
            return False
        self.lines.forget()
        self.say(SEVERAL)
        return True

    def _forget_old(self) -> None:
        if self.lines.waiting():
            self.say(OLD)
        self.lines.forget()

    def _say_unreadable(self, line: Unreadable) -> None:
        told = f"is not valid {line.encoding}; save it as {line.encoding} and give it again."
        if not self.lines.live:
            self.say(f"Line {line.number} {told} {NOT_READ}")
            raise Ended(1)
        self.say(f"That line is not valid {line.encoding}, and is not used: type it again.")

    def _interrupt(self) -> None:
        if self._interrupted:
            raise Leave
        self._interrupted = True
        kept = DEMO_KEPT if self.session.demo else f"{NOT_SAVED} It is still tried." if self._unsaved else KEPT
        self.say(f"Ctrl-C again leaves. {kept}")

    def field(
        self,
        question: str,
        check: Callable[[str], str | None] = lambda _text: None,
        begun: str | None = None,
        keep: Callable[[str], object] | None = None,
    ) -> str | None:
        """A line that ``check`` accepts; None if the person went back. An empty one takes what was ``begun`` before.

        What came of a line that the terminal cut is handed to ``keep``, and the rest of it asked. Whatever is asked,
        ``!`` says what to do now.

        Raises:
            Leave: if the person wants to leave.
        """
        if begun:
            self.say(f"Typed before and kept: {one_line(begun)}. An empty line takes it.")
        while True:
            text = self.ask(question)
            while keep and self.lines.cut:
                keep(text)
                self.say(CUT.format(count=TERMINAL_LIMIT))
                text += self.ask("The rest: ", text=True)
            if " ".join(text.lower().split()) in HELP_NOW and not self._helping:
                self.help_now()
                continue
            text = text.strip() or (begun or "")
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

    def help_now(self) -> None:
        """Say what to do now, and ask what that asks.

        Raises:
            Leave: if the person wants to leave.
        """
        from coach.plain.reading import say_help_now

        self._helping = True
        try:
            say_help_now(self)
        finally:
            self._helping = False

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
            self._unsaved.pop((night, *target), None)
        return after

    def draft(self, night: date, field: str, text: str) -> bool:
        """Put on disk what is typed so far; if the disk refuses, it stays where it is. False if it fits nowhere."""
        try:
            self.session.dispatch(Draft(field, text), night=night)
        except Refused as refusal:
            self.say(f"{NOT_SAVED} {refusal}")
            return False
        except StoreError as error:
            self.say(f"{NOT_SAVED} {error} It stays here, and is tried again with the next line.")
        return True

    def pending(self, night: date, *target: str) -> Event | None:
        """The answer to ``target`` that the disk refused, if there is one."""
        unsaved = self._unsaved.get((night, *target))
        return unsaved.events[0] if unsaved else None

    def ours(self, change: str | None) -> bool:
        """Is the change of this id one of our own answers, which the disk took only later?"""
        return change is not None and change.startswith(tuple(self._late))

    def not_saved(self, error: StoreError) -> None:
        """Say that an answer could not be stored; it is asked again.

        Raises:
            Ended: if nobody is there to be asked.
        """
        if not self.lines.live:  # the lines that follow would answer other questions
            self.say(f"{NOT_SAVED} {error} {NOT_READ}")
            raise Ended(1)
        self.say(f"{NOT_SAVED} {error}")

    def _not_saved(self, night: date, events: Sequence[Event], action: str, error: StoreError) -> None:
        target = _kept_as(events[0], action)
        if target is None or not self.lines.live:
            self.not_saved(error)
            return
        now = self.session.now()
        if night == self.session.tonight:
            events = [timed(event, now) for event in events]
        self._unsaved[night, *target] = Unsaved(night, tuple(events), action)
        self.say(f"{NOT_SAVED} {error} {KEPT_HERE}")

    def _saved_now(self) -> bool:
        """Try again what the disk refused; True and a word once all of it is saved."""
        if not self._unsaved:
            return False
        saved = False
        for target, unsaved in list(self._unsaved.items()):
            try:
                self.session.dispatch(*unsaved.events, night=unsaved.night, action=unsaved.action)
                self._late.add(unsaved.action)
                saved = True
            except StoreError:
                return False
            except Refused as refusal:  # it fits no longer
                self.say(f"{NOT_SAVED} {refusal}")
            del self._unsaved[target]
        if saved:
            self.say(SAVED_NOW)
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
        self.say_unsaved()
        self.say("The rest is kept." if self._unsaved and text == KEPT else text)

    def say_unsaved(self) -> None:
        """Try a last time, and say plainly what is not saved."""
        self._saved_now()
        if self._unsaved:
            names = dict.fromkeys(_name(unsaved.events[0]) for unsaved in self._unsaved.values())
            self.say(f"{NOT_SAVED} The disk did not take: {', '.join(names)}.")

    def quietly(self) -> None:
        """Nobody listens any more: save what can be."""
        for unsaved in self._unsaved.values():
            try:
                self.session.dispatch(*unsaved.events, night=unsaved.night, action=unsaved.action)
            except Refused:
                continue
            except (StoreError, Ended):
                return


def _kept_as(event: Event, action: str) -> tuple[str, ...] | None:
    """What ``event`` is kept as until the disk takes it; None if it is no answer. Each text put below a note is one."""
    return ("note", action) if isinstance(event, AddNote) else target_of(event)


def _name(event: Event) -> str:
    target = _kept_as(event, "")
    return "" if target is None else (target[0] if target[0] == "note" else target[-1]).replace("_", " ")
