"""What a person types: times that have come, amounts, and nothing too long to be read."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.profile import FIRST_QUESTIONS, Profile
from coach.core.typed import check_amount, check_had, check_past, check_time, check_whole, had_at, read_time
from tests.conftest import BERLIN

NIGHT = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("typed", "past", "had"),
    [
        ("", None, None),
        (" ", None, None),
        ("20:40", None, None),
        (" 23:00 ", "23:00 has not come yet tonight.", "23:00 has not come yet tonight."),
        ("8:30", "8:30 has not come yet tonight.", None),  # in the night that is next morning; had, it was today
        ("late", "'late' is not a time: type it as 20:51.", "'late' is not a time: type it as 20:51."),
    ],
)
def test_a_time_has_come_or_is_said_not_to_have(typed: str, past: str | None, had: str | None) -> None:
    assert check_past(typed, NIGHT, Profile(), NOW) == past
    assert check_had(typed, NIGHT, Profile(), NOW) == had


def test_what_was_had_is_placed_on_the_day_and_an_empty_time_is_none() -> None:
    assert had_at("8:30", NIGHT, Profile(), NOW) == datetime(2026, 11, 22, 8, 30, tzinfo=BERLIN)
    assert had_at(" ", NIGHT, Profile(), NOW) is None


@pytest.mark.parametrize("typed", ["9" * 30, "9" * 5000, f"{'9' * 30}:00", f"20:{'9' * 5000}", "12345"])
def test_a_time_too_long_to_be_one_is_none(typed: str) -> None:
    with pytest.raises(ValueError):
        read_time(typed)


@given(st.text() | st.text("0123456789:., \u0663", max_size=5000))
def test_whatever_is_typed_is_accepted_or_answered_by_a_sentence(text: str) -> None:
    for problem in (
        check_time(text),
        check_whole(text, 99),
        check_amount(text),
        check_past(text, NIGHT, Profile(), NOW),
        check_had(text, NIGHT, Profile(), NOW),
    ):
        assert problem is None or problem.endswith(".")


def test_set_up_is_when_all_the_first_questions_were_answered() -> None:
    assert not Profile(first_run=FIRST_QUESTIONS - 1).set_up
    assert Profile(first_run=FIRST_QUESTIONS).set_up
