"""The visit report on the screen: the page as it prints, longer or shorter, and put into a file."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from coach import __version__
from coach.core.nights import Night
from coach.core.page import Page, left_out_said, page
from coach.core.retold import span_said
from coach.core.routine import dropped
from coach.core.visit import Asked
from coach.core.words import one_line
from coach.exchange.report_text import WIDTH, render
from coach.newfile import write_new
from coach.session import KIOSK
from coach.ui.base import Choice, Field
from coach.ui.looking import LOOKING, LookingScreen
from coach.ui.widgets import Line, Span
from coach.visit import FORMATS, USUAL, rendered, visit

SPANS = (USUAL, 90, 365)
ROOMY = 60
"""Columns in which the header has room for whole words."""
FILE = "report.file"
KINDS = {"t": "text", "h": "html", "p": "pdf", "m": "md"}
NAMES = {"text": "plain text", "html": "HTML, for a browser", "pdf": "PDF", "md": "Markdown"}
NO_FILES = "No file can be made here; the page can be read."
READ_IT = "Read it before you hand it on."


class ReportScreen(LookingScreen):
    """The report, read page by page."""

    tab = "report"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self._night = night
        self._span = 0
        self._asked = Asked()
        self._page: Page | None = None
        self._at = 0
        self._room = 1
        self._lines: list[str] = []

    @property
    def situations(self) -> Sequence[str]:
        """The keys of the page."""
        return ("report", "list", "looking", "screens", "everywhere")

    @property
    def place(self) -> str:
        """How many nights it tells of, and how far one has read."""
        many, lines = span_said(SPANS[self._span]), len(self._lines)
        read = f"  {min(self._at + self._room, lines)}/{lines}" if lines else ""
        return f"{many.removeprefix('the last ') if self.size.width < ROOMY else many}{read}"

    def body(self, width: int, height: int) -> list[Line]:
        """As much of the page as there is room for, and the keys."""
        foot = [(Span(" "), *line) for line in self.keys_help(width - 2)]
        self._room = max(height - len(foot) - 1, 1)
        if self._page is None:
            return [(Span(f" {LOOKING} ...", "dim"),), *([()] * self._room), *foot]
        margin = " " if width > WIDTH else ""
        self._lines = render(self._page, min(width, WIDTH)).splitlines()
        self._at = max(0, min(self._at, len(self._lines) - self._room))
        rows = [(Span(margin), self._span_of(n, line)) for n, line in enumerate(self._lines)]
        shown: list[Line] = [*rows[self._at :][: self._room]]
        return [*shown, *([()] * (self._room + 1 - len(shown))), *foot]

    def _span_of(self, number: int, line: str) -> Span:
        """The title, and what has nothing but headings in it, stand out."""
        heads = {section.title.upper() for section in self._page.sections} if self._page else set()
        head = number == 0 or (line and set(re.split(r"\s{2,}", line.strip())) <= heads)
        return Span(line, "strong" if head else "")

    async def refreshed(self) -> None:
        """Look through the nights, behind the paint."""
        self.run_worker(self._look(), exclusive=True)

    async def _look(self) -> None:
        found = await self.kept(partial(visit, self.session, None, None, self._asked, nights=SPANS[self._span]))
        if found is not None:
            self._page = page(found, __version__)
            self.said = self.said or left_out_said(found, self.keys.key("report", "mood"))
        self.paint()

    async def do_up(self) -> None:
        """Back by most of a screen."""
        self._at -= max(self._room - 2, 1)

    async def do_down(self) -> None:
        """On by most of a screen."""
        self._at += max(self._room - 2, 1)

    async def do_left(self) -> None:
        """Fewer nights."""
        await self._over(max(self._span - 1, 0))

    async def do_right(self) -> None:
        """More nights."""
        await self._over(min(self._span + 1, len(SPANS) - 1))

    async def _over(self, span: int) -> None:
        self._span = span
        await self._look()

    async def do_visit(self) -> None:
        """To what a person notes for a visit."""
        await self._open("visit")

    async def do_notes(self) -> None:
        """The last notes, in or out."""
        self._asked = self._asked._replace(notes=not self._asked.notes)
        self.said = f"Notes are {'in' if self._asked.notes else 'out'}."
        await self._look()

    async def do_mood(self) -> None:
        """Own words that may be about mood, in or out."""
        self._asked = self._asked._replace(mood=not self._asked.mood)
        self.said = f"Own words that may be about mood are {'in' if self._asked.mood else 'out'}."
        await self._look()

    async def do_write(self) -> None:
        """Put it into a file."""
        if self.session.limits is KIOSK or self.session.demo:
            self.said = NO_FILES
            return
        if self._page is None:  # a key typed ahead of the page
            await self._look()
        choices = [Choice(key, NAMES[form]) for key, form in KINDS.items()]
        await self.choose("Put the page into a file: which kind?", choices, self._kind_told)

    async def _kind_told(self, key: str) -> None:
        form = KINDS[key]
        name = f"~/visit-{self.session.now():%Y-%m-%d}{FORMATS[form]}"
        field = Field("File", FILE, name, _file_problem, begun=True)
        await self.form(NAMES[form], [field], partial(self._named, form), self._night)

    async def _named(self, form: str, answer: tuple[str, ...]) -> None:
        path = Path(answer[0].strip())
        if await self.kept(partial(_there, path)):
            again = [Choice("y", "yes, write over it"), Choice("n", "no")]
            then = partial(self._again, form, path)
            await self.choose(f"{one_line(str(path))} is there already. Write over it?", again, then)
        else:
            await self._written(form, path, over=False)

    async def _again(self, form: str, path: Path, key: str) -> None:
        if key == "y":
            await self._written(form, path, over=True)
        else:
            self.said = "It was left as it is."

    async def _written(self, form: str, path: Path, *, over: bool) -> None:
        if self._page is None:
            return
        self.said = ""
        written = await self.kept(partial(_write, self._page, form, path, over, self.session.where().folder))
        if written is None:
            return
        self.coach.drafts.forget(self._night.night, FILE)
        await self.kept(partial(self.session.dispatch, *dropped(FILE), night=self._night.night))
        made, problem = written
        self.said = " ".join(filter(None, (f"It is in {one_line(str(made))}.", problem, READ_IT)))


def _file_problem(text: str) -> str | None:
    return None if text.strip() else "Type the name of a file, such as ~/visit.pdf."


def _there(path: Path) -> bool:
    try:
        return path.expanduser().is_file()
    except (RuntimeError, OSError, ValueError):  # who writes it says what is wrong
        return False


def _write(told: Page, form: str, path: Path, over: bool, folder: Path) -> tuple[Path, str]:
    body, problem = rendered(told, form)
    return write_new(path, body, folder, lambda _: over), problem
