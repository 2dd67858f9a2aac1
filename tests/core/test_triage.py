"""What to do about a sign: the table of evidence.md 2.3 and 2.5, twice on purpose."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content.triage import load
from coach.core.nights import Night, Stamp
from coach.core.stored import JsonValue
from coach.core.triage import (
    ANYWHERE,
    BUILT_IN,
    CHECK_PLACE,
    Triage,
    Upgrade,
    Urgency,
    page_outcome,
    signs_of,
    stays,
    triage,
    upgrades,
)

TOLD = load()
TODAY = date(2026, 11, 22)
EMERGENCY = (
    "Stop magnesium. Call your emergency number now (112 / 911 / 999 / 000). Don't drive yourself. "
    "Take the packet with you."
)

EMERGENCIES = {
    "breathing": "slow, shallow or hard breathing",
    "faint": "fainting or collapse",
    "confused": "confusion",
    "asleep": "cannot stay awake, cannot be woken",
    "heartbeat": "irregular or very slow heartbeat",
    "chest_pain": "chest pain",
    "limp": "very weak: limp or cannot stand",
    "swelling": "swelling of face, tongue or throat",
    "bleeding": "bloody vomit; black stools and faint",
    "clot": "one leg swollen, painful, warm or discoloured, and you are breathless, have chest pain or cough blood",
    "spine": "new: weak legs, numb around genitals or back passage, trouble with bladder or bowel",
    "cold_leg": "a leg suddenly cold, pale, numb and very painful",
    "self_harm": "thoughts of harming yourself",
}
OTHERS = {
    Urgency.URGENT: (
        *("vomiting", "diarrhoea", "black_stools", "belly", "urine", "drowsy", "dizzy", "weak"),
        *("swollen_leg", "akathisia", "urges", "wheel"),
    ),
    Urgency.SOON: ("augmentation", "iron_loss"),
    Urgency.ROUTINE: ("pregnant", "other_causes", "not_helped", "snoring"),
    Urgency.MILD: ("nausea", "upset", "vomit_once", "loose", "cramps"),
}
IDS = st.sampled_from([sign.id for sign in TOLD.signs] + ["itchy feet"])
NO = dict.fromkeys(("age65", "kidney", "heart", "heart_block", "nerve_muscle", "pregnant", "medicines"), "no")


@pytest.mark.parametrize("told", [TOLD, BUILT_IN], ids=["shipped", "built in"])
def test_every_emergency_of_the_evidence_is_one_with_the_file_and_without(told: Triage) -> None:
    assert {s.id: s.text for s in told.signs if s.urgency is Urgency.EMERGENCY} == EMERGENCIES


@pytest.mark.parametrize("told", [TOLD, BUILT_IN], ids=["shipped", "built in"])
def test_an_emergency_of_the_body_says_all_four_things_and_ends_the_questions(told: Triage) -> None:
    for sign in list(EMERGENCIES)[:9]:
        outcome = triage([sign], False, told)

        assert (outcome.urgency, outcome.final) == (Urgency.EMERGENCY, True)
        assert outcome.text == f"{EMERGENCY} {CHECK_PLACE}"


@pytest.mark.parametrize("sign", ["clot", "spine", "cold_leg"])
def test_an_emergency_of_the_legs_calls_for_help(sign: str) -> None:
    assert triage([sign], False, TOLD, TOLD.place("GB")).text == (
        f"Call your emergency number now (999). Don't drive yourself. {CHECK_PLACE}"
    )


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("US", ("now: 988.", "right now: 911.")),
        ("GB", ("now: 116 123.", "right now: 999.")),
        ("IE", ("now: 116 123.", "right now: 112 / 999.")),
        ("AU", ("now: your emergency number, 000.", "right now: 000.")),
        ("EU", ("now: your emergency number, 112.", "right now: 112.")),
        ("other", ("988 in the US, 116 123 in the UK and Ireland", "right now: 112 / 911 / 999 / 000.")),
        (None, ("988 in the US, 116 123 in the UK and Ireland", "right now: 112 / 911 / 999 / 000.")),
        ("XX", ("988 in the US, 116 123 in the UK and Ireland", "right now: 112 / 911 / 999 / 000.")),
    ],
)
def test_thoughts_of_self_harm_are_told_whom_to_call(country: str | None, numbers: tuple[str, str]) -> None:
    outcome = triage(["self_harm"], False, TOLD, TOLD.place(country))

    assert outcome.final
    assert all(number in outcome.text for number in numbers)
    assert outcome.text.endswith(CHECK_PLACE)


@pytest.mark.parametrize(("urgency", "signs"), OTHERS.items())
def test_every_sign_is_as_serious_as_the_evidence_says(urgency: Urgency, signs: tuple[str, ...]) -> None:
    assert tuple(sign.id for sign in TOLD.signs if sign.urgency is urgency) == signs
    for sign in signs:
        assert triage([sign], False, TOLD).urgency is urgency


@pytest.mark.parametrize("sign", [s.id for s in TOLD.signs if s.urgency is Urgency.URGENT and s.group == "magnesium"])
def test_an_urgent_effect_stops_magnesium_and_calls_somebody_the_same_day(sign: str) -> None:
    assert triage([sign], False, TOLD, TOLD.place("GB")).text == (
        f"Stop magnesium, and call your doctor or NHS 111 today. {CHECK_PLACE}"
    )
    assert triage([sign], False, TOLD, TOLD.place("US")).text == (
        "Stop magnesium, and call your doctor or a nurse line today."
    )


@pytest.mark.parametrize("with_it", ["faint", "dizzy"])
def test_black_stools_with_faintness_are_an_emergency(with_it: str) -> None:
    assert triage(["black_stools"], False, TOLD).urgency is Urgency.URGENT
    outcome = triage([with_it, "black_stools"], False, TOLD)

    assert outcome.urgency is Urgency.EMERGENCY
    assert outcome.text == f"{EMERGENCY} {CHECK_PLACE}"


@pytest.mark.parametrize("sign", OTHERS[Urgency.MILD])
@pytest.mark.parametrize("units", [None, 2, 3])
def test_a_mild_effect_is_skipped_then_halved_in_whole_tablets(sign: str, units: float | None) -> None:
    assert triage([sign], False, TOLD, units=units).text == (
        "Tonight: skip magnesium. Then half of the tablets you take now, in whole ones, rounded down, with food; one "
        "tablet only: stop. Still there after 3 days, or back: stop, and ask a pharmacist. Did a clinician set your "
        "dose? Ask them."
    )


@pytest.mark.parametrize("units", [0.5, 1, 1.5])
def test_of_one_tablet_there_is_no_half(units: float) -> None:
    text = triage(["nausea", "loose"], False, TOLD, units=units).text

    assert text.startswith("Tonight: skip magnesium. You take one tablet, so there is no half: stop,")


@pytest.mark.parametrize("sign", OTHERS[Urgency.MILD])
def test_a_mild_effect_is_urgent_for_some(sign: str) -> None:
    outcome = triage([sign], True, TOLD)

    assert outcome.urgency is Urgency.URGENT
    assert outcome.text.startswith("Stop magnesium, and call your doctor, NHS 111 or a nurse line today:")


def test_what_is_on_no_list_is_never_the_least_serious() -> None:
    alone, with_mild = triage(["itchy feet"], False, TOLD), triage(["itchy feet", "nausea"], False, TOLD)

    assert alone.urgency is with_mild.urgency is Urgency.SOON
    assert alone.text.startswith("This is not on the list here, so it cannot be judged. Chest pain, fainting")
    assert triage(["itchy feet"], True, TOLD).urgency is Urgency.URGENT
    assert triage(["nausea"], False, BUILT_IN).text == "This cannot be judged here. Ask a pharmacist or doctor."


def test_no_sign_is_not_called_fine() -> None:
    text = triage([], False, TOLD).text

    assert text.startswith("Nothing from this list. The list is short:")
    assert "pharmacist" in triage([], False, BUILT_IN).text


@given(st.lists(IDS, max_size=8), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_signs_changes_nothing(signs: list[str], raised: bool, random: Random) -> None:
    mixed = signs[:]
    random.shuffle(mixed)

    assert triage(mixed, raised, TOLD) == triage(signs, raised, TOLD)


@given(st.sets(IDS, min_size=1, max_size=8), IDS, st.booleans())
def test_the_most_serious_wins_and_one_more_sign_never_makes_it_less(signs: set[str], more: str, raised: bool) -> None:
    alone = max((triage([sign], raised, TOLD).urgency.rank for sign in signs), default=0)
    outcome = triage(signs, raised, TOLD)

    assert outcome.urgency.rank >= alone
    assert triage({*signs, more}, raised, TOLD).urgency.rank >= outcome.urgency.rank


@given(st.sets(IDS, min_size=1, max_size=8))
def test_who_is_at_risk_is_never_told_something_milder(signs: set[str]) -> None:
    assert triage(signs, True, TOLD).urgency.rank >= triage(signs, False, TOLD).urgency.rank


@pytest.mark.parametrize("question", ["age65", "kidney", "heart", "heart_block", "nerve_muscle", "pregnant"])
@pytest.mark.parametrize("said", ["yes", "unknown", None, "perhaps"])
def test_each_of_these_conditions_makes_a_mild_effect_urgent(question: str, said: str | None) -> None:
    answers = {name: value for name, value in NO.items() if name != question}

    assert not upgrades(NO, (), 350, TOLD.upgrade)
    assert upgrades(answers if said is None else {**answers, question: said}, (), 350, TOLD.upgrade)


@pytest.mark.parametrize(
    ("medicines", "said", "urgent"),
    [
        ((), "no", False),
        (("gabapentin",), "yes", False),
        (("gabapentin", "digoxin"), "yes", True),
        (("Digoxin",), "yes", True),
        (("digoxin",), "no", True),
        ((), "yes", True),
        ((), "unknown", True),
        (("gabapentin",), "unknown", True),
        (None, "no", True),
    ],
)
def test_digoxin_or_medicines_that_are_not_known_make_it_urgent(
    medicines: tuple[str, ...] | None, said: str, urgent: bool
) -> None:
    assert upgrades({**NO, "medicines": said}, medicines, 200, TOLD.upgrade) is urgent


@pytest.mark.parametrize(
    ("total", "urgent"), [(0, False), (350, False), (350.5, True), (float("nan"), True), (None, True)]
)
def test_more_than_350_mg_makes_it_urgent(total: float | None, urgent: bool) -> None:
    assert upgrades(NO, (), total, TOLD.upgrade) is urgent


def test_the_rule_for_that_is_the_one_of_the_evidence() -> None:
    conditions = ("age65", "kidney", "heart", "heart_block", "nerve_muscle", "pregnant")

    assert TOLD.upgrade == Upgrade(conditions, ("digoxin",), 350)
    assert upgrades({}, (), 0, TOLD.upgrade)


@pytest.mark.parametrize("told", [TOLD, BUILT_IN], ids=["shipped", "built in"])
def test_the_most_serious_is_asked_first(told: Triage) -> None:
    pages = ["body", "legs", "mind", "belly", "today", "medicine", "augmentation", "iron", "other", "sleep", "mild"]
    asked = [told.pages[0]]
    while page := told.after(asked[-1].id):
        asked.append(page)

    assert [page.id for page in asked] == pages[: len(told.pages)]
    assert told.after("no such page") is None
    assert [told.page(page.id) for page in asked] == asked


def test_without_the_file_the_emergencies_are_asked_all_the_same() -> None:
    assert [page.rows(38) for page in BUILT_IN.pages] == [page.rows(38) for page in TOLD.pages[:3]]


@pytest.mark.parametrize("page", TOLD.pages, ids=lambda page: page.id)
def test_a_page_is_one_screen_of_a_phone(page: object) -> None:
    asked = next(known for known in TOLD.pages if known == page)
    rows = asked.rows(38)

    assert len(rows) + 2 <= 12
    assert max(map(len, rows)) <= 38
    for sign in asked.signs:
        assert sign.text in " ".join(" ".join(rows).split())


@pytest.mark.parametrize("page", TOLD.pages, ids=lambda page: page.id)
@pytest.mark.parametrize("raised", [False, True])
def test_so_is_what_a_yes_says(page: object, raised: bool) -> None:
    asked = next(known for known in TOLD.pages if known == page)
    for country in (None, *(place.code for place in TOLD.places)):
        outcome = page_outcome(asked, raised, TOLD, TOLD.place(country))

        assert len(wrap(outcome.text, 38)) + 2 <= 12
        assert "{" not in outcome.text
        assert outcome.urgency is (Urgency.URGENT if raised and asked.id == "mild" else asked.urgency)


def test_the_places_are_those_that_the_evidence_has_numbers_for() -> None:
    assert [(p.code, p.emergency, p.crisis, p.poison) for p in TOLD.places[:-1]] == [
        ("US", "911", "988", "1-800-222-1222"),
        ("GB", "999", "116 123", "NHS 111"),
        ("IE", "112 / 999", "116 123", ""),
        ("AU", "000", "", ""),
        ("EU", "112", "", ""),
    ]
    assert TOLD.places[-1] == ANYWHERE


def test_the_diarys_side_effects_are_signs_and_other_words_stay_as_they_are() -> None:
    effects = ("feeling sick", "being sick", "loose stools", "belly cramps", "itchy feet")

    assert signs_of(effects, TOLD) == ("nausea", "vomit_once", "loose", "cramps", "itchy feet")
    assert triage(signs_of(effects[:4], TOLD), False, TOLD).urgency is Urgency.MILD


@pytest.mark.parametrize(("sign", "then"), [("vomit_once", "vomiting"), ("loose", "diarrhoea"), ("cramps", "belly")])
def test_a_mild_sign_asks_whether_it_is_the_more_serious_one(sign: str, then: str) -> None:
    asked = TOLD.sign(sign)
    assert asked is not None
    more = TOLD.sign(asked.then)

    assert asked.asks.endswith("?")
    assert more is not None
    assert (more.id, more.urgency) == (then, Urgency.URGENT)


def effects_on(*told: tuple[int, tuple[str, ...] | None]) -> list[Night]:
    """Nights so many days ago, with what was noticed then."""
    nights = []
    for ago, effects in told:
        night = Night(night=TODAY - timedelta(days=ago))
        stamp = Stamp(id=f"s{ago}", at=datetime(2026, 11, 22, 20, tzinfo=UTC), zone="UTC", device="laptop")
        value: JsonValue = None if effects is None else [*effects]
        nights.append(night.record(stamp, {"side_effects": value, "score.tired": 3}))
    return nights


SICK = ("feeling sick",)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], False),
        ([(0, SICK)], False),
        ([(2, SICK), (1, SICK), (0, SICK)], False),
        ([(3, SICK), (0, SICK)], True),
        ([(3, SICK), (2, None), (1, None), (0, SICK)], True),
        ([(4, SICK), (1, SICK)], True),
        ([(3, SICK), (2, ()), (0, SICK)], True),
        ([(2, SICK), (1, ()), (0, SICK)], True),
        ([(3, SICK), (0, SICK), (5, ())], True),
        ([(5, ()), (1, SICK), (0, SICK)], False),
        ([(4, SICK), (3, SICK), (2, SICK), (1, SICK), (0, ())], False),
        ([(14, SICK), (1, ()), (0, SICK)], False),
        ([(13, SICK), (1, ()), (0, SICK)], True),
        ([(9, None), (0, None)], False),
        ([(0, SICK), (-3, SICK)], False),
    ],
)
def test_an_effect_that_is_there_after_3_days_or_comes_back_is_one_that_stays(
    told: list[tuple[int, tuple[str, ...] | None]], expected: bool
) -> None:
    assert stays(effects_on(*told), TODAY, days=3) is expected
    assert stays(reversed(effects_on(*told)), TODAY, days=3) is expected
