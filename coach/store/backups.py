"""Ways back: dated copies beside the diary, and one file to carry away."""

import contextlib
import io
import os
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from coach.store import files
from coach.store.durable import Content, decode, load
from coach.store.files import Damaged, Foreign, StoreError, Unwritable

FOLDER = "backups"
DAYS, WEEKS, MONTHS = 7, 4, 12
"""How many copies stay: one a day, then one a week, then one a month."""
ASKED = 24
"""How many stay of those that were asked for, or made before something."""
_COPY = re.compile(r"\d{4}-\d{2}-\d{2}(-[a-z][a-z-]*(-\d+)?)?")
_CONFLICT = re.compile(r"(nights-\d{4}|settings)\W.*\.json")
_DIARY = re.compile(r"nights-\d{4}\.json|settings\.json")


def names(folder: Path) -> list[str]:
    """The diary's own files in ``folder``."""
    there = {path.name.removesuffix(".bak") for path in folder.glob("*.json*")}  # of some only that is left
    return sorted(name for name in there if is_diary(name))


def is_diary(name: str) -> bool:
    """Is ``name`` that of a file of the diary?"""
    return _DIARY.fullmatch(name) is not None


def copies(folder: Path) -> list[Path]:
    """The dated copies, oldest first; one made before something comes after the plain one of its day."""
    found = (path for path in (folder / FOLDER).glob("*") if _day(path) and path.is_dir())
    return sorted(found, key=lambda path: (path.name[:10], len(path.name) > 10, path.stat().st_mtime_ns, path.name))


def _day(copy: Path) -> date | None:
    """The day a copy is named for; None if that is no name of a copy."""
    with contextlib.suppress(ValueError):
        return date.fromisoformat(copy.name[:10]) if _COPY.fullmatch(copy.name) else None
    return None


def keep(folder: Path, day: date, why: str = "") -> Path | None:
    """Keep a copy of the diary under ``day``, one a day, or one more for ``why``; its folder, None if there was none.

    A file that did not change since the newest copy is not copied again: it gets one more name there. The diary's own
    file is never shared, so that damage to one is not damage to both.

    Raises:
        Unwritable: if the disk refused.
    """
    home = folder / FOLDER
    if not why and os.path.lexists(home / f"{day:%Y-%m-%d}"):
        return None
    if not names(folder):
        return None
    before = copies(folder)
    made = home / _free_name(home, f"{day:%Y-%m-%d}", why)
    temp = home / f".{made.name}.{os.urandom(6).hex()}.tmp"
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        _sweep(home)
        temp.mkdir(mode=0o700)
        for name in names(folder):
            _copy(folder / name, temp / name, before[-1] / name if before else None)
        files.sync(temp)
        temp.rename(made)
        files.sync(home)
    except (OSError, StoreError) as error:
        shutil.rmtree(temp, ignore_errors=True)
        if isinstance(error, StoreError):
            raise
        raise Unwritable(f"{home} could not be written: {error.strerror or error}.") from error
    for old in superfluous(sorted(copies(folder), key=_made_at)):
        if old != made:  # the clock may have been set back
            shutil.rmtree(old, ignore_errors=True)
    return made


def _made_at(copy: Path) -> tuple[str, float]:
    """Plain copies by their day; those asked for by when they were really made, whatever the clock said."""
    return ("asked", copy.stat().st_mtime) if len(copy.name) > 10 else (copy.name, 0)


def _free_name(home: Path, day: str, why: str) -> str:
    if not why:
        return day
    tries = (f"{day}-{why}" if n == 1 else f"{day}-{why}-{n}" for n in range(1, 10_000))
    return next(name for name in tries if not (home / name).exists())


def _sweep(home: Path) -> None:
    for left in home.glob(".*.tmp"):
        shutil.rmtree(left, ignore_errors=True)


def _copy(source: Path, target: Path, before: Path | None) -> None:
    found = source.stat(follow_symlinks=False) if source.exists() else None
    if before is not None and found is not None:
        with contextlib.suppress(OSError):
            kept = before.stat(follow_symlinks=False)
            if (kept.st_size, kept.st_mtime_ns) == (found.st_size, found.st_mtime_ns):
                os.link(before, target)
                return
    body = _sound(source)
    if body is not None:
        files.put_new(target, body)
        if found is not None:
            os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))


def _sound(source: Path) -> bytes | None:
    """What ``source`` holds, or the generation before where that is the one in use; damaged only if both are."""
    bodies = [found[0] for path in (source, source.with_name(f"{source.name}.bak")) if (found := files.read(path))]
    for body in bodies:
        with contextlib.suppress(Damaged):
            decode(body, source.name)
            return body
    return bodies[0] if bodies else None


def superfluous(found: list[Path]) -> list[Path]:
    """Which of ``found`` may go: all but the newest of the last days, weeks and months that have one.

    Of those asked for, or made before a restore, a merge or a new version, the newest stay.
    """
    plain = [path for path in found if len(path.name) == len("2026-11-22")]
    kept = set([path for path in found if path not in plain][-ASKED:])
    for most, of in ((DAYS, str), (WEEKS, _week), (MONTHS, _month)):
        newest = {of(date.fromisoformat(path.name)): path for path in plain}  # the last of each, as they are in order
        kept.update(list(newest.values())[-most:])
    return [path for path in found if path not in kept]


def _week(day: date) -> str:
    return str(day - timedelta(days=day.weekday()))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def pack(folder: Path, target: Path) -> None:
    """Put the whole diary into one new file, a zip with the same files in it.

    Raises:
        Foreign: if ``target`` is there already.
        StoreError: if the diary cannot be read, or the disk refused.
    """
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names(folder):
            found = files.read(folder / name) or files.read(folder / f"{name}.bak")
            if found is not None:
                decode(found[0], name)  # a damaged file is no way back
                archive.writestr(name, found[0])
    if os.path.lexists(target):
        raise Foreign(f"{target} is there already; give another name.")
    try:
        files.put_new(target, packed.getvalue())
    except OSError as error:
        raise Unwritable(f"{target} could not be written: {error.strerror or error}.") from error


def contents(path: Path) -> dict[str, Content]:
    """The files of a diary, of a dated copy or of a packed one, by name.

    Raises:
        StoreError: if it is none of these, or a file in it is damaged.
    """
    if path.is_dir():
        found = {name: load(path / name) for name in names(path)}
    else:
        found = {name: decode(raw, f"{name} in {path.name}") for name, raw in unpacked(path).items()}
    if not found:
        raise Foreign(f"{path} holds no diary: give a data folder, a dated copy, or a file made by coach backup.")
    return found


def one_file(path: Path) -> dict[str, Content]:
    """What a single file of a diary holds, under the names its records belong to: a sync tool's conflict copy.

    Raises:
        StoreError: if it is none, or damaged.
    """
    raw = files.read(path)
    if raw is None:
        raise Foreign(f"There is no {path}.")
    content = decode(raw[0], path.name)
    nights: dict[str, dict[str, Any]] = {}
    for number, line in content.tables.get("nights", {}).items():
        nights.setdefault(f"nights-{number[:4]}.json", {})[number] = line
    found = {name: content._replace(tables={"nights": rows}) for name, rows in nights.items() if is_diary(name)}
    if "profile" in content.tables:
        found["settings.json"] = content._replace(tables={"profile": content.tables["profile"]})
    if not found:
        raise Foreign(f"{path} holds neither nights nor settings.")
    return found


def conflicts(folder: Path) -> list[str]:
    """Files that a sync tool left beside those of the diary because two machines had changed them."""
    return sorted(p.name for p in folder.glob("*.json") if _CONFLICT.fullmatch(p.name) and not is_diary(p.name))


def unpacked(path: Path) -> dict[str, bytes]:
    """The raw files of a packed diary."""
    import zipfile
    import zlib

    raw = files.read(path)
    if raw is None:
        raise Foreign(f"There is no {path}.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw[0])) as archive:
            infos = [info for info in archive.infolist() if is_diary(info.filename)]
            if sum(info.file_size for info in infos) > files.LARGEST * 2:
                raise Foreign(f"{path} holds more than any diary.")
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Foreign(f"{path} is no file made by coach backup.") from error
    except ValueError as error:
        raise Damaged(f"{path} is damaged: {error}.") from error


def find(folder: Path, which: str) -> Path:
    """The copy that ``which`` names: a date, the name of a dated copy, or a path.

    Raises:
        Foreign: with the copies there are, if it names none.
    """
    found = copies(folder)
    of_day = [path for path in found if path.name == which] or [path for path in found if path.name[:10] == which]
    if of_day:
        return of_day[0]
    with contextlib.suppress(OSError, RuntimeError):  # a name too long, or a home of nobody
        path = Path(which).expanduser()
        if which and path.exists():
            return path
    there = ", ".join(copy.name for copy in found[-10:]) or "none yet"
    raise Foreign(f"There is no copy called {which}; the newest are: {there}.")
