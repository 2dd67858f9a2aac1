"""A file is what was written, or it is known not to be."""

import json
import os
import stat
import string
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.store import Damaged, Foreign, Unwritable, files, migrations
from coach.store.durable import Content, StagedStorage, as_line, decode, encode, load, parsed

NAME = "nights-2026.json"
TABLES: dict[str, dict[str, Any]] = {
    "nights": {"20261121": {"a": 1}, "20261122": {"b": "مرحبا\n🌙"}},
    "unread": {"1": {"value": [1, None]}},
}
ROWS = {name: {key: as_line(value) for key, value in table.items()} for name, table in TABLES.items()}
RAW = encode(ROWS, 7)


def tables_of(content: Content) -> dict[str, dict[str, Any]]:
    return {name: {key: parsed(value) for key, value in table.items()} for name, table in content.tables.items()}


def written(folder: Path, raw: bytes, name: str = NAME) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_what_is_written_reads_back() -> None:
    content = decode(RAW, NAME)

    assert tables_of(content) == TABLES
    assert (content.schema, content.generation) == (migrations.SCHEMA, 7)


def test_what_is_written_is_json_after_its_first_line() -> None:
    first, _, rest = RAW.partition(b"\n")

    assert json.loads(rest) == TABLES
    assert set(json.loads(first)) == {"coach", "schema", "generation", "bytes", "sha256"}


KEYS = st.integers(1, 10**8).map(str)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.dictionaries(st.text(), VALUES, max_size=4)


@given(
    st.dictionaries(st.text(string.ascii_lowercase, min_size=1), st.dictionaries(KEYS, RECORDS, max_size=4), max_size=3)
)
def test_any_tables_read_back(tables: dict[str, dict[str, Any]]) -> None:
    rows = {name: {key: as_line(value) for key, value in table.items()} for name, table in tables.items()}

    assert tables_of(decode(encode(rows, 1), NAME)) == tables


def test_every_flipped_bit_is_noticed() -> None:
    for place in range(len(RAW)):
        for bit in range(8):
            flipped = bytearray(RAW)
            flipped[place] ^= 1 << bit
            with pytest.raises(Damaged, match=NAME):
                decode(bytes(flipped), NAME)


def test_every_truncation_is_noticed() -> None:
    for length in range(len(RAW)):
        with pytest.raises(Damaged):
            decode(RAW[:length], NAME)


def test_an_editors_byte_order_mark_does_no_harm() -> None:
    assert tables_of(decode(b"\xef\xbb\xbf" + RAW, NAME)) == TABLES


BROKEN = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "cut": b"{",
    "table is a list": b'{"nights": []}',
    "table is a number": b'{"nights": 3}',
    "no tables": b"{}",
    "bytes": b"\xff\xfe",
    "text": b"not json",
    "nested": b"[" * 100_000,
    "nested records": b'{"nights":{"1":' + b"[" * 10_000 + b"]" * 10_000 + b"}}",
    "twice": b'{"nights":{"1":{"a":1},"1":{"a":2}}}',
    "nan": b'{"nights":{"1":{"a":NaN}}}',
    "infinity": b'{"nights":{"1":{"a":1e999}}}',
    "huge": b'{"nights":{"1":{"a":' + b"9" * 5000 + b"}}}",
    "surrogate": b'{"nights":{"1":{"a":"\\ud800"}}}',
    "nul": b"\0" * 4096,
    "merge markers": b"<<<<<<< HEAD\n" + RAW,
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_in_one_sentence_and_left_as_it_is(tmp_path: Path, raw: bytes) -> None:
    path = written(tmp_path, raw)

    with pytest.raises(Damaged, match=r"^nights-2026\.json [^\n]+\.$"):
        load(path)
    assert path.read_bytes() == raw


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_where_the_generation_before_is_whole_it_is_used_and_told(tmp_path: Path, raw: bytes) -> None:
    written(tmp_path, RAW, f"{NAME}.bak")
    content = load(written(tmp_path, raw))

    assert tables_of(content) == TABLES
    assert content.damaged
    assert "copy before it is used" in content.problem


def test_a_file_that_is_gone_is_taken_from_the_generation_before(tmp_path: Path) -> None:
    written(tmp_path, RAW, f"{NAME}.bak")
    content = load(tmp_path / NAME)

    assert tables_of(content) == TABLES
    assert "was gone" in content.problem


def test_a_file_that_never_was_is_no_diary_yet(tmp_path: Path) -> None:
    assert load(tmp_path / NAME) == Content({})


def test_records_that_tinydb_would_choke_on_are_kept_among_the_unread(tmp_path: Path) -> None:
    odd = {"nights": {"20261122": {"a": 1}, "two": {"b": 2}, "3": "text", "-4": {}}}
    content = load(written(tmp_path, json.dumps(odd).encode()))

    assert content.tables["nights"] == {"20261122": {"a": 1}}
    assert [row["value"] for row in content.tables["unread"].values()] == [{"b": 2}, "text", {}]


def test_a_file_of_a_newer_version_is_read_and_never_written(tmp_path: Path) -> None:
    path = written(tmp_path, encode(ROWS, 3, schema=migrations.SCHEMA + 1))
    storage = StagedStorage(load(path))

    assert "newer coach" in storage.content.problem
    assert storage.read() == TABLES
    storage.write({"nights": {}})
    with pytest.raises(Unwritable, match="Nothing was changed"):
        storage.rendered()


@pytest.mark.parametrize("what", ["link", "folder", "pipe", "large"])
def test_what_is_no_plain_file_of_ones_own_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / NAME
    if what == "link":
        path.symlink_to(written(tmp_path, RAW, "elsewhere"))
    elif what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(files.LARGEST + 1)

    with pytest.raises(Foreign, match=NAME):
        load(path)


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, RAW)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)

    with pytest.raises(Foreign, match="another user"):
        load(path)


def test_a_record_that_would_not_read_back_is_not_written() -> None:
    storage = StagedStorage(Content({}))
    storage.write({"nights": {"1": {"a": float("nan")}}})

    with pytest.raises(Unwritable, match="read back"):
        storage.rendered()


def test_a_file_is_for_its_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        files.replace(tmp_path, {NAME: RAW})
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_the_generation_before_is_kept_and_a_damaged_one_set_aside(tmp_path: Path) -> None:
    files.replace(tmp_path, {NAME: b"one"})
    files.replace(tmp_path, {NAME: b"two"})
    files.replace(tmp_path, {NAME: b"three"}, frozenset([NAME]))
    files.replace(tmp_path, {NAME: b"four"}, frozenset([NAME]))

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        NAME: b"four",
        f"{NAME}.bak": b"one",
        f"{NAME}.damaged-1": b"two",
        f"{NAME}.damaged-2": b"three",
    }


OLD = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["settings.json", NAME])
def test_files_of_the_first_version_are_read_as_todays(name: str) -> None:
    content = load(OLD / "schema-0" / name)
    rows = tables_of(content)

    assert content.schema == 0
    if name == NAME:
        assert rows["nights"]["20261122"]["night"] == str(date(2026, 11, 22))
    else:
        steps = {step["id"]: step for step in rows["profile"]["1"]["steps"]}
        assert steps["tea"]["away"] is True
        assert "away" not in steps["exercise"]
