"""Trends: medians with spread and n, gaps as gaps, and no verdict from a few nights."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.briefs import Brief
from coach.core.cells import Status
from coach.core.trends import FEWEST, SERIES, Beside, Middle, beside, middle, trend, trends

TONIGHT = date(2026, 11, 22)
DONE, OUT = Status.DONE, Status.EXCUSED


def ago(days: int) -> date:
    return TONIGHT - timedelta(days=days)


def night(days: int, status: Status | None = DONE, **scores: int) -> Brief:
    return Brief(ago(days), needed=("bath",), steps={} if status is None else {"bath": status}, scores=scores)


def legs(days: int, score: int, status: Status | None = DONE) -> Brief:
    return night(days, status, legs_before=score, during_night=score)


def test_the_middle_is_the_median_and_the_quartiles() -> None:
    assert middle([]) is None
    assert middle([4]) == Middle(1, 4, 4, 4)
    assert middle([1, 2, 3, 4, 5]) == Middle(5, 3, 2, 4)
    assert middle([0, 10]) == Middle(2, 5, 2.5, 7.5)


def test_a_median_of_seven_nights_needs_three_of_them_or_there_is_a_gap() -> None:
    scores = {ago(20): 2.0, ago(19): 4.0, ago(18): 9.0, ago(8): 5.0, ago(0): 6.0}
    told = {point.night: point for point in trend(scores, "legs", ago(25), TONIGHT).points}

    assert told[ago(19)].smooth is None
    assert told[ago(18)].smooth == Middle(3, 4, 3, 6.5)
    assert told[ago(14)].smooth == Middle(3, 4, 3, 6.5)
    assert told[ago(13)].smooth is None
    assert told[TONIGHT].score == 6
    assert told[ago(1)].score is None


def test_the_first_nights_of_a_span_know_those_before_it() -> None:
    scores = {ago(n): 3.0 for n in range(40)}

    assert trend(scores, "legs", ago(29), TONIGHT).points[0].smooth == Middle(7, 3, 3, 3)


def test_missing_is_not_zero_and_a_leg_score_needs_two_of_three() -> None:
    diary = [night(3), night(2, legs_before=8), legs(1, 6), night(0, sleep=9)]
    told = {t.key: t for t in trends(diary, TONIGHT, 30)}

    assert set(told) == set(SERIES)
    assert told["legs"].middle == Middle(1, 6, 6, 6)
    assert told["legs_before"].middle == Middle(2, 7, 6.5, 7.5)
    assert told["tired"].middle is None
    assert told["legs"].nights == 4  # a span is no longer than the diary


def test_a_span_is_so_many_nights_up_to_tonight() -> None:
    diary = [legs(n, 3) for n in range(100)]

    middles = [trends(diary, TONIGHT, span)[0].middle for span in (30, 90, None)]
    assert [found and found.n for found in middles] == [30, 90, 100]
    assert trends([], TONIGHT, None)[0].points == trends([], TONIGHT, 30)[0].points


@pytest.mark.parametrize(("having", "lacking", "told"), [(10, 10, True), (9, 30, False), (30, 9, False)])
def test_a_step_is_set_beside_other_nights_only_with_ten_of_each(having: int, lacking: int, told: bool) -> None:
    diary = [legs(n, 2) for n in range(having)] + [legs(having + n, 6, OUT) for n in range(lacking)]

    found = beside(diary, TONIGHT, None, ["bath"])
    expected = [Beside("bath", Middle(having, 2, 2, 2), Middle(lacking, 6, 6, 6))]
    assert found == (expected if told else [])


def test_a_night_without_the_step_asked_for_it_and_has_closed_or_says_so() -> None:
    diary = [legs(n, 2) for n in range(20, 40)]
    unanswered = [legs(n, 6, None) for n in range(8, 18)]
    still_open = [legs(n, 9, None) for n in range(7)]
    not_asked = [legs(n, 9, None)._replace(needed=()) for n in range(50, 60)]
    unscored = [night(n, OUT) for n in range(60, 80)]

    (found,) = beside([*diary, *unanswered, *still_open, *not_asked, *unscored], TONIGHT, None, ["bath"])
    assert (found.with_it.n, found.without) == (20, Middle(10, 6, 6, 6))


@given(st.dictionaries(st.integers(0, 50), st.integers(0, 10), max_size=40))
def test_each_point_is_the_median_of_what_its_week_has(told: dict[int, int]) -> None:
    scores = {ago(n): float(score) for n, score in told.items()}

    for point in trend(scores, "sleep", ago(50), TONIGHT).points:
        week = [s for n, s in scores.items() if 0 <= (point.night - n).days < 7]
        if len(week) < FEWEST:
            assert point.smooth is None
        else:
            assert point.smooth is not None
            assert (point.smooth.n, point.smooth.median) == (len(week), median(week))
            assert min(week) <= point.smooth.low <= point.smooth.median <= point.smooth.high <= max(week)
