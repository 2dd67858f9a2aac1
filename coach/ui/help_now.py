"""What to do now if something feels wrong: the emergency text first, whole; nothing is stored, nothing is counted."""

from textual import events

from coach.core.triage import BUILT_IN, Outcome, Page, Place, triage
from coach.magnesium import Magnesium
from coach.ui.dialogs import ReadingDialog
from coach.ui.pages import base
from coach.ui.widgets import Line, Span, wrap


class HelpNowDialog(ReadingDialog):
    """Asks page by page whether any of its signs is there; a yes says what to do, and nothing more is asked then."""

    def __init__(self) -> None:
        super().__init__("What to do now")
        self._told = BUILT_IN
        self._at: Page = self._told.pages[0]
        self._outcome: Outcome | None = None

    async def on_mount(self) -> None:
        """The emergencies are there at once; the milder pages, and the numbers of the country, are read behind them."""
        from coach.content.triage import at_hand

        self._told = await self.kept(at_hand) or BUILT_IN
        self._at = self._told.page(self._at.id) or self._told.pages[0]
        self.paint()

    @property
    def _place(self) -> Place:
        return self._told.place(self.session.profile.country)

    def body(self, width: int, height: int) -> list[Line]:
        """The signs of the page at hand, or what to do."""
        wide = width - 2
        if (outcome := self._outcome) is not None:
            lines = [*wrap(outcome.text, wide, "strong"), (), *base(outcome.strength, outcome.source, wide)]
            return [(Span(" "), *line) for line in lines]
        title, *rows = self._at.rows(wide)
        signs: list[Line] = [(Span(title, "strong"),), *((Span(row),) for row in rows)]
        call = self._call(wide)
        if len(signs) + len(call) + 4 > height:
            call = []  # it is told with the yes then
        lines = [*signs, *([()] if height > len(signs) + 4 else []), *call, *self._answers(bool(call))]
        return [(Span(" "), *line) for line in lines]

    def _call(self, width: int) -> list[Line]:
        """What a yes on the first page says, at once where there is room."""
        return [*wrap(self._yes(self._at).text, width, "accent"), ()] if self._is_first else []

    @property
    def _is_first(self) -> bool:
        return self._at is self._told.pages[0]

    def _answers(self, told: bool) -> list[Line]:
        number = self._place.emergency
        yes = f"  yes: call {number}" if self._is_first and not told else "  yes, any of these"
        return [(Span("y", "strong"), Span(yes)), (Span("n", "strong"), Span("  none of these"))]

    def _yes(self, page: Page) -> Outcome:
        return Magnesium(self.session).page_says(page, self._told)

    async def do_help_now(self) -> None:
        """The same key again: from the start, not a second time on top."""
        self._at, self._outcome = self._told.pages[0], None
        self.paint()

    async def pressed(self, event: events.Key) -> None:
        """Yes says what to do; no goes on to the next page; b goes back a page, and from the first one out."""
        key = event.character or event.key
        if key == "y" and self._outcome is None:
            self._outcome = self._yes(self._at)
        elif key == "n" and self._outcome is None:
            after = self._told.after(self._at.id)
            if after is None:
                self._outcome = triage((), False, self._told, self._place)
            else:
                self._at = after
        elif event.key in ("b", "backspace", "left"):
            self._back()
        elif event.key in ("enter", "q"):
            if self._outcome is not None:
                self.answer(None)
        else:
            await super().pressed(event)
            return
        event.stop()
        self.paint()

    def _back(self) -> None:
        pages = self._told.pages
        if self._outcome is not None:
            self._outcome = None
        elif self._is_first:
            self.answer(None)  # many a phone has no escape
        else:
            self._at = pages[max(pages.index(self._at) - 1, 0)]
