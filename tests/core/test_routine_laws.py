"""What holds whatever is done, in whatever order."""

import json
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from coach.core.cells import QUESTIONS, Reason
from coach.core.nights import Night, Stamp
from coach.core.profile import Profile
from coach.core.routine import (
    AddMinutes,
    Answer,
    Clear,
    Done,
    Draft,
    Event,
    Excuse,
    GoTo,
    HadSome,
    Refused,
    StartOrPause,
    Tell,
    Took,
    Undo,
    WriteNote,
    advance,
    cursor,
    walk,
)

PROFILE = Profile()
STEPS = st.sampled_from([step.id for step in PROFILE.steps])
AT = st.none() | st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.timezones())
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Answer, st.sampled_from(list(QUESTIONS)), st.none() | st.integers(-2, 12)),
    st.builds(Done, STEPS, st.booleans(), st.none() | st.integers(-1, 2000), AT),
    st.builds(Excuse, STEPS, st.sampled_from(list(Reason)), st.none() | st.text(max_size=20)),
    st.builds(HadSome, STEPS, AT),
    st.builds(Took, st.floats(allow_nan=True, allow_infinity=True), AT),
    st.builds(StartOrPause, STEPS),
    st.builds(AddMinutes, STEPS, st.integers(-20, 20)),
    st.builds(WriteNote, st.text(max_size=30), st.none() | st.text(max_size=3)),
    st.builds(Tell, st.sampled_from(["awake_minutes", "got_up"]), st.none() | st.integers(-5, 3000)),
    st.builds(Tell, st.just("side_effects"), st.lists(st.text(max_size=5), max_size=3).map(tuple)),
    st.builds(Clear, STEPS | st.sampled_from(list(QUESTIONS))),
    st.builds(GoTo, STEPS),
    st.builds(Draft, st.just("note"), st.none() | st.text(max_size=20)),
    st.builds(Undo, st.none() | st.booleans()),
)
START = datetime(2026, 11, 22, 20, 40, tzinfo=ZoneInfo("Europe/Berlin"))
LIVED = st.lists(st.tuples(EVENTS, st.integers(-3600, 3600)), max_size=25)


def live(events: list[tuple[Event, int]]) -> list[Night]:
    """The night after each event; a refusal leaves it as it was."""
    nights, now = [Night(night=date(2026, 11, 22))], START
    for n, (event, seconds) in enumerate(events):
        now += timedelta(seconds=seconds)
        try:
            nights.append(advance(nights[-1], event, PROFILE, Stamp(f"a{n}", now, "Europe/Berlin", "laptop")))
        except Refused:
            nights.append(nights[-1])
    return nights


def shown(night: Night) -> dict[str, object]:
    return {cell: change.value for cell, change in night.cells.items()}


@given(LIVED)
def test_what_is_stored_reads_back_as_the_same_night(events: list[tuple[Event, int]]) -> None:
    night = live(events)[-1]

    again = Night.of(json.loads(json.dumps(night.fields())))

    assert shown(again) == shown(night)
    assert (again.cursor, again.drafts, again.doses) == (night.cursor, night.drafts, night.doses)


@given(LIVED)
def test_the_list_of_changes_only_grows_and_its_ticks_only_rise(events: list[tuple[Event, int]]) -> None:
    nights = live(events)

    for before, after in pairwise(nights):
        assert after.changes[: len(before.changes)] == before.changes
        assert [c.tick for c in after.changes] == sorted(c.tick for c in after.changes)


@given(LIVED, EVENTS)
def test_undo_shows_again_what_was_shown_before_the_action(events: list[tuple[Event, int]], last: Event) -> None:
    before = live(events)[-1]
    after = live([*events, (last, 0)])[-1]
    if isinstance(last, Undo) or after.changes == before.changes:
        return

    undone = live([*events, (last, 0), (Undo(), 0)])[-1]

    assert shown(undone) == shown(before)


@given(LIVED)
def test_scores_and_doses_are_always_what_they_may_be(events: list[tuple[Event, int]]) -> None:
    night = live(events)[-1]

    assert all(value == "blank" or value in range(11) for value in night.scores.values())
    assert night.magnesium_mg == sum(dose.mg for dose in night.doses)
    assert all(dose.mg > 0 for dose in night.doses)


@given(LIVED)
def test_the_person_is_always_somewhere_in_the_walk(events: list[tuple[Event, int]]) -> None:
    assert all(cursor(night, PROFILE) in walk(PROFILE) for night in live(events))
