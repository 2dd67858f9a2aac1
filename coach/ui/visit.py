"""What a visit needs: whose report it is, a person's own questions, and the totals a clinic gave."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from coach import settings
from coach.core import words
from coach.core.nights import Night
from coach.core.person import IRLS_MOST, LONGEST_CLINIC_NOTE, ClinicScore
from coach.core.profile import LONGEST_QUESTION, Profile
from coach.core.routine import dropped
from coach.core.scores import NOT_OURS, bands_said, clinic_said, severity
from coach.core.settable import setting
from coach.core.typed import check_day, check_short, read_day
from coach.ui.base import CoachScreen, Field
from coach.ui.widgets import Line, Span, fit, glyphs, spread, wrap
from coach.visit_notes import (
    CLINIC_NOTE,
    CLINIC_ON,
    CLINIC_TOTAL,
    QUESTION,
    check_question,
    check_total,
    drop_clinic_score,
    drop_question,
    put_clinic_score,
    put_question,
)

if TYPE_CHECKING:
    from coach.ui.app import Place

NAME = setting("name")
BANDS = f"By its usual bands: {bands_said()}."


class Row(NamedTuple):
    """One line: the name, a question by its number from 1, a total by its day, or where a new one begins."""

    kind: str
    name: str
    told: str
    n: int = 0
    score: ClinicScore | None = None


class VisitScreen(CoachScreen):
    """A person's own words for a visit, row by row; ``back`` is the screen it was opened from."""

    title_text = "For a visit"

    def __init__(self, night: Night, back: "Place") -> None:
        super().__init__()
        self.at = 0
        self._night = night
        self._back = back

    @property
    def profile(self) -> Profile:
        """The settings as they are."""
        return self.session.profile

    @property
    def rows(self) -> list[Row]:
        """All lines, in their order."""
        profile = self.profile
        questions = [Row("question", f"{n}", asked, n) for n, asked in enumerate(profile.questions, 1)]
        scores = [Row("score", f"{s.on:%d %b %Y}", _score_told(s), score=s) for s in reversed(profile.clinic_scores)]
        told = words.one_line(profile.name or "") or "not said"
        return [
            Row("name", NAME.name, told),
            *questions,
            Row("new_question", "A question", "" if questions else "none yet"),
            *scores,
            Row("new_score", "Clinic's total", "" if scores else "none noted"),
        ]

    @property
    def row(self) -> Row:
        """The line at hand."""
        rows = self.rows
        return rows[min(self.at, len(rows) - 1)]

    @property
    def situations(self) -> Sequence[str]:
        """The keys of a line."""
        item = ["visit_item"] if self.row.kind in ("question", "score") else []
        return (*item, "visit", "list", "screens", "everywhere")

    def header(self, width: int) -> Line:
        """The name of the screen."""
        return spread(" For a visit", "", "", width)

    def body(self, width: int, height: int) -> list[Line]:
        """The lines, what there is to say of the one at hand, whole, and its keys."""
        keys = self.keys_help(width - 2)
        about = self._about(width - 2)[: max(height - len(keys) - 5, 1)]
        foot = [(Span(" "), *line) for line in (*about, *keys)]
        rows = [self._line(n, row, width) for n, row in enumerate(self.rows)]
        room = max(height - len(foot) - 1, 1)
        top = max(0, min(self.at - room // 2, len(rows) - room))
        shown = rows[top : top + room]
        return [*shown, *([()] * (room - len(shown) + 1)), *foot]

    def _line(self, n: int, row: Row, width: int) -> Line:
        here = n == self.at
        left = {"question": 3, "score": 12}.get(row.kind, 20 if width >= 60 else 17)
        name = f"{row.name}." if row.kind == "question" else row.name
        new = row.kind.startswith("new_")
        return (
            Span(f" {glyphs().here} ", "here") if here else Span("   ", "accent"),
            Span(fit(f"+ {name}" if new else name, left), "strong" if here else ""),
            Span(" "),
            Span(fit(row.told, width - left - 4), "" if here or row.kind == "question" else "dim"),
        )

    def _about(self, width: int) -> list[Line]:
        row = self.row
        match row.kind:
            case "name":
                return wrap(NAME.about, width, "dim")
            case "question":
                return wrap(row.told, width)
            case "new_question":
                return wrap("What you want to ask at the visit, in your words.", width, "dim")
            case "score":
                noted = row.score.note if row.score else ""
                return [*(wrap(noted, width) if noted else []), *wrap(f"{NOT_OURS} {BANDS}", width, "dim")]
            case _:
                return wrap(f"{NOT_OURS} {BANDS}", width, "dim")

    async def refreshed(self) -> None:
        """Tonight's record, where drafts are kept; a line may be gone since."""
        self._night = await self.kept(self.session.night) or self._night
        self._in_reach()

    def _in_reach(self) -> None:
        self.at = min(self.at, len(self.rows) - 1)

    async def _save(self, change: Callable[[], object], said: str, *drafts: str) -> bool:
        """Carry out ``change`` in the diary's thread and say so; ``drafts`` are answered then. True once on disk."""
        if await self.kept(change) is None:
            return False
        self.said = said
        self._in_reach()
        for field in drafts:
            self.coach.drafts.forget(self._night.night, field)
        if drafts:
            await self.kept(partial(self.session.dispatch, *dropped(*drafts), night=self._night.night))
        return True

    async def do_up(self) -> None:
        """The line above."""
        self.at = max(self.at - 1, 0)

    async def do_down(self) -> None:
        """The line below."""
        self.at = min(self.at + 1, len(self.rows) - 1)

    async def do_close(self) -> None:
        """Back to where this was opened from."""
        await self._open(self._back)

    async def do_undo(self) -> None:
        """The settings before the last change."""
        if (said := await self.kept(partial(settings.take_back, self.session))) is not None:
            self.said = said
            self._in_reach()

    async def do_edit(self) -> None:
        """Write the line at hand, or change it."""
        row = self.row
        match row.kind:
            case "name":
                await self._ask_name()
            case "question" | "new_question":
                await self._ask_question(row.n or None, row.told if row.n else "")
            case _:
                await self._ask_score(row.score)

    async def do_add_question(self) -> None:
        """A new question."""
        await self._ask_question(None, "")

    async def do_add_score(self) -> None:
        """A new total."""
        await self._ask_score(None)

    async def do_remove(self) -> None:
        """Take the question or the total at hand off."""
        row = self.row
        said = f"Taken off; {self.undo_key} brings it back."
        if row.kind == "question":
            await self._save(partial(drop_question, self.session, row.n), said)
        elif row.score:
            await self._save(partial(drop_clinic_score, self.session, row.score.on), said)

    async def _ask_name(self) -> None:
        change = NAME.change
        if change is None:
            return
        check = partial(settings.problem_with, self.session, NAME)
        field = Field(change.asked, change.draft, self.profile.name or "", check, begun=True)

        async def told(answer: tuple[str, ...]) -> None:
            await self._save(partial(settings.change, self.session, NAME, answer[0]), "", field.name)

        await self.form(NAME.name, [field], told, self._night, [NAME.about])

    async def _ask_question(self, n: int | None, value: str) -> None:
        name = f"{QUESTION}.{n}" if n else QUESTION
        label = f"Your question {n}" if n else f"A question, at most {LONGEST_QUESTION} characters"
        field = Field(label, name, value, check_question, begun=True)

        async def told(answer: tuple[str, ...]) -> None:
            if await self._save(partial(put_question, self.session, answer[0], n), "Kept for the visit.", name):
                self.at = n or len(self.profile.questions)

        await self.form("A question for the visit", [field], told, self._night)

    async def _ask_score(self, score: ClinicScore | None) -> None:
        today = self.session.now().date()
        names = [f"{draft}.{score.on}" if score else draft for draft in (CLINIC_TOTAL, CLINIC_ON, CLINIC_NOTE)]
        fields = [
            Field(f"IRLS total, 0 to {IRLS_MOST}", names[0], f"{score.total}" if score else "", check_total),
            Field("Given on, YYYY-MM-DD", names[1], f"{score.on if score else today}", partial(_check_on, today)),
            Field(
                "Note (may stay empty)",
                names[2],
                score.note if score else "",
                partial(check_short, most=LONGEST_CLINIC_NOTE),
                begun=True,
            ),
        ]

        async def told(answer: tuple[str, ...]) -> None:
            total, on, note = (text.strip() for text in answer)
            new = ClinicScore(total=int(total), on=read_day(on), note=note)
            keep = partial(put_clinic_score, self.session, new, score.on if score else None)
            await self._save(keep, f"Noted: {clinic_said(new)}.", *names)

        await self.form("A clinic's IRLS total", fields, told, self._night, [NOT_OURS])


def _score_told(score: ClinicScore) -> str:
    note = words.one_line(score.note)
    return f"IRLS {score.total}, {severity(score.total)}{f': {note}' if note else ''}"


def _check_on(today: date, text: str) -> str | None:
    return check_day(text, today) if text.strip() else "Type the date it was given on, as 2026-11-22."
