"""A diary carried out to JSON and taken in again: the same bytes, one change, and a way back."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach import intake
from coach.core.intake import Taken
from coach.core.nights import Night
from coach.core.person import ClinicScore, Medicine
from coach.core.profile import Kind, Pause, Profile
from coach.core.routine import Answer, Delete, Done, Draft, Refused, Took, WriteNote
from coach.core.stored import JsonValue
from coach.exchange.found import Row
from coach.history import past
from coach.intake import Incoming
from coach.session import Session, StoreError
from coach.store import whole
from coach.store.migrations import SCHEMA
from tests.bench.diaries import diary
from tests.conftest import Clock
from tests.core.test_merge import LIVED, live, set_ups, stored
from tests.core.test_merge import TURNS as SETTINGS

Opener = Callable[..., Session]
NIGHT = date(2026, 11, 20)
HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a\x1b[31m\u202e", "🌙\n\r\n\t", '"],"nights":[', "\x00"]
)


@pytest.fixture
def elsewhere(open_session: Opener, tmp_path: Path) -> Session:
    """An empty diary on another machine."""
    return open_session(folder=tmp_path / "elsewhere", device="phone")


def a_year(session: Session, nights: int = 40) -> None:
    for back in range(nights, 0, -1):
        night = session.tonight - timedelta(days=back)
        session.dispatch(Answer("tired", back % 11), Done("bath"), Took(120), WriteNote(f"note {back}"), night=night)


def taken_in(here: Session, there: Session, **how: bool) -> intake.Intake:
    return intake.take_in(here, intake.of_json(here, intake.as_json(there).encode(), "diary.json"), **how)


def told(session: Session) -> dict[date, dict[str, Any]]:
    nights = intake.told_nights(session)
    return {night.night: {c: change.value for c, change in night.cells.items() if c != "plan"} for night in nights}


# The same bytes


@given(
    st.lists(stored(LIVED.map(lambda lived: list(live(Night(night=NIGHT), lived, "x").changes))), max_size=1), HOSTILE
)
def test_json_reads_back_as_what_was_written(nights: list[Night], note: str) -> None:
    nights = [night.evolve(drafts={**night.drafts, "note": note}) for night in nights]
    text = whole.written(Profile(first_run=3, name=note or None), nights)

    found = whole.read(text.encode(), "diary.json")

    assert [night.fields() for night in found.nights] == [night.fields() for night in nights]
    assert whole.written(found.profile, found.nights) == text


@given(set_ups(SETTINGS))
def test_settings_read_back_as_they_were_written(profiles: list[Profile]) -> None:
    for profile in profiles:
        assert whole.read(whole.written(profile, []).encode(), "diary.json").profile == profile


def test_out_and_into_an_empty_home_and_out_again_is_the_same_bytes(tmp_path: Path, elsewhere: Session) -> None:
    session = diary(tmp_path / "long", 300)
    session.dispatch(Draft("note", "half a sen"))
    session.change_profile(lambda p: p.with_own("Cold pack", Kind.TICK, None).with_pause(Pause(first=NIGHT)))
    text = intake.as_json(session)
    elsewhere._clock = session._clock

    taken_in(elsewhere, session)

    assert intake.as_json(elsewhere) == text
    assert elsewhere.profile == session.profile


def test_a_night_that_was_opened_and_left_is_not_carried(session: Session, elsewhere: Session) -> None:
    session.dispatch(Draft("note", "half a word"))
    session.dispatch(Draft("note", ""))
    session.dispatch(Done("bath"), night=NIGHT)
    assert session.night().changes == ()
    taken_in(elsewhere, session)

    assert intake.as_json(elsewhere) == intake.as_json(session)


def test_a_deleted_night_and_what_was_taken_back_are_carried_too(session: Session, elsewhere: Session) -> None:
    a_year(session, 3)
    session.dispatch(Delete(), night=session.tonight - timedelta(days=1))

    taken_in(elsewhere, session)

    assert intake.as_json(elsewhere) == intake.as_json(session)
    assert len(told(elsewhere)) == 2


def test_some_nights_can_be_carried_alone(session: Session) -> None:
    a_year(session)
    first, last = session.tonight - timedelta(days=9), session.tonight - timedelta(days=5)

    nights = json.loads(intake.as_json(session, first, last))["nights"]

    assert [night["night"] for night in nights] == [str(first + timedelta(days=n)) for n in range(5)]


# What is here stays


def test_nothing_here_is_overwritten_unless_asked(session: Session, elsewhere: Session, clock: Clock) -> None:
    night = session.tonight - timedelta(days=2)
    session.dispatch(Answer("tired", 3), night=night)
    clock.forward(hours=1)
    elsewhere.dispatch(Answer("tired", 9), Answer("sleep", 5), night=night)

    first = taken_in(session, elsewhere)

    assert told(session)[night] == {"score.tired": 3, "score.sleep": 5}
    assert (first.nights[0].added, first.nights[0].left) == (("score.sleep",), ("score.tired",))
    second = taken_in(session, elsewhere, replace=True)
    assert told(session)[night] == {"score.tired": 9, "score.sleep": 5}
    assert second.nights[0].changed == ("score.tired",)


def test_a_second_import_finds_nothing_to_add(session: Session, elsewhere: Session, home: Path) -> None:
    a_year(elsewhere, 5)
    taken_in(session, elsewhere)
    before = {path.name: path.read_bytes() for path in home.glob("*.json")}

    assert not taken_in(session, elsewhere).any
    assert {path.name: path.read_bytes() for path in home.glob("*.json")} == before


def test_looking_first_changes_nothing(session: Session, elsewhere: Session, home: Path) -> None:
    a_year(elsewhere, 5)
    before = {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    foreseen = intake.foreseen(session, intake.of_json(session, intake.as_json(elsewhere).encode(), "d"))

    assert sum(len(taken.added) for taken in foreseen.nights) == 5 * 4
    assert {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_settings_bring_what_was_never_told_here(session: Session, elsewhere: Session) -> None:
    pack, total = ClinicScore(total=21, on=NIGHT), Medicine(name="levothyroxine", known=("levothyroxine",))
    elsewhere.change_profile(
        lambda p: p.evolve(first_run=3, theme="day", name="Ana", medicines=(total,), clinic={"2026-11-20": pack})
    )

    brought = taken_in(session, elsewhere)

    assert (session.profile.theme, session.profile.name) == ("night", "Ana")
    assert session.profile.medicines == (total,)
    assert session.profile.clinic_scores == (pack,)
    assert set(brought.added) == {"name", "medicines:levothyroxine", "clinic.2026-11-20"}
    assert "theme" in brought.left


def test_who_has_not_answered_the_first_questions_takes_the_settings_of_the_file(
    session: Session, elsewhere: Session
) -> None:
    elsewhere.change_profile(lambda p: p.evolve(bell=False))
    session.change_profile(lambda p: p.evolve(theme="day"))

    taken_in(elsewhere, session)

    assert elsewhere.profile.set_up
    assert elsewhere.profile.theme == "day"


# A way back


def test_an_import_is_taken_back_and_what_was_logged_since_stays(
    session: Session, elsewhere: Session, clock: Clock
) -> None:
    a_year(elsewhere, 6)
    night, mine = session.tonight - timedelta(days=2), session.tonight - timedelta(days=4)
    session.dispatch(Answer("legs_after", 1), night=mine)
    before = told(session)
    taken_in(session, elsewhere)
    clock.forward(minutes=5)
    session.dispatch(Answer("sleep", 7), night=night)

    last = intake.last_import(session)
    assert last is not None
    assert (last.source, last.nights) == ("json", 6)
    assert intake.take_back(session) == 6

    assert told(session) == {**before, night: {"score.sleep": 7}}
    assert intake.last_import(session) is None
    with pytest.raises(Refused, match="no import to take back"):
        intake.take_back(session)


def test_what_was_logged_since_stays_though_the_clock_was_set_back(
    session: Session, elsewhere: Session, clock: Clock
) -> None:
    elsewhere.dispatch(Answer("tired", 4), night=NIGHT)
    clock.forward(hours=2)
    taken_in(session, elsewhere)
    clock.forward(hours=-1)
    session.dispatch(WriteNote("mine"), night=NIGHT)

    intake.take_back(session)

    assert told(session) == {NIGHT: {"note": "mine"}}


def test_settings_are_taken_back_with_it(session: Session, elsewhere: Session) -> None:
    elsewhere.change_profile(lambda p: p.evolve(first_run=3, name="Ana").with_own("Cold pack", Kind.TICK, None))
    a_year(elsewhere, 1)
    taken_in(session, elsewhere)
    session.change_profile(lambda p: p.evolve(theme="contrast"))

    intake.take_back(session)

    assert (session.profile.name, session.profile.theme) == (None, "contrast")
    step = session.profile.step("cold_pack")
    assert step is not None
    assert (step.on, step.away) == (False, True)


def test_what_was_taken_back_can_be_taken_in_again(session: Session, elsewhere: Session) -> None:
    a_year(session, 4)
    taken_in(elsewhere, session)
    shown = told(elsewhere)
    intake.take_back(elsewhere)
    assert told(elsewhere) == {}

    taken_in(elsewhere, session)

    assert told(elsewhere) == shown
    assert elsewhere.profile.set_up


ROWS = st.lists(
    st.tuples(
        st.integers(1, 9).map(lambda n: date(2026, 11, 22) - timedelta(days=n)),
        st.dictionaries(st.sampled_from(["score.tired", "score.sleep"]), st.integers(0, 10)),
        st.lists(st.just({"mg": 120.0}), max_size=1),
    ).map(lambda told: Row(told[0], told[1], tuple(told[2]))),
    max_size=6,
)


@given(ROWS, st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_taken_in_and_back_leave_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, clock: Clock, rows: list[Row], replace: bool
) -> None:
    session = Session.at(tmp_path_factory.mktemp("home"), clock, "laptop")
    a_year(session, 3)
    before = told(session)

    done = intake.take_in(session, Incoming("csv", rows=tuple(rows)), replace=replace)

    if done.any:
        intake.take_back(session)
    assert told(session) == before


def test_two_lines_of_one_night_join(session: Session) -> None:
    cells: list[dict[str, JsonValue]] = [{"score.tired": 3}, {"score.tired": 4, "score.sleep": 5}]
    rows = tuple(Row(NIGHT, cell, line=n) for n, cell in enumerate(cells))

    done = intake.take_in(session, Incoming("csv", rows=rows))

    assert told(session)[NIGHT] == {"score.tired": 3, "score.sleep": 5}
    (taken,) = done.nights
    assert (taken.added, taken.left) == (("score.tired", "score.sleep"), ("score.tired",))


def test_what_two_lines_of_one_night_told_goes_out_and_in_again(session: Session, elsewhere: Session) -> None:
    """Had two changes one name, a join would keep but one of them."""
    rows = (Row(NIGHT, {"score.tired": 4}, line=2), Row(NIGHT, {"note": "b"}, ({"mg": 100.0},), line=3))
    intake.take_in(session, Incoming("csv", rows=rows))

    taken_in(elsewhere, session)

    changes = session.night(NIGHT).changes
    assert len({change.id for change in changes}) == len(changes)
    assert told(elsewhere) == told(session)
    assert intake.take_back(session) == 1
    assert not session.night(NIGHT).told


@pytest.mark.parametrize("replace", [False, True])
def test_of_the_amounts_of_two_lines_one_telling_counts(session: Session, replace: bool) -> None:
    rows = (Row(NIGHT, {}, ({"mg": 100.0},), line=2), Row(NIGHT, {}, ({"mg": 200.0},), line=3))

    intake.take_in(session, Incoming("csv", rows=rows), replace=replace)

    assert session.night(NIGHT).magnesium_mg == (200 if replace else 100)


def test_what_comes_without_its_time_is_neither_late_nor_said_to_be_logged_here(session: Session) -> None:
    long_ago = date(2024, 3, 1)

    intake.take_in(session, Incoming("loop", rows=(Row(long_ago, {"step.bath": {"status": "done"}}),)))

    night = session.night(long_ago)
    assert night.late == ()
    assert {change.device for change in night.changes} == {"import loop"}


def test_a_copy_of_before_is_kept(session: Session, elsewhere: Session, home: Path) -> None:
    a_year(session, 1)
    a_year(elsewhere, 2)

    taken_in(session, elsewhere)

    assert [path.name for path in (home / "backups").iterdir() if "before-import" in path.name]


def test_on_a_full_disk_nothing_has_changed(
    session: Session, elsewhere: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year(elsewhere, 3)
    before = intake.as_json(session)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        taken_in(session, elsewhere)
    monkeypatch.undo()

    assert intake.as_json(session) == before
    assert intake.last_import(session) is None


# Files that are not what they should be


def test_a_newer_coach_is_refused(session: Session) -> None:
    text = json.dumps({"format": "evening-coach", "schema": SCHEMA + 1, "nights": []})

    with pytest.raises(StoreError, match="written by a newer coach"):
        intake.of_json(session, text.encode(), "diary.json")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"format": "other"}', '{"format": "evening-coach", "nights": {}}', '{"a": NaN}', "[" * 9999],
)
def test_another_file_is_refused_in_one_sentence(session: Session, text: str) -> None:
    with pytest.raises(StoreError, match=r"^diary\.json (is damaged|was not made|does not say)"):
        intake.of_json(session, text.encode(), "diary.json")


def test_a_night_that_makes_no_sense_is_named_and_hides_no_other(session: Session) -> None:
    good = {"night": "2026-11-20", "changes": []}
    bad = [
        {"night": "2026-02-30", "changes": []},
        {"night": "2026-11-19"},
        {"changes": []},
        good,
        {"night": "1800-01-01", "changes": []},
        {"night": "2027-11-20", "changes": []},
        7,
    ]
    text = json.dumps({"format": "evening-coach", "schema": SCHEMA, "nights": [good, *bad]})

    found = intake.of_json(session, text.encode(), "d")

    assert {night.night for night in found.nights} >= {NIGHT}
    assert len(found.unread) >= 5
    assert all(unread.reason.endswith(".") for unread in found.unread)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_an_end_of_the_calendar_hides_no_other_night(session: Session, at: str) -> None:
    entry = {"id": "a.0", "tick": 1, "at": at, "zone": "UTC", "device": "d", "cell": "step.bath"}
    night = {"night": "2026-11-20", "changes": [{**entry, "value": {"status": "done"}}]}
    text = json.dumps({"format": "evening-coach", "schema": SCHEMA, "nights": [night]})

    found = intake.of_json(session, text.encode(), "d")
    intake.take_in(session, found)

    assert [unread.where for unread in found.unread] == ["night 1"]
    assert past(session).briefs == ()


def test_what_was_logged_later_than_can_be_counted_on_stops_no_logging(session: Session) -> None:
    late = int("9" * 4300)
    entry = {"id": "a.0", "tick": late, "at": "2026-11-22T20:40:00+01:00", "zone": "UTC", "device": "d", "cell": "note"}
    night = {"night": str(session.tonight), "changes": [{**entry, "value": "late"}]}
    settings = {"ticks": {"bedtime": late}}
    text = json.dumps({"format": "evening-coach", "schema": SCHEMA, "settings": settings, "nights": [night]})

    found = intake.of_json(session, text.encode(), "d")
    intake.take_in(session, found)
    session.dispatch(Done("bath"))

    assert [unread.where for unread in found.unread] == ["settings", "night 1"]
    assert found.profile is None
    assert list(session.night().steps) == ["bath"]


def test_an_older_file_is_brought_up_to_date(session: Session) -> None:
    step = {"id": "tea", "name": "Tea", "kind": "tick", "own": True, "on": False}
    old = {"format": "evening-coach", "schema": 0, "settings": {"steps": [step]}, "nights": []}

    found = intake.of_json(session, json.dumps(old).encode(), "d")

    assert found.profile is not None
    assert found.profile.steps[0].away


def test_taken_is_what_the_screens_are_told(session: Session) -> None:
    assert Taken(session.night()).added == ()
