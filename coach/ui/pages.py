"""Pages to read: whole statements, as many as a screen takes, and never one that is longer than that."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events

from coach.ui.dialogs import ReadingDialog
from coach.ui.widgets import Line, Span, fit, spread, wrap

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


def base(strength: str, source: str, width: int) -> list[Line]:
    """How well something is founded, and on what."""
    from coach.content.facts import rests_on

    return wrap(rests_on(strength, source), width, "dim")


def sentence(text: str, role: str = "") -> Entry:
    """One sentence."""
    return lambda width: wrap(text, width, role)


def paged(entries: Sequence[Entry], width: int, height: int, *, air: bool = True) -> list[list[Line]]:
    """``entries`` on pages of ``height`` rows, each whole, with a row of ``air`` between two."""
    between: list[Line] = [()] if air else []
    pages: list[list[Line]] = []
    for drawn in (part for entry in entries for part in _parts(entry(width), height)):
        if pages and len(pages[-1]) + len(between) + len(drawn) <= height:
            pages[-1] += [*between, *drawn]
        else:
            pages.append(drawn)
    return pages or [[]]


def _parts(drawn: list[Line], height: int) -> list[list[Line]]:
    """An entry that is too tall for a page, such as below a line that stands on each, broken where its role changes.

    What it is founded on stands below the second part too, where there is room.
    """
    if len(drawn) <= height:
        return [drawn]
    roles = [line[-1].role if line else "" for line in drawn]
    cut = max((n for n in range(1, height + 1) if roles[n] != roles[n - 1]), default=height)
    rest = drawn[cut:]
    again = [line for line, role in zip(drawn[:cut], roles, strict=False) if role == "dim"]
    return [drawn[:cut], *_parts([*rest, *again] if len(rest) + len(again) <= height else rest, height)]


class PagesDialog(ReadingDialog):
    """``entries`` page by page, with ``top`` first on each and ``air`` between them; the arrows turn them."""

    def __init__(self, title: str, entries: Sequence[Entry], top: str = "", *, air: bool = True) -> None:
        super().__init__(title)
        self._air = air
        self._entries = entries
        self._top = top
        self._at = 0
        self._count = 1

    def header(self, width: int) -> Line:
        """The title, and which page this is."""
        place = f"{self._at + 1} of {self._count} " if self._count > 1 else ""
        return spread(f" {fit(self.title_text, width - len(place) - 2)}", "", place, width)

    def _frame(self, width: int, height: int) -> list[Line]:
        rows = height - (4 if height >= 18 else 3)
        top = [*wrap(self._top, width - 4, "strong"), ()] if self._top else []
        pages = paged(self._entries, width - 4, max(rows - len(top), 1), air=self._air)
        self._count = len(pages)
        self._at = max(0, min(self._at, self._count - 1))
        self._page = [*top, *pages[self._at]]
        return super()._frame(width, height)

    def body(self, width: int, height: int) -> list[Line]:
        """The page at hand."""
        return [(Span("  "), *line) for line in self._page]

    @property
    def keys_told(self) -> str:
        """Its own keys."""
        return "esc back   up down turn the page" if self._count > 1 else "esc back"

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
