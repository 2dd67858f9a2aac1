"""Two readers of a record, the core's own and Pydantic's: what the first lets pass, the second does too."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.cells import CELLS, Dose
from coach.core.nights import Change, Night, Stamp
from coach.core.person import ClinicianWord, ClinicScore, GateAnswer, Goal, Medicine, Product
from coach.core.profile import SHIPPED, Profile, Step
from coach.core.routine import Answer, Done, Event, Took, advance
from coach.store import shapes
from coach.store.records import night_at, profile_at

WHEN = ["2026-11-22T20:40:00+01:00", "20261122T204000+0100", "2026-W47-7T21:00+01:00", "2026-11-22 21:00+01:00"]
WHEN += ["2026-11-22T20:40:00.123456Z", "2026-11-22T20:40+00:00:30", "20261122", "23", "23:00", "T23:00", "23:00+01:00"]
WHEN += ["2026-11-22T20:40:00", "20:40:00", "25:00", "2026-11-22", "2026-13-22", "x", ""]
ODD = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats() | st.sampled_from(WHEN)
NAMES = ["status", "at", "minutes", "reason", "text", "had_at", "mg", "total", "ends", "left", "needed", "bedtime"]
WORDS = ["done", "excused", "too_tired", "bad", "blank", "timed", "tick", "night"]
VALUES: st.SearchStrategy[Any] = st.recursive(
    ODD | st.sampled_from(WORDS) | st.integers(-1, 12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NAMES, "day_turn"]), inner, max_size=4)
    ),
    max_leaves=6,
)
CHANGE = {"id": "a", "tick": 1, "at": WHEN[0], "zone": "UTC", "device": "d"}


def read_by(reader: Any, stored: Any) -> bool:
    try:
        reader(stored)
    except ValueError:
        return False
    return True


def by_both(own: Any, shape: Any, stored: Any) -> tuple[bool, bool]:
    return read_by(own.of, stored), read_by(lambda fields: shapes.checked(shape, fields), stored)


@given(st.sampled_from([*CELLS, "newer"]), VALUES, st.dictionaries(st.sampled_from([*CHANGE, "undoes"]), VALUES))
def test_an_entry_that_the_core_reads_pydantic_reads(kind: str, value: Any, wrong: dict[str, Any]) -> None:
    ours, theirs = by_both(Change, shapes.Change, {**CHANGE, "cell": f"{kind}.x", "value": value, **wrong})

    assert theirs or not ours


@given(st.dictionaries(st.sampled_from([*Profile.READ, "mood"]), VALUES))
def test_settings_that_the_core_reads_pydantic_reads(fields: dict[str, Any]) -> None:
    ours, theirs = by_both(Profile, shapes.Profile, fields)

    assert theirs or not ours


@given(st.sampled_from(SHIPPED), st.dictionaries(st.sampled_from(list(Step.READ)), VALUES))
def test_a_step_that_the_core_reads_pydantic_reads(step: Step, wrong: dict[str, Any]) -> None:
    ours, theirs = by_both(Step, shapes.Step, step.fields() | wrong)

    assert theirs or not ours


@pytest.mark.parametrize(
    ("own", "shape"),
    [
        (Night, shapes.Night),
        (Change, shapes.Change),
        (Step, shapes.Step),
        (Profile, shapes.Profile),
        (Dose, shapes.Dose),
        (GateAnswer, shapes.GateAnswer),
        (ClinicianWord, shapes.ClinicianWord),
        (Product, shapes.Product),
        (Medicine, shapes.Medicine),
        (Goal, shapes.Goal),
        (ClinicScore, shapes.ClinicScore),
    ],
)
def test_both_know_the_same_fields(own: Any, shape: Any) -> None:
    assert own.READ.keys() == shape.model_fields.keys()


def test_both_know_the_same_cells() -> None:
    assert CELLS.keys() == shapes.CELLS.keys()


def test_what_the_program_writes_pleases_both() -> None:
    night, at = Night(night=datetime(2026, 11, 22, tzinfo=UTC).date()), datetime(2026, 11, 22, 20, 40, tzinfo=UTC)
    events: list[Event] = [Answer("tired", 3), Done("bath", minutes=3), Took(120)]
    for n, event in enumerate(events):
        night = advance(night, event, Profile(), Stamp(f"s{n}", at, "UTC", "laptop"))

    assert night_at("20261122", night.fields()) == (night, "")
    assert profile_at(Profile().fields()) == Profile()


def test_an_entry_from_elsewhere_has_to_please_pydantic_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CELLS, "score", lambda value: value)
    fields = {"night": "2026-11-22", "changes": [{**CHANGE, "cell": "score.tired", "value": 99}]}

    assert "1 entry makes no sense" in night_at("20261122", fields)[1]
    assert night_at("20261122", fields, ours=True)[1] == ""
