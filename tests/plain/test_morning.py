"""The morning in lines."""

from datetime import datetime

import pytest

from coach.core.nights import Night
from coach.core.routine import Draft, Took
from coach.core.safety import EMERGENCY_LINE
from coach.plain.morning import noticed
from coach.session import Session
from tests.conftest import BERLIN, Clock
from tests.plain.conftest import Told, Typing

SCORES = ("3", "x", "-")


@pytest.fixture(autouse=True)
def _morning(clock: Clock, session: Session) -> None:
    session.dispatch(Took(100))
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)


def last_night(told: Told) -> Night:
    return told.session.night(told.session.last_night)


def test_three_scores_and_what_was_noticed(typing: Typing) -> None:
    told = typing(*SCORES, "1 3", "no", "awake 40", "got up", "2", "", "not read")
    night = last_night(told)

    assert night.scores == {"falling_asleep": 3, "during_night": 10, "sleep": "blank"}
    assert night.side_effects == ("feeling sick", "loose stools")
    assert (night.awake_minutes, night.got_up) == (40, 2)
    assert "Good morning, after the night of Sunday 22 November." in told.paper
    assert "0 means terribly; 10 means beautifully; higher is better; or blank: " in told.paper
    assert told.after("Sleep: left blank.\n").startswith(f"{EMERGENCY_LINE}\nQuestion 4 of 4.")
    assert "Minutes awake in the night: 40.\n" in told.paper
    again = typing(start="morning").paper
    assert "Thank you. That is all, unless you want to add something.\nAwake 40 min.\nGot up 2 times.\n" in again
    assert told.lines.script == ["not read"]


@pytest.mark.parametrize("word", ["none", "0", "no"])
def test_nothing_noticed_is_an_answer(typing: Typing, word: str) -> None:
    assert last_night(typing(*SCORES, word)).side_effects == ()


@pytest.mark.parametrize(
    ("typed", "effects"),
    [
        ("1", ("feeling sick",)),
        ("4, 1", ("feeling sick", "belly cramps")),
        ("loose stools", ("loose stools",)),
        ("feeling sick and 3", ("feeling sick", "loose stools")),
        ("other Itching at night", ("Itching at night",)),
        ("2 other hiccups", ("being sick", "hiccups")),
        ("5", ()),
        ("qiut", ()),
        ("other", ()),
        ("1 foo", ()),
        ("2 loose  stools", ()),
        ("loose  stools", ("loose stools",)),
        ("other two  words", ("two  words",)),
        ("OTHER İzmir o", ("İzmir o",)),
        ("9" * 5000, ()),
    ],
)
def test_effects_are_numbers_names_or_words_behind_other(typed: str, effects: tuple[str, ...]) -> None:
    assert noticed(typed) == effects


def test_what_is_no_effect_stores_nothing(typing: Typing) -> None:
    told = typing(*SCORES, "qiut")

    assert last_night(told).side_effects is None
    assert "'qiut' is no answer here: type none, numbers such as 1 3, or other and your words." in told.paper


def test_effects_begun_on_the_full_screen_are_taken_by_yes(typing: Typing, session: Session) -> None:
    session.dispatch(Draft("side_effects", "feeling sick\nhiccups"), night=session.last_night)
    night = last_night(typing(*SCORES, "yes"))

    assert night.side_effects == ("feeling sick", "hiccups")
    assert night.drafts == {}


@pytest.mark.parametrize("typed", ["awake many", "awake 2000", "got up 100", "got up -1"])
def test_a_number_that_does_not_fit_stores_nothing(typing: Typing, typed: str) -> None:
    told = typing(*SCORES, "none", typed)

    assert (last_night(told).awake_minutes, last_night(told).got_up) == (None, None)
    assert "is not a whole number from 0 to" in told.paper


def test_a_number_can_be_taken_away_and_left_as_it_is(typing: Typing) -> None:
    told = typing(*SCORES, "none", "awake 40", "awake", "", "got up 0", "got up", "-")

    assert (last_night(told).awake_minutes, last_night(told).got_up) == (40, None)


def test_it_opens_at_the_first_open_question_and_says_what_is_left(typing: Typing) -> None:
    typing("3")
    told = typing("back", "4", "next", "next", "next")

    assert last_night(told).scores == {"falling_asleep": 4}
    assert told.paper.endswith("Left here; 3 questions are still open.\n")


def test_undo_keeps_to_the_morning(typing: Typing) -> None:
    told = typing("3", "undo", "undo")

    assert last_night(told).scores == {}
    assert [dose.mg for dose in last_night(told).doses] == [100]


def test_start_chooses_the_part(typing: Typing) -> None:
    assert "Question 1 of 8." in typing(start="tonight").paper


def test_what_was_noticed_is_stored_as_it_was_typed(typing: Typing) -> None:
    assert last_night(typing(*SCORES, "other an  odd taste")).side_effects == ("an  odd taste",)


def test_a_number_too_long_for_a_question_is_no_answer(typing: Typing) -> None:
    told = typing(*SCORES, "9" * 5000, "none", f"awake {'9' * 5000}")

    assert "'99999999999999999999...' is no answer here" in told.paper
    assert last_night(told).awake_minutes is None
