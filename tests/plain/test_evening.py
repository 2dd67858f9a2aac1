"""The evening in lines: what each answer stores, and what is said."""

from collections.abc import Callable
from datetime import datetime

import pytest

from coach.core.cells import Reason, Status
from coach.core.profile import Kind, Step
from coach.core.routine import Answer, Done, Draft, Excuse, WriteNote
from coach.core.safety import EMERGENCY_LINE
from coach.plain.lines import Unreadable
from coach.session import Session, StoreError
from tests.conftest import BERLIN, Clock
from tests.plain.conftest import Typing

TO_CAFFEINE = ("6", "7")
TO_MAGNESIUM = (*TO_CAFFEINE, "done")
TO_BATH = (*TO_MAGNESIUM, "skip", "t")


@pytest.mark.parametrize(("typed", "value"), [("6", 6), ("0", 0), ("x", 10), ("10", 10), ("ten", 10), (" Six ", 6)])
def test_a_score_is_a_number_or_its_word(typing: Typing, typed: str, value: int) -> None:
    assert typing(typed).night.scores == {"tired": value}


@pytest.mark.parametrize("typed", ["-", "blank", "BLANK"])
def test_a_score_is_left_blank(typing: Typing, typed: str) -> None:
    assert typing(typed).night.scores == {"tired": "blank"}


@pytest.mark.parametrize("typed", ["11", "-1", "6.5", "nothing", "1 2", "٣", "done"])
def test_what_is_no_score_is_said_in_one_sentence_and_asked_once_more(typing: Typing, typed: str) -> None:
    told = typing(typed)

    assert told.night.scores == {}
    assert f"'{typed}' is no answer here: type a whole number from 0 to 10, or blank; help tells more.\nTired: " in (
        told.paper
    )


def test_an_empty_line_answers_nothing_and_asks_again(typing: Typing) -> None:
    told = typing("", "", *TO_CAFFEINE, "", "")

    assert told.night.scores == {"tired": 6, "legs_before": 7}
    assert told.night.steps == {}
    assert told.paper.count("Question 1 of 8.") == told.paper.count("Question 3 of 8.") == 3


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        (("done",), Status.DONE),
        (("yes",), Status.DONE),
        (("m",), Status.MINIMUM),
        (("short",), Status.MINIMUM),
        (("s", "t"), Status.EXCUSED),
        (("skip", "back"), Status.PENDING),
    ],
)
def test_a_step_is_answered_in_words_or_by_the_keys_of_the_screens(
    typing: Typing, typed: tuple[str, ...], status: Status
) -> None:
    assert typing(*TO_BATH, *typed).night.status("bath") is status


@pytest.mark.parametrize(
    ("typed", "reason", "text"),
    [
        (("too tired",), Reason.TOO_TIRED, None),
        (("d",), Reason.DOCTORS_ADVICE, None),
        (("doctor's advice",), Reason.DOCTORS_ADVICE, None),
        (("other no hot water",), Reason.OTHER, "no hot water"),
        (("o", "müde"), Reason.OTHER, "müde"),
        (("o", ""), Reason.OTHER, None),
        (("tierd", "t"), Reason.TOO_TIRED, None),
    ],
)
def test_a_step_is_left_out_with_a_reason(
    typing: Typing, typed: tuple[str, ...], reason: Reason, text: str | None
) -> None:
    entry = typing(*TO_BATH, "skip", *typed).night.steps["bath"]

    assert (entry.reason, entry.text) == (reason, text)


def test_caffeine_after_all_with_and_without_a_time(typing: Typing) -> None:
    assert typing(*TO_CAFFEINE, "had", "").night.steps["caffeine"].had_at is None
    told = typing("caffeine", "h", "later", "23:59", "15:30")

    assert told.night.steps["caffeine"].had_at == datetime(2026, 11, 22, 15, 30, tzinfo=BERLIN)
    assert "'later' is not a time" in told.paper
    assert "23:59 has not come yet tonight." in told.paper


def test_magnesium_says_the_emergency_line_before_anything_else(typing: Typing) -> None:
    behind = typing(*TO_MAGNESIUM).after("No caffeine: done.\n")

    assert behind.startswith(EMERGENCY_LINE)
    assert "as on the label? A number, or skip: " in behind


@pytest.mark.parametrize("typed", [("200", ""), ("187,5 mg", "19:30"), ("done", "120", "")])
def test_magnesium_taken_is_logged_as_typed(typing: Typing, typed: tuple[str, ...]) -> None:
    told = typing(*TO_MAGNESIUM, *typed)
    mg = {"200": 200, "187,5 mg": 187.5, "done": 120}[typed[0]]

    assert [dose.mg for dose in told.night.doses] == [mg]
    assert told.night.drafts == {}
    assert "mg logged." in told.paper


def test_an_unusual_amount_is_asked_once_and_is_on_disk_meanwhile(typing: Typing) -> None:
    told = typing(*TO_MAGNESIUM, "800", "", "no")

    assert told.night.doses == ()
    assert told.night.drafts == {"amount": "800"}
    assert "Call a poison centre or pharmacist now" in told.paper

    again = typing("amount", "", "", "yes")
    assert "800 was typed before and is not logged" in again.paper
    assert [dose.mg for dose in again.night.doses] == [800]


@pytest.mark.parametrize("typed", ["1,000", "0", "..", "1000000"])
def test_an_amount_nobody_takes_is_not_logged(typing: Typing, typed: str) -> None:
    told = typing(*TO_MAGNESIUM, typed)

    assert told.night.doses == ()
    assert told.night.drafts == {}


def test_no_answer_of_the_coach_suggests_a_dose(typing: Typing) -> None:
    told = typing(*TO_MAGNESIUM, "foo", "why", "help", "300", "", "magnesium")

    assert "type the mg of magnesium, such as 120" in told.paper  # how it is written, as on the screens
    assert "take 1" not in told.paper


def test_back_next_and_the_name_of_a_question_move_and_are_kept(typing: Typing) -> None:
    assert typing("next", "next", "next", "back").night.cursor == "caffeine"
    assert typing("leg massage").night.cursor == "massage"
    told = typing("tired", "4")
    assert told.night.scores == {"tired": 4}


def test_an_answered_question_is_said_and_an_empty_line_goes_on(typing: Typing) -> None:
    told = typing("6", "back", "")

    assert "Now: 6. An empty line goes on, a number changes it: " in told.paper
    assert told.night.cursor == "legs_before"


def test_undo_takes_back_the_last_change_and_asks_it_again(typing: Typing) -> None:
    told = typing(*TO_CAFFEINE, "u")

    assert told.night.scores == {"tired": 6}
    assert told.after("Taken back: legs before: 7.\n").startswith("Question 2 of 8.")
    assert "There is nothing to take back." in typing("u", "u").paper


def test_an_answer_taken_back_is_open_again(typing: Typing) -> None:
    told = typing(*TO_BATH, "done", "back", "clear")

    assert told.night.status("bath") is Status.PENDING


def test_every_answer_that_is_offered_is_told_by_help(typing: Typing) -> None:
    told = typing(*TO_BATH, "?").paper

    for word in ("done (also yes, y)", "short (also m)", "start (also space)", "skip (also s, leave out, no)", "why"):
        assert f"\n{word}" in told


def test_why_tells_strength_and_source(typing: Typing) -> None:
    told = typing(*TO_BATH, "w").paper

    assert "(moderately supported for sleep; weakly for RLS; Haghayegh 2019" in told
    assert "e0230951) [F39a])" in told
    assert "Your own step: nothing is claimed about it." not in told


@pytest.mark.parametrize("kind", [Kind.TICK, Kind.TIMED, Kind.AVOIDED])
def test_a_step_of_ones_own_is_asked_by_its_kind(typing: Typing, session: Session, kind: Kind) -> None:
    session.change_profile(lambda p: p.with_own("Tea", kind, 5 if kind is Kind.TIMED else None))
    told = typing("tea", "w", "done")
    asked = {Kind.TICK: "Done, short or skip", Kind.TIMED: "start or skip", Kind.AVOIDED: "had some or skip"}

    assert asked[kind] in told.paper
    assert "nothing is claimed about it" in told.paper
    assert told.night.status("tea") is Status.DONE


def test_the_end_tells_what_was_done_and_an_empty_line_leaves(typing: Typing) -> None:
    told = typing(*TO_BATH, "m", "done", "done", "3", "", "not read")

    assert told.code == 0
    assert "Done: no caffeine, warm bath (short), leg massage, meditation.\nLeft out: magnesium (too tired).\n" in (
        told.paper
    )
    assert "Legs 7 before, 3 after.\n1 night kept.\nGood night. Three short questions in the morning." in told.paper
    assert told.paper.endswith("Everything is kept.\n")
    assert told.lines.script == ["not read"]


def test_past_bedtime_the_short_version_is_offered_kindly(typing: Typing, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 0, 40, tzinfo=BERLIN)

    assert "It is past 23:00. The short version counts too: a warm foot soak. " in typing("bath").paper


def test_after_the_day_turn_it_is_said_which_night_this_is(typing: Typing, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 8, 0, tzinfo=BERLIN)
    told = typing("tired", "4", start="tonight")

    assert "Last night, Sunday 22 November. A new evening begins at 12:00." in told.paper


def test_the_end_of_input_says_what_is_open(typing: Typing) -> None:
    assert typing("6").paper.endswith("Left here; 7 questions are still open.\n")
    assert typing("legs_after").code == 0


def test_quit_says_that_everything_is_kept(typing: Typing) -> None:
    for word in ("q", "quit", "exit"):
        told = typing(word, "not read")
        assert (told.code, told.lines.script) == (0, ["not read"])
        assert told.paper.endswith("Everything is kept.\n")


def test_nothing_is_stored_by_looking(typing: Typing, session: Session) -> None:
    typing("", "help", "list", "foo", "why")

    assert session.night().changes == ()
    assert session.night().cursor is None


def test_the_list_tells_all_and_the_note(typing: Typing, session: Session) -> None:
    session.dispatch(Done("bath"), WriteNote("one\ntwo"))
    told = typing("list").paper

    assert "\n1. Tired: not answered.\n" in told
    assert "\n5. Warm bath: done.\n" in told
    assert "\nNote: one\ntwo\n" in told


def test_what_was_answered_elsewhere_meanwhile_is_not_answered_over(
    typing: Typing, open_session: Callable[..., Session]
) -> None:
    def elsewhere() -> None:
        open_session(device="phone").dispatch(Answer("tired", 4))

    told = typing(elsewhere, "9")

    assert told.night.scores == {"tired": 4}
    assert "Meanwhile answered elsewhere. Tired: 4. Your line was not used.\nQuestion 2 of 8." in told.paper
    assert told.lines.forgot == 2  # what was typed ahead, then and in leaving


def test_a_change_elsewhere_to_another_question_does_not_matter(
    typing: Typing, open_session: Callable[..., Session]
) -> None:
    def elsewhere() -> None:
        open_session(device="phone").dispatch(Done("bath"))

    assert typing(elsewhere, "9").night.scores == {"tired": 9}


def test_answers_from_a_file_answer_what_they_were_written_for(
    typing: Typing, open_session: Callable[..., Session]
) -> None:
    def elsewhere() -> None:
        open_session(device="phone").dispatch(Answer("tired", 4))

    assert typing(elsewhere, "9", live=False).night.scores == {"tired": 9}


def test_two_interrupts_leave_and_one_does_not(typing: Typing) -> None:
    from coach.plain.lines import Interrupted

    told = typing(Interrupted, "6", Interrupted, Interrupted, "not read")

    assert (told.code, told.lines.script) == (0, ["not read"])
    assert told.night.scores == {"tired": 6}
    assert told.paper.count("Ctrl-C again leaves. Everything is kept.") == 2


def test_the_words_tonight_and_morning_go_there(typing: Typing, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 8, 0, tzinfo=BERLIN)
    told = typing("3", "tonight", "legs before", "5", "morning", "x")

    assert told.session.night(told.session.last_night).scores == {
        "falling_asleep": 3,
        "legs_before": 5,
        "during_night": 10,
    }


def test_text_that_steers_is_shown_without_steering(typing: Typing, session: Session) -> None:
    hostile = "a\x1b]52;c;ZXZpbA==\x07\x1b[31mb\x9b2Jc\u202ed\u2066e\x00f\x7fg"
    session.change_profile(lambda p: p.with_step(Step(id="own", name=hostile, kind=Kind.TICK, own=True)))
    session.dispatch(WriteNote(hostile), Draft("amount", hostile), Draft("reason.own", hostile))
    told = typing("list", "note", "x", ".", "own", "s", "o", "", "magnesium", "quit")

    assert [c for c in told.paper if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160] == []
    assert not {"\u202e", "\u2066"} & set(told.paper)
    assert told.night.steps["own"].text is not None


def test_an_unreadable_line_is_asked_again_on_a_terminal(typing: Typing) -> None:
    told = typing(Unreadable(1, "UTF-8"), "6")

    assert "That line is not valid UTF-8, and is not used: type it again.\nTired: 6\n" in told.paper
    assert told.night.scores == {"tired": 6}


def test_an_unreadable_line_of_a_file_is_named_and_ends_it(typing: Typing) -> None:
    told = typing("6", Unreadable(2, "UTF-8"), "7", live=False)

    assert (told.code, told.lines.script) == (1, ["7"])
    assert told.paper.endswith(
        "Line 2 is not valid UTF-8; save it as UTF-8 and give it again. The lines after it are not read.\n"
    )


def test_an_old_year_that_cannot_be_read_leaves_out_one_sentence_at_good_night(
    typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise StoreError("The nights of 2019 cannot be read.")

    monkeypatch.setattr(Session, "nights_kept", refuse)
    told = typing("end")

    assert "kept.\nGood night" not in told.paper
    assert "Good night. Three short questions in the morning.\n" in told.paper


def test_a_part_that_cannot_be_opened_is_said_and_this_one_stays(
    typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> object:
        raise StoreError("The diary cannot be read.")

    monkeypatch.setattr(Session, "last_night", property(refuse))
    told = typing("morning", "6")

    assert told.code == 0
    assert "The diary cannot be read.\nTired: 6\n" in told.paper
    assert told.night.scores == {"tired": 6}


@pytest.mark.parametrize(
    ("typed", "text"), [((), "no hot water"), (("",), "no hot water"), (("-",), None), (("flu",), "flu")]
)
def test_words_of_ones_own_begin_from_those_that_are_stored(
    typing: Typing, session: Session, typed: tuple[str, ...], text: str | None
) -> None:
    session.dispatch(Excuse("bath", Reason.OTHER, "no hot water"))
    told = typing("bath", "skip", "o", *typed)

    assert told.night.steps["bath"].text == text
    assert (
        "Typed before and kept: no hot water. An empty line takes it.\nIn your words; - leaves it without words: "
        in told.paper
    )


@pytest.mark.parametrize("digits", ["9" * 30, "9" * 5000])
def test_no_number_is_too_long_to_be_refused_in_a_sentence(typing: Typing, digits: str) -> None:
    told = typing("bath", digits, f"+{digits}", "caffeine", "had", digits, f"{digits}:00", "back", "tired", digits)

    assert told.night.changes == ()
    assert told.paper.count("is not a time: type it as 20:51.") == 2
