"""Magnesium on real input, at the desk and on a phone in bed: the gate, two doses, three people, and chest pain."""

from pathlib import Path

import pytest

from coach.core.person import Basis, GateAnswer, Medicine, Product, Said
from coach.session import Session
from tests.journeys.conftest import Opening, set_up
from tests.journeys.terminal import Terminal

SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
QUESTIONS = 14
MAGNESIUM_ROW = 9
"""Of the settings: seven that are general, caffeine, exercise."""
NAMES = (
    "under18", "kidney", "nerve_muscle", "heart_block", "past_high", "bowel_blocked", "upset_now", "bleeding",
    "pregnant", "heart", "age65", "kidney_tested", "surgery", "bowel_disease", "medicines",
)  # fmt: skip


def care(opening: Opening, size: tuple[int, int]) -> Terminal:
    """On the screen of magnesium, from a start at the first score."""
    coach = opening(size=size).until("bed").press(*["up"] * 9).until("How worn out").press("down", "down")
    coach.until("None since").press("5").until("Bedtime").press(*["down"] * MAGNESIUM_ROW, "enter")
    return coach.until("Clinician's word")


def answered(session: Session, **said: str) -> None:
    on = session.tonight
    gate = {name: GateAnswer(said=Said(said.get(name, "no")), on=on) for name in NAMES}
    session.change_profile(lambda profile: profile.evolve(gate=gate))


@SIZES
def test_the_whole_gate_and_then_it_is_in_the_evening(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    session = set_up(home, magnesium=False)
    coach = care(opening, size).press("down", "enter")
    for number in range(1, QUESTIONS + 1):
        coach.until(f"Question {number} of {QUESTIONS}").press("n")
    coach.until("Cleared").press("o").until("on; cleared").press("q")
    assert coach.ended() == 0

    session.reload()
    assert "magnesium" in {step.id for step in session.profile.active}


@SIZES
def test_the_gate_survives_a_dropped_line(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    set_up(home, magnesium=False)
    coach = care(opening, size).press("down", "enter").until("Question 1 of").press("n").until("Question 2 of")
    coach.press("d").until("Question 3 of").hang_up()
    care(opening, size).press("down", "enter").until("Question 3 of 14").press("esc").until("2 of 14")


@SIZES
def test_200_and_200_in_a_day(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    session = set_up(home)
    answered(session)
    product = Product(name="Citrate", mg=200, basis=Basis.ELEMENTAL)
    session.change_profile(lambda profile: profile.evolve(products=(product,)))
    coach = opening(size=size).until("How worn out").press(*["down"] * 3).until("Citrate, 200 mg")
    coach.press("enter").until("200 mg logged").press("up").until("log it").press("enter")
    coach.until("Did you already take it?").press("n").until("limits. Don't take more today").press("q")
    assert coach.ended() == 0
    assert session.night().magnesium_mg == 400


@SIZES
def test_a_gabapentin_user_gets_a_time_that_fits(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    session = set_up(home, magnesium=False)
    answered(session, medicines="yes")
    coach = care(opening, size).press("a").until("Its name").press(*"gabapentin", "tab", *"20:30", "enter")
    coach.until("plan magnesium for 18:30").press("p").until("Planned for 18:30.").press("q")
    assert coach.ended() == 0
    session.reload()
    assert [medicine.known for medicine in session.profile.medicines] == [("gabapentin",)]


@SIZES
def test_a_kidney_patient_is_told_no_and_that_any_amount_is_urgent(
    opening: Opening, home: Path, size: tuple[int, int]
) -> None:
    session = set_up(home)
    coach = care(opening, size).press("down", "enter").until("Question 1 of").press("n").until("kidney disease")
    coach.press("y", *["n"] * 12).until("Off, because").press("esc").until("stays off").press("q")
    assert coach.ended() == 0
    session.reload()
    assert "magnesium" not in {step.id for step in session.profile.active}
    told = Terminal(["/bin/sh", "-c", "coach log magnesium --dose 50 || true; sleep 9"], coach_env(home), size)
    told.until("Call a poison centre or pharmacist now").kill()
    assert session.night().magnesium_mg == 50


@SIZES
def test_a_levodopa_user_asks_first(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    session = set_up(home, magnesium=False)
    answered(session, medicines="yes")
    coach = care(opening, size).press("a").until("Its name").press(*"Sinemet", "tab", *"08:00", "enter")
    coach.until("levodopa").press("k").until("off; ask first").press("up", "enter").until("Ask first, because")
    coach.press("esc").until("Clinician's word").press("q")
    assert coach.ended() == 0
    session.reload()
    assert isinstance(session.profile.medicines[0], Medicine)


@SIZES
def test_chest_pain(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    session = set_up(home)
    coach = opening(size=size).until("How worn out").press("!").until("chest pain").press("y")
    coach.until("Call your emergency").until("Take the packet").press("esc").until("How worn out").press("q")
    assert coach.ended() == 0
    assert not session.night().active


def coach_env(home: Path) -> dict[str, str]:
    import os

    from tests.journeys.terminal import COACH, zone_where_it_is

    path = f"{Path(COACH).parent}:{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(home), "COACH_HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color",
            "TZ": zone_where_it_is(20)}  # fmt: skip
