"""The questions before magnesium, one at a time, one key each; every answer is kept at once."""

from collections.abc import Sequence
from functools import partial

from textual import events

from coach.core import advice
from coach.core.gate import Question
from coach.core.person import Said
from coach.core.safety import EMERGENCY_LINE
from coach.magnesium import Magnesium
from coach.ui.dialogs import Dialog
from coach.ui.widgets import Line, Span, spread, wrap

KEYS = {"y": Said.YES, "n": Said.NO, "d": Said.UNKNOWN}


class GateDialog(Dialog):
    """Begins at the first open question, or at the first of all where none is open. Answers "" at the end."""

    def __init__(self) -> None:
        super().__init__("Before magnesium")
        self._at: str | None = None

    @property
    def _magnesium(self) -> Magnesium:
        return Magnesium(self.session)

    @property
    def _asked(self) -> Sequence[Question]:
        return self._magnesium.asked()

    @property
    def question(self) -> Question | None:
        """The question at hand; None where the questions cannot be read."""
        if self._at is None:
            still_open = self._magnesium.still_open()
            first = next(iter(self._asked), None)
            self._at = still_open[0] if still_open else first.id if first else None
        return next((q for q in self._asked if q.id == self._at), None)

    def body(self, width: int, height: int) -> list[Line]:
        """The question, the answer it has, and the keys."""
        question = self.question
        if question is None:
            return wrap(advice.GATE_UNREAD, width - 2)
        ids = [q.id for q in self._asked]
        place = f"Question {ids.index(question.id) + 1} of {len(ids)}"
        given = self.session.profile.gate.get(question.id)
        now = f"{advice.SAID[given.said]}, answered {given.on:%d %b}" if given else ""
        air: list[Line] = [()] if height >= 14 else []
        lines = [*wrap(place, width - 4, "dim"), *air, *wrap(question.text, width - 4, "strong"), *air]
        lines += wrap(now, width - 4, "dim") if now else []
        keys = [(Span(key, "strong"), Span(f"  {advice.SAID[said]}")) for key, said in KEYS.items()]
        lines += [*keys, *air, *(wrap(EMERGENCY_LINE, width - 4, "dim") if height >= 14 else [])]
        return [(Span("  "), *line) for line in lines]

    def _bar(self, width: int) -> Line:
        leaves = "esc leaves" if self.session.demo else "esc leaves, all is kept"
        return spread(f" {leaves}   b back", "", f"{self.help_now.key} ", width, "dim")

    async def pressed(self, event: events.Key) -> None:
        """An answer goes on; up, b and backspace go back; down goes on without one, enter with the one there is."""
        key = event.character or event.key
        if key in KEYS:
            event.stop()
            await self._answer(KEYS[key])
        elif event.key in ("b", "backspace", "up"):
            event.stop()
            self._go(-1)
        elif event.key == "down" or (event.key == "enter" and self._answered):
            event.stop()
            self._go(1)
        else:
            await super().pressed(event)
            return
        self.paint()

    @property
    def _answered(self) -> bool:
        return self.question is not None and self.question.id in self.session.profile.gate

    async def _answer(self, said: Said) -> None:
        question = self.question
        if question is not None and await self.kept(partial(self._magnesium.answer, question.id, said)) is not None:
            self.said = ""
            self._go(1)

    def _go(self, by: int) -> None:
        ids = [q.id for q in self._asked]
        place = ids.index(self._at) + by if self._at in ids else 0
        if place >= len(ids):
            still_open = self._magnesium.still_open()
            if not still_open:
                self.answer("")
                return
            self._at = still_open[0]
        else:
            self._at = ids[max(place, 0)]
