"""Magnesium in lines: the gate, the medicines, the products, the dose; and what is read."""

from datetime import date, time

import pytest

from coach.core.person import Basis, GateAnswer, Product, Said, Source
from coach.core.profile import SHIPPED
from coach.core.routine import Took
from coach.magnesium import Magnesium
from coach.session import Session
from tests.plain.conftest import Typing

NIGHT = date(2026, 11, 22)
NAMES = [
    "under18",
    "kidney",
    "nerve_muscle",
    "heart_block",
    "past_high",
    "bowel_blocked",
    "upset_now",
    "bleeding",
    "pregnant",
    "heart",
    "age65",
    "kidney_tested",
    "surgery",
    "bowel_disease",
    "medicines",
]
CITRATE = Product(name="Citrate", mg=200, basis=Basis.ELEMENTAL)


def cleared(**said: str) -> dict[str, GateAnswer]:
    return {name: GateAnswer(said=Said(said.get(name, "no")), on=NIGHT) for name in NAMES}


def flat(paper: str) -> str:
    return " ".join(paper.split())


def test_the_whole_gate_in_lines(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(steps=SHIPPED))
    told = typing("questions", "questions", *["no"] * 14, "on", "back", "quit", columns=80)

    assert "Question 1 of 14." in told.paper
    assert "Cleared: nothing that you answered stands in the way." in flat(told.paper)
    assert "Magnesium is in the evening, and optional." in told.paper
    assert "magnesium" in {step.id for step in told.session.profile.active}


def test_it_can_be_left_and_gone_on_with(session: Session, typing: Typing) -> None:
    typing("questions", "questions", "no", "don't know", "quit")
    told = typing("questions", "questions", "back", "no", "no", "quit")

    assert "Question 3 of 14." in told.paper
    assert "Now: don't know." in told.paper
    assert {name: answer.said for name, answer in told.session.profile.gate.items()} == {
        "under18": Said.NO,
        "kidney": Said.NO,
        "nerve_muscle": Said.NO,
    }


def test_a_kidney_patient_is_off_and_only_a_clinician_opens_it(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(steps=SHIPPED, gate=cleared(kidney="yes")))
    told = typing("questions", "on", "clinician", "yes", "1 tablet", "low", "on", "back", "quit", columns=80)

    assert "Off, because of what you answered" in told.paper
    assert "unless your kidney team tells you to. Source: FDA drug label" in flat(told.paper)
    word = told.session.profile.clinician
    assert word is not None
    assert (word.dose, word.reason) == ("1 tablet", "low")
    assert "magnesium" in {step.id for step in told.session.profile.active}


def test_a_medicine_with_a_slip_is_asked_about_and_a_time_that_fits_is_named(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(steps=SHIPPED, gate=cleared(medicines="yes")))
    told = typing(
        "questions", "medicine", "gabapentn", "20:30", "yes", "plan", "18:30", "on", "back", "quit", columns=80
    )

    assert "By gabapentn, did you mean gabapentin?" in flat(told.paper)
    assert "too close" in flat(told.paper)
    assert "18:30 fits" in flat(told.paper)
    assert [m.known for m in told.session.profile.medicines] == [("gabapentin",)]
    assert Magnesium(told.session).planned() == time(18, 30)
    assert "Magnesium is in the evening" in told.paper


def test_an_unlisted_medicine_is_not_called_fine(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(medicines="yes")))
    told = typing("questions", "medicine", "blue pills", "don't know", "back", "quit", columns=80)

    assert "That does not mean it is safe" in flat(told.paper)
    assert not Magnesium(told.session).verdict().cleared


def test_a_product_is_typed_once_and_then_logged_by_a_word(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared()))
    told = typing(
        *("questions", "product", "Magnesium citrate", "800", "2", "supplement", "compound", "back"),
        *("magnesium", "done", "quit"),
        columns=80,
    )

    product = told.session.profile.products[0]
    assert product.form == "citrate"
    assert product.source is Source.SUPPLEMENT
    assert "It counts as 258.6 mg each time." in flat(told.paper)
    assert "Taken: 2 x Magnesium citrate, 258.6 mg?" in flat(told.paper)
    assert told.night.doses[0].product == "Magnesium citrate"


@pytest.mark.parametrize(("answer", "mg"), [("yes", 200), ("no", 400)])
def test_a_second_dose_is_asked_about(session: Session, typing: Typing, answer: str, mg: float) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(), products=(CITRATE,)))
    session.dispatch(Took(200))
    told = typing("magnesium", "done", answer, "quit", columns=80)

    assert "Did you already take it?" in flat(told.paper)
    assert told.night.magnesium_mg == mg
    assert ("Above both limits" in flat(told.paper)) == (mg == 400)


def test_what_was_typed_is_kept_when_the_line_ends(session: Session, typing: Typing) -> None:
    told = typing("questions", "medicine", "gabapentin")

    assert told.night.drafts["magnesium.medicine.name"] == "gabapentin"


def test_help_now_says_the_emergency_first_and_asks_nothing_after_a_yes(typing: Typing) -> None:
    told = typing("!", "yes", "quit", columns=80)

    assert "slow, shallow or hard breathing" in told.paper
    assert flat(told.paper).index("Call your emergency number now") < told.paper.index("yes, no, or back")
    assert "in your legs" not in told.paper
    assert not told.night.active


def test_help_now_goes_on_with_each_no(typing: Typing) -> None:
    told = typing("help now", "no", "no", "yes", "quit", columns=80)

    assert "988" in told.paper
    assert "vomiting more than once" not in told.paper


def test_help_now_says_where_its_advice_comes_from(typing: Typing) -> None:
    told = typing("!", "no", "yes", "quit", columns=80)

    assert flat(told.paper).count("Source: Standard first-aid advice.") == 2


@pytest.mark.parametrize(("kidney", "says"), [("yes", "Stop magnesium, and call"), ("no", "Tonight: skip magnesium.")])
def test_what_is_mild_for_others_is_urgent_with_weak_kidneys(
    session: Session, typing: Typing, kidney: str, says: str
) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(kidney=kidney)))
    told = typing("!", *["no"] * 6, "yes", "quit", columns=80)

    assert says in flat(told.paper.partition("After magnesium, any of these?")[2])


@pytest.mark.parametrize(
    "before",
    [
        ["questions"],
        ["questions", "questions"],
        ["questions", "medicine"],
        ["questions", "product", "Citrate"],
        ["caffeine", "had"],
        ["caffeine", "skip"],
        ["magnesium", "200"],
    ],
)
def test_help_now_is_there_whatever_is_asked(session: Session, typing: Typing, before: list[str]) -> None:
    session.change_profile(lambda p: p.evolve(gate={}))
    told = typing(*before, "!", "no", "!", "back", "back", "quit", columns=80)

    assert "slow, shallow or hard breathing" in told.paper
    assert "'!' is neither yes nor no." in told.paper
    assert not told.session.profile.medicines
    assert told.paper.count("- chest pain") == 1


def test_it_is_there_in_the_first_questions(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(first_run=0))
    told = typing("!", "yes", "learn bath", "quit")

    assert "slow, shallow or hard breathing" in told.paper
    assert "[F" in told.paper


def test_what_is_known_is_read_by_topic_and_by_words(typing: Typing) -> None:
    told = typing(
        "learn",
        "learn caffeine",
        "learn kidney disease",
        "learn gabapentn",
        "LEARN Warm bath",
        "learn xyzzy",
        "quit",
        columns=80,
    )

    assert "Topics: about" in told.paper
    assert "[F80]" in told.paper
    assert "[F35]" in told.paper
    assert "Gabapentin was looked for." in told.paper
    assert "Bablas" not in told.after("LEARN Warm bath\n")
    assert "Haghayegh" in told.after("LEARN Warm bath\n")
    assert "Nothing is found for xyzzy." in told.paper


def test_help_now_is_there_in_the_middle_of_a_question(typing: Typing) -> None:
    told = typing("questions", "questions", "!", "yes", "no", "quit", columns=80)

    assert "slow, shallow or hard breathing" in told.paper
    assert told.session.profile.gate["under18"].said is Said.NO


def test_a_large_amount_of_last_night_still_makes_a_mild_effect_urgent(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared()))
    assert not Magnesium(session).mild_is_urgent(session.tonight)
    session.dispatch(Took(600), night=date(2026, 11, 20))
    assert Magnesium(session).mild_is_urgent(session.tonight)
