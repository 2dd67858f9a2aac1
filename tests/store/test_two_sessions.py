"""Two sessions on one diary, taking turns, reading late, crashing: some order of their actions explains the outcome.

Every action is one transaction under the lock, so that order is the order of commits. An action that a crash cut off is
there whole or not at all; the model keeps both possibilities until the disk tells which it was.
"""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.core.nights import Night, Stamp
from coach.core.profile import Profile
from coach.core.routine import AddNote, Answer, Done, Draft, Event, GoTo, Refused, Took, Undo, WriteNote, advance
from coach.session import Session, StoreError
from tests.conftest import BERLIN
from tests.store.faults import Faults

START = datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN)
NIGHTS = (date(2026, 11, 22), date(2025, 12, 31))
SET_UP = Profile(first_run=3).step_changed("magnesium", on=True)

EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.tuples(st.sampled_from(["tired", "legs_before"]), st.integers(0, 10)).map(lambda a: Answer(*a)),
    st.sampled_from([Done("bath"), Done("massage", short=True), Took(100), Undo(), GoTo("bath")]),
    st.text("ab", max_size=2).map(WriteNote),
    st.text("cd", min_size=1, max_size=2).map(AddNote),
    st.text("ef", max_size=2).map(lambda text: Draft("note", text)),
)


class Action(NamedTuple):
    """An event on a night, or, without one, the bath made needed or not. ``crash`` is where the process stops."""

    who: int
    night: date
    event: Event | None
    crash: int | None


ACTIONS = st.builds(
    Action,
    st.integers(0, 1),
    st.sampled_from(NIGHTS),
    EVENTS | st.none(),
    st.none() | st.none() | st.integers(0, 60),
)


def needed(profile: Profile) -> bool:
    return "bath" in profile.plan().needed


def turned(profile: Profile) -> Profile:
    """Tonight's plan changes with it, so that two files are written."""
    return profile.step_changed("bath", needed=not needed(profile))


class Model(NamedTuple):
    """The diary as it would be in memory."""

    nights: dict[date, Night]
    profile: Profile

    def after(self, action: Action, now: datetime, number: int) -> "Model":
        """The same after ``action``; itself where the action makes no sense."""
        if action.event is None:
            return self._replace(profile=turned(self.profile))
        stamp = Stamp(f"{number:06}", now, "Europe/Berlin", "AB"[action.who])
        before = self.nights[action.night]
        try:
            return self._replace(
                nights={**self.nights, action.night: advance(before, action.event, self.profile, stamp)}
            )
        except Refused:
            return self

    def shown(self) -> dict[str, Any]:
        return {**{str(day): shown(night) for day, night in self.nights.items()}, "needed": needed(self.profile)}


def shown(night: Night) -> dict[str, Any]:
    """What a person would see, without ids and ticks; each dose has an id in its cell's name."""
    cells = sorted(
        (cell.partition(".")[0] if cell.startswith("dose") else cell, str(change.value), change.device)
        for cell, change in night.cells.items()
        if cell != "plan"
    )
    return {"cells": cells, "cursor": night.cursor, "drafts": night.drafts}


def on_disk(folder: Path, now: Callable[[], datetime]) -> dict[str, Any]:
    """The diary as a session that is just opened sees it."""
    fresh = Session.at(folder, now, "C")
    assert fresh.problems() == []
    assert fresh.night(NIGHTS[0]).plan in (None, fresh.profile.plan())  # settings and night in step
    return {**{str(day): shown(fresh.night(day)) for day in NIGHTS}, "needed": needed(fresh.profile)}


class Stopped(BaseException):
    """The process ends here; nothing after it runs, no clearing up either."""


class Crash(Faults):
    """From the operation at ``at`` on, nothing is done any more."""

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if self.at is not None and self.count >= self.at:
                raise Stopped
            self.count += 1
            return real(*args, **more)

        return call


def act(session: Session, action: Action) -> bool:
    """Carry out ``action``; was it carried out to its end?"""
    if action.event is None:
        work: Callable[[], object] = partial(session.change_profile, turned)
    else:
        work = partial(session.dispatch, action.event, night=action.night)
    with pytest.MonkeyPatch.context() as patch:
        Crash(action.crash).put(patch)
        try:
            work()
        except Refused:
            pass
        except Stopped:
            return False
    return True


@settings(deadline=None)
@given(st.lists(ACTIONS, max_size=9))
def test_some_order_of_the_actions_explains_what_is_on_disk(
    tmp_path_factory: pytest.TempPathFactory, actions: list[Action]
) -> None:
    folder = tmp_path_factory.mktemp("diary") / "home"
    now = START

    def clock() -> datetime:
        return now

    opened = [Session.at(folder, clock, name) for name in "AB"]
    opened[0].change_profile(lambda _: SET_UP)
    model = Model({day: Night(night=day) for day in NIGHTS}, SET_UP)
    for number, action in enumerate(actions):
        now += timedelta(seconds=1)
        after = model.after(action, now, number)
        finished = act(opened[action.who], action)
        seen = on_disk(folder, clock)
        if finished:
            model = after
        else:  # the old state or the new, and the one who crashed starts again
            model = after if seen == after.shown() else model
            opened[action.who] = Session.at(folder, clock, "AB"[action.who])
        assert seen == model.shown(), (number, action)
        assert shown(opened[1 - action.who].night(action.night)) == shown(model.nights[action.night])
    shutil.rmtree(folder)


def test_what_one_session_read_before_the_other_wrote_does_no_harm(open_session: Callable[..., Session]) -> None:
    one, other = open_session(device="A"), open_session(device="B")
    one.night(), other.night()
    one.dispatch(Answer("tired", 3))
    other.dispatch(Answer("legs_before", 5))
    one.dispatch(Done("bath"))

    for session in (one, other):
        assert session.night().scores == {"tired": 3, "legs_before": 5}
        assert "bath" in session.night().steps


def test_a_refused_answer_leaves_what_the_other_session_wrote(
    open_session: Callable[..., Session],
) -> None:
    one, other = open_session(device="A"), open_session(device="B")
    one.dispatch(Answer("tired", 3))
    with pytest.MonkeyPatch.context() as patch:
        Faults(6).put(patch)
        with pytest.raises(StoreError):
            other.dispatch(Answer("tired", 9))
    one.dispatch(Answer("legs_before", 5))

    assert other.night().scores == {"tired": 3, "legs_before": 5}
