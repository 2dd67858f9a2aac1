"""Magnesium on real input, at the desk and on a phone in bed: the gate, and a time beside gabapentin."""

from pathlib import Path

import pytest

from coach.core.person import GateAnswer, Said
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
    coach = opening(size=size).until("How worn out").press("down", "down").until("None since")
    coach.press("5").until("Bedtime").press(*["down"] * MAGNESIUM_ROW, "enter")
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
    coach.until("Cleared").press("o").until("cleared; on").press("q")
    assert coach.ended() == 0

    session.reload()
    assert "magnesium" in {step.id for step in session.profile.active}


@SIZES
def test_a_gabapentin_user_gets_a_time_that_fits(opening: Opening, home: Path, size: tuple[int, int]) -> None:
    session = set_up(home, magnesium=False)
    answered(session, medicines="yes")
    coach = care(opening, size).press("a").until("Its name").press(*"gabapentin", "tab", *"20:30", "enter")
    coach.until("plan magnesium for 18:30").press("p").until("Planned for 18:30.").press("q")
    assert coach.ended() == 0
    session.reload()
    assert [medicine.known for medicine in session.profile.medicines] == [("gabapentin",)]
