"""A diary that is in memory alone, for a demo: it reads no file, writes none, and is gone with the program."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from coach.store.files import StoreError
from coach.store.journal import Journal
from coach.store.records import number_of
from coach.store.transaction import Contents, Transaction

if TYPE_CHECKING:
    from coach.core.briefs import Brief
    from coach.store.check import Finding

NOT_IN_A_DEMO = "The demo keeps nothing; {what} your own diary."


class Memory(Journal):
    """A journal without a disk, empty at first.

    Whatever a journal does with files of its own is refused here with one sentence. Its folder is one in which no file
    can stand, so that what is forgotten here fails and writes nothing.
    """

    demo = True

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))
        self._contents = Contents(self.folder, {})
        self._kept: dict[str, bool] = {}
        self._briefs: dict[str, Brief | None] = {}

    def read(self) -> Transaction:
        """A view of the diary as it now is."""
        return self._begin()

    def there(self) -> tuple[Path, ...]:
        """There are no files."""
        return ()

    def leaf_through(self) -> Transaction:
        """The same: there is nothing to be kept out of memory."""
        return self._begin()

    def nights_kept(self, year: int, but: date, most: float = inf) -> int | None:
        """How many nights of ``year`` were kept, ``but`` one of them not counted.

        None where more than ``most`` records would have to be read for it.
        """
        counted = self.read().tell(year, self._kept, lambda night: night is not None and night.kept, most)
        if counted is None:
            return None
        self._kept = {**self._kept, **dict(counted.values())}
        return sum(was for number, (_, was) in counted.items() if number != str(number_of(but)))

    def briefs(self, year: int) -> "list[Brief]":
        """The nights of ``year`` that have something on record, in brief, oldest first."""
        from coach.core.briefs import brief_of

        told = self.read().tell(year, self._briefs, lambda night: brief_of(night) if night else None) or {}
        self._briefs = {**self._briefs, **dict(told.values())}
        return sorted(brief for _, brief in told.values() if brief)

    def keep_tally(self) -> None:
        """Nothing is left for another start."""

    def changed(self) -> bool:
        """Nobody else has this diary."""
        return False

    @contextmanager
    def transaction(self, day: date, *, why: str = "") -> Iterator[Transaction]:
        """One user action: what is changed holds when the block ends well, until the program ends."""
        transaction = self._begin()
        yield transaction
        for name, storage in transaction.changed.items():
            _, content = storage.rendered()
            self._contents.put(name, content)
            transaction.committed(name, content)

    def restore(self, which: str, day: date) -> None:
        """Refused."""
        _refuse("coach restore puts a copy in place of")

    def copy(self, which: str, *, whole: bool = False) -> Transaction:
        """Refused."""
        _refuse("coach merge joins a copy with")

    def backup(self, target: Path | None, day: date) -> Path:
        """Refused."""
        _refuse("coach backup keeps a copy of")

    def keys(self) -> None:
        """The built-in keys: the person's own stand beside their diary, which a demo does not read."""

    def keep_fault(self, text: str) -> Path:
        """Refused."""
        _refuse("the log of faults is kept beside")

    def check(self, *, repair: bool) -> "list[Finding]":
        """Refused."""
        _refuse("coach check reads")


def _refuse(what: str) -> NoReturn:
    raise StoreError(NOT_IN_A_DEMO.format(what=what))
