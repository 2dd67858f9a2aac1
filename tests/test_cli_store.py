"""Ways back from the command line: backup, restore, check and merge. One sentence each, nothing half done."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from coach import cli
from coach.core.routine import Answer, Done
from coach.session import Session
from tests.conftest import Clock, Shell

NIGHTS = "nights-2026.json"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_HOME", str(home))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def answered(session: Session) -> Session:
    session.dispatch(Answer("tired", 3), Done("bath"))
    return session


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}


def refused(result: tuple[int, str, str]) -> str:
    """The one sentence of a refusal."""
    code, out, err = result
    assert (code, out) == (1, "")
    last = err.rstrip("\n").splitlines()[-1]
    assert last.startswith("coach: ")
    assert last.endswith(".")
    return last


def test_a_dated_copy_is_kept_and_its_place_printed(coach: Shell, answered: Session, home: Path) -> None:
    code, out, err = coach("backup")

    assert (code, err) == (0, "")
    assert (Path(out.strip()) / NIGHTS).read_bytes() == (home / NIGHTS).read_bytes()


def test_one_file_to_carry_away_and_back(coach: Shell, answered: Session, tmp_path: Path) -> None:
    assert coach("backup", "mine.zip") == (0, f"{tmp_path / 'mine.zip'}\n", "")
    before = coach.shown()
    assert (tmp_path / "mine.zip").stat().st_mode & 0o077 == 0
    coach("score", "tired=9")
    code, out, err = coach("restore", "mine.zip", "--yes")

    assert (code, out) == (0, "")
    assert "Different: 1." in err
    assert coach.shown() == before


def test_a_file_that_is_there_is_not_written_over(coach: Shell, answered: Session, tmp_path: Path) -> None:
    (tmp_path / "mine.zip").write_text("mine")

    assert "mine.zip is there already" in refused(coach("backup", "mine.zip"))
    assert (tmp_path / "mine.zip").read_text() == "mine"


def test_where_there_is_no_diary_there_is_nothing_to_copy(
    coach: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
) -> None:
    empty = tmp_path / "empty"
    monkeypatch.setattr(cli, "_session", lambda _: Session.at(empty, clock, "laptop"))

    assert "no diary" in refused(coach("backup"))
    assert not empty.exists()


def test_a_place_that_does_not_exist_is_named(coach: Shell, answered: Session, tmp_path: Path) -> None:
    assert "nowhere" in refused(coach("backup", "nowhere/mine.zip"))


def test_a_restore_says_what_will_change_and_does_nothing_unasked(
    coach: Shell,
    answered: Session,
    home: Path,
) -> None:
    coach("backup", "mine.zip")
    coach("score", "tired=9")
    before = tree(home)
    code, out, err = coach.typing(b"y\n")("restore", "mine.zip")  # not a terminal, so nobody was asked

    assert (code, out) == (1, "")
    assert err.splitlines()[0] == "Now: 1 night, the last of 2026-11-22. The copy: 1 night, the last of 2026-11-22."
    assert "--yes" in err
    assert tree(home) == before


def test_what_was_replaced_is_kept_first(coach: Shell, answered: Session) -> None:
    coach("backup", "mine.zip")
    coach("score", "tired=9")
    later = coach.shown()
    coach("restore", "mine.zip", "--yes")
    coach("restore", "2026-11-22-before-restore", "--yes")

    assert coach.shown() == later


def test_the_copy_of_a_day_is_named_by_its_date(coach: Shell, answered: Session, clock: Clock) -> None:
    before = coach.shown()
    clock.forward(days=1)
    coach("score", "legs_before=5")
    coach("restore", "2026-11-23", "--yes")

    assert coach.shown("--night", "2026-11-22") == before
    assert coach.shown() == {"night": "2026-11-23"}


@pytest.mark.parametrize("command", ["restore", "merge"])
@pytest.mark.parametrize("which", ["2026-01-01", "nothing.zip", "text.zip", "cut.zip", ".", "empty"])
def test_what_is_no_copy_changes_nothing_and_is_named(
    coach: Shell,
    answered: Session,
    home: Path,
    tmp_path: Path,
    command: str,
    which: str,
) -> None:
    coach("backup", "cut.zip")
    (tmp_path / "cut.zip").write_bytes((tmp_path / "cut.zip").read_bytes()[:-40])
    (tmp_path / "text.zip").write_text("not a zip")
    (tmp_path / "empty").mkdir()
    before = tree(home)
    words = [command, which, *(["--yes"] if command == "restore" else [])]

    assert which in refused(coach(*words))
    assert tree(home) == before


def test_check_is_content_with_a_good_diary(coach: Shell, answered: Session) -> None:
    assert coach("check") == (0, "Everything reads as it was written.\n", "")
    assert coach("check", "--repair") == (0, "Everything reads as it was written.\n", "")


def test_check_names_a_damaged_file_and_repair_saves_it(coach: Shell, answered: Session, home: Path) -> None:
    coach("score", "legs_before=5")
    before = coach.shown()
    broken = (home / NIGHTS).read_bytes()[:-1]
    (home / NIGHTS).write_bytes(broken)
    code, out, err = coach("check")
    assert (code, err) == (1, "")
    assert out.startswith(f"{NIGHTS} is damaged")
    code, out, err = coach("check", "--repair")

    assert (code, err) == (0, "")
    assert "Done: made anew with 1 night" in out
    assert coach.shown() == before
    assert (home / f"{NIGHTS}.damaged-1").read_bytes() == broken
    assert coach("check")[0] == 0


def test_loosened_permissions_are_named_and_mended(coach: Shell, answered: Session, home: Path) -> None:
    home.chmod(0o755)
    (home / NIGHTS).chmod(0o644)
    code, out, _ = coach("check")
    assert code == 1
    assert f"{home} can be opened by others (0755)" in out
    assert f"{home / NIGHTS} can be opened by others (0644)" in out

    assert coach("check", "--repair")[0] == 0
    assert (home.stat().st_mode & 0o777, (home / NIGHTS).stat().st_mode & 0o777) == (0o700, 0o600)


def test_check_of_nothing_is_content(coach: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "none"))

    assert coach("check")[0] == 0
    assert not (tmp_path / "none").exists()


@pytest.fixture
def elsewhere(answered: Session, home: Path, tmp_path: Path, clock: Clock) -> Path:
    """The same diary on the phone, gone on with there."""
    shutil.copytree(home, tmp_path / "phone")
    phone = Session.at(tmp_path / "phone", clock, "phone")
    phone.dispatch(Answer("legs_before", 8))
    phone.dispatch(Answer("tired", 6), night=answered.tonight.replace(day=20))
    phone.backup(tmp_path / "phone.zip")
    return tmp_path / "phone"


@pytest.mark.parametrize("other", ["phone", "phone.zip"])
def test_a_merge_tells_what_it_brought_and_twice_is_once(coach: Shell, elsewhere: Path, other: str) -> None:
    assert coach("merge", other) == (0, "", "Nights that were not here: 1. Nights that grew: 1.\n")
    joined = coach.shown("--last", "9")
    assert [night["scores"] for night in joined] == [{"tired": 6}, {"tired": 3, "legs_before": 8}]

    assert coach("merge", other) == (0, "", "Nights that were not here: 0. Nights that grew: 0.\n")
    assert coach.shown("--last", "9") == joined


def test_a_merge_with_itself_changes_nothing(coach: Shell, answered: Session, home: Path) -> None:
    before = tree(home)

    assert coach("merge", str(home))[0] == 0
    assert tree(home) == before


@pytest.mark.parametrize("words", [["backup"], ["restore", "phone", "--yes"], ["merge", "phone"]])
def test_a_full_disk_is_told_and_leaves_all_as_it_was(
    coach: Shell,
    elsewhere: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    before = {name: raw for name, raw in tree(home).items() if not name.endswith(".ballast")}

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        assert "No space left on device" in refused(coach(*words))
    after = {name: raw for name, raw in tree(home).items() if not name.endswith(".ballast")}
    assert after == before
