"""A list of things to answer beside the one being answered: the evening and the morning are both this."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from rich.cells import cell_len

from coach.core.cells import BLANK, QUESTIONS, Question
from coach.core.nights import Night
from coach.core.routine import Answer, Event, Undo, WriteNote, dropped, timed
from coach.core.words import KEPT_HERE, NOT_SAVED, NOTE_KEPT, one_line, others_said, score, taken_back
from coach.session import new_action
from coach.ui.base import CoachScreen
from coach.ui.widgets import Line, Span, beside, fit, glyphs, scale, wrap

LIST_WIDTH = 35
ROOMY, KEYS_AT = 14, 9
"""Rows from which there is air between the parts of a question, and the row where its keys begin then."""
WIDE = 64
"""Columns from which the list stands beside the question; below, above it."""


class WalkScreen(CoachScreen):
    """A night being answered. Subclasses name the items and draw the one at hand."""

    morning: bool | None = False
    """Which half of the night undo keeps to; None for both."""

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.night = night
        self.at = ""
        self._pick: int | None = None

    @property
    def key(self) -> date:
        """The night on the screen; it stays the same even past the day turn."""
        return self.night.night

    @property
    def moving_keys(self) -> str:
        """How to get to another item."""
        return " and ".join(self.keys.key("list", name) for name in ("up", "down"))

    def items(self) -> Sequence[str]:
        """What there is to answer, in order."""
        raise NotImplementedError(f"{type(self).__name__} has no items")

    def row(self, item: str, width: int) -> Line:
        """One line of the list, after its cursor sign."""
        raise NotImplementedError(f"{type(self).__name__} draws no rows")

    def pane(self, width: int, height: int) -> list[Line]:
        """The item at hand."""
        raise NotImplementedError(f"{type(self).__name__} draws no item")

    def tell_list(self, width: int) -> list[Line]:
        """Lines below the list, where there is room."""
        return []

    def body(self, width: int, height: int) -> list[Line]:
        """List and item, beside each other where the screen is wide."""
        if width >= WIDE and height >= 12:
            left = [*self._window(LIST_WIDTH, height - 3), (), *self.tell_list(LIST_WIDTH)]
            right = self.pane(min(width - LIST_WIDTH - 5, 66), height)
            return beside(left, right, LIST_WIDTH, height, glyphs().wall)
        pane = self.pane(width - 2, height)
        shown = self._window(width, max(height - len(pane) - 1, 1))
        rule: Line = (Span(glyphs().rule * width, "dim"),)
        return [*shown, rule, *((Span(" "), *line) for line in pane)]

    def with_keys(self, lines: list[Line], width: int, height: int) -> list[Line]:
        """The keys below ``lines``; where there is room in their own place, so that most stay as they are."""
        lines = [*lines, *[()] * (KEYS_AT - len(lines) if height >= ROOMY else 0)]
        return [*lines, *self.keys_help(width)[: max(height - len(lines), 2)]]

    def _window(self, width: int, height: int) -> list[Line]:
        """As many rows as fit, the one at hand among them."""
        items = list(self.items())
        here = items.index(self.at) if self.at in items else 0
        top = max(0, min(here - height // 2, len(items) - height))
        sign = glyphs().here
        return [
            (Span(f" {sign} ", "here") if item == self.at else Span("   ", "accent"), *self.row(item, width - 3))
            for item in items[top : top + height]
        ]

    def mark_row(self, sign: str, name: str, told: str, width: int, *, here: bool) -> Line:
        """A row: its sign, its name, and on the right what is known, in words."""
        told_width = min(cell_len(one_line(told)), max(width - 12, 0))
        name_width = width - 2 - told_width - 2
        told_text = fit(told, told_width) if told else ""
        role = "strong" if here else ""
        return (Span(f"{sign} ", "accent"), Span(fit(name, name_width), role), Span(" "), Span(told_text, "dim"))

    def score_row(self, key: str, width: int) -> Line:
        """A score in the list."""
        value = self.night.scores.get(key)
        question, marks = QUESTIONS[key], glyphs()
        told = "" if value is None else score(value)
        arrow = f" {marks.up}" if question.higher_is_better else ""
        sign = marks.open if value is None else marks.done
        return self.mark_row(sign, question.label + arrow, told, width, here=key == self.at)

    def score_pane(self, key: str, width: int, position: str) -> list[Line]:
        """A question and its scale."""
        question = QUESTIONS[key]
        arrow = f"{glyphs().up} higher is better" if question.higher_is_better else ""
        top = [(Span(question.label, "accent"), Span(f"   {position}  {arrow}", "dim"))] if width >= 39 else []
        text = wrap(
            question.text + (f" ({glyphs().up} higher is better)" if arrow and not top else ""), width, "strong"
        )
        answer = self.night.scores.get(key)
        chosen = self._pick if self._pick is not None else answer if isinstance(answer, int) else None
        left_blank: list[Line] = [(Span("left blank", "dim"),)] if answer == BLANK and self._pick is None else []
        air: list[Line] = [()] if top else []
        below = [*left_blank, *self.others_lines(f"score.{key}", width)]
        return [*top, *air, *text, *air, *self._scale(chosen, question, width), *below, *air]

    def _scale(self, chosen: int | None, question: Question, width: int) -> list[Line]:
        return scale(chosen, question.low, question.high, width, self.keys.key("score", "ten"))

    def others_lines(self, cell: str, width: int) -> list[Line]:
        """What another machine answered here, where a merge let this answer win."""
        return [line for text in others_said(self.night, cell) for line in wrap(f"({text})", width, "dim")]

    @property
    def on_score(self) -> bool:
        """Is a score at hand?"""
        return self.at in QUESTIONS

    async def dispatch(self, *events: Event) -> bool:
        """Carry out and store; True once it is on disk."""
        action = new_action()
        after = await self.kept(partial(self.session.dispatch, *events, night=self.key, action=action))
        if after is None:
            if self.said.startswith(NOT_SAVED):
                self._keep_trying(events, action)
            await self.refreshed()
            return False
        self.coach.answered(self.key, events)
        self.night = after
        self._pick = None
        self.followed()
        return True

    def _keep_trying(self, events: tuple[Event, ...], action: str) -> None:
        now = self.session.now()
        if self.key == self.session.tonight:
            events = tuple(timed(event, now) for event in events)
        if self.coach.try_again(self.key, events, action):
            self.said = f"{self.said} {KEPT_HERE}"

    async def refreshed(self) -> None:
        """The night as it now is on disk: a dialog may have kept a draft, another door an answer."""
        said = self.said
        self.night = await self.kept(partial(self.session.night, self.key)) or self.night
        self.said = said or self.said

    async def go(self, item: str) -> None:
        """Move to ``item``; no answer."""
        self.at = item
        self._pick = None

    async def _by(self, step: int) -> None:
        items = list(self.items())
        here = items.index(self.at) if self.at in items else 0
        await self.go(items[min(max(here + step, 0), len(items) - 1)])

    async def do_up(self) -> None:
        """The item above."""
        await self._by(-1)

    async def do_down(self) -> None:
        """The item below."""
        await self._by(1)

    async def do_back(self) -> None:
        """The item before."""
        await self._by(-1)

    async def do_score(self, key: str) -> None:
        """A score by its digit."""
        await self.answer(self.at, int(key))

    async def do_ten(self) -> None:
        """The highest score."""
        await self.answer(self.at, 10)

    async def do_blank(self) -> None:
        """A score left blank."""
        await self.answer(self.at, None)

    async def answer(self, key: str, value: int | None) -> None:
        """Store a score, and say what was stored."""
        if await self.dispatch(Answer(key, value)):
            told = "left blank" if value is None else str(value)
            self.said = f"{QUESTIONS[key].label}: {told}"

    async def do_left(self) -> None:
        """Bracket a lower number."""
        self._pick_by(-1)

    async def do_right(self) -> None:
        """Bracket a higher number."""
        self._pick_by(1)

    def _pick_by(self, step: int) -> None:
        answer = self.night.scores.get(self.at)
        before = self._pick if self._pick is not None else answer if isinstance(answer, int) else None
        self._pick = (0 if step > 0 else 10) if before is None else min(max(before + step, 0), 10)

    async def do_accept(self) -> None:
        """Answer with the bracketed number; go on where there is an answer already."""
        if self._pick is not None:
            await self.answer(self.at, self._pick)
        elif self.at in self.night.scores:
            await self._by(1)
        else:
            ten, blank = self.keys.key("score", "ten"), self.keys.key("score", "blank")
            self.said = f"Press 0 to 9, {ten} for 10, or {blank} to leave it blank."

    async def do_undo(self) -> None:
        """Take back the last action of this half of the night, and say what it was."""
        last = self.night.last_action(morning=self.morning)
        if await self.dispatch(Undo(self.morning)):
            self.said = f"Taken back: {taken_back(last, self.session.profile)}." if last else ""

    async def do_note(self) -> None:
        """Write the note, from where it was left."""
        from coach.ui.note import NoteDialog

        await self.coach.taken_up(self.key, "note")
        text = self.coach.drafts.begun(self.night, "note") or self.night.note or ""
        was = self.night.note or ""
        await self.ask(NoteDialog(text, self.key), partial(self._noted, was))

    async def _noted(self, was: str, text: str) -> None:
        if text == was:
            await self.dispatch(*dropped("note"))
        elif await self.dispatch(WriteNote(text, was), *dropped("note")):
            self.said = NOTE_KEPT if text else f"Note removed; {self.undo_key} brings it back."

    def note_line(self, width: int) -> list[Line]:
        """That there is a note, and how it begins."""
        if self.coach.drafts.begun(self.night, "note"):
            told = f"note begun, kept: {self.keys.key('night', 'note')} goes on"
            return [(Span("   "), Span(fit(told, width - 3), "dim"))]
        if not self.night.note:
            return []
        others = self.others_lines("note", width - 3)[:2]
        note: Line = (Span(fit(f"note: {self.night.note}", width - 3), "dim"),)
        return [(Span("   "), *line) for line in (note, *others)]
