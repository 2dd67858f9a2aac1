"""Loop's exports of all versions, harsh's log, and any CSV: read to the marks that were made, with nothing lost."""

import time as clock
from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.exchange import harsh, loop, plain_csv, table
from coach.exchange.found import BadFile, Unread
from coach.exchange.opened import members_of_zip
from coach.exchange.plain_csv import Order, Unclear
from coach.exchange.recognise import Kind, recognise
from coach.exchange.sheet import Column, Entry, Marks, Said, Sheet, summed_up
from tests.exchange.files import Habit, loop_2_0, loop_2_3, zipped

DAY = date(2026, 1, 31)
SAID = {2: Said.YES, 1: Said.NOT_ASKED, 0: Said.NO, 3: Said.SKIP, -1: Said.NOTHING}

# Loop

REAL = {  # uhabits-core/assets/test/csv_export of 2.3, shortened
    "Habits.csv": b"Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,"
    b"Target Type,Target Value,Archived?\n"
    b"001,Meditate,YES_NO,Did you meditate this morning?,,1,1,#FF8F00,,,,false\n"
    b"002,Wake up early,YES_NO,Did you wake up before 6am?,,2,3,#00897B,,,,false\n",
    "001 Meditate/Checkmarks.csv": b"Date,Value,Notes\n",
    "001 Meditate/Scores.csv": b"Date,Score\n2015-01-25,0.0000\n",
    "002 Wake up early/Checkmarks.csv": b"Date,Value,Notes\n2015-01-25,YES_MANUAL,\n2015-01-24,NO,Sick\n"
    b'2015-01-23,YES_AUTO,"Forgot to do it, really"\n2015-01-19,YES_AUTO,"""Vacation"""\n',
    "Checkmarks.csv": b"Date,Meditate,Wake up early,\n2015-01-25,UNKNOWN,YES_MANUAL,\n2015-01-24,UNKNOWN,NO,\n",
    "Scores.csv": b"Date,Meditate,Wake up early,\n2015-01-25,0.0000,0.2234,\n",
}


def marks(column: Column) -> list[tuple[date, Said, float | None, str]]:
    return [(entry.night, entry.said, entry.amount, entry.comment) for entry in column.entries]


def test_an_export_of_loop_2_3() -> None:
    sheet = loop.read(REAL)

    assert sheet.unread == ()
    assert [(column.name, column.marks) for column in sheet.columns] == [
        ("Meditate", Marks.CHECKS),
        ("Wake up early", Marks.CHECKS),
    ]
    assert sheet.columns[0].entries == ()
    assert sheet.columns[1].entries == (
        Entry(date(2015, 1, 25), Said.YES, 2),
        Entry(date(2015, 1, 24), Said.NO, 3, None, "Sick"),
        Entry(date(2015, 1, 23), Said.NOT_ASKED, 4, None, "Forgot to do it, really"),
        Entry(date(2015, 1, 19), Said.NOT_ASKED, 5, None, '"Vacation"'),
    )
    assert summed_up(sheet.columns[1]) == (
        "Wake up early: 1 yes, 1 no, 2 not asked, 3 with a comment, 2015-01-19 to 2015-01-25"
    )


def test_a_zip_packed_anew_by_a_mac_with_its_folder() -> None:
    members = {f"Loop Habits CSV/{name}": data for name, data in REAL.items()}
    members |= {"__MACOSX/Loop Habits CSV/._Habits.csv": b"\0\5", "Loop Habits CSV/.DS_Store": b"\0"}

    opened = recognise(zipped(members), "x.zip")

    assert opened.kind is Kind.LOOP
    sheet = loop.read(opened.members)
    assert sheet.unread == ()
    assert [len(column.entries) for column in sheet.columns] == [0, 4]


def test_an_export_of_1_7_has_no_head_and_no_question() -> None:
    sheet = loop.read(
        {
            "Habits.csv": b"Position,Name,Description,NumRepetitions,Interval,Color\n"
            + "\u0660\u0660\u0661,Bath,,1,1,#FF".encode(),
            "\u0660\u0660\u0661 Bath/Checkmarks.csv": "2019-08-10,\u0662\n2019-08-09,0\n".encode(),
        }
    )

    assert sheet.unread == ()
    assert [column.name for column in sheet.columns] == ["Bath"]
    assert marks(sheet.columns[0]) == [
        (date(2019, 8, 10), Said.YES, None, ""),
        (date(2019, 8, 9), Said.NO, None, ""),
    ]


def test_numbers_are_thousandths_with_a_type_and_without() -> None:
    walked = Habit("Walk", {DAY: (30_000, ""), DAY - timedelta(1): (0, ""), DAY - timedelta(2): (2, "")}, True, "min")
    new, old = (loop.read(members).columns[0] for members in (loop_2_3([walked]), loop_2_0([walked])))

    assert [amount for _, _, amount, _ in marks(new)] == [30, 0, 0.002]
    assert marks(old) == marks(new)
    assert (new.marks, new.unit, old.marks, old.unit) == (Marks.NUMBERS, "min", Marks.NUMBERS, "")


def test_the_table_of_all_habits_serves_where_the_folders_are_missing() -> None:
    habits = [Habit("Bath, warm", {DAY: (2, "")}), Habit("Walk", {DAY: (3, "")})]
    members = {name: data for name, data in loop_2_3(habits).items() if "/" not in name}

    sheet = loop.read(members)

    assert [(column.name, marks(column)) for column in sheet.columns] == [
        ("Bath, warm", [(DAY, Said.YES, None, "")]),
        ("Walk", [(DAY, Said.SKIP, None, "")]),
    ]


def test_what_is_no_mark_is_listed_with_its_line_and_file() -> None:
    where = "002 Wake up early/Checkmarks.csv"
    odd = b"Date,Value,Notes\n2026-02-30,YES_MANUAL,\n2026-01-01,MAYBE,\n1815-01-01,NO,\nx,NO,\n2026-01-02,7,\nalone\n"

    sheet = loop.read(REAL | {where: odd, "letter.txt": b"hello"})

    assert [(unread.line, unread.reason, unread.where) for unread in sheet.unread] == [
        (7, "is no date, value and note", where),
        (0, "is no part of what Loop exports", "letter.txt"),
        (2, "'2026-02-30' is no date that there is", where),
        (3, "'MAYBE' is no mark of Loop's", where),
        (4, "'1815-01-01' is before 1900", where),
        (5, "'x' is no date such as 2026-01-31", where),
        (6, "'7' is no mark of a habit that is ticked", where),
    ]


def test_one_file_that_is_broken_hides_no_other() -> None:
    sheet = loop.read(REAL | {"001 Meditate/Checkmarks.csv": b'Date,Value,Notes\n2026-01-01,NO,"open'})

    assert [unread.where for unread in sheet.unread] == ["001 Meditate/Checkmarks.csv"]
    assert len(sheet.columns[1].entries) == 4


@pytest.mark.parametrize(
    "members",
    [{}, {"Habits.csv": b"a,b\n"}, {"Habits.csv": b"Position,Name\n001,Bath\n"}, {"Habits.csv": b"\xff\xfea"}],
)
def test_an_export_without_its_parts_is_told_what_it_lacks(members: Mapping[str, bytes]) -> None:
    with pytest.raises(BadFile) as told:
        loop.read(members)
    assert str(told.value).endswith(".")


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
names = texts.filter(lambda text: "\r" not in text and "\n" not in text)
ticked = st.dictionaries(days, st.tuples(st.sampled_from([-1, 0, 1, 2, 3]), texts), max_size=8)
counted = st.dictionaries(days, st.tuples(st.integers(4, 10**8), texts), min_size=1, max_size=8)
habits = st.lists(
    st.builds(Habit, names, ticked, st.just(False), names, st.just("AT_LEAST"))
    | st.builds(Habit, names, counted, st.just(True), names, st.just("AT_MOST")),
    min_size=1,
    max_size=4,
)


@given(habits)
def test_any_export_of_loop_reads_to_the_marks_that_were_made(made: list[Habit]) -> None:
    for members, with_notes in ((members_of_zip(zipped(loop_2_3(made))), True), (loop_2_0(made), False)):
        sheet = loop.read(members)

        assert sheet.unread == ()
        assert [column.name for column in sheet.columns] == [habit.name for habit in made]
        for column, habit in zip(sheet.columns, made, strict=True):
            assert marks(column) == [
                (day, Said.NUMBER, value / 1000, note if with_notes else "")
                if habit.counts
                else (day, SAID[value], None, note if with_notes else "")
                for day, (value, note) in sorted(habit.marks.items(), reverse=True)
            ]


@given(st.lists(st.text('0123456789-,YESNO_MAUL\n" x\u202e', max_size=30), max_size=8))
def test_each_line_of_a_file_of_loop_is_a_mark_or_listed(lines: list[str]) -> None:
    text = "\n".join(lines)
    sheet = loop.read({"Habits.csv": b"Position,Name\n001,Bath\n", "001 Bath/Checkmarks.csv": text.encode()})

    told = [entry.line for column in sheet.columns for entry in column.entries] + [u.line for u in sheet.unread]
    assert len(told) == len(set(told))
    if 0 not in told:  # 0 says that the rest of the file cannot be read
        assert set(told) == {record.line for record in table.records(text)}


# harsh

LOG = """# the fixture of harsh's own tests, and what its versions write
2025-01-01 : Code review : y : Reviewed 3 PRs : 3
2025-01-01 : Running : n : Too tired : 0

2025-01-02 : Code review : s : Skipped today : 0
2025-01-02 : Running : y :  :\x20
2025-01-03 : Running : y
2025-01-03 : Code review : y : said : so : 2.5
2025-01-04 : Running : n : an amount : lots
"""


def test_a_log_of_harsh() -> None:
    assert recognise(LOG.encode(), "log").kind is Kind.HARSH
    sheet = harsh.read(LOG)

    assert sheet.unread == ()
    assert {column.name: marks(column) for column in sheet.columns} == {
        "Code review": [
            (date(2025, 1, 1), Said.YES, 3, "Reviewed 3 PRs"),
            (date(2025, 1, 2), Said.SKIP, None, "Skipped today"),
            (date(2025, 1, 3), Said.YES, 2.5, "said : so"),
        ],
        "Running": [
            (date(2025, 1, 1), Said.NO, None, "Too tired"),
            (date(2025, 1, 2), Said.YES, None, ""),
            (date(2025, 1, 3), Said.YES, None, ""),
            (date(2025, 1, 4), Said.NO, None, "an amount : lots"),
        ],
    }


def test_a_long_line_is_told_from_an_answer_of_harsh_in_no_time() -> None:
    begins = clock.process_time()

    assert not harsh.is_harsh(f"2026-01-01 : {' : ' * 33_000}")
    assert not harsh.is_harsh(f"2026-01-01 : {'a : yb' * 16_000}")
    assert clock.process_time() - begins < 1


def test_what_is_no_answer_of_harsh_is_listed() -> None:
    sheet = harsh.read(
        "2026-01-01 : Bath : y\nBath\n2026-02-30 : Bath : y\n2026-01-02 :  : y\n2026-01-02 : Bath : maybe\r\n"
        "2026-01-01 : Bath : n\n"
    )

    assert sheet.unread == (
        Unread(1, "is answered anew in line 6, which counts"),
        Unread(2, "is no answer such as 2026-01-31 : Habit : y"),
        Unread(3, "'2026-02-30' is no date that there is"),
        Unread(4, "names no habit"),
        Unread(5, "'maybe' is not y, n or s"),
    )


harsh_texts = st.text(st.characters(codec="utf-8", exclude_characters=":#@\0\r\n"), max_size=20).map(str.strip)
answers = st.tuples(
    days, harsh_texts.filter(bool), st.sampled_from("yns"), harsh_texts, st.integers(0, 99).map(lambda n: n / 4)
)


@given(st.lists(answers, min_size=1, max_size=10, unique_by=lambda answer: answer[:2]))
def test_any_log_of_harsh_reads_to_the_answers_that_were_given(made: list[tuple[date, str, str, str, float]]) -> None:
    text = "".join(
        f"{day} : {habit} : {said} : {comment} : {amount or ''}\n" for day, habit, said, comment, amount in made
    )
    sheet = harsh.read(text)
    read = {
        (entry.night, column.name, entry.said.value[0], entry.comment, entry.amount or 0)
        for column in sheet.columns
        for entry in column.entries
    }

    assert sheet.unread == ()
    assert read == set(made)


@given(st.text(max_size=200) | st.lists(st.text("2026-01 :ynsBa#\n\r", max_size=40)).map("\n".join))
def test_each_line_of_a_log_is_an_answer_a_remark_or_listed(text: str) -> None:
    try:
        sheet = harsh.read(text)
    except BadFile:
        return
    told = [entry.line for column in sheet.columns for entry in column.entries] + [u.line for u in sheet.unread]
    lines = enumerate(table.lines(text), 1)
    assert sorted(told) == [number for number, line in lines if line.strip() and not line.startswith("#")]


# Any CSV


def read_csv(text: str, order: Order | None = None) -> Sheet:
    assert recognise(text.encode(), "diary").kind is Kind.CSV
    return plain_csv.read(text, order)


def test_a_csv_with_a_header_and_dates() -> None:
    sheet = read_csv(
        'Bath;Date;Sleep [0-10];Notes;Dose (mg)\nyes;2026-01-30;7;"calm;\nwarm";120,5\nx;2026-01-31;;=SUM(A1);\n'
        "no;2026-02-30;1;;\n\n-;2026-02-01;3;;;;\n;2026-02-02;3;;;;more\n"
    )

    bath, sleep, notes, dose = sheet.columns
    assert marks(bath) == [
        (date(2026, 1, 30), Said.YES, None, ""),
        (DAY, Said.YES, None, ""),
        (date(2026, 2, 1), Said.NOTHING, None, ""),
    ]
    assert (sleep.name, sleep.unit, sleep.marks) == ("Sleep", "0-10", Marks.NUMBERS)
    assert [entry.amount for entry in sleep.entries] == [7, 3]
    assert (notes.marks, [entry.comment for entry in notes.entries]) == (Marks.TEXTS, ["calm;\nwarm", "=SUM(A1)"])
    assert (dose.name, dose.unit, dose.entries[0].amount) == ("Dose", "mg", 120.5)
    assert sheet.unread == (
        Unread(5, "'2026-02-30' is no date that there is"),
        Unread(8, "has 7 cells, but the header has 5"),
    )


@pytest.mark.parametrize(
    ("written", "night"),
    [
        ("2026-01-31", DAY),
        ("2026/1/31", DAY),
        ("31.1.2026", DAY),
        ("31/01/2026", DAY),
        ("1/31/2026", DAY),
        ("2026-01-31T00:00:00", DAY),
        ("2026-01-31 22:10", DAY),
        ("2026-02-01 00:40:12", DAY),
        ('"2/1/2026, 8:05 AM"', date(2026, 1, 31)),
        ("1/31/2026 10:05 pm", DAY),
    ],
)
def test_dates_in_many_ways(written: str, night: date) -> None:
    order = Order.MONTH_FIRST if written.startswith('"') else None

    assert marks(read_csv(f"day,bath\n{written},y\n", order).columns[0])[0][0] == night


def test_the_day_turn_decides_whose_night_a_moment_is() -> None:
    text = "day,bath\n2026-01-31 16:00,y\n"

    assert plain_csv.read(text, day_turn=time(17)).columns[0].entries[0].night == date(2026, 1, 30)


@pytest.mark.parametrize("dates", [["03/04/2026"], ["13/04/2026", "04/13/2026"], ["03-04-2026", "05-05-2026"]])
def test_dates_that_can_be_read_in_two_ways_are_asked_about(dates: list[str]) -> None:
    text = "date,bath\n" + "".join(f"{day},y\n" for day in dates)

    with pytest.raises(Unclear) as told:
        read_csv(text)
    assert "can be read in two ways" in str(told.value)
    assert told.value.example in dates
    assert read_csv(text, Order.DAY_FIRST).columns[0].entries


def test_one_date_that_tells_settles_the_others() -> None:
    nights = [entry.night for entry in read_csv("date,bath\n03/04/2026,y\n04/13/2026,y\n").columns[0].entries]

    assert nights == [date(2026, 3, 4), date(2026, 4, 13)]


def test_a_header_that_stands_twice_is_listed() -> None:
    sheet = read_csv("date,bath\n2026-01-31,y\ndate,bath\n2026-02-01,n\n")

    assert sheet.unread == (Unread(3, "is the header again"),)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "0", "1"], Marks.CHECKS),
        (["yes", "no", "x"], Marks.CHECKS),
        (["x", "x", "x, but short"], Marks.CHECKS),
        (["1", "0", "7"], Marks.NUMBERS),
        (["7", "6", "about 5"], Marks.NUMBERS),
        (["good", "bad", "x"], Marks.TEXTS),
        (["1,000", "2,000"], Marks.TEXTS),
    ],
)
def test_a_column_is_what_most_of_its_cells_are(cells: list[str], kind: Marks) -> None:
    text = "date\tbath\n" + "".join(f"2026-01-{n:02}\t{cell}\n" for n, cell in enumerate(cells, 1))

    assert read_csv(text).columns[0].marks is kind


def test_what_is_called_a_note_is_text_even_where_it_says_ok() -> None:
    sheet = read_csv("date,My notes,Mood\n2026-01-30,ok,x\n2026-01-31,7,good\n2026-02-01,1,calm\n")

    assert [column.marks for column in sheet.columns] == [Marks.TEXTS, Marks.TEXTS]
    assert [entry.comment for entry in sheet.columns[0].entries] == ["ok", "7", "1"]
    assert [entry.comment for entry in sheet.columns[1].entries] == ["x", "good", "calm"]
    assert summed_up(sheet.columns[0]) == "My notes: 3 texts, 2026-01-30 to 2026-02-01"


def test_numbers_are_summed_up_by_their_ends() -> None:
    cups, dose = read_csv("date,Coffee (cups),Dose (mg)\n2026-01-30,2,120\n2026-01-31,0,\n").columns

    assert summed_up(cups) == "Coffee: 2 numbers (0 to 2 cups), 2026-01-30 to 2026-01-31"
    assert summed_up(dose) == "Dose: 1 number (120 mg), 2026-01-30"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("date,bath\n", "It has a header and no lines."),
        ("date\n2026-01-31\n", "It has only one column: a header with a date and what was done is needed."),
        ("a,b\n1,2\n", "It has no column of dates such as 2026-01-31."),
        ("2026-01-30,y\n2026-01-31,n\n", "Its first line is no header: write above each column what it holds."),
        ('date,bath\n2026-01-31,"y\n', "Line 2 cannot be read as CSV: unexpected end of data."),
        (f"date,bath\n2026-01-31,{'y' * 100_001}\n", "A cell in line 2 has more than 100,000 characters."),
        (f"date,{'b,' * 1000}\n", "Line 1 has more than 1,000 columns."),
        (f"date{',' * 100_000}\n", "Line 1 has more than 1,000 columns."),
        (f"date,b\n{',' * 50_000_000}\n", "Line 2 has more than 1,000 columns."),
        (f"date,b\n{'x' * 50_000_000}\n", None),
        ("date,b\n" + "\n" * 49_000_000, "It has more than 500,000 lines."),
        ("date,b\n" + "\r" * 600_000, "It has more than 500,000 lines."),
        (f"date,{'b,' * 998}b\n" + f"2026-01-31,{'1,' * 998}1\n" * 1100,
         "It has more than 1,000,000 cells with something in them."),
        ('date,b\n' + '"\n","\n",' * 600_000, None),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_csv_that_cannot_be_used_is_answered_by_a_sentence(text: str, says: str | None) -> None:
    with pytest.raises(BadFile) as told:
        plain_csv.read(text)
    assert str(told.value) == says if says else str(told.value).endswith(".")
    with pytest.raises(BadFile):
        plain_csv.read(recognise(text.encode(), "x.csv").text)


def test_a_name_without_end_is_cut_before_it_is_told_with_each_line() -> None:
    sheets = [
        loop.read({"Habits.csv": f"Position,Name\n1,{'n' * 90_000}\n".encode(), "1/Checkmarks.csv": b"2026-01-01,2\n"}),
        harsh.read(f"2026-01-31 : {'n' * 90_000} : y\n"),
        plain_csv.read(f"date,{'n' * 90_000}\n2026-01-31,y\n"),
    ]

    assert [len(sheet.columns[0].name) for sheet in sheets] == [200, 200, 200]


cell_texts = st.sampled_from(
    ["2026-01-31", "2026-02-30", "1/2/2026", "y", "n", "1", "-5", "", '"', "\u202eabc", "=1+1", "a\nb", "1,5", "\ud800"]
)
tables = st.lists(st.lists(cell_texts, min_size=1, max_size=4), max_size=6).map(
    lambda rows: "date,bath,note\n" + "".join(",".join(row) + "\n" for row in rows)
)


@given(st.text(max_size=200) | tables, st.sampled_from(Order))
def test_each_record_of_a_csv_is_read_or_listed(text: str, order: Order) -> None:
    try:
        sheet = plain_csv.read(text, order)
    except BadFile as error:
        assert str(error).endswith(".")
        return
    delimiter, names = table.header(text)
    told = {entry.line for column in sheet.columns for entry in column.entries} | {u.line for u in sheet.unread}
    for line, cells in list(table.records(text, delimiter))[1:]:
        dates_alone = sum(bool(cell.strip()) for cell in cells) == 1
        assert line in told or dates_alone, names
