"""What may be worth showing a doctor, once, kindly, with its n."""

from datetime import date, timedelta

import pytest

from coach import review
from coach.content import rules
from coach.content.files import ContentError
from coach.content.rules import review_rules
from coach.core import words
from coach.core.escalations import Escalation
from coach.core.person import Goal
from coach.core.routine import Answer, Took
from coach.session import StoreError
from tests.ui.conftest import Opened, Person

NIGHT = date(2026, 11, 22)


def flat(person: Person) -> str:
    return " ".join(person.sees.split())


async def test_a_new_diary_says_what_is_looked_at_and_concludes_nothing(opened: Opened) -> None:
    async with opened(iron_tested=NIGHT) as person:
        await person.press("down", "down", "3", "d")
        await person.settled()
        assert "Nothing here to show a doctor yet" in flat(person)
        assert "Leg scores on 0 of the last 14 nights" in flat(person)
        assert "nothing is concluded" in flat(person)


async def test_a_bad_fortnight_is_shown_once_with_its_n(opened: Opened) -> None:
    async with opened(iron_tested=NIGHT) as person:
        for ago in range(1, 12):
            answers = Answer("legs_before", 6), Answer("during_night", 6)
            person.session.dispatch(*answers, night=NIGHT - timedelta(days=ago))
        await person.press("down", "down", "3", "d")
        await person.settled()
        assert "Restless legs on 11 of 11 scored nights, with a mean leg score of 6 of 10" in flat(person)
        assert "Show your doctor" in flat(person)
        assert "not a diagnosis" in flat(person)
        assert person.session.profile.shown == {"legs": NIGHT}
        await person.press("1", "down", "down", "3", "d")
        await person.settled()
        assert "Shown before: Restless legs on 11" in flat(person)


async def test_the_iron_test_is_noted(opened: Opened) -> None:
    async with opened(size=(40, 15)) as person:
        await person.press("down", "down", "3", "d")
        await person.settled()
        assert "Ferritin and transferrin saturation" in flat(person)
        await person.press("i", *"2027-01-01", "enter")
        assert "has not come yet" in flat(person)
        await person.press(*["backspace"] * 10, *"2026-10-01", "enter")
        await person.settled()
        assert person.session.profile.iron_tested == date(2026, 10, 1)
        assert "Ferritin and transferrin saturation" not in flat(person)


async def bad_fortnight(person: Person) -> None:
    for ago in range(1, 12):
        answers = Answer("legs_before", 6), Answer("during_night", 6)
        person.session.dispatch(*answers, night=NIGHT - timedelta(days=ago))


async def test_looking_is_no_change_that_undo_takes_back(opened: Opened) -> None:
    async with opened(iron_tested=NIGHT) as person:
        await bad_fortnight(person)
        await person.press("down", "down", "5", *["down"] * 4, "enter")
        assert person.session.profile.bell is False
        await person.press("3", "d")
        await person.settled()
        assert person.session.profile.shown == {"legs": NIGHT}
        await person.press("5", "u")
        assert person.session.profile.bell is True
        assert person.session.profile.shown == {"legs": NIGHT}
        await person.press("3", "d")
        await person.settled()
        assert "Shown before: Restless legs" in flat(person)


async def test_undo_takes_back_the_iron_test_and_nothing_else(opened: Opened) -> None:
    async with opened() as person:
        await person.press("6", "down", "3", "d", "u")
        assert words.NOTHING_HERE in person.sees
        await person.press("i", *"2026-10-01", "enter")
        await person.press("i", *"2026-10-02", "enter")
        await person.press("u")
        assert person.session.profile.iron_tested == date(2026, 10, 1)
        await person.press("u")
        assert person.session.profile.iron_tested is None
        assert "Taken back: the iron test is not noted." in flat(person)
        await person.press("u")
        assert words.NOTHING_HERE in person.sees
        assert person.night.scores == {"tired": 6}


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("before", [False, True], ids=["first", "shown before"])
async def test_everything_there_can_be_is_read_whole(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], before: bool
) -> None:
    numbers = {"n": 14, "of": 14, "m": 14, "mean": 10.0, "before": 10.0, "worst": 10, "mg": 1234.5, "points": 10}
    rows = review_rules().rows.items()
    every = tuple(Escalation(name, row.says.format(**numbers, days=3), row.strength, row.source) for name, row in rows)
    monkeypatch.setattr(review, "escalations", lambda *_: every)
    shown = {escalation.id: NIGHT for escalation in every} if before else {}
    async with opened(size=size, shown=shown) as person:
        await person.press("down", "down", "3", "d")
        await person.settled()
        seen = [flat(person)]
        while (await person.press("down")) and flat(person) != seen[-1]:
            seen.append(flat(person))
        for escalation in every:
            text = f"Shown before: {escalation.text}" if before else escalation.text
            assert any(text in page and escalation.source in page for page in seen), escalation.id
        assert any("Leg scores on 0 of the last 14 nights" in page for page in seen)
        assert "diagnosis" in seen[0]


async def test_what_was_not_on_the_screen_yet_was_not_shown(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    every = tuple(Escalation(f"e{n}", f"Thing {n} " * 12, "strong", "somebody 2020") for n in range(9))
    monkeypatch.setattr(review, "escalations", lambda *_: every)
    async with opened(size=(40, 15)) as person:
        await person.press("down", "down", "3", "d")
        await person.settled()
        assert person.session.profile.shown == {}
        await person.press(*["down"] * 12)
        assert set(person.session.profile.shown) == {one.id for one in every}


async def test_a_dose_goal_of_more_than_four_months_ago_still_counts(opened: Opened) -> None:
    async with opened(iron_tested=NIGHT, goal=Goal(points=2, on=NIGHT - timedelta(days=300))) as person:
        for ago in range(1, 310):
            scores = Answer("legs_before", 6), Answer("during_night", 6)
            dose = [Took(200)] if ago < 290 else []
            person.session.dispatch(*scores, *dose, night=NIGHT - timedelta(days=ago))
        await person.press("down", "down", "3", "d")
        await person.settled()
        assert "200 mg" in flat(person)


async def test_a_refused_save_says_so_and_shows_it_again_next_time(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:

        def refused(*_: object) -> object:
            raise StoreError("The disk is full.")

        with monkeypatch.context() as full:
            full.setattr(person.session, "note_shown", refused)
            await person.press("down", "down", "3", "d")
            await person.settled()
            assert "NOT SAVED. The disk is full." in flat(person)
            assert "Ferritin and transferrin saturation" in flat(person)
        await person.press("1", "3", "d")
        await person.settled()
        assert "Shown before" not in flat(person)
        assert list(person.session.profile.shown) == ["iron"]


async def test_rules_that_cannot_be_read_send_to_somebody(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise ContentError("review.toml of the coach cannot be read: gone.")

    monkeypatch.setattr(rules, "review_rules", broken)
    async with opened(size=(40, 15)) as person:
        await person.press("down", "down", "3", "d")
        await person.settled()
        assert "review.toml of the coach cannot be read: gone. Ask a pharmacist or doctor." in flat(person)
        assert "Nothing here" not in flat(person)
