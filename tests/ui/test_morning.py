"""The morning, by keys alone."""

from datetime import date, datetime

import pytest

from coach.core.routine import Took
from coach.core.words import as_json
from tests.conftest import BERLIN, Clock
from tests.ui.conftest import Opened

LAST = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _seven_thirty(clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)


async def test_a_morning_with_nothing_special_costs_four_keys(opened: Opened) -> None:
    async with opened() as person:
        assert "While dropping off, how strong was the need to move?" in person.pane
        await person.press("3", "-", "x")
        assert "Thank you." in person.pane
        await person.press("enter")

        assert person.pressed <= 6
        assert person.app.return_code == 0
        assert as_json(person.session.night(LAST)) == {
            "night": "2026-11-22",
            "scores": {"falling_asleep": 3, "sleep": 10},
        }


async def test_side_effects_are_asked_only_after_magnesium(opened: Opened) -> None:
    async with opened() as person:
        person.session.dispatch(Took(200), night=LAST)
    async with opened() as person:
        await person.press("3", "2", "7")
        assert "anything after the magnesium" in person.pane
        assert "call emergency services" in person.pane
        await person.press("0", "enter")

        assert person.pressed <= 6
        assert person.session.night(LAST).side_effects == ()


async def test_what_was_noticed_is_put_in_by_keys(opened: Opened) -> None:
    async with opened() as person:
        person.session.dispatch(Took(200), night=LAST)
    async with opened() as person:
        await person.press("3", "2", "7", "enter", "1", "3", "1", "o", *"itch", "enter", "enter")
        assert "For more than 48 hours" in " ".join(person.sees.split())
        await person.press("n")
        assert "slow, shallow or hard breathing" in person.sees  # words of one's own may be a red flag
        await person.press("escape")
        assert "call emergency services" in " ".join(person.sees.split())
        assert "Stop magnesium, and call" in " ".join(person.sees.split())  # the gate was never answered
        await person.press("escape")

        assert person.session.night(LAST).side_effects == ("loose stools", "itch")
        assert "loose stools, itch" in person.sees


async def test_minutes_awake_and_times_got_up_can_be_added(opened: Opened) -> None:
    async with opened() as person:
        await person.press("3", "2", "7", "a", "x", "enter")
        assert "not a whole number" in person.sees
        await person.press("backspace", "4", "0", "enter", "g", "2", "enter")

        night = person.session.night(LAST)
        assert (night.awake_minutes, night.got_up) == (40, 2)
        assert "Awake 40 min. Got up 2 times." in person.pane
        await person.press("a", "backspace", "enter")
        assert person.session.night(LAST).awake_minutes is None


async def test_undo_in_the_morning_stays_in_the_morning(opened: Opened) -> None:
    async with opened() as person:
        await person.press("3", "u", "u")

        assert "nothing to take back" in person.sees
        assert person.session.night(LAST).scores == {}


async def test_sleep_is_marked_as_higher_is_better(opened: Opened) -> None:
    async with opened() as person:
        await person.press("3", "2")

        assert "Sleep ↑" in person.sees
        assert "↑ higher is better" in person.pane


async def test_a_scored_morning_opens_the_evening_next_time(opened: Opened) -> None:
    async with opened() as person:
        await person.press("3", "2", "7")
    async with opened() as person:
        assert "Last night" in person.sees
        assert "a new evening begins at 12:00" in person.sees


async def test_the_morning_can_be_opened_in_the_afternoon(opened: Opened, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 15, 0, tzinfo=BERLIN)
    async with opened(start="morning") as person:
        await person.press("3")

        assert "after Sun 22 Nov" in person.sees
        assert person.session.night(LAST).scores == {"falling_asleep": 3}


async def test_a_note_in_the_morning_belongs_to_that_night(opened: Opened) -> None:
    async with opened() as person:
        await person.press("n", *"odd", "escape")

        assert person.session.night(LAST).note == "odd"
