"""A demo says that it is one on every screen and in every dialog, at no cost in lines."""

import pytest

from coach import demo
from coach.core.profile import Kind, Profile, Step
from coach.core.routine import Took
from coach.core.words import DEMO_KEPT, DEMO_MARK
from coach.session import Session
from coach.store.memory import Memory
from coach.ui.app import CoachApp
from tests.conftest import Clock
from tests.ui.conftest import Person
from tests.ui.test_sizes import SCREENS, before, go, plain, prepare


@pytest.fixture
def invented(clock: Clock, profile: Profile) -> Session:
    """A diary in memory, with the settings of the other tests."""
    session = Session(Memory(), clock, "laptop")
    own = Step(id="own", name="Cold pack", kind=Kind.TICK, needed=False, own=True)
    session.change_profile(lambda _: profile.with_step(own))
    return session


ELSEWHERE = ("report_kind", "report_file", "keys_file")
"""What a demo has not: there is no folder, and no file is made."""


@pytest.mark.parametrize("name", [name for name in SCREENS if name not in ELSEWHERE])
async def test_the_mark_is_on_every_screen(invented: Session, clock: Clock, name: str) -> None:
    keys, seen = SCREENS[name]
    start = prepare(clock, keys)
    if start == "morning":
        invented.dispatch(Took(200), night=invented.last_night)
    before(invented)
    app = CoachApp(invented, start)  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot)
        await go(person, keys)
        for size in ((80, 24), (40, 15)):
            await pilot.resize_terminal(*size)
            await person.settled()
            shown = "\n".join(
                "".join(text for text, _, _ in strip) for strip in person.app.screen._compositor.render_strips()
            )
            assert DEMO_MARK in shown.splitlines()[1]
        everything = plain(" ".join([person.sees, *(p.text for p in person.coach_screen.query("Painted"))]))  # type: ignore[attr-defined]
        assert seen in everything


async def test_the_first_questions_of_an_empty_one_are_marked_too(clock: Clock) -> None:
    app = CoachApp(Session(Memory(), clock, "laptop"), "auto")
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.pause()
        assert DEMO_MARK in Person(app, pilot).sees.splitlines()[1]


async def test_ones_own_diary_is_not_marked(session: Session) -> None:
    app = CoachApp(session, "tonight")
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot)
        await person.settled()
        assert DEMO_MARK not in person.sees
        await person.press("?")
        assert "everything is kept" in person.sees


async def test_nothing_says_there_that_everything_is_kept(clock: Clock) -> None:
    app = CoachApp(demo.session(clock), "tonight")
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot)
        await person.press("?")
        assert "everything is kept" not in person.sees
        assert "leave; nothing of the demo is kept" in person.sees
        await person.press("escape", "ctrl+c")
        assert f"Ctrl-C again leaves. {DEMO_KEPT}" in person.sees


async def test_an_evening_and_a_look_back_work_as_in_any_diary(clock: Clock) -> None:
    app = CoachApp(demo.session(clock), "tonight")
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot)
        await person.press("enter", "enter", "enter", "enter", "3")
        assert "Good night" in person.sees
        assert person.night.kept
        await person.press("3")
        assert "kept" in person.sees
        await person.press("s")
        assert "Routine           28" in person.sees
        await person.press("1", "u")
        assert "legs_after" not in person.night.scores
