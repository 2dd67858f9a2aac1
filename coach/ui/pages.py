"""Pages to read: whole statements, as many as a screen takes, and never one that is longer than that."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events

from coach.ui.dialogs import Dialog
from coach.ui.widgets import Line, Span, spread, wrap

if TYPE_CHECKING:
    from coach.content.facts import Fact

Entry = Callable[[int], list[Line]]
"""What stands together on one page, drawn for a width."""
TURNS = {"up": -1, "left": -1, "pageup": -1, "down": 1, "right": 1, "pagedown": 1, "space": 1}
CLOSES = ("enter", "q", "b", "backspace", "question_mark")


def statement(fact: "Fact") -> Entry:
    """A statement, how well it is founded and on what, and where common advice says otherwise."""

    def drawn(width: int) -> list[Line]:
        from coach.content.facts import founded

        other = wrap(fact.disagrees, width, "accent") if fact.disagrees else []
        return [*wrap(fact.text, width), *wrap(founded(fact), width, "dim"), *other]

    return drawn


def sentence(text: str, role: str = "") -> Entry:
    """One sentence."""
    return lambda width: wrap(text, width, role)


def paged(entries: Sequence[Entry], width: int, height: int) -> list[list[Line]]:
    """``entries`` on pages of ``height`` rows, each whole, with a row of air between two."""
    pages: list[list[Line]] = []
    for drawn in (entry(width) for entry in entries):
        if pages and len(pages[-1]) + 1 + len(drawn) <= height:
            pages[-1] += [(), *drawn]
        else:
            pages.append(drawn)
    return pages or [[]]


class PagesDialog(Dialog):
    """``entries`` page by page, with ``top`` first on each; the arrows turn them."""

    def __init__(self, title: str, entries: Sequence[Entry], top: str = "") -> None:
        super().__init__(title)
        self._entries = entries
        self._top = top
        self._at = 0
        self._count = 1

    def header(self, width: int) -> Line:
        """The title, and which page this is."""
        place = f"{self._at + 1} of {self._count} " if self._count > 1 else ""
        return spread(f" {self.title_text}", "", place, width)

    def _frame(self, width: int, height: int) -> list[Line]:
        rows = height - (4 if height >= 18 else 3)
        top = [*wrap(self._top, width - 4, "strong"), ()] if self._top else []
        pages = paged(self._entries, width - 4, max(rows - len(top), 1))
        self._count = len(pages)
        self._at = max(0, min(self._at, self._count - 1))
        self._page = [*top, *pages[self._at]]
        return super()._frame(width, height)

    def body(self, width: int, height: int) -> list[Line]:
        """The page at hand."""
        return [(Span("  "), *line) for line in self._page]

    def _bar(self, width: int) -> Line:
        told = " esc back   up down turn the page" if self._count > 1 else " esc back"
        return spread(told, "", f"{self.help_now.key} ", width, "dim")

    async def pressed(self, event: events.Key) -> None:
        """Turn, or back with almost any key one would try."""
        if event.key in TURNS:
            event.stop()
            self._at += TURNS[event.key]
            self.paint()
        elif event.key in CLOSES:
            event.stop()
            self.answer(None)
        else:
            await super().pressed(event)
