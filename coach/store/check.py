"""Reading everything, saying in plain words what is wrong, and saving what can be read."""

import contextlib
import json
import re
import stat
from pathlib import Path
from typing import Any, NamedTuple

from coach.core.nights import Night
from coach.core.stored import Stored
from coach.store import backups, files
from coach.store.durable import UNREAD, Tables, as_line, decode, encode, parsed, put_unread
from coach.store.files import Damaged, StoreError
from coach.store.records import SETTINGS, fields_of, night_at, profile_at, where_wrong

_ROW = re.compile(r'"(\d{1,15})"\s*:\s*(?=\{)')


class Finding(NamedTuple):
    """One thing that is wrong, in a sentence; ``mended`` says what was done about it, "" if nothing was."""

    text: str
    mended: str = ""


def check(folder: Path, *, repair: bool) -> list[Finding]:
    """Everything that is wrong in ``folder``; with ``repair``, mended where it can be. Only under the lock then.

    Raises:
        StoreError: if the disk refuses a repair.
    """
    if not folder.is_dir():
        return []
    found = [*_permissions(folder, repair=repair), *_leftovers(folder, repair=repair)]
    here = {name.removesuffix(".bak") for name in (p.name for p in folder.glob("*.json*"))}
    for name in sorted(name for name in here if backups.is_diary(name)):
        found += _file(folder, name, repair=repair)
    for name in backups.conflicts(folder):
        found.append(
            Finding(f"{name} was left by a sync tool: join it with coach merge '{folder / name}', then delete it.")
        )
    for copy in backups.copies(folder):
        for name in backups.names(copy):
            problem = _problem(copy / name)
            if problem:
                found.append(Finding(f"The copy of {copy.name}: {problem}"))
    return found


def _permissions(folder: Path, *, repair: bool) -> list[Finding]:
    found = []
    for path in (folder, *sorted(folder.rglob("*"))):
        right = 0o700 if path.is_dir() else 0o600
        mode = stat.S_IMODE(path.stat(follow_symlinks=False).st_mode)
        if path.is_symlink() or not mode & 0o077:
            continue
        text = f"{path} can be opened by others ({mode:04o}); it should be {right:04o}."
        if repair:
            path.chmod(right)
        found.append(Finding(text, "made yours alone" if repair else ""))
    return found


def _leftovers(folder: Path, *, repair: bool) -> list[Finding]:
    left = [path.name for path in (*folder.glob(".*.tmp"), folder / files.INTENT) if path.exists()]
    if not left:
        return []
    if repair:
        files.recover(folder)
    text = f"An earlier save was cut off and left {', '.join(sorted(left))}; the next save clears it up."
    return [Finding(text, "cleared up" if repair else "")]


def _problem(path: Path) -> str:
    try:
        found = files.read(path)
        content = decode(found[0], path.name) if found else None
    except StoreError as error:
        return str(error)
    return content.problem if content else f"{path.name} is gone."


def _file(folder: Path, name: str, *, repair: bool) -> list[Finding]:
    """One file of the diary, and the records in it."""
    path = folder / name
    try:
        found = files.read(path)
        if found is None:
            raise Damaged(f"{name} is gone, and the copy before it is there.")
        content = decode(found[0], name)
    except Damaged as error:
        if not repair:
            return [Finding(f"{error} --repair saves what can be read.")]
        if any(_newer(folder / beside) for beside in (name, f"{name}.bak")):
            return [Finding(f"{error} A newer coach wrote what is beside it; bring this one up to date to repair it.")]
        return [Finding(str(error), _salvaged(folder, name))]
    except StoreError as error:
        return [Finding(str(error))]
    if content.newer:
        return [Finding(content.problem)]
    wrong = [Finding(problem) for problem in _records(name, content.tables)]
    if wrong and repair:
        files.replace(folder, {name: _rendered(_sorted_out(name, content.tables), content.generation + 1)})
        return [Finding(problem.text, "kept among the unread") for problem in wrong]
    return wrong


def _records(name: str, tables: Tables) -> list[str]:
    rows = [(table, key, value) for table, all_ in tables.items() if table != UNREAD for key, value in all_.items()]
    return [text for table, key, value in rows if (text := _record_problem(name, table, key, parsed(value)))]


def _record_problem(name: str, table: str, key: str, value: Any) -> str:
    if name != SETTINGS:
        problem = night_at(key, value)[1]
        return problem and f"{name}: {problem}"
    if table != "profile":
        return ""
    try:
        profile_at(value)
    except ValueError as error:
        return f"{name}: record {key} of {table} makes no sense at {where_wrong(error)}; it is kept."
    return ""


def _sorted_out(name: str, tables: Tables) -> Tables:
    """``tables`` with what makes no sense put among the unread."""
    unread = dict(tables.get(UNREAD, {}))
    sound: Tables = {}
    for table, rows in tables.items():
        if table == UNREAD:
            continue
        sound[table] = {}
        for key, raw in rows.items():
            value = parsed(raw)
            if not _record_problem(name, table, key, value):
                sound[table][key] = raw
            elif name != SETTINGS and (night := night_at(key, value)[0]) is not None:
                sound[table][key] = fields_of(night)
            else:
                put_unread(unread, table, key, value)
    return {**sound, UNREAD: unread} if unread else sound


def _rendered(tables: Tables, generation: int) -> bytes:
    lines = {name: {key: as_line(row) for key, row in rows.items()} for name, rows in tables.items()}
    return encode(lines, generation)


def _salvaged(folder: Path, name: str) -> str:
    """Make ``name`` anew from every readable record of it and of the copies; what was done, in words.

    Records of files that read back whole come first; the damaged one adds what they lack.
    """
    beside = (folder / f"{name}.bak", folder / f".{name}{files.SPARE}")
    sources = [*beside, *(copy / name for copy in reversed(backups.copies(folder)))]
    whole = [rows for path in sources if (rows := _whole(path)) is not None]
    damaged_ones = sorted(folder.glob(f"{name}.damaged-*"), reverse=True)
    scanned = [_scanned(path) for path in (folder / name, *beside, *damaged_ones) if _problem(path)]
    table = "profile" if name == SETTINGS else "nights"
    records = _newest_settings(whole, scanned) if name == SETTINGS else _all_nights([*whole, *scanned])
    if not records:  # or the diary could never be opened again
        files.set_aside(folder, name)
        return "nothing in it or in a copy can be read, so it was set aside, and the coach opens without it"
    damaged = frozenset([name]) if files.signature(folder / name) else frozenset[str]()
    files.replace(folder, {name: _rendered({table: records}, 1)}, damaged)
    kept = "its settings" if name == SETTINGS else "1 night" if len(records) == 1 else f"{len(records)} nights"
    return f"made anew with {kept}; the damaged one is kept beside it"


def _newer(path: Path) -> bool:
    try:
        found = files.read(path)
        return found is not None and decode(found[0], path.name).newer
    except StoreError:
        return False


def _whole(path: Path) -> dict[str, Any] | None:
    """The records of a file that reads back as written."""
    try:
        found = files.read(path)
        if found is None:
            return None
        tables = decode(found[0], path.name).tables
    except StoreError:
        return None
    rows = tables.get("profile", {}) | tables.get("nights", {})
    return {key: parsed(value) for key, value in rows.items()}


def _scanned(path: Path) -> dict[str, Any]:
    """Every record that still reads in a damaged file, wherever it stands."""
    found = files.read(path)
    text = found[0].decode("utf-8", errors="replace") if found else ""
    rows: dict[str, Any] = {}
    decoder = json.JSONDecoder()
    place = 0
    while match := _ROW.search(text, place):
        with contextlib.suppress(ValueError, RecursionError):
            rows.setdefault(match[1], decoder.raw_decode(text, match.end())[0])
        place = match.end()
    return rows


def _all_nights(sources: list[dict[str, Any]]) -> dict[str, Any]:
    """All nights of all sources; of two entries with one id the earlier source's stands."""
    nights: dict[str, Night] = {}
    for rows in sources:
        for key, value in rows.items():
            night = night_at(key, value)[0]
            if night is not None and _can_be_written(night):
                nights[key] = _added(nights[key], night) if key in nights else night
    return {key: fields_of(nights[key]) for key in sorted(nights)}


def _can_be_written(record: Stored) -> bool:
    """Half a letter, nesting without end, or what is no number reads as JSON and cannot be written as it."""
    try:
        as_line(fields_of(record))
    except StoreError:
        return False
    return True


def _added(known: Night, night: Night) -> Night:
    ids = {change.id for change in known.changes}
    more = tuple(change for change in night.changes if change.id not in ids)
    return known.evolve(changes=(*known.changes, *more))


def _newest_settings(whole: list[dict[str, Any]], scanned: list[dict[str, Any]]) -> dict[str, Any]:
    for rows in (*whole, *scanned):
        kept: list[dict[str, Any]] = []
        for key in sorted(rows, key=int):
            with contextlib.suppress(ValueError):
                profile = profile_at(rows[key])
                kept += [fields_of(profile)] if _can_be_written(profile) else []
        if kept:
            return {str(n): fields for n, fields in enumerate(kept, 1)}
    return {}
