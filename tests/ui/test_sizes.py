"""Every screen there is, in every size, with names and notes that try to break it. A new screen joins the table."""

from datetime import datetime, timedelta

import pytest
from rich.cells import cell_len

from coach.core.profile import Kind, Step
from coach.core.routine import Answer, Done, Took, WriteNote
from coach.session import Session
from coach.ui.widgets import Painted
from tests.conftest import BERLIN, Clock
from tests.ui.conftest import Opened, Person
from tests.ui.rows import row

SIZES = [(80, 24), (120, 40), (40, 15), (200, 60)]
STEP = ["down"] * 4
MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)

# name: (keys from the start of the evening, or of the morning, what must be seen whole)
SCREENS: dict[str, tuple[list[str], str]] = {
    "score": ([], "How worn out were you today?"),
    "caffeine": (["down", "down"], "None since 12:00?"),
    "magnesium": (["down"] * 3, "call emergency services"),
    "timer": ([*STEP, "space"], "15:00 running"),
    "end": (["down"] * 9, "Good night. Three short questions"),
    "excuse": ([*STEP, "s"], "other ..."),
    "reason": ([*STEP, "s", "o"], "In your words"),
    "amount": (["down"] * 3 + ["enter"], "mg of magnesium, as on the label"),
    "sure": (["down"] * 3 + ["9", "0", "0", "enter"], "yes, log 900 mg"),
    "why": ([*STEP, "w"], "Why: Warm bath"),
    "help": ([*STEP, "?"], "Keys"),
    "note": ([*STEP, "n"], "Note"),
    "setup": ([*STEP, "5"], "Bedtime"),
    "setup_own": ([*STEP, "5", *row("own")], "put away"),
    "setup_last": ([*STEP, "5", *["down"] * 60], "Every key of the full screen"),
    "care": ([*STEP, "5", *row("magnesium", own=True), "enter"], "call emergency services"),
    "gate": ([*STEP, "5", *row("magnesium", own=True), "enter", "down", "enter"], "Are you under 18?"),
    "gate_last": (
        [*STEP, "5", *row("magnesium", own=True), "enter", "down", "enter", *["down"] * 13],
        "Do you take any medicine, prescribed or bought?",
    ),
    "medicine": ([*STEP, "5", *row("magnesium", own=True), "enter", "a"], "Usual times as 08:00 20:30"),
    "product": ([*STEP, "5", *row("magnesium", own=True), "enter", "p"], "How many at a time"),
    "help_now": (["!"], "slow, shallow or hard breathing"),
    "call": (["!", "y"], "Call your emergency number now"),
    "today": (["!", "n", "n", "n"], "vomiting more than once"),
    "calendar": ([*STEP, "3"], "open, the night is not over"),
    "legs": ([*STEP, "3", "l"], "our own unvalidated summary"),
    "date": ([*STEP, "3", "g"], "Night of, YYYY-MM-DD"),
    "find_notes": ([*STEP, "3", "f"], "Words"),
    "past": ([*STEP, "3", "up", "up", "enter", "down"], "logged"),
    "stored": ([*STEP, "3", "up", "up", "enter", "e"], "Legs before: 6"),
    "delete": ([*STEP, "3", "up", "up", "enter", "d"], "yes, delete it"),
    "streaks": ([*STEP, "3", "s"], "No caffeine"),
    "streak_why": ([*STEP, "3", "s", "w"], "kept, +2"),
    "grace": ([*STEP, "3", "s", "g"], "ends no streak"),
    "away": ([*STEP, "3", "s", "p"], "Why, in your words"),
    "trends": ([*STEP, "3", "t"], "Last 7 nights: fewer than 3 scores"),
    "beside": ([*STEP, "3", "t", "b"], "once there are 10 of each"),
    "doctor": ([*STEP, "3", "d"], "not a diagnosis"),
    "iron": ([*STEP, "3", "d", "i"], "Tested on"),
    "report": ([*STEP, "3", "r"], "VISIT REPORT"),
    "report_kind": ([*STEP, "3", "r", "w"], "HTML, for a browser"),
    "report_file": ([*STEP, "3", "r", "w", "p"], "File"),
    "learn": ([*STEP, "4"], "About restless legs"),
    "known": ([*STEP, "4", "down", "enter"], "You get it from food"),
    "find": ([*STEP, "4", "f"], "Words"),
    "look": ([*STEP, "5", *row("look"), "enter"], "Said aside"),
    "keys_file": ([*STEP, "5", *row("keys", own=True), "enter"], "coach keys --check"),
    "bedtime": ([*STEP, "5", "enter", *"25", "enter"], "is not a time"),
    "visit": ([*STEP, "5", *row("ask", own=True), "enter"], "none noted"),
    "question": ([*STEP, "3", "d", "v", "a"], "A question, at most 300"),
    "clinic": ([*STEP, "3", "d", "v", "t"], "This app does not calculate it."),
    "kind": ([*STEP, "5", "a"], "timed: against a clock"),
    "morning": (["morning"], "how strong was the need to move?"),
    "effects": (["morning", "3", "2", "1"], "anything after the magnesium"),
    "noticed": (["morning", "3", "2", "1", "enter"], "call emergency services"),
    "extra": (["morning", "3", "2", "1", "0"], "Thank you."),
}

HOSTILE = [
    "[red]x[/] [@click=app.quit]y[/] [/nope]",
    "a\x1b]52;c;ZXZpbA==\x07\x1b[31m\x9b2J",
    "gnp.\u202ejpg\u2066",
    "漢字" * 60,
    "مرحبا بالعالم " * 12,
    "👨‍👩‍👧🦵🏽🌙" * 20,
    "e\u0301" * 80,
    "x" * 190,
]


def before(session: Session) -> None:
    """Two nights that were, for the screens that look back."""
    for days in (2, 3):
        steps = (Done("caffeine"), Done("bath"), Done("massage"), Done("meditation"))
        night = session.tonight - timedelta(days=days)
        session.dispatch(*steps, Answer("legs_before", 6), Answer("falling_asleep", 4), night=night)


async def go(person: Person, keys: list[str]) -> Person:
    return await person.press(*[key for key in keys if key != "morning"])


def prepare(person_clock: Clock, keys: list[str]) -> str:
    if keys[:1] == ["morning"]:
        person_clock.now = MORNING
        return "morning"
    return "tonight"


def plain(text: str) -> str:
    """Without the list, its wall and the line breaks."""
    kept = [line.partition("│")[2] if "│" in line else line for line in text.splitlines()]
    return " ".join(" ".join(kept).split())


def texts(person: Person) -> list[str]:
    """What is drawn line by line, before the terminal cuts any of it off."""
    return [line for painted in person.coach_screen.query(Painted) for line in painted.text.splitlines()]


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_fits_every_size(opened: Opened, clock: Clock, size: tuple[int, int], name: str) -> None:
    keys, seen = SCREENS[name]
    own = Step(id="own", name="Cold pack", kind=Kind.TICK, needed=False, own=True)
    start = prepare(clock, keys)
    async with opened(size=size, start=start) as person:
        person.session.change_profile(lambda p: p.with_step(own))
        if start == "morning":
            person.session.dispatch(Took(200), night=person.session.last_night)
            await person.coach_screen.refreshed()
        before(person.session)
        await go(person, keys)

        lines = person.sees.splitlines()
        assert len(lines) <= size[1]
        assert all(cell_len(line) <= size[0] for line in lines)
        assert [line for line in texts(person) if cell_len(line) > size[0]] == []
        everything = plain(" ".join([person.sees, *(p.text for p in person.coach_screen.query("Painted"))]))  # type: ignore[attr-defined]
        assert seen in everything


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_persons_text_is_shown_as_it_is_and_moves_nothing(
    opened: Opened, clock: Clock, size: tuple[int, int], text: str
) -> None:
    async with opened(size=size) as person:
        own = Step(id="own", name=text, kind=Kind.TIMED, minutes=10, own=True)
        person.session.change_profile(lambda p: p.with_step(own))
        person.session.dispatch(WriteNote(text), Done("bath"))
        for keys in (["down"] * 7, ["s"], ["escape", "w"], ["escape", "enter"], ["down", "down"], ["5"], row("own")):
            await person.press(*keys)
            lines = person.sees.splitlines()
            assert all(cell_len(line) <= size[0] for line in lines)
            assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066" for line in lines for c in line)
            walls = {cell_len(line.partition("│")[0]) for line in lines if "│" in line}
            assert len(walls) <= 1


async def test_markup_in_a_name_is_literal(opened: Opened) -> None:
    async with opened() as person:
        own = Step(id="own", name="[red]x[/] [ ]", kind=Kind.TICK, own=True)
        person.session.change_profile(lambda p: p.with_step(own))
        await person.press("down")

        assert "[red]x[/] [ ]" in person.sees


@pytest.mark.parametrize("size", [(39, 15), (40, 14), (20, 5), (1, 1)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_a_window_too_small_is_told_in_one_line_and_loses_nothing(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        assert person.sees == f"coach needs 40x15, this is {size[0]}x{size[1]}"[: size[0]]
        await person.press("6")
        assert person.night.scores == {"tired": 6}


@pytest.mark.parametrize("theme", ["night", "day", "contrast", "terminal"])
async def test_what_is_said_is_the_same_in_every_look(opened: Opened, theme: str) -> None:
    async with opened(theme="night") as person:
        await person.press("6", "7", "enter", "s", "t")
        in_night = person.sees
    async with opened(theme=theme) as person:
        assert person.sees.splitlines()[2:10] == in_night.splitlines()[2:10]
