"""More than 200 damaged files, each opened, saved to, checked and repaired: told, no traceback, nothing thrown away."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from coach.core.routine import Answer, Done, Took, Undo, WriteNote
from coach.session import Session, StoreError, check_folder
from coach.store.durable import decode
from tests.conftest import Clock

NIGHTS = "nights-2026.json"
TONIGHT = date(2026, 11, 22)


class Case(NamedTuple):
    """A damaged year of nights; ``readable`` are the numbers of the nights that stand in it untouched."""

    name: str
    raw: bytes
    readable: frozenset[str]


def cases(good: bytes) -> Iterator[Case]:
    """What disks, editors, sync tools and other programs do to a file."""
    chance = random.Random(20261123)
    lines = good.split(b"\n")
    body = good.index(b"\n") + 1

    def case(name: str, raw: bytes) -> Case:
        # A record counts as readable where its line, key and all, stands whole in what is left.
        whole = [line.strip().removesuffix(b",") for line in lines if line.startswith(b' "')]
        return Case(name, raw, frozenset(line[1:9].decode() for line in whole if line in raw))

    for at in (
        0,
        1,
        20,
        body - 1,
        body,
        body + 3,
        len(good) - 1,
        len(good) - 2,
        *range(200, len(good), len(good) // 30),
    ):
        yield case(f"cut at {at}", good[:at])
    yield case("cut in a letter of several bytes", good[: good.index("🌙".encode()) + 2])
    for _ in range(60):
        at, bit = chance.randrange(len(good)), chance.randrange(8)
        yield case(f"bit {bit} of byte {at}", good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :])
    for _ in range(25):
        at, size = chance.randrange(len(good)), chance.choice((1, 16, 512, 4096))
        yield case(f"{size} zeros at {at}", good[:at] + bytes(len(good[at : at + size])) + good[at + size :])
        yield case(f"{size} gone at {at}", good[:at] + good[at + size :])
        yield case(f"{size} twice at {at}", good[: at + size] + good[at:])
    for _ in range(15):
        one, other = sorted(chance.sample(range(2, len(lines) - 2), 2))
        swapped = [*lines[:one], lines[other], *lines[one + 1 : other], lines[one], *lines[other + 1 :]]
        yield case(f"lines {one} and {other} swapped", b"\n".join(swapped))
        yield case(f"line {one} lost", b"\n".join([*lines[:one], *lines[one + 1 :]]))
    for name, raw in ODD.items():
        yield case(name, raw)
    yield case("a conflict of git", b"<<<<<<< ours\n" + good + b"=======\n" + good + b">>>>>>> theirs\n")
    yield case("another schema, the sum not made anew", good.replace(b'"schema":1', b'"schema":9'))
    yield case("carriage returns", good.replace(b"\n", b"\r\n"))
    yield case("in UTF-16", good.decode().encode("utf-16"))


ODD = {
    "empty": b"",
    "null": b"null",
    "a list": b"[1, 2]",
    "a number": b"17",
    "text": b"Dear diary, my legs",
    "another program's": b'{"tasks": {"1": {"title": "milk"}}, "version": 3}' * 2,
    "not JSON": b'{"nights": {"20261122": {',
    "nested": b'{"nights": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}",
    "a list in a list": b"[" * 100_000,
    "NaN": b'{"nights": {"20261122": {"night": "2026-11-22", "changes": [], "x": NaN}}}',
    "without end": b'{"nights": {"20261122": {"night": "2026-11-22", "changes": [], "x": 1e999}}}',
    "a huge integer": b'{"nights": {"20261122": {"night": "2026-11-22", "x": ' + b"9" * 5000 + b"}}}",
    "a name twice": b'{"nights": {"20261122": {"night": "2026-11-22"}, "20261122": {"night": "2026-11-22"}}}',
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "a database": b"SQLite format 3\x00" + bytes(4096),
    "zeros": bytes(8192),
    "Latin-1": '{"nights": {"20261122": {"night": "2026-11-22", "note": "müde"}}}'.encode("latin-1"),
}


@pytest.fixture
def made(home: Path, session: Session, clock: Clock, tmp_path: Path) -> Path:
    """A diary of twenty nights that has only its own files: no generation before, no copies."""
    for back in range(20):
        night = TONIGHT - timedelta(days=back)
        events = (Answer("tired", back % 11), Took(100 + back), WriteNote(f"Nacht {back} 🌙\nunruhig, müde"))
        session.dispatch(*events, night=night)
        if back % 4 == 0:
            session.dispatch(Done("bath"), Undo(), night=night)
    alone = tmp_path / "alone"
    alone.mkdir(mode=0o700)
    for name in (NIGHTS, "settings.json"):
        shutil.copy(home / name, alone / name)
    return alone


def put(made: Path, raw: bytes, *, before: bytes | None = None) -> Path:
    """The diary with ``raw`` as its year, and ``before`` as the generation before."""
    folder = made.with_name("damaged")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    (folder / NIGHTS).write_bytes(raw)
    if before is not None:
        (folder / f"{NIGHTS}.bak").write_bytes(before)
    for path in folder.iterdir():
        path.chmod(0o600)
    return folder


def kept(folder: Path, raw: bytes) -> bool:
    """Is ``raw`` still there under some name?"""
    return any(path.read_bytes() == raw for path in folder.rglob("*") if path.is_file())


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}


def damaged(good: bytes) -> list[Case]:
    """The cases that are really another file, or the same one told anew; each once."""
    return list({case.raw: case for case in cases(good) if case.raw != good}.values())


def same(raw: bytes, good: bytes) -> bool:
    """Does ``raw`` read as ``good`` does, sum and all?"""
    try:
        return decode(raw, NIGHTS).tables == decode(good, NIGHTS).tables
    except StoreError:
        return False


def attempt(work: Callable[[], object]) -> str:
    """What ``work`` is refused with, one sentence or two; "" if it went well."""
    try:
        work()
    except StoreError as error:
        assert str(error).endswith(".")
        assert "\n" not in str(error)
        return str(error)
    return ""


def test_there_are_more_than_two_hundred(made: Path) -> None:
    assert len(damaged((made / NIGHTS).read_bytes())) >= 200


def test_opened_and_saved_to_each_is_told_and_still_there(made: Path, clock: Clock) -> None:
    good = (made / NIGHTS).read_bytes()
    for case in damaged(good):
        folder = put(made, case.raw)
        session = Session.at(folder, clock, "laptop")
        told = attempt(lambda: session.last(99)) or " ".join(session.problems())  # noqa: B023
        refused = attempt(lambda: session.dispatch(Answer("legs_before", 2)))  # noqa: B023

        assert told or same(case.raw, good), case.name
        assert kept(folder, case.raw), case.name
        if refused:
            assert (folder / NIGHTS).read_bytes() == case.raw, case.name


def test_the_generation_before_is_used_and_the_damaged_file_set_aside(made: Path, clock: Clock) -> None:
    good = (made / NIGHTS).read_bytes()
    for case in damaged(good):
        folder = put(made, case.raw, before=good)
        session = Session.at(folder, clock, "laptop")
        assert len(session.last(99)) == 20, case.name
        session.dispatch(Answer("legs_before", 2))

        assert session.night().scores.get("legs_before") == 2, case.name
        assert kept(folder, case.raw), case.name
        assert Session.at(folder, clock).night().scores.get("legs_before") == 2, case.name


def test_check_names_each_and_changes_nothing(made: Path) -> None:
    good = (made / NIGHTS).read_bytes()
    for case in damaged(good):
        folder = put(made, case.raw)
        before = tree(folder)
        findings = check_folder(folder, repair=False)

        assert any(NIGHTS in finding.text for finding in findings) or same(case.raw, good), case.name
        assert tree(folder) == before, case.name


def test_repair_saves_every_night_that_can_be_read(made: Path, clock: Clock) -> None:
    good = (made / NIGHTS).read_bytes()
    readable = saved = 0
    for case in damaged(good):
        folder = put(made, case.raw)
        check_folder(folder, repair=True)
        assert kept(folder, case.raw), case.name
        session = Session.at(folder, clock, "laptop")
        found: list[str] = []
        if not attempt(lambda: session.last(99)):  # noqa: B023
            found = [f"{night.night:%Y%m%d}" for night in session.last(99)]
        readable += len(case.readable)
        saved += len(case.readable & set(found))
        assert case.readable <= set(found), (case.name, sorted(case.readable - set(found)))
        assert attempt(lambda: session.dispatch(Answer("legs_before", 2))) == "", case.name  # noqa: B023

    assert saved == readable > 2000


def test_repair_with_the_generation_before_saves_all_of_both(made: Path, clock: Clock) -> None:
    good = (made / NIGHTS).read_bytes()
    for case in damaged(good):
        folder = put(made, case.raw, before=good)
        check_folder(folder, repair=True)

        assert len(Session.at(folder, clock).last(99)) == 20, case.name
        assert kept(folder, case.raw), case.name
        left = [finding.text for finding in check_folder(folder, repair=False)]
        assert left == [], case.name


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_damaged_settings_stop_nothing_that_has_a_copy(made: Path, clock: Clock, raw: bytes) -> None:
    folder = put(made, (made / NIGHTS).read_bytes())
    (folder / "settings.json.bak").write_bytes((folder / "settings.json").read_bytes())
    (folder / "settings.json").write_bytes(raw)
    session = Session.at(folder, clock)

    assert session.profile.first_run == 3
    assert "settings.json" in " ".join(session.problems())
    session.change_profile(lambda p: p.evolve(theme="day"))
    assert Session.at(folder, clock).profile.theme == "day"
    assert kept(folder, raw)


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_damaged_settings_alone_are_told_in_one_sentence_and_left(made: Path, clock: Clock, raw: bytes) -> None:
    folder = put(made, (made / NIGHTS).read_bytes())
    (folder / "settings.json").write_bytes(raw)

    assert "settings.json" in attempt(lambda: Session.at(folder, clock))
    check_folder(folder, repair=True)
    assert kept(folder, raw)
    assert len(Session.at(folder, clock).last(99)) == 20
    assert check_folder(folder, repair=False) == []


def test_json_by_another_hand_is_read_as_it_is(made: Path, clock: Clock) -> None:
    """Reformatted by an editor, and so without a sum that fits: read strictly, each record checked."""
    tables = json.loads((made / NIGHTS).read_bytes().partition(b"\n")[2])
    folder = put(made, b"\xef\xbb\xbf" + json.dumps(tables, indent=2).encode())

    assert len(Session.at(folder, clock).last(99)) == 20
