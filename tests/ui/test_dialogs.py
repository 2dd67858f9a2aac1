"""Choices, forms, the note and pages to read, by keys alone."""

from datetime import date, datetime, time

import pytest
from textual.events import Key, Paste

from coach.core.cells import BLANK, Reason
from coach.core.routine import Took, WriteNote
from tests.conftest import BERLIN, Clock
from tests.ui.conftest import Opened, Person
from tests.ui.rows import row

CAFFEINE, MAGNESIUM, BATH = ["down"] * 2, ["down"] * 3, ["down"] * 4
LAST = date(2026, 11, 22)

# name: (keys to a situation, in the morning or not)
SITUATIONS: dict[str, tuple[list[str], bool]] = {
    "score": ([], False),
    "avoided": (CAFFEINE, False),
    "dose": (MAGNESIUM, False),
    "timed": (BATH, False),
    "running": ([*BATH, "space"], False),
    "answered": ([*BATH, "enter", "up"], False),
    "end": (["down"] * 9, False),
    "setup": (["down", "down", "5"], False),
    "setup_step": (["down", "down", "5", *["down"] * 8], False),
    "morning_score": ([], True),
    "effects": (["1", "2", "3"], True),
    "extra": (["1", "2", "3", "0"], True),
}


async def brought_to(person: Person, name: str) -> Person:
    keys, morning = SITUATIONS[name]
    if morning:
        person.session.dispatch(Took(200), night=LAST)
        await person.coach_screen.refreshed()
    return await person.press(*keys)


def set_clock(clock: Clock, name: str) -> None:
    if SITUATIONS[name][1]:
        clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)


@pytest.mark.parametrize("name", SITUATIONS)
async def test_whatever_is_offered_is_something_this_screen_does(opened: Opened, clock: Clock, name: str) -> None:
    set_clock(clock, name)
    async with opened() as person:
        await brought_to(person, name)
        screen = person.coach_screen

        assert [c.id for c in screen.keys.available(screen.situations) if not hasattr(screen, f"do_{c.id}")] == []


@pytest.mark.parametrize("name", SITUATIONS)
async def test_every_key_of_a_situation_can_be_pressed(opened: Opened, clock: Clock, name: str) -> None:
    set_clock(clock, name)
    async with opened() as person:
        await brought_to(person, name)
        commons = {"walk", "list", "night", "screens", "everywhere"} if name != "setup" else {"list"}
        here = [
            c
            for c in person.app.keys.available(person.coach_screen.situations)
            if c.where not in commons and c.id != "quit"
        ]
        for command in reversed(here):  # a form first, and the answer that leads elsewhere last
            await person.press(command.all_keys[-1])
            assert person.app.return_code is None
            await person.press("escape", "escape")
            assert person.sees


@pytest.mark.parametrize("name", SITUATIONS)
async def test_help_can_be_read_to_its_end_on_a_phone(opened: Opened, clock: Clock, name: str) -> None:
    set_clock(clock, name)
    async with opened(size=(40, 15)) as person:
        await brought_to(person, name)
        here = person.app.keys.available(person.coach_screen.situations)
        await person.press("?")
        read = ""
        for _ in range(6):
            read += " " + " ".join(person.sees.split())
            await person.press("pagedown")

        for command in here:
            assert f"{command.key} {command.help.split()[0]}" in read


@pytest.mark.parametrize("key", [*"0123456789"])
async def test_each_digit_is_its_score(opened: Opened, key: str) -> None:
    async with opened() as person:
        await person.press(key)

        assert person.night.scores == {"tired": int(key)}


async def test_a_blank_is_told_from_a_nought(opened: Opened) -> None:
    async with opened() as person:
        await person.press("-", "0")
        assert person.night.scores == {"tired": BLANK, "legs_before": 0}
        await person.press("up", "up")

        assert "left blank" in person.pane


async def test_a_reason_of_ones_own_may_stay_empty(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*CAFFEINE, "s", "o", "enter")
        entry = person.night.steps["caffeine"]

        assert (entry.reason, entry.text) == (Reason.OTHER, None)
        assert "other" in person.sees


async def test_an_amount_with_a_point_or_a_comma_is_stored_as_typed(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM, *"187,5", "enter", "up", *"12.5", "enter", "n")

        assert [dose.mg for dose in person.night.doses] == [187.5, 12.5]


async def test_a_thousand_with_its_comma_is_never_taken_for_one(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM, *"1,000", "enter")

        assert 1 not in [dose.mg for dose in person.night.doses]


async def test_a_no_to_an_unusual_amount_stores_nothing(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM, *"900", "enter", "n")
        assert "Magnesium taken" in person.sees
        assert person.night.doses == ()
        await person.press(*"90", "enter")

        assert person.night.magnesium_mg == 90


async def test_a_second_amount_that_makes_the_sum_unusual_is_asked(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM, *"400", "enter", "up", *"300", "enter", "n")
        assert "the day comes to 700 mg" in person.sees
        assert person.night.magnesium_mg == 400
        await person.press("y")

        assert person.night.magnesium_mg == 700


async def test_a_question_left_by_escape_can_be_asked_again(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM, *"900", "enter", "escape")
        assert person.night.doses == ()
        await person.press("enter", *"120", "enter")

        assert person.night.magnesium_mg == 120


@pytest.mark.parametrize("typed", ["25:00", "7:60", "noon", "-1", "1:2:3"])
async def test_a_time_that_is_none_is_asked_again_where_caffeine_was_had(opened: Opened, typed: str) -> None:
    async with opened() as person:
        await person.press(*CAFFEINE, "h", *typed, "enter")

        assert "is not a time" in person.sees
        assert person.night.steps == {}


async def test_caffeine_cannot_have_been_had_later_than_now(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*CAFFEINE, "h", *"23:30", "enter")

        had = person.night.steps.get("caffeine")
        assert had is None or had.had_at is None or had.had_at <= person.session.now()


async def test_caffeine_had_before_noon_was_had_today(opened: Opened) -> None:
    async with opened(caffeine_cutoff=time(9)) as person:
        await person.press(*CAFFEINE)
        assert "None since 09:00?" in person.sees
        await person.press("h", *"10:30", "enter")

        assert person.night.steps["caffeine"].had_at == datetime(2026, 11, 22, 10, 30, tzinfo=BERLIN)


@pytest.mark.parametrize("step", ["magnesium", "bath"])
async def test_why_of_a_step_has_a_source_and_goes_back_where_one_was(opened: Opened, step: str) -> None:
    async with opened() as person:
        await person.press(*(MAGNESIUM if step == "magnesium" else BATH), "w")
        assert "Why:" in person.sees
        assert "[" in person.sees
        await person.press("down", "up", "pagedown", "escape")

        assert "step" in person.sees
        assert person.night.steps == {}


@pytest.mark.parametrize(
    "note",
    [
        "zwei\nZeilen\n",
        "\n\nleading",
        "  spaces kept  ",
        "مرحبا بالعالم",
        "👨‍👩‍👧🦵🏽 \u202eabc",
        "tab\there",
        "old mac\rline",
        "windows\r\nline",
        "form\x0cfeed, \x85 next line, \u2028 separator",
        "\x1b]52;c;ZXZpbA==\x07",
    ],
    ids=range(10),
)
async def test_a_note_that_was_only_looked_at_is_what_it_was(opened: Opened, note: str) -> None:
    async with opened() as person:
        person.session.dispatch(WriteNote(note))
    async with opened() as person:
        await person.press("n", "escape")

        assert person.night.note == note


async def test_a_note_that_was_pasted_is_kept_in_the_order_it_came(opened: Opened) -> None:
    async with opened() as person:
        await person.press("n")
        for event in (Key("a", "a"), Key("b", "b"), Paste("X\nY"), Key("c", "c")):
            person.app.post_message(event)
        await person.settled()
        await person.press("escape")

        assert person.night.note == "abX\nYc"


async def test_a_paste_right_after_the_key_that_opens_the_note_goes_into_it(opened: Opened) -> None:
    async with opened() as person:
        for event in (Key("n", "n"), Paste("from the clipboard")):
            person.app.post_message(event)
        await person.settled()
        await person.press("escape")

        assert person.night.note == "from the clipboard"


async def test_a_paste_where_there_is_nothing_to_type_does_nothing(opened: Opened) -> None:
    async with opened() as person:
        person.app.post_message(Paste("7"))
        await person.settled()

        assert person.night.changes == ()


async def test_a_note_that_is_emptied_is_removed_and_undo_brings_it_back(opened: Opened) -> None:
    async with opened() as person:
        await person.press("n", *"ab", "escape", "n", "backspace", "backspace", "escape")
        assert person.night.note is None
        await person.press("u")

        assert person.night.note == "ab"


async def test_amount_typed_ahead_lands_in_the_form_it_opens(opened: Opened) -> None:
    async with opened() as person:
        for key in (*MAGNESIUM, "2", "5", "0", "enter", "enter", "m"):
            person.app.post_message(Key(key, "\r" if key == "enter" else key if len(key) == 1 else None))
        await person.settled()

        assert person.night.magnesium_mg == 250
        assert person.night.status("bath") == "done"
        assert person.night.status("massage") == "minimum"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [("one\rtwo\r\nthree", "one two three"), ("\x1b[31mred\x07", "[31mred"), ("\n\n", None), ("", None)],
)
async def test_a_paste_into_one_line_keeps_all_of_its_lines(opened: Opened, pasted: str, kept: str | None) -> None:
    async with opened() as person:
        await person.press(*CAFFEINE, "s", "o")
        person.app.post_message(Paste(pasted))
        await person.settled()
        await person.press("enter")

        assert person.night.steps["caffeine"].text == kept


async def test_lines_pasted_into_the_note_stay_lines_and_steer_nothing(opened: Opened) -> None:
    async with opened() as person:
        await person.press("n")
        person.app.post_message(Paste("one\rtwo\x1b]52;c;eA==\x07\tthree"))
        await person.settled()
        await person.press("escape")

        assert person.night.note == "one\ntwo]52;c;eA==\tthree"


async def test_a_digit_begins_an_amount_anew(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*MAGNESIUM, *"90", "down", *"12:34", "escape", *"120", "enter")

        assert [dose.mg for dose in person.night.doses] == [120]
        assert person.night.doses[0].at == person.session.now()


async def test_what_is_said_meanwhile_covers_no_choice(opened: Opened) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press("down", "down", "5", *row("country"), "enter")
        assert "n  all of them" in person.sees
        person.coach_screen.said = "NOT SAVED. The disk is full, and everything that was typed stays here. " * 5
        person.coach_screen.paint()
        assert "n  all of them" in person.sees
        assert "NOT SAVED." in person.sees
