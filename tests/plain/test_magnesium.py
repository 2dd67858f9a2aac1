"""Magnesium in lines: the gate, the medicines, the products, the dose; and what is read."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from coach.core.person import Basis, GateAnswer, Goal, Medicine, Product, Said, Source
from coach.core.profile import SHIPPED, Profile
from coach.core.routine import Tell, Took
from coach.core.words import STEERING
from coach.magnesium import Magnesium
from coach.session import Session, StoreError
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


def named(name: str, mg: float = 200) -> Product:
    return Product(name=name, mg=mg, basis=Basis.ELEMENTAL)


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
    told = typing("questions", "on", "clinician", "yes", "100", "low", "on", "back", "quit", columns=80)

    assert "Off, because of what you answered" in told.paper
    assert "unless your kidney team tells you to. Source: FDA drug label" in flat(told.paper)
    word = told.session.profile.clinician
    assert word is not None
    assert (word.mg, word.reason) == (100, "low")
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


def test_every_answer_of_a_product_is_kept_and_taken_up_again(session: Session, typing: Typing) -> None:
    left = typing("questions", "product", "Mag", "400", "2", "antacid", "compound")
    assert {name.rpartition(".")[2]: text for name, text in left.night.drafts.items()} == {
        "name": "Mag",
        "mg": "400",
        "units": "2",
        "source": "antacid",
        "basis": "compound",
    }

    told = typing("questions", "product", "", "", "", "", "", "oxide", "quit", columns=80)
    product = told.session.profile.products[0]
    assert (product.mg, product.units, product.form) == (400, 2, "oxide")
    assert (product.source, product.basis) == (Source.ANTACID, Basis.COMPOUND)
    assert not told.night.drafts


def test_going_back_from_the_last_question_of_a_product_keeps_no_product(session: Session, typing: Typing) -> None:
    told = typing("questions", "product", "Mag", "400", "2", "antacid", "compound", "back", "back", "quit")

    assert not told.session.profile.products
    assert told.night.drafts["magnesium.product.basis"] == "compound"


def test_of_two_of_one_name_the_one_that_was_chosen_goes(session: Session, typing: Typing) -> None:
    session.change_profile(
        lambda p: p.evolve(medicines=(Medicine(name="Rennie", known=(), times=()),), products=(named("Rennie"),))
    )
    told = typing("questions", "remove", "2", "back", "quit")

    assert not told.session.profile.products
    assert [medicine.name for medicine in told.session.profile.medicines] == ["Rennie"]


def test_what_was_taken_off_is_brought_back(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(products=(CITRATE,)))
    told = typing("questions", "remove", "1", "undo", "back", "quit")

    assert told.session.profile.products == (CITRATE,)
    assert "Taken back" in told.paper


def test_with_nothing_to_take_back_it_stays_and_says_so(session: Session, typing: Typing) -> None:
    told = typing("questions", "undo", "undo", "back", "6", columns=80)

    assert "There is no change of settings to take back." in told.paper
    assert told.night.scores == {"tired": 6}


def test_a_full_list_is_one_sentence_and_no_end(
    session: Session, typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.magnesium.MOST", 0)
    told = typing("questions", "medicine", "gabapentin", "20:30", "back", "6", columns=80)

    assert "0 are the most that this list holds." in told.paper
    assert told.night.scores == {"tired": 6}


def test_a_disk_that_refuses_is_told_and_the_question_comes_again(
    session: Session, typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, real = {"is": True}, Session.change_profile

    def change(self: Session, change: Callable[[Profile], Profile]) -> Profile:
        if full["is"]:
            raise StoreError("no space left on device.")
        return real(self, change)

    monkeypatch.setattr(Session, "change_profile", change)
    told = typing(
        "questions", "questions", "no", lambda: full.update({"is": False}), "no", "back", "back", "quit", columns=80
    )

    assert "NOT SAVED. no space left on device." in told.paper
    assert told.paper.count("Question 1 of 14.") >= 2
    assert list(told.session.profile.gate) == ["under18"]


def test_a_question_that_another_device_made_needless_is_gone_on_from(
    session: Session, open_session: Callable[..., Session], typing: Typing
) -> None:
    answers = {**cleared(age65="yes"), "kidney_tested": GateAnswer(said=Said.NO, on=NIGHT - timedelta(days=300))}
    session.change_profile(lambda p: p.evolve(gate=answers))

    def elsewhere() -> None:
        other = open_session(device="phone")
        other.change_profile(lambda p: p.evolve(gate={**p.gate, "age65": GateAnswer(said=Said.NO, on=NIGHT)}))

    told = typing("questions", "questions", elsewhere, "yes", "back", "quit", columns=80)

    assert "Was a test of your kidneys normal" in flat(told.paper)
    assert "Cleared: nothing that you answered stands in the way." in flat(told.paper)


def test_a_plan_too_near_to_a_medicine_says_so_and_takes_it_out(session: Session, typing: Typing) -> None:
    medicine = Medicine(name="gabapentin", known=("gabapentin",), times=(time(20, 30),))
    session.change_profile(lambda p: p.evolve(gate=cleared(medicines="yes"), medicines=(medicine,)))
    told = typing("questions", "plan", "18:00", "on", "plan", "20:00", "list", "back", "quit", columns=80)

    after = flat(told.after("Planned for 20:00."))
    assert "Magnesium is out of the evening now; list tells why." in told.paper
    assert "Ask first, because of what you answered:" in after
    assert "Source: Yagi 2012" in after
    assert "magnesium" not in {step.id for step in told.session.profile.active}


def test_what_keeps_it_off_is_said_before_all_is_answered(session: Session, typing: Typing) -> None:
    told = typing("questions", "questions", "no", "yes", *["back"] * 3, "on", "list", "back", "quit", columns=80)

    for word in ("on", "list"):
        after = flat(told.paper.partition(f"words: {word}\n")[2])
        assert "Off, because of what you answered: Do not take magnesium supplements" in after
        assert "Questions are still open." in after


def test_what_a_clinician_said_is_told_with_its_day(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(kidney="yes")))
    told = typing(
        *("questions", "clinician", "yes", "100", "low", "list"),
        *("medicine", "zolpidem", "22:00", "list", "back", "quit"),
        columns=80,
    )

    assert "Your clinician's word: 100 mg a day, 22 Nov.\n" in told.paper
    assert "Your clinician's word: 100 mg a day, 22 Nov (ask again).\n" in told.paper


def test_a_clinician_is_not_asked_about_before_the_questions_or_without_a_reason(
    session: Session, typing: Typing
) -> None:
    assert "A few questions come before" in typing("questions", "clinician", "back", "quit").after("clinician\n")
    session.change_profile(lambda p: p.evolve(gate=cleared()))
    assert "Nothing stands in the way" in flat(typing("questions", "clinician", "back", "quit").after("clinician\n"))


def test_what_would_make_it_worth_while_is_said_beforehand(session: Session, typing: Typing) -> None:
    told = typing("questions", "goal", "eleven", "1.5", "back", "quit")

    assert told.session.profile.goal == Goal(points=1.5, on=NIGHT)


def test_out_of_the_evening_is_said_once(session: Session, typing: Typing) -> None:
    told = typing("questions", "off", "back", "quit")

    assert told.paper.count("out of the evening") == 1
    assert "magnesium" not in {step.id for step in told.session.profile.active}


def test_the_words_of_the_part_and_what_is_none_of_them(session: Session, typing: Typing) -> None:
    told = typing("questions", "help", "dose", "learn epsom", "back", "quit", columns=80)

    assert "remove: take a medicine or product off its list." in told.paper
    assert "'dose' is none of these: type list, questions" in told.paper
    assert "[F68]" in told.paper


def test_a_narrow_terminal_gets_lines_that_fit(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(kidney="yes"), products=(CITRATE,)))
    told = typing("questions", "list", "help", "learn bath", "!", "yes", "on", "back", "magnesium", "quit", columns=20)

    assert all(len(line.rpartition(": ")[0]) < 20 for line in told.paper.splitlines())


def test_a_hostile_name_steers_nothing(session: Session, typing: Typing) -> None:
    hostile = "Own" + "".join(map(chr, STEERING - {*range(0xD800, 0xE000)}))
    medicine = Medicine(name=hostile, known=(), times=(time(20, 30),))
    session.change_profile(
        lambda p: p.evolve(gate=cleared(medicines="yes"), products=(named(hostile),), medicines=(medicine,))
    )
    told = typing("questions", "list", "remove", "1", "back", "magnesium", "yes", "quit")

    assert "Own" in told.paper
    assert not STEERING & set(map(ord, told.paper))


def test_where_the_rules_cannot_be_read_it_is_ask_and_never_fine(
    session: Session, typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coach.content import facts, medicines, rules
    from coach.content.files import ContentError

    def broken(*_: object) -> object:
        raise ContentError("gone.")

    session.change_profile(lambda p: p.evolve(gate=cleared(), products=(CITRATE,)))
    for module, name in ((rules, "gate_rules"), (rules, "dose_rules"), (medicines, "table"), (medicines, "match")):
        monkeypatch.setattr(module, name, broken)
    monkeypatch.setattr(facts, "facts", broken)
    told = typing(
        *("magnesium", "120", "", "yes"),
        *("questions", "questions", "medicine", "zolpidem", "22:00", "on", "list", "learn bath", "back", "!", "quit"),
        columns=80,
    )

    assert "The questions cannot be read here. Ask a doctor or pharmacist" in flat(told.paper)
    assert [medicine.known for medicine in told.session.profile.medicines] == [()]
    assert "Magnesium is in the evening" not in told.paper
    assert "Ask a pharmacist or doctor." in told.paper.partition("learn bath")[2]
    assert told.night.magnesium_mg == 120
    assert "- chest pain" in told.paper
    assert not {"cleared", "fits", "Within"} & set(told.paper.replace(".", "").split())


# The evening's question


def test_another_product_is_logged_by_its_number(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(), products=(CITRATE, named("Antacid", 100))))
    told = typing("magnesium", "other", "3", "2", "quit", columns=80)

    assert "Which one was taken? 1 Citrate, 200 mg, 2 Antacid, 100 mg:" in told.paper
    assert "'3' is none of these" in told.paper
    assert [(dose.product, dose.mg) for dose in told.night.doses] == [("Antacid", 100)]


@pytest.mark.parametrize(("answer", "doses"), [("no", []), ("yes", [800])])
def test_a_large_amount_by_a_word_is_asked_about(
    session: Session, typing: Typing, answer: str, doses: list[float]
) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(), products=(named("Big", 800),)))
    told = typing("magnesium", "done", answer, "quit", columns=80)

    asked = flat(told.paper.partition("Taken: Big, 800 mg?")[2])
    assert "poison" in asked
    assert "call emergency services" in asked
    assert "800 mg: is that right?" in asked
    assert [dose.mg for dose in told.night.doses] == doses


def test_the_evening_says_why_it_is_out(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(kidney="yes")))
    told = typing("magnesium", "quit", columns=80)

    assert "Magnesium is out of the evening now. Do not take magnesium supplements" in flat(told.paper)
    assert "questions tells more." in flat(told.paper)
    assert "magnesium" not in {step.id for step in told.session.profile.active}


def test_what_keeps_it_off_tonight_only_is_said_and_it_can_be_logged(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(upset_now="yes")))
    told = typing("magnesium", "120", "", "quit", columns=80)

    assert "Off: Skip magnesium tonight. questions tells more." in flat(told.paper)
    assert told.night.magnesium_mg == 120
    assert "magnesium" in {step.id for step in told.session.profile.active}


def test_after_an_upset_last_night_the_evening_says_skip(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared()))
    last = NIGHT - timedelta(days=1)
    session.dispatch(Took(120), night=last)
    session.dispatch(Tell("side_effects", ("loose stools",)), night=last)
    told = typing("magnesium", "skip", "unwell", "quit", start="tonight", columns=80)

    assert "After the last one: loose stools. Skip magnesium tonight. ! tells more." in flat(told.paper)


def test_a_dose_beside_a_medicine_is_logged_and_the_medicine_goes_on(session: Session, typing: Typing) -> None:
    medicine = Medicine(name="gabapentin", known=("gabapentin",), times=(time(20, 30),))
    session.change_profile(
        lambda p: p.evolve(gate=cleared(medicines="yes"), medicines=(medicine,), products=(CITRATE,))
    )
    Magnesium(session).plan_at(time(18, 30))
    told = typing("magnesium", "done", "quit", columns=80)

    assert "Close to gabapentin (20:30): go on with that as prescribed" in flat(told.paper)
    assert told.night.magnesium_mg == 200


# What is read


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

    assert flat(told.paper).count("(Standard first-aid advice)") == 2


@pytest.mark.parametrize(("kidney", "says"), [("yes", "Stop magnesium, and call"), ("no", "Tonight: skip magnesium.")])
def test_what_is_mild_for_others_is_urgent_with_weak_kidneys(
    session: Session, typing: Typing, kidney: str, says: str
) -> None:
    session.change_profile(lambda p: p.evolve(gate=cleared(kidney=kidney)))
    told = typing("!", *["no"] * 10, "yes", "quit", columns=80)

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
