"""What is due now: one word at most, at its time, and nothing once it is answered."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.cells import MORNING_SCORES, QUESTIONS, Reason
from coach.core.due import caffeine_cutoff, due, evening_begins, reminders, waking
from coach.core.nights import Night, Stamp, night_of
from coach.core.profile import Kind, Pause, Profile, Step
from coach.core.routine import Answer, Done, Event, Excuse, HadSome, Took, advance

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = date(2026, 11, 22)
USUAL = Profile(first_run=3)
SHIFT = USUAL.with_bedtime(time(9))
EVENING_SCORES = [key for key, question in QUESTIONS.items() if not question.morning]


def at(clock: str, day: date = NIGHT) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=BERLIN)


def lived(night: date, profile: Profile, *events: Event) -> Night:
    told = Night(night=night)
    for number, event in enumerate(events):
        told = advance(told, event, profile, Stamp(f"{number:06x}", at("21:00", night), "Europe/Berlin", "laptop"))
    return told


def whole(night: date, profile: Profile) -> Night:
    """A night with every step and every score answered."""
    steps: list[Event] = [
        Took(100) if step.kind is Kind.DOSE else Excuse(step.id, Reason.TOO_TIRED) for step in profile.active
    ]
    return lived(night, profile, *steps, *(Answer(key, None) for key in QUESTIONS))


def told(now: datetime, profile: Profile = USUAL, *nights: Night) -> str:
    """What is due with ``nights`` on record, the others empty."""
    known = {night.night: night for night in nights}
    last, tonight = profile.morning_night(now), night_of(now, profile.day_turn)
    return due(profile, known.get(last, Night(night=last)), known.get(tonight, Night(night=tonight)), now)


def with_steps(*on: str, profile: Profile = USUAL) -> Profile:
    return profile.evolve(steps=tuple(step.evolve(on=step.id in on) for step in profile.steps))


@pytest.mark.parametrize(
    ("profile", "begins"),
    [
        (USUAL, "21:00"),  # the bath
        (with_steps("caffeine", "massage", "meditation"), "22:15"),
        (with_steps("caffeine", "magnesium", "exercise", "massage"), "22:15"),
        (with_steps("caffeine", "magnesium"), "21:30"),
        (with_steps("caffeine", "sleep_time"), "21:30"),
        (with_steps("caffeine").with_own("Stretch", Kind.TICK, None), "21:30"),
    ],
)
def test_the_evening_begins_with_its_first_step(profile: Profile, begins: str) -> None:
    assert evening_begins(profile, NIGHT, at("12:30")) == at(begins)


def test_the_hours_of_a_day_are_those_of_its_bedtime() -> None:
    assert [(told.word, f"{told.clock:%H:%M}") for told in reminders(USUAL)] == [
        ("caffeine", "12:00"),
        ("evening", "21:00"),
        ("morning", "07:30"),
    ]
    assert [(told.word, f"{told.clock:%H:%M}") for told in reminders(SHIFT)] == [
        ("caffeine", "23:00"),
        ("evening", "07:00"),
        ("morning", "17:30"),
    ]
    assert [told.word for told in reminders(with_steps("bath"))] == ["evening", "morning"]
    late = USUAL.with_bedtime(time(5))  # with the day turn at noon
    assert waking(late, NIGHT, at("12:30")) == at("11:00", NIGHT + timedelta(days=1))


def test_no_reminder_names_what_is_nobody_elses_business() -> None:
    everything = with_steps(*(step.id for step in USUAL.steps))
    words = " ".join(told.text for told in reminders(everything)).casefold()

    assert [word for word in ("leg", "restless", "rls", "magnesium", "tired", "symptom", "bath") if word in words] == []


@pytest.mark.parametrize(
    ("clock", "word"),
    [
        ("11:29", ""),
        ("11:30", "caffeine"),  # the night it is for begins at noon
        ("12:00", "caffeine"),
        ("12:59", "caffeine"),
        ("13:00", ""),
        ("20:59", ""),
        ("21:00", "evening"),
        ("23:59", "evening"),
    ],
)
def test_each_word_has_its_time(clock: str, word: str) -> None:
    assert told(at(clock)) == word


def test_the_evening_is_due_until_the_morning_begins() -> None:
    after = NIGHT + timedelta(days=1)
    some = lived(NIGHT, USUAL, Answer("tired", 3))

    assert told(at("02:59", after), USUAL, some) == "evening"
    assert told(at("03:00", after), USUAL, some) == "morning"
    assert told(at("11:00", after), USUAL, some) == "morning"
    assert told(at("12:10", after), USUAL, some) == "caffeine"  # its time is short
    assert told(at("14:00", after), USUAL, some) == "morning"
    assert told(at("20:59", after), USUAL, some) == "morning"
    assert told(at("21:00", after), USUAL, some) == "evening"


def test_no_morning_is_due_of_a_night_with_nothing_on_record_or_of_one_that_is_scored() -> None:
    after = NIGHT + timedelta(days=1)
    scored = lived(NIGHT, USUAL, Done("bath"), *(Answer(key, None) for key in MORNING_SCORES))

    assert told(at("09:00", after)) == ""
    assert told(at("09:00", after), USUAL, scored) == ""


@pytest.mark.parametrize("answer", [Done("caffeine"), HadSome("caffeine"), Excuse("caffeine", Reason.UNWELL)])
def test_caffeine_is_not_told_of_once_it_is_answered_or_off(answer: Event) -> None:
    assert told(at("12:30"), USUAL, lived(NIGHT, USUAL, answer)) == ""
    assert told(at("12:30"), with_steps("bath")) == ""


def test_what_is_optional_never_waits_and_magnesium_not_even_if_needed() -> None:
    profile = USUAL.step_changed("magnesium", on=True, needed=True).step_changed("exercise", on=True)
    needed: list[Event] = [Done(step) for step in ("caffeine", "bath", "massage", "meditation")]
    scores = [Answer(key, 5) for key in EVENING_SCORES]

    assert told(at("22:00"), profile, lived(NIGHT, profile, *needed, *scores)) == ""
    for open_one in (*needed, *scores):
        some = [event for event in (*needed, *scores) if event is not open_one]
        assert told(at("22:00"), profile, lived(NIGHT, profile, *some)) == "evening"


def test_nothing_is_due_in_a_pause() -> None:
    away = USUAL.with_pause(Pause(first=NIGHT, last=NIGHT))
    back = NIGHT + timedelta(days=1)
    some = lived(NIGHT, away, Done("bath"))

    assert [told(at(clock), away) for clock in ("12:00", "21:00")] == ["", ""]
    assert told(at("09:00", back), away, some) == ""
    assert told(at("11:45", back), away) == "caffeine"  # of the night that comes, which is none of the pause
    assert told(at("21:00", back), away) == "evening"
    assert told(at("21:00"), USUAL.with_pause(Pause(first=NIGHT, away=True))) == "evening"


@pytest.mark.parametrize("first_run", [0, 1, 2])
def test_nothing_is_due_before_it_is_set_up(first_run: int) -> None:
    assert {told(at(f"{hour:02}:00"), USUAL.evolve(first_run=first_run)) for hour in range(24)} == {""}


def test_somebody_who_goes_to_bed_at_nine_in_the_morning_has_another_day() -> None:
    bed = NIGHT + timedelta(days=1)  # the night of the 22nd begins at 22:00
    some = lived(NIGHT, SHIFT, Answer("tired", 1))

    assert told(at("22:29"), SHIFT) == ""
    assert told(at("22:30"), SHIFT) == "caffeine"
    assert told(at("00:00", bed), SHIFT) == ""
    assert told(at("07:00", bed), SHIFT) == "evening"
    assert told(at("12:59", bed), SHIFT, some) == "evening"
    assert told(at("13:00", bed), SHIFT, some) == "morning"


@pytest.mark.parametrize("night", [date(2026, 3, 28), date(2026, 10, 24)])  # the clocks go forward, and back
def test_the_evening_lasts_as_long_on_the_night_the_clocks_change(night: date) -> None:
    late = with_steps("bath").with_bedtime(time(1))  # the bath at 23:00, and four hours after bed across the change
    now = at("12:30", night)
    begins, ends = evening_begins(late, night, now).timestamp(), late.morning_begins(night, now).timestamp()
    due_for = {
        word: sum(
            told(datetime.fromtimestamp(moment, BERLIN), late, lived(night, late, Answer("tired", 1))) == word
            for moment in range(int(begins) - 3600, int(ends) + 3600, 60)
        )
        for word in ("evening", "morning")
    }

    assert ends - begins == 6 * 3600
    assert due_for == {"evening": 6 * 60, "morning": 60}


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    night = date(2026, 10, 24)
    early = USUAL.with_bedtime(time(22, 30))  # four hours after it, 02:30 comes for the first time
    some = lived(night, early, Answer("tired", 1))
    first, again = (datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=fold) for fold in (0, 1))

    assert due(early, some, some, first) == "evening"
    assert due(early, some, some, again) == "morning"


profiles = st.builds(
    lambda bedtime, on, cutoff, first_run, pause: (
        with_steps(*on)
        .with_bedtime(bedtime)
        .evolve(caffeine_cutoff=cutoff, first_run=first_run, pauses={p.first.isoformat(): p for p in pause})
    ),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.sets(st.sampled_from([step.id for step in USUAL.steps]), min_size=1),
    st.none() | st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.sampled_from([0, 3, 3, 3]),
    st.lists(st.builds(Pause, first=st.dates(date(2026, 1, 1), date(2026, 12, 31))), max_size=1),
)
moments = st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 30)).map(lambda moment: moment.replace(tzinfo=BERLIN))


@given(profiles, moments)
def test_never_more_than_one_word_and_none_once_all_is_answered(profile: Profile, now: datetime) -> None:
    last, tonight = profile.morning_night(now), night_of(now, profile.day_turn)
    everything = [whole(night, profile) for night in {last, tonight}]
    some = [lived(night, profile, Answer("tired", 1)) for night in {last, tonight}]

    assert told(now, profile) in ("", "caffeine", "evening")
    assert told(now, profile, *some) in ("", "morning", "caffeine", "evening")
    tomorrow = caffeine_cutoff(profile, tonight + timedelta(days=1), now)
    soon = tomorrow and abs(tomorrow.timestamp() - now.timestamp()) <= 3600
    assert told(now, profile, *everything) in (("", "caffeine") if soon else ("",))


@given(profiles, moments)
def test_a_pause_without_end_is_quiet_for_good(profile: Profile, now: datetime) -> None:
    away = profile.evolve(pauses={"2025-12-01": Pause(first=date(2025, 12, 1))})
    nights = [lived(night, away, Answer("tired", 1)) for night in {away.morning_night(now), night_of(now)}]

    assert told(now, away, *nights) == ""


@given(profiles, moments)
def test_the_word_is_due_when_its_reminder_rings(profile: Profile, now: datetime) -> None:
    """Whoever follows the calendar finds the coach to agree, where caffeine does not go before."""
    ready = profile.evolve(first_run=3, pauses={})
    night = night_of(now, ready.day_turn)
    for moment, word in (
        (evening_begins(ready, night, now), "evening"),
        (waking(ready, night, now), "morning"),
        (caffeine_cutoff(ready, night, now), "caffeine"),
    ):
        if moment:
            some = lived(night, ready, Answer("tired", 1))
            assert told(moment, ready, some) in (word, "caffeine")


def test_an_own_step_with_a_time_begins_the_evening_too() -> None:
    own = with_steps("meditation").with_step(Step(id="tea", name="Tea", kind=Kind.TICK, lead=150, own=True))

    assert evening_begins(own, NIGHT, at("12:30")) == at("20:30")
