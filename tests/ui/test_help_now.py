"""What to do now, by one key from everywhere: the emergency text first and whole, nothing stored."""

import textwrap
from pathlib import Path

import pytest

from coach.content import triage as content
from coach.content.files import ContentError
from coach.core.profile import SHIPPED
from coach.core.routine import Took
from coach.core.triage import BUILT_IN
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person
from tests.ui.test_sizes import SCREENS, prepare

BODY = [sign.text for sign in BUILT_IN.signs if sign.page == "body"]


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_emergency_signs_are_first_and_whole_on_one_screen(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        await person.press("!")
        for text in BODY:
            assert text in flat(person)
        assert "112 / 911 / 999 / 000" in flat(person)
        assert "n none of these" in flat(person)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_chest_pain_is_told_what_to_do_and_asked_nothing_more(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as person:
        before = person.night
        await person.press("!", "y")
        assert "Stop magnesium. Call your emergency number now (112 / 911 / 999 / 000)." in flat(person)
        assert "Don't drive yourself. Take the packet with you." in flat(person)
        assert "none of these" not in person.sees
        await person.press("n", "n")
        assert "Call your emergency number now" in flat(person)
        await person.press("escape")
        assert "How worn out were you today?" in person.sees
        assert person.night == before


async def test_the_country_that_was_chosen_has_its_numbers(opened: Opened) -> None:
    async with opened(country="US") as person:
        await person.press("!", "n", "n", "y")
        assert "988" in person.sees
        assert "check this is right" in flat(person).lower()
        assert "116 123" not in person.sees


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_every_page_and_its_answer_fit(opened: Opened, size: tuple[int, int]) -> None:
    told = content.load()
    async with opened(size=size) as person:
        await person.press("!")
        for page in told.pages:
            rows = page.rows(size[0] - 2)
            for row in rows:
                assert row in person.sees
            assert "none of these" in person.sees
            await person.press("y")
            assert "Source" in person.sees or any(word in person.sees for word in ("magnesium", "Call", "Tell"))
            shown = flat(person)
            for word in textwrap.wrap(shown, 20)[-1:]:
                assert word in shown
            await person.press("b", "n")
        assert "Nothing from this list" in flat(person)
        assert "if something worries you" in flat(person)


@pytest.mark.parametrize("name", SCREENS)
async def test_no_screen_and_no_dialog_is_without_it(opened: Opened, clock: Clock, name: str) -> None:
    keys, _ = SCREENS[name]
    async with opened(start=prepare(clock, keys)) as person:
        if keys[:1] == ["morning"]:
            person.session.dispatch(Took(200), night=person.session.last_night)
            await person.coach_screen.refreshed()
        await person.press(*[key for key in keys if key != "morning"])
        before = person.sees
        await person.press("f1")
        assert "slow, shallow or hard breathing" in person.sees
        await person.press("escape")
        assert person.sees.splitlines()[:1] == before.splitlines()[:1]


async def test_in_the_first_questions_too(opened: Opened) -> None:
    async with opened(first_run=0, steps=SHIPPED) as person:
        await person.press("!")
        assert "slow, shallow or hard breathing" in person.sees


async def test_without_its_file_it_is_all_there(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise ContentError("triage.toml of the coach cannot be read: gone.")

    monkeypatch.setattr(content, "load", broken)
    async with opened(size=(40, 15)) as person:
        await person.press("!")
        for text in BODY:
            assert text in flat(person)
        await person.press("y")
        assert "Call your emergency number now" in flat(person)


def test_the_file_cannot_leave_an_emergency_out(tmp_path: Path) -> None:
    from coach.content import files

    text = (files.FOLDER / "triage.toml").read_text(encoding="utf-8")
    (tmp_path / "triage.toml").write_text(text.replace('text = "chest pain"', 'text = "pain"'), encoding="utf-8")

    with pytest.raises(ContentError, match="emergency is missing"):
        content.read_triage(tmp_path)
