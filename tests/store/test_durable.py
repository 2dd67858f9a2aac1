"""A file is the old one or the new one, whole, whatever goes wrong."""

import os
import stat
from pathlib import Path

import pytest

from coach.store import Damaged, Unwritable
from coach.store.durable import StagedStorage, load, replace

OLD = {"nights": {"1": {"a": 1}}}
NEW = {"nights": {"1": {"a": 2}}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "nights-2026.json"


def test_what_is_written_reads_back(path: Path) -> None:
    replace(path, NEW | {"note": {"1": {"text": "مرحبا\n🌙"}}})

    assert load(path) == NEW | {"note": {"1": {"text": "مرحبا\n🌙"}}}


def test_a_file_that_is_not_there_is_no_diary_yet(path: Path) -> None:
    assert load(path) is None


def test_a_file_is_for_its_owner_only_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        replace(path, NEW)
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("call", ["fsync", "fdopen"])
def test_a_disk_that_refuses_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    replace(path, OLD)
    before = path.read_bytes()

    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(Unwritable, match="No space left"):
        replace(path, NEW)

    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_rename_that_fails_leaves_the_old_file_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(path, OLD)

    def refuse(_self: Path, _target: Path) -> Path:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Unwritable):
        replace(path, NEW)

    assert load(path) == OLD
    assert list(path.parent.iterdir()) == [path]


def test_the_file_is_on_the_disk_before_it_takes_the_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def watched_sync(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def watched_rename(self: Path, target: Path) -> Path:
        done.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "replace", watched_rename)
    replace(path, NEW)

    assert done == ["file", "rename", "folder"]


BROKEN = [b"", b"null", b"[]", b"{", b'{"nights": []}', b'{"nights": 3}', b"\xff\xfe", b"not json", b"[" * 100_000]


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_and_left_as_it_is(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)

    with pytest.raises(Damaged, match=r"nights-2026\.json"):
        StagedStorage(path)
    assert path.read_bytes() == raw


def test_nothing_is_on_disk_before_the_commit(path: Path) -> None:
    storage = StagedStorage(path)
    storage.write(NEW)
    assert not path.exists()

    storage.commit()
    assert load(path) == NEW
