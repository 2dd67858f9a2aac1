"""The note of a night: a text area as large as the screen. Loaded with the first note, not with the coach."""

from datetime import date

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import TextArea

from coach.core.words import INVISIBLE, note_full
from coach.ui.dialogs import Dialog
from coach.ui.widgets import Line, Painted, Span, pad


class NoteArea(TextArea):
    """A text area that never hands the terminal a character that would steer it; the text itself keeps them."""

    def get_line(self, line_index: int) -> Text:
        """One line as it is shown, each steering character as one without width."""
        # Not from the line that Textual makes: it lacks some of them, and the cursor would be drawn beside its place.
        return Text(self.document.get_line(line_index).translate(INVISIBLE), end="", no_wrap=True)


class NoteDialog(Dialog):
    """The note: enter is a new line, escape keeps it and goes back. Answers the text."""

    def __init__(self, text: str, night: date) -> None:
        super().__init__("Note")
        self._area = NoteArea(text, soft_wrap=True, compact=True, highlight_cursor_line=False)
        self._night = night
        self._before = text
        self._began = self._shown = self._area.text  # line ends are all the same there

    def compose(self) -> ComposeResult:
        """The header above, the text, the keys below."""
        self._area.cursor_blink = False
        self._area.match_cursor_bracket = False  # a note is no program: its brackets look as the rest
        yield self._painted
        yield self._area
        self._foot = Painted()
        self._foot.styles.height = 1
        self._foot.show([(Span(" esc keeps it and goes back  f1 help now", "dim"),)])
        yield self._foot

    def on_mount(self) -> None:
        """Ready to type, at the end."""
        self._painted.styles.height = 2
        self._area.styles.height = "1fr"
        self._area.move_cursor(self._area.document.end)
        self._area.focus()

    def body(self, width: int, height: int) -> list[Line]:
        """Nothing beside the text."""
        return []

    def _frame(self, width: int, height: int) -> list[Line]:
        return [pad((Span(" Note", "strong"), Span(f"   {self.said}", "accent")), width), self.rule(width)]

    def on_text_area_changed(self) -> None:
        """Keep what is being typed."""
        if len(self._area.text) > self.session.limits.text:
            self.said = note_full(self.session.limits.text)
            self.paint()
        elif self._area.text != self._shown:
            self._shown = self._area.text
            self.coach.drafts.typed(self._night, "note", self._shown)

    async def pressed(self, event: events.Key) -> None:
        """Only escape is a key here; all else is text."""
        if event.key in ("escape", "ctrl+q", "f1"):
            await super().pressed(event)

    async def leave(self) -> None:
        """Keep it and go back."""
        unchanged = self._area.text == self._began
        if len(self._area.text) > self.session.limits.text and not unchanged:
            return
        self.answer(self._before if unchanged else self._area.text)
