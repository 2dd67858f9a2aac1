"""A visit report counted by hand, and laws: missing is not zero, and its numbers are those of the screens."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content.rules import review_rules
from coach.core import page as pages
from coach.core import streaks, trends
from coach.core.briefs import Brief, brief_of
from coach.core.cells import BLANK
from coach.core.nights import IMPORTED, Night, Stamp
from coach.core.page import Items, Table, page, words_of
from coach.core.person import ClinicScore, Medicine, Product
from coach.core.profile import Kind, Profile, Step
from coach.core.scores import severity
from coach.core.streaks import Kept
from coach.core.trends import Middle, middle
from coach.core.visit import SCORES, Asked, At, Diary, Moment, Noticed, Period, Taken, Visit, visit

TONIGHT = date(2026, 11, 22)
RULES = review_rules()
PLAN: dict[str, Any] = {"needed": ["bath"], "optional": ["tea"], "bedtime": "23:00:00", "day_turn": "12:00:00"}
PROFILE = Profile(iron_tested=TONIGHT).with_step(Step(id="tea", name="Tea", kind=Kind.TICK, own=True, needed=False))


def at(ago: int, hour: int, minute: int = 0) -> datetime:
    day = TONIGHT - timedelta(days=ago)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def night(ago: int, logged: datetime | None = None, **cells: Any) -> Night:
    stamp = Stamp(id=f"n{ago}", at=logged or at(ago, 21), zone="UTC", device="d")
    named = {name.replace("__", "."): value for name, value in cells.items()}
    return Night(night=TONIGHT - timedelta(days=ago)).record(stamp, {"plan": PLAN, **named})


def dose(ago: int, mg: float, hour: int | None = None, **more: Any) -> dict[str, Any]:
    return {"dose__a": {"mg": mg, "at": at(ago, hour).isoformat() if hour else None, **more}}


def told(nights: list[Night], profile: Profile = PROFILE, nights_of: int = 30, **asked: bool) -> Visit:
    nights = sorted(nights, key=lambda night: night.night)
    briefs = tuple(filter(None, map(brief_of, nights)))
    first = max(TONIGHT - timedelta(days=nights_of - 1), min((b.night for b in briefs), default=TONIGHT))
    on_record = sum(first <= brief.night <= TONIGHT for brief in briefs)
    period = Period(first, TONIGHT, on_record, still_on=all(brief.night != TONIGHT for brief in briefs))
    diary = Diary(nights, briefs, profile, TONIGHT)
    return visit(diary, period, TONIGHT, RULES, lambda text: "low" in text, Asked(**asked))


# Counted by hand


@pytest.fixture
def counted() -> Visit:
    """Six nights up to tonight: 5 days ago to 2 days ago on record, yesterday nothing, tonight nothing yet."""
    return told(
        [
            night(5, at(5, 20, 10), score__legs_before=6, score__during_night=2, score__sleep=4, awake_minutes=30),
            night(4, at(4, 20, 50), score__legs_before=3, score__falling_asleep=0, score__sleep=BLANK, got_up=2),
            night(3, at(3, 21, 30), score__legs_before=0, score__during_night=0, score__sleep=9, side_effects=[]),
            night(2, at(1, 10), score__legs_before=4, score__tired=7),
        ]
    )


def test_the_period_tells_what_is_missing_and_that_tonight_is_not_over(counted: Visit) -> None:
    assert (counted.period.nights, counted.period.on_record, counted.period.missing) == (6, 4, 1)
    assert counted.period.second == TONIGHT - timedelta(days=2)
    assert next(iter(page(counted, "1").facts)) == (
        "6 nights: 4 with something on record, 1 with nothing, tonight not over."
    )


def test_each_score_has_its_n_its_median_and_its_halves(counted: Visit) -> None:
    legs, before = counted.score("legs"), counted.score("legs_before")

    assert legs.trend.middle == Middle(3, 1.5, 0.75, 2.75)  # 4, 1.5 and 0; the fourth night has one of three scores
    assert before.trend.middle == Middle(4, 3.5, 2.25, 4.5)
    assert (before.first, before.second) == (middle([6, 3, 0]), middle([4]))
    assert counted.score("sleep").trend.middle == middle([4, 9])  # a blank is no score
    assert counted.score("legs_after").trend.middle is None
    assert (counted.awake, counted.got_up) == (middle([30]), middle([2]))


def test_symptoms_are_counted_at_each_moment_of_those_that_were_scored(counted: Visit) -> None:
    assert counted.onset is not None
    assert counted.onset.moments == (
        Moment("legs_before", 4, 3, 2),
        Moment("falling_asleep", 1, 0, 0),
        Moment("during_night", 2, 1, 0),
    )


def test_the_hour_is_that_of_answers_given_in_the_evening_with_symptoms(counted: Visit) -> None:
    """Not that of the night without any, and not that of the night that was filled in a day later."""
    assert counted.onset is not None
    assert counted.onset.noted == middle([20 * 60 + 10, 20 * 60 + 50])


@pytest.mark.parametrize(("hour", "counts"), [(12, True), (26, True), (27, False), (33, False)])
def test_an_answer_long_after_bedtime_says_nothing_of_the_evening(hour: int, counts: bool) -> None:
    onset = told([night(3, at(3, 0) + timedelta(hours=hour), score__legs_before=5)]).onset

    assert onset is not None
    assert onset.noted == (middle([hour * 60]) if counts else None)


def test_when_a_score_was_imported_is_not_when_it_was_noted() -> None:
    stamp = Stamp(id="i", at=at(0, 18), zone="UTC", device=f"{IMPORTED}harsh")
    onset = told([Night(night=TONIGHT).record(stamp, {"plan": PLAN, "score.legs_before": 5})]).onset

    assert onset is not None
    assert onset.noted is None


def test_side_effects_are_counted_by_night_of_those_asked() -> None:
    nights = [
        night(6, side_effects=["loose stools", "Vivid  dreams"]),
        night(5, side_effects=["loose stools"]),
        night(4, side_effects=[]),
        night(3, side_effects=["felt low", "loose stools"]),
        night(2, score__tired=3),
    ]
    found = told(nights)

    assert (found.effects.n, found.effects.nothing) == (4, 1)
    assert found.effects.found == (Noticed("loose stools", 3), Noticed("Vivid dreams", 1))
    assert found.left_out == 1
    assert "Left out of this page: 1 entry in the person's own words." in page(found, "1").foot
    assert told(nights, mood=True).left_out == 0
    assert Noticed("felt low", 1) in told(nights, mood=True).effects.found


def test_magnesium_is_told_in_mg_a_night_with_product_form_and_times() -> None:
    twice = {"dose__b": {"mg": 100, "at": at(4, 8).isoformat()}, **dose(4, 200, 21, product="Mg", form="citrate")}
    found = told([night(5, **dose(5, 120, 20)), night(4, **twice), night(3, **dose(3, 120))]).magnesium

    assert found is not None
    assert (found.nights, found.mg.median, found.least, found.most) == (3, 120, 120, 300)
    assert found.taken == (Taken("", "", 3), Taken("Mg", "citrate", 1))
    assert set(found.times) == {At(20 * 60, 1), At(8 * 60, 1), At(21 * 60, 1)}
    assert (found.other_times, found.no_time) == (0, 1)


def test_one_night_is_no_nights() -> None:
    words = " ".join(words_of(page(told([night(2, **dose(2, 100, 20, product="Citrate"))]), "1")))

    assert "Citrate on 1 night. " in words


def test_only_the_usual_times_are_told_by_themselves() -> None:
    nights = [night(n, **dose(n, 100, 21 if n > 6 else 14 + n)) for n in range(1, 11)]
    found = told(nights).magnesium

    assert found is not None
    assert found.times[0] == At(21 * 60, 4)
    assert len(found.times) == 3
    assert sum(one.doses for one in found.times) + found.other_times == 10


def test_products_of_which_nothing_was_logged_are_told_apart() -> None:
    listed = (Product(name="Mg", mg=100), Product(name="Rennie", mg=80))
    found = told([night(2, **dose(2, 100, 21, product="Mg"))], PROFILE.evolve(products=listed))

    assert [product.name for product in found.products] == ["Rennie"]


def test_a_medicine_is_told_as_typed_and_no_more() -> None:
    typed = (Medicine(name="Levo 75", times=(time(7), time(19)), known=("levothyroxine",)), Medicine(name="x"))
    words = list(words_of(page(told([], PROFILE.evolve(medicines=typed)), "1")))

    assert "Levo 75: 07:00 19:00" in words
    assert "x: times not known" in words
    assert not any("levothyroxine" in word for word in words)


def test_kept_nights_are_counted_by_step() -> None:
    done, missed = {"status": "done"}, {"status": "missed"}
    nights = [
        night(12, step__bath=done),
        night(11, step__bath=missed),
        night(10, step__bath={"status": "excused", "reason": "unwell"}),
        night(3, step__bath={"status": "minimum"}, step__tea=done),
    ]
    kept = {one.of: one for one in told(nights).kept}

    # of the nights 9 and 8 days ago nothing is on record and they are closed; those after may still be filled in
    assert kept["routine"].kept == Kept(2, 5)
    assert (kept["bath"].kept, kept["bath"].excused) == (Kept(2, 5), 1)
    assert (kept["tea"].kept, kept["tea"].name) == (Kept(1, 6), "Tea")


def test_a_step_that_is_no_longer_there_steers_nothing_by_its_name() -> None:
    kept = {one.of: one for one in told([night(1, None, **{"step.a\x1b[31m\u202eb": {"status": "done"}})]).kept}

    assert kept["a\x1b[31m\u202eb"].name == "a[31mb"


def test_the_newest_totals_of_a_clinic_and_how_many_there_were_before() -> None:
    days = [date(2026, month, 1) for month in range(1, 9)]
    clinic = {day.isoformat(): ClinicScore(total=day.month, on=day) for day in days}
    clinic["2026-08-01"] = clinic["2026-08-01"].evolve(away=True)
    found = told([], PROFILE.evolve(clinic=clinic))

    assert [score.total for score in found.clinic] == [2, 3, 4, 5, 6, 7]
    assert found.earlier == 1


@pytest.mark.parametrize(
    ("totals", "word"),
    [((0,), "none"), ((1, 10), "mild"), ((11, 20), "moderate"), ((21, 30), "severe"), ((31, 40), "very severe")],
)
def test_the_words_for_a_total_are_the_scales_own(totals: tuple[int, ...], word: str) -> None:
    assert {severity(total) for total in totals} == {word}


def test_notes_are_in_only_if_asked_for_and_begin_only() -> None:
    nights = [night(9 - n, note=f"note {n} " + "x" * 300 * (n == 8)) for n in range(9)]

    assert told(nights).notes == ()
    found = told(nights, notes=True).notes
    assert [note.text[:6] for note in found] == [f"note {n}" for n in (4, 5, 6, 7, 8)]
    assert [note.more for note in found] == [False, False, False, False, True]


def test_words_about_mood_are_in_nothing_that_was_not_asked_for() -> None:
    profile = PROFILE.with_step(Step(id="low", name="When I feel low", kind=Kind.TICK, own=True))
    nights = [
        night(10, note="so low", side_effects=["low again"], step__low={"status": "done"}),
        night(9, note="fine", side_effects=["low, as before"]),
    ]
    words = list(words_of(page(told(nights, profile, notes=True), "1")))

    assert not any("low " in word or word.endswith("low") for word in words)
    assert told(nights, profile, notes=True).left_out == 4
    asked = " ".join(words_of(page(told(nights, profile, notes=True, mood=True), "1")))
    assert "so low" in asked
    assert "low, as before" in asked
    assert "When I feel low" in asked


# Honest with little


def test_an_empty_diary_claims_nothing() -> None:
    empty = page(told([], Profile()), "1")
    words = " ".join(words_of(empty))

    assert empty.facts[0] == "1 night, with nothing on record."
    assert pages.NO_SCORE in words
    assert "None is logged for these nights." in words
    assert pages.NO_MEDICINE in words
    assert "median" not in words
    assert not any(isinstance(part, Table) for section in empty.sections for part in section.parts)


def test_a_half_with_fewer_than_three_scores_has_an_n_and_no_median() -> None:
    rows = _score_rows(told([night(n, score__sleep=5) for n in (3, 2, 1)]))

    assert rows["Sleep (higher is better)"] == ("3", "5", "5 to 5", "- (n 2)", "- (n 1)")
    assert rows["Tired"] == ("0", "-", "-", "-", "-")


def _score_rows(found: Visit) -> dict[str, tuple[str, ...]]:
    table = page(found, "1").top[0].parts[0]
    assert isinstance(table, Table)
    return {row[0]: row[1:] for row in table.rows}


def test_the_lines_that_must_stand_there_do(counted: Visit) -> None:
    words = " ".join(words_of(page(counted, "1")))

    for line in (
        "This is a diary, not a diagnosis.",
        "our own unvalidated summary",
        "Nights without a score are not counted as 0.",
        "It has not been reviewed by a clinician.",
        "The diary does not record the hour at which symptoms begin.",
    ):
        assert line in words


def test_rules_that_cannot_be_read_end_in_asking_somebody() -> None:
    period = Period(TONIGHT, TONIGHT, 0)
    found = visit(Diary([], (), Profile(), TONIGHT), period, TONIGHT, "It is gone. Ask.", lambda _: True)

    assert (found.found, found.problem, found.onset) == ((), "It is gone. Ask.", None)
    assert "It is gone. Ask." in words_of(page(found, "1"))


def test_what_asks_for_a_doctors_eye_has_its_source() -> None:
    found = page(told([], Profile()), "1")
    section = next(section for section in found.right if section.title == "Worth showing a doctor")

    assert isinstance(section.parts[0], Items)
    assert "(consensus; AASM guideline 2025" in section.parts[0].items[0]


# Laws

scores = st.dictionaries(st.sampled_from([key for key in SCORES if key != "legs"]), st.integers(0, 10), max_size=6)
diaries = st.dictionaries(st.integers(0, 60), scores, max_size=40)


@given(diaries, st.sampled_from([1, 2, 30, 90]))
def test_every_number_is_that_of_the_trends(diary: dict[int, dict[str, int]], span: int) -> None:
    nights = [night(ago, None, **{f"score__{key}": n for key, n in given.items()}) for ago, given in diary.items()]
    found = told(nights, nights_of=span)
    on_screen = trends.trends([*filter(None, map(brief_of, nights))], TONIGHT, span, SCORES)

    assert [scored.trend for scored in found.scores] == on_screen
    for scored in found.scores:
        halves = (scored.first.n if scored.first else 0) + (scored.second.n if scored.second else 0)
        assert halves == (scored.trend.middle.n if scored.trend.middle else 0)
    assert found.period.missing >= 0
    assert page(found, "1")


statuses = st.sampled_from(["done", "minimum", "missed", "excused"])


@given(st.dictionaries(st.integers(0, 40), st.dictionaries(st.sampled_from(["bath", "tea"]), statuses), max_size=40))
def test_kept_nights_are_those_of_the_streaks(diary: dict[int, dict[str, str]]) -> None:
    nights = [
        night(ago, None, **{f"step__{step}": {"status": status} for step, status in steps.items()})
        for ago, steps in diary.items()
    ]
    briefs: list[Brief] = [*filter(None, map(brief_of, nights))]
    on_screen = {one.of: one for one in streaks.streaks(briefs, TONIGHT, streaks.Rules(), ["bath", "tea"])}

    for one in told(nights, nights_of=30).kept:
        counted = streaks.counted(briefs, TONIGHT, streaks.Rules(), one.of).get(TONIGHT)
        if counted and counted.kind in (streaks.Count.KEPT, streaks.Count.MISSED, streaks.Count.EXCUSED):
            assert one.kept == on_screen[one.of].windows[30]  # a window ends with last night while tonight is open
