"""The table of keys is whole, and says what is so."""

import inspect
from collections import Counter

import pytest

from coach.ui import (
    calendar,
    doctor,
    first_run,
    learn,
    magnesium,
    morning,
    night,
    report,
    setup,
    streaks,
    tonight,
    trends,
    visit,
)
from coach.ui.base import CoachScreen
from coach.ui.commands import COMMANDS, DIGITS, TOGETHER, Command, Table, hint
from tests.conftest import Clock
from tests.ui.conftest import Opened
from tests.ui.test_sizes import SCREENS, prepare

CLASSES: tuple[type[CoachScreen], ...] = (
    tonight.TonightScreen,
    morning.MorningScreen,
    setup.SetupScreen,
    first_run.FirstRunScreen,
    magnesium.MagnesiumScreen,
    learn.LearnScreen,
    doctor.DoctorScreen,
    report.ReportScreen,
    calendar.CalendarScreen,
    streaks.StreaksScreen,
    trends.TrendsScreen,
    night.NightScreen,
    visit.VisitScreen,
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.where}-{c.id}")
def test_every_command_is_something_a_screen_does(command: Command) -> None:
    actions = [getattr(screen, f"do_{command.id}", None) for screen in CLASSES]

    assert any(inspect.iscoroutinefunction(action) for action in actions)


def test_no_key_means_two_things_in_one_situation() -> None:
    keys = Counter((command.where, key) for command in COMMANDS for key in command.all_keys)

    assert [pair for pair, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.where}-{c.id}")
def test_every_command_has_a_key_that_any_keyboard_and_connection_has(command: Command) -> None:
    plain = {"enter", "space", "tab", "escape", "backspace", "up", "down", "left", "right"}
    keys = [key for key in command.all_keys if key in plain or (len(key) == 1 and "!" <= key <= "~")]

    assert keys or command.id == "interrupt"  # q leaves too
    assert set(command.all_keys) - set(keys) <= {"ctrl+q", "ctrl+c", "f1"}


def test_a_hint_tells_the_key_that_does_it_and_the_one_beside_it() -> None:
    mine = Table(tuple(c._replace(keys=("l",)) if c.id in ("done", "less") else c for c in COMMANDS))
    here = mine.available(("step", "stopped", "timed"))

    assert [hint(c, here) for c in here if c.hint] == ["l done", "space start", "+ a minute"]
    here = Table().available(("score",))
    assert hint(here[0], here) == "0-9 x one key answers"


def test_the_nearer_situation_wins_and_the_other_is_not_offered() -> None:
    here = ("score", "walk", "list", "screens", "everywhere")
    found = Table().find(here, "1")

    assert found is not None
    assert found.id == "score"
    assert "Tonight" not in {command.hint for command in Table().available(here)}


async def test_a_screen_does_all_it_offers_and_what_holds_together_is_known_to(opened: Opened, clock: Clock) -> None:
    """Or a key of the person's could mean two things there."""
    for keys, _ in SCREENS.values():
        start = prepare(clock, keys)
        async with opened(start=start) as person:
            for key in [*(key for key in keys if key != "morning"), "escape"]:  # the last: as it is then
                screen, situations = person.coach_screen, person.coach_screen.situations
                assert any(set(situations) <= set(known) for known in TOGETHER), situations
                for command in person.app.keys.available(situations):
                    assert hasattr(screen, f"do_{command.id}"), (screen, command)
                await person.press(key)


def test_every_situation_is_known_to_hold_with_others() -> None:
    assert {command.where for command in COMMANDS} == {where for together in TOGETHER for where in together}


def test_digits_stay_digits() -> None:
    assert next(c for c in COMMANDS if c.id == "score").fixed == DIGITS


async def test_help_lists_every_key_of_the_moment(opened: Opened) -> None:
    async with opened(size=(80, 40)) as person:
        await person.press(*["down"] * 4)
        here = person.app.keys.available(person.coach_screen.situations)
        await person.press("?")

        assert len(here) > 12
        for command in here:
            assert command.key in person.sees
            assert command.help in person.sees
