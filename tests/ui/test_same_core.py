"""The same answers by keys and by lines are the same night: the two doors share one core."""

import contextlib
import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.core.cells import Reason
from coach.core.nights import Night
from coach.core.person import Basis, Product, Source
from coach.core.profile import SHIPPED, Profile
from coach.core.routine import (
    END,
    AddMinutes,
    AddNote,
    Answer,
    Clear,
    Done,
    Event,
    Excuse,
    GoTo,
    HadSome,
    Refused,
    StartOrPause,
    Took,
    Undo,
    cursor,
    walk,
)
from coach.core.words import as_json
from coach.plain.door import Door
from coach.session import Session
from tests.conftest import BERLIN, Clock
from tests.plain.conftest import Typist
from tests.ui.conftest import Opened
from tests.ui.rows import row
from tests.ui.test_magnesium import to_magnesium

KEYS_AND_LINES: dict[str, tuple[list[str], list[str]]] = {
    "6": (["6"], ["6"]),
    "x": (["x"], ["x"]),
    "-": (["-"], ["-"]),
    "done": (["enter"], ["done"]),
    "short": (["m"], ["short"]),
    "tired": (["s", "t"], ["skip", "too tired"]),
    "own reason": (["s", "o", *"flu", "enter"], ["s", "o", "flu"]),
    "had": (["h", *"12:30", "enter"], ["had", "12:30"]),
    "amount": (["2", "0", "0", "enter"], ["200", ""]),
    "start": (["space"], ["start"]),
    "pause": (["space"], ["pause"]),
    "more": (["+"], ["+"]),
    "less": (["-"], ["-"]),
    "undo": (["u"], ["u"]),
    "back": (["b"], ["b"]),
    "next": (["down"], ["next"]),
    "clear": (["c"], ["c"]),
    "note": (["n", *"long", "enter", *"day", "escape"], ["n", "long", "day", "."]),
}
SCORES = ("6", "x", "-", "undo", "back", "next", "note")
STEPS = ("done", "done", "short", "tired", "own reason", "undo", "back", "next", "note")


def same(night: Night) -> dict[str, Any]:
    """A night but for the times and names of its changes."""
    cells = {cell: change.value for cell, change in night.cells.items() if not cell.startswith("dose.")}
    assert as_json(night)["night"] == night.night.isoformat()
    return {"cells": cells, "json": as_json(night), "cursor": night.cursor, "drafts": night.drafts}


def possible(night: Night, profile: Profile, rng: random.Random) -> str:
    """Something that both doors take where ``night`` stands. On the screen a second note begins within the first."""
    found = _possible(night, profile, rng)
    return "back" if found == "note" and night.note else found


def _possible(night: Night, profile: Profile, rng: random.Random) -> str:
    at = cursor(night, profile)
    if at == END:
        return rng.choice(["undo", "back", "note"])
    step = profile.step(at)
    if step is None:
        return rng.choice([*SCORES, *(["clear"] if at in night.scores else [])])
    if at in night.steps:
        return rng.choice(
            ["undo", "back", "next", "clear", "tired"] if at != "magnesium" else ["back", "next", "clear"]
        )
    own = {
        "timed": ["pause", "more", "less"] if at in night.running else ["start", "more", "less"],
        "avoided": ["had"],
        "dose": ["amount", "tired"],
        "tick": ["done"],
    }[step.kind.value]
    return rng.choice(own if step.id == "magnesium" else [*STEPS, *own, *own])


@pytest.mark.parametrize("seed", range(6))
async def test_random_answers_by_keys_and_by_lines_are_the_same_night(
    opened: Opened, open_session: Callable[..., Session], profile: Profile, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    done: list[str] = []
    async with opened() as person:
        for _ in range(18):
            done.append(possible(person.night, profile, rng))
            await person.press(*KEYS_AND_LINES[done[-1]][0])
            if person.night.cursor is None:  # looking on before the first answer
                await person.press("6")
                done.append("6")
        by_keys = same(person.night)

    other = open_session(folder=tmp_path / "other")
    other.change_profile(lambda _: profile)
    lines = Typist([line for action in done for line in KEYS_AND_LINES[action][1]])
    assert Door(other, lines).run() == 0

    assert same(other.night()) == by_keys, f"{done}\n{lines.paper}"


async def test_an_evening_and_its_morning_by_keys_and_by_lines(
    opened: Opened, open_session: Callable[..., Session], profile: Profile, clock: Clock, tmp_path: Path
) -> None:
    evening = clock.now
    morning = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)
    async with opened() as person:
        await person.press("6", "7", "enter", "2", "0", "0", "enter", "m", "s", "w", "enter", "3")
    clock.now = morning
    async with opened() as person:
        await person.press("3", "x", "-", "enter", "1", "o", *"hiccups", "enter", "enter", "escape", "escape")
        await person.press("a", "4", "0", "enter", "g", "2", "enter")
        by_keys = same(person.session.night(person.session.last_night))

    clock.now = evening
    other = open_session(folder=tmp_path / "other")
    other.change_profile(lambda _: profile)
    Door(other, Typist(["6", "seven", "yes", "200", "", "short", "skip", "unwell", "done", "3"])).run()
    clock.now = morning
    Door(other, Typist(["three", "10", "blank", "1 other hiccups", "back", "awake 40", "got up 2"])).run()

    assert same(other.night(other.last_night)) == by_keys


PRODUCTS = (
    Product(name="Citrate", mg=500, units=2, basis=Basis.COMPOUND, form="citrate"),
    Product(name="Antacid", mg=800, units=1, basis=Basis.UNKNOWN, source=Source.ANTACID),
)
DOSES: dict[str, tuple[list[str], list[str]]] = {
    "usual": (["enter"], ["done"]),
    "usual, twice": (["enter", "up", "enter", "n"], ["done", "magnesium", "done", "no"]),
    "usual, already": (["enter", "up", "enter", "y"], ["done", "magnesium", "done", "yes"]),
    "another, large": (["o", "1", "y"], ["other", "2", "yes"]),
    "another, not after all": (["o", "1", "n", "escape"], ["other", "2", "no"]),
    "a number": ([*"120", "tab", *"19:30", "enter"], ["120", "19:30"]),
}


@pytest.mark.parametrize("how", DOSES)
async def test_a_dose_by_keys_and_by_lines_is_the_same(
    opened: Opened, open_session: Callable[..., Session], profile: Profile, tmp_path: Path, how: str
) -> None:
    keys, lines = DOSES[how]
    profile = profile.evolve(products=PRODUCTS)
    async with opened(products=PRODUCTS) as person:
        await person.press("6", "7", "enter", *keys)
        by_keys = person.night

    other = open_session(folder=tmp_path / "other")
    other.change_profile(lambda _: profile)
    typist = Typist(["6", "7", "done", *lines])
    Door(other, typist).run()

    assert same(other.night())["json"] == same(by_keys)["json"], typist.paper
    assert other.night().drafts == by_keys.drafts


def told(session: Session) -> Any:
    """All that a person told of magnesium, and whether it is in the evening."""
    profile = session.profile
    on = {step.id: (step.on, step.lead) for step in profile.steps}
    return profile.gate, profile.clinician, profile.medicines, profile.products, profile.goal, on


CARE: dict[str, tuple[list[str], list[str]]] = {
    "cleared": ([*["down", "enter"], *["n"] * 14, "o"], ["questions", *["no"] * 14, "on"]),
    "unknown": ([*["down", "enter"], *"nnd", *["n"] * 11], ["questions", "no", "no", "don't know", *["no"] * 11]),
    "left": ([*["down", "enter"], *"nyb", "d", "escape"], ["questions", "no", "yes", "back", "don't know", "back"]),
    "clinician": (
        [*["down", "enter"], *"ny", *["n"] * 12, "c", "y", *"100", "tab", *"low", "enter"],
        ["questions", "no", "yes", *["no"] * 12, "clinician", "yes", "100", "low"],
    ),
    "medicine": (
        ["a", *"gabapentn", "tab", *"20:30", "enter", "1", "k"],
        ["medicine", "gabapentn", "20:30", "yes"],
    ),
    "product": (
        ["p", *"Mag", "tab", *"400", "tab", "ctrl+u", *"2", "enter", "l", "c", *"oxide", "enter"],
        ["product", "Mag", "400", "2", "laxative", "compound", "oxide"],
    ),
}


@pytest.mark.parametrize("what", CARE)
async def test_what_is_told_of_magnesium_by_keys_and_by_lines_is_the_same(
    opened: Opened, open_session: Callable[..., Session], tmp_path: Path, what: str
) -> None:
    keys, lines = CARE[what]
    async with opened(steps=SHIPPED) as person:
        await (await to_magnesium(person)).press(*keys)
        by_keys = told(person.session)

    other = open_session(folder=tmp_path / "other")
    other.change_profile(lambda p: p.evolve(first_run=3, steps=SHIPPED))
    typist = Typist(["questions", *lines, "quit"])
    Door(other, typist).run()

    assert told(other) == by_keys, typist.paper
    assert told(other) != told(open_session(folder=tmp_path / "none"))


def chosen(session: Session) -> Any:
    """All that a person set, but for when."""
    return session.profile.evolve(ticks={}, first_run=3)


SET: dict[str, tuple[list[str], list[str]]] = {
    "bedtime": ([*row("bedtime"), "enter", *"22:15", "enter"], ["set bedtime 22:15"]),
    "cutoff": ([*row("cutoff"), "enter", *"16", "enter"], ["set cutoff", "16"]),
    "a turn that does not fit": ([*row("turn"), "enter", *"3:00", "enter", "escape"], ["set turn 3:00"]),
    "look": ([*row("look"), "enter", "down", "down", "enter"], ["set look contrast"]),
    "bell and notice": ([*row("bell"), "enter", *row("notice"), "enter"], ["set bell off", "set notice osc9"]),
    "grace": ([*row("grace"), "enter", *"3", "enter"], ["grace", "3"]),
    "goal": ([*row("goal"), "enter", *"1.5", "enter"], ["set goal 1.5"]),
    "iron": ([*row("iron"), "enter", *"2026-10-01", "enter"], ["set iron 2026-10-01"]),
    "country": ([*row("country"), "enter", "2"], ["set country gb"]),
    "excused": ([*row("excused"), "enter", "tab", *"2026-11-24", "enter"], ["away", "", "2026-11-24", ""]),
    "a step": (
        [*row("bath"), "+", "r", "space", "k"],
        [*[f"set bath {x}" for x in ("20", "optional", "off", "earlier")]],
    ),
    "its default": ([*row("bath"), "+", "r", "x"], ["set bath 20", "set bath optional", "set bath default"]),
    "an own step": (["a", "t", *"Tea", "enter", "d"], ["new step", "Tea", "timed", "", "set tea away"]),
    "taken back": ([*row("bell"), "enter", "x", "u"], ["set bell off", "set bell default", "undo setting"]),
    "name": ([*row("name"), "enter", *"Ann", "enter"], ["set name Ann"]),
    "questions": (
        [*row("ask"), "enter", "a", *"iron", "enter", "a", *"why", "enter", "up", "d"],
        ["ask iron", "ask", "why", "ask", "1", "off"],
    ),
    "clinic": (
        [*row("clinic"), "enter", "t", *"24", "tab", *"2026-10-03", "tab", *"low", "enter"],
        ["clinic", "24", "2026-10-03", "low"],
    ),
}


@pytest.mark.parametrize("what", SET)
async def test_what_is_set_by_keys_and_by_lines_is_the_same(
    opened: Opened, open_session: Callable[..., Session], tmp_path: Path, what: str
) -> None:
    keys, lines = SET[what]
    async with opened(steps=SHIPPED) as person:
        before = chosen(person.session)
        await person.press("down", "down", "5", *keys)
        by_keys = chosen(person.session)

    other = open_session(folder=tmp_path / "other")
    other.change_profile(lambda p: p.evolve(first_run=3, steps=SHIPPED))
    typist = Typist([*lines, "quit"])
    Door(other, typist).run()

    assert chosen(other) == by_keys, typist.paper
    assert by_keys != before or what in ("a turn that does not fit", "its default")


ACTIONS = st.lists(st.sampled_from(sorted(KEYS_AND_LINES)), max_size=14)
PROFILE = Profile(first_run=3).step_changed("magnesium", on=True)


def meant(action: str, night: Night, now: datetime) -> list[Event]:
    """What ``action`` means where ``night`` stands, in events; nothing where it is no answer there."""
    at = cursor(night, PROFILE)
    step = PROFILE.step(at)
    items = walk(PROFILE)
    place = items.index(at)
    moves: dict[str, list[Event]] = {
        "undo": [Undo(False)],
        "back": [GoTo(items[max(place - 1, 0)])],
        "note": [AddNote("long\nday")],
    }
    moves["next"] = [GoTo(items[min(place + 1, len(items) - 1)])]
    if action in moves:
        return moves[action]
    if action == "clear" and (at in night.scores or at in night.steps):
        return [Clear(at)]
    if step is None:
        values = {"6": 6, "x": 10, "-": None, "less": None}
        return [Answer(at, values[action])] if at != END and action in values else []
    timed = step.kind.value == "timed" and at not in night.steps
    found: dict[str, list[Event]] = {
        "tired": [Excuse(at, Reason.TOO_TIRED)],
        "own reason": [Excuse(at, Reason.OTHER, "flu")],
    }
    if step.kind.value == "dose":
        found |= {"amount": [Took(200)], "6": [Took(6)]}
    else:
        found |= {"done": [Done(at)], "short": [Done(at, short=True)]}
    if step.kind.value == "avoided":
        found["had"] = [HadSome(at, datetime(2026, 11, 22, 12, 30, tzinfo=BERLIN))]
    if timed:
        found |= {"more": [AddMinutes(at, 1)], "less": [AddMinutes(at, -1)], "-": [AddMinutes(at, -1)]}
        found["pause" if at in night.running else "start"] = [StartOrPause(at)]
    return found.get(action, [])


def typed(action: str, night: Night) -> list[str]:
    """The lines of ``action`` where ``night`` stands: what asks more there is answered, what does not is one line."""
    at = cursor(night, PROFILE)
    lines = KEYS_AND_LINES[action][1]
    step = PROFILE.step(at)
    if action in ("6", "amount") and step is not None and step.kind.value == "dose":
        return [lines[0], "", *(["no"] if night.doses else [])]  # was it this very one?
    if action == "done" and step is not None and step.kind.value == "dose":
        return ["done", "back"]
    asks = {"tired": step is not None, "own reason": step is not None, "had": at == "caffeine"}
    return lines if asks.get(action, action not in ("amount",)) else lines[:1]


@settings(max_examples=25, deadline=None)
@given(ACTIONS)
def test_any_lines_are_the_events_they_mean(tmp_path_factory: pytest.TempPathFactory, actions: list[str]) -> None:
    clock = Clock(datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN))
    model, plain = (Session.at(tmp_path_factory.mktemp(name), clock, "laptop") for name in ("model", "plain"))
    script: list[str] = []
    for session in (model, plain):
        session.change_profile(lambda _: PROFILE)
    for action in actions:
        night = model.night()
        script += typed(action, night)
        if events := meant(action, night, clock.now):
            with contextlib.suppress(Refused):
                model.dispatch(*events)
    lines = Typist(script)
    Door(plain, lines).run()

    assert json.dumps(same(plain.night())) == json.dumps(same(model.night())), f"{script}\n{lines.paper}"


async def test_a_missed_night_is_filled_in_the_same_by_keys_and_by_lines(
    opened: Opened, open_session: Callable[..., Session], profile: Profile, tmp_path: Path
) -> None:
    """A score, every kind of step, the morning, a note, and something taken back."""
    plain = open_session(folder=tmp_path / "lines")
    plain.change_profile(lambda _: profile)
    missed = plain.tonight - timedelta(days=2)
    answers = ["6", "x", "had", "amount", "short", "own reason", "done", "-", "6", "undo", "6", "x", "-", "note"]
    async with opened() as person:
        person.session.change_profile(lambda _: profile)
        await person.press("down", "down", "3", "up", "up", "enter")
        for answer in answers:
            await person.press(*KEYS_AND_LINES[answer][0])
        by_keys = person.session.night(missed)
    lines = [line for answer in answers for line in KEYS_AND_LINES[answer][1]]
    Door(plain, Typist([f"night {missed}", *lines, "quit"])).run()

    by_lines = plain.night(missed)
    assert {**same(by_keys), "cursor": None} == {**same(by_lines), "cursor": None}
    assert by_keys.morning_scored
    assert by_keys.late == ()
