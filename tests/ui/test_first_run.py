"""Three questions at most, each with an answer that enter accepts."""

from coach.core.profile import Profile
from tests.ui.conftest import Opened

NEW = {name: getattr(Profile(), name) for name in Profile.READ}


async def test_three_enters_lead_straight_to_the_first_score(opened: Opened) -> None:
    async with opened(**NEW) as person:
        assert "not medical advice" in person.sees
        await person.press("enter", "enter", "enter")

        assert "How worn out were you today?" in person.sees
        assert person.session.profile.evolve(ticks={}) == Profile(first_run=3)


async def test_each_question_can_be_answered_otherwise(opened: Opened) -> None:
    async with opened(**NEW) as person:
        await person.press(*"22:15", "enter", "down", "down", "space", "enter", "right", "enter")
        profile = person.session.profile

        assert f"{profile.bedtime:%H:%M}" == "22:15"
        assert [step.id for step in profile.active] == ["caffeine", "massage", "meditation"]
        assert (profile.theme, person.app.theme) == ("day", "day")


async def test_a_time_that_is_none_is_asked_again(opened: Opened) -> None:
    async with opened(**NEW) as person:
        await person.press(*"99", "enter")

        assert "is not a time" in person.sees
        assert person.session.profile.first_run == 0


async def test_a_bedtime_in_the_morning_moves_the_day_turn_along(opened: Opened) -> None:
    async with opened(**NEW) as person:
        await person.press(*"8:00", "enter")

        assert f"{person.session.profile.day_turn:%H:%M}" == "21:00"


async def test_what_was_answered_is_not_asked_again_after_a_kill(opened: Opened) -> None:
    async with opened(**NEW) as person:
        await person.press("enter")
    async with opened() as person:
        assert "Which steps belong to your evening?" in person.sees
        await person.press("u")
        assert "When do you usually go to bed?" in person.sees


async def test_magnesium_is_off_and_says_why_in_one_line(opened: Opened) -> None:
    async with opened(**NEW) as person:
        await person.press("enter")
        assert "Magnesium is off: it needs a few questions first." in person.sees

        await person.press("enter", "enter")
        assert "Magnesium" not in person.sees
