"""Files that are broken, far too large, or made to do harm, each answered by one sentence."""

import io
import stat
import tracemalloc
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.exchange import opened
from coach.exchange.found import BadFile
from coach.exchange.opened import LARGEST_FILE, MB, check_members, members_of_zip, text_of
from coach.exchange.recognise import recognise
from tests.exchange.files import zipped


def refused(data: bytes) -> str:
    with pytest.raises(BadFile) as told:
        recognise(data, "export")
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_a_zip_is_its_files() -> None:
    members = {"Habits.csv": b"Position,Name\n", "001 Bath/Checkmarks.csv": b""}

    assert members_of_zip(zipped(members | {"002 Empty/": b""})) == members


@pytest.mark.parametrize(
    "name",
    ["../Habits.csv", "a/../../b", "/etc/passwd", "C:/Habits.csv", "c:Habits.csv", "a\\b", "..", "a/..", "x\x1b[2J"],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert "leads out of its folder" in refused(zipped({name: b"x"}))
    with pytest.raises(BadFile, match="leads out"):
        check_members({name: b"x"})


def test_a_name_with_a_nul_is_refused_though_zipfile_would_cut_it() -> None:
    assert "leads out" in refused(zipped({"Habits.csvX..": b"x"}).replace(b"Habits.csvX..", b"Habits.csv\0.."))


def test_a_name_given_twice_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("Habits.csv", b"one")
        archive.writestr("Habits.csv", b"two")

    assert refused(out.getvalue()) == "It holds 'Habits.csv' twice."


def test_a_link_is_refused() -> None:
    out = io.BytesIO()
    link = zipfile.ZipInfo("Habits.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")

    assert refused(out.getvalue()) == "'Habits.csv' in it is a link, not a file."


def test_a_locked_zip_is_refused() -> None:
    locked = zipped({"Habits.csv": b"x"}).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")

    assert refused(locked) == "It is locked with a password: export it without one."


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_unfolds_without_bounds_is_refused(packed: int) -> None:
    assert "make an ordinary zip" in refused(zipped({"Habits.csv": b"x" * 100}, packed))


@pytest.mark.parametrize(("files", "megabytes"), [(1, 200), (5, 30)])
def test_a_bomb_is_given_up_before_it_unfolds(files: int, megabytes: int) -> None:
    bomb = zipped(dict.fromkeys([f"{n}.csv" for n in range(files)], b"0" * (megabytes * MB)))
    assert len(bomb) < MB
    tracemalloc.start()
    try:
        assert "unpacks to more than is read" in refused(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 70 * MB


def test_a_bomb_whose_header_lies_is_measured_while_it_is_read() -> None:
    honest = zipped({"Habits.csv": b"0" * (40 * MB)})
    size = (40 * MB).to_bytes(4, "little")
    lying = honest.replace(size, (10).to_bytes(4, "little"))
    assert lying != honest

    assert "damaged" in refused(lying) or "unpacks" in refused(lying)


def test_overlapping_members_count_each_time() -> None:
    """A bomb of one kernel with many names: the sum is measured, whatever the headers share."""
    members = {f"{n:03}.csv": b"\0" * (2 * MB) for n in range(40)}

    assert "unpacks to more" in refused(zipped(members))


def test_too_many_files_are_counted_before_any_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "MOST_MEMBERS", 3)

    assert refused(zipped({f"{n}": b"" for n in range(4)})) == "It holds more than 3 files."


def test_a_zip_in_a_zip_is_not_opened() -> None:
    assert "no Habits.csv" in refused(zipped({"inner.zip": zipped({"Habits.csv": b"Position,Name\n"})}))


@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_zip_raises_nothing_but_a_sentence(junk: bytes, at: int, byte: int) -> None:
    whole = zipped({"Habits.csv": b"Position,Name\n001,Bath\n", "001 Bath/Checkmarks.csv": b"2026-01-01,2\n"})
    damaged = bytearray(whole)
    damaged[at % len(damaged)] = byte
    for data in (bytes(damaged), whole[:at], b"PK\x03\x04" + junk, whole + junk):
        try:
            members_of_zip(data)
        except BadFile as error:
            assert str(error).endswith(".")


def test_a_member_that_is_broken_is_said_to_be() -> None:
    whole = zipped({"Habits.csv": b"Position,Name\n001,Bath\n"}, zipfile.ZIP_STORED)

    assert refused(whole.replace(b"Bath", b"Bach")) == "It is a zip that is damaged: export it again."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\xc3\xa9\n", "a\xe9\n"),
        (b"\xef\xbb\xbfa", "a"),
        ("\ufeffa\r\n".encode("utf-16-le"), "a\r\n"),
        ("\ufeff\U0001f6c1".encode("utf-16-be"), "\U0001f6c1"),
    ],
)
def test_utf_8_and_a_marked_utf_16_are_text(data: bytes, text: str) -> None:
    assert text_of(data) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "It is empty."),
        (b"date\nB\xe4d\n", "It is not UTF-8 (byte 0xE4 in line 2): save it as UTF-8."),
        (b"\xef\xbb\xbfok\n\n\xff", "It is not UTF-8 (byte 0xFF in line 3): save it as UTF-8."),
        (b"a\n\xed\xa0\x80", "It is not UTF-8 (byte 0xED in line 2): save it as UTF-8."),
        (b"\xff\xfe\x00\xd8", "It is not UTF-8 (byte 0x00 in line 1): save it as UTF-8."),
        (b"a\nb\0c", "It has a NUL in line 2, so it is no text: save it as UTF-8."),
        ("a".encode("utf-32"), "It is UTF-32, not UTF-8: save it as UTF-8."),
        (b"SQLite format 3\0" + bytes(80), "It is a database, perhaps Loop's backup: in Loop, choose Settings, then "
                                           "Export as CSV."),
        (b"%PDF-1.7", "It is a PDF, which cannot be read."),
        (b'{"format": "other"}', None),
        (b"hello", None),
        (b"<html>", None),
    ],
)  # fmt: skip
def test_what_is_no_text_or_nothing_known_is_said_to_be_that(data: bytes, says: str | None) -> None:
    told = refused(data)

    assert told == says if says else told.endswith("column of dates.")


def test_more_than_is_read_is_said_to_be() -> None:
    assert refused(bytes(LARGEST_FILE + MB)) == "It has more than 50 MB, the most that is read."


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_recognised_or_answered_by_a_sentence(data: bytes) -> None:
    try:
        recognise(data, "x.csv")
    except BadFile as error:
        assert str(error).endswith(".")
