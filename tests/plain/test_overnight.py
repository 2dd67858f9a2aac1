"""Left open overnight, frozen, or changed by another device meanwhile: a line answers what is seen, or nothing."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from coach.core.cells import Status
from coach.core.routine import Answer, Done, Undo
from coach.plain.lines import Thawed
from coach.session import Session
from tests.conftest import BERLIN, Clock
from tests.plain.conftest import Said, Typing

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


@pytest.fixture
def next_evening(clock: Clock) -> Callable[[], None]:
    def passed() -> None:
        clock.now = datetime(2026, 11, 23, 20, 0, tzinfo=BERLIN)

    return passed


def test_a_line_typed_the_next_evening_is_not_logged_into_last_night(
    typing: Typing, next_evening: Callable[[], None]
) -> None:
    told = typing(next_evening, "6", "4")

    assert told.session.night(SUNDAY).scores == {}
    assert told.session.night(MONDAY).scores == {"tired": 4}
    assert (
        "A new evening has begun, Monday 23 November. Your line was not used.\n"
        "Tonight, Monday 23 November. Bedtime 23:00, in about 3 h.\nQuestion 1 of 8." in told.paper
    )


def test_before_the_day_turn_it_is_still_that_night_and_that_is_said_once(typing: Typing, clock: Clock) -> None:
    def passed() -> None:
        clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)

    told = typing(passed, "6", "7")

    assert told.session.night(SUNDAY).scores == {"tired": 6, "legs_before": 7}
    assert "Tired: 6.\nLast night, Sunday 22 November. A new evening begins at 12:00.\nQuestion 2" in told.paper
    assert told.paper.count("Last night") == 1


def test_a_note_typed_the_next_evening_is_kept_with_it(typing: Typing, next_evening: Callable[[], None]) -> None:
    told = typing(next_evening, "note a long  flight")

    assert (told.session.night(SUNDAY).note, told.session.night(MONDAY).note) == (None, "a long  flight")
    assert "A new evening has begun, Monday 23 November.\nNote kept.\nTonight, Monday" in told.paper


@pytest.mark.parametrize(
    ("before", "typed"),
    [(("skip",), "t"), (("skip", "o"), "flu"), (("start",), "done"), ((), ""), ((), "quit")],
)
def test_nor_is_what_is_typed_into_a_question_of_last_night(
    typing: Typing, next_evening: Callable[[], None], before: tuple[str, ...], typed: str
) -> None:
    told = typing("bath", *before, next_evening, typed)

    assert told.session.night(SUNDAY).status("bath") is Status.PENDING
    assert told.session.night(MONDAY).steps == {}
    assert "Tonight, Monday 23 November." in told.paper


def test_words_typed_into_a_question_of_last_night_are_kept_with_it(
    typing: Typing, next_evening: Callable[[], None]
) -> None:
    told = typing("bath", "skip", "o", next_evening, "flu")

    assert told.session.night(SUNDAY).drafts == {"reason.bath": "flu"}


def test_a_note_left_open_overnight_says_whose_it_is(typing: Typing, next_evening: Callable[[], None]) -> None:
    told = typing("note", "one", next_evening, "two", "three", ".", "6")

    assert told.session.night(SUNDAY).note == "one\ntwo\nthree"
    assert told.paper.count("This is the note of the night of Sunday 22 November; a line with only a dot ends it.") == 1
    assert told.session.night(MONDAY).scores == {}


def test_a_morning_left_open_for_a_day_begins_anew(typing: Typing, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)

    def passed() -> None:
        clock.now = datetime(2026, 11, 24, 7, 30, tzinfo=BERLIN)

    told = typing(passed, "3", "4")

    assert told.session.night(SUNDAY).scores == {}
    assert told.session.night(MONDAY).scores == {"falling_asleep": 4}
    assert "A new morning has begun, after the night of Monday 23 November. Your line was not used." in told.paper


def test_a_file_that_is_read_past_the_day_turn_ends_there(typing: Typing, next_evening: Callable[[], None]) -> None:
    told = typing("6", next_evening, "7", "8", live=False)

    assert (told.code, told.lines.script) == (1, ["8"])
    assert told.session.night(SUNDAY).scores == {"tired": 6}
    assert told.paper.endswith(
        "A new evening has begun, Monday 23 November. Your line was not used.\nThe lines that follow are not read.\n"
    )


# Frozen


@pytest.mark.parametrize("before", [(), ("bath", "skip")])
def test_a_thawed_session_forgets_what_was_typed_before_and_asks_anew(
    typing: Typing, monkeypatch: pytest.MonkeyPatch, before: tuple[Said, ...]
) -> None:
    from tests.plain.conftest import Typist

    monkeypatch.setattr(Typist, "waiting", lambda _: True)
    told = typing(*before, Thawed, "back")

    assert "What was typed a while ago is not used.\n" in told.paper
    assert told.lines.forgot == 2  # then, and in leaving


def test_a_thawed_session_shows_the_diary_as_it_now_is(
    typing: Typing, open_session: Callable[..., Session], next_evening: Callable[[], None]
) -> None:
    def elsewhere() -> None:
        open_session(device="phone").dispatch(Answer("tired", 4))

    assert "Question 2 of 8." in typing(elsewhere, Thawed).paper
    assert "a while ago" not in typing(Thawed).paper
    assert "A new evening has begun, Monday 23 November.\nTonight" in typing(next_evening, Thawed).paper


def test_lines_of_a_note_are_text_however_old(typing: Typing) -> None:
    assert typing("note", "one", Thawed, "two", ".").night.note == "one\ntwo"


# Another device


def test_undo_does_not_take_back_what_another_device_did_since(
    typing: Typing, open_session: Callable[..., Session]
) -> None:
    def elsewhere() -> None:
        open_session(device="phone").dispatch(Done("bath"))

    told = typing("6", elsewhere, "undo")
    assert told.night.status("bath") is Status.DONE
    assert told.night.scores == {"tired": 6}
    assert "Meanwhile changed elsewhere; the last answer is now Warm bath. Nothing was taken back.\n" in told.paper

    assert typing("undo").night.status("bath") is Status.PENDING


def test_nor_more_than_is_seen_where_another_device_took_back_the_last(
    typing: Typing, open_session: Callable[..., Session]
) -> None:
    def elsewhere() -> None:
        open_session(device="phone").dispatch(Undo())

    told = typing("6", "7", elsewhere, "undo")

    assert told.night.scores == {"tired": 6}
    assert "Meanwhile changed elsewhere; the last answer is now tired: 6. Nothing was taken back." in told.paper


def test_a_note_is_one_whatever_was_answered_elsewhere(typing: Typing, open_session: Callable[..., Session]) -> None:
    def elsewhere() -> None:
        open_session(device="phone").dispatch(Answer("tired", 4))

    assert typing(elsewhere, "note a thought").night.note == "a thought"
