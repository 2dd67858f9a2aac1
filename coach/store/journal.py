"""The diary on disk: one TinyDB file a year for nights, one for settings, changed under one lock."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tinydb import TinyDB
from tinydb.table import Table

from coach.core.nights import Night
from coach.core.profile import Profile
from coach.core.stored import Stored
from coach.store import backups, files
from coach.store.durable import UNREAD, Content, Line, Record, StagedStorage, load, put_unread
from coach.store.files import Damaged, Foreign, Locked, StoreError, Unwritable
from coach.store.records import SETTINGS, fields_of, night_at, nights_file, number_of, profile_at, stored
from coach.store.tally import Tally, Year

if TYPE_CHECKING:
    from coach.core.briefs import Brief
    from coach.store.check import Finding

LOCK_SECONDS = 5.0
Told = TypeVar("Told")
PROFILES_KEPT = 20
MODELS_KEPT = 32
NO_COPY = "Today's copy could not be kept"
_CURRENT = 1  # the settings in use; the ones before follow, newest first


class Transaction:
    """The reads and changes of one user action. Nothing is on disk before the journal puts it there."""

    def __init__(self, content: "_Contents", tell: Callable[[str], object] = lambda _: None) -> None:
        self._contents = content
        self._tell = tell
        self._files: dict[str, StagedStorage] = {}
        self._put: dict[tuple[str, str], Stored] = {}

    def years(self) -> list[int]:
        """The years that have nights, oldest first."""
        return self._contents.years()

    def night(self, night: date) -> Night:
        """The record of ``night``; an empty one if there is none yet, or none that makes sense."""
        table, number = self._nights(night.year), number_of(night)
        known = self._contents.model(self._raw(table, number))
        if isinstance(known, Night) and known.night == night:
            return known
        found = self._night(table, number)
        if found and not found.unread:
            self._contents.remember(self._raw(table, number), found)
        return found or Night(night=night)

    def nights(self, year: int) -> list[Night]:
        """Every record of ``year`` that makes sense, oldest first."""
        table = self._nights(year)
        numbers = sorted(int(number) for number in self._rows(table))
        return [night for number in numbers if (night := self._night(table, number))]

    def tell(
        self, year: int, known: Mapping[str, Told], of: Callable[[Night | None], Told], most: float = inf
    ) -> dict[str, tuple[str, Told]] | None:
        """Each night of ``year`` by its number: the sum of its record, "" if it has none, and what it is ``of`` it.

        What is ``known`` by its sum is not read; None where more than ``most`` records would have to be.
        """
        table = self._nights(year)
        told: dict[str, tuple[str, Told]] = {}
        for number, raw in self._rows(table).items():
            digest = raw.digest.hex()[:32] if isinstance(raw, Line) else ""
            if digest not in known and (most := most - 1) < 0:
                return None
            told[number] = digest, known[digest] if digest in known else of(self._night(table, int(number)))
        return told

    def noted(self, year: int) -> list[tuple[date, str]]:
        """The nights of ``year`` that have a note, and their notes."""
        table = self._nights(year)
        some = [n for n, raw in self._rows(table).items() if not isinstance(raw, Line) or raw.find(b'"note"') >= 0]
        nights = [night for number in sorted(map(int, some)) if (night := self._night(table, number))]
        return [(night.night, night.note) for night in nights if night.note]

    def put(self, night: Night) -> None:
        """Stage the record of ``night``. What stood there and made no sense is kept among the unread."""
        table, number = self._nights(night.night.year), number_of(night.night)
        fields, read_back = stored(night)
        self._put[nights_file(night.night.year), str(number)] = read_back
        if str(number) in self._rows(table):
            known = self._contents.model(self._raw(table, number))
            if known is None and self._night(table, number) is None:
                self._set_aside(table, number)
            self._storage(table).emptied(table.name, str(number))  # or an update would keep fields that are gone
            table.update(fields, doc_ids=[number])
        else:
            table.insert(Record(fields, doc_id=number))

    def profile(self) -> Profile | None:
        """The settings, or None before the first run. Where the newest make no sense, the ones before hold."""
        table = self._settings()
        for number in sorted(int(key) for key in self._rows(table)):
            raw = self._raw(table, number)
            known = self._contents.model(raw)
            if isinstance(known, Profile):
                return known
            try:
                fields = dict(Record(raw, number))
                found = Profile.of(fields) if isinstance(raw, Line) else profile_at(fields)
            except ValueError:
                self._tell(f"Settings {number} in {SETTINGS} make no sense; the ones before are used.")
                continue
            self._contents.remember(raw, found)
            return found
        return None

    def put_profile(self, profile: Profile) -> None:
        """Stage new settings; the ones before are kept behind them for ``back_profile``."""
        self._put_profiles([fields_of(profile), *self._profiles()][:PROFILES_KEPT])

    def back_profile(self) -> Profile | None:
        """Stage the settings before the last change and return them; None if there are none."""
        before = self._profiles()[1:]
        if not before:
            return None
        self._put_profiles(before)
        return self.profile()

    def amend_profile(self, profile: Profile) -> None:
        """Stage other settings in place of the ones in use, not before them."""
        self._put_profiles([fields_of(profile), *self._profiles()[1:]])

    @property
    def changed(self) -> dict[str, StagedStorage]:
        """The files with something staged, by name."""
        return {name: storage for name, storage in self._files.items() if storage.changed}

    def committed(self, name: str, content: Content) -> None:
        """The file ``name`` now holds ``content``; what was put in it need not be parsed again."""
        for (file, number), model in self._put.items():
            if file == name:
                self._contents.remember(content.tables["nights"].get(number), model)

    def _nights(self, year: int) -> Table:
        return self._table(nights_file(year), "nights")

    def _settings(self) -> Table:
        return self._table(SETTINGS, "profile")

    def _profiles(self) -> list[dict[str, Any]]:
        rows = self._rows(self._settings())
        numbers = sorted(int(number) for number in rows)
        return [dict(Record(rows[str(number)], number)) for number in numbers]

    def _put_profiles(self, profiles: list[dict[str, Any]]) -> None:
        table = self._settings()
        table.truncate()
        table.insert_multiple(Record(fields, doc_id=n) for n, fields in enumerate(profiles, _CURRENT))

    def _table(self, file: str, name: str) -> Table:
        if file not in self._files:
            content = self._contents.get(file)
            self._tell(content.problem)
            self._files[file] = StagedStorage(content)
        storage = self._files[file]
        table = TinyDB(storage=lambda: storage).table(name)
        table.document_class = Record
        return table

    def _rows(self, table: Table) -> dict[str, Any]:
        """The raw records of ``table``, not parsed yet."""
        return self._storage(table).tables.get(table.name, {})

    def _raw(self, table: Table, number: int) -> Any:
        return self._rows(table).get(str(number))

    def _storage(self, table: Table) -> StagedStorage:
        storage = table.storage
        assert isinstance(storage, StagedStorage)  # noqa: S101  # ours, by _table
        return storage

    def _night(self, table: Table, number: int) -> Night | None:
        document = table.get(doc_id=number)
        if not isinstance(document, Record):
            return None
        ours = isinstance(self._raw(table, number), Line)
        night, problem = night_at(str(number), dict(document), ours=ours)
        self._tell(problem and f"{nights_file(number // 10_000)}: {problem}")
        return night

    def _set_aside(self, table: Table, number: int) -> None:
        storage = self._storage(table)
        unread = dict(storage.tables.get(UNREAD, {}))
        put_unread(unread, table.name, str(number), dict(Record(storage.tables[table.name][str(number)], number)))
        storage.tables = {**storage.tables, UNREAD: unread}


class _Contents:
    """Files as last read or written, read anew only when another session replaced them."""

    def __init__(self, folder: Path, given: dict[str, Content] | None = None) -> None:
        self._folder = folder
        self._given = given
        self._known: dict[str, Content] = {}
        self._models: dict[bytes, Stored] = {}

    def model(self, raw: Any) -> Stored | None:
        """The record that was parsed from this very line before."""
        return self._models.get(raw.digest) if isinstance(raw, Line) else None

    def remember(self, raw: Any, model: Stored) -> None:
        """``model`` is what ``raw`` reads as; a few are kept, so that tonight is parsed once and not at each key."""
        if len(self._models) >= MODELS_KEPT:
            self._models.clear()
        if isinstance(raw, Line):
            self._models[raw.digest] = model

    def get(self, name: str) -> Content:
        if self._given is not None:
            return self._given.get(name) or Content({})
        known, now = self._known.get(name), files.signature(self._folder / name)
        if known is None or now is None or known.signature != now:
            self._known[name] = load(self._folder / name)
        return self._known[name]

    def years(self) -> list[int]:
        there = (path.name.removesuffix(".bak") for path in self._folder.glob("nights-*.json*"))
        found = set(there if self._given is None else self._given)
        return sorted({int(name[7:11]) for name in found if backups.is_diary(name) and name != SETTINGS})

    def put(self, name: str, content: Content) -> None:
        self._known[name] = content._replace(signature=files.signature(self._folder / name))

    def forget_replaced(self) -> bool:
        replaced = [n for n, known in self._known.items() if files.signature(self._folder / n) != known.signature]
        for name in replaced:
            del self._known[name]
        return bool(replaced)


class Journal:
    """The diary in ``folder``. Making one touches nothing; the folder appears with the first thing written."""

    def __init__(self, folder: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.folder = folder
        self._lock_seconds = lock_seconds
        self._contents = _Contents(folder)
        self._tally = Tally(folder)
        self.problems: list[str] = []
        """What the person should know of the diary, each sentence once; the reader empties it."""
        self._told: set[str] = set()

    def read(self) -> Transaction:
        """A view of the diary as it now is. Files are replaced whole, so reading takes no lock."""
        if (self.folder / files.INTENT).exists():  # a crash between two files
            with self._lock():
                files.recover(self.folder)
        return self._begin()

    def leaf_through(self) -> Transaction:
        """A view for reading once: the files it reads are not kept in memory, nor watched for changes."""
        return Transaction(_Contents(self.folder), self._tell)

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
        return Transaction(_Contents(self.folder, found), self._tell)

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
