"""What is known: by topic, and by words. Every statement says how well it is founded, and on what."""

from collections.abc import Sequence

from coach.core import advice, words
from coach.core.nights import Night
from coach.core.routine import dropped
from coach.ui.base import CoachScreen, Field
from coach.ui.pages import PagesDialog, statement
from coach.ui.widgets import Line, Span, fit, glyphs, spread, wrap

FIND = "learn.find"


class LearnScreen(CoachScreen):
    """The topics; enter reads one."""

    title_text = "Learn"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.at = 0
        self._night = night
        self._rows: list[tuple[str, str]] = []
        self._problem = ""

    async def on_mount(self) -> None:
        """The statements are read off the screen's own thread."""
        await self.kept(self._read)
        self.paint()

    def _read(self) -> None:
        from coach.content.facts import TOPICS, topic
        from coach.content.files import ContentError

        try:
            self._rows = [(title, f"{len(topic(name))}") for name, title in TOPICS.items()]
        except ContentError as error:
            self._problem = f"{error} {advice.ASK_SOMEONE}"

    @property
    def situations(self) -> Sequence[str]:
        """The keys of a topic."""
        return ("learn", "list", "screens", "everywhere")

    def header(self, width: int) -> Line:
        """The name of the screen."""
        return spread(" Learn", "", "", width)

    def body(self, width: int, height: int) -> list[Line]:
        """The topics with how much there is of each; where they cannot be read, that."""
        foot = [(Span(" "), *line) for line in self.keys_help(width - 2)]
        if self._problem:
            return [*((Span(" "), *line) for line in wrap(self._problem, width - 2)), (), *foot]
        rows = self._rows
        room = height - len(foot)
        top = max(0, min(self.at - room // 2, len(rows) - room))
        shown = [self._row(n, *row, width) for n, row in enumerate(rows)][top : top + room]
        return [*shown, *([()] * (room - len(shown))), *foot]

    def _row(self, n: int, title: str, count: str, width: int) -> Line:
        here = n == self.at
        return (
            Span(f" {glyphs().here} ", "here") if here else Span("   ", "accent"),
            Span(fit(title, min(width - 8, 50)), "strong" if here else ""),
            Span(f" {count:>3}", "dim"),
        )

    async def do_up(self) -> None:
        """The topic above."""
        self.at = max(self.at - 1, 0)

    async def do_down(self) -> None:
        """The topic below."""
        self.at = min(self.at + 1, max(len(self._rows) - 1, 0))

    async def do_open(self) -> None:
        """Read the topic at hand."""
        from coach.content.facts import TOPICS, topic
        from coach.content.files import ContentError

        name, title = list(TOPICS.items())[self.at]
        try:
            entries = [statement(fact) for fact in topic(name)]
        except ContentError as error:
            self.said = f"{error} {advice.ASK_SOMEONE}"
            return
        await self.app.push_screen(PagesDialog(title, entries))

    async def do_find(self) -> None:
        """Look for words in all of it."""
        await self.form("Find", [Field("Words", FIND, begun=True)], self._found, self._night)

    async def _found(self, answer: tuple[str, ...]) -> None:
        from coach.content.facts import mended, search
        from coach.content.files import ContentError

        asked = words.one_line(answer[0])
        self.coach.drafts.forget(self._night.night, FIND)
        await self.kept(lambda: self.session.dispatch(*dropped(FIND), night=self._night.night))
        try:
            found, instead = search(asked), mended(asked)
        except ContentError as error:
            self.said = f"{error} {advice.ASK_SOMEONE}"
            return
        if not found:
            self.said = f"Nothing is found for {fit(asked, 40).rstrip()}." if asked else "Nothing was looked for."
            return
        await self.app.push_screen(PagesDialog(f"Found: {instead or asked}", [statement(fact) for fact in found]))
