"""Files that are replaced whole or not at all, several at once if need be, and read without trust."""

import contextlib
import errno
import json
import os
import stat
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file that is read: a year of nights is about one megabyte."""
KEYS = "keys.toml"
KEYS_LARGEST = 64 * 1024
INTENT = ".commit"
SPARE = ".spare"
BALLAST = ".ballast"
BALLAST_BYTES = 1024 * 1024
"""Kept free for the last answers of a night on a disk that fills up; a replaced file needs room for two."""

FAULTS = "coach.log"
FAULTS_BYTES = 256 * 1024

_SAFELY = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "O_BINARY"))
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
_BLOCK = 16 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT}


class StoreError(Exception):
    """The diary could not be read or written; the message is one sentence for the person."""

    hidden: ClassVar[str] = ""
    """The folder of the diary where it is told to a guest of this machine, whose business its name is not."""

    def __str__(self) -> str:
        told = super().__str__()
        if not self.hidden:
            return told
        return told.replace(f"{self.hidden}{os.sep}", "").replace(self.hidden, "The folder of the diary")


class Damaged(StoreError):
    """A file is there but is not what was written."""


class Foreign(StoreError):
    """Something that is not a file of ours stands where one should be."""


class Unwritable(StoreError):
    """The disk refused."""


class Locked(StoreError):
    """Another session holds the diary and does not let go."""


Signature = tuple[int, int, int]
"""A file as it was when read: inode, size in bytes, time of change in nanoseconds."""


def signature(path: Path) -> Signature | None:
    """The file that now stands at ``path``; None if there is none."""
    try:
        return _signature(path.stat(follow_symlinks=False))
    except OSError:
        return None


def _signature(found: os.stat_result) -> Signature:
    return found.st_ino, found.st_size, found.st_mtime_ns


def read(path: Path, largest: int = LARGEST) -> tuple[bytes, Signature] | None:
    """The bytes of ``path``, or None where there is no such file.

    Raises:
        Foreign: if it is a link, no plain file, another person's, or has more than ``largest`` bytes.
        Unwritable: if the disk or its permissions refuse.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _SAFELY)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Foreign(f"{path} is a link; put the file itself there.") from error
        raise Unwritable(f"{path} cannot be read: {error.strerror}.") from error
    try:
        found = os.fstat(handle)
        _own_plain_file(path, found, largest)
        return _all(handle), _signature(found)
    except OSError as error:
        raise Unwritable(f"{path} cannot be read: {error.strerror}.") from error
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)


def _own_plain_file(path: Path, found: os.stat_result, largest: int = LARGEST) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Foreign(f"{path} is not a plain file; move it away.")
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        raise Foreign(f"{path} belongs to another user; the diary has to be your own.")
    if found.st_size > largest:
        raise Foreign(f"{path} is {found.st_size:,} bytes long, which no file of the diary is; move it away.")


def replace(folder: Path, files: Mapping[str, bytes | None], damaged: frozenset[str] = frozenset()) -> None:
    """Put all ``files`` in place of those of their names, or none; None takes a file away.

    Each is written beside the old one, synced, read back, and only then given its name; the one before is kept as
    ``.bak``, or set aside as ``.damaged-1`` if it is among ``damaged``. The one before that is the spare that the next
    is written into, only where it differs: an answer is a hundred bytes and a year of nights a megabyte. With several
    files, a list of the moves is on disk before the first, so that a crash between two is finished by ``recover``.
    Returns once it will survive a power cut.

    Raises:
        Unwritable: if the disk refused. Then the old files stand, or all new ones will after ``recover``.
    """
    temps: dict[str, str] = {}
    try:
        for name, body in files.items():
            if body is not None:
                temps[name] = _patched(folder, name, body) or _written(folder, name, body)
        if len(files) > 1:
            gone = [name for name, body in files.items() if body is None]
            plan = {"moves": temps, "gone": gone, "damaged": sorted(damaged)}
            written = _written(folder, INTENT, json.dumps(plan).encode())
            sync(folder)  # the new files are there before the list that names them
            os.replace(folder / written, folder / INTENT)
            sync(folder)
    except OSError as error:
        _forget(folder, [INTENT, *temps.values()])  # the list first: without the files it would only take away
        raise Unwritable(f"{folder} could not be written: {error.strerror or error}.") from error
    try:
        _move(folder, temps, [name for name, body in files.items() if body is None], damaged)
    except OSError as error:
        if len(files) == 1:
            _forget(folder, temps.values())
        raise Unwritable(f"{folder} could not be written: {error.strerror or error}.") from error


def _forget(folder: Path, temps: Iterable[str]) -> None:
    for name in temps:
        with contextlib.suppress(OSError):
            os.unlink(folder / name)


def _written(folder: Path, name: str, body: bytes) -> str:
    """``body`` in a new file beside ``name``, synced and read back; its name. On a full disk the ballast goes first."""
    try:
        return _write(folder, name, body)
    except OSError as error:
        if error.errno not in _FULL or not _drop_ballast(folder):
            raise
    return _write(folder, name, body)


def _patched(folder: Path, name: str, body: bytes) -> str:
    """``body`` in the spare of ``name``, synced and read back; its new name, or "" if there is none that can serve.

    Nobody reads a spare, so it can be changed in place. One that failed goes: after a failed sync it cannot be trusted.
    """
    spare, temp = f".{name}{SPARE}", _temp(name)
    try:
        handle = os.open(folder / spare, os.O_RDWR | _SAFELY)
    except OSError:
        return ""
    try:
        found = os.fstat(handle)
        _own_plain_file(folder / spare, found)
        if found.st_nlink != 1 or found.st_mode & 0o077:
            raise OSError(errno.EMLINK, "the spare is something else too")
        for start in _differing(handle, body):
            os.lseek(handle, start, os.SEEK_SET)
            _put(handle, body[start : start + _BLOCK])
        os.ftruncate(handle, len(body))
        _settle(folder / spare, handle, body)
        os.replace(folder / spare, folder / temp)
    except (OSError, Foreign):
        os.close(handle)
        _forget(folder, [spare, temp])
        return ""
    os.close(handle)
    return temp


def _differing(handle: int, body: bytes) -> list[int]:
    """Where the blocks begin in which the file is not ``body``."""
    starts = range(0, len(body), _BLOCK)
    return [start for start in starts if os.read(handle, _BLOCK) != body[start : start + _BLOCK]]


def _put(handle: int, body: bytes) -> None:
    left = memoryview(body)
    while left:
        count = os.write(handle, left)
        if count <= 0:
            raise OSError(errno.EIO, "nothing was written")
        left = left[count:]


def _settle(path: Path, handle: int, body: bytes) -> None:
    """Sync a file and see that it reads back. Its time is set by hand: the kernel's clock stands still for a save."""
    os.utime(path, ns=(now := time.time_ns(), now))
    os.fsync(handle)
    os.lseek(handle, 0, os.SEEK_SET)
    if os.fstat(handle).st_size != len(body) or _differing(handle, body):
        raise OSError(errno.EIO, "what was written does not read back")


def _temp(name: str) -> str:
    return f".{name.removeprefix('.')}.{os.urandom(6).hex()}.tmp"


def _write(folder: Path, name: str, body: bytes) -> str:
    temp = _temp(name)
    handle = os.open(folder / temp, os.O_RDWR | os.O_CREAT | os.O_EXCL | _SAFELY, 0o600)
    try:
        _put(handle, body)
        _settle(folder / temp, handle, body)
    except OSError:
        os.close(handle)
        _forget(folder, [temp])
        raise
    os.close(handle)
    return temp


def _all(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _move(folder: Path, moves: Mapping[str, str], gone: list[str], damaged: frozenset[str]) -> None:
    for name, temp in moves.items():
        _keep_before(folder, name, aside=name in damaged)
        os.replace(folder / temp, folder / name)
    for name in gone:
        if name in damaged and (folder / name).exists():
            _keep_before(folder, name, aside=True)
        for old in (name, f"{name}.bak"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(folder / old)
    try:
        sync(folder)
    except OSError:
        if len(moves) == 1 and not gone and not (folder / INTENT).exists():
            _put_back(folder, *moves)  # told as not saved, so it must not be there
        raise
    if len(moves) > 1 or gone:
        with contextlib.suppress(OSError):  # all is in place; ``recover`` finds nothing left to do
            os.unlink(folder / INTENT)


def _keep_before(folder: Path, name: str, *, aside: bool) -> None:
    """Give the file that is about to go a second name."""
    if not (folder / name).exists():
        return
    if aside:
        number = next(n for n in range(1, 10_000) if not (folder / f"{name}.damaged-{n}").exists())
        _second_name(folder / name, folder / f"{name}.damaged-{number}")
        return
    before = folder / f"{name}.bak"
    if signature(before) == signature(folder / name):
        return  # two names of one file; a rename between them would do nothing
    temp, spare = folder / _temp(before.name), folder / _temp(name)
    _second_name(folder / name, temp)
    with contextlib.suppress(OSError):  # without a spare, the next is written anew
        os.link(before, spare, follow_symlinks=False)
    os.replace(temp, before)
    with contextlib.suppress(OSError):
        os.replace(spare, folder / f".{name}{SPARE}")


def set_aside(folder: Path, name: str) -> None:
    """Give ``name`` and the generation before it names under which nobody looks for them.

    Raises:
        Unwritable: if the disk refused.
    """
    try:
        for old in (name, f"{name}.bak"):
            if (folder / old).exists():
                number = next(n for n in range(1, 10_000) if not (folder / f"{name}.damaged-{n}").exists())
                os.replace(folder / old, folder / f"{name}.damaged-{number}")
        sync(folder)
    except OSError as error:
        raise Unwritable(f"{folder} could not be written: {error.strerror or error}.") from error


def _put_back(folder: Path, name: str) -> None:
    before = folder / f"{name}.bak"
    if not before.exists():
        os.unlink(folder / name)
        return
    temp = folder / _temp(name)
    _second_name(before, temp)
    os.replace(temp, folder / name)


def _second_name(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        body = read(old)  # a file system without links, such as a memory card's
        if body is not None:
            os.replace(new.parent / _write(new.parent, new.name, body[0]), new)


def drop_spares(folder: Path, but: Iterable[str]) -> None:
    """Drop the spares of files that are not being changed: last year's would lie about for ever."""
    kept = {f".{name}{SPARE}" for name in but}
    _forget(folder, [path.name for path in folder.glob(f".*{SPARE}") if path.name not in kept])


def recover(folder: Path) -> None:
    """Finish what a crash left half done, and sweep what it left lying about. Only under the lock.

    Raises:
        Unwritable: if the disk refused.
    """
    try:
        found = read(folder / INTENT)
        if found is not None:
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                _finish(folder, json.loads(found[0]))
            with contextlib.suppress(FileNotFoundError):
                os.unlink(folder / INTENT)
        for name in os.listdir(folder):
            if name.startswith(".") and name.endswith(".tmp"):
                with contextlib.suppress(FileNotFoundError):  # a hint that has just been given its name
                    os.unlink(folder / name)
    except OSError as error:
        raise Unwritable(f"{folder} could not be written: {error.strerror or error}.") from error


def _finish(folder: Path, plan: dict[str, object]) -> None:
    moves, gone, damaged = plan["moves"], plan["gone"], plan.get("damaged", [])
    if not isinstance(moves, dict) or not isinstance(gone, list) or not isinstance(damaged, list):
        return
    names = {Path(str(name)).name: Path(str(temp)).name for name, temp in moves.items()}
    waiting = {name: temp for name, temp in names.items() if (folder / temp).exists()}
    _move(folder, waiting, [Path(str(name)).name for name in gone], frozenset(map(str, damaged)))


def put_new(path: Path, body: bytes) -> None:
    """``body`` in a file that was not there, whole or not at all."""
    temp = path.parent / _write(path.parent, path.name, body)
    try:
        os.link(temp, path)  # unlike a rename, it never takes a name that is there
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.replace(temp, path)
        return
    finally:
        _forget(path.parent, [temp.name])
    sync(path.parent)


def put_over(path: Path, body: bytes) -> None:
    """``body`` in the place of what ``path`` was, whole or not at all."""
    temp = _write(path.parent, path.name, body)
    try:
        os.replace(path.parent / temp, path)
    except OSError:
        _forget(path.parent, [temp])
        raise
    sync(path.parent)


def keep_fault(folder: Path, text: str) -> Path:
    """``text`` added to the log of faults, which only its owner reads and which does not grow for ever."""
    path = folder / FAULTS
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _SAFELY, 0o600)
    try:
        _own_plain_file(path, os.fstat(handle))
        os.fchmod(handle, 0o600)
        if os.fstat(handle).st_size > FAULTS_BYTES:
            os.ftruncate(handle, 0)
        _put(handle, text.encode("utf-8", "replace"))
    finally:
        os.close(handle)
    return path


def leave_hint(path: Path, body: bytes) -> None:
    """``body`` in ``path``, whole or not at all, but perhaps lost with the power; for what can be found out again."""
    temp = path.with_name(_temp(path.name))
    with contextlib.suppress(OSError):
        handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, 0o600)
        try:
            _put(handle, body)
        finally:
            os.close(handle)
        os.replace(temp, path)
        return
    _forget(path.parent, [temp.name])


def keep_ballast(folder: Path) -> None:
    """Room kept for a full disk; where there is none left already, that is no reason to stop."""
    path = folder / BALLAST
    if path.exists():
        return
    with contextlib.suppress(OSError):
        temp = _write(folder, BALLAST, os.urandom(BALLAST_BYTES))  # not zeros: some file systems store those as nothing
        os.replace(folder / temp, path)


def _drop_ballast(folder: Path) -> bool:
    try:
        os.unlink(folder / BALLAST)
    except OSError:
        return False
    return True


def sync(folder: Path) -> None:
    """Make the names themselves durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
