"""The morning: three scores, what was noticed after magnesium, and a few things one may add."""

from collections.abc import Sequence
from functools import partial
from typing import Literal

from coach.core import routine, words
from coach.core.cells import MORNING_SCORES
from coach.core.nights import Night
from coach.core.routine import EFFECTS, Tell, dropped
from coach.core.safety import EMERGENCY_LINE
from coach.core.typed import check_whole
from coach.ui.base import Choice, Field
from coach.ui.walk import WIDE, WalkScreen
from coach.ui.widgets import Line, glyphs, spread, wrap


class MorningScreen(WalkScreen):
    """The morning after ``night``."""

    morning: bool | None = True

    def __init__(self, night: Night) -> None:
        super().__init__(night)
        self.at = routine.next_of_morning(night)

    @property
    def situations(self) -> Sequence[str]:
        """The keys for what is at hand, then for the list, then everywhere."""
        first = ["score"] if self.on_score else ["effects"] if self.at == EFFECTS else self._extra_situations()
        return (*first, "walk", "list", "night", "screens", "everywhere")

    def _extra_situations(self) -> list[str]:
        return ["extra", *(["extra_effects"] if EFFECTS in self.items() else [])]

    def items(self) -> Sequence[str]:
        """Three scores; side effects where magnesium was taken; anything else."""
        return routine.morning_walk(self.night)

    def followed(self) -> None:
        """To the next open question."""
        self.at = routine.next_of_morning(self.night)

    def header(self, width: int) -> Line:
        """Which night it was."""
        name = "Good morning" if width >= WIDE else "Morning"
        return spread(f" {name}", "", f"after {self.key:%a %d %b} ", width)

    def row(self, item: str, width: int) -> Line:
        """One question of the morning."""
        if item in MORNING_SCORES:
            return self.score_row(item, width)
        marks, here = glyphs(), item == self.at
        if item == EFFECTS:
            effects = self.night.side_effects
            sign = marks.open if effects is None else marks.done
            told = "" if effects is None else ", ".join(effects) or "none"
            return self.mark_row(sign, words.AFTER_MAGNESIUM, told, width, here=here)
        return self.mark_row(" ", words.ANYTHING_ELSE, "", width, here=here)

    def tell_list(self, width: int) -> list[Line]:
        """The note."""
        return self.note_line(width)

    def pane(self, width: int, height: int) -> list[Line]:
        """The question at hand."""
        if self.on_score:
            place = f"{MORNING_SCORES.index(self.at) + 1} of {len(MORNING_SCORES)}"
            lines = self.score_pane(self.at, width, place)
        elif self.at == EFFECTS:
            lines = self.effects_asked(width)
        else:
            lines = self._extra(width)
        return self.with_keys(lines, width, height)

    def effects_asked(self, width: int) -> list[Line]:
        """The question after magnesium, and the emergency line."""
        asked = [*wrap(words.EFFECTS_ASKED, width, "strong"), (), *wrap(EMERGENCY_LINE, width), ()]
        return [*asked, *self.others_lines("side_effects", width)]

    def _extra(self, width: int) -> list[Line]:
        """What was answered, and what may be added."""
        night = self.night
        told = [
            f"Awake {night.awake_minutes} min." if night.awake_minutes is not None else "",
            f"Got up {words.times(night.got_up)}." if night.got_up is not None else "",
        ]
        added = " ".join(text for text in told if text)
        ready = words.THANKS
        if not night.morning_scored:
            ready = f"The questions above are still open; {self.moving_keys} go there."
        others = [*self.others_lines("awake_minutes", width), *self.others_lines("got_up", width)]
        return [*wrap(ready, width, "strong"), *(wrap(added, width) if added else []), *others, ()]

    async def do_none(self) -> None:
        """Nothing was noticed."""
        if await self.dispatch(Tell("side_effects", ()), *dropped(EFFECTS, f"{EFFECTS}.other")):
            self.said = f"{words.AFTER_MAGNESIUM}: {words.noticed_said(())}"

    async def do_effects(self) -> None:
        """Say what was noticed."""
        from coach.ui.dialogs import EffectsDialog

        begun = self.coach.drafts.begun(self.night, EFFECTS)
        chosen = begun.split("\n") if begun else self.night.side_effects or ()
        dialog = EffectsDialog(words.SIDE_EFFECTS, chosen, EMERGENCY_LINE, self.night, EFFECTS)
        await self.ask(dialog, self._noticed)

    async def _noticed(self, effects: tuple[str, ...]) -> None:
        if await self.dispatch(Tell("side_effects", effects), *dropped(EFFECTS, f"{EFFECTS}.other")):
            self.said = f"{words.AFTER_MAGNESIUM}: {words.noticed_said(effects)}"
            if effects:
                await self._ask_more(effects, [])

    async def _ask_more(self, effects: tuple[str, ...], more: list[str], n: int = 0) -> None:
        """What tells a mild effect from one that needs somebody today; then what to do."""
        from coach.magnesium import Magnesium

        magnesium = Magnesium(self.session)
        asks = magnesium.asks(effects)
        if n == len(asks):
            outcome = await self.kept(partial(magnesium.noticed, effects, self.key, more))
            if outcome is not None:
                from coach.ui.pages import Entry, PagesDialog, base, sentence

                entries: list[Entry] = [
                    sentence(outcome.text, "strong"),
                    partial(base, outcome.strength, outcome.source),
                ]
                await self.app.push_screen(PagesDialog(words.AFTER_MAGNESIUM, entries, EMERGENCY_LINE))
            if not set(effects) <= set(words.SIDE_EFFECTS):  # words of one's own may be a red flag
                await self.do_help_now()
            return
        _, question, then = asks[n]

        async def told(key: str) -> None:
            await self._ask_more(effects, [*more, then] if key != "n" else more, n + 1)

        choices = [Choice("y", "yes"), Choice("n", "no"), Choice("d", "don't know")]
        await self.choose(words.AFTER_MAGNESIUM, choices, told, [EMERGENCY_LINE, question], escape="d")

    async def do_awake(self) -> None:
        """Minutes awake."""
        await self._number(words.AWAKE_ASKED, "awake_minutes", self.night.awake_minutes, 24 * 60)

    async def do_got_up(self) -> None:
        """Times got up."""
        await self._number("How many times did you get up?", "got_up", self.night.got_up, 99)

    async def _number(self, title: str, what: Literal["awake_minutes", "got_up"], value: int | None, most: int) -> None:
        check = partial(check_whole, most=most)
        field = Field("A whole number; empty takes it away", what, "" if value is None else str(value), check)
        await self.form(title, [field], partial(self._numbered, what), self.night)

    async def _numbered(self, what: Literal["awake_minutes", "got_up"], answer: tuple[str, ...]) -> None:
        text = answer[0].strip()
        if await self.dispatch(Tell(what, int(text) if text else None), *dropped(what)):
            self.said = f"{what.replace('_', ' ').capitalize()}: {text or 'not answered'}"
