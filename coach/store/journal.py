"""The diary on disk: one TinyDB file a year for nights, one for settings, changed under one lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from coach.store import backups, files
from coach.store.durable import StagedStorage, load
from coach.store.files import Damaged, Foreign, Locked, StoreError, Unwritable
from coach.store.records import SETTINGS, nights_file, number_of
from coach.store.tally import Tally, Year
from coach.store.transaction import Contents, Transaction

if TYPE_CHECKING:
    from coach.core.briefs import Brief
    from coach.store.check import Finding

LOCK_SECONDS = 5.0
NO_COPY = "Today's copy could not be kept"


class Journal:
    """The diary in ``folder``. Making one touches nothing; the folder appears with the first thing written."""

    demo = False
    """Is it invented, and gone with the program?"""

    def __init__(self, folder: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.folder = folder
        self._lock_seconds = lock_seconds
        self._contents = Contents(folder)
        self._tally = Tally(folder)
        self.problems: list[str] = []
        """What the person should know of the diary, each sentence once; the reader empties it."""
        self._told: set[str] = set()

    def there(self) -> tuple[Path, ...]:
        """The files of the folder that a person may want to find, those that are there, and the folder of copies."""
        others = (self.folder / name for name in (files.KEYS, files.FAULTS, backups.FOLDER))
        return (*sorted(self.folder.glob("*.json")), *(path for path in others if path.exists()))

    def read(self) -> Transaction:
        """A view of the diary as it now is. Files are replaced whole, so reading takes no lock."""
        if (self.folder / files.INTENT).exists():  # a crash between two files
            with self._lock():
                files.recover(self.folder)
        return self._begin()

    def leaf_through(self) -> Transaction:
        """A view for reading once: the files it reads are not kept in memory, nor watched for changes."""
        return Transaction(Contents(self.folder), self._tell)

    def years(self) -> list[int]:
        """The years that have nights, oldest first."""
        return self._contents.years()

    def nights_kept(self, year: int, but: date, most: float = inf) -> int | None:
        """How many nights of ``year`` were kept, ``but`` one of them not counted.

        None where more than ``most`` records would have to be read for it.
        """
        name = nights_file(year)
        known, signature = self._tally.year(name), files.signature(self.folder / name)
        if year != but.year and signature is not None and known.signature == signature:
            return known.kept
        view = self.read() if year == but.year else self.leaf_through()
        counted = view.tell(year, known.nights, lambda night: night is not None and night.kept, most)
        if counted is None:
            return None
        nights = {digest: was for digest, was in counted.values() if digest}
        kept = sum(was for _, was in counted.values())
        if nights != known.nights or known.signature != signature:
            self._tally.put(name, Year(signature, kept, nights))
        return kept - counted.get(str(number_of(but)), ("", False))[1]

    def briefs(self, year: int) -> "list[Brief]":
        """The nights of ``year`` that have something on record, in brief, oldest first."""
        from coach.core.briefs import brief_of
        from coach.store import digests

        name = nights_file(year)
        signature = files.signature(self.folder / name)
        before, rows = digests.read(self.folder, name)
        if signature is None or before != signature:
            known = dict(rows.values())
            rows = self.leaf_through().tell(year, known, lambda night: brief_of(night) if night else None) or {}
            if signature is not None and all(digest for digest, _ in rows.values()):
                digests.keep(self.folder, name, signature, rows)
        return sorted(brief for _, brief in rows.values() if brief)

    def keep_tally(self) -> None:
        """Leave what was counted for the next start."""
        self._tally.keep()

    def changed(self) -> bool:
        """Did another session replace a file since it was last read, or since this was last asked? Reads nothing."""
        return self._contents.forget_replaced()

    @contextmanager
    def transaction(self, day: date, *, why: str = "") -> Iterator[Transaction]:
        """One user action: what is read is fresh, and what is changed reaches the disk when the block ends well.

        ``day`` names the copy kept before the first change of each day; ``why`` asks for one more, before a restore
        or a merge.

        Raises:
            Locked: if another session holds the diary for longer than the time given.
            Unwritable: if the disk refused.
        """
        with self._lock():
            files.recover(self.folder)
            transaction = self._begin()
            yield transaction
            self._commit(transaction, day, why)

    def _begin(self) -> Transaction:
        return Transaction(self._contents, self._tell)

    def _tell(self, problem: str) -> None:
        if problem and problem not in self._told:
            self._told.add(problem)
            self.problems.append(problem)

    def _no_longer(self, beginning: str) -> None:
        """What began so is over; should it come again, it is told again."""
        self.problems[:] = [problem for problem in self.problems if not problem.startswith(beginning)]
        self._told = {problem for problem in self._told if not problem.startswith(beginning)}

    def _commit(self, transaction: Transaction, day: date, why: str) -> None:
        changed = transaction.changed
        if not changed:
            return
        rendered = {name: storage.rendered() for name, storage in changed.items()}
        old = any(
            storage.content.schema < new.schema and storage.content.signature
            for storage, (_, new) in zip(changed.values(), rendered.values(), strict=True)
        )
        for reason in filter(None, ("" if not old else "before-a-new-version", why)):
            self._keep_copy(day, reason)
        self._keep_copy(day)
        files.keep_ballast(self.folder)
        damaged = frozenset(name for name, storage in changed.items() if storage.content.damaged)
        files.replace(self.folder, {name: body for name, (body, _) in rendered.items()}, damaged)
        for name, (_, content) in rendered.items():
            self._contents.put(name, content)
            transaction.committed(name, content)

    def _keep_copy(self, day: date, why: str = "") -> None:
        try:
            if backups.keep(self.folder, day, why):
                files.drop_spares(self.folder, {SETTINGS, nights_file(day.year)})
                self._no_longer(NO_COPY)
        except StoreError as error:
            if why:
                raise
            self._tell(f"{NO_COPY}: {error}")

    def restore(self, which: str, day: date) -> None:
        """Put a copy in place of all there is, after a copy of that.

        Raises:
            StoreError: if there is no such copy, or it is damaged; nothing has changed then.
        """
        copy = backups.contents(backups.find(self.folder, which))
        with self._lock():
            files.recover(self.folder)
            self._keep_copy(day, "before-restore")
            now = {path.name.removesuffix(".bak") for path in self.folder.glob("*.json*")}
            new = {name: StagedStorage(content).rendered()[0] for name, content in copy.items()}
            gone = {name: None for name in sorted(now) if name not in new and backups.is_diary(name)}
            damaged = frozenset(name for name in (*new, *gone) if self._is_damaged(name))
            files.replace(self.folder, {**new, **gone}, damaged)

    def _is_damaged(self, name: str) -> bool:
        try:
            return load(self.folder / name).damaged
        except Damaged:
            return True

    def copy(self, which: str, *, whole: bool = False) -> "Transaction":
        """A view of a dated copy, a packed one, another data folder, or (if not ``whole``) a single file of one.

        Raises:
            StoreError: if there is no such copy, or it is damaged.
        """
        path = backups.find(self.folder, which)
        single = not whole and path.suffix == ".json" and path.is_file()
        found = backups.one_file(path) if single else backups.contents(path)
        for content in found.values():
            if content.newer:
                raise Unwritable(f"{content.problem} Nothing was changed.")
            self._tell(content.problem)
        return Transaction(Contents(self.folder, found), self._tell)

    def backup(self, target: Path | None, day: date) -> Path:
        """Keep a copy: packed in ``target``, or a dated one; where it is.

        Raises:
            StoreError: if there is nothing to keep, or the disk refused.
        """
        if not backups.names(self.folder):
            raise Foreign(f"There is no diary in {self.folder} yet.")
        with self._lock():
            files.recover(self.folder)
            if target is not None:
                backups.pack(self.folder, target)
                return target
            made = backups.keep(self.folder, day, "asked" if self._kept_today(day) else "")
            return made or self.folder

    def _kept_today(self, day: date) -> bool:
        return (self.folder / backups.FOLDER / f"{day:%Y-%m-%d}").exists()

    def keys(self) -> str | None:
        """The person's own keys as they wrote them; None where they wrote none.

        Raises:
            StoreError: if the file is not their own plain text, or cannot be read.
        """
        found = files.read(self.folder / files.KEYS, files.KEYS_LARGEST)
        try:
            return found and found[0].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Foreign(f"{self.folder / files.KEYS} is not valid UTF-8; save it as UTF-8.") from error

    def keep_fault(self, text: str) -> Path:
        """``text`` in the log of faults beside the diary; where that is."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return files.keep_fault(self.folder, text)
        except OSError as error:
            raise StoreError(f"The log of faults could not be written: {error.strerror}.") from error

    def check(self, *, repair: bool) -> "list[Finding]":
        """Everything that is wrong, and with ``repair`` what was done about it."""
        from coach.store.check import check

        if not repair or not self.folder.is_dir():
            return check(self.folder, repair=False)
        with self._lock():
            return check(self.folder, repair=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        from filelock import FileLock, Timeout  # 40 ms to import: only where something is written

        try:
            if not self.folder.is_dir():
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock", timeout=self._lock_seconds, mode=0o600, thread_local=False)
            lock.acquire()
        except Timeout as error:
            raise Locked(
                "Another coach is writing to the diary and does not let go; close it and try again."
            ) from error
        except OSError as error:
            raise Unwritable(f"{self.folder} cannot be written: {error.strerror}.") from error
        try:
            yield
        finally:
            lock.release()
