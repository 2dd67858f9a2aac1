"""What is handed out: printed, or in a file of its own, whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from coach import asking, newfile
from coach.core.routine import Refused
from coach.newfile import hand_over, write_new
from coach.store import files

DIARY = Path("diary")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


def says(monkeypatch: pytest.MonkeyPatch, answer: bool) -> list[str]:
    asked: list[str] = []

    def confirmed(question: str) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr(newfile, "confirmed", confirmed)
    return asked


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    assert write_new("a.txt", b"mine", DIARY) == tmp_path / "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == b"mine"
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o600
    assert left(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    "file", ["diary/settings.json", "diary/nights-2020.json", "diary/backups/a", "other/a", "link"]
)
def test_nothing_is_put_among_the_files_of_the_diary(
    tmp_path: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "diary" / "backups").mkdir(parents=True)
    (tmp_path / "diary" / "settings.json").write_text("mine")
    (tmp_path / "other").symlink_to("diary")
    (tmp_path / "link").symlink_to("diary/settings.json")
    says(monkeypatch, True)

    with pytest.raises(Refused, match="is in the folder of the diary itself"):
        write_new(file, b"x", DIARY)

    assert left(tmp_path / "diary") == ["backups", "settings.json"]
    assert (tmp_path / "diary" / "settings.json").read_text() == "mine"


def test_the_home_folder_is_known_by_its_sign(tmp_path: Path) -> None:
    assert write_new("~/b.txt", b"mine", DIARY) == tmp_path / "b.txt"


def test_what_is_there_stays_where_nobody_can_be_asked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("before")
    with pytest.raises(Refused, match=r"a\.txt is there already and was left as it is; give another name\."):
        write_new("a.txt", b"after", DIARY)
    assert (tmp_path / "a.txt").read_text() == "before"


def test_what_is_there_is_replaced_after_a_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("before, and longer")
    asked = says(monkeypatch, True)
    write_new("a.txt", b"after", DIARY)
    assert (tmp_path / "a.txt").read_bytes() == b"after"
    assert "Write over it?" in asked[0]
    assert left(tmp_path) == ["a.txt"]


def test_a_link_keeps_leading_where_it_led(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("before")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "a.txt")
    says(monkeypatch, True)
    write_new("link", b"after", DIARY)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a.txt").read_bytes() == b"after"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (".", "is a folder"),
        ("", "is a folder"),
        ("nowhere/a.txt", "There is no folder"),
        ("a\0b", "could not be written"),
        ("x" * 300, "could not be written"),
        ("~nobody-of-that-name/a", "could not be written"),
        ("bad\x1b[2J/a", "There is no folder"),
    ],
)
def test_what_is_no_place_for_a_file_is_one_sentence(tmp_path: Path, file: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        write_new(file, b"x", DIARY)
    assert "\x1b" not in str(refused.value)
    assert str(refused.value).endswith(".")
    assert left(tmp_path) == []


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("fails", ["_put", "_settle", "sync"])
def test_a_full_disk_leaves_the_old_file_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, fails: str
) -> None:
    if there:
        (tmp_path / "a.txt").write_text("before")
    says(monkeypatch, True)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, fails, full)
    with pytest.raises(Refused, match=r"a\.txt could not be written: No space left on device\."):
        write_new("a.txt", b"after", DIARY)
    whole = {b"after"} if fails == "sync" else set()
    whole |= {b"before"} if there else set()
    assert {path.read_bytes() for path in tmp_path.iterdir()} <= whole


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_new("pipe", b"through", DIARY)
    assert os.read(reader, 99) == b"through"
    os.close(reader)


@pytest.mark.parametrize("file", [None, "-"])
def test_without_a_file_it_is_printed(capsysbinary: pytest.CaptureFixture[bytes], file: str | None) -> None:
    assert hand_over("text\n", file, DIARY) is None
    assert hand_over(b"\x00bytes", file, DIARY) is None
    assert capsysbinary.readouterr().out == b"text\n\x00bytes"


def test_text_in_a_file_is_utf_8(tmp_path: Path) -> None:
    hand_over("für 猫", "a.txt", DIARY)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "für 猫"


def test_nobody_says_yes_where_nothing_can_be_typed() -> None:
    assert asking.confirmed("Sure?") is False
