"""What asks for a doctor's eye: each number of evidence.md 2.5 again, and never a verdict from a few nights."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content import files
from coach.content.files import ContentError
from coach.content.rules import review_rules
from coach.core.cells import BLANK, Plan
from coach.core.escalations import Escalation, due, escalations
from coach.core.nights import Night, Stamp
from coach.core.person import Goal
from coach.core.profile import Profile
from coach.core.scores import leg_score

TODAY = date(2026, 11, 22)
RULES = review_rules()
TESTED = Profile(iron_tested=TODAY)
PLAN = Plan(needed=("bath",), bedtime=datetime(2026, 1, 1, 23).time(), day_turn=datetime(2026, 1, 1, 12).time())


def night(ago: int, **values: object) -> Night:
    day = TODAY - timedelta(days=ago)
    at = datetime(day.year, day.month, day.day, 21, tzinfo=UTC)
    cells = {name.replace("__", "."): value for name, value in values.items()}
    return Night(night=day).record(Stamp(id=f"n{ago}", at=at, zone="UTC", device="d"), cells)  # type: ignore[arg-type]


def legs(ago: int, score: int | str, **more: object) -> Night:
    return night(ago, score__legs_before=score, score__during_night=score, **more)


def ids(nights: list[Night], profile: Profile = TESTED) -> set[str]:
    return {escalation.id for escalation in escalations(nights, profile, TODAY, RULES)}


def test_the_numbers_are_those_of_the_evidence() -> None:
    assert (RULES.window, RULES.scored, RULES.again) == (14, 9, 30)
    assert {name: dict(rule.numbers) for name, rule in RULES.rows.items()} == {
        "legs": {"nights": 2, "symptom": 1, "mean": 4},
        "sleep": {"nights": 3, "worst": 3},
        "tired": {"nights": 3, "worst": 7},
        "worse": {"points": 2},
        "magnesium": {"weeks": 8, "doses": 0.8},
        "steps": {"weeks": 4, "kept": 0.6},
        "iron": {"months": 12},
        "effects": {"days": 3},
    }


def test_the_leg_score_needs_two_of_three() -> None:
    assert leg_score(night(0, score__legs_before=6)) is None
    assert leg_score(night(0, score__legs_before=6, score__during_night=BLANK)) is None
    assert leg_score(night(0, score__legs_before=6, score__during_night=3, score__sleep=9)) == 4.5
    assert leg_score(legs(0, 0)) == 0


@pytest.mark.parametrize(("score", "nights", "told"), [(4, 14, True), (3, 14, False), (4, 9, True), (10, 8, False)])
def test_symptoms_with_a_mean_of_4(score: int, nights: int, told: bool) -> None:
    assert ("legs" in ids([legs(ago, score) for ago in range(nights)])) == told


def test_its_sentence_has_its_n_and_a_doctor() -> None:
    found = escalations([legs(ago, 5) for ago in range(12)], TESTED, TODAY, RULES)

    assert found[0].text.startswith("Restless legs on 12 of 12 scored nights, with a mean leg score of 5 of 10.")
    assert "Show your doctor" in found[0].text


@pytest.mark.parametrize(("key", "bad", "fine"), [("sleep", 3, 4), ("tired", 7, 6)], ids=["sleep", "tired"])
def test_a_bad_score_three_nights_a_week_for_two_weeks(key: str, bad: int, fine: int) -> None:
    def fortnight(first: int, second: int) -> list[Night]:
        scores = [bad] * first + [fine] * (7 - first) + [bad] * second + [fine] * (7 - second)
        return [night(ago, **{f"score__{key}": score}) for ago, score in enumerate(scores)]

    assert key in ids(fortnight(3, 3))
    assert key not in ids(fortnight(2, 7))
    assert key not in ids(fortnight(7, 2))


@pytest.mark.parametrize(("now", "told"), [(5, True), (4, False)])
def test_a_mean_that_rose_by_two(now: int, told: bool) -> None:
    nights = [legs(ago, now) for ago in range(14)] + [legs(ago, 3) for ago in range(14, 28)]

    assert ("worse" in ids(nights)) == told


def course(after: int, *, days: int = 56, mg: float = 200.0) -> list[Night]:
    dosed = [legs(ago, after, **{f"dose__d{ago}": {"mg": mg}}) for ago in range(days)]
    return dosed + [legs(ago, 5) for ago in range(days, days + 14)]


@pytest.mark.parametrize(
    ("nights", "goal", "told"),
    [
        (course(5), Goal(points=1.5, on=TODAY - timedelta(days=60)), True),
        (course(4), Goal(points=1.5, on=TODAY - timedelta(days=60)), True),
        (course(3), Goal(points=1.5, on=TODAY - timedelta(days=60)), False),
        (course(5), None, False),
        (course(5), Goal(points=1.5, on=TODAY - timedelta(days=10)), False),  # not set beforehand
        (course(5, days=80), Goal(points=1.5, on=TODAY - timedelta(days=90)), True),
        (course(5, days=50), Goal(points=1.5, on=TODAY - timedelta(days=60)), False),
    ],
)
def test_eight_weeks_of_magnesium_without_the_change_set_beforehand(
    nights: list[Night], goal: Goal | None, told: bool
) -> None:
    assert ("magnesium" in ids(nights, TESTED.evolve(goal=goal))) == told


@pytest.mark.parametrize(("others", "told"), [(1, True), (11, True), (12, False)])
def test_another_dose_on_more_than_a_fifth_of_the_nights_is_no_steady_one(others: int, told: bool) -> None:
    other = [legs(ago, 5, dose__d={"mg": 100.0}) for ago in range(others)]
    nights = [*other, *course(5)[others:]]

    assert ("magnesium" in ids(nights, TESTED.evolve(goal=Goal(points=1, on=TODAY - timedelta(days=60))))) == told


@pytest.mark.parametrize(("after", "told"), [(4, True), (3, True), (2, False)])
def test_four_weeks_of_steps_without_help(after: int, told: bool) -> None:
    kept = {"plan": PLAN.fields(), "step__bath": {"status": "done"}}
    nights = [legs(ago, after if ago < 14 else 3, **kept) for ago in range(28)]

    assert ("steps" in ids(nights)) == told
    assert "steps" not in ids([legs(ago, 3) for ago in range(28)])


@pytest.mark.parametrize(
    ("tested", "told"),
    [(None, True), (TODAY - timedelta(days=300), False), (TODAY - timedelta(days=366), True)],
)
def test_iron_within_a_year(tested: date | None, told: bool) -> None:
    assert ("iron" in ids([], Profile(iron_tested=tested))) == told


def test_side_effects_that_stay() -> None:
    def noticed(ago: int, *words: str) -> Night:
        return night(ago, side_effects=list(words))

    assert "effects" in ids([noticed(ago, "loose stools") for ago in range(4)])
    assert "effects" not in ids([noticed(0, "loose stools")])
    assert "effects" not in ids([noticed(1, "loose stools"), noticed(0)])


def test_each_appears_once_and_iron_each_month() -> None:
    found = (Escalation("legs", "Text.", "consensus", "Source"), Escalation("iron", "Text.", "consensus", "Source"))
    fresh, shown = due(found, {}, TODAY, RULES)
    assert fresh == found
    assert due(found, shown, TODAY + timedelta(days=29), RULES)[0] == ()
    assert due(found, shown, TODAY + timedelta(days=30), RULES)[0] == (found[1],)
    _, gone = due(found[1:], shown, TODAY, RULES)
    assert due(found, gone, TODAY, RULES)[0] == (found[0],)


SCORES = st.lists(st.none() | st.integers(0, 10), min_size=0, max_size=40)


@given(SCORES)
def test_no_verdict_from_fewer_than_nine_scored_nights(scores: list[int | None]) -> None:
    nights = [legs(ago, BLANK if score is None else score) for ago, score in enumerate(scores)]
    scored = sum(score is not None for score in scores[:14])

    assert scored >= 9 or not ids(nights) & {"legs", "worse", "steps", "magnesium"}


@given(SCORES, st.randoms(use_true_random=False))
def test_neither_order_nor_unscored_nights_matter(scores: list[int | None], random: object) -> None:
    nights = [legs(ago, score) for ago, score in enumerate(scores) if score is not None]
    every = [*nights, *(night(ago, note="x") for ago, score in enumerate(scores) if score is None)]
    random.shuffle(every)  # type: ignore[attr-defined]

    assert escalations(every, TESTED, TODAY, RULES) == escalations(nights, TESTED, TODAY, RULES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mean = 4", ""),
        ("scored = 9", "scored = 2"),
        ("points = 2", 'points = "some"'),
        ("[iron]", "[copper]"),
        ("window = 14", "window = 3"),
    ],
)
def test_a_file_that_is_wrong_is_none(old: str, new: str, tmp_path: Path) -> None:
    text = (files.FOLDER / "review.toml").read_text(encoding="utf-8")
    (tmp_path / "review.toml").write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError, match=r"^review\.toml of the coach[^\n]+\.$"):
        review_rules(tmp_path)
