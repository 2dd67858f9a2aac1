"""The evening planned back from bedtime."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from coach.core.profile import Kind, Profile, turn_fits

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN)


def planned(step: str, bedtime: time, night: date = NIGHT) -> str:
    profile = Profile().with_bedtime(bedtime)
    known = profile.step(step)
    assert known is not None
    moment = profile.planned(known, night, datetime.combine(night, time(20), tzinfo=BERLIN))
    assert moment is not None
    return f"{moment:%d %H:%M}"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("caffeine", "22 12:00"),
        ("exercise", "22 20:00"),
        ("magnesium", "22 19:00"),
        ("bath", "22 21:00"),
        ("massage", "22 22:15"),
        ("meditation", "22 22:40"),
        ("sleep_time", "22 23:00"),
    ],
)
def test_steps_are_counted_back_from_bedtime(step: str, expected: str) -> None:
    assert planned(step, time(23)) == expected


@pytest.mark.parametrize(
    ("bedtime", "expected"),
    [
        (time(23, 0), "22 12:00"),  # noon is earlier than eight hours before bed
        (time(20, 0), "22 12:00"),
        (time(0, 30), "22 12:00"),
        (time(3, 0), "22 12:00"),
        (time(19, 0), "22 09:00"),  # shift work: ten hours before bed
        (time(8, 0), "22 22:00"),
        (time(4, 0), "22 18:00"),
    ],
)
def test_caffeine_ends_at_the_earlier_of_noon_and_eight_hours_before_bed(bedtime: time, expected: str) -> None:
    assert planned("caffeine", bedtime) == expected


def test_a_cutoff_of_ones_own_holds() -> None:
    profile = Profile(caffeine_cutoff=time(16))

    assert profile.cutoff(NIGHT, NOW) == datetime(2026, 11, 22, 16, tzinfo=BERLIN)


def test_bedtime_after_midnight_belongs_to_the_same_night() -> None:
    assert Profile(bedtime=time(0, 30)).bed(NIGHT, NOW) == datetime(2026, 11, 23, 0, 30, tzinfo=BERLIN)


def test_planned_times_are_real_minutes_across_a_daylight_saving_change() -> None:
    """Clocks go from 3:00 back to 2:00 in the night of 24 October 2026: bed at 3:30 comes an hour later."""
    profile = Profile(bedtime=time(3, 30))
    bath = profile.step("bath")
    assert bath is not None
    now = datetime(2026, 10, 24, 22, tzinfo=BERLIN)
    moment = profile.planned(bath, date(2026, 10, 24), now)

    assert moment is not None
    assert profile.bed(date(2026, 10, 24), now).timestamp() - moment.timestamp() == 120 * 60
    assert f"{moment:%H:%M}" == "02:30"


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        (datetime(2026, 11, 23, 0, 40), date(2026, 11, 21)),  # still the evening of the 22nd
        (datetime(2026, 11, 23, 2, 59), date(2026, 11, 21)),
        (datetime(2026, 11, 23, 3, 0), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 7, 30), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 11, 59), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 12, 0), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 20, 0), date(2026, 11, 22)),
    ],
)
def test_the_morning_questions_ask_about_the_last_night_whose_morning_has_come(moment: datetime, night: date) -> None:
    assert Profile().morning_night(moment.replace(tzinfo=BERLIN)) == night


def test_moving_a_step_past_either_end_leaves_it_there() -> None:
    profile = Profile()
    first, last = profile.steps[0].id, profile.steps[-1].id

    assert profile.moved(first, -1).steps == profile.steps
    assert profile.moved(last, 1).steps == profile.steps
    assert profile.moved(first, 1).steps[1].id == first


@pytest.mark.parametrize(
    ("bedtime", "turn"), [(time(23), time(12)), (time(3), time(12)), (time(8), time(21)), (time(13), time(2))]
)
def test_a_day_turn_that_would_cut_the_night_moves_along_with_bedtime(bedtime: time, turn: time) -> None:
    profile = Profile().with_bedtime(bedtime)

    assert profile.day_turn == turn
    assert turn_fits(profile.bedtime, profile.day_turn)


@pytest.mark.parametrize(
    ("clock", "now", "expected"),
    [
        ("10:30", "22 20:40", "22 10:30"),  # before the day turn, and still today
        ("20:40", "22 20:40", "22 20:40"),
        ("20:41", "22 20:40", None),
        ("23:30", "23 00:40", "22 23:30"),
        ("00:20", "23 00:40", "23 00:20"),
        ("00:20", "22 20:40", "22 00:20"),
        ("15:00", "25 15:30", "22 15:00"),  # a past night, filled in later
    ],
)
def test_a_time_that_has_been_is_found_on_the_day_of_the_night(clock: str, now: str, expected: str | None) -> None:
    moment = datetime.strptime(f"2026-11-{now}", "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)
    found = Profile().earlier(NIGHT, time.fromisoformat(clock), moment)

    assert (found and f"{found:%d %H:%M}") == expected


def test_a_step_put_away_comes_back_under_its_name() -> None:
    first = Profile().with_own("Stretch", Kind.TICK, None)
    away = first.step_changed("stretch", on=False, away=True)

    assert [step.id for step in away.with_own("Stretch", Kind.TICK, None).active].count("stretch") == 1
    assert first.with_own("Stretch", Kind.TICK, None).active[-1].id == "stretch2"


@pytest.mark.parametrize("name", ["Tired", "END", "note", "Side effects", "bath"])
def test_an_own_step_never_takes_a_name_that_means_something_else(name: str) -> None:
    own = Profile().with_own(name, Kind.TICK, None).steps[-1]

    assert own.id == f"{name.lower().replace(' ', '_')}2"


def test_steps_put_away_are_not_in_the_way_of_moving() -> None:
    profile = Profile().with_own("a", Kind.TICK, None).with_own("b", Kind.TICK, None).with_own("c", Kind.TICK, None)
    moved = profile.step_changed("b", on=False, away=True).moved("c", -1)

    assert [step.id for step in moved.steps if not step.away][-2:] == ["c", "a"]
