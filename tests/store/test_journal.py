"""Transactions under one lock: two sessions, two processes, nothing lost."""

import json
import stat
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from coach.core.nights import Night
from coach.core.profile import Profile
from coach.core.routine import Answer, Done
from coach.session import Session
from coach.store import Damaged, Journal, Locked, Unwritable
from tests.conftest import Clock

NIGHT = date(2026, 11, 22)


def test_making_a_journal_touches_nothing(home: Path) -> None:
    Journal(home).read().night(NIGHT)

    assert not home.exists()


def test_folder_and_files_are_for_their_owner_only(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}


def test_each_year_has_a_file_of_its_own(session: Session, home: Path, clock: Clock) -> None:
    clock.now = clock.now.replace(year=2027, month=1, day=2)
    session.dispatch(Done("bath"), night=date(2026, 12, 31))
    session.dispatch(Done("bath"), night=date(2027, 1, 1))

    assert {path.name for path in home.glob("nights-*")} == {"nights-2026.json", "nights-2027.json"}
    assert [night.night for night in session.last(5)] == [date(2026, 12, 31), date(2027, 1, 1)]


def test_a_night_is_numbered_by_its_date(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))

    assert list(json.loads((home / "nights-2026.json").read_text())["nights"]) == ["20261122"]


def test_a_block_that_fails_writes_nothing(home: Path) -> None:
    journal = Journal(home)
    with pytest.raises(RuntimeError), journal.transaction() as transaction:
        transaction.put(Night(night=NIGHT, cursor="bath"))
        transaction.put_profile(Profile())
        raise RuntimeError

    assert list(home.glob("*.json")) == []


def test_two_sessions_both_keep_their_answers(session: Session, home: Path, clock: Clock) -> None:
    other = Session.at(home, clock, device="phone")
    session.dispatch(Answer("tired", 3))
    other.dispatch(Answer("legs_before", 4))
    session.dispatch(Done("bath"))

    night = other.night()
    assert night.scores == {"tired": 3, "legs_before": 4}
    assert {change.device for change in night.changes} == {"laptop", "phone"}


def test_two_processes_writing_at_once_lose_nothing(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from coach.session import Session; from coach.core.routine import Took\n"
        "session = Session.at(Path(sys.argv[1]))\n"
        "for n in range(25): session.dispatch(Took(1 + n))\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(home)]) for _ in range(2)]

    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    nights = [n for year in Journal(home).years() for n in Journal(home).read().nights(year)]
    assert sum(len(night.doses) for night in nights) == 50


def test_a_diary_that_is_held_is_refused_in_one_sentence(home: Path) -> None:
    with (
        Journal(home).transaction(),
        pytest.raises(Locked, match="Another coach"),
        Journal(home, lock_seconds=0.05).transaction(),
    ):
        pass


def test_the_lock_is_free_again_after_a_failure(home: Path) -> None:
    with pytest.raises(RuntimeError), Journal(home).transaction():
        raise RuntimeError
    with Journal(home, lock_seconds=0.05).transaction():
        pass


def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(Unwritable, match="cannot be written"), Journal(tmp_path / "file" / "home").transaction():
        pass


def test_a_record_that_makes_no_sense_is_named_and_never_overwritten(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))
    path = home / "nights-2026.json"
    broken = path.read_text().replace('"step.bath"', '"score.tired"')
    path.write_text(broken)

    with pytest.raises(Damaged, match="20261122"):
        session.night()
    with pytest.raises(Damaged):
        session.dispatch(Answer("tired", 3))
    assert path.read_text() == broken


def test_settings_can_be_taken_back_one_by_one(session: Session, profile: Profile) -> None:
    for theme in ("day", "contrast", "terminal"):
        session.change_profile(partial(Profile.model_copy, update={"theme": theme}))

    assert [session.undo_profile().theme for _ in range(3)] == ["contrast", "day", "night"]
    assert session.profile == profile


def test_only_so_many_old_settings_are_kept(session: Session, home: Path) -> None:
    for n in range(30):
        session.change_profile(partial(Profile.model_copy, update={"bell": bool(n % 2)}))

    assert len(json.loads((home / "settings.json").read_text())["profile"]) == 20
