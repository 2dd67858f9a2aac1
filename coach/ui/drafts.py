"""Text being typed: remembered at once, on disk at each pause, and given up only when its answer is stored."""

import asyncio
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from coach.core.nights import Night
from coach.core.routine import Draft, Event
from coach.core.words import NOT_SAVED, SAVED_NOW
from coach.session import Refused, StoreError

if TYPE_CHECKING:
    from coach.ui.app import CoachApp

DRAFT_SECONDS = 0.4
"""How long a pause in typing lasts before what was typed is put on disk."""
RETRY_SECONDS = 2.0
"""How long until a disk that refused is asked again."""
STILL_HERE = "What you typed before is still here."


class Drafts:
    """What stands in fields that were not answered yet, by night and field."""

    def __init__(self, app: "CoachApp") -> None:
        self._app = app
        self._texts: dict[tuple[date, str], str] = {}
        self._saved: dict[tuple[date, str], str] = {}
        self._waiting = False
        self._closed = False
        self._saving = asyncio.Lock()
        self.problem = ""
        """Why what was typed is not on disk; "" if it is."""

    def begun(self, night: Night, field: str) -> str | None:
        """What was typed in ``field`` before, or None."""
        return self._texts.get((night.night, field), night.drafts.get(field)) or None

    def typed(self, night: date, field: str, text: str) -> None:
        """``text`` now stands in ``field``."""
        self._texts[night, field] = text
        self._soon(DRAFT_SECONDS)

    def forget(self, night: date, field: str) -> None:
        """The answer is stored."""
        self._texts.pop((night, field), None)
        self._saved.pop((night, field), None)

    def answered(self, night: date, events: Iterable[Event]) -> None:
        """``events`` are stored; the drafts they give up are forgotten."""
        for event in events:
            if isinstance(event, Draft) and not event.text:
                self.forget(night, event.field)

    async def save(self) -> bool:
        """Put on disk what is not there yet; True once all of it is."""
        async with self._saving:
            return self._closed or await self._save()

    async def _save(self) -> bool:
        self.problem = ""
        for (night, field), text in list(self._texts.items() - self._saved.items()):
            try:
                await self._put(night, Draft(field, text))
                if (night, field) not in self._texts:  # answered meanwhile, perhaps before this was put there
                    await self._put(night, Draft(field, None))
            except (Refused, StoreError) as error:
                self.problem = f"{NOT_SAVED} {error}"
                self._soon(RETRY_SECONDS)
                return False
            if (night, field) in self._texts:
                self._saved[night, field] = text
        return True

    async def _put(self, night: date, draft: Draft) -> None:
        await self._app.keeper.run(partial(self._app.session.dispatch, draft, night=night))

    async def close(self) -> None:
        """Save a last time; the diary's thread ends after this."""
        await self.save()
        self._closed = True

    def _soon(self, seconds: float) -> None:
        if not self._waiting:
            self._waiting = True
            self._app.set_timer(seconds, self._pause)

    async def _pause(self) -> None:
        if self._closed:
            return
        self._waiting = False
        before = self.problem
        await self.save()
        if self.problem != before:
            self._app.say(self.problem or SAVED_NOW)
