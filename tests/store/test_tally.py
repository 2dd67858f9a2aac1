"""The count of kept nights is what reading every night would say, whatever is remembered of it."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.core.routine import Clear, Done
from coach.session import FEW, Session
from coach.store import durable, files
from coach.store.tally import TALLY
from tests.conftest import Clock

STEPS = ("caffeine", "bath", "massage", "meditation")
TONIGHT = date(2026, 11, 22)


def keep(session: Session, night: date) -> None:
    session.dispatch(*map(Done, STEPS), night=night)


def read_all(session: Session, but: date = TONIGHT) -> int:
    return sum(night.kept for night in session.last(10**6) if night.night != but)


def counted(session: Session) -> int:
    """Counted year by year, as behind the first screen."""
    return sum(session.nights_kept(year, TONIGHT) for year in session.years())


@pytest.fixture
def long(session: Session) -> Session:
    """Thirty nights over two years, two of three kept, counted once."""
    for back in range(30):
        night = TONIGHT - timedelta(days=back * 20)
        if back % 3:
            keep(session, night)
        else:
            session.dispatch(Done("bath"), night=night)
    assert counted(session) == read_all(session) == 20
    return session


def test_nothing_is_known_before_it_was_counted(session: Session, open_session: Callable[..., Session]) -> None:
    for back in range(FEW + 2):
        keep(session, TONIGHT - timedelta(days=back))

    assert session.nights_kept_so_far(TONIGHT) is None
    assert counted(session) == FEW + 1
    assert open_session().nights_kept_so_far(TONIGHT) == FEW + 1


def test_a_few_nights_are_read_at_once(session: Session) -> None:
    keep(session, TONIGHT - timedelta(days=1))

    assert session.nights_kept_so_far(TONIGHT) == 1


def test_what_was_counted_is_not_read_again(
    long: Session, open_session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def read(path: Path) -> object:
        asked.append(path.name)
        return files.read(path)

    again = open_session()
    monkeypatch.setattr(durable, "read", read)

    assert again.nights_kept_so_far(TONIGHT) == 20
    assert asked == ["nights-2026.json"]


@pytest.mark.parametrize("back", [1, 25], ids=["this year", "an older one"])
def test_a_night_changed_elsewhere_is_counted_as_it_now_is(
    long: Session, open_session: Callable[..., Session], back: int
) -> None:
    night = TONIGHT - timedelta(days=back * 20)
    open_session().dispatch(Clear("bath"), night=night)
    fresh = open_session()

    assert counted(fresh) == read_all(fresh) == 19
    assert fresh.nights_kept_so_far(TONIGHT) == 19


def test_tonight_is_not_among_the_others(long: Session, open_session: Callable[..., Session]) -> None:
    keep(long, TONIGHT)

    assert open_session().nights_kept_so_far(TONIGHT) == 20
    assert open_session().nights_kept_so_far(TONIGHT - timedelta(days=20)) == 20


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"[]", b"{", b'{"form": 1}', b'{"form": 1, "years": {"nights-2026.json": [1]}}', b"\xff" * 99]
)
def test_a_tally_that_makes_no_sense_is_counted_anew(
    long: Session, open_session: Callable[..., Session], home: Path, raw: bytes
) -> None:
    (home / TALLY).write_bytes(raw)

    assert open_session().nights_kept_so_far(TONIGHT) is None
    assert counted(open_session()) == 20
    assert open_session().nights_kept_so_far(TONIGHT) == 20


def test_where_it_cannot_be_written_it_is_counted_each_time(
    long: Session, open_session: Callable[..., Session], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / TALLY).unlink()
    monkeypatch.setattr(files, "_put", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))

    assert counted(open_session()) == 20
    assert sorted(path.name for path in home.glob("*.tmp")) == []
    assert not (home / TALLY).exists()


def test_it_is_for_its_owner_alone(long: Session, home: Path) -> None:
    assert (home / TALLY).stat().st_mode & 0o777 == 0o600


def test_a_copy_that_is_put_back_is_counted_as_it_is(long: Session, tmp_path: Path, clock: Clock) -> None:
    long.backup(tmp_path / "early.zip")
    keep(long, TONIGHT - timedelta(days=1))
    assert long.nights_kept_so_far(TONIGHT) == 21
    long.restore(str(tmp_path / "early.zip"))

    assert counted(long) == 20


def test_a_hint_that_gets_its_name_while_leftovers_are_swept_ends_no_save(
    session: Session, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.dispatch(Done("bath"))
    listed = os.listdir

    def listing(folder: Path) -> list[str]:
        return [*listed(folder), ".tally.0123.tmp"]  # there a moment ago

    monkeypatch.setattr(os, "listdir", listing)
    session.dispatch(Done("massage"))

    assert set(session.night().steps) == {"bath", "massage"}
