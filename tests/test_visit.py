"""The visit report from the command line, its numbers beside those of the other commands, and what a person adds."""

import json
import stat
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from coach.core.person import ClinicScore, Medicine
from coach.core.routine import Refused, Tell, Took
from coach.core.visit import SCORES
from coach.session import Session
from coach.visit import visit
from coach.visit_notes import drop_clinic_score, drop_question, name_it, put_clinic_score, put_question
from tests.bench.diaries import nights
from tests.conftest import Clock, Shell

DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def lived(session: Session, clock: Clock) -> Session:
    """Forty nights up to tonight, all answered, some with a bath left out."""
    with session._journal.transaction(clock.now.date()) as transaction:
        for night in nights(40, clock.now + timedelta(days=1)):
            transaction.put(night)
    session.reload()
    return session


# The numbers are those of the screens


def rounded(value: float) -> float:
    return round(value, 2)


def test_scores_are_those_of_trends(coach: Shell, lived: Session) -> None:
    spans = {span["last"]: span["scores"] for span in json.loads(coach("trends", "--json")[1])}

    for count in (30, 90):
        found = visit(lived, nights=count)
        for key in {*SCORES} & {*spans[count]}:
            on_screen, trend = spans[count][key], found.score(key).trend
            assert trend.middle is not None
            assert on_screen["all"] == {name: rounded(value) for name, value in trend.middle._asdict().items()}
            assert (on_screen["from"], on_screen["nights"]) == (trend.first.isoformat(), trend.nights)


def test_kept_nights_are_those_of_streaks_and_history(coach: Shell, lived: Session) -> None:
    found = visit(lived)
    windows = {one["of"]: one["kept_of_last"]["30"] for one in json.loads(coach("streaks", "--json")[1])}
    for one in found.kept:
        if one.of in windows:
            assert windows[one.of] == one.kept._asdict()

    told = json.loads(coach("history", "--json", "--from", f"{DAY - timedelta(days=29)}", "--to", f"{DAY}")[1])
    assert found.period.on_record == len(told)
    assert found.kept[0].kept.kept == sum(night["counts_as"] == "kept" for night in told)
    assert found.kept[0].excused == sum(night["counts_as"] == "excused" for night in told)


def test_what_asks_for_a_doctors_eye_is_what_review_finds(lived: Session) -> None:
    from coach import review

    looked, found = review.look(lived), visit(lived)

    assert set(found.found) == {*looked.fresh, *looked.before}
    assert found.scored == looked.scored


# Which nights


def test_without_a_choice_it_is_the_last_thirty_nights(lived: Session) -> None:
    period = visit(lived).period

    assert (period.first, period.last, period.nights) == (DAY - timedelta(days=29), DAY, 30)
    assert not period.begun


def test_it_begins_no_earlier_than_the_diary(lived: Session) -> None:
    period = visit(lived, nights=90).period

    assert (period.first, period.begun, period.nights) == (DAY - timedelta(days=39), True, 40)


def test_a_period_before_the_diary_has_nothing_on_record(lived: Session) -> None:
    period = visit(lived, date(2025, 1, 1), date(2025, 1, 31)).period

    assert (period.nights, period.on_record, period.begun) == (31, 0, False)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "2026-11-20", "--to", "2026-11-01"), "--from 2026-11-20 comes after --to 2026-11-01"),
        (("--from", "1899-12-31"), "--from 1899-12-31 is before 1900"),
        (("--to", "2026-11-23"), "--to 2026-11-23 has not come yet; tonight is 2026-11-22"),
        (("--last", "30", "--to", "2026-11-01"), "--last goes without --from and --to"),
        (("--to", "9999-12-31"), "--to 9999-12-31 has not come yet"),
    ],
)
def test_what_are_no_nights_is_one_sentence(coach: Shell, words: tuple[str, ...], sentence: str) -> None:
    code, out, err = coach("report", *words)

    assert (code, out) == (1, "")
    assert err.startswith(f"coach: {sentence}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [("--last", "0"), ("--last", "x"), ("--from", "2026-02-30"), ("--format", "doc")])
def test_what_is_misspelt_is_told(coach: Shell, words: tuple[str, ...]) -> None:
    code, out, err = coach("report", *words)

    assert (code, out) == (2, "")
    assert words[1] in err


@pytest.mark.parametrize("first", ["1900-01-01", "2026-11-22"])
def test_the_longest_and_the_shortest_period(coach: Shell, lived: Session, first: str) -> None:
    code, out, _ = coach("report", "--from", first)

    assert code == 0
    assert "VISIT REPORT" in out


# In which format, and where to


def test_it_is_printed_as_text(coach: Shell, lived: Session) -> None:
    code, out, err = coach("report", "--last", "30")

    assert (code, err) == (0, "")
    assert out.startswith("VISIT REPORT, 24 OCT 2026 TO 22 NOV 2026\n30 nights: 30 with something on record")
    assert out.endswith("reviewed by a clinician.\n")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.html", b"<!DOCTYPE html>"), ("a.PDF", b"%PDF-"), ("a.md", b"# Visit"), ("a.txt", b"VISIT"), ("a", b"VISIT")],
)
def test_the_format_is_guessed_from_the_name_of_the_file(
    coach: Shell, lived: Session, tmp_path: Path, name: str, begins: bytes
) -> None:
    code, out, err = coach("report", "-o", name)
    path = tmp_path / name

    assert (code, out, err) == (0, f"{path}\n", "")
    assert path.read_bytes().startswith(begins)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_format_that_is_given_counts_more_than_the_name(coach: Shell, session: Session, tmp_path: Path) -> None:
    coach("report", "--format", "md", "-o", "a.html")

    assert (tmp_path / "a.html").read_text().startswith("# Visit report")


def test_what_is_there_is_not_written_over(coach: Shell, session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("mine")
    code, out, err = coach("report", "-o", "a.pdf")

    assert (code, out) == (1, "")
    assert err == f"coach: {tmp_path / 'a.pdf'} is there already and was left as it is; give another name.\n"
    assert (tmp_path / "a.pdf").read_text() == "mine"


def test_a_pdf_does_not_go_to_a_terminal(coach: Shell, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, out, err = coach("report", "--format", "pdf")

    assert (code, out) == (1, "")
    assert "give" not in out
    assert "-o report.pdf" in err


# What is in it only if asked for


def test_own_words_about_mood_are_left_out_and_that_is_told(coach: Shell, session: Session) -> None:
    session.dispatch(Took(120.0), Tell("side_effects", ("dizzy", "thoughts of harming myself")))
    for form in ("text", "md", "html"):
        code, out, err = coach("report", "--format", form)
        assert code == 0
        assert "dizzy" in out
        assert "harming" not in out
        assert "1 entry" in out
        assert err == "1 entry in your own words was left out, for it may be about mood; --mood puts it in.\n"
    assert "harming" in coach("report", "--mood", "--format", "md")[1]


def test_notes_are_in_only_if_asked_for(coach: Shell, session: Session) -> None:
    coach("note", "Restless on the \x1b[31mflight.")

    assert "flight" not in coach("report")[1]
    assert "Restless on the [31mflight." in coach("report", "--notes", "--format", "text")[1].replace("\n", " ")


# What the person adds


def test_whose_it_is(session: Session, coach: Shell) -> None:
    name_it(session, "  Jane Doe, born 1961 ")
    assert "For: Jane Doe, born 1961" in coach("report")[1]
    assert name_it(session, "").name is None
    with pytest.raises(Refused, match="201 characters long; 200 is the most"):
        name_it(session, "x" * 201)


@pytest.mark.parametrize("on", [date(1899, 1, 1), DAY + timedelta(days=1)])
def test_a_total_has_a_day_that_has_been(session: Session, on: date) -> None:
    with pytest.raises(Refused, match="no day on which a clinic gave a total"):
        put_clinic_score(session, ClinicScore(total=1, on=on))


def test_questions_and_totals_stand_in_the_report_until_they_are_taken_off(session: Session) -> None:
    on = date(2026, 9, 10)
    put_question(session, "One?")
    put_clinic_score(session, ClinicScore(total=22, on=on, note="Dr Weber"))
    assert (visit(session).questions, [score.total for score in visit(session).clinic]) == (("One?",), [22])

    drop_question(session, 1)
    drop_clinic_score(session, on)

    assert (visit(session).questions, visit(session).clinic) == ((), ())


def test_a_report_changes_nothing(coach: Shell, lived: Session, home: Path) -> None:
    lived.change_profile(lambda p: p.evolve(medicines=(Medicine(name="x", times=(time(8),)),)))
    before = {path: path.read_bytes() for path in home.rglob("*.json")}
    for form in ("text", "md", "html"):
        assert coach("report", "--format", form, "--mood", "--notes")[0] == 0

    assert {path: path.read_bytes() for path in home.rglob("*.json")} == before


def test_a_file_of_a_kind_that_is_not_made_is_refused(coach: Shell, lived: Session, tmp_path: Path) -> None:
    code, out, err = coach("report", "-o", str(tmp_path / "a.docx"))

    assert (code, out) == (1, "")
    assert "A report can be .txt, .html, .pdf, .md; for a name that ends in .docx add --format." in err
    assert list(tmp_path.glob("*.docx")) == []
