"""Dated copies, and one file to carry away."""

import errno
import io
import os
import random
import stat
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.routine import Answer, Done
from coach.session import Session
from coach.store import Damaged, Foreign, StoreError, Unwritable, backups, files
from coach.store.backups import ASKED, DAYS, MONTHS, WEEKS, contents, copies, keep, pack, superfluous, unpacked
from coach.store.durable import parsed
from tests.conftest import Clock

DAY = date(2026, 11, 22)
NIGHTS, SETTINGS = "nights-2026.json", "settings.json"


def names_of(home: Path) -> list[str]:
    return [copy.name for copy in copies(home)]


def all_under(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def diary(session: Session, home: Path) -> Path:
    """A folder with settings and one night."""
    session.dispatch(Answer("tired", 3))
    return home


# Once a day


def test_the_first_change_of_a_day_keeps_what_was_there_before(session: Session, home: Path, clock: Clock) -> None:
    session.dispatch(Answer("tired", 3))
    clock.forward(days=1)
    before = (home / NIGHTS).read_bytes()
    session.dispatch(Answer("tired", 4))
    session.dispatch(Answer("legs_before", 4))

    assert names_of(home) == ["2026-11-22", "2026-11-23"]
    assert (home / "backups" / "2026-11-23" / NIGHTS).read_bytes() == before


def test_an_empty_diary_keeps_no_copy(home: Path) -> None:
    home.mkdir()

    assert keep(home, DAY) is None
    assert list(home.iterdir()) == []


def test_reading_keeps_no_copy(diary: Path, session: Session, clock: Clock) -> None:
    clock.forward(days=1)
    session.night()
    session.last(9)

    assert names_of(diary) == ["2026-11-22"]


def test_a_copy_holds_the_diarys_own_files_and_nothing_else(diary: Path) -> None:
    made = keep(diary, DAY, "asked")

    assert made is not None
    assert sorted(path.name for path in made.iterdir()) == [NIGHTS, SETTINGS]
    assert all((made / name).read_bytes() == (diary / name).read_bytes() for name in (NIGHTS, SETTINGS))


def test_a_file_that_did_not_change_gets_one_more_name_and_never_the_diarys_own(diary: Path) -> None:
    one, other = keep(diary, DAY, "asked"), keep(diary, DAY + timedelta(days=1))

    assert one is not None
    assert other is not None
    for name in (NIGHTS, SETTINGS):
        assert (one / name).stat().st_ino == (other / name).stat().st_ino
        assert (one / name).stat().st_ino != (diary / name).stat().st_ino


def test_a_file_that_changed_is_copied_anew(diary: Path, session: Session) -> None:
    one = keep(diary, DAY, "asked")
    session.dispatch(Answer("tired", 4))
    other = keep(diary, DAY + timedelta(days=1))

    assert one is not None
    assert other is not None
    assert (one / NIGHTS).read_bytes() != (other / NIGHTS).read_bytes() == (diary / NIGHTS).read_bytes()
    assert (one / SETTINGS).stat().st_ino == (other / SETTINGS).stat().st_ino


def test_no_save_ever_touches_a_copy(diary: Path, session: Session, clock: Clock) -> None:
    clock.forward(days=1)
    session.dispatch(Answer("tired", 4))
    kept = all_under(diary / "backups")
    for n in range(5):
        session.dispatch(Answer("tired", n))
        session.change_profile(lambda p: p.evolve(bell=not p.bell))

    assert all_under(diary / "backups") == kept
    own = {path.stat().st_ino for path in diary.glob("*") if path.is_file()}
    assert not own & {path.stat().st_ino for path in (diary / "backups").rglob("*.json")}


def test_copies_are_for_their_owner_only_whatever_the_umask(diary: Path) -> None:
    before = os.umask(0)
    try:
        keep(diary, DAY, "asked")
        pack(diary, diary.parent / "diary.zip")
    finally:
        os.umask(before)

    modes = {(p.is_dir(), stat.S_IMODE(p.stat().st_mode)) for p in (diary / "backups").rglob("*")}
    assert modes == {(True, 0o700), (False, 0o600)}
    assert stat.S_IMODE((diary / "backups").stat().st_mode) == 0o700
    assert stat.S_IMODE((diary.parent / "diary.zip").stat().st_mode) == 0o600


def test_without_hard_links_each_copy_is_whole(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    made = [keep(diary, DAY, "asked"), keep(diary, DAY + timedelta(days=1))]

    for copy in made:
        assert copy is not None
        assert (copy / NIGHTS).read_bytes() == (diary / NIGHTS).read_bytes()


# A full disk


@pytest.mark.parametrize("function", ["put_new", "sync", "read"])
@pytest.mark.parametrize("call", [1, 2])
def test_a_disk_full_while_copying_stops_no_save_leaves_no_half_copy_and_is_told(
    diary: Path, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch, function: str, call: int
) -> None:
    clock.forward(days=1)
    session.change_profile(lambda p: p.evolve(bell=False))  # so that two files differ from the copy
    session.dispatch(Answer("tired", 4))
    clock.forward(days=1)
    session.problems()
    before = names_of(diary)
    with monkeypatch.context() as patch:
        patch.setattr(backups, "files", Failing(function, call))
        session.dispatch(Answer("legs_before", 7))

    problems = session.problems()
    assert Session.at(diary, clock).night().scores["legs_before"] == 7
    assert any("copy could not be kept" in problem for problem in problems), problems
    after = names_of(diary)
    assert after == before or (diary / "backups" / after[-1] / NIGHTS).exists()
    assert not list((diary / "backups").glob(".*"))


class Failing:
    """``coach.store.files``, where the nth call of one function meets a full disk."""

    def __init__(self, function: str, call: int) -> None:
        self._function, self._left = function, call

    def __getattr__(self, name: str) -> Any:
        real = getattr(files, name)
        if name != self._function:
            return real

        def call(*args: Any) -> Any:
            self._left -= 1
            if self._left:
                return real(*args)
            if name == "read":  # it says so itself
                raise Unwritable("The disk refused.")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return call


def test_a_copy_that_could_not_be_kept_is_kept_at_the_next_change(
    diary: Path, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.forward(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(files, "put_new", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        patch.setattr(os, "link", lambda *_, **__: (_ for _ in ()).throw(OSError(errno.EPERM, "no links")))
        with pytest.raises(Unwritable):
            keep(diary, clock.now.date())
    session.dispatch(Answer("tired", 5))

    assert names_of(diary)[-1] == "2026-11-23"


def test_what_a_crash_left_of_a_copy_is_swept_and_is_no_copy(diary: Path) -> None:
    left = diary / "backups" / ".2026-11-22.abc.tmp"
    left.mkdir()
    (left / NIGHTS).write_bytes(b"half")

    assert names_of(diary) == ["2026-11-22"]
    keep(diary, DAY, "asked")
    assert not left.exists()


@pytest.mark.parametrize("name", ["2026-02-30", "2026-13-45"])
def test_a_folder_named_for_a_day_that_never_was_stops_no_save(diary: Path, session: Session, name: str) -> None:
    (diary / "backups" / name).mkdir(mode=0o700)
    keep(diary, DAY + timedelta(days=1))

    assert session.dispatch(Answer("legs_before", 2)).scores == {"tired": 3, "legs_before": 2}
    assert (diary / "backups" / name).exists()


# Thinning

DATES = st.lists(st.dates(date(2020, 1, 1), date(2026, 11, 22)), unique=True, max_size=60).map(sorted)
CLOSE = st.lists(st.integers(0, 400), unique=True, max_size=120).map(
    lambda days: sorted(DAY - timedelta(days=n) for n in days)
)


def plain(days: list[date]) -> list[Path]:
    return [Path("backups") / str(day) for day in days]


@given(DATES | CLOSE)
def test_so_many_stay_and_always_the_newest_days(days: list[date]) -> None:
    found = plain(days)
    gone = superfluous(found)
    stay = [path for path in found if path not in gone]

    assert len(stay) <= DAYS + WEEKS + MONTHS
    assert stay[-DAYS:] == found[-DAYS:]
    assert set(gone) <= set(found)
    assert superfluous(stay) == []


@given(DATES | CLOSE)
def test_the_newest_weeks_and_months_that_have_one_keep_their_last(days: list[date]) -> None:
    found = plain(days)
    stay = {date.fromisoformat(path.name) for path in found if path not in superfluous(found)}

    weeks = {day.isocalendar()[:2]: day for day in days}
    months = {(day.year, day.month): day for day in days}
    assert stay >= set(list(weeks.values())[-WEEKS:]) | set(list(months.values())[-MONTHS:])


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["", "-asked", "-before-merge"])), unique=True))
def test_those_asked_for_are_counted_by_themselves(asked: list[tuple[int, str]]) -> None:
    found = sorted(Path("backups") / f"{DAY - timedelta(days=n)}{why}" for n, why in asked)
    special = [path for path in found if len(path.name) > 10]
    gone = superfluous(found)

    assert [path for path in special if path not in gone] == special[-ASKED:]
    assert superfluous([p for p in found if p not in special]) == [p for p in gone if p not in special]


def test_a_year_of_days_leaves_the_days_weeks_and_months(diary: Path) -> None:
    for n in range(1, 60):
        keep(diary, DAY + timedelta(days=n))

    left = names_of(diary)
    assert left[-DAYS:] == [str(DAY + timedelta(days=n)) for n in range(60 - DAYS, 60)]
    assert len(left) <= DAYS + WEEKS + MONTHS


@pytest.mark.parametrize("why", ["asked", "before-restore"])
def test_a_copy_just_made_always_stays(diary: Path, why: str) -> None:
    for n in range(ASKED):
        keep(diary, DAY, "before-restore" if n % 2 else "before-merge")
    for n in range(2 * ASKED):
        made = keep(diary, DAY, why)
        assert made is not None
        assert made.exists(), n


def test_a_copy_just_made_stays_though_the_clock_was_set_back(diary: Path) -> None:
    for n in range(ASKED + 1):
        keep(diary, DAY + timedelta(days=400 * n), "asked")
        keep(diary, DAY + timedelta(days=400 * n))
    asked, made = keep(diary, DAY - timedelta(days=9), "before-restore"), keep(diary, DAY - timedelta(days=9))

    assert asked is not None
    assert asked.exists()
    assert made is not None
    assert made.exists()


# One file to carry away


def test_what_is_packed_reads_back(diary: Path, tmp_path: Path) -> None:
    pack(diary, tmp_path / "diary.zip")

    raw = {name: (diary / name).read_bytes() for name in (NIGHTS, SETTINGS)}
    assert unpacked(tmp_path / "diary.zip") == raw
    packed, here = contents(tmp_path / "diary.zip"), contents(diary)
    assert {n: c.tables for n, c in packed.items()} == {n: c.tables for n, c in here.items()}
    assert parsed(packed[NIGHTS].tables["nights"]["20261122"])["night"] == "2026-11-22"


def test_a_dated_copy_reads_as_the_diary_did(diary: Path) -> None:
    made = keep(diary, DAY, "asked")

    assert made is not None
    assert {n: c.tables for n, c in contents(made).items()} == {n: c.tables for n, c in contents(diary).items()}


def test_a_file_that_is_there_is_never_overwritten(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "diary.zip"
    target.write_text("mine")
    link = tmp_path / "link.zip"
    link.symlink_to(tmp_path / "nowhere")

    for there in (target, link, tmp_path):
        with pytest.raises(Foreign, match="there already"):
            pack(diary, there)
    assert target.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_diary_is_not_packed(diary: Path, tmp_path: Path) -> None:
    (diary / NIGHTS).write_bytes((diary / NIGHTS).read_bytes()[:-9])

    with pytest.raises(Damaged, match=NIGHTS):
        pack(diary, tmp_path / "diary.zip")
    assert not (tmp_path / "diary.zip").exists()


def test_a_place_that_cannot_be_written_is_refused_in_one_sentence(diary: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "no" / "diary.zip", tmp_path / ("x" * 300), diary / NIGHTS / "diary.zip"):
        with pytest.raises(StoreError, match=r"^[^\n]+\.$"):
            pack(diary, target)


def zipped(target: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in entries.items():
            archive.writestr(name, raw)
    return target


@pytest.mark.parametrize("raw", [b"", b"text\n", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), bytes(4096)])
def test_what_is_no_packed_diary_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(raw)

    with pytest.raises(Foreign, match=r"^[^\n]+\.$"):
        contents(tmp_path / "x.zip")


def test_a_zip_of_other_things_or_with_paths_in_it_is_refused(tmp_path: Path) -> None:
    for n, name in enumerate(("notes.txt", "../nights-2026.json", "/etc/settings.json", "a/settings.json")):
        with pytest.raises(Foreign, match="holds no diary"):
            contents(zipped(tmp_path / f"{n}.zip", {name: b"{}"}))


def test_a_zip_that_unpacks_to_more_than_any_diary_is_refused_unread(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(NIGHTS, "w") as entry,
    ):
        for _ in range(2 * files.LARGEST // (1 << 22) + 1):
            entry.write(bytes(1 << 22))

    with pytest.raises(Foreign, match="more than any diary"):
        contents(bomb)


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    honest = zipped(tmp_path / "x.zip", {NIGHTS: bytes(5_000_000)}).read_bytes()
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    (tmp_path / "x.zip").write_bytes(lying)

    with pytest.raises(StoreError):
        contents(tmp_path / "x.zip")


def test_a_damaged_record_file_in_a_zip_is_refused_by_its_name(diary: Path, tmp_path: Path) -> None:
    raw = (diary / NIGHTS).read_bytes().replace(b'"score.tired"', b'"score.tirec"')

    with pytest.raises(Damaged, match=NIGHTS):
        contents(zipped(tmp_path / "x.zip", {NIGHTS: raw}))


@pytest.mark.parametrize("kind", ["flip", "cut", "zeros"])
def test_a_damaged_zip_is_refused_or_reads_as_it_was_packed(diary: Path, tmp_path: Path, kind: str) -> None:
    pack(diary, tmp_path / "good.zip")
    good, raw = unpacked(tmp_path / "good.zip"), (tmp_path / "good.zip").read_bytes()
    chance = random.Random(kind)
    for _ in range(300):
        at = chance.randrange(len(raw))
        broken = bytearray(raw)
        if kind == "flip":
            broken[at] ^= 1 << chance.randrange(8)
        elif kind == "cut":
            del broken[at:]
        else:
            broken[at : at + 30] = bytes(len(broken[at : at + 30]))
        (tmp_path / "x.zip").write_bytes(broken)
        try:
            found = unpacked(tmp_path / "x.zip")
        except StoreError as error:
            assert str(error).endswith("."), error
        else:
            assert all(good[name] == body for name, body in found.items() if name in good), at


def test_an_entry_with_a_password_or_an_unknown_packing_is_refused(diary: Path, tmp_path: Path) -> None:
    pack(diary, tmp_path / "good.zip")
    raw = (tmp_path / "good.zip").read_bytes()
    central = raw.index(b"PK\x01\x02")
    for local, there, value in ((6, 8, 1), (8, 10, 99)):  # the flags, the method
        broken = bytearray(raw)
        broken[local], broken[central + there] = value, value
        (tmp_path / "x.zip").write_bytes(broken)
        with pytest.raises(StoreError, match=r"^[^\n]+\.$"):
            contents(tmp_path / "x.zip")


def test_a_folder_a_link_and_nothing_are_refused(tmp_path: Path, diary: Path) -> None:
    pack(diary, tmp_path / "good.zip")
    (tmp_path / "link.zip").symlink_to(tmp_path / "good.zip")
    (tmp_path / "empty").mkdir()

    for path in (tmp_path / "link.zip", tmp_path / "empty", tmp_path / "none.zip"):
        with pytest.raises(Foreign, match=r"^[^\n]+\.$"):
            contents(path)


def test_a_damaged_dated_copy_is_refused(diary: Path) -> None:
    made = keep(diary, DAY, "asked")
    assert made is not None
    (made / NIGHTS).write_bytes((made / NIGHTS).read_bytes()[:-9])

    with pytest.raises(Damaged, match=NIGHTS):
        contents(made)


# Naming one


def test_a_date_names_the_plain_copy_and_a_name_the_other(diary: Path) -> None:
    keep(diary, DAY, "before-merge")
    keep(diary, DAY + timedelta(days=1), "asked")

    assert backups.find(diary, "2026-11-22").name == "2026-11-22"
    assert backups.find(diary, "2026-11-22-before-merge").name == "2026-11-22-before-merge"
    assert backups.find(diary, "2026-11-23").name == "2026-11-23-asked"


@pytest.mark.parametrize("which", ["2026-01-01", "nowhere.zip", "~nobody-of-that-name/x.zip", "x" * 5000, ""])
def test_what_names_no_copy_is_refused_in_one_sentence(diary: Path, which: str) -> None:
    with pytest.raises(Foreign, match=r"^[^\n]+\.$"):
        contents(backups.find(diary, which))


# Taking a copy back


def test_a_restore_keeps_what_was_there_and_can_be_taken_back(
    diary: Path, session: Session, open_session: Callable[..., Session]
) -> None:
    session.backup(None)
    session.dispatch(Answer("tired", 9), Done("bath"))
    session.dispatch(Done("bath"), night=date(2025, 12, 31))
    late = all_under_nights(session)
    session.restore("2026-11-22-asked")

    assert session.last(9)[-1].scores == {"tired": 3}
    assert session.last(9) == [session.night()]
    session.restore("2026-11-22-before-restore")
    assert all_under_nights(open_session()) == late
    assert session.problems() == []


def all_under_nights(session: Session) -> dict[date, dict[str, Any]]:
    return {night.night: {cell: c.value for cell, c in night.cells.items()} for night in session.last(99)}


def test_a_restore_leaves_no_year_that_the_copy_has_not(diary: Path, session: Session) -> None:
    session.backup(None)
    for _ in range(2):
        session.dispatch(Done("bath"), night=date(2025, 12, 31))
    (diary / "nights-2025.json").unlink()  # its .bak is what is read then
    assert len(session.last(9)) == 2
    session.restore("2026-11-22-asked")

    assert [night.night for night in session.last(9)] == [DAY]


def test_a_restore_over_a_damaged_diary_works_and_keeps_the_damaged_file(diary: Path, session: Session) -> None:
    session.backup(None)
    for name in (NIGHTS, f"{NIGHTS}.bak", SETTINGS, f"{SETTINGS}.bak"):
        (diary / name).write_bytes(b"garbage")
    session._journal.restore("2026-11-22-asked", DAY)

    assert Session.at(diary, session.now).night().scores == {"tired": 3}
    assert (diary / f"{NIGHTS}.damaged-1").read_bytes() == b"garbage"


def test_any_unzip_can_open_what_is_packed(diary: Path, tmp_path: Path) -> None:
    pack(diary, tmp_path / "x.zip")

    with zipfile.ZipFile(io.BytesIO((tmp_path / "x.zip").read_bytes())) as archive:
        assert archive.namelist() == [NIGHTS, SETTINGS]
        assert archive.testzip() is None
