"""Timers and the bell, in the places where a person may be when one ends."""

import pytest

from coach.core.cells import Status
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person

BATH = ["down"] * 4


def listen(person: Person, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    rung: list[None] = []
    monkeypatch.setattr(person.app, "bell", lambda: rung.append(None))
    return rung


def beat(person: Person) -> None:
    """The second that passes."""
    person.app.beat()


async def test_done_early_keeps_the_minutes_it_took(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        await person.press(*BATH, "space")
        clock.forward(minutes=7)
        await person.press("enter")

        assert person.night.status("bath") is Status.DONE
        assert person.night.steps["bath"].minutes == 7


async def test_two_timers_at_once_each_ring_at_their_end(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        rung = listen(person, monkeypatch)
        await person.press(*BATH, "space", "down", "space")
        clock.forward(minutes=10)
        beat(person)
        assert len(rung) == 1
        clock.forward(minutes=5)
        beat(person)
        beat(person)

        assert len(rung) == 2


async def test_the_second_of_two_timers_offers_a_pause(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*BATH, "space", "down", "space")

        assert "running" in person.pane
        assert "space pause" in person.pane


@pytest.mark.parametrize("keys", [["n"], ["?"], ["w"], ["s"]], ids=["note", "help", "why", "excuse"])
async def test_a_timer_rings_while_something_else_is_read_or_typed(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    async with opened() as person:
        rung = listen(person, monkeypatch)
        await person.press(*BATH, "space", *keys)
        seen = person.sees
        clock.forward(minutes=15)
        beat(person)

        assert len(rung) == 1
        assert person.sees == seen


async def test_a_timer_that_ends_as_a_key_is_pressed_rings(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        rung = listen(person, monkeypatch)
        await person.press(*BATH, "space")
        clock.forward(minutes=15)
        await person.press("down")
        beat(person)

        assert len(rung) == 1


async def test_a_minute_more_past_the_end_rings_again_at_the_new_end(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        rung = listen(person, monkeypatch)
        await person.press(*BATH, "space")
        clock.forward(minutes=15)
        beat(person)
        await person.press("+")
        assert "1:00  running" in person.sees
        clock.forward(minutes=1)
        beat(person)

        assert len(rung) == 2


async def test_minutes_taken_off_never_go_below_one(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        await person.press(*BATH, *["-"] * 30)
        assert "1:00  paused" in person.sees
        await person.press("space")
        clock.forward(seconds=59)
        await person.press("?", "escape")

        assert "0:01  running" in person.sees


async def test_a_clock_set_back_makes_no_minutes_of_less_than_none(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        await person.press(*BATH, "space")
        clock.forward(hours=-2)
        await person.press("enter")

        assert person.night.steps["bath"].minutes is None


async def test_undo_of_a_start_takes_the_timer_away(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*BATH, "space", "u")

        assert "Taken back: the timer of Warm bath." in person.sees
        assert person.night.running == {}


@pytest.mark.parametrize("screen", [["5"], ["2", *["down"] * 3]], ids=["setup", "morning"])
async def test_a_timer_rings_on_any_screen_and_once(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch, screen: list[str]
) -> None:
    async with opened() as person:
        rung = listen(person, monkeypatch)
        await person.press(*BATH, "space", *screen)
        clock.forward(minutes=15)
        beat(person)
        await person.press("1")
        beat(person)

        assert len(rung) == 1
        assert "time is up" in person.sees


async def test_a_timer_whose_step_was_switched_off_does_not_ring(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        rung = listen(person, monkeypatch)
        await person.press(*BATH, "space", "5", *["down"] * 10, "space", "1")
        clock.forward(minutes=15)
        beat(person)

        assert rung == []
