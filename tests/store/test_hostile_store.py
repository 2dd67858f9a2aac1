"""What a hostile reader of the store found: each once lost an answer or told an untruth."""

import errno
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach.core.routine import Answer, Done, GoTo, Undo, WriteNote
from coach.session import Session
from coach.store import StoreError, durable, files
from tests.conftest import Clock

YEAR = "nights-2026.json"


def test_a_file_that_comes_back_while_the_one_before_is_read_is_not_taken_for_it(
    session: Session, open_session: Callable[..., Session], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tired in (1, 2, 3):
        session.dispatch(Answer("tired", tired))
    other = open_session()
    (home / YEAR).rename(home / "away")

    def read(path: Path) -> Any:
        found = files.read(path)
        if path.name == f"{YEAR}.bak" and (home / "away").exists():
            (home / "away").rename(home / YEAR)
        return found

    monkeypatch.setattr(durable, "read", read)
    assert other.night().scores == {"tired": 2}
    other.dispatch(GoTo("bath"))

    assert open_session().night().scores == {"tired": 3}


def test_a_refused_restore_takes_nothing_away_later(
    session: Session, open_session: Callable[..., Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.dispatch(Answer("tired", 3))
    session.backup(tmp_path / "early.zip")
    session.dispatch(Done("bath"), night=date(2025, 12, 31))
    count = 0

    def sync(folder: Path) -> None:
        nonlocal count
        if (folder / files.INTENT).exists():
            count += 1
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(files, "sync", sync)
        with pytest.raises(StoreError):
            session.restore(str(tmp_path / "early.zip"))

    assert count == 1
    assert len(open_session().last(9)) == 2


def test_a_year_of_which_only_the_generation_before_is_left_is_in_every_copy(
    session: Session, home: Path, tmp_path: Path, clock: Clock
) -> None:
    for _ in range(2):
        session.dispatch(Done("bath"), night=date(2025, 12, 31))
    (home / "nights-2025.json").unlink()
    session.backup(tmp_path / "all.zip")
    clock.forward(days=1)
    session.dispatch(Answer("tired", 3))

    assert (home / "backups" / "2026-11-23" / "nights-2025.json").exists()
    session.restore(str(tmp_path / "all.zip"))
    assert [night.night for night in session.last(9)] == [date(2025, 12, 31)]


def test_a_damaged_file_outlives_a_restore_that_has_no_such_year(session: Session, home: Path, tmp_path: Path) -> None:
    session.backup(tmp_path / "early.zip")
    for tired in (1, 2):
        session.dispatch(Answer("tired", tired))
    broken = (home / YEAR).read_bytes()[:-1]
    (home / YEAR).write_bytes(broken)
    session.restore(str(tmp_path / "early.zip"))

    assert (home / f"{YEAR}.damaged-1").read_bytes() == broken


def test_a_year_too_long_to_be_read_again_is_refused(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.dispatch(Answer("tired", 3))
    monkeypatch.setattr(durable, "LARGEST", 2000)
    with pytest.raises(StoreError, match="more than 2,000 bytes"):
        session.dispatch(WriteNote("x" * 2000))

    assert session.night().note is None


def test_an_undo_leaves_what_another_machine_logged_in_the_same_second(session: Session, clock: Clock) -> None:
    phone = Session.at(session.where().folder.with_name("phone"), clock, "phone")
    phone.dispatch(WriteNote("from bed"))
    session.dispatch(Answer("tired", 3))
    session.merge(str(phone.where().folder))
    session.dispatch(Undo())

    assert len([1 for left in (session.night().note, session.night().scores) if left]) == 1


def test_a_file_of_a_newer_coach_is_not_merged_as_if_it_were_ours(
    session: Session, open_session: Callable[..., Session], tmp_path: Path
) -> None:
    session.dispatch(Answer("tired", 3))
    newer = durable.encode({"nights": {}}, 1, schema=99)
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer" / YEAR).write_bytes(newer)

    for refused in (session.merge, session.compare):
        with pytest.raises(StoreError, match="newer coach"):
            refused(str(tmp_path / "newer"))
    assert open_session().night().scores == {"tired": 3}


def test_a_damaged_copy_that_is_merged_is_told(session: Session, tmp_path: Path, clock: Clock) -> None:
    other = Session.at(tmp_path / "other", clock, "phone")
    for tired in (1, 2):
        other.dispatch(Answer("tired", tired))
    (tmp_path / "other" / YEAR).write_bytes(b"rubbish")
    session.merge(str(tmp_path / "other"))

    assert "damaged" in " ".join(session.problems())
