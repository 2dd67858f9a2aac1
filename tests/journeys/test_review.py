"""Looking back on real input, at the desk and on a phone in bed, through kills, other doors and thirty years."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from coach.core.routine import Answer, Done, GoTo
from coach.session import Session
from tests.journeys.conftest import Opening, set_up
from tests.journeys.terminal import COACH, Terminal

SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
STEPS = (Done("caffeine"), Done("bath"), Done("massage"), Done("meditation"))


@pytest.fixture
def week(home: Path) -> Session:
    """Nights 2 to 7 ago kept, last night not; the evening stands at a step, where the screens have their keys."""
    session = set_up(home, magnesium=False)
    for ago in range(7, 1, -1):
        scores = Answer("legs_before", 6), Answer("falling_asleep", 2)
        session.dispatch(*STEPS, *scores, night=session.tonight - timedelta(days=ago))
    session.dispatch(GoTo("massage"))
    return session


def asked(env: dict[str, str], *words: str) -> str:
    return subprocess.run([COACH, *words], env=env, check=True, capture_output=True, text=True).stdout


@SIZES
def test_a_missed_night_is_filled_in_over_a_kill_and_every_door_says_the_same(
    opening: Opening, env: dict[str, str], week: Session, size: tuple[int, int]
) -> None:
    assert "Routine: 6 nights now." in asked(env, "streaks")
    coach = opening(size=size).until("bed").press("3").until("Sun" if size[0] < 80 else "by steps kept")
    coach.until("the night is not over" if size[0] == 80 else "over").press("up").until("nothing on record")
    coach.press("enter").until("How worn out").press("5").until("bothering").press("4").until("None since").kill()

    coach = opening(size=size).until("bed").press("3").until("over").press("up").until("0 of 4").press("enter")
    coach.until("How worn out").press("down", "down").until("None since").press("enter").until("Warm bath")
    coach.press("enter", "m", "s", "t").until("And now").press("2", "3", "4", "5").until("got up are")
    coach.press("esc").until("3 of 4").press("s").until("Routine").press("w").until("kept, +7").press("esc")
    coach.until("excuse nights").press("q")
    assert coach.ended() == 0

    night = week.night(week.tonight - timedelta(days=1))
    assert night.kept
    assert night.scores["sleep"] == 5
    assert "Routine: 7 nights now." in asked(env, "streaks")
    assert json.loads(asked(env, "streaks", "--json"))[0]["now"]["nights"] == 7
    lines = Terminal([COACH, "--plain"], env).until("minutes").paste(b"streaks\r").until("Routine: 7 nights now.")
    lines.kill()


@SIZES
def test_a_night_is_deleted_and_comes_back_after_a_dropped_line(
    opening: Opening, week: Session, size: tuple[int, int]
) -> None:
    night = week.tonight - timedelta(days=2)
    before = week.night(night).cells
    coach = opening(size=size).until("bed").press("3").until("over").press("up", "up").until("kept").press("enter")
    coach.until("How worn out").press("d").until("yes, delete it").press("y").until("brings it back").hang_up()
    assert not week.night(night).told

    coach = opening(size=size).until("bed").press("3").until("over").press("up", "up").until("nothing on record")
    coach.press("enter").until("How worn out").press("u").until("Taken back").press("q").ended()
    assert week.night(night).cells == before


def test_words_are_found_and_a_date_is_gone_to_by_keys_alone(opening: Opening, week: Session) -> None:
    coach = opening().until("bed").press("3").until("not over").press("g").until("Go to a night")
    coach.press(*["backspace"] * 10, *f"{week.tonight - timedelta(days=3)}").press("enter").until("kept; 4 of 4 steps")
    coach.press("f").until("Find in notes").press(*"flight").press("enter").until('No note has "flight" in it.')
    coach.press("q")
    assert coach.ended() == 0


def test_the_screens_of_review_go_with_the_window(opening: Opening, week: Session) -> None:
    coach = opening().until("bed").press("3").until("by steps kept")
    for key, seen in (("t", "Last 7 nights"), ("s", "Grace: off."), ("c", "not over")):
        coach.press(key).until(seen)
        coach.resize(40, 15)
        coach.until("Review: ")
        coach.resize(80, 24)
        coach.until("c calendar")
    coach.press("q")
    assert coach.ended() == 0
