"""Review: what may be worth showing a doctor, once, kindly, with its n."""

from datetime import date, timedelta

from coach.core.routine import Answer
from tests.ui.conftest import Opened, Person

NIGHT = date(2026, 11, 22)


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


async def test_a_new_diary_says_what_is_looked_at_and_concludes_nothing(opened: Opened) -> None:
    async with opened(iron_tested=NIGHT) as person:
        await person.press("down", "down", "3")
        await person.settled()
        assert "Nothing here to show a doctor yet" in flat(person)
        assert "Leg scores on 0 of the last 14 nights" in flat(person)
        assert "nothing is concluded" in flat(person)


async def test_a_bad_fortnight_is_shown_once_with_its_n(opened: Opened) -> None:
    async with opened(iron_tested=NIGHT) as person:
        for ago in range(1, 12):
            answers = Answer("legs_before", 6), Answer("during_night", 6)
            person.session.dispatch(*answers, night=NIGHT - timedelta(days=ago))
        await person.press("down", "down", "3")
        await person.settled()
        assert "Restless legs on 11 of 11 scored nights, with a mean leg score of 6 of 10" in flat(person)
        assert "Show your doctor" in flat(person)
        assert "not a diagnosis" in flat(person)
        assert person.session.profile.shown == {"legs": NIGHT}
        await person.press("1", "down", "down", "3")
        await person.settled()
        assert "Shown before: Restless legs on 11" in flat(person)


async def test_the_iron_test_is_noted(opened: Opened) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press("down", "down", "3")
        await person.settled()
        assert "Ferritin and transferrin saturation" in flat(person)
        await person.press("i", *"2027-01-01", "enter")
        assert "has not come yet" in flat(person)
        await person.press(*["backspace"] * 10, *"2026-10-01", "enter")
        await person.settled()
        assert person.session.profile.iron_tested == date(2026, 10, 1)
        assert "Ferritin and transferrin saturation" not in flat(person)
