"""What in the diary may be worth showing a doctor, each thing once, kindly, and never as a diagnosis."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from coach.core import advice
from coach.core.escalations import Escalation
from coach.core.nights import Night
from coach.core.routine import dropped
from coach.core.typed import check_day, read_day
from coach.review import IRON_FIELD, Found, iron_tested, look, note_shown, tested_said, told
from coach.ui.base import Field
from coach.ui.looking import LookingScreen
from coach.ui.pages import Entry, base, paged, sentence
from coach.ui.widgets import Line, Span, wrap


class DoctorScreen(LookingScreen):
    """What may be worth showing a doctor."""

    tab = "doctor"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self._night = night
        self._found: Found | None = None
        self._before: list[date | None] = []
        self._page = 0
        self._pages = 1

    @property
    def situations(self) -> Sequence[str]:
        """The keys of the page."""
        return (*(["list"] if self._pages > 1 else []), "review", "looking", "screens", "everywhere")

    @property
    def place(self) -> str:
        """Which page."""
        return f"{self._page + 1} of {self._pages}" if self._pages > 1 else ""

    def body(self, width: int, height: int) -> list[Line]:
        """What was found, whole statements page by page, and the keys."""
        foot = [(Span(" "), *line) for line in self.keys_help(width - 2)]
        room = max(height - len(foot) - 1, 1)
        pages = paged(self._entries(), width - 2, room)
        self._pages, self._page = len(pages), min(self._page, len(pages) - 1)
        rows = [(Span(" "), *line) for line in pages[self._page]][:room]
        return [*rows, *([()] * (height - len(foot) - len(rows))), *foot]

    def _entries(self) -> list[Entry]:
        found = self._found
        if found is None:
            return [sentence("Looking through your nights ...", "dim")]
        if found.problem:
            return [sentence(found.problem)]
        looked = advice.looked_at(found.scored)
        entries = [_told(before, escalation) for before, escalation in told(found)]
        title = sentence(advice.FOR_A_DOCTOR if entries else advice.NOTHING_ASKS, "strong")
        return [title, *entries, sentence(looked, "dim")]

    async def on_mount(self) -> None:
        """Look, behind the first paint: thirty years are not read for it, but some months are."""
        self.call_after_refresh(self._look)

    async def _look(self) -> None:
        self._found = await self.kept(partial(look, self.session)) or self._found
        self.paint()
        await self._note_shown()
        self.paint()

    async def _note_shown(self) -> None:
        """What was shown is remembered once the last page was on the screen."""
        if self._found and self._page == self._pages - 1:
            await self.kept(partial(note_shown, self.session, self._found))

    async def do_up(self) -> None:
        """The page before."""
        self._page = max(self._page - 1, 0)

    async def do_down(self) -> None:
        """The page after."""
        self._page = min(self._page + 1, self._pages - 1)
        await self._note_shown()

    async def do_iron(self) -> None:
        """When iron was tested."""
        tested = self.session.profile.iron_tested
        value = tested.isoformat() if tested else ""
        today = self.session.now().date()
        field = Field("Tested on, YYYY-MM-DD; empty: not yet", IRON_FIELD, value, partial(check_day, latest=today))
        await self.form("Ferritin and transferrin saturation", [field], self._iron_told, self._night, [advice.IRON])

    async def _iron_told(self, answer: tuple[str, ...]) -> None:
        was, tested = self.session.profile.iron_tested, read_day(answer[0]) if answer[0].strip() else None
        if not await self._iron_is(tested):
            return
        self._before.append(was)
        self.coach.drafts.forget(self._night.night, IRON_FIELD)
        await self.kept(partial(self.session.dispatch, *dropped(IRON_FIELD), night=self._night.night))
        self.said = self.said or f"Noted: {tested_said(tested)}."
        await self._look()

    async def _iron_is(self, tested: date | None) -> bool:
        return await self.kept(partial(iron_tested, self.session, tested)) is not None

    async def do_visit(self) -> None:
        """To what a person notes for a visit."""
        await self._open("visit")

    async def do_undo(self) -> None:
        """The date of the iron test as it was; nothing else is changed here."""
        if not self._before:
            await super().do_undo()
        elif await self._iron_is(self._before[-1]):
            self.said = f"Taken back: the iron test is {tested_said(self._before.pop())}."
            await self._look()


def _told(before: str, escalation: Escalation) -> Entry:
    def drawn(width: int) -> list[Line]:
        return [*wrap(f"{before}{escalation.text}", width), *base(escalation.strength, escalation.source, width)]

    return drawn
