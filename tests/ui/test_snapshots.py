"""A few screens as pictures. Look at the picture before ``--snapshot-update``; the Textual version is pinned."""

from collections.abc import Callable
from datetime import datetime

import pytest
from textual.pilot import Pilot

from coach.core.cells import Reason
from coach.core.routine import Answer, Done, Excuse, GoTo, StartOrPause
from coach.session import Session
from coach.ui.app import CoachApp, Place
from tests.conftest import BERLIN, Clock

Compare = Callable[..., bool]


async def settled(pilot: Pilot[int]) -> None:
    """Wait for what is read behind the first paint."""
    app = pilot.app
    assert isinstance(app, CoachApp)
    for _ in range(2):
        await pilot.pause()
        await app.keeper.run(lambda: None)
    await pilot.pause()


def app(session: Session, theme: str = "night", start: Place = "tonight") -> CoachApp:
    session.change_profile(lambda p: p.evolve(theme=theme))
    return CoachApp(session, start)


@pytest.fixture
def evening(session: Session) -> Session:
    """Two scores, one step done, one left out, and one whose timer stands at 12:42."""
    session.dispatch(
        Answer("tired", 6),
        Answer("legs_before", 7),
        Done("caffeine"),
        Excuse("massage", Reason.TOO_TIRED),
        StartOrPause("bath"),
    )
    return session


def test_a_running_timer_in_the_night_look(evening: Session, clock: Clock, snap_compare: Compare) -> None:
    clock.forward(minutes=2, seconds=18)
    assert snap_compare(app(evening), terminal_size=(80, 24), run_before=settled)


def test_the_same_on_a_phone(evening: Session, clock: Clock, snap_compare: Compare) -> None:
    clock.forward(minutes=2, seconds=18)
    assert snap_compare(app(evening, "contrast"), terminal_size=(40, 15), run_before=settled)


def test_a_morning_question_in_the_day_look(session: Session, clock: Clock, snap_compare: Compare) -> None:
    clock.now = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)
    session.dispatch(Answer("falling_asleep", 3))
    assert snap_compare(app(session, "day", "morning"), terminal_size=(80, 24), run_before=settled)


def test_setup_in_the_terminals_own_colours(session: Session, snap_compare: Compare) -> None:
    assert snap_compare(app(session, "terminal", "setup"), terminal_size=(80, 24), run_before=settled)


def test_magnesium_without_colour(session: Session, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    session.dispatch(GoTo("magnesium"))
    assert snap_compare(app(session), terminal_size=(80, 24), run_before=settled)
