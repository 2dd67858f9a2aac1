"""The visit report on the screen: its page, and the same page in a file, with no word on mood unless that is asked."""

from pathlib import Path

import pytest

from coach.core.routine import Answer, Tell, Took
from tests.ui.conftest import Opened, Person


async def to_report(person: Person) -> Person:
    person.session.dispatch(Answer("legs_before", 6), Took(120.0), Tell("side_effects", ("dizzy", "thoughts of harm")))
    return await person.press("down", "down", "3", "r")


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


async def whole(person: Person) -> str:
    seen = flat(person)
    for _ in range(9):
        await person.press("down")
        seen += flat(person)
    return seen


async def test_what_is_left_out_is_told_with_the_key_that_puts_it_in(opened: Opened) -> None:
    async with opened() as person:
        await to_report(person)

        assert "1 entry in your own words was left out, for it may be about mood; o puts it in." in flat(person)
        assert "harm" not in await whole(person)
        await person.press("o")
        assert "Own words that may be about mood are in." in flat(person)
        await person.press(*["up"] * 9)
        assert "harm" in await whole(person)


async def test_a_file_has_what_the_screen_has_and_none_is_written_over_unasked(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with opened() as person:
        await to_report(person)
        await person.press("w", "m", "enter")
        assert "Read it before you hand it on." in flat(person)
        (file,) = tmp_path.glob("visit-*.md")
        assert "dizzy" in file.read_text(encoding="utf-8")
        assert "harm" not in file.read_text(encoding="utf-8")
        assert file.stat().st_mode & 0o077 == 0
        file.write_text("mine")
        await person.press("w", "m", "enter")
        assert "is there already. Write over it?" in flat(person)
        await person.press("n")

        assert "It was left as it is." in flat(person)
        assert file.read_text() == "mine"
