"""Plain lines from the first word to the last: opens where the person is, and ends so that nothing is lost."""

from contextlib import suppress
from datetime import date
from typing import Literal

from coach.core.words import DEMO_KEPT, DEMO_OVER, KEPT
from coach.plain.evening import Evening
from coach.plain.first_run import FirstRun
from coach.plain.lines import Ended, Lines
from coach.plain.morning import Morning
from coach.plain.talk import Leave, Talk
from coach.plain.walk import Place, Walk
from coach.session import Session, StoreError

HELLO = "Evening coach, in plain lines. help tells the answers, quit leaves; everything is kept."
HELLO_DEMO = f"Evening coach, in plain lines. help tells the answers, quit leaves. {DEMO_KEPT}"


class Door:
    """A session in plain lines on ``lines``, at ``start``."""

    def __init__(self, session: Session, lines: Lines, start: Literal["auto", "tonight", "morning"] = "auto") -> None:
        self._session = session
        self._talk = Talk(session, lines)
        self._start = start

    def run(self) -> int:
        """Ask until the person leaves; the exit code.

        Raises:
            StoreError: if the diary cannot be read at all.
        """
        lines = self._talk.lines
        with lines.listening():
            try:
                self._go()
            except Ended as ended:
                self._talk.quietly()
                return ended.code
            except Exception:
                with suppress(Ended):
                    self._talk.say_unsaved()
                raise
            finally:
                if lines.live:
                    lines.forget()  # what was typed for the coach is no command for the shell
        return 0

    def _go(self) -> None:
        self._talk.say(HELLO_DEMO if self._session.demo else HELLO)
        part = self._first()
        try:
            self._talk.say(*part.opening())
            while True:
                try:
                    part = self._stay(part)
                except StoreError as error:  # the other part cannot be read now: this one stays
                    self._talk.say(str(error))
                else:
                    self._talk.say(*part.opening())
        except Leave:
            self._last_words(KEPT)
        except EOFError:
            self._last_words(_left(part.still_open))

    def _last_words(self, text: str) -> None:
        """``text`` in parting; that everything is kept is not said of a demo."""
        if not self._session.demo:
            self._talk.last_words(text)
            return
        self._talk.last_words(DEMO_OVER if text == KEPT else f"{text} {DEMO_OVER}")

    def _first(self) -> FirstRun | Walk:
        if self._session.door() == "first_run":
            return FirstRun(self._talk)
        return self._open(None)

    def _stay(self, part: FirstRun | Walk) -> Walk:
        """Ask until another part is due."""
        while True:
            if isinstance(part, FirstRun):
                part.turn()
                if part.still_open == 0:
                    return self._open("tonight")
            elif (place := part.turn()) is not None:
                return self._open(place)

    def _open(self, place: Place | None) -> Walk:
        if isinstance(place, date):
            from coach.plain.history import PastNight

            return PastNight(self._talk, self._session.night(place))
        chosen = place or (self._session.door() if self._start == "auto" else self._start)
        if chosen == "morning":
            return Morning(self._talk, self._session.night(self._session.last_night))
        return Evening(self._talk, self._session.night())


def _left(still_open: int) -> str:
    if still_open == 0:
        return KEPT
    return f"Left here; {still_open} question{' is' if still_open == 1 else 's are'} still open."
