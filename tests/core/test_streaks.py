"""Streaks: what other habit apps get wrong, Loop's own numbers, and laws."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.briefs import Brief
from coach.core.cells import Status
from coach.core.profile import Pause
from coach.core.streaks import (
    FADES,
    ROUTINE,
    WINDOWS,
    Count,
    Counted,
    Kept,
    Rules,
    Streak,
    counted,
    streaks,
    strength,
    stretches,
)

DONE, SHORT, OUT, MISSED = Status.DONE, Status.MINIMUM, Status.EXCUSED, Status.MISSED
FIRST = date(2026, 1, 1)
NO_RULES = Rules()


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def night(number: int, status: Status | None = DONE, **more: Any) -> Brief:
    steps = {} if status is None else {"bath": status}
    brief = Brief(on(number), needed=("bath",), steps=steps, offset=60)
    return brief._replace(**more)


def routine(briefs: list[Brief], tonight: int, rules: Rules = NO_RULES) -> Streak:
    return streaks(briefs, on(tonight), rules, [])[0]


def now(briefs: list[Brief], tonight: int, rules: Rules = NO_RULES) -> int:
    run = routine(briefs, tonight, rules).now
    return run.kept if run else 0


# The traps of the trade


def test_nights_left_out_do_not_lengthen_a_streak() -> None:
    """Loop Habit Tracker and harsh count three skips, one done, three skips as 7."""
    diary = [night(n, DONE if n == 3 else OUT) for n in range(7)]

    streak = routine(diary, 6)

    assert streak.now is not None
    assert (streak.now.kept, streak.now.number(Count.EXCUSED)) == (1, 3)


def test_a_streak_does_not_read_0_in_the_evening_because_tonight_is_not_logged_yet() -> None:
    diary = [night(n) for n in range(10)]

    assert now(diary, 10) == 10
    assert now([*diary, night(10, None)], 10) == 10
    assert now([*diary, night(10)], 10) == 11


@pytest.mark.parametrize("nights", [365, 366, 800, 4000])
def test_there_is_no_longest_streak(nights: int) -> None:
    streak = routine([night(n) for n in range(nights)], nights)

    assert (streak.now and streak.now.kept, streak.best and streak.best.kept) == (nights, nights)


def test_29_february_is_a_night_like_any_other() -> None:
    days = [date(2028, 2, 27) + timedelta(days=n) for n in range(5)]
    assert date(2028, 2, 29) in days
    streak = streaks([night(0, night=day) for day in days], days[-1], NO_RULES, [])[0]

    assert streak.now is not None
    assert (streak.now.kept, streak.now.first, streak.now.last) == (5, date(2028, 2, 27), date(2028, 3, 2))
    assert streak.windows[365] == Kept(5, 5)


# What ends a run, and when


def test_a_night_without_an_answer_is_open_for_seven_nights_and_then_ends_the_run() -> None:
    diary = [night(n) for n in range(5)] + [night(n) for n in range(6, 13)]

    assert now(diary, 12) == 12
    streak = routine(diary, 13)
    assert streak.now is not None
    assert streak.now.kept == 7
    assert streak.before is not None
    assert (streak.before.kept, streak.before.ended) == (5, (on(5), Counted(Count.MISSED, 0.0, unknown=True)))


def test_what_was_said_to_be_missed_ends_the_run_once_its_night_is_over() -> None:
    diary = [night(0), night(1), night(2, MISSED)]

    assert now(diary, 2) == 2
    assert now(diary, 3) == 0
    assert now([*diary, night(3)], 3) == 1


def test_the_night_that_ended_a_run_names_what_it_lacked() -> None:
    brief = night(1, needed=("bath", "massage", "meditation"), steps={"bath": DONE, "massage": MISSED})
    ended = routine([night(0), brief], 20).before

    assert ended is not None
    assert ended.ended == (on(1), Counted(Count.MISSED, 1 / 3, "massage, meditation"))


def test_an_optional_step_never_ends_the_streak_of_the_routine() -> None:
    diary = [night(n, optional=("massage",)) for n in range(20)]
    told = streaks(diary, on(19), NO_RULES, ["massage"])

    assert told[0].now is not None
    assert told[0].now.kept == 20
    assert told[1].now is None


def test_each_streak_tells_its_own_reason() -> None:
    both = ("bath", "massage")
    reasons = {"bath": "too tired", "massage": "unwell"}
    diary = [night(0), night(1, needed=both, steps=dict.fromkeys(both, OUT), reasons=reasons), night(2)]
    told = streaks(diary, on(2), NO_RULES, both)

    whys = [
        [s.like.why for s in stretches(streak.now) if s.like.kind is Count.EXCUSED] for streak in told if streak.now
    ]
    assert whys == [["too tired, unwell"], ["too tired"]]


def test_nights_that_need_nothing_neither_break_nor_lengthen() -> None:
    free = [night(n, None, needed=(), optional=("massage",)) for n in range(5, 12)]
    diary = [*(night(n) for n in range(5)), *free, night(12)]

    assert now(diary, 12) == 6


def test_more_than_seven_unknown_nights_end_a_run_whatever_else() -> None:
    free = night(0, DONE, needed=(), optional=("bath",))  # nothing is needed, so nothing could be missed

    assert now([free], 8) == 1
    assert now([free], 9) == 0
    assert now([free, night(8, needed=(), optional=("bath",))], 8) == 2
    assert now([free, night(9, needed=(), optional=("bath",))], 9) == 1


def test_a_pause_excuses_its_nights_and_counts_those_that_were_kept_all_the_same() -> None:
    diary = [night(0), night(1), night(5), night(30)]
    rules = Rules(pauses=(Pause(first=on(2), last=on(29), reason="flu"),))
    run = routine(diary, 30, rules).now

    assert run is not None
    assert (run.kept, run.number(Count.EXCUSED)) == (4, 27)
    assert [s.like.why for s in stretches(run) if s.like.kind is Count.EXCUSED] == ["flu", "flu"]
    assert now(diary, 30, Rules(pauses=(Pause(first=on(2), last=on(29), away=True),))) == 1
    assert now(diary[:2], 400, Rules(pauses=(Pause(first=on(2)),))) == 2


# Grace


def missing(*gaps: int, of: int = 40) -> list[Brief]:
    return [night(n, MISSED if n in gaps else DONE) for n in range(of)]


def test_grace_is_off_unless_it_is_set() -> None:
    assert now(missing(20), 39) == 19


def test_grace_forgives_a_night_and_says_so() -> None:
    run = routine(missing(20), 39, Rules(grace=1)).now

    assert run is not None
    assert (run.kept, run.number(Count.GRACE)) == (39, 1)


@pytest.mark.parametrize(
    ("gaps", "grace", "left"),
    [
        ((10, 39), 1, 28),  # 29 nights apart: two of any 30, so the second ends the run (tonight is over then)
        ((10, 40), 1, 39),  # 30 nights apart
        ((10, 15, 20), 2, 20),
        ((10, 11), 5, 29),  # never two in a row
        ((10, 15, 20, 25), 4, 37),
    ],
)
def test_grace_is_so_many_nights_of_any_30_and_never_two_in_a_row(gaps: tuple[int, ...], grace: int, left: int) -> None:
    of = max(41, gaps[-1] + 1)
    run = routine(missing(*gaps, of=of), of, Rules(grace=grace)).now
    best = routine(missing(*gaps, of=of), of, Rules(grace=grace)).best

    assert best is not None
    if gaps == (10, 39):
        assert best.kept == 38
        assert run is not None
        assert run.kept == 1
    else:
        assert run is not None
        assert run.kept == left


def test_two_missed_nights_with_only_excused_ones_between_are_two_in_a_row() -> None:
    diary = [*(night(n) for n in range(5)), night(5, MISSED), night(6, OUT), night(7, MISSED), night(8)]

    assert now(diary, 8, Rules(grace=5)) == 1


def test_grace_is_not_spent_on_a_run_that_it_cannot_save() -> None:
    assert now(missing(10, 11, 20), 39, Rules(grace=1)) == 27


# The date line


def test_the_night_that_the_date_line_took_is_no_miss() -> None:
    """San Francisco to Tokyo: from bedtime on the 4th to bedtime on the 6th it is 48 - 17 = 31 hours."""
    home = [night(n, offset=-8 * 60) for n in range(5)]
    there = [night(n, offset=9 * 60) for n in range(6, 20)]

    run = routine(home + there, 19).now
    assert run is not None
    assert (run.kept, run.number(Count.NO_NIGHT)) == (19, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"offset": 60}, {"offset": 9 * 60}),  # Berlin to Tokyo: 48 - 8 = 40 hours hold a night
        ({"offset": 9 * 60}, {"offset": -8 * 60}),  # the other way a day is lived twice
        ({"offset": 60}, {"offset": 60}),
        ({"offset": -8 * 60}, {"offset": None}),  # filled in later: where it was lived is not known
        ({"offset": -8 * 60, "bed": 21 * 60}, {"offset": 9 * 60, "bed": 3 * 60}),  # 31 + 6 hours
    ],
)
def test_any_other_empty_night_is_a_miss(before: dict[str, Any], after: dict[str, Any]) -> None:
    diary = [night(0, **before), *(night(n, **after) for n in range(2, 20))]

    assert now(diary, 19) == 18


# Each step, windows, strength


def test_each_step_has_a_streak_of_its_own() -> None:
    both = ("bath", "massage")
    diary = [night(n, needed=both, steps={"bath": DONE, "massage": OUT if n % 2 else SHORT}) for n in range(10)]
    told = {streak.of: streak for streak in streaks(diary, on(9), NO_RULES, both)}

    assert set(told) == {ROUTINE, *both}
    massage = told["massage"].now
    assert massage is not None
    assert (massage.kept, massage.number(Count.EXCUSED)) == (5, 5)
    assert told["massage"].windows[7] == Kept(3, 3)


def test_a_step_that_was_not_on_is_not_missed() -> None:
    later = [night(n, needed=("bath", "massage"), steps={"bath": DONE, "massage": DONE}) for n in range(10, 20)]
    told = streaks([*(night(n) for n in range(10)), *later], on(19), NO_RULES, ["massage"])[1]

    assert told.now is not None
    assert (told.now.kept, told.windows[30]) == (10, Kept(10, 10))


def test_kept_of_the_last_nights_counts_what_is_decided_and_tells_its_n() -> None:
    diary = missing(3, 35, 36, of=40)

    windows = routine(diary, 40).windows  # tonight is open, so the last seven end with last night
    assert windows == {7: Kept(5, 7), 30: Kept(28, 30), 90: Kept(37, 40), 365: Kept(37, 40)}
    assert routine([*diary, night(40)], 40).windows[7] == Kept(5, 7)
    assert routine([*diary, night(41)], 48).windows[7] == Kept(1, 1)


def test_a_record_of_a_night_to_come_is_none_of_the_last_nights() -> None:
    """Flying east over the date line, tonight is last night again."""
    diary = [night(n) for n in range(11)]

    assert routine(diary, 9).windows[7] == Kept(7, 7)
    assert now(diary, 9) == 11


def test_strength_is_that_of_loop_habit_tracker() -> None:
    """Twenty nights done from nothing, and the same with nights 5, 10 and 11 left out."""
    done = [night(n) for n in range(1, 21)]
    some_out = [night(n, OUT if n in (5, 10, 11) else DONE) for n in range(1, 21)]

    assert routine(done, 20).strength == pytest.approx(0.655747, abs=1e-6)
    assert routine(some_out, 20).strength == pytest.approx(0.596033, abs=1e-6)


def test_strength_takes_the_share_of_what_was_needed() -> None:
    half = night(0, needed=("bath", "massage"), steps={"bath": DONE, "massage": MISSED})
    with_one_out = night(0, needed=("bath", "massage", "nap"), steps={"bath": DONE, "massage": MISSED, "nap": OUT})

    assert routine([half], 1).strength == pytest.approx(0.5 * (1 - FADES))
    assert routine([with_one_out], 1).strength == pytest.approx(0.5 * (1 - FADES))
    assert strength([Counted(Count.KEPT, 1.0), Counted(Count.OPEN)]) == strength([Counted(Count.KEPT, 1.0)])


def test_an_empty_diary_has_no_streak() -> None:
    streak = routine([], 0)

    assert (streak.now, streak.best, streak.before, streak.strength) == (None, None, None, 0.0)
    assert streak.windows == {window: Kept(0, 0) for window in WINDOWS}


# Laws

STATUSES = st.sampled_from([DONE, SHORT, OUT, MISSED, None])
DIARIES = st.dictionaries(st.integers(0, 60), STATUSES, max_size=40)
GRACE = st.integers(0, 3)


@given(DIARIES, GRACE, st.integers(0, 70))
def test_a_streak_is_never_longer_than_the_kept_nights(
    told: dict[int, Status | None], grace: int, tonight: int
) -> None:
    diary = [night(n, status) for n, status in told.items()]
    streak = routine(diary, tonight, Rules(grace=grace))
    kept = sum(brief.kept for brief in diary)

    for run in (streak.now, streak.best, streak.before):
        assert run is None or 0 < run.kept <= kept
        assert run is None or run.nights[0].kind is Count.KEPT
    assert streak.best is None or streak.best.kept >= (streak.now.kept if streak.now else 0)
    assert 0 <= streak.strength < 1
    assert all(0 <= window.kept <= window.n <= days for days, window in streak.windows.items())


ANSWERED = st.lists(st.sampled_from([DONE, SHORT, OUT, MISSED]), min_size=1, max_size=40)


@given(ANSWERED, st.data())
def test_an_excused_or_an_open_night_more_never_changes_a_streak(told: list[Status], data: st.DataObject) -> None:
    """One more night anywhere, those after it a night later; an open one where it has not closed yet."""
    status = data.draw(st.sampled_from([OUT, None]))
    place = data.draw(st.integers(0 if status is OUT else max(len(told) - 6, 0), len(told)))
    more: list[Status | None] = [*told[:place], status, *told[place:]]

    one = routine([night(n, s) for n, s in enumerate(told)], len(told))
    other = routine([night(n, s) for n, s in enumerate(more)], len(more))

    assert [run.kept if run else 0 for run in (one.now, one.best, one.before)] == [
        run.kept if run else 0 for run in (other.now, other.best, other.before)
    ]
    assert other.strength == one.strength


@given(DIARIES, st.randoms(use_true_random=False))
def test_the_order_of_back_filling_does_not_matter(told: dict[int, Status | None], chance: Random) -> None:
    diary = [night(n, status) for n, status in told.items()]
    mixed = chance.sample(diary, len(diary))

    assert streaks(mixed, on(61), Rules(grace=1), ["bath"]) == streaks(diary, on(61), Rules(grace=1), ["bath"])


@given(DIARIES, st.integers(-12 * 60, 12 * 60), st.lists(st.integers(-12, 14), min_size=61, max_size=61))
def test_moving_every_record_by_one_zone_does_not_matter(
    told: dict[int, Status | None], by: int, zones: list[int]
) -> None:
    diary = [night(n, status, offset=60 * zones[n]) for n, status in told.items()]
    moved = [brief._replace(offset=(brief.offset or 0) + by) for brief in diary]

    assert streaks(diary, on(61), NO_RULES, ["bath"]) == streaks(moved, on(61), NO_RULES, ["bath"])


@given(DIARIES, GRACE, st.integers(0, 70))
def test_what_the_calendar_says_of_a_night_is_what_the_streak_counts(
    told: dict[int, Status | None], grace: int, tonight: int
) -> None:
    diary = [night(n, status) for n, status in told.items()]
    run = routine(diary, tonight, Rules(grace=grace)).now
    counts = counted(diary, on(tonight), Rules(grace=grace))

    if run is not None:
        assert [counts[run.first + timedelta(days=n)] for n in range(len(run.nights))] == list(run.nights)
        assert sum(s.nights for s in stretches(run)) == len(run.nights)
