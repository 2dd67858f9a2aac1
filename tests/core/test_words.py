"""A night in words and as JSON."""

import json
from collections.abc import Callable
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.cells import Reason
from coach.core.profile import Profile
from coach.core.routine import Answer, Done, Excuse, HadSome, Tell, Took, WriteNote
from coach.core.words import (
    INVISIBLE,
    STEERING,
    about,
    as_json,
    as_lines,
    clean,
    countdown,
    done_line,
    left_line,
    span,
    spelt,
    step_said,
)
from coach.session import Session
from tests.conftest import Clock


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("[red]x[/] [@click=app.quit]y", "[red]x[/] [@click=app.quit]y"),
        ("a\x1b]52;c;evil\x07b", "a]52;c;evilb"),
        ("\x9b31mred", "31mred"),
        ("gnp.\u202ejpg", "gnp.jpg"),
        ("\u2066x\u2069\u200e\u200f", "x"),
        ("\ud800x", "x"),
        ("two\nlines\tand", "two\nlines\tand"),
        ("مرحبا 漢字 🌙👨‍👩‍👧 é", "مرحبا 漢字 🌙👨‍👩‍👧 é"),
    ],
)
def test_text_is_shown_without_anything_that_steers_a_terminal(typed: str, shown: str) -> None:
    assert clean(typed) == shown


def test_what_steers_is_told_in_one_place() -> None:
    listed = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C, 0x2028, 0x2029)}
    steers = {c for c in map(chr, range(0x110000)) if c not in "\n\t" and (category(c) in ("Cc", "Cs") or c in listed)}

    assert {chr(code) for code in STEERING} == steers
    assert clean("".join(steers)) == ""
    assert set("".join(steers).translate(INVISIBLE)) == {"\u200b"}


@given(st.text(st.one_of(st.characters(), st.sampled_from([*map(chr, STEERING)]))))
def test_json_that_is_shown_says_exactly_what_was_entered(text: str) -> None:
    shown = spelt(json.dumps({"note": text}, ensure_ascii=False, indent=2))

    assert clean(shown) == shown
    assert json.loads(shown) == {"note": text}


def test_json_is_what_was_entered_and_nothing_else(session: Session, clock: Clock) -> None:
    clock.forward(minutes=11, seconds=7)
    session.dispatch(
        Done("bath", minutes=15),
        Took(200),
        HadSome("caffeine"),
        Excuse("massage", Reason.OTHER, "flu"),
        Answer("legs_before", 6),
        Answer("tired", None),
        Tell("awake_minutes", 0),
        Tell("side_effects", ()),
        WriteNote("..."),
    )
    at = "2026-11-22T20:51:07+01:00"

    assert as_json(session.night()) == {
        "night": "2026-11-22",
        "steps": {
            "bath": {"status": "done", "at": at, "minutes": 15},
            "caffeine": {"status": "missed", "at": at},
            "massage": {"status": "excused", "at": at, "reason": "other", "text": "flu"},
            "magnesium": {"status": "done", "doses": [{"mg": 200, "at": at}]},
        },
        "scores": {"legs_before": 6},
        "awake_minutes": 0,
        "side_effects": [],
        "note": "...",
    }


def test_a_night_with_nothing_has_only_its_date(session: Session) -> None:
    assert as_json(session.night()) == {"night": "2026-11-22"}


def test_good_night_tells_what_was_done_and_what_was_left_out(session: Session, profile: Profile) -> None:
    session.dispatch(Done("caffeine"), Done("massage", short=True), Took(200), Excuse("meditation", Reason.TOO_TIRED))
    night = session.night()

    assert done_line(night, profile) == "Done: no caffeine, magnesium 200 mg, leg massage (short)."
    assert left_line(night, profile) == "Left out: meditation (too tired)."


def test_plain_lines_tell_every_step_and_the_note_line_by_line(session: Session) -> None:
    session.dispatch(Done("bath"), Answer("tired", None), WriteNote("a\nb\x1b[31m"))
    lines = as_lines(session.night(), session.profile)

    assert lines[0] == "Night of Sun 22 Nov 2026"
    assert {"  Warm bath: done", "  Tired: left blank", "    a", "    b[31m"} <= set(lines)


@pytest.mark.parametrize(("minutes", "told"), [(0, "0 min"), (59.6, "1 h 00"), (130, "2 h 10"), (-5, "0 min")])
def test_a_span_is_told_in_hours_and_minutes(minutes: float, told: str) -> None:
    assert span(minutes) == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(7, "a few minutes"), (8, "about 15 min"), (60, "about 1 h"), (139, "about 2 h 15"), (170, "about 2 h 45")],
)
def test_a_time_to_the_quarter_hour(minutes: float, told: str) -> None:
    assert about(minutes) == told


@pytest.mark.parametrize(("seconds", "told"), [(762, "12:42"), (0, "0:00"), (-65, "+1:05")])
def test_a_countdown_counts_up_past_its_end(seconds: int, told: str) -> None:
    assert countdown(seconds) == told


def test_had_some_is_told_without_reproach(open_session: Callable[..., Session], session: Session) -> None:
    session.dispatch(HadSome("caffeine"))
    caffeine = session.profile.step("caffeine")
    assert caffeine is not None

    assert step_said(open_session().night(), caffeine) == "had some"


def test_what_another_machine_answered_is_told_beside_what_is_shown(session: Session, clock: Clock) -> None:
    phone = Session.at(session.where().folder, clock, "ph\x1bone")
    night = phone.dispatch(Answer("tired", 4), Done("bath"), Tell("awake_minutes", 20), Tell("side_effects", ()))
    night = phone.dispatch(WriteNote("from bed"))
    clock.forward(minutes=1)
    night = session.dispatch(
        Answer("tired", 6), Excuse("bath", Reason.UNWELL), Tell("awake_minutes", 5), Tell("side_effects", ("cramps",))
    )
    night = session.dispatch(WriteNote("from the desk"))

    lines = as_lines(night, session.profile)
    for line, other in (
        ("  Warm bath: left out (unwell)", "    (on phone: done)"),
        ("  Tired: 6", "    (on phone: 4)"),
        ("  Awake: 5 min", "    (on phone: 20 min)"),
        ("  After magnesium: cramps", "    (on phone: none noticed)"),
        ("    from the desk", "    (on phone: from bed)"),
    ):
        assert lines[lines.index(line) + 1] == other
    assert as_json(night)["others"]["score.tired"] == [
        {"device": "ph\x1bone", "at": "2026-11-22T20:40:00+01:00", "value": 4}
    ]


def test_a_correction_on_the_same_machine_is_no_other_answer(session: Session) -> None:
    session.dispatch(Answer("tired", 4))

    assert not any("(on" in line for line in as_lines(session.dispatch(Answer("tired", 6)), session.profile))
