"""Questions over a screen: a choice by one key, a short form, a page to read."""

from collections.abc import Callable, Sequence
from datetime import date

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from coach.core.nights import Night
from coach.core.words import clean, one_line
from coach.ui.base import Choice, CoachScreen, Field
from coach.ui.commands import Command
from coach.ui.widgets import Line, Painted, Span, fit, glyphs, pad, spread, wrap


class Dialog(CoachScreen):
    """A question that takes the whole screen, so that it fits a phone and repaints little."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title_text = title

    async def pressed(self, event: events.Key) -> None:
        """Escape goes back; nothing that was typed is thrown away by it."""
        if event.key == "escape":
            event.stop()
            await self.leave()
        elif event.key == "ctrl+q":
            event.stop()
            await self.do_quit()
        elif self.keys.find(("everywhere",), event.character or event.key) is self.help_now:
            event.stop()
            await self.do_help_now()
        else:
            await super().pressed(event)

    @property
    def help_now(self) -> Command:
        """The command that works in every dialog too."""
        return next(c for c in self.keys.commands if c.id == "help_now")

    async def told_whole(self) -> None:
        """No dialog opens over what is asked or read."""

    def answer(self, result: object) -> None:
        """Go back with ``result``; a second answer, from keys typed ahead, is none."""
        if self.is_current:
            self.dismiss(result)

    async def leave(self) -> None:
        """Back without an answer."""
        self.answer(None)

    @property
    def situations(self) -> Sequence[str]:
        """A dialog has its own keys only."""
        return ()

    def _bar(self, width: int) -> Line:
        return spread(" esc back", "", f"{self.help_now.key} help now ", width, "dim")


class ChoiceDialog(Dialog):
    """One key chooses. Answers the key."""

    def __init__(
        self, title: str, choices: Sequence[Choice], text: Sequence[str] = (), escape: str | None = None
    ) -> None:
        super().__init__(title)
        self._choices = choices
        self._text = text
        self._escape = escape
        self._top = 0

    async def leave(self) -> None:
        """Back, with the answer that Escape stands for if there is one."""
        self.answer(self._escape)

    def body(self, width: int, height: int) -> list[Line]:
        """The text above, as far as it fits, the choices below, always whole."""
        choices = self._choice_lines(width)
        text = [(Span("  "), *line) for paragraph in self._text for line in (*wrap(paragraph, width - 4), ())]
        room = max(height - len(choices), 1)
        if len(text) <= room:
            return [*text, *choices]
        self._top = max(0, min(self._top, len(text) - room + 1))
        more = "up down read on" if self._top < len(text) - room + 1 else "up reads again"
        return [*text[self._top : self._top + room - 1], (Span(f"  {more}", "accent"),), *choices]

    def _choice_lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for choice in self._choices:
            first, *rest = wrap(choice.text, width - 8)
            lines.append((Span(f"  {choice.key}", "strong"), Span("  "), *first))
            lines += [(Span("     "), *line) for line in rest]
        return lines

    def _said_lines(self, width: int, height: int) -> list[Line]:
        """What is said takes no line of a choice."""
        return super()._said_lines(width, height)[: max(height - len(self._choice_lines(width)) - 5, 1)]

    async def pressed(self, event: events.Key) -> None:
        """A choice's key answers."""
        key = event.character if event.is_printable and event.key != "space" else event.key
        if any(choice.key == key for choice in self._choices):
            event.stop()
            self.answer(key)
        elif key in ("up", "down"):
            event.stop()
            self._top += -3 if key == "up" else 3
            self.paint()
        else:
            await super().pressed(event)


class EffectsDialog(Dialog):
    """What was noticed after magnesium: keys put words in and out, enter takes them. Answers a tuple of words.

    What was put in and not taken yet is kept as the draft ``field`` of ``night``, a word a line.
    """

    def __init__(self, known: Sequence[str], chosen: Sequence[str], emergency: str, night: Night, field: str) -> None:
        super().__init__("After magnesium: what was noticed?")
        self._known = known
        self._chosen = [word for word in chosen if word in known]
        self._other = ", ".join(word for word in chosen if word not in known)
        self._emergency = emergency
        self._night = night
        self._field = field

    @property
    def _words(self) -> tuple[str, ...]:
        words = [word for word in self._known if word in self._chosen]
        return (*words, *([self._other] if self._other else []))

    def _changed(self) -> None:
        self.coach.drafts.typed(self._night.night, self._field, "\n".join(self._words))
        self.paint()

    def body(self, width: int, height: int) -> list[Line]:
        """The emergency line first, whole; then the words."""
        rows: list[Line] = [*((Span(" "), *line) for line in wrap(self._emergency, width - 2, "strong"))]
        marks = glyphs()
        for n, word in enumerate(self._known, 1):
            on = word in self._chosen
            rows.append((Span(f"  {n}", "strong"), Span(f"  {marks.done if on else marks.open} {word}"), self._is(on)))
        rows.append((Span("  o", "strong"), Span(f"  {marks.done if self._other else marks.open} something else")))
        rows += [(Span("      "), *line) for line in wrap(self._other, width - 8)[:2] if self._other]
        keys = f"1-{len(self._known)} and o put in or take out\nenter that is all"
        return [*rows, (), *((Span("  "), *line) for line in wrap(keys, width - 4, "dim"))]

    def _is(self, on: bool) -> Span:
        return Span("  noticed" if on else "", "accent")

    async def pressed(self, event: events.Key) -> None:
        """Numbers put a word in or out; o asks for other words; enter answers."""
        key = event.character or event.key
        if event.key == "enter":
            event.stop()
            self.answer(self._words)
        elif key.isdecimal() and 1 <= int(key) <= len(self._known):
            event.stop()
            word = self._known[int(key) - 1]
            self._chosen = [w for w in self._chosen if w != word] if word in self._chosen else [*self._chosen, word]
            self._changed()
        elif key == "o":
            event.stop()
            other = Field("In your words", f"{self._field}.other", self._other, begun=True)
            await self.form("Something else", [other], self._said_other, self._night)
        else:
            await super().pressed(event)

    async def _said_other(self, answer: tuple[str, ...]) -> None:
        self._other = answer[0].strip()
        self.coach.drafts.typed(self._night.night, f"{self._field}.other", "")
        self._changed()


class FormDialog(Dialog):
    """A few lines to type, kept as drafts of ``night``. Enter takes them all once each will do; tab and the arrows go
    between them. A line that will not do is said when it is left, and from then on until it does. Answers a tuple of
    texts; ``whole`` is asked of all of them, once each is right by itself.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        night: date,
        text: Sequence[str] = (),
        whole: Callable[[Sequence[str]], str | None] = lambda _answer: None,
    ) -> None:
        super().__init__(title)
        self._fields = fields
        self._whole = whole
        self._wrong: int | None = None
        """The line whose problem is said; their number where it is one of all of them."""
        self._night = night
        self._text = text
        self._shown = [one_line(field.value) for field in fields]
        self._inputs = [
            Input(shown, select_on_focus=not field.begun, compact=True, max_length=2000)
            for field, shown in zip(fields, self._shown, strict=True)
        ]

    def compose(self) -> ComposeResult:
        """The painted text above, each line with its label below."""
        yield self._painted
        for field, line in zip(self._fields, self._inputs, strict=True):
            line.cursor_blink = False  # a blinking cursor writes for ever, and hides a dead connection from sshd
            label = Painted()
            label.styles.height = 1
            label.show([(Span(f"  {field.label}", "strong"),)])
            yield label
            yield line
        self._foot = Painted()
        self._foot.styles.height = 1
        self._foot.show([(Span("  enter keeps it  esc back  f1 help now", "dim"),)])
        yield self._foot

    def on_mount(self) -> None:
        """Ready to type."""
        self._inputs[0].focus()

    def body(self, width: int, height: int) -> list[Line]:
        """What the form is about."""
        return [line for text in self._text for line in (*self._indented(text, width), ())]

    def _indented(self, text: str, width: int) -> list[Line]:
        return [(Span("  "), *line) for line in wrap(text, width - 4)]

    def _frame(self, width: int, height: int) -> list[Line]:
        rows = [pad((Span(f" {clean(self.title_text)}", "strong"),), width), self.rule(width)]
        rows += self.body(width, height)
        said = [(Span("  "), *line) for line in wrap(self.said, width - 4, "accent")] if self.said else []
        room = max(height - 2 * len(self._fields) - 1, 1)
        lines = [*rows[: max(room - len(said), 1)], *said][:room]
        self._painted.styles.height = len(lines)
        return lines

    async def pressed(self, event: events.Key) -> None:
        """Up and down go between the lines."""
        if event.key in ("up", "down"):
            event.stop()
            self.focus_next() if event.key == "down" else self.focus_previous()
        else:
            await super().pressed(event)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A line was left for another: say at once if it will not do."""
        if event.widget in self._inputs and self.is_current and self._wrong is None:
            self._say_problem(self._inputs.index(event.widget))

    def _say_problem(self, place: int) -> bool:
        """Say what would be right in that line, or that nothing is wrong there any more; is there a problem?"""
        problem = self._fields[place].check(self._inputs[place].value)
        if problem or self._wrong == place:
            self.said = problem or ""
            self._wrong = place if problem else None
            self.paint()
        return problem is not None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is being typed."""
        place = self._inputs.index(event.input)
        if event.value != self._shown[place]:
            self._shown[place] = event.value
            self.coach.drafts.typed(self._night, self._fields[place].name, event.value)
            if self._wrong == place:
                self._say_problem(place)
            elif self._wrong == len(self._fields):  # of all of them: enter asks again
                self.said, self._wrong = "", None
                self.paint()

    async def on_input_submitted(self) -> None:
        """Take the lines, or say which will not do and why."""
        for place, line in enumerate(self._inputs):
            if self._say_problem(place):
                line.focus()
                return
        answer = tuple(map(self._typed, self._fields, self._inputs))
        if problem := self._whole(answer):
            self.said, self._wrong = problem, len(self._fields)
            self.paint()
            return
        self.answer(answer)

    def _typed(self, field: Field, line: Input) -> str:
        """The text as it was where nothing changed: what is shown lacks what would steer the terminal."""
        return field.value if line.value == one_line(field.value) else line.value

    async def leave(self) -> None:
        """Back; what was typed stays."""
        await self.coach.drafts.save()
        self.answer(None)


class ReadingDialog(Dialog):
    """A dialog that is read: what is said meanwhile takes no line of it, stands in the bar, and is told whole below."""

    @property
    def keys_told(self) -> str:
        """Its own keys, in the bar."""
        return "esc back"

    def answer(self, result: object) -> None:
        """Go back; what was said meanwhile is said there."""
        if self.is_current and self.said and isinstance(below := self.app.screen_stack[-2], CoachScreen):
            below.said = self.said
        super().answer(result)

    def _said_lines(self, width: int, height: int) -> list[Line]:
        return []

    def _bar(self, width: int) -> Line:
        """What is said, or its own keys; and the one for help."""
        help_now = self.help_now.key
        if not self.said:
            return spread(f" {self.keys_told}", "", f"{help_now} ", width, "dim")
        right = f"  esc back  {help_now} "
        return (Span(fit(f" {one_line(self.said)}", width - len(right)), "strong"), Span(right, "dim"))


class PageDialog(ReadingDialog):
    """A page to read; the arrows scroll it."""

    @property
    def keys_told(self) -> str:
        """Its own keys."""
        return "esc back   up down read on"

    def __init__(self, title: str, lines: Callable[[int], Sequence[Line]]) -> None:
        super().__init__(title)
        self._page = lines
        self._top = 0

    def body(self, width: int, height: int) -> list[Line]:
        """As much of the page as fits."""
        rows = [(Span("  "), *line) for line in self._page(width - 4)]
        self._top = max(0, min(self._top, len(rows) - height))
        return rows[self._top : self._top + height]

    async def pressed(self, event: events.Key) -> None:
        """Scroll, or back with almost any key one would try."""
        if event.key in ("up", "down", "pageup", "pagedown"):
            event.stop()
            self._top += {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}[event.key]
            self.paint()
        elif event.key in ("enter", "q", "b", "space", "backspace", "question_mark"):
            event.stop()
            self.answer(None)
        else:
            await super().pressed(event)


class HelpDialog(PageDialog):
    """Every key that does something where it was asked."""

    def __init__(self, rows: Sequence[Command]) -> None:
        super().__init__("Keys", lambda width: [line for row in rows for line in self._row(row, width)])

    def _row(self, command: Command, width: int) -> list[Line]:
        first, *rest = wrap(command.help, max(width - 12, 8))
        return [(Span(f"{command.key:<11} ", "strong"), *first), *((Span(" " * 12), *line) for line in rest)]
