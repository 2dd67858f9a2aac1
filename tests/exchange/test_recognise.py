"""Which kind of file it is, by what it holds."""

import pytest

from coach.core.nights import Night
from coach.core.profile import Profile
from coach.exchange import spreadsheet
from coach.exchange.found import BadFile
from coach.exchange.recognise import Kind, recognise
from coach.exchange.table import header, records
from coach.store import whole
from tests.exchange.files import Habit, loop_2_3, zipped

LOG = b"# mine\n\n2026-01-31 : Bath : y : warm : \n"
TABLE = b"date,bath\n2026-01-31,y\n"
OURS = whole.written(Profile(), []).encode()
OUR_TABLE = spreadsheet.written([Night.of({"night": "2026-01-31", "changes": []})], {"bath": "Warm bath"}).encode()


def by_kind(value: object) -> str:
    """A name for a case: a zip holds the time it was made, so its bytes are none."""
    return "data" if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (OURS, Kind.COACH_JSON),
        (b"\xef\xbb\xbf" + OURS, Kind.COACH_JSON),
        (OUR_TABLE, Kind.COACH_CSV),
        (OUR_TABLE.replace(b",", b";"), Kind.COACH_CSV),
        (LOG, Kind.HARSH),
        (TABLE, Kind.CSV),
        (TABLE.decode().encode("utf-16"), Kind.CSV),
        (b"date,bath\n", Kind.CSV),
        (zipped(loop_2_3([Habit("Bath", {})])), Kind.LOOP),
        (zipped({"habits": b"Bath: 1\n", "log": LOG}), Kind.HARSH),
        (zipped({"harsh/habits": b"Bath: 1\n", "harsh/log": LOG, "harsh/.git": b""}), Kind.HARSH),
        (zipped({"diary.csv": TABLE, "__MACOSX/._diary.csv": b"\0"}), Kind.CSV),
        (zipped({"diary.json": OURS}), Kind.COACH_JSON),
    ],
    ids=by_kind,
)
def test_a_file_is_known_by_what_it_holds(data: bytes, kind: Kind) -> None:
    assert recognise(data, "anything").kind is kind


def test_a_folder_is_known_as_its_zip_would_be() -> None:
    assert recognise(loop_2_3([Habit("Bath", {})])).kind is Kind.LOOP
    assert recognise({"habits": b"", "log": LOG}).kind is Kind.HARSH


def test_our_own_table_is_read_back_through_the_records() -> None:
    text = recognise(OUR_TABLE).text.replace(",", ";")
    delimiter, _ = header(text)

    assert [row.night.isoformat() for row in spreadsheet.read(records(text, delimiter), Night.of(
        {"night": "2026-02-01", "changes": []}).night).rows] == ["2026-01-31"]  # fmt: skip


def test_a_note_keeps_the_line_ends_it_was_written_with() -> None:
    (_, (line, cells)) = records('night,note\r\n2026-01-31,"a\rb\r\nc\n"\r\n')

    assert (line, cells) == (2, ["2026-01-31", "a\rb\r\nc\n"])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "It is a spreadsheet: save it as CSV (UTF-8)."),
        (zipped({}), "It holds no Habits.csv"),
        (zipped({"a.csv": TABLE, "b.csv": TABLE}), "It holds no Habits.csv"),
        (b"[1, 2]", "It is JSON, but not from this program."),
        (b"dear diary", "It is none of the files that can be read."),
        (b"a,b\n1,2\n", "It has no column of dates such as 2026-01-31."),
    ],
    ids=by_kind,
)
def test_what_is_not_known_is_told_what_would_be_right(data: bytes, says: str) -> None:
    with pytest.raises(BadFile) as told:
        recognise(data, "x.csv" if data.startswith(b"a,b") else "x")
    assert str(told.value).startswith(says)
