"""Magnesium by keys alone: the gate, the medicines, the products, and the evening's one key."""

from datetime import date, time, timedelta

import pytest

from coach.core import routine
from coach.core.person import Basis, GateAnswer, Medicine, Product, Said, Source
from coach.core.profile import SHIPPED
from coach.magnesium import Magnesium
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person

NIGHT = date(2026, 11, 22)
QUESTIONS = 14


def cleared(**said: str) -> dict[str, GateAnswer]:
    names = (
        "under18 kidney nerve_muscle heart_block past_high bowel_blocked upset_now bleeding pregnant heart age65 "
        "kidney_tested surgery bowel_disease medicines"
    )
    return {name: GateAnswer(said=Said(said.get(name, "no")), on=NIGHT) for name in names.split()}


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


async def to_dose(person: Person) -> Person:
    """To magnesium in the evening."""
    walk = routine.walk(person.session.profile)
    return await person.press(*["up"] * len(walk), *["down"] * walk.index("magnesium"))


async def to_magnesium(person: Person) -> Person:
    row = 7 + [step.id for step in person.session.profile.steps].index("magnesium")
    return await person.press("down", "down", "5", *["up"] * 30, *["down"] * row, "enter")


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_whole_gate_by_one_key_each(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(steps=SHIPPED, size=size) as person:
        await to_magnesium(person)
        await person.press("down", "enter")
        assert "Question 1 of 14" in person.sees
        before = person.pressed
        await person.press(*["n"] * QUESTIONS)
        assert person.pressed - before == QUESTIONS
        assert "Cleared" in person.sees
        assert "not a promise" in flat(person)
        await person.press("o")

        step = person.session.profile.step("magnesium")
        assert step is not None
        assert step.on
        assert not step.needed
        await person.press("1")
        assert "Magnesium" in person.sees


async def test_the_questions_can_be_left_and_gone_on_with(opened: Opened) -> None:
    async with opened(steps=SHIPPED) as person:
        await to_magnesium(person)
        await person.press("down", "enter", "n", "n", "d", "escape")
        assert "3 of 14 answered" in person.sees
        assert len(person.session.profile.gate) == 3
        await person.press("enter")
        assert "Question 4 of 14" in person.sees
        await person.press("b")
        assert "don't know, answered 22 Nov" in person.sees
        await person.press("n")
        assert "Question 4 of 14" in person.sees


async def test_a_kidney_patient_is_off_with_the_reason_and_its_source(opened: Opened) -> None:
    async with opened(steps=SHIPPED) as person:
        await to_magnesium(person)
        await person.press("down", "enter", "n", "y", *["n"] * 12)
        assert "Off, because of what you answered" in person.sees
        assert "unless your kidney team tells you to" in flat(person)
        assert "Wakai 2019" in flat(person)
        assert "put it into the evening" not in person.sees
        await person.press("o", "escape")
        assert "stays off" in person.sees
        assert "magnesium" not in {step.id for step in person.session.profile.active}


async def test_a_clinicians_word_opens_it_and_is_stored(opened: Opened) -> None:
    async with opened(steps=SHIPPED, gate=cleared(kidney="yes")) as person:
        await to_magnesium(person)
        await person.press("enter", "c", "y", *"100", "tab", *"low", "enter")
        word = person.session.profile.clinician
        assert word is not None
        assert (word.mg, word.reason, word.on) == (100, "low", NIGHT)
        assert "off; clinician's word" in person.sees
        await person.press("up", "up", "enter", "o")
        assert "magnesium" in {step.id for step in person.session.profile.active}
        await person.press("1")
        await to_dose(person)
        assert "On your clinician's word of 22 Nov: 100 mg a day" in person.pane


async def test_a_change_of_medicine_closes_it_again(opened: Opened) -> None:
    async with opened(steps=SHIPPED, gate=cleared()) as person:
        magnesium = Magnesium(person.session)
        assert magnesium.switch(on=True)
        await to_magnesium(person)
        await person.press("a", *"warfarin", "tab", *"08:00", "enter")
        assert "warfarin" in person.sees
        await person.press("k")
        assert "Magnesium is out of the evening now" in flat(person) or "off; ask first" in person.sees
        assert "magnesium" not in {step.id for step in person.session.profile.active}
        await person.press("u")
        assert person.session.profile.medicines == ()
        assert "magnesium" in {step.id for step in person.session.profile.active}


async def test_a_gabapentin_user_is_offered_a_time_that_fits(opened: Opened) -> None:
    async with opened(steps=SHIPPED, gate=cleared(medicines="yes")) as person:
        await to_magnesium(person)
        await person.press("a", *"gabapentin 300 mg", "tab", *"20:30", "enter")
        assert "too close" in flat(person)
        assert "plan magnesium for 18:30" in person.sees
        await person.press("p")
        assert Magnesium(person.session).planned() == time(18, 30)
        assert person.session.profile.medicines == (
            Medicine(name="gabapentin 300 mg", times=(time(20, 30),), known=("gabapentin",)),
        )
        assert Magnesium(person.session).verdict().cleared


async def test_a_slip_of_the_keys_is_asked_about(opened: Opened) -> None:
    async with opened(steps=SHIPPED, gate=cleared(medicines="yes")) as person:
        await to_magnesium(person)
        await person.press("a", *"gabapentn", "tab", *"20:30", "enter")
        assert "Did you mean, by gabapentn:" in person.sees
        assert not person.session.profile.medicines
        await person.press("1")
        assert [medicine.known for medicine in person.session.profile.medicines] == [("gabapentin",)]


async def test_an_unlisted_medicine_is_never_called_fine(opened: Opened) -> None:
    async with opened(steps=SHIPPED, gate=cleared(medicines="yes")) as person:
        await to_magnesium(person)
        await person.press("a", *"blue pills", "enter")
        assert "That does not mean it is safe" in flat(person)
        assert not Magnesium(person.session).verdict().cleared


async def test_what_was_typed_is_still_there_after_escape(opened: Opened) -> None:
    async with opened(steps=SHIPPED) as person:
        await to_magnesium(person)
        await person.press("a", *"gaba", "escape", "a")
        assert "What you typed before is still here." in person.sees


async def test_a_product_is_typed_once_and_then_one_key_logs_it(opened: Opened) -> None:
    async with opened(gate=cleared()) as person:
        await to_magnesium(person)
        await person.press("p", *"Magnesium citrate", "tab", *"800", "tab", "2", "enter", "s", "c")
        assert "It counts as 258.6 mg each time" in flat(person)
        product = person.session.profile.products[0]
        assert product == Product(
            name="Magnesium citrate", mg=800, units=2, form="citrate", basis=Basis.COMPOUND, source=Source.SUPPLEMENT
        )
        await person.press("1")
        await to_dose(person)
        assert "2 x Magnesium citrate, 258.6 mg" in person.pane
        await person.press("enter", "up")
        dose = person.night.doses[0]
        assert (dose.mg, dose.product, dose.stated, dose.form) == (258.6, "Magnesium citrate", 1600, "citrate")
        assert "European limit" in person.pane


async def test_200_and_200_in_one_day(opened: Opened, clock: Clock) -> None:
    product = Product(name="Citrate", mg=200, basis=Basis.ELEMENTAL)
    async with opened(gate=cleared(), products=(product,)) as person:
        await person.press(*["down"] * 3, "enter", "up")
        assert person.night.magnesium_mg == 200
        await person.press("enter")
        assert "Did you already take it?" in person.sees
        assert "200 mg is logged at 20:40" in flat(person)
        await person.press("y")
        assert person.night.magnesium_mg == 200
        assert "Nothing was added" in person.sees
        clock.now += timedelta(hours=2)
        await person.press("enter", "n")
        assert person.night.magnesium_mg == 400
        assert "Above both limits. Don't take more today unless a clinician set this dose." in flat(person)


async def test_with_kidney_disease_any_logged_amount_is_urgent_and_is_logged(opened: Opened) -> None:
    async with opened(gate=cleared(kidney="yes")) as person:
        await person.press(*["down"] * 3)
        assert "Magnesium is out of the evening now. Do not take magnesium" in flat(person)
        await to_magnesium(person)
        await person.press("l", *"50", "enter")
        assert person.night.magnesium_mg == 50
        assert "Call a poison centre or pharmacist now" in flat(person)


async def test_whom_to_call_is_read_whole_on_a_small_screen_too(opened: Opened) -> None:
    async with opened(size=(40, 15), gate=cleared(kidney="yes")) as person:
        await to_magnesium(person)
        await person.press("l", *"50", "enter")
        assert person.night.magnesium_mg == 50
        assert "Magnesium: 50 mg logged. Call a poison centre or pharmacist now" in flat(person)
        assert "Check this is right for where you are." in flat(person)
        await person.press("escape")
        assert "Questions" in person.sees


async def test_a_step_that_the_gate_closed_is_no_part_of_the_evening(opened: Opened) -> None:
    async with opened(steps=SHIPPED, gate=cleared(heart="yes")) as person:
        assert "Magnesium" not in person.sees
        assert "magnesium" not in person.session.profile.plan().optional


async def test_after_an_upset_of_last_night_it_says_to_skip(opened: Opened) -> None:
    from coach.core.routine import Tell

    async with opened(gate=cleared()) as person:
        person.session.dispatch(Tell("side_effects", ("loose stools",)), night=NIGHT - timedelta(days=1))
        await to_dose(person)
        assert "After the last one: loose stools. Skip magnesium tonight." in person.pane


async def test_without_the_rules_it_asks_and_still_logs(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.content import rules
    from coach.content.files import ContentError

    def broken() -> object:
        raise ContentError("gate.toml of the coach cannot be read: gone.")

    monkeypatch.setattr(rules, "gate_rules", broken)
    monkeypatch.setattr(rules, "dose_rules", broken)
    async with opened() as person:
        await person.press(*["down"] * 3, *"100", "enter")
        assert "Is that right?" in person.sees
        await person.press("y")
        assert person.night.magnesium_mg == 100
        assert "ask a pharmacist" in flat(person)
        await to_magnesium(person)
        await person.press("down", "enter")
        assert "cannot be read here" in flat(person)


async def test_a_step_says_what_it_asks_of_this_person(opened: Opened) -> None:
    medicines = (Medicine(name="Norvasc", known=("amlodipine",), times=(time(8),)),)
    async with opened(gate=cleared(bleeding="yes", pregnant="yes"), medicines=medicines) as person:
        person.session.change_profile(lambda p: p.step_changed("magnesium", on=False))
        await person.press("down", "down")
        assert "With pregnancy caffeine stays longer: none after breakfast." in person.pane
        await person.press("down")
        assert "With Norvasc (amlodipine): ask first, keep the bath cooler" in person.pane
        await person.press("down")
        assert "light only" in person.pane
