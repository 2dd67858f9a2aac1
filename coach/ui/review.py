"""Review: what in the diary may be worth showing a doctor, each thing once, kindly, and never as a diagnosis."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from coach.core import advice
from coach.core.escalations import Escalation, due, escalations
from coach.core.nights import Night
from coach.core.profile import Profile
from coach.core.routine import dropped
from coach.core.scores import leg_scores
from coach.core.typed import check_day, read_day
from coach.ui.base import CoachScreen, Field
from coach.ui.pages import Entry, base, paged, sentence
from coach.ui.widgets import Line, Span, spread, wrap

LOOKED_AT = 120
"""Days that are read: the weeks of the longest rule, and those before them."""
IRON_FIELD = "review.iron"


class Found(NamedTuple):
    """What is there now: shown for the first time, shown before, and how many of the last 14 nights have a score."""

    fresh: tuple[Escalation, ...]
    before: tuple[Escalation, ...]
    scored: int
    shown: dict[str, date]
    problem: str = ""


class ReviewScreen(CoachScreen):
    """What may be worth showing a doctor."""

    title_text = "Review"

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
        return (*(["list"] if self._pages > 1 else []), "review", "screens", "everywhere")

    def header(self, width: int) -> Line:
        """The name of the screen, and which page."""
        place = f"{self._page + 1} of {self._pages} " if self._pages > 1 else ""
        return spread(" Review", "", place, width)

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
        fresh = [_told(escalation) for escalation in found.fresh]
        before = [_told(escalation, "Shown before: ") for escalation in found.before]
        title = sentence(advice.FOR_A_DOCTOR if fresh or before else advice.NOTHING_ASKS, "strong")
        return [title, *fresh, *before, sentence(looked, "dim")]

    async def on_mount(self) -> None:
        """Look, behind the first paint: thirty years are not read for it, but some months are."""
        self.call_after_refresh(self._look)

    async def _look(self) -> None:
        self._found = await self.kept(self._read) or self._found
        if self._found and not self._found.problem and self._found.shown != self.session.profile.shown:
            shown = self._found.shown
            await self.kept(partial(self.session.note_shown, shown))
        self.paint()

    def _read(self) -> Found:
        from coach.content.files import ContentError
        from coach.content.rules import review_rules

        today, profile = self.session.tonight, self.session.profile
        try:
            rules = review_rules()
        except ContentError as error:
            return Found((), (), 0, profile.shown, f"{error} {advice.ASK_SOMEONE}")
        nights = self.session.since(today - timedelta(days=LOOKED_AT))
        found = escalations(nights, profile, today, rules)
        fresh, shown = due(found, profile.shown, today, rules)
        last = [night for night in nights if night.night > today - timedelta(days=rules.window)]
        before = tuple(escalation for escalation in found if escalation not in fresh)
        return Found(fresh, before, len(leg_scores(last)), shown)

    async def do_up(self) -> None:
        """The page before."""
        self._page = max(self._page - 1, 0)

    async def do_down(self) -> None:
        """The page after."""
        self._page = min(self._page + 1, self._pages - 1)

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
        self.said = self.said or f"Noted: {_tested(tested)}."
        await self._look()

    async def _iron_is(self, tested: date | None) -> bool:
        def noted(profile: Profile) -> Profile:
            return profile.evolve(iron_tested=tested)

        return await self.kept(partial(self.session.change_profile, noted)) is not None

    async def do_undo(self) -> None:
        """The date of the iron test as it was; nothing else is changed here."""
        if not self._before:
            await super().do_undo()
        elif await self._iron_is(self._before[-1]):
            self.said = f"Taken back: the iron test is {_tested(self._before.pop())}."
            await self._look()


def _tested(on: date | None) -> str:
    return f"{on:%d %b %Y}" if on else "not noted"


def _told(escalation: Escalation, before: str = "") -> Entry:
    def drawn(width: int) -> list[Line]:
        return [*wrap(f"{before}{escalation.text}", width), *base(escalation.strength, escalation.source, width)]

    return drawn
