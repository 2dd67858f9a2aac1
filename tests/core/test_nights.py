"""Which night a moment belongs to, and what a list of changes shows."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from coach.core.cells import BLANK, Dose, Plan, Status
from coach.core.nights import Night, Stamp, night_of
from coach.core.stored import JsonValue

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
EVENING = datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN)


def stamp(minutes: float = 0, name: str = "") -> Stamp:
    at = EVENING + timedelta(minutes=minutes)
    return Stamp(id=name or f"s{minutes}", at=at, zone="Europe/Berlin", device="laptop")


def night(**cells: JsonValue) -> Night:
    empty = Night(night=date(2026, 11, 22))
    return empty.record(stamp(), {cell.replace("__", "."): value for cell, value in cells.items()})


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 22, 11, 59), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 12, 0), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 23, 59), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 0, 40), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 7, 30), date(2026, 11, 22)),
        (datetime(2028, 2, 29, 13, 0), date(2028, 2, 29)),
        (datetime(2028, 3, 1, 1, 0), date(2028, 2, 29)),
    ],
)
def test_a_night_lasts_from_noon_to_noon_on_the_wall_clock(moment: datetime, expected: date) -> None:
    assert night_of(moment.replace(tzinfo=BERLIN)) == expected


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
@pytest.mark.parametrize("month_day", [(3, 28), (3, 29), (3, 7), (3, 8), (10, 24), (10, 25), (10, 31), (11, 1)])
def test_a_daylight_saving_change_moves_no_night(zone: ZoneInfo, month_day: tuple[int, int]) -> None:
    day = date(2026, *month_day)
    turn = datetime.combine(day, time(12), tzinfo=zone)
    start = turn.timestamp()
    hours = [datetime.fromtimestamp(start + 3600 * hour, tz=zone) for hour in range(23)]

    assert {night_of(moment) for moment in hours} == {day}
    assert night_of(datetime.fromtimestamp(start - 1, tz=zone)) == day - timedelta(days=1)


@pytest.mark.parametrize("hours_east", [-11, -5, 0, 5.5, 9, 14])
def test_a_flight_keeps_the_night_of_the_wall_clock_one_reads(hours_east: float) -> None:
    zone = timezone(timedelta(hours=hours_east))

    assert night_of(datetime(2026, 11, 22, 20, 0, tzinfo=zone)) == date(2026, 11, 22)
    assert night_of(datetime(2026, 11, 23, 0, 40, tzinfo=zone)) == date(2026, 11, 22)


def test_another_day_turn_moves_the_edge() -> None:
    assert night_of(datetime(2026, 11, 22, 17, 59, tzinfo=UTC), time(18)) == date(2026, 11, 21)
    assert night_of(datetime(2026, 11, 22, 18, 0, tzinfo=UTC), time(18)) == date(2026, 11, 22)


def test_a_blank_score_is_neither_zero_nor_unanswered() -> None:
    told = night(score__tired=BLANK, score__legs_before=0)

    assert told.scores == {"tired": "blank", "legs_before": 0}
    assert "legs_after" not in told.scores


@pytest.mark.parametrize("value", [11, -1, "eleven", 3.5])
def test_a_score_outside_0_to_10_is_never_recorded(value: JsonValue) -> None:
    with pytest.raises(ValueError, match="score"):
        night(score__tired=value)


def test_undo_brings_back_the_answer_before() -> None:
    first = night(score__tired=3).record(stamp(1), {"score.tired": 8})

    undone = first.take_back(stamp(2), first.last_action())

    assert undone.scores["tired"] == 3
    assert len(undone.changes) == 3


def test_undo_several_times_takes_back_one_action_after_the_other() -> None:
    told = night(score__tired=3).record(stamp(1), {"score.legs_before": 4}).record(stamp(2), {"note": "x"})
    for n, expected in enumerate([{"tired", "legs_before"}, {"tired"}, set()]):
        told = told.take_back(stamp(3 + n), told.last_action())
        assert set(told.scores) == expected
    assert told.last_action() == ()


def test_changes_of_one_action_are_undone_together() -> None:
    told = night(score__tired=3).record(stamp(1), {"score.legs_before": 4, "note": "x"})

    undone = told.take_back(stamp(2), told.last_action())

    assert (undone.note, undone.scores) == (None, {"tired": 3})


def test_an_undo_in_the_morning_leaves_the_evening_alone() -> None:
    told = night(score__sleep=3).record(stamp(1), {"score.legs_after": 4})

    assert [c.cell for c in told.last_action(morning=True)] == ["score.sleep"]
    assert [c.cell for c in told.last_action(morning=False)] == ["score.legs_after"]


def test_a_clock_set_back_does_not_let_the_older_answer_win() -> None:
    assert night(score__tired=3).record(stamp(-600), {"score.tired": 8}).scores["tired"] == 8


def test_doses_are_summed_and_make_the_step_done() -> None:
    at = EVENING.isoformat()
    told = night(step__magnesium={"status": "excused", "at": at}, dose__a={"mg": 200, "at": at}, dose__b={"mg": 50.5})

    assert told.magnesium_mg == 250.5
    assert told.status("magnesium") is Status.DONE


def test_what_a_newer_version_wrote_is_kept() -> None:
    stored = night(score__tired=3).fields() | {"mood": "calm"}
    stored["changes"][0]["signature"] = "s"
    stored["changes"].append({**stored["changes"][0], "id": "n", "cell": "dream.plot", "value": {"a": [1]}})

    again = Night.of(stored).record(stamp(1), {"note": "x"}).fields()

    assert again["mood"] == "calm"
    assert again["changes"][0]["signature"] == "s"
    assert again["changes"][1]["value"] == {"a": [1]}


PLAN = Plan(needed=("caffeine", "bath"), optional=("magnesium",), bedtime=time(23), day_turn=time(12))


@pytest.mark.parametrize(
    ("caffeine", "bath", "magnesium", "kept"),
    [
        ("done", "done", None, True),
        ("done", "minimum", None, True),
        ("done", "excused", None, True),
        ("excused", "excused", None, False),
        ("excused", "excused", "done", False),
        ("done", None, "done", False),
        ("missed", "done", None, False),
        ("done", "done", "excused", True),
        (None, None, None, False),
    ],
)
def test_a_night_is_kept_when_its_needed_steps_are(
    caffeine: str | None, bath: str | None, magnesium: str | None, kept: bool
) -> None:
    said = {"caffeine": caffeine, "bath": bath, "magnesium": magnesium}
    cells: dict[str, JsonValue] = {f"step.{name}": {"status": status} for name, status in said.items() if status}

    assert Night(night=date(2026, 11, 22)).record(stamp(), cells).kept is False
    assert night(plan=PLAN.fields()).record(stamp(1), cells).kept is kept


@pytest.mark.parametrize("unread", [5, "abc", {"a": 1}, True])
def test_what_stands_where_the_unread_should_is_kept_whole(unread: JsonValue) -> None:
    stored = night(score__tired=3).fields() | {"unread": unread}

    assert Night.read(stored).unread == (unread,)


@pytest.mark.parametrize(
    "at",
    ["20261122T210000+0100", "2026-W47-7T21:00+01:00", "2026-11-22 21:00+01:00", "2026-11-22T21:00+00:53:28", "21:00"],
)
def test_a_moment_is_read_as_it_is_written(at: str) -> None:
    with pytest.raises(ValueError, match="at"):
        Dose.of({"mg": 1, "at": at})


@pytest.mark.parametrize("clock", ["23:00:00+01:00", "23", "T23:00", "25:00"])
def test_a_bedtime_is_a_wall_clock_time(clock: str) -> None:
    with pytest.raises(ValueError, match="bedtime"):
        Plan.of({"bedtime": clock, "day_turn": "12:00"})
