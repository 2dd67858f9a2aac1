"""What a person can set: its default is that of the settings, and it takes what it tells as its value."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.person import ClinicScore, Goal
from coach.core.profile import SHIPPED, Pause, Profile
from coach.core.scores import IRLS_BANDS, clinic_said, severity
from coach.core.settable import (
    GROUPS,
    SETTINGS,
    STEPS,
    TURN_FITS_NOT,
    Setting,
    differing,
    planned_said,
    setting,
    step_default,
    step_default_told,
    step_told,
)
from tests.conftest import BERLIN

NOW = datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN)
SET = [each for each in SETTINGS if each.change is not None]
PROFILES = st.builds(
    Profile,
    bedtime=st.times(),
    caffeine_cutoff=st.none() | st.times(),
    theme=st.sampled_from(("night", "day", "contrast", "terminal")),
    bell=st.booleans(),
    notice=st.sampled_from(("off", "osc9", "osc777")),
    grace=st.integers(0, 9),
    name=st.none() | st.text(min_size=1, max_size=200).filter(str.strip).map(str.strip),
    country=st.none() | st.sampled_from(("US", "GB")),
    iron_tested=st.none() | st.dates(date(1999, 1, 1), date(2026, 11, 22)),
    goal=st.none() | st.builds(Goal, points=st.integers(1, 20).map(lambda n: n / 2), on=st.just(date(2026, 11, 1))),
)


@pytest.mark.parametrize("each", SET, ids=lambda s: s.id)
def test_its_default_is_that_of_new_settings(each: Setting) -> None:
    assert each.change is not None
    assert each.change.value(Profile()) == each.change.default
    assert each.is_default(Profile())
    assert each.problem(each.change.default, Profile(), NOW) is None


@pytest.mark.parametrize("each", SET, ids=lambda s: s.id)
@given(profile=PROFILES)
def test_it_takes_the_text_that_it_tells_and_stands_as_before(each: Setting, profile: Profile) -> None:
    profile = profile.evolve(bedtime=profile.bedtime.replace(second=0, microsecond=0)).with_bedtime(
        profile.bedtime.replace(second=0, microsecond=0)
    )
    if profile.caffeine_cutoff:
        profile = profile.evolve(caffeine_cutoff=profile.caffeine_cutoff.replace(second=0, microsecond=0))
    assert each.change is not None
    text = each.change.value(profile)

    assert each.problem(text, profile, NOW) is None
    assert each.put(profile, text, NOW) == profile


@pytest.mark.parametrize("each", SET, ids=lambda s: s.id)
@given(profile=PROFILES, text=st.text(max_size=300))
def test_what_it_passes_are_settings_and_what_it_does_not_is_one_sentence(
    each: Setting, profile: Profile, text: str
) -> None:
    problem = each.problem(text, profile, NOW)

    if problem is None:
        assert Profile.of(each.put(profile, text, NOW).fields()) == each.put(profile, text, NOW)
    else:
        assert problem.endswith(".")
        assert len(problem) < 200


def test_ids_and_names_are_said_once_and_every_part_has_rows() -> None:
    names = [name.lower() for each in SETTINGS for name in {each.id, each.name.lower()}]

    assert len(names) == len(set(names))
    assert not {each.id for each in SETTINGS} & {step.id for step in SHIPPED}
    assert {each.group for each in SETTINGS} | {STEPS} == set(GROUPS)


def test_everything_of_a_profile_that_a_person_sets_has_its_row() -> None:
    """Or Setup would not be all there is: a new field joins the table, or is named here as something else."""
    changed = {
        "bedtime": time(22),
        "day_turn": time(13),
        "caffeine_cutoff": time(15),
        "theme": "day",
        "bell": False,
        "notice": "osc9",
        "name": "Ann",
        "goal": Goal(points=2, on=NOW.date()),
        "country": "US",
        "iron_tested": NOW.date(),
        "grace": 1,
        "pauses": {"2026-11-01": Pause(first=date(2026, 11, 1))},
        "clinic": {"2026-11-01": ClinicScore(total=24, on=date(2026, 11, 1))},
        "questions": ("Is it iron?",),
        "steps": (SHIPPED[0].evolve(on=False), *SHIPPED[1:]),
    }
    told_by_magnesium = {"gate", "clinician", "products", "medicines"}
    not_set = {"first_run", "shown", "ticks"}

    assert changed.keys() | told_by_magnesium | not_set == Profile.READ.keys()
    for field, value in changed.items():
        assert differing(Profile(), Profile().evolve(**{field: value}), NOW), field


def test_a_default_is_told_as_it_would_be_with_the_rest_as_it_is() -> None:
    profile = Profile().with_bedtime(time(8)).evolve(caffeine_cutoff=time(17))

    assert setting("cutoff").default_told(profile, NOW) == "22:00, from bedtime"
    assert setting("turn").problem("12:00", profile, NOW) == TURN_FITS_NOT


def test_the_same_goal_said_again_stays_said_beforehand() -> None:
    goal = setting("goal")
    first = goal.put(Profile(), "1,5", NOW)
    again = goal.put(first, "1.5", NOW + timedelta(days=9))

    assert again.goal == first.goal == Goal(points=1.5, on=NOW.date())


def test_of_a_step_only_what_differs_is_told_as_its_default() -> None:
    bath = next(step for step in SHIPPED if step.id == "bath")

    assert step_told(bath) == ("on", "needed", "15 min")
    assert step_default_told(bath) == ""
    assert step_default_told(bath.evolve(on=False, minutes=20)) == "on, 15 min"
    assert step_default_told(bath.evolve(lead=60)) == "planned about 2 h before bedtime"
    assert step_default(bath.evolve(id="own", own=True)) is None
    assert planned_said(bath.evolve(lead=None)) == "At any time."


def test_the_order_of_the_steps_is_told_where_nothing_else_differs() -> None:
    assert differing(Profile(), Profile().moved("bath", -1), NOW) == ["the order of the steps"]
    assert differing(Profile(), Profile().step_changed("bath", minutes=20), NOW) == ["Warm bath"]


@pytest.mark.parametrize(
    ("total", "word"),
    [
        *[(0, "none"), (1, "mild"), (10, "mild"), (11, "moderate"), (20, "moderate")],
        *[(21, "severe"), (30, "severe"), (31, "very severe"), (40, "very severe")],
    ],
)
def test_a_clinics_total_has_its_usual_word(total: int, word: str) -> None:
    assert severity(total) == word
    assert IRLS_BANDS[-1][0] == 40
    assert clinic_said(ClinicScore(total=total, on=date(2026, 10, 3))) == f"{total} of 40, {word}, 03 Oct 2026"
