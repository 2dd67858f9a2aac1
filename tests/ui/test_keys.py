"""The table of keys is whole, and says what is so."""

import inspect
from collections import Counter

import pytest

from coach.ui import first_run, morning, setup, tonight
from coach.ui.base import CoachScreen
from coach.ui.commands import COMMANDS, Command, available, find
from tests.ui.conftest import Opened

SCREENS: tuple[type[CoachScreen], ...] = (
    tonight.TonightScreen,
    morning.MorningScreen,
    setup.SetupScreen,
    first_run.FirstRunScreen,
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.where}-{c.id}")
def test_every_command_is_something_a_screen_does(command: Command) -> None:
    actions = [getattr(screen, f"do_{command.id}", None) for screen in SCREENS]

    assert any(inspect.iscoroutinefunction(action) for action in actions)


def test_no_key_means_two_things_in_one_situation() -> None:
    keys = Counter((command.where, key) for command in COMMANDS for key in command.keys)

    assert [pair for pair, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.hint], ids=lambda c: f"{c.where}-{c.id}")
def test_a_hint_begins_with_a_key_that_does_it(command: Command) -> None:
    assert command.hint.split()[0] in {
        *command.keys,
        command.key,
        command.key.split()[0],
        command.key.split("-")[0],
        "0-9",
    }


def test_the_nearer_situation_wins_and_the_other_is_not_offered() -> None:
    here = ("score", "walk", "list", "screens", "everywhere")
    found = find(here, "1")

    assert found is not None
    assert found.id == "score"
    assert "1 Tonight" not in {command.hint for command in available(here)}


async def test_help_lists_every_key_of_the_moment(opened: Opened) -> None:
    async with opened(size=(80, 40)) as person:
        await person.press(*["down"] * 4)
        here = available(person.coach_screen.situations)
        await person.press("?")

        assert len(here) > 12
        for command in here:
            assert command.key in person.sees
            assert command.help in person.sees
