"""Each file operation of a save failing in turn, and each being the last: the old state or the new, never a third."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.core.routine import Answer, Event, Took
from coach.session import Session
from coach.store import StoreError
from tests.conftest import Clock
from tests.store.faults import ERRNOS, Faults, in_child

SOAK = int(os.environ.get("COACH_SOAK", "1"))
"""How many times as long the random tests run; `make soak` says 50."""
BEFORE, AFTER = {"tired": 3}, {"tired": 3, "legs_before": 7}
SAVE = Answer("legs_before", 7)


@pytest.fixture(params=["first save", "with a spare"])
def diary(home: Path, clock: Clock, session: Session, request: pytest.FixtureRequest) -> Callable[[], Session]:
    """A diary with one answer, ready to be opened; after a few saves there is a file to be written anew in place."""
    for _ in range(1 if request.param == "first save" else 3):
        session.dispatch(Answer("tired", 3))

    def opening() -> Session:
        return Session.at(home, clock, "laptop")

    return opening


def operations(diary: Callable[[], Session], home: Path, event: Event = SAVE) -> list[str]:
    """The file operations of one save."""
    copy = home.with_name("counted")
    shutil.copytree(home, copy)
    counted = Faults()
    with pytest.MonkeyPatch.context() as patch:
        session = diary()
        session._journal.folder = copy
        session = Session.at(copy, session.now, "laptop")
        counted.put(patch)
        session.dispatch(event)
    shutil.rmtree(copy)
    return counted.done


def snapshot(home: Path) -> Callable[[], None]:
    """What puts ``home`` back as it is now."""
    kept = home.with_name("kept")
    shutil.copytree(home, kept)

    def restore() -> None:
        shutil.rmtree(home)
        shutil.copytree(kept, home)

    return restore


@pytest.mark.parametrize("what", [*ERRNOS, "short"])
def test_each_operation_of_a_save_failing_leaves_the_old_or_the_new(
    diary: Callable[[], Session], home: Path, what: int | str
) -> None:
    restore = snapshot(home)
    for at in range(len(operations(diary, home))):
        session = diary()
        with pytest.MonkeyPatch.context() as patch:
            Faults(at, what).put(patch)
            try:
                session.dispatch(SAVE)
                told = True
            except StoreError as error:
                told = False
                assert str(error).endswith(".")
        assert diary().night().scores == (AFTER if told else BEFORE), at
        assert diary().dispatch(SAVE).scores == AFTER
        assert not list(home.glob(".*.tmp"))
        restore()


@pytest.mark.parametrize("what", [errno.EIO, errno.ENOSPC])
def test_a_second_fault_while_recovering_from_the_first_makes_no_third_state(
    diary: Callable[[], Session], home: Path, what: int
) -> None:
    restore = snapshot(home)
    steps = len(operations(diary, home))
    for at in range(steps):
        for again in range(1, min(6, steps - at)):
            session = diary()
            with pytest.MonkeyPatch.context() as patch:
                Faults(at, what, again).put(patch)
                try:
                    session.dispatch(SAVE)
                    told = True
                except StoreError:
                    told = False
            scores = diary().night().scores
            assert scores == AFTER if told else scores in (BEFORE, AFTER), (at, again)
            assert diary().dispatch(SAVE).scores == AFTER
            restore()


@pytest.mark.parametrize("when", ["kill", "killed"])
def test_a_kill_at_each_operation_of_a_save_leaves_the_old_or_the_new(
    diary: Callable[[], Session], home: Path, when: str
) -> None:
    restore = snapshot(home)
    for at in range(len(operations(diary, home))):
        session = diary()
        assert in_child(lambda: session.dispatch(SAVE), Faults(at, when)) == -signal.SIGKILL  # noqa: B023
        assert diary().night().scores in (BEFORE, AFTER), at
        assert diary().dispatch(SAVE).scores == AFTER
        assert not list(home.glob(".*.tmp"))
        restore()


@pytest.mark.parametrize("when", ["kill", "killed"])
def test_a_kill_between_two_files_leaves_both_old_or_both_new(
    diary: Callable[[], Session], home: Path, when: str
) -> None:
    def change(session: Session) -> None:
        session.change_profile(lambda p: p.step_changed("bath", needed=False))

    restore = snapshot(home)
    counted = Faults()
    session = diary()
    with pytest.MonkeyPatch.context() as patch:
        counted.put(patch)
        change(session)
    restore()
    for at in range(counted.count):
        session = diary()
        assert in_child(lambda: change(session), Faults(at, when)) == -signal.SIGKILL  # noqa: B023
        opened = diary()
        bath, plan = opened.profile.step("bath"), opened.night().plan
        assert bath is not None
        assert plan is not None
        assert bath.needed == ("bath" in plan.needed), at
        change(opened)
        assert not (home / ".commit").exists()
        restore()


def test_random_kills_lose_nothing_that_was_acknowledged(home: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from coach.session import Session; from coach.core.routine import Took\n"
        "session = Session.at(Path(sys.argv[1]))\n"
        "for n in range(1, 10_000):\n"
        "    session.dispatch(Took(n)); print(n, flush=True)\n"
    )
    chance = random.Random(20261123)
    for run in range(6 * SOAK):
        folder = tmp_path / f"run{run}"
        child = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()
        deadline = time.monotonic() + chance.uniform(0, 0.25)
        while time.monotonic() < deadline:
            pass
        child.kill()
        told = 1 + len(child.stdout.read().splitlines())
        child.wait()
        child.stdout.close()

        session = Session.at(folder)
        doses = [
            dose.mg for year in session._journal.read().years() for night in session.last(9) for dose in night.doses
        ]
        assert sorted(doses) in ([*map(float, range(1, told + 1))], [*map(float, range(1, told + 2))])


@pytest.mark.parametrize("what", ["kill", "killed"])
def test_many_kills_in_a_row_at_random_operations(diary: Callable[[], Session], home: Path, what: str) -> None:
    """At least 200 kills together with those above; the diary is not put back in between."""
    chance = random.Random(f"20261123{what}")
    told = 0.0
    for n in range(1, 70 * SOAK + 1):
        session = diary()
        at = chance.randrange(28)  # a save has some 25
        ended = in_child(lambda: session.dispatch(Took(n)), Faults(at, what))  # noqa: B023
        mg = diary().night().magnesium_mg
        assert mg in ((told + n,) if ended == 0 else (told, told + n))
        told = mg


def test_a_full_disk_still_takes_the_last_answer(diary: Callable[[], Session], home: Path) -> None:
    """The ballast goes, and the write is tried once more."""
    session = diary()
    ballast = home / ".ballast"
    assert ballast.stat().st_size == 1024 * 1024

    class Full(Faults):
        def _watched(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **more: object) -> object:
                if name == "write" and ballast.exists():
                    raise OSError(errno.ENOSPC, "No space left on device")
                return real(*args, **more)

            return call

    with pytest.MonkeyPatch.context() as patch:
        Full().put(patch)
        session.dispatch(SAVE)
    assert diary().night().scores == AFTER
    assert not ballast.exists()


def test_the_file_is_on_the_disk_before_it_takes_the_name_and_the_name_before_it_is_told(
    diary: Callable[[], Session], home: Path
) -> None:
    told = {"write", "fsync", "link", "replace", "ftruncate"}
    anew = ["write", "fsync", "link", "link", "replace", "replace", "replace", "fsync"]
    into_the_spare = ["write", "ftruncate", "fsync", "replace", *anew[2:]]

    done = [name for name in operations(diary, home) if name in told]
    assert done == (into_the_spare if list(home.glob(".nights-*.spare")) else anew)
