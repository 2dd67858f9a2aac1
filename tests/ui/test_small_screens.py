"""The first questions in every size, and what is said on a phone: an error is no use below the edge."""

import pytest
from rich.cells import cell_len

from coach.core.profile import Profile
from coach.core.words import DISCLAIMER
from tests.ui.conftest import Opened

SIZES = [(80, 24), (120, 40), (40, 15)]
QUESTIONS = ("When do you usually go to bed?", "Which steps belong to your evening?", "Which look is easiest")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_first_questions_fit_every_size(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size, first_run=0, steps=Profile().steps) as person:
        assert DISCLAIMER in " ".join(person.sees.split())
        for n, question in enumerate(QUESTIONS, 1):
            seen = " ".join(person.sees.split())
            assert question in seen
            assert f"{n} of 3" in seen
            assert "enter accept" in seen
            assert len(person.sees.splitlines()) <= size[1]
            assert all(cell_len(line) <= size[0] for line in person.sees.splitlines())
            await person.press("enter")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ((*["down"] * 3, "enter", *"abc", "enter"), "is not an amount"),
        ((*["down"] * 3, *"1", "tab", *"23:30", "enter"), "has not come yet"),
        (("down", "down", "h", *"99", "enter"), "is not a time"),
        (("down", "down", "5", "a", "t", "enter"), "A step needs a name."),
        (("u",), "There is nothing to take back."),
        (("enter",), "leave it blank"),
    ],
    ids=["amount", "future", "time", "name", "undo", "accept"],
)
async def test_what_is_wrong_is_seen_on_a_phone(opened: Opened, keys: tuple[str, ...], said: str) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press(*keys)

        assert said in " ".join(person.sees.split())
        assert all(cell_len(line) <= 40 for line in person.sees.splitlines())


async def test_a_form_on_a_phone_shows_its_labels_its_lines_and_its_keys(opened: Opened) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press(*["down"] * 3, "enter", *"abc", "enter")
        rows = [widget.region for widget in person.app.screen.query("Painted, Input")]

        assert all(row.y >= 0 and row.bottom <= 15 for row in rows)
        assert len({row.y for row in rows}) == len(rows)


async def test_a_long_note_on_a_phone_keeps_its_keys_in_sight(opened: Opened) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press("n", *["enter"] * 20)
        foot = list(person.app.screen.query("Painted"))[-1]

        assert foot.region.bottom == 15
