"""Review, one night: all that is on record of it, when and where it was logged, changed by the keys of the evening."""

from collections.abc import Sequence

from coach.core import words
from coach.core.cells import MORNING_SCORES
from coach.core.nights import Change, Night, closed
from coach.core.profile import Kind, Step
from coach.core.routine import EFFECTS, EXTRA, Delete, answered, item_of, next_of_night, night_walk
from coach.ui.base import Choice
from coach.ui.morning import MorningScreen
from coach.ui.pages import PagesDialog, sentence
from coach.ui.tonight import TonightScreen
from coach.ui.walk import WIDE, WalkScreen
from coach.ui.widgets import Line, spread, wrap


class NightScreen(TonightScreen, MorningScreen):
    """A night that was, evening and morning in one list."""

    morning = None

    def __init__(self, night: Night) -> None:
        super().__init__(night)
        self.at = self.items()[0]

    async def arrived(self) -> None:
        """At the first item; no timer of a night that was is rung."""
        await self.look_at_dose()
        self.paint()

    @property
    def situations(self) -> Sequence[str]:
        """The keys for what is at hand, without timers, then those of a night that was."""
        return (*self._at_hand(), "walk", "list", "night", "past_night", "screens", "everywhere")

    def _at_hand(self) -> list[str]:
        if self.on_score:
            return ["score", *(["answered"] if self.at in self.night.scores else [])]
        if self.at == EFFECTS:
            return ["effects"]
        step = self.step
        if step is None:
            return ["past_extra", *(["past_extra_effects"] if EFFECTS in self.items() else [])]
        return [part for part in self._step_situations(step) if part not in ("running", "stopped", "timed")]

    def items(self) -> Sequence[str]:
        """The evening's scores and steps, the morning's questions, and anything else."""
        return night_walk(self.night, self.session.profile)

    # What is seen

    def header(self, width: int) -> Line:
        """Which night, and whether what is added now is late."""
        late = closed(self.key, self.session.tonight)
        if width >= WIDE:
            return spread(
                f" Night of {self.key:%a %d %b %Y}", "", "closed: what is added is late " if late else "", width
            )
        leave = self.keys.key("past_night", "close")
        return spread(f" {self.key:%a %d %b %Y}", "late" if late else "", f"{leave} calendar ", width)

    def row(self, item: str, width: int) -> Line:
        """One line of the list."""
        if item in MORNING_SCORES or item in (EFFECTS, EXTRA):
            return MorningScreen.row(self, item, width)
        return TonightScreen.row(self, item, width)

    def tell_list(self, width: int) -> list[Line]:
        """The note."""
        return self.note_line(width)

    def pane(self, width: int, height: int) -> list[Line]:
        """The item at hand, and when and where it was logged."""
        if self.on_score:
            lines = self.score_pane(self.at, width, "")
        elif self.at == EFFECTS:
            lines = self.effects_asked(width)
        elif step := self.step:
            lines = self._step_pane(step, width, height)
        else:
            lines = self._rest(width)
        told = (words.logged_said(self.night, change) for change in self._changes())
        logged = [line for text in told for line in wrap(text, width, "dim")]
        return self.with_keys([*lines, *logged[: 3 if height >= 12 else 1]], width, height)

    def _rest(self, width: int) -> list[Line]:
        night = self.night
        awake = f"Awake {night.awake_minutes} min." if night.awake_minutes is not None else ""
        got_up = f"Got up {words.times(night.got_up)}." if night.got_up is not None else ""
        told = " ".join(filter(None, (awake, got_up))) or "Minutes awake and times got up are not answered."
        return [*wrap(told, width, "strong"), ()]

    def _changes(self) -> list[Change]:
        """What is shown at the item at hand."""
        cells = [f"score.{self.at}", f"step.{self.at}", self.at]
        cells += [cell for cell in self.night.cells if cell.startswith("dose.")] if self._is_dose else []
        cells += ["awake_minutes", "got_up"] if self.at == EXTRA else []
        return [self.night.cells[cell] for cell in cells if cell in self.night.cells]

    @property
    def _is_dose(self) -> bool:
        return self.step is not None and self.step.kind is Kind.DOSE

    def step_place(self, step: Step) -> str:
        """A step that is off by now has no place."""
        return ""

    def told_open(self, step: Step) -> str:
        """A step without an answer; when it was planned does not matter any more."""
        return ""

    @property
    def leave_out_title(self) -> str:
        """The question before a reason."""
        return words.LEAVE_OUT_THAT_NIGHT

    # What is done

    def followed(self) -> None:
        """To the next item without an answer, if there is one further down; from the last one to the end."""
        self.at = next_of_night(self.night, self.session.profile, self.at)

    async def refreshed(self) -> None:
        """The night as it now is on disk."""
        await WalkScreen.refreshed(self)
        if self.at not in self.items():
            self.at = self.items()[0]
        await self.look_at_dose()

    async def go(self, item: str) -> None:
        """Move; where the person is tonight stays as it is."""
        await WalkScreen.go(self, item)
        await self.look_at_dose()

    async def do_undo(self) -> None:
        """Take back the last answer, and go where it was."""
        last = self.night.last_action()
        await super().do_undo()
        item = (item_of(last[-1]) if last else None) or ""
        if item in self.items() and not answered(self.night, item):
            self.at = item

    async def do_stored(self) -> None:
        """Everything that is stored, with when and where."""
        entries = [sentence(line) for line in words.stored_lines(self.night, self.session.profile)]
        await self.app.push_screen(PagesDialog(f"Night of {self.key:%a %d %b %Y}", entries, air=False))

    async def do_delete(self) -> None:
        """Everything on record of this night taken away, once asked."""
        if not self.night.told:
            self.said = "Nothing is on record of this night."
            return
        choices = [Choice("y", "yes, delete it"), Choice("n", "no, keep it")]
        text = [f"{len(self.night.cells) - ('plan' in self.night.cells)} answers. {self.undo_key} brings them back."]
        title = f"Delete the night of {self.key:%a %d %b %Y}?"
        await self.choose(title, choices, self._deleted, text)

    async def _deleted(self, key: str) -> None:
        if key == "y" and await self.dispatch(Delete()):
            self.at = self.items()[0]
            self.said = f"Deleted; {self.undo_key} brings it back."

    async def do_close(self) -> None:
        """Back to the calendar."""
        await self._open("review", self.key)
