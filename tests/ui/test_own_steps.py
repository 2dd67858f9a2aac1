"""A person's own steps, under any name and at the edges of the list."""

import pytest

from coach.core.cells import Status
from coach.core.profile import Kind, Step
from coach.core.routine import StartOrPause
from tests.ui.conftest import Opened
from tests.ui.rows import row

SETUP = ["down", "down", "5"]


@pytest.mark.parametrize("name", ["Tired", "Sleep", "End", "Legs after", "Falling asleep", "Magnesium", "Note", "散歩"])
async def test_a_step_of_any_name_can_be_answered_like_any_other(opened: Opened, name: str) -> None:
    async with opened() as person:
        await person.press(*SETUP, "a", "p", *("space" if c == " " else c for c in name), "enter")
        own = person.session.profile.steps[-1]
        await person.press("1", *["down"] * 20, "up", "up")
        assert f"step 6 of 6 {own.name}" in person.pane or f"{own.name} step 6 of 6" in person.pane
        await person.press("enter")

        assert person.night.status(own.id) is Status.DONE
        assert person.night.scores == {}


async def test_an_own_step_switched_off_at_the_end_of_the_list_ends_nothing(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*SETUP, "a", "p", *"Tea", "enter", "space", "enter", "escape", "up")

        assert person.app.return_code is None
        assert "▸" in person.sees


async def test_an_own_step_switched_off_with_space_can_be_switched_on_again(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*SETUP, "a", "p", *"Tea", "enter", "space", "space")

        assert person.session.profile.steps[-1].on


async def test_five_minutes_more_never_makes_a_step_shorter(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*SETUP, *["down"] * 10, "enter", *"200", "enter", "+")
        bath = person.session.profile.step("bath")

        assert bath is not None
        assert bath.minutes is not None
        assert bath.minutes >= 200


async def test_a_step_switched_off_while_one_stands_on_it_is_no_longer_walked_to(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*["down"] * 4, "5", *["down"] * 10, "space", "1")

        assert "Warm bath" not in person.sees
        assert "How worn out" in person.pane


async def test_a_running_step_switched_off_leaves_a_screen_that_works(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*["down"] * 4, "space", "5", *["down"] * 10, "space", "1", "4")

        assert person.app.return_code is None
        assert "Warm bath" not in person.sees


async def test_a_running_step_switched_off_does_not_keep_the_coach_from_opening(opened: Opened) -> None:
    async with opened() as person:
        person.session.dispatch(StartOrPause("bath"))
        bath = person.session.profile.step("bath")
        assert bath is not None
        person.session.change_profile(lambda p: p.with_step(bath.evolve(on=False)))
    async with opened() as person:
        assert "Warm bath" not in person.sees


async def test_twenty_steps_are_walked_to_the_last_on_a_phone(opened: Opened) -> None:
    async with opened(size=(40, 15)) as person:
        profile = person.session.profile
        for n in range(15):
            profile = profile.with_step(Step(id=f"own{n}", name=f"own{n}", kind=Kind.TICK, needed=False, own=True))
        person.session.change_profile(lambda _: profile)
        await person.press(*["down"] * 24, "up", "up")

        assert "own14" in person.sees
        assert "step 20 of 20" in " ".join(person.sees.split())


async def test_all_steps_off_still_leaves_an_evening(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*SETUP, *["down"] * 7)
        person.session.change_profile(lambda p: p.step_changed("magnesium", on=False))  # it has a screen of its own
        for _ in range(7):
            step = person.session.profile.step(person.coach_screen.step.id)  # type: ignore[attr-defined]
            assert step is not None
            await person.press(*(["space"] if step.on else []), "down")
        await person.press("1", "5", "5", "5", "enter")

        assert person.app.return_code == 0
        assert person.night.scores == {"tired": 5, "legs_before": 5, "legs_after": 5}


async def test_a_step_put_away_is_gone_until_undo_or_its_name_brings_it_back(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*SETUP, "a", "p", *"Tea", "enter", "d")
        assert "Tea" not in person.sees
        await person.press("u")
        assert "Tea" in person.sees
        await person.press(*row("own"), "d", "a", "p", *"Tea", "enter")

        assert [step.id for step in person.session.profile.steps if step.own] == ["tea"]
        assert person.session.profile.active[-1].id == "tea"
