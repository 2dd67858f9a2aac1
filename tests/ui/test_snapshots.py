"""A few screens as pictures. Look at the picture before ``--snapshot-update``; the Textual version is pinned."""

from collections.abc import Callable
from datetime import datetime, timedelta

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


async def read(pilot: Pilot[int]) -> None:
    """Wait for all that Review reads."""
    await settled(pilot)
    while any(not worker.is_finished for worker in pilot.app.workers):
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


@pytest.fixture
def autumn(session: Session, clock: Clock) -> Session:
    """Sixty nights with gaps, steps left out, scores and a note."""
    tonight = clock.now
    for days in (n for n in range(60, 0, -1) if n % 9):
        clock.now = tonight - timedelta(days=days)
        bath = Excuse("bath", Reason.TOO_TIRED) if days % 5 == 0 else Done("bath")
        steps = (Done("caffeine"), bath, Done("massage", short=days % 4 == 0), Done("meditation"))
        scores = (Answer("legs_before", 4 + days % 5), Answer("falling_asleep", 2 + days % 4))
        session.dispatch(*steps[: 3 if days % 13 == 0 else 4], *scores)
    clock.now = tonight
    return session


def test_the_calendar(autumn: Session, snap_compare: Compare) -> None:
    assert snap_compare(app(autumn, start="review"), terminal_size=(80, 24), run_before=read)


def test_streaks_without_colour_on_a_phone(
    autumn: Session, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app(autumn, start="streaks"), terminal_size=(40, 15), run_before=read)


def test_trends_in_the_day_look(autumn: Session, snap_compare: Compare) -> None:
    assert snap_compare(app(autumn, "day", start="trends"), terminal_size=(120, 40), run_before=read)
