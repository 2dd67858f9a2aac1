"""Transactions under one lock: two sessions, two processes, nothing lost."""

import json
import stat
import subprocess
import sys
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from coach.core.nights import Night
from coach.core.profile import Profile
from coach.core.routine import Answer, Done
from coach.session import Session
from coach.store import Journal, Locked, Unwritable
from coach.store.durable import as_line, encode
from coach.store.migrations import SCHEMA
from tests.conftest import Clock

NIGHT = date(2026, 11, 22)


def stored(path: Path) -> Any:
    """The tables in ``path``, after its first line."""
    return json.loads(path.read_text().partition("\n")[2])


def rewritten(path: Path, old: str, new: str) -> None:
    """``path`` as a version with other ideas would have written it."""
    tables = json.loads(path.read_text().partition("\n")[2].replace(old, new))
    rows = {name: {key: as_line(value) for key, value in table.items()} for name, table in tables.items()}
    path.write_bytes(encode(rows, 1))


def test_making_a_journal_touches_nothing(home: Path) -> None:
    Journal(home).read().night(NIGHT)

    assert not home.exists()


def test_folder_and_files_are_for_their_owner_only(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in home.rglob("*")}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_each_year_has_a_file_of_its_own(session: Session, home: Path, clock: Clock) -> None:
    clock.now = clock.now.replace(year=2027, month=1, day=2)
    session.dispatch(Done("bath"), night=date(2026, 12, 31))
    session.dispatch(Done("bath"), night=date(2027, 1, 1))

    assert {path.name for path in home.glob("nights-*.json")} == {"nights-2026.json", "nights-2027.json"}
    assert [night.night for night in session.last(5)] == [date(2026, 12, 31), date(2027, 1, 1)]


def test_a_night_is_numbered_by_its_date(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))

    assert list(stored(home / "nights-2026.json")["nights"]) == ["20261122"]


def test_a_block_that_fails_writes_nothing(home: Path) -> None:
    journal = Journal(home)
    with pytest.raises(RuntimeError), journal.transaction(NIGHT) as transaction:
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


@pytest.mark.parametrize("count", [2, 4])
def test_processes_writing_at_once_lose_nothing(home: Path, count: int) -> None:
    program = (
        "import sys; from pathlib import Path; from coach.session import Session; from coach.core.routine import Took\n"
        "session = Session.at(Path(sys.argv[1]))\n"
        "for n in range(25): session.dispatch(Took(1 + n))\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(home)]) for _ in range(count)]

    assert [writer.wait(timeout=60) for writer in writers] == [0] * count
    nights = [n for year in Journal(home).years() for n in Journal(home).read().nights(year)]
    assert sum(len(night.doses) for night in nights) == 25 * count


def test_a_diary_that_is_held_is_refused_in_one_sentence(home: Path) -> None:
    with (
        Journal(home).transaction(NIGHT),
        pytest.raises(Locked, match="Another coach"),
        Journal(home, lock_seconds=0.05).transaction(NIGHT),
    ):
        pass


def test_the_lock_is_free_again_after_a_failure(home: Path) -> None:
    with pytest.raises(RuntimeError), Journal(home).transaction(NIGHT):
        raise RuntimeError
    with Journal(home, lock_seconds=0.05).transaction(NIGHT):
        pass


def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(Unwritable, match="cannot be written"), Journal(tmp_path / "file" / "home").transaction(NIGHT):
        pass


def test_an_entry_that_makes_no_sense_hides_no_other_and_is_kept(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))
    session.dispatch(Answer("legs_before", 4))
    rewritten(home / "nights-2026.json", '"step.bath"', '"score.tired"')

    assert session.night().scores == {"legs_before": 4}
    assert "1 entry makes no sense" in session.problems()[0]
    night = session.dispatch(Answer("tired", 3))
    assert night.scores == {"legs_before": 4, "tired": 3}
    assert len(stored(home / "nights-2026.json")["nights"]["20261122"]["unread"]) == 1


def test_a_record_that_is_no_night_is_kept_beside_the_one_that_takes_its_number(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))
    rewritten(home / "nights-2026.json", '"night":"2026-11-22"', '"night":"soon"')

    assert session.night().steps == {}
    assert "20261122" in session.problems()[0]
    session.dispatch(Answer("tired", 3))
    tables = stored(home / "nights-2026.json")
    assert tables["unread"]["1"]["value"]["night"] == "soon"
    assert session.night().scores == {"tired": 3}


def test_one_bad_record_never_hides_the_others(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"), night=NIGHT - timedelta(days=1))
    session.dispatch(Done("bath"))
    rewritten(home / "nights-2026.json", '"night":"2026-11-21"', '"night":[]')

    assert [night.night for night in session.last(5)] == [NIGHT]


def test_fields_of_a_newer_version_are_kept_through_a_rewrite(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))
    rewritten(home / "nights-2026.json", '"night":"2026-11-22"', '"night":"2026-11-22","mood":{"deep":[1]}')
    rewritten(home / "nights-2026.json", '"cell":"step.bath"', '"cell":"step.bath","how":"new"')
    session.dispatch(Answer("tired", 3))

    night = stored(home / "nights-2026.json")["nights"]["20261122"]
    assert night["mood"] == {"deep": [1]}
    assert night["changes"][0]["how"] == "new"


def test_a_file_of_a_newer_version_is_shown_and_never_written(session: Session, home: Path) -> None:
    session.dispatch(Done("bath"))
    path = home / "nights-2026.json"
    rows = {name: {k: as_line(v) for k, v in table.items()} for name, table in stored(path).items()}
    path.write_bytes(encode(rows, 1, schema=SCHEMA + 1))
    before = path.read_bytes()

    assert list(session.night().steps) == ["bath"]
    assert "newer coach" in session.problems()[0]
    with pytest.raises(Unwritable, match="newer coach"):
        session.dispatch(Answer("tired", 3))
    assert path.read_bytes() == before


def test_settings_that_make_no_sense_give_way_to_the_ones_before(session: Session, home: Path) -> None:
    session.change_profile(partial(Profile.evolve, theme="day"))
    rewritten(home / "settings.json", '"theme":"day"', '"theme":[]')
    session.reload()

    assert session.profile.theme == "night"
    assert "the ones before are used" in session.problems()[0]


def test_a_damaged_file_is_told_set_aside_and_written_anew_from_the_generation_before(
    session: Session, home: Path, clock: Clock
) -> None:
    session.dispatch(Answer("tired", 3))
    session.dispatch(Answer("legs_before", 4))
    path = home / "nights-2026.json"
    damaged = path.read_bytes()[:-20]
    path.write_bytes(damaged)

    fresh = Session.at(home, clock, "laptop")
    assert fresh.night().scores == {"tired": 3}
    assert "copy before it is used" in fresh.problems()[0]
    assert fresh.dispatch(Answer("sleep", 5)).scores == {"tired": 3, "sleep": 5}
    assert (home / "nights-2026.json.damaged-1").read_bytes() == damaged
    assert Session.at(home, clock).problems() == []


def test_tonight_touches_no_other_year(session: Session, home: Path, clock: Clock) -> None:
    session.dispatch(Done("bath"), night=date(2025, 1, 2))
    old = home / "nights-2025.json"
    old.chmod(0)
    session.dispatch(Answer("tired", 3))
    old.chmod(0o600)

    assert session.night(date(2025, 1, 2)).status("bath") == "done"


def test_a_clock_that_jumps_back_lets_no_older_answer_win(session: Session, clock: Clock) -> None:
    session.dispatch(Answer("tired", 3))
    clock.forward(hours=-3)

    assert session.dispatch(Answer("tired", 8)).scores == {"tired": 8}


def test_a_change_by_another_session_is_noticed_once(session: Session, home: Path, clock: Clock) -> None:
    session.night()
    assert not session.changed_elsewhere()
    session.dispatch(Answer("tired", 3))
    assert not session.changed_elsewhere()
    Session.at(home, clock, "phone").dispatch(Answer("tired", 4))

    assert session.changed_elsewhere()
    assert session.night().scores == {"tired": 4}
    assert not session.changed_elsewhere()


def test_a_lock_of_a_dead_process_frees_itself(session: Session, home: Path) -> None:
    program = (
        "import sys; from datetime import date; from pathlib import Path; from coach.store import Journal\n"
        "with Journal(Path(sys.argv[1])).transaction(date(2026, 11, 22)): print('held', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(home)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Locked), Journal(home, lock_seconds=0.05).transaction(NIGHT):
        pass
    holder.kill()
    holder.communicate()

    assert session.dispatch(Answer("tired", 3)).scores == {"tired": 3}


def test_settings_can_be_taken_back_one_by_one(session: Session, profile: Profile) -> None:
    for theme in ("day", "contrast", "terminal"):
        session.change_profile(partial(Profile.evolve, theme=theme))

    assert [session.undo_profile().theme for _ in range(3)] == ["contrast", "day", "night"]
    assert session.profile.evolve(ticks=profile.ticks) == profile


def test_only_so_many_old_settings_are_kept(session: Session, home: Path) -> None:
    for n in range(30):
        session.change_profile(partial(Profile.evolve, bell=bool(n % 2)))

    assert len(stored(home / "settings.json")["profile"]) == 20
