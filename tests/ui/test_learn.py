"""What is known, read by keys alone: every statement whole on some page, with its strength and its source."""

import re
from collections.abc import Iterable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content import facts as content
from coach.content.facts import DISAGREE, TOPICS, Fact, facts, founded, statements, topic
from coach.content.files import ContentError
from coach.core import words
from coach.core.profile import SHIPPED, Kind, Step
from coach.core.safety import EMERGENCY_LINE
from coach.ui.pages import paged
from coach.ui.widgets import Line, Span
from tests.ui.conftest import Opened, Person

SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
LEARN = ("down", "down", "4")


def flat(text: str) -> str:
    return " ".join(text.split())


async def pages(person: Person) -> list[str]:
    """Every page of the pager that is open, from the first."""
    seen = [person.sees]
    while (after := (await person.press("down")).sees) != seen[-1]:
        seen.append(after)
    return seen


def assert_read(known: Iterable[Fact], seen: list[str]) -> None:
    """Each statement stands whole on some page, and what it says of common advice too, both with what they rest on."""
    for fact in known:
        for part in (fact.text, fact.disagrees):
            assert any(flat(part) in flat(page) and flat(founded(fact)) in flat(page) for page in seen), fact.id


@SIZES
async def test_the_topics_stand_there_with_how_much_there_is_of_each(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        await person.press(*LEARN)
        for name, title in TOPICS.items():
            (row,) = (line for line in person.sees.splitlines() if title[:30] in line and "▸" in line)
            assert row.split()[-1] == str(len(topic(name)))
            await person.press("down")


@SIZES
async def test_every_statement_of_every_topic_is_read_whole(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        await person.press(*LEARN)
        read: set[str] = set()
        for name in TOPICS:
            await person.press("enter")
            assert_read(topic(name), await pages(person))
            read |= {fact.id for fact in topic(name)} if name != DISAGREE else set()
            await person.press("escape", "down")
        assert read == {fact.id for fact in facts()}


@pytest.mark.parametrize("forth", ["down", "right", "pagedown", "space"])
@pytest.mark.parametrize("back", ["up", "left", "pageup"])
async def test_pages_are_turned_and_counted(opened: Opened, forth: str, back: str) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press(*LEARN, "enter")
        first = person.sees
        assert " 1 of " in first.splitlines()[0]
        await person.press(forth)
        assert " 2 of " in person.sees.splitlines()[0]
        await person.press(back)
        assert person.sees == first
        await person.press(back)
        assert person.sees == first


async def test_what_is_said_meanwhile_takes_no_line_of_a_page_and_is_told_whole_below(opened: Opened) -> None:
    told = "NOT SAVED. The disk is full: nothing can be written until there is room again on it."
    async with opened(size=(40, 15)) as person:
        await person.press(*LEARN, "enter")
        before = person.sees.splitlines()
        person.app.say(told)
        after = person.sees.splitlines()
        assert after[:-1] == before[:-1]
        assert "NOT SAVED. The disk" in after[-1]
        await person.press("escape")
        assert told in flat(person.sees)


@SIZES
async def test_words_are_looked_for_and_a_slip_is_forgiven(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        await person.press(*LEARN, "f", *"ferittin", "enter")
        assert "Found: ferritin" in person.sees
        assert_read(content.search("ferritin"), await pages(person))
        await person.press("escape", "f", *"zebra stripes", "enter")
        assert "Nothing is found for zebra stripes." in person.sees
        await person.press("f", "enter")
        assert "Nothing was looked for." in person.sees
        assert not person.night.active
        assert not person.night.drafts


async def test_words_being_typed_are_there_again_after_escape_and_after_help(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*LEARN, "f", *"dopam", "f1", "escape", *"ine", "escape", "f", "enter")
        assert "Found: dopamine" in person.sees


async def test_what_was_looked_for_is_shown_as_typed(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*LEARN, "f", *"[red]x[/]", "enter")
        assert "Nothing is found for [red]x[/]." in person.sees


async def test_a_long_name_leaves_the_margin_and_the_number_of_the_page(opened: Opened) -> None:
    steps = tuple(one.evolve(on=one.id == "bath", name="Very warm bath " * 9) for one in SHIPPED)
    async with opened(size=(40, 15), steps=steps) as person:
        await person.press("down", "down", "w")
        header = person.sees.splitlines()[0]
        assert header.startswith(" Why: Very warm bath")
        assert re.search(r"\.\. +1 of \d", header)


async def test_there_is_nothing_to_take_back(opened: Opened) -> None:
    async with opened() as person:
        await person.press("6", "down", "4", "u")
        assert words.NOTHING_HERE in person.sees
        assert person.night.scores == {"tired": 6}


async def test_what_cannot_be_read_is_told_and_sends_to_somebody(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ContentError("facts.toml of the coach cannot be read: gone.")

    monkeypatch.setattr(content, "facts", broken)
    async with opened(size=(40, 15)) as person:
        await person.press(*LEARN)
        for keys in ([], ["down"], ["enter"], ["f", "x", "enter"]):
            await person.press(*keys)
            assert "facts.toml of the coach cannot be read: gone. Ask a pharmacist or doctor." in flat(person.sees)
        await person.press("1", *["down"] * 4, "w")
        assert "ask a pharmacist or doctor" in flat(person.sees).lower()
        assert "fine" not in person.sees


# Why a step is there


@SIZES
@pytest.mark.parametrize("step", [step.id for step in SHIPPED])
async def test_why_says_every_statement_whole_and_the_emergency_first(
    opened: Opened, size: tuple[int, int], step: str
) -> None:
    steps = tuple(one.evolve(on=one.id == step) for one in SHIPPED)
    async with opened(size=size, steps=steps) as person:
        await person.press("down", "down", "w")
        seen = await pages(person)
        assert_read(statements(step), seen)
        if step == "magnesium":
            for page in seen:
                assert flat("\n".join(page.splitlines()[2:])).startswith(EMERGENCY_LINE)


async def test_nothing_is_claimed_of_a_step_of_ones_own(opened: Opened) -> None:
    own = Step(id="own", name="Cold pack", kind=Kind.TICK, own=True, on=True)
    async with opened(size=(40, 15), steps=(own,)) as person:
        await person.press("down", "down", "w")
        assert words.NOTHING_CLAIMED in flat(person.sees)


# Any pages


LINES = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(["", "dim", "accent", "strong"])), min_size=1, max_size=5
)


@given(entries=st.lists(LINES, max_size=8), height=st.integers(1, 20))
def test_no_page_is_taller_than_the_screen_and_no_line_is_left_out(
    entries: list[list[tuple[int, str]]], height: int
) -> None:
    drawn: list[list[Line]] = [
        [(Span(f"{n}.{m}.{k}", role),) for m, (count, role) in enumerate(parts) for k in range(count)]
        for n, parts in enumerate(entries)
    ]

    def whole(lines: list[Line], _width: int) -> list[Line]:
        return list(lines)

    pages = paged([partial(whole, lines) for lines in drawn], 40, height)
    shown = [line for page in pages for line in page if line]

    assert all(len(page) <= height for page in pages)
    assert list(dict.fromkeys(shown)) == [line for lines in drawn for line in lines]
    for lines in drawn:
        if len(lines) <= height:
            assert any(page[at : at + len(lines)] == lines for page in pages for at in range(len(page)))
