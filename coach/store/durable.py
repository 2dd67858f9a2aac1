"""A ``tinydb.Storage`` that replaces its file whole, so that a kill leaves the old diary or the new one."""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from tinydb.storages import Storage


class StoreError(Exception):
    """The diary could not be read or written; the message is one sentence for the person."""


class Damaged(StoreError):
    """A file is there but is not what was written."""


class Unwritable(StoreError):
    """The disk refused."""


class Locked(StoreError):
    """Another session holds the diary and does not let go."""


class StagedStorage(Storage):
    """One file, read once, changed in memory through TinyDB, and written by ``commit`` or not at all.

    TinyDB's own JSONStorage overwrites in place and reads the file anew for each call; this one gives a transaction.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: dict[str, dict[str, Any]] | None = load(path)
        self._changed = False

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables as they now stand in memory; None where there is no file yet."""
        return self._tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Stage ``data``; nothing is on disk before ``commit``."""
        self._tables = data
        self._changed = True

    def commit(self) -> None:
        """Put what was staged on disk.

        Raises:
            Unwritable: if the disk refused; the old file is untouched then.
        """
        if self._changed and self._tables is not None:
            replace(self.path, self._tables)
            self._changed = False


def load(path: Path) -> dict[str, dict[str, Any]] | None:
    """The tables in ``path``, or None where there is no such file.

    Raises:
        Damaged: if the file does not hold tables. An empty one is damaged too, or the next write would bury it.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unwritable(f"{path} cannot be read: {error.strerror}.") from error
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{path} is damaged and was left as it is: it does not read as JSON.") from error
    if not isinstance(data, dict) or not all(isinstance(table, dict) for table in data.values()):
        raise Damaged(f"{path} is not a diary of this program and was left as it is.")
    return data


def replace(path: Path, data: dict[str, dict[str, Any]]) -> None:
    """Write ``data`` beside ``path``, make sure of it on the disk, and only then take the name over.

    Raises:
        Unwritable: if the disk refused; the old file is untouched then, and nothing is left lying about.
    """
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    temp: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)  # 0600, O_EXCL
        temp = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temp is not None:
            with contextlib.suppress(OSError):
                temp.unlink(missing_ok=True)
        raise Unwritable(f"{path} could not be written: {error.strerror}.") from error


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
