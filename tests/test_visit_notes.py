"""What a person notes for a visit: kept, changed, taken off and taken back, and joined with another machine."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coach.core.person import ClinicScore
from coach.core.profile import MOST_QUESTIONS
from coach.session import Refused, Session
from coach.visit_notes import (
    NO_ROOM,
    check_question,
    check_total,
    drop_clinic_score,
    drop_question,
    name_it,
    put_clinic_score,
    put_question,
)

OCTOBER, NOVEMBER = date(2026, 10, 3), date(2026, 11, 2)
SCORE = ClinicScore(total=24, on=OCTOBER, note="sleep clinic")


def test_questions_are_added_changed_and_taken_off(session: Session) -> None:
    put_question(session, " Is it iron? ")
    put_question(session, "And my tablets?")
    put_question(session, "Which iron value?", 1)
    assert list(session.profile.questions) == ["Which iron value?", "And my tablets?"]
    drop_question(session, 1)
    assert list(session.profile.questions) == ["And my tablets?"]
    session.undo_profile()

    assert list(session.profile.questions) == ["Which iron value?", "And my tablets?"]


@pytest.mark.parametrize("n", [0, 2, -1])
def test_a_question_that_is_not_there_is_refused(session: Session, n: int) -> None:
    put_question(session, "Is it iron?")

    with pytest.raises(Refused, match=f"There is no question {n}; there are 1."):
        drop_question(session, n)
    with pytest.raises(Refused, match=f"There is no question {n}; there are 1."):
        put_question(session, "Else?", n)
    assert session.profile.questions == ("Is it iron?",)


@pytest.mark.parametrize("text", ["", " \n", "x" * 301])
def test_what_is_no_question_is_refused_and_nothing_is_cut(session: Session, text: str) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        put_question(session, text)

    assert session.profile.questions == ()


def test_a_visit_has_room_for_so_many_questions(session: Session) -> None:
    for n in range(MOST_QUESTIONS):
        put_question(session, f"Question {n}?")
    with pytest.raises(Refused, match=NO_ROOM):
        put_question(session, "One more?")
    put_question(session, "Instead?", 3)

    assert len(session.profile.questions) == MOST_QUESTIONS


def test_a_total_moves_with_its_day_and_one_day_has_one(session: Session) -> None:
    put_clinic_score(session, SCORE)
    put_clinic_score(session, SCORE.evolve(on=NOVEMBER, total=20), OCTOBER)
    assert [(score.on, score.total) for score in session.profile.clinic_scores] == [(NOVEMBER, 20)]
    put_clinic_score(session, ClinicScore(total=0, on=NOVEMBER))
    assert [(score.on, score.total) for score in session.profile.clinic_scores] == [(NOVEMBER, 0)]
    session.undo_profile()
    session.undo_profile()

    assert session.profile.clinic_scores == (SCORE,)


def test_a_total_that_is_not_there_is_refused(session: Session) -> None:
    put_clinic_score(session, SCORE)
    drop_clinic_score(session, OCTOBER)

    with pytest.raises(Refused, match=r"There is no total of 2026-10-03\."):
        drop_clinic_score(session, OCTOBER)


@pytest.mark.parametrize("undo", [False, True], ids=["taken off", "taken back"])
def test_a_total_taken_away_does_not_come_back_in_a_join(
    session: Session, open_session: Callable[..., Session], tmp_path: Path, undo: bool
) -> None:
    put_clinic_score(session, SCORE)
    other = open_session(folder=tmp_path / "other")
    other.merge(str(session.where().folder))
    assert SCORE in other.profile.clinic_scores
    if undo:
        session.undo_profile()
    else:
        drop_clinic_score(session, OCTOBER)
    session.merge(str(other.where().folder))
    other.merge(str(session.where().folder))

    assert not session.profile.clinic_scores
    assert not other.profile.clinic_scores


def test_the_name_line_is_kept_and_taken_away(session: Session) -> None:
    assert name_it(session, " Ann B., 1960 ").name == "Ann B., 1960"
    assert name_it(session, " ").name is None


@pytest.mark.parametrize("text", ["", "41", "-1", "4.5", "٤", "many", "0x10", "0" * 9])
def test_a_total_is_a_whole_number_up_to_forty(text: str) -> None:
    assert "0 to 40" in (check_total(text) or "")


def test_what_fits_has_no_problem() -> None:
    assert [check_total("0"), check_total(" 40 "), check_question("?" * 300)] == [None, None, None]
