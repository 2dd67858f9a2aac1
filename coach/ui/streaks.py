"""Review, streaks: how many nights in a row, the best, how many of the last, strength; and why."""

from collections.abc import Sequence
from functools import partial

from coach.core import retold
from coach.core.nights import Night
from coach.core.profile import MOST_GRACE, Profile
from coach.core.routine import dropped
from coach.core.streaks import WINDOWS, Streak
from coach.core.typed import check_whole
from coach.history import Past, set_grace
from coach.ui.base import Field
from coach.ui.looking import PastScreen
from coach.ui.pages import PagesDialog, sentence
from coach.ui.pauses import PauseFlow
from coach.ui.widgets import Line, Span, fit, glyphs, wrap

GRACE = "streaks.grace"
NAME, BEST, ROOM = 14, 20, (5, 6, 6, 8)
"""Cells of the columns of the table."""
LEAST_NAME = 15
"""Cells that a name has where it shares its row with how many nights."""
TABLE = 80
"""Columns from which a streak is one row of a table; below, it takes two."""


class StreaksScreen(PastScreen):
    """The routine's streak, and each step's."""

    tab = "streaks"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self._night = night
        self._streaks: list[Streak] = []
        self.at = 0
        self._changes = 0
        """Settings changed here, which undo takes back."""

    @property
    def situations(self) -> Sequence[str]:
        """The keys of a streak."""
        return ("streaks", "list", *self.looking)

    async def all_read(self, past: Past) -> None:
        """The numbers."""
        self._streaks = await self.kept(past.streaks) or []
        self.at = min(self.at, max(len(self._streaks) - 1, 0))

    def body(self, width: int, height: int) -> list[Line]:
        """The table, what was set, and the keys."""
        keys = [(Span(" "), *line) for line in self.keys_help(width - 2)]
        if self.past is None or not self._streaks:
            return [*((Span(" "), *line) for line in self.progress(width - 2)), (), *keys]
        if not self.past.briefs:
            told = [*wrap(retold.NO_NIGHTS, width - 2), *wrap(retold.STREAKS_TO_COME, width - 2)]
            return [*((Span(" "), *line) for line in told), (), *keys]
        settings = [(Span(" "), *line) for line in self._settings(self.past, width - 2)] if height >= 14 else []
        each = 1 if width >= TABLE else 2
        head = [self._head(width)]
        room = max((height - len(keys) - len(settings) - len(head)) // each, 1)
        top = max(0, min(self.at - room // 2, len(self._streaks) - room))
        shown = list(enumerate(self._streaks))[top : top + room]
        rows = [line for n, s in shown for line in self._rows(s, self.past.profile, width, here=n == self.at)]
        air = [()] * max(height - len(keys) - len(settings) - len(head) - len(rows), 0)
        return [*head, *rows, *air[:1], *settings, *air[1:2], *keys]

    def _head(self, width: int) -> Line:
        if width < TABLE:
            windows = " ".join(map(str, WINDOWS))
            return (Span(f"     of the last {windows}, strength"[:width], "dim"),)
        windows = "".join(f"{window:>{room}}" for window, room in zip(WINDOWS, ROOM, strict=True))
        return (Span(f"   {'':{NAME}}{'now':>6}  {'best':{BEST}}{windows}  strength"[:width], "dim"),)

    def _rows(self, streak: Streak, profile: Profile, width: int, *, here: bool) -> list[Line]:
        mark = Span(f" {glyphs().here} ", "here") if here else Span("   ", "accent")
        name = retold.named(streak.of, profile)
        strength = retold.strength_said(streak.strength)
        role = "strong" if here else ""
        if width < TABLE:
            now = retold.run_said(streak.now)
            if len(now) > width - LEAST_NAME:
                now = retold.nights_said(streak.now.kept if streak.now else 0)
            windows = " ".join(retold.kept_said(streak.windows[window]) for window in WINDOWS)
            first = (mark, Span(fit(name, width - 5 - len(now)), role), Span(f" {now}", "strong"))
            return [first, (Span(f"     {windows}  {strength}", "dim"),)]
        now = f"{streak.now.kept if streak.now else 0:,}"
        kept = (retold.kept_said(streak.windows[window]) for window in WINDOWS)
        windows = "".join(f"{told:>{room}}" for told, room in zip(kept, ROOM, strict=True))
        best = fit(self._best(streak), BEST)
        return [
            (mark, Span(fit(name, NAME), role), Span(f"{now:>6}  ", "strong"), Span(f"{best}{windows}  {strength}"))
        ]

    def _best(self, streak: Streak) -> str:
        if streak.best is None:
            return "none yet"
        first, last = streak.best.first, streak.best.last
        if first.year != last.year:
            when = f"{first.year}-{last.year}"
        else:
            when = f"{last:%b %Y}" if first.month == last.month else f"{first:%b}-{last:%b %Y}"
        return f"{streak.best.kept:,} ({when})"

    def _settings(self, past: Past, width: int) -> list[Line]:
        """Where there is a table, the streak at hand and its best in sentences; then what was set."""
        *told, _ = retold.streak_lines(self._streaks[self.at], past.profile, past.tonight)
        told = [line.strip() for line in told] if width >= TABLE - 2 else []
        told.append(retold.grace_said(past.profile.grace))
        told += [f"Excused: {retold.pause_said(p, past.tonight)}." for p in past.profile.pauses_held[-2:]]
        return [(Span(fit(text, width).rstrip(), "dim"),) for text in told]

    # What is done

    async def do_up(self) -> None:
        """The streak above."""
        self.at = max(self.at - 1, 0)

    async def do_down(self) -> None:
        """The streak below."""
        self.at = min(self.at + 1, max(len(self._streaks) - 1, 0))

    async def do_why(self) -> None:
        """Why this streak is what it is."""
        past = await self.whole()
        if past is None or not past.briefs:
            return
        streak = self._streaks[self.at]
        lines = retold.why_lines(streak, past.profile, past.tonight)
        entries = [sentence(line, "strong" if n == 0 else "") for n, line in enumerate(lines)]
        title = f"Why: {retold.named(streak.of, past.profile)}"
        await self.app.push_screen(PagesDialog(title, entries, air=False))

    async def do_grace(self) -> None:
        """How many missed nights are forgiven."""
        value = str(self.session.profile.grace)
        field = Field(f"Nights of any 30, 0 to {MOST_GRACE}", GRACE, value, partial(check_whole, most=MOST_GRACE))
        await self.form("Grace", [field], self._graced, self._night, [retold.GRACE_ASKED])

    async def _graced(self, answer: tuple[str, ...]) -> None:
        nights = int(answer[0].strip() or 0)
        if await self.kept(partial(set_grace, self.session, nights)) is not None:
            await self._changed(retold.grace_said(nights), GRACE)

    async def _changed(self, said: str, *fields: str) -> None:
        self._changes += 1
        for field in fields:
            self.coach.drafts.forget(self._night.night, field)
        await self.kept(partial(self.session.dispatch, *dropped(*fields), night=self._night.night))
        self.said = self.said or said
        self.look_back()

    async def do_pause(self) -> None:
        """Nights to excuse: new ones, or those there are."""
        await PauseFlow(self, self._night, self._changed).begin()

    async def do_undo(self) -> None:
        """The last change that was made here; others are taken back where they were made."""
        if not self._changes:
            await super().do_undo()
        elif await self.kept(self.session.undo_profile) is not None:
            self._changes -= 1
            self.said = "Taken back: the last change."
            self.look_back()
