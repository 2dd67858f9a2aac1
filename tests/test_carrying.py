"""``coach export`` and ``coach import``: out and in again, shown before it is done, one sentence for what cannot be."""

import csv
import io
import json
import os
import stat
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.core.person import GateAnswer, Said
from coach.core.routine import Answer, Done, Took, WriteNote
from coach.session import Session
from tests.conftest import Clock, Shell
from tests.exchange.files import Habit, loop_2_3

NOTE = '=HYPERLINK("http://x")\nsecond line, "quoted" \U0001f319'


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_HOME", str(home))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def answered(session: Session) -> Session:
    for back in (1, 2, 3):
        night = session.tonight - timedelta(days=back)
        session.dispatch(Answer("tired", back), Done("bath"), Took(120), WriteNote(NOTE), night=night)
    return session


def loop_export(path: Path) -> None:
    """Two habits of three nights each."""
    days = [date(2026, 11, day) for day in (10, 11, 12)]
    marks = dict(zip(days, [(2, ""), (3, ""), (2, "lovely")], strict=True))
    pages = dict(zip(days, [(12_000, ""), (5_500, ""), (0, "")], strict=True))
    habits = [Habit("Warm bath", marks), Habit("Read", pages, counts=True, unit="pages"), Habit("Stretch", marks)]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in loop_2_3(habits).items():
            archive.writestr(name, data)


def refused(result: tuple[int, str, str]) -> str:
    code, _, err = result
    assert code == 1
    last = err.rstrip("\n").splitlines()[-1]
    assert last.startswith("coach: ")
    assert last.endswith(".")
    return last


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


# Out


def test_json_goes_to_standard_output_or_a_file_of_ones_own(coach: Shell, answered: Session, tmp_path: Path) -> None:
    code, out, err = coach("export")

    assert (code, err) == (0, "")
    assert len(json.loads(out)["nights"]) == 3
    assert coach("export", "-o", "diary.json")[0] == 0
    assert (tmp_path / "diary.json").read_text(encoding="utf-8") == out
    assert stat.S_IMODE((tmp_path / "diary.json").stat().st_mode) == 0o600
    assert coach("export", "-o", "-")[1] == out


def test_a_file_that_is_there_stays(coach: Shell, answered: Session, tmp_path: Path) -> None:
    (tmp_path / "diary.json").write_text("mine")

    assert "diary.json is there already" in refused(coach("export", "-o", "diary.json"))
    assert (tmp_path / "diary.json").read_text() == "mine"


def test_a_table_has_its_dictionary_beside_it(coach: Shell, answered: Session, tmp_path: Path) -> None:
    code, _, err = coach("export", "-o", "diary.csv")

    assert code == 0
    assert "diary-columns.csv says what stands in each column" in err
    raw = (tmp_path / "diary.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, first, *_ = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    row = dict(zip(header, first, strict=True))
    assert row["note"] == f"'{NOTE}"  # harmless to a spreadsheet, and whole
    assert row["magnesium_mg"] == "120"
    told = list(csv.reader(io.StringIO((tmp_path / "diary-columns.csv").read_text(encoding="utf-8-sig"))))
    assert [column for column, *_ in told[1:]] == header
    assert stat.S_IMODE((tmp_path / "diary.csv").stat().st_mode) == 0o600


def test_a_table_written_to_a_device_has_nothing_beside_it(coach: Shell, answered: Session, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert coach("export", "--format", "csv", "-o", str(tmp_path / "pipe"))[0] == 0
        assert b"asked_needed" in os.read(reader, 1000)
    finally:
        os.close(reader)

    assert not (tmp_path / "pipe-columns.csv").exists()


def test_of_two_files_both_are_written_or_none(coach: Shell, answered: Session, tmp_path: Path) -> None:
    (tmp_path / "diary-columns.csv").write_text("mine")

    assert "diary-columns.csv is there already" in refused(coach("export", "-o", "diary.csv"))
    assert not (tmp_path / "diary.csv").exists()
    assert (tmp_path / "diary-columns.csv").read_text() == "mine"


@pytest.mark.parametrize("name", ["diary.xlsx", "diary.json.gz"])
def test_a_file_of_a_kind_that_is_not_made_is_refused(
    coach: Shell, answered: Session, tmp_path: Path, name: str
) -> None:
    assert "An export can be .json or .csv" in refused(coach("export", "-o", name))
    assert coach("export", "-o", name, "--format", "json")[0] == 0
    assert coach("export", "-o", "diary")[0] == 0
    assert (tmp_path / "diary").read_text(encoding="utf-8").startswith("{")


def test_a_table_through_a_pipe_has_no_mark_before_it(coach: Shell, answered: Session) -> None:
    assert coach("export", "--format", "csv")[1].startswith("night,")
    assert coach("export", "--format", "csv", "--columns")[1].startswith("name,means,holds")


def test_nights_from_one_date_to_another(coach: Shell, answered: Session) -> None:
    out = coach("export", "--format", "csv", "--from", "2026-11-20", "--to", "2026-11-20")[1]

    assert len(list(csv.reader(io.StringIO(out, newline="")))) == 2
    assert "comes after" in refused(coach("export", "--from", "2026-11-21", "--to", "2026-11-20"))


def test_columns_are_those_of_a_table(coach: Shell, answered: Session) -> None:
    assert "add --format csv" in refused(coach("export", "--columns"))


def test_a_folder_that_is_not_there_is_named(coach: Shell, answered: Session) -> None:
    assert "There is no folder" in refused(coach("export", "-o", "nowhere/diary.json"))


# In


def test_out_and_in_again_elsewhere(coach: Shell, answered: Session, tmp_path: Path, clock: Clock) -> None:
    coach("export", "-o", "diary.json")
    there = Session.at(tmp_path / "there", clock, "phone")

    from coach import intake

    intake.take_in(there, intake.of_json(there, (tmp_path / "diary.json").read_bytes(), "diary.json"))

    assert intake.as_json(there) == (tmp_path / "diary.json").read_text(encoding="utf-8")


def test_what_an_import_does_is_shown_and_without_a_yes_nothing_is_done(
    coach: Shell, session: Session, home: Path, tmp_path: Path
) -> None:
    loop_export(tmp_path / "loop.zip")
    before = files_of(home)

    code, out, _ = coach("import", "loop.zip", "--dry-run")

    assert code == 0
    assert "Warm bath: 2 yes, 1 skipped" in out
    assert "New here: 3. Get something: 0." in out
    assert "Nothing was changed: this was a dry run." in out
    assert "add --yes to go ahead" in refused(coach("import", "loop.zip"))
    assert files_of(home) == before


def test_loop_comes_in_and_goes_out_again(coach: Shell, session: Session, home: Path, tmp_path: Path) -> None:
    loop_export(tmp_path / "loop.zip")

    code, out, err = coach("import", "loop.zip", "--yes", "--as", "Read=note")

    assert (code, err.splitlines()[-1]) == (0, "Taken in. coach import --undo takes it back.")
    assert "Settings: Stretch added." in out
    night = coach.shown("--night", "2026-11-12")
    assert night["steps"]["bath"]["status"] == "done"
    assert night["steps"]["stretch"]["status"] == "done"
    assert "lovely" in night["note"]
    assert coach.shown("--night", "2026-11-11")["steps"]["bath"]["status"] == "excused"
    assert "12 pages" in coach.shown("--night", "2026-11-10")["note"]
    code, out, _ = coach("import", "--undo", "--yes")
    assert code == 0
    assert "loop, 3 nights" in out
    assert "0 nights on record" in coach("history")[1]


def test_a_folder_will_do_as_well(coach: Shell, session: Session, tmp_path: Path) -> None:
    loop_export(tmp_path / "loop.zip")
    with zipfile.ZipFile(tmp_path / "loop.zip") as archive:
        archive.extractall(tmp_path / "loop")

    assert coach("import", "loop", "--yes", "--as", "Read=leave")[0] == 0
    assert "3 nights on record" in coach("history")[1]


def test_harsh_from_standard_input(coach: Shell, session: Session) -> None:
    log = b"2026-11-10 : Warm bath : y : lovely : \n2026-02-30 : Warm bath : y\nrubbish\n"

    code, out, _ = coach.typing(log)("import", "-", "--yes")

    assert code == 0
    assert "line 2: '2026-02-30' is no date" in out
    assert "line 3: is no answer" in out
    assert "1 night on record" in coach("history")[1]


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        return True


def test_a_table_of_ones_own_is_asked_about(
    coach: Shell, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.csv").write_text("Date,Hot tub,Sleep\n03/04/2026,yes,7\n04/05/2026,no,3\n")
    monkeypatch.setattr(sys, "stdin", Terminal("day\ndmy\n?\nbah\nbath\nsleep\ny\n"))

    code, _, err = coach("import", "mine.csv")

    assert code == 0
    assert "which comes first: the day (dmy) or the month (mdy)?" in err
    assert "cannot be 'bah'" in err
    assert "Take this in? [y/N]" in err
    night = coach.shown("--night", "2026-04-03")
    assert (night["steps"]["bath"]["status"], night["scores"]["sleep"]) == ("done", 7)


def test_who_ends_the_input_has_changed_nothing(
    coach: Shell, session: Session, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.csv").write_text("Date,Hot tub\n2026-04-03,yes\n")
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    before = files_of(home)

    assert "Nothing was changed." in refused(coach("import", "mine.csv"))
    assert files_of(home) == before


def test_settings_that_would_be_changed_are_not_told_as_added(
    coach: Shell, session: Session, home: Path, tmp_path: Path
) -> None:
    no = GateAnswer(said=Said.NO, on=session.tonight)
    session.change_profile(lambda p: p.first_answered(3).evolve(theme="day", name="Ana", gate={"heart_block": no}))
    coach("export", "-o", "diary.json")
    session.change_profile(lambda p: p.evolve(theme="night", name=None, gate={}))

    out = coach("import", "diary.json", "--dry-run", "--replace")[1]

    assert "Settings: name, the question before magnesium on heart block added." in out
    assert "Settings changed to those of the file: theme." in out
    out = coach("import", "diary.json", "--dry-run")[1]
    assert "changed to" not in out
    assert "Settings left as they are here: theme." in out


def test_dates_that_can_be_read_in_two_ways_need_a_word(coach: Shell, session: Session, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("Date,Hot tub\n03/04/2026,yes\n")

    assert "Add --dates dmy or --dates mdy." in refused(coach("import", "mine.csv", "--yes"))
    assert coach("import", "mine.csv", "--yes", "--dates", "mdy", "--as", "Hot tub=bath")[0] == 0
    assert coach.shown("--night", "2026-03-04")["steps"]["bath"]["status"] == "done"


def test_what_is_told_here_otherwise_is_named_and_stays(coach: Shell, answered: Session, tmp_path: Path) -> None:
    row = "night,asked_needed,score.tired,score.sleep\n2026-11-21,,9,5\n"
    (tmp_path / "table.csv").write_text(row)

    code, out, _ = coach("import", "table.csv", "--yes")

    assert code == 0
    assert "Left on 2026-11-21: Tired" in out
    scores = coach.shown("--night", "2026-11-21")["scores"]
    assert (scores["tired"], scores["sleep"]) == (1, 5)
    code, out, _ = coach("import", "table.csv", "--yes", "--replace")
    assert "Changed on 2026-11-21: Tired" in out
    assert coach.shown("--night", "2026-11-21")["scores"]["tired"] == 9


def test_a_table_that_a_spreadsheet_saved_with_semicolons(coach: Shell, session: Session, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("\ufeffnight;asked_needed;score.tired;note\r\n2026-11-21;;4;'=1+1\r\n".encode())

    assert coach("import", "t.csv", "--yes")[0] == 0
    assert coach.shown("--night", "2026-11-21")["note"] == "=1+1"


def zip_of(names: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return packed.getvalue()


HOSTILE = {
    "nothing": b"",
    "latin-1": "Date,Bäd\n2026-01-01,yes\n".encode("latin-1"),
    "zeros": b"\0" * 4096,
    "no table": b"hello\nworld\n",
    "header only": b"Date,Bath\n",
    "100,000 columns": b"Date," + b"x," * 100_000 + b"\n2026-01-01" + b",y" * 100_000 + b"\n",
    "51 MB": b"Date,Bath\n" + b"2026-01-01,yes\n" * 3_565_158,
    "a zip bomb": zip_of({"Habits.csv": b"\0" * 40_000_000}),
    "a path out of the zip": zip_of({"../../etc/Habits.csv": b"Position,Name\n"}),
    "an absolute path": zip_of({"/etc/Habits.csv": b"Position,Name\n"}),
    "half a zip": zip_of({"Habits.csv": b"Position,Name\n"})[:40],
    "an open quote": b'Date,Bath\n2026-01-01,"yes\n',
    "another JSON": b'{"habits": []}',
    "damaged JSON": b'{"format": "evening-coach", "schema": 1, "nights": [',
    "nested JSON": b'{"format": "evening-coach", "schema": 1, "nights": ' + b"[" * 100_000,
    "a newer coach": b'{"format": "evening-coach", "schema": 99, "nights": []}',
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_taken_in_ends_in_one_sentence(
    coach: Shell, session: Session, home: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file.csv").write_bytes(HOSTILE[name])
    before = files_of(home)

    told = refused(coach("import", "file.csv", "--yes"))

    assert "file.csv" in told
    assert len(told) < 400
    assert files_of(home) == before
    assert list(tmp_path.iterdir()) in ([home, tmp_path / "file.csv"], [tmp_path / "file.csv", home])


def test_dates_that_do_not_exist_and_formulas_are_named_line_by_line(
    coach: Shell, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("Date,Warm bath\n2026-02-30,yes\n2026-13-01,yes\n=1+1,yes\n2026-02-01,yes\n")

    code, out, _ = coach("import", "t.csv", "--yes")

    assert code == 0
    assert "Not read (3):" in out
    assert [line.split(":")[0].strip() for line in out.splitlines() if "line " in line] == [
        "line 2",
        "line 3",
        "line 4",
    ]


def test_what_a_file_says_steers_no_terminal(coach: Shell, session: Session, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Date,\x1b[31mred\x07\u202e\n2026-02-01,yes\n2026-02-30,\x1b]0;x\x07\n", "utf-8")

    code, out, err = coach("import", "t.csv", "--yes")

    assert code == 0
    assert not [sign for sign in out + err if ord(sign) in {0x1B, 7, 0x202E}]


def test_what_makes_no_sense_together_is_said(coach: Shell, session: Session) -> None:
    assert "Give the file to take in" in refused(coach("import"))
    assert "goes without a file" in refused(coach("import", "x", "--undo"))
    assert "no import to take back" in refused(coach("import", "--undo"))
    assert "nothing.csv cannot be read" in refused(coach("import", "nothing.csv"))


def test_a_column_that_is_not_there_is_said(coach: Shell, session: Session, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Date,Warm bath\n2026-02-01,yes\n")

    assert "There is no column 'Bth'" in refused(coach("import", "t.csv", "--as", "Bth=bath"))


def test_a_file_puts_no_magnesium_into_the_evening_that_nobody_was_asked_about(
    coach: Shell, session: Session, home: Path, tmp_path: Path, clock: Clock
) -> None:
    there = Session.at(tmp_path / "there", clock, "phone")
    there.change_profile(lambda p: p.evolve(first_run=3).step_changed("magnesium", on=True))
    there.dispatch(Done("bath"))
    from coach import intake

    (tmp_path / "d.json").write_text(intake.as_json(there), encoding="utf-8")
    for path in home.iterdir():
        path.unlink()

    code, _, err = coach("import", "d.json", "--yes")

    assert code == 0
    assert "Magnesium is out of the evening now." in err
    step = Session.at(home, clock, "laptop").profile.step("magnesium")
    assert step is not None
    assert not step.on
