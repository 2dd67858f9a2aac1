"""The diary on disk: one TinyDB file a year for nights, one for settings, changed under one lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from tinydb import TinyDB
from tinydb.table import Document, Table

from coach.core.nights import Night, Stored
from coach.core.profile import Profile
from coach.store.durable import Damaged, Locked, StagedStorage, Unwritable

LOCK_SECONDS = 5.0
PROFILES_KEPT = 20
_CURRENT = 1  # the settings in use; the ones before follow, newest first

Model = TypeVar("Model", bound=Stored)


def _number(night: date) -> int:
    """The document number of a night, such as 20261122: TinyDB's own counter differs between machines."""
    return night.year * 10_000 + night.month * 100 + night.day


def _fields(model: Stored) -> dict[str, Any]:
    """``model`` as it is stored: checked once more on the way out, and without what is empty."""
    checked = type(model).model_validate(model.model_dump())
    return checked.model_dump(mode="json", exclude_none=True)


class Transaction:
    """The reads and changes of one user action. Nothing is on disk before ``commit``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, StagedStorage] = {}

    def night(self, night: date) -> Night:
        """The record of ``night``; an empty one if there is none yet.

        Raises:
            Damaged: if it is there but makes no sense.
        """
        found = self._read(self._nights(night.year), _number(night), Night)
        return found or Night(night=night)

    def nights(self, year: int) -> list[Night]:
        """Every record of ``year``, oldest first."""
        table = self._nights(year)
        numbers = sorted(document.doc_id for document in table.all())
        return [night for number in numbers if (night := self._read(table, number, Night))]

    def put(self, night: Night) -> None:
        """Stage the record of ``night``."""
        table, number = self._nights(night.night.year), _number(night.night)
        if table.contains(doc_id=number):
            table.remove(doc_ids=[number])  # an update would keep fields that are gone
        table.insert(Document(_fields(night), doc_id=number))

    def profile(self) -> Profile | None:
        """The settings, or None before the first run."""
        return self._read(self._settings(), _CURRENT, Profile)

    def put_profile(self, profile: Profile) -> None:
        """Stage new settings; the ones before are kept behind them for ``back_profile``."""
        self._put_profiles([_fields(profile), *self._profiles()][:PROFILES_KEPT])

    def back_profile(self) -> Profile | None:
        """Stage the settings before the last change and return them; None if there are none."""
        before = self._profiles()[1:]
        if not before:
            return None
        self._put_profiles(before)
        return self.profile()

    def commit(self) -> None:
        """Put everything staged on disk, each file whole.

        Raises:
            Unwritable: if the disk refused.
        """
        for storage in self._files.values():
            storage.commit()

    def _nights(self, year: int) -> Table:
        return self._table(f"nights-{year}.json", "nights")

    def _settings(self) -> Table:
        return self._table("settings.json", "profile")

    def _profiles(self) -> list[dict[str, Any]]:
        documents = sorted(self._settings().all(), key=lambda document: document.doc_id)
        return [dict(document) for document in documents]

    def _put_profiles(self, profiles: list[dict[str, Any]]) -> None:
        table = self._settings()
        table.truncate()
        table.insert_multiple(Document(fields, doc_id=n) for n, fields in enumerate(profiles, _CURRENT))

    def _table(self, file: str, name: str) -> Table:
        if file not in self._files:
            self._files[file] = StagedStorage(self._folder / file)
        return TinyDB(storage=lambda: self._files[file]).table(name)

    def _read(self, table: Table, number: int, model: type[Model]) -> Model | None:
        document = table.get(doc_id=number)
        if not isinstance(document, Document):
            return None
        try:
            return model.model_validate(dict(document))
        except ValidationError as error:
            where = error.errors()[0]["loc"]
            raise Damaged(
                f"Record {number} in {self._folder} does not make sense at {'.'.join(map(str, where))}; "
                "it was left as it is."
            ) from error


class Journal:
    """The diary in ``folder``. Making one touches nothing; the folder appears with the first thing written."""

    def __init__(self, folder: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.folder = folder
        self._lock_seconds = lock_seconds

    def read(self) -> Transaction:
        """A view of the diary as it now is. Files are replaced whole, so reading takes no lock."""
        return Transaction(self.folder)

    def years(self) -> list[int]:
        """The years that have nights, oldest first."""
        found = (path.stem.removeprefix("nights-") for path in self.folder.glob("nights-*.json"))
        return sorted(int(year) for year in found if year.isdecimal())

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One user action: what is read is fresh, and what is changed reaches the disk when the block ends well.

        Raises:
            Locked: if another session holds the diary for longer than the time given.
            Unwritable: if the disk refused.
        """
        with self._lock():
            transaction = Transaction(self.folder)
            yield transaction
            transaction.commit()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        from filelock import FileLock, Timeout  # 40 ms to import: only where something is written

        try:
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
