"""The main job on real input: the installed program, a real terminal, keys alone."""

import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from coach.core.routine import Answer, Draft
from coach.session import Session
from tests.journeys.conftest import Opening, set_up, shown
from tests.journeys.terminal import COACH, zone_where_it_is


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_from_the_first_question_to_a_night_stored(
    opening: Opening, env: dict[str, str], size: tuple[int, int]
) -> None:
    coach = opening(size=size)
    coach.until("1 of 3").press("enter").until("2 of 3").press("enter").until("3 of 3").press("enter")
    coach.until("How worn out").press("6").until("Sitting still").press("x").until("None since")
    coach.press("enter").until("step 2 of 4").press("m").until("step 3 of 4").press("s").until("too tired").press("t")
    coach.until("step 4 of 4").press("enter").until("And now, after").press("-").until("Good night. Three").press("q")
    assert coach.ended() == 0

    night = shown(env)
    assert {name: entry["status"] for name, entry in night["steps"].items()} == {
        "caffeine": "done",
        "bath": "minimum",
        "massage": "excused",
        "meditation": "done",
    }
    assert night["scores"] == {"tired": 6, "legs_before": 10}
    assert set(night) == {"night", "steps", "scores"}


def test_five_steps_in_at_most_12_keys_typed_ahead(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    keys = ["6", "7", "enter", "2", "0", "0", "enter", "enter", "enter", "enter", "2"]
    opening().until("How worn out").press(*keys).until("Good night. Three").press("q").ended()

    night = shown(env)
    assert len(keys) <= 12
    assert len(night["steps"]) == 5
    assert [dose["mg"] for dose in night["steps"]["magnesium"]["doses"]] == [200]
    assert night["scores"] == {"tired": 6, "legs_before": 7, "legs_after": 2}


STAGES = [
    (["6"], "Sitting still", {"tired": 6}, {}),
    (["7"], "None since", {"tired": 6, "legs_before": 7}, {}),
    (["enter"], "step 2 of 4", {}, {"caffeine": "done"}),
    (["m"], "step 3 of 4", {}, {"bath": "minimum"}),
    (["s", "w"], "step 4 of 4", {}, {"massage": "excused"}),
    (["enter"], "And now, after", {}, {"meditation": "done"}),
    (["0"], "Good night. Three", {"legs_after": 0}, {}),
]


def test_killed_after_each_answer_it_opens_at_the_same_step_with_every_answer(
    opening: Opening, env: dict[str, str], home: Path
) -> None:
    set_up(home, magnesium=False)
    scores: dict[str, int] = {}
    steps: dict[str, str] = {}
    seen = "How worn out"
    for keys, then, more_scores, more_steps in STAGES:
        coach = opening().until(seen).press(*keys).until(then)
        assert coach.kill() == -9
        scores |= more_scores
        steps |= more_steps
        seen = then
        night = shown(env)
        assert night["scores"] == scores
        assert {name: entry["status"] for name, entry in night.get("steps", {}).items()} == steps
    opening().until(seen)


def test_killed_while_a_timer_runs_it_tells_the_time_that_is_left(
    opening: Opening, env: dict[str, str], home: Path
) -> None:
    set_up(home)
    opening().until("How worn out").press("down", "down", "down", "down", "space").until("14:5").kill()
    assert "timer.bath" in (home / f"nights-{shown(env)['night'][:4]}.json").read_text()

    again = opening().until("running")
    match = re.search(r"(\d+):(\d\d)  running", again.text)
    assert match is not None
    assert 14 * 60 + 40 <= int(match[1]) * 60 + int(match[2]) <= 15 * 60


def test_the_morning_in_four_keys(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    env["TZ"] = zone_where_it_is(9)
    opening().until("While dropping off").press("3", "x", "-").until("Thank you").press("enter").ended()

    assert shown(env)["scores"] == {"falling_asleep": 3, "during_night": 10}


def test_a_note_of_any_script_is_stored_as_typed(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    coach = opening().until("How worn out").press("n").until("esc keeps it")
    coach.paste("zwei\rZeilen 🌙 مرحبا 漢字".encode()).until("Zeilen").press("esc").until("Note kept").press("q")
    assert coach.ended() == 0

    assert shown(env)["note"] == "zwei\nZeilen 🌙 مرحبا 漢字"


def test_a_note_being_typed_survives_a_kill(opening: Opening, env: dict[str, str], home: Path) -> None:
    session = set_up(home)
    coach = opening().until("How worn out").press("n").until("esc keeps it").press(*"half a thought")
    while "thought" not in session.night(None if not coach.text else _tonight(env)).drafts.get("note", ""):
        coach.until("half a thought")
        coach._read(0.05)
    coach.kill()

    opening().until("note begun").press("n").until("half a thought")


def _tonight(env: dict[str, str]) -> Any:
    from datetime import date

    return date.fromisoformat(shown(env)["night"])


def test_undo_goes_on_after_reopening(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home)
    opening().until("How worn out").press("6", "7").until("None since").press("q").ended()
    opening().until("None since").press("u").until("Taken back: legs before: 7").press("q").ended()

    assert shown(env)["scores"] == {"tired": 6}


def test_two_thousand_wild_keys_end_nothing(opening: Opening, home: Path) -> None:
    set_up(home)
    coach = opening(size=(40, 15)).until("How worn out")
    wild = random.Random(20261122)
    letters = "0123456789x-+bnumshcwrkjad?[]{}@!~é漢 "
    for _ in range(40):
        coach.press(*wild.choices([*letters, "up", "down", "enter", "esc", "tab", "backspace"], k=50))
        coach._read(0.01)
    coach.press(*["esc"] * 3, "1").press("down")

    for _ in range(20):
        coach.press("esc")
        coach._read(0.1)
    coach.paste(b"\x11")  # ctrl+q
    assert coach.ended() == 0


def test_without_a_terminal_it_asks_in_plain_lines_and_stores_nothing(env: dict[str, str], home: Path) -> None:
    left = subprocess.run([COACH], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    assert (left.returncode, left.stderr) == (0, "")
    assert "Question 1 of 3. When do you usually go to bed?" in left.stdout
    assert left.stdout.endswith("\nLeft here; 3 questions are still open.\n")
    assert not home.exists()


def test_a_damaged_diary_is_refused_in_one_sentence(opening: Opening, env: dict[str, str], home: Path) -> None:
    set_up(home).dispatch(Draft("note", "x"))
    for path in home.glob("nights-*.json"):
        path.write_text("")
        (home / "nights-2026.json").write_text("")
        (home / "nights-2027.json").write_text("")
    coach = opening().until("It was left as it")

    assert coach.ended() == 1
    assert "Traceback" not in coach.text


@pytest.mark.parametrize(("key", "tired"), [("n", 9), ("y", 3), ("esc", 9)])
def test_a_restore_asks_in_a_terminal(
    opening: Opening,
    home: Path,
    tmp_path: Path,
    key: str,
    tired: int,
) -> None:
    session = Session.at(home)
    session.dispatch(Answer("tired", 3))
    session.backup(tmp_path / "mine.zip")
    session.dispatch(Answer("tired", 9))
    terminal = opening("restore", str(tmp_path / "mine.zip")).until("Put the copy in its place?").press(key, "enter")

    assert terminal.ended() == (0 if key == "y" else 1)
    assert Session.at(home).night().scores == {"tired": tired}
