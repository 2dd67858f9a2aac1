"""Settings, by keys alone."""

from datetime import time

import pytest

from coach.core.profile import SHIPPED, Kind
from coach.ui.notices import TEST
from tests.ui.conftest import Opened, Person
from tests.ui.rows import row


async def at(person: Person, name: str) -> Person:
    """Open Setup from a step, and go to a row."""
    return await person.press("down", "down", "5", *row(name))


async def test_bedtime_is_typed_over_what_is_offered(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bedtime")).press("enter", *"22:15", "enter")

        assert person.session.profile.bedtime == time(22, 15)
        await person.press("1")
        assert "bed 22:15" in person.sees


async def test_a_cutoff_of_ones_own_and_back_to_counted(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "cutoff")).press("enter", *"16", "enter")
        assert person.session.profile.caffeine_cutoff == time(16)

        await person.press("enter", "backspace", "enter")
        assert person.session.profile.caffeine_cutoff is None


async def test_a_day_turn_in_the_middle_of_the_night_is_refused_in_words(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "turn")).press("enter", *"1:00", "enter")
        assert "A new evening begins" in person.sees
        await person.press(*["backspace"] * 5, *"13:30", "enter")

        assert person.session.profile.day_turn == time(13, 30)


async def test_the_look_changes_at_once_and_undo_brings_it_back(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "look")).press("enter", "down")
        assert (person.session.profile.theme, person.app.theme) == ("night", "day")
        await person.press("enter")
        assert (person.session.profile.theme, person.app.theme) == ("day", "day")

        await person.press("u")
        assert (person.session.profile.theme, person.app.theme) == ("night", "night")


async def test_each_way_of_a_notice_is_tried_at_once_and_told_in_words(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    async with opened() as person:
        sent: list[tuple[str, str]] = []
        monkeypatch.setattr(
            person.app, "notify_terminal", lambda text: sent.append((person.session.profile.notice, text))
        )
        await at(person, "notice")
        assert "Desktop notice off" in " ".join(person.sees.split())
        await person.press("enter")
        assert "OSC 9, at the end of a timer" in person.sees
        assert "A test notice was sent as OSC 9;" in person.sees
        await person.press("enter")
        assert "OSC 777, at the end of a timer" in person.sees
        await person.press("enter")
        assert "Desktop notice off" in " ".join(person.sees.split())

        assert sent == [("osc9", TEST), ("osc777", TEST)]


async def test_a_terminal_that_shows_no_notices_is_said_so(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with opened() as person:
        await (await at(person, "notice")).press("enter")

        assert "This terminal shows no notices; another one may." in person.sees


async def test_the_bell_can_be_off(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bell")).press("enter")

        assert person.session.profile.bell is False


async def test_a_step_is_off_optional_longer_and_elsewhere(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bath")).press("+", "r", "k")
        bath = person.session.profile.step("bath")
        assert bath is not None
        assert (bath.minutes, bath.needed) == (20, False)
        assert [step.id for step in person.session.profile.steps].index("bath") == 2

        await person.press("space", "1")
        assert "Warm bath" not in person.sees


async def test_magnesium_has_its_own_screen_with_the_questions_that_come_first(opened: Opened) -> None:
    async with opened(steps=SHIPPED) as person:
        await (await at(person, "magnesium")).press("r")
        assert "stays optional" in person.sees
        await person.press("space")
        assert "off; questions open" in person.sees
        assert "call emergency services" in " ".join(person.sees.split())
        await person.press("b")
        assert "▸ Magnesium" in person.sees
        assert "magnesium" not in {step.id for step in person.session.profile.active}


@pytest.mark.parametrize(("key", "kind"), [("t", Kind.TIMED), ("p", Kind.TICK), ("a", Kind.AVOIDED)])
async def test_a_step_of_ones_own_joins_the_evening_and_can_be_put_away(opened: Opened, key: str, kind: Kind) -> None:
    async with opened() as person:
        await person.press("down", "down", "5", "a", key, *"Fußbad 2", "enter")
        step = person.session.profile.steps[-1]
        assert (step.name, step.kind, step.needed, step.own) == ("Fußbad 2", kind, False, True)
        assert step.minutes == (10 if kind is Kind.TIMED else None)
        await person.press("1")
        assert "Fußbad 2" in person.sees

        await person.press("5", *row("own"), "d", "1")
        assert "Fußbad 2" not in person.sees
        assert person.session.profile.steps[-1].on is False


async def test_a_step_needs_a_name(opened: Opened) -> None:
    async with opened() as person:
        await person.press("down", "down", "5", "a", "p", "enter")

        assert "A step needs a name." in person.sees


async def test_the_iron_question_is_asked_with_its_source(opened: Opened) -> None:
    async with opened() as person:
        await at(person, "iron")

        assert "iron blood test" in person.sees
        assert "AASM" in person.sees
