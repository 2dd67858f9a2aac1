"""What a guest of somebody's machine sees of its limits: told in time, and nothing typed is gone."""

from textual import events

from coach.core.routine import AddMinutes, WriteNote
from coach.session import KIOSK, Limits
from tests.ui.conftest import Opened, Person


async def paste(person: Person, text: str) -> None:
    person.app.post_message(events.Paste(text))
    await person.settled()


async def test_a_note_that_grows_too_long_is_told_and_stays_in_its_field(opened: Opened) -> None:
    async with opened() as person:
        person.session.limits = KIOSK
        await person.press("n")
        await paste(person, "x" * 4_001)
        assert "4,000 characters is the most a note keeps." in person.sees

        await person.press("escape")
        assert person.coach_screen.title_text == "Note"
        await person.press("backspace", "escape")
        assert person.night.note == "x" * 4_000


async def test_a_note_that_was_longer_before_can_be_looked_at(opened: Opened) -> None:
    async with opened() as person:
        person.session.dispatch(WriteNote("x" * 5_000))
        person.session.limits = KIOSK
        await person.press("n", "escape")

        assert person.coach_screen.title_text != "Note"
        assert person.night.note == "x" * 5_000


async def test_a_night_that_is_full_says_so_and_keeps_the_note_in_its_field(opened: Opened) -> None:
    async with opened() as person:
        person.session.dispatch(*(AddMinutes("bath", 1) for _ in range(5)))
        person.session.limits = Limits(text=100, changes=6, steps=20)
        await person.press("6")
        assert "has 6 entries, the most it keeps here" in " ".join(person.sees.split())
        await person.press("n", *"half", "escape")
        assert "has 6 entries, the most it keeps here" in " ".join(person.sees.split())

        assert await person.app.drafts.save()
        assert (person.night.scores, person.night.note, person.night.drafts) == ({}, None, {"note": "half"})
        await person.press("n")
        assert person.app.focused is not None
        assert getattr(person.app.focused, "text", "") == "half"


async def test_a_routine_that_is_full_keeps_the_name_in_its_field(opened: Opened) -> None:
    async with opened(start="setup") as person:
        person.session.limits = Limits(text=100, changes=100, steps=len(person.session.profile.steps))
        await person.press("a", "p", *"Stretch", "enter")
        assert "steps at most here" in person.sees
        await person.press("a", "p")

        assert getattr(person.app.focused, "value", "") == "Stretch"
