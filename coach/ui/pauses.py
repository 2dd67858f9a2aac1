"""Nights to excuse, asked over whichever screen opened this."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial

from coach.core import retold
from coach.core.nights import Night
from coach.core.profile import LONGEST_REASON, Pause
from coach.core.typed import check_day, check_last, check_short, read_day
from coach.history import end_pause, put_pause
from coach.ui.base import Choice, CoachScreen, Field

FROM, UNTIL, WHY = "streaks.from", "streaks.until", "streaks.reason"
check_date = partial(check_day, latest=date.max)
"""A pause may begin and end in days to come."""
Done = Callable[..., Awaitable[None]]
"""Given what was done in a sentence, and the drafts that are answered by it."""


class PauseFlow:
    """New nights to excuse, or those there are: over by now, or taken back."""

    def __init__(self, screen: CoachScreen, night: Night, done: Done) -> None:
        self._screen = screen
        self._session = screen.session
        self._night = night
        self._done = done

    async def begin(self) -> None:
        """Ask what is to be excused; where nothing is yet, at once which nights."""
        held = self._session.profile.pauses_held[-9:]
        if not held:
            await self._new()
            return
        tonight, on = self._session.tonight, self._session.profile.pause_open
        choices = [Choice("n", "new: a journey, an illness")]
        choices += [Choice("e", f"over by tonight: {retold.pause_said(on, tonight)}")] if on else []
        choices += [Choice(str(n), f"take back {retold.pause_said(p, tonight)}") for n, p in enumerate(held, 1)]

        async def chosen(key: str) -> None:
            if key == "n":
                await self._new()
            elif key == "e" and on:
                if (ended := await self._screen.kept(partial(end_pause, self._session, on))) is not None:
                    await self._changed_to(ended)
            else:
                await self._put(held[int(key) - 1].evolve(away=True))

        await self._screen.choose("Nights that are excused", choices, chosen)

    async def _new(self) -> None:
        fields = [
            Field("From, YYYY-MM-DD", FROM, f"{self._session.tonight}", check_date),
            Field("To, YYYY-MM-DD; empty: no end yet", UNTIL, "", check_date),
            Field("Why, in your words (may stay empty)", WHY, "", partial(check_short, most=LONGEST_REASON), True),
        ]
        await self._screen.form("Nights to excuse", fields, self._told, self._night, whole=self._problem)

    def _problem(self, answer: Sequence[str]) -> str | None:
        """Does it end before it begins?"""
        first = read_day(answer[0]) if answer[0].strip() else self._session.tonight
        return check_last(answer[1], first)

    async def _told(self, answer: tuple[str, ...]) -> None:
        first = read_day(answer[0]) if answer[0].strip() else self._session.tonight
        last = read_day(answer[1]) if answer[1].strip() else None
        await self._put(Pause(first=first, last=last, reason=answer[2].strip()))

    async def _put(self, pause: Pause) -> None:
        if await self._screen.kept(partial(put_pause, self._session, pause)) is not None:
            await self._changed_to(pause)

    async def _changed_to(self, pause: Pause) -> None:
        told = retold.pause_said(pause, self._session.tonight)
        await self._done(f"{'Taken back' if pause.away else 'Excused'}: {told}.", FROM, UNTIL, WHY)
