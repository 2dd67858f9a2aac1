"""The table for a spreadsheet: a row a night, read back as it was written, and harmless to what opens it."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.intake import take_cells
from coach.core.nights import Night, Stamp
from coach.core.routine import Answer, Done, Excuse, Tell, Took, WriteNote
from coach.exchange import spreadsheet
from coach.exchange.found import BadFile
from tests.core.test_merge import LIVED, NIGHT, live
from tests.core.test_routine_laws import PROFILE, START

NAMES = {step.id: step.name for step in PROFILE.steps}
LATEST = date(2026, 12, 31)
STAMP = Stamp("import", START + timedelta(days=3), "Europe/Berlin", "import csv")
FORMULAS = st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A", "'quoted", "''"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | FORMULAS


def records(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    return enumerate(csv.reader(io.StringIO(text, newline="")), 1)


def read_back(text: str) -> list[Night]:
    found = spreadsheet.read(records(text), LATEST)
    assert found.unread == ()
    return [take_cells(Night(night=r.night), r.cells, r.doses, r.plan, STAMP).night for r in found.rows]


def table(rows: list[dict[str, str]]) -> Iterator[tuple[int, Sequence[str]]]:
    header = dict.fromkeys(["night", "asked_needed", *(name for row in rows for name in row)])
    return enumerate([list(header), *([row.get(name, "") for name in header] for row in rows)], 1)


@given(LIVED, TEXTS, st.lists(TEXTS, max_size=3))
def test_a_table_reads_back_as_the_same_table(lived: list[Any], note: str, effects: list[str]) -> None:
    night = live(Night(night=NIGHT), [*lived, (WriteNote(note), 1), (Tell("side_effects", tuple(effects)), 1)], "x")
    plan = PROFILE.plan().fields()
    text = spreadsheet.written([night.record(STAMP, {"plan": plan})], NAMES)

    again = read_back(text)

    assert spreadsheet.written(again, NAMES) == text
    assert again[0].note == night.note
    assert again[0].side_effects == night.side_effects
    assert (again[0].scores, again[0].doses) == (night.scores, night.doses)


@given(TEXTS)
def test_no_cell_begins_as_a_formula_does(note: str) -> None:
    text = spreadsheet.written([live(Night(night=NIGHT), [(WriteNote(note), 1)], "x")], NAMES)

    cells = [cell for _, row in records(text) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple(spreadsheet.FORMULA)) and cell[0] != "'"]


def test_the_dictionary_tells_of_every_column() -> None:
    nights = [live(Night(night=NIGHT), [(Done("bath"), 1), (Took(120), 1)], "x")]
    header = next(records(spreadsheet.written(nights, NAMES)))[1]

    told = [row for _, row in records(spreadsheet.dictionary(nights, NAMES))]

    assert told[0] == ["name", "means", "holds"]
    assert [row[0] for row in told[1:]] == list(header)
    assert all(all(row) for row in told)


def test_missing_is_not_zero_and_blank_is_neither() -> None:
    night = live(Night(night=NIGHT), [(Answer("tired", 0), 1), (Answer("sleep", None), 1)], "x")

    ((_, header), (_, row)) = records(spreadsheet.written([night], NAMES))
    told = dict(zip(header, row, strict=True))

    assert (told["score.tired"], told["score.sleep"], told["score.legs_after"]) == ("0", "blank", "")


def test_why_a_step_was_left_out_is_read_back_in_own_words_too() -> None:
    from coach.core.cells import Reason

    night = live(Night(night=NIGHT), [(Excuse("bath", Reason.OTHER, "no hot water"), 1)], "x")

    (again,) = read_back(spreadsheet.written([night], NAMES))

    entry = again.steps["bath"]
    assert (entry.reason, entry.text) == (Reason.OTHER, "no hot water")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"night": "2026-02-30"}, "no date of the calendar"),
        ({"night": "22.11.2026"}, "write it as 2026-11-22"),
        ({"night": "1700-01-01"}, "before 1900"),
        ({"night": "2027-01-01"}, "has not come yet"),
        ({"night": "2026-11-20", "score.sleep": "11"}, "score.sleep is no such whole number: '11'"),
        ({"night": "2026-11-20", "score.sleep": "good"}, "is not a whole number"),
        ({"night": "2026-11-20", "score.mood": "3"}, "there is no score called 'mood'"),
        ({"night": "2026-11-20", "step.bath": "perhaps"}, "is not done, minimum, excused or missed"),
        ({"night": "2026-11-20", "step.bath": "done", "step.bath.at": "8pm"}, "step.bath at is no datetime"),
        ({"night": "2026-11-20", "step.bath": "done", "step.bath.minutes": "-3"}, "is not a whole number"),
        ({"night": "2026-11-20", "magnesium_mg": "lots"}, "is not an amount in mg"),
        (
            {"night": "2026-11-20", "magnesium_mg": "1,000"},
            "is not an amount in mg",
        ),  # a thousand to some, one to others
        ({"night": "2026-11-20", "magnesium_mg": "-5"}, "dose mg is no number above 0"),
        ({"night": "2026-11-20", "doses": "[{]"}, "is not the JSON that stands there"),
        ({"night": "2026-11-20", "doses": '[{"mg": 0}]'}, "dose mg is no number above 0"),
        ({"night": "2026-11-20", "magnesium_mg": "900000"}, "more than anyone takes"),
        ({"night": "2026-11-20", "got_up": "100"}, "got_up is no such whole number: '100'"),
    ],
)
def test_a_row_that_makes_no_sense_is_named_with_its_line_and_hides_no_other(row: dict[str, str], why: str) -> None:
    found = spreadsheet.read(table([{"night": "2026-11-19", "score.tired": "4"}, row]), LATEST)

    assert [r.night for r in found.rows] == [date(2026, 11, 19)]
    (unread,) = found.unread
    assert unread.line == 3
    assert why in unread.reason


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(BadFile, match="it begins with night"):
        spreadsheet.read(iter([(1, ["date", "weight"])]), LATEST)


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadFile, match=r"'score\.tired' stands twice"):
        spreadsheet.read(iter([(1, ["night", "asked_needed", "score.tired", "score.tired"])]), LATEST)


@given(st.lists(st.lists(st.text(max_size=5), max_size=6), max_size=5))
def test_whatever_stands_in_a_table_ends_in_rows_and_sentences(rows: list[list[str]]) -> None:
    header = ["night", "asked_needed", "score.tired", "step.bath", "doses", "side_effects"]

    found = spreadsheet.read(enumerate([header, *rows], 1), LATEST)

    assert len(found.rows) + len(found.unread) == sum(any(cell.strip() for cell in row) for row in rows)
