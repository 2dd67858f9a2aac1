"""For a visit: questions, a clinic's totals and whose report it is, by keys alone."""

from datetime import date

import pytest

from coach.core.person import ClinicScore
from coach.core.routine import Draft
from tests.ui.conftest import Opened, Person
from tests.ui.rows import row

OCTOBER = date(2026, 10, 3)
CLINIC = {f"{OCTOBER}": ClinicScore(total=24, on=OCTOBER, note="sleep clinic")}


async def to_visit(person: Person) -> Person:
    """From the doctor's page of Review."""
    return await person.press("down", "down", "3", "d", "v")


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


async def test_a_question_is_written_changed_taken_off_and_taken_back(opened: Opened) -> None:
    async with opened() as person:
        await (await to_visit(person)).press("a", *"iron", "enter", "a", *"sleep", "enter")
        assert list(person.session.profile.questions) == ["iron", "sleep"]
        assert "▸ 2. sleep" in flat(person)
        await person.press("up", "enter", *"2", "enter")
        assert list(person.session.profile.questions) == ["iron2", "sleep"]
        await person.press("d")
        assert list(person.session.profile.questions) == ["sleep"]
        await person.press("u")

        assert list(person.session.profile.questions) == ["iron2", "sleep"]
        assert "Taken back: Your questions." in person.sees


async def test_a_total_is_noted_with_its_word_and_whose_it_is(opened: Opened) -> None:
    async with opened() as person:
        await (await to_visit(person)).press("t", *"31", "down", *"2026-10-03", "down", *"Dr B", "enter")
        assert "Noted: 31 of 40, very severe, 03 Oct 2026." in person.sees
        assert "03 Oct 2026 IRLS 31, very severe: Dr B" in flat(person)
        await person.press("down", "down")
        assert "Your clinic's score. This app does not calculate it." in flat(person)
        await person.press("enter", *"9", "enter")
        assert [score.total for score in person.session.profile.clinic_scores] == [9]
        await person.press("d")
        assert not person.session.profile.clinic_scores
        await person.press("u", "u")

        assert [score.total for score in person.session.profile.clinic_scores] == [31]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["t", *"41", "enter"], "0 to 40"),
        (["t", "enter"], "0 to 40"),
        (["t", *"9", "down", *"2026-12-01", "enter"], "has not come yet"),
        (["t", *"9", "down", "backspace", "enter"], "Type the date it was given on"),
        (["a", "enter"], "Type what you want to ask"),
        (["a", *"x" * 301, "enter"], "301 characters long; 300 is the most it keeps"),
    ],
)
async def test_what_will_not_do_is_said_there(opened: Opened, keys: list[str], said: str) -> None:
    async with opened() as person:
        await (await to_visit(person)).press(*keys)

        assert said in flat(person)
        assert person.session.profile.clinic_scores == ()
        assert person.session.profile.questions == ()


async def test_what_is_typed_and_not_kept_is_still_there(opened: Opened) -> None:
    async with opened() as person:
        await (await to_visit(person)).press("a", *"why", "ctrl+q")
    async with opened() as person:
        assert person.night.drafts == {"visit.question": "why"}
        await (await to_visit(person)).press("a")
        assert "What you typed before is still here." in person.sees
        await person.press("enter")

        assert person.session.profile.questions == ("why",)
        assert person.night.drafts == {}


async def test_it_goes_back_to_where_it_was_opened_from(opened: Opened) -> None:
    async with opened() as person:
        await (await to_visit(person)).press("escape")
        assert "doctor" in person.sees.splitlines()[0]
        await person.press("5", *row("clinic"), "enter", "b")

        assert person.coach_screen.title_text == "Setup"


async def test_the_name_is_the_line_of_both_screens(opened: Opened) -> None:
    async with opened(name="Ann") as person:
        await (await to_visit(person)).press("enter", *" B.", "enter")
        assert person.session.profile.name == "Ann B."
        await person.press("5", *row("name"))
        assert "Ann B. (default not said)" in person.sees
        await person.press("x")

        assert person.session.profile.name is None


async def test_it_says_the_same_with_a_draft_of_another_door(opened: Opened) -> None:
    async with opened(clinic=CLINIC) as person:
        person.session.dispatch(Draft("visit.total", "12"))
        await (await to_visit(person)).press("t", "enter")

        assert [score.total for score in person.session.profile.clinic_scores] == [24, 12]
