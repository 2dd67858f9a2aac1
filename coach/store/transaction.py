"""What one user action reads and changes: records through TinyDB, and files as they were last read."""

from collections.abc import Callable, Mapping
from datetime import date
from math import inf
from pathlib import Path
from typing import Any, TypeVar

from tinydb import TinyDB
from tinydb.table import Table

from coach.core.nights import Night
from coach.core.profile import Profile
from coach.core.stored import Stored
from coach.store import backups, files
from coach.store.durable import UNREAD, Content, Line, Record, StagedStorage, load, put_unread
from coach.store.records import SETTINGS, fields_of, night_at, nights_file, number_of, profile_at, stored

Told = TypeVar("Told")
PROFILES_KEPT = 20
MODELS_KEPT = 32
_CURRENT = 1  # the settings in use; the ones before follow, newest first


class Transaction:
    """The reads and changes of one user action. Nothing is on disk before the journal puts it there."""

    def __init__(self, content: "Contents", tell: Callable[[str], object] = lambda _: None) -> None:
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

    def nights(self, year: int, first: date = date.min) -> list[Night]:
        """Every record of ``year``, from ``first`` on, that makes sense, oldest first; no other is parsed."""
        table = self._nights(year)
        numbers = sorted(number for number in map(int, self._rows(table)) if number >= number_of(first))
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

    def last_import(self) -> dict[str, Any] | None:
        """What was remembered of the last import; None where there was none, or it was taken back."""
        raw = self._rows(self._imports()).get("1")
        return None if raw is None else dict(Record(raw, 1))

    def put_import(self, fields: dict[str, Any] | None) -> None:
        """Stage what is to be remembered of an import, in place of the one before; None forgets it."""
        table = self._imports()
        table.truncate()
        if fields is not None:
            table.insert(Record(fields, doc_id=1))

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

    def _imports(self) -> Table:
        return self._table(SETTINGS, "imports")

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


class Contents:
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
        """What the file ``name`` holds now."""
        if self._given is not None:
            return self._given.get(name) or Content({})
        known, now = self._known.get(name), files.signature(self._folder / name)
        if known is None or now is None or known.signature != now:
            self._known[name] = load(self._folder / name)
        return self._known[name]

    def years(self) -> list[int]:
        """The years that have nights, oldest first."""
        there = (path.name.removesuffix(".bak") for path in self._folder.glob("nights-*.json*"))
        found = set(there if self._given is None else self._given)
        return sorted({int(name[7:11]) for name in found if backups.is_diary(name) and name != SETTINGS})

    def put(self, name: str, content: Content) -> None:
        """``content`` was just written to the file ``name``, or takes its place among those that are given."""
        if self._given is not None:
            self._given[name] = content
            return
        self._known[name] = content._replace(signature=files.signature(self._folder / name))

    def forget_replaced(self) -> bool:
        """Forget the files that another session replaced; were there any?"""
        replaced = [n for n, known in self._known.items() if files.signature(self._folder / n) != known.signature]
        for name in replaced:
            del self._known[name]
        return bool(replaced)
