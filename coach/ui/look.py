"""The look, chosen by seeing it: the whole screen takes on each before it is kept."""

from textual import events

from coach.core.profile import LOOKS, THEMES
from coach.ui.dialogs import Dialog
from coach.ui.widgets import Line, Span, bar, fit, glyphs, spread, wrap

BY = {"up": -1, "left": -1, "down": 1, "right": 1}
NO_COLOURS = "Each looks the same here: this terminal shows no colours. What you keep holds where there are some."


class LookDialog(Dialog):
    """The arrows go through the looks, enter keeps the one at hand, esc leaves it as it was. Answers a look's name."""

    def __init__(self, theme: str) -> None:
        super().__init__("Look")
        self._was = theme
        self._at = THEMES.index(theme) if theme in THEMES else 0

    def body(self, width: int, height: int) -> list[Line]:
        """The looks, a few lines of an evening as they are in this one, and why they may all be alike."""
        marks = glyphs()
        lines: list[Line] = []
        for n, (theme, label) in enumerate(LOOKS.items()):
            here = n == self._at
            sign = Span(f" {marks.here} ", "here") if here else Span("   ")
            now = Span("  as it is now" if theme == self._was else "", "dim")
            lines.append((sign, Span(fit(label, 22), "strong" if here else ""), now))
        blind = self.coach.ability.colours is None
        why: list[Line] = [(Span("  "), *line) for line in wrap(NO_COLOURS, width - 4)] if blind else []
        sample = self._sample(min(width - 6, 40))
        air: list[Line] = [()] if len(lines) + len(sample) + len(why) + 2 <= height else []
        return [*lines, *air, *why, *air[: len(why)], *((Span("   "), *line) for line in sample)]

    def _sample(self, width: int) -> list[Line]:
        """A step done, one at hand, one to come, a timer, and what is said aside."""
        marks = glyphs()
        return [
            (Span(f"{marks.done} No caffeine     done 21:40"),),
            (Span(f"{marks.here} ", "accent"), Span("Warm bath       at hand", "strong")),
            (Span(f"{marks.open} Leg massage     21:45", "dim"),),
            (Span("12:42 ", "accent"), *bar(0.4, width - 6, marks)),
            (Span("Said aside, such as what was logged.", "dim"),),
        ]

    def _bar(self, width: int) -> Line:
        help_now = f"{self.help_now.key} "
        told = " up down try   enter keep   esc as it was"
        return spread(told if len(told) + len(help_now) <= width else " enter keep  esc as it was", "", help_now, width)

    async def pressed(self, event: events.Key) -> None:
        """Another look at once; it is stored only when it is kept."""
        if event.key in BY:
            event.stop()
            self._at = min(max(self._at + BY[event.key], 0), len(THEMES) - 1)
            self.coach.use_theme(THEMES[self._at])
            self.paint()
        elif event.key in ("enter", "space"):
            event.stop()
            self.answer(THEMES[self._at])
        else:
            await super().pressed(event)

    async def leave(self) -> None:
        """Back, as it was."""
        self.coach.use_theme()
        self.answer(None)
