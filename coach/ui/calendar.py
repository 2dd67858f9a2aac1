"""Review, calendar: a year of nights as cells, a cursor over them, and what the night at hand tells."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from coach.core import heatmap, retold
from coach.core.briefs import Brief
from coach.core.heatmap import WEEK, YEAR, Cell
from coach.core.nights import EARLIEST, Night
from coach.core.routine import dropped
from coach.core.streaks import Count, Counted
from coach.core.typed import check_day, read_day
from coach.core.words import one_line
from coach.history import Past, notes_with
from coach.ui.base import Field
from coach.ui.looking import LOOKING, PastScreen
from coach.ui.widgets import Line, Span, beside, fit, glyphs, joined, wrap

FIND, JUMP = "review.find", "review.date"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LABEL = 6
"""Cells before the first week: the sign of the row at hand and the weekday."""
LEGEND = 20
"""Columns beside the calendar from which its signs are told there."""
NO_SIGN = " ", ""
ROOMY = 25
"""Rows from which the signs can be told below the calendar."""
WEEKS = 53
LEAST_KEYS = 1
"""Rows of keys that stay where the screen is small."""


class CalendarScreen(PastScreen):
    """The nights of a year, the cursor on one of them."""

    tab = "calendar"

    def __init__(self, night: Night, at: date | None = None) -> None:
        super().__init__()
        self._night = night
        self.at = at or night.night
        self._first = date.min
        self._by_legs = False
        self._briefs: dict[date, Brief] = {}
        self._counted: dict[date, Counted] = {}
        self._found: tuple[str, list[date]] | None = None
        self._finding = ""
        self._looked = False
        """Was it looked whether there is something for a doctor?"""

    @property
    def situations(self) -> Sequence[str]:
        """The keys of the calendar; those of what was found while something is."""
        return (*(["found"] if self._found else []), "calendar", "cells", *self.looking)

    @property
    def place(self) -> str:
        """The year of the night at hand."""
        return f"{self.at:%Y}"

    async def year_read(self) -> None:
        """What is there is shown; what each night counts for needs those before it, so it waits for them."""
        self._briefs = {brief.night: brief for briefs in self._years.values() for brief in briefs}
        self.paint()

    async def all_read(self, past: Past) -> None:
        """All nights, and what each counts for."""
        self._briefs = {brief.night: brief for brief in past.briefs}
        self._counted = await self.kept(past.counted) or {}
        if past.briefs and not self._looked:
            self._looked = True
            self.run_worker(self._look_for_a_doctor(), group="doctor")

    async def _look_for_a_doctor(self) -> None:
        """Say that there is something to show one, if it was not shown yet; rules that cannot be read say so there."""
        from coach.review import look

        found = await self.kept(partial(look, self.session))
        if found is not None and found.fresh and not self.said:
            self.said = retold.FOR_A_DOCTOR.format(key=self.keys.key("looking", "doctor"))
            self.paint()

    # What is seen

    def body(self, width: int, height: int) -> list[Line]:
        """The cells, their signs told, the night at hand, and the keys."""
        pitch = 2 if width > LABEL + 2 * WEEKS and height >= ROOMY else 1
        columns = min(WEEKS, (width - LABEL - 1) // pitch)
        self._show_from(columns)
        grid = list(self._grid(columns, pitch))
        wide = width - LABEL - pitch * columns >= LEGEND
        legend = self._legend(LEGEND - 4 if wide else width - 2, wide=wide)
        if wide:
            grid = beside(grid, [(), *legend], LABEL + pitch * columns, len(grid), " ")
            legend = []
        told = self._told(width - 2)
        rest = height - len(grid) - len(told)
        roomy = rest >= 6
        keys = self.keys_help(width - 2)[: max(rest - len(legend) - 2 * roomy, LEAST_KEYS)]
        legend = legend[: max(rest - len(keys), 0)]
        air: list[Line] = [()] if roomy else []
        return [*grid, *self._indented(legend), *air, *self._indented(told), *air, *self._indented(keys)]

    def _indented(self, lines: Sequence[Line]) -> list[Line]:
        return [(Span(" "), *line) for line in lines]

    def _show_from(self, columns: int) -> None:
        if self._first == date.min:  # tonight's week is the last
            tonight = heatmap.monday(max(self.session.tonight, self.at))
            self._first = tonight - timedelta(days=WEEK * (columns - 1))
        self._first = heatmap.first_of(self._first, self.at, columns)

    def _grid(self, columns: int, pitch: int) -> Iterator[Line]:
        names = ""
        for column, month in heatmap.months(self._first, columns):
            names = f"{names:{pitch * column}}{month:%b}"
        yield (Span(" " * LABEL), Span(f"{names:{pitch * columns}}"[: pitch * columns], "dim"))
        sign_of = self._signs_by_legs() if self._by_legs else self._signs_by_steps()
        nights = self._nights_shown
        for row, weekday in enumerate(WEEKDAYS):
            here = row == self.at.weekday()
            cells = []
            for column in range(columns):
                night = self._first + timedelta(days=WEEK * column + row)
                sign, role = sign_of(night) if nights is None or night in nights else NO_SIGN
                cells.append(Span(sign.ljust(pitch), "cell" if night == self.at else role))
            mark = glyphs().here if here else " "
            yield (Span(f" {mark}{weekday} ", "strong" if here else "dim"), *joined(cells))

    @property
    def _nights_shown(self) -> frozenset[date] | None:
        """The nights found, while something is; None for all."""
        return self._found and frozenset(self._found[1])

    def _signs_by_steps(self) -> Callable[[date], tuple[str, str]]:
        signs, briefs, counted = signs_of_steps(), self._briefs, self._counted

        def sign(night: date) -> tuple[str, str]:
            cell = heatmap.by_steps(briefs.get(night), counted.get(night))
            return signs[cell], "" if cell is Cell.ALL else "dim"

        return sign

    def _signs_by_legs(self) -> Callable[[date], tuple[str, str]]:
        none, briefs = glyphs().open, self._briefs

        def sign(night: date) -> tuple[str, str]:
            brief = briefs.get(night)
            legs = heatmap.by_legs(brief)
            if legs is None:
                return (none, "dim") if brief else NO_SIGN
            return ("x" if legs == 10 else f"{legs}"), "strong" if legs >= 7 else "" if legs >= 4 else "dim"

        return sign

    def _legend(self, width: int, *, wide: bool) -> list[Line]:
        """What the signs mean, and what else is going on."""
        signs = signs_of_steps()
        key = self.keys.key("calendar", "by_legs")
        if self._by_legs:
            other, told = "steps", ["0 to 9, x is 10", f"{glyphs().open} no leg score"]
        else:
            other = "leg score"
            told = [f"{signs[Cell.ALL]} all", f"{signs[Cell.SOME]} some", f"{signs[Cell.NONE]} none", "x excused"]
        title = "by leg score" if self._by_legs else "by steps kept"
        lines = [title, *told, f"({key} {other})"] if wide else ["  ".join(told)]
        drawn = [(Span(fit(line, width).rstrip(), "dim"),) for line in lines]
        return [*self._state(width), *drawn]

    def _state(self, width: int) -> list[Line]:
        if self._finding:
            return wrap(self._finding, width, "dim")
        if self._found:
            looked_for, nights = self._found
            return wrap(f'"{looked_for}": {retold.nights_said(len(nights))}', width, "accent")
        return self.progress(width)

    def _told(self, width: int) -> list[Line]:
        """The night at hand in at most three lines."""
        tonight = self.session.tonight
        if self.past is not None and not self._briefs:
            return wrap(f"{retold.NO_NIGHTS} Its evening fills a cell here.", width)
        brief, counts = self._briefs.get(self.at), self._counted.get(self.at)
        day = retold.day_said(self.at, self.session.tonight)
        if brief is not None:
            told = "; ".join(retold.brief_said(brief, counts, self.session.profile, tonight))
        elif counts is not None:
            counts_as = retold.counts_said(self.at, counts, self.session.profile, tonight)
            told = counts_as if counts.kind is Count.MISSED else f"nothing on record; {counts_as}"
        else:
            told = "nothing on record" if self.past is not None else f"{LOOKING} ..."
        lines = wrap(f"{day}: {told}", width, "strong")
        return lines if len(lines) <= 3 else [*lines[:2], (Span(fit(f"{lines[2][0].text} ..", width), "strong"),)]

    # What is done

    def _to(self, night: date) -> None:
        self.at = min(max(night, EARLIEST), max(self.session.tonight, max(self._briefs, default=date.min)))

    async def do_up(self) -> None:
        """The night before."""
        self._to(self.at - timedelta(days=1))

    async def do_down(self) -> None:
        """The night after."""
        self._to(self.at + timedelta(days=1))

    async def do_left(self) -> None:
        """A week back."""
        self._to(self.at - timedelta(days=WEEK))

    async def do_right(self) -> None:
        """A week on."""
        self._to(self.at + timedelta(days=WEEK))

    async def do_year_back(self) -> None:
        """A year back, the same weekday."""
        self._to(max(self.at - timedelta(days=YEAR), EARLIEST))

    async def do_year_on(self) -> None:
        """A year on."""
        self._to(self.at + timedelta(days=YEAR))

    async def do_by_legs(self) -> None:
        """By leg score, or by steps again."""
        self._by_legs = not self._by_legs
        self.said = retold.OUR_OWN if self._by_legs else ""

    async def do_open(self) -> None:
        """The night at hand, whole."""
        await (self._open("tonight") if self.at == self.session.tonight else self._open("night", self.at))

    async def do_jump(self) -> None:
        """To a date."""
        check = partial(check_day, latest=self.session.tonight)
        field = Field("Night of, YYYY-MM-DD", JUMP, f"{self.at}", check)
        await self.form("Go to a night", [field], self._jumped, self._night)

    async def _jumped(self, answer: tuple[str, ...]) -> None:
        await self._asked_for(JUMP)
        if answer[0].strip():
            self._to(read_day(answer[0]))

    async def _asked_for(self, field: str) -> None:
        self.coach.drafts.forget(self._night.night, field)
        await self.kept(partial(self.session.dispatch, *dropped(field), night=self._night.night))

    async def do_find(self) -> None:
        """The nights whose note has some words."""
        await self.form("Find in notes", [Field("Words", FIND, begun=True)], self._find, self._night)

    async def _find(self, answer: tuple[str, ...]) -> None:
        await self._asked_for(FIND)
        words = one_line(answer[0])
        if not words:
            self.said = "Nothing was looked for."
            return
        self.run_worker(self._finds(words), group="find", exclusive=True)

    async def _finds(self, words: str) -> None:
        """Year by year, so that no key waits."""
        years = await self.kept(self.session.years) or []
        nights: list[date] = []
        for n, year in enumerate(reversed(years)):
            self._finding = f"Looking for it: {n} of {len(years)} years"
            self.paint()
            found = await self.kept(partial(notes_with, self.session, year, words))
            if found is None:  # which is said; that there are no such notes would be untrue
                self._finding = ""
                self.paint()
                return
            nights += found
        self._finding = ""
        if nights:
            self._found = words, sorted(nights)
            self._to(self._found[1][-1])
        else:
            self.said = f'No note has "{words}" in it.'
        self.paint()

    async def do_earlier_found(self) -> None:
        """The night found before this one."""
        self._step_found([night for night in self._nights_found if night < self.at][-1:])

    async def do_later_found(self) -> None:
        """The night found after this one."""
        self._step_found([night for night in self._nights_found if night > self.at][:1])

    @property
    def _nights_found(self) -> list[date]:
        return self._found[1] if self._found else []

    def _step_found(self, to: list[date]) -> None:
        if to:
            self._to(to[0])
        else:
            self.said = "There is no more of them that way."

    async def do_all_nights(self) -> None:
        """All nights again."""
        self._found = None


def signs_of_steps() -> dict[Cell, str]:
    """The sign of each kind of cell."""
    marks = glyphs()
    some = {Cell.NONE: marks.open, Cell.SOME: marks.some, Cell.ALL: marks.all, Cell.EXCUSED: "x"}
    return {Cell.NOTHING: " ", **some}
