"""The evening as a state machine."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coach.core.cells import Reason, Status, StepEntry
from coach.core.nights import Night, Stamp
from coach.core.profile import Profile
from coach.core.routine import (
    END,
    EXTRA,
    AddMinutes,
    AddNote,
    Answer,
    Clear,
    Done,
    Draft,
    Event,
    Excuse,
    GoTo,
    HadSome,
    Refused,
    StartOrPause,
    Tell,
    Took,
    Undo,
    WriteNote,
    advance,
    cursor,
    next_of_night,
    next_open,
    night_walk,
    walk,
)

EVENING = datetime(2026, 11, 22, 20, 40, tzinfo=ZoneInfo("Europe/Berlin"))
NIGHT = date(2026, 11, 22)


class Evening:
    """A night being lived: events go in, time passes."""

    def __init__(self, profile: Profile, night: date = NIGHT) -> None:
        self.profile = profile
        self.night = Night(night=night)
        self.now = EVENING
        self._actions = 0

    def do(self, *events: Event) -> "Evening":
        for event in events:
            self._actions += 1
            stamp = Stamp(id=f"a{self._actions}", at=self.now, zone="Europe/Berlin", device="laptop")
            self.night = advance(self.night, event, self.profile, stamp)
        return self

    def wait(self, **time: float) -> "Evening":
        self.now += timedelta(**time)
        return self

    @property
    def at(self) -> str:
        return cursor(self.night, self.profile)

    def entry(self, step: str) -> StepEntry:
        return self.night.steps[step]

    def left(self, step: str) -> int:
        timer = self.night.timer(step)
        assert timer is not None
        return timer.remaining(self.now)


@pytest.fixture
def evening(profile: Profile) -> Evening:
    return Evening(profile)


def test_the_walk_goes_scores_steps_score_good_night(evening: Evening) -> None:
    steps = ("caffeine", "magnesium", "bath", "massage", "meditation")

    assert walk(evening.profile) == ("tired", "legs_before", *steps, "legs_after", END)


def test_each_answer_moves_on_and_the_last_one_to_good_night(evening: Evening) -> None:
    seen = [evening.at]
    for event in (
        Answer("tired", 6),
        Answer("legs_before", None),
        Done("caffeine"),
        Took(200),
        Done("bath", short=True),
        Excuse("massage", Reason.UNWELL),
        Done("meditation"),
        Answer("legs_after", 0),
    ):
        seen.append(evening.do(event).at)

    assert tuple(seen) == walk(evening.profile)


def test_steps_can_be_answered_in_any_order_and_the_walk_returns_to_the_open_ones(evening: Evening) -> None:
    evening.do(GoTo("meditation"), Done("meditation"))
    assert evening.at == "legs_after"

    assert evening.do(Answer("legs_after", 3)).at == "tired"


def test_an_answer_from_elsewhere_does_not_move_the_person(evening: Evening) -> None:
    evening.do(GoTo("massage"), Done("bath"))

    assert evening.at == "massage"
    assert next_open(evening.night, evening.profile, "caffeine") == "magnesium"


def test_a_timer_is_a_deadline_that_is_true_after_any_absence(evening: Evening) -> None:
    evening.do(StartOrPause("bath")).wait(minutes=4)
    assert evening.left("bath") == 11 * 60

    evening.do(StartOrPause("bath")).wait(hours=1)
    assert evening.left("bath") == 11 * 60

    evening.do(StartOrPause("bath")).wait(minutes=13)
    assert evening.left("bath") == -2 * 60
    assert evening.do(Done("bath")).entry("bath").minutes == 17


def test_a_minute_more_or_less_moves_the_deadline(evening: Evening) -> None:
    evening.do(StartOrPause("bath"), AddMinutes("bath", 1), AddMinutes("bath", 1), AddMinutes("bath", -1))
    assert evening.left("bath") == 16 * 60

    evening.do(*[AddMinutes("bath", -1)] * 30)
    assert evening.left("bath") == 60


def test_minutes_can_be_changed_before_the_timer_starts(evening: Evening) -> None:
    evening.do(AddMinutes("bath", 5), StartOrPause("bath")).wait(minutes=1)

    assert evening.left("bath") == 19 * 60


def test_a_clock_set_back_never_gives_negative_minutes(evening: Evening) -> None:
    assert evening.do(StartOrPause("bath")).wait(hours=-1).do(Done("bath")).entry("bath").minutes is None


def test_a_timer_left_running_for_hours_says_nothing_of_how_long_it_took(evening: Evening) -> None:
    assert evening.do(StartOrPause("bath")).wait(hours=3).do(Done("bath")).entry("bath").minutes is None


def test_done_without_a_timer_leaves_the_minutes_unknown(evening: Evening) -> None:
    assert evening.do(Done("bath")).entry("bath").minutes is None
    assert evening.do(Done("massage", minutes=12)).entry("massage").minutes == 12


def test_an_answered_step_has_no_running_timer(evening: Evening) -> None:
    evening.do(StartOrPause("bath"), Done("bath"))

    assert evening.night.running == {}
    assert evening.do(Clear("bath")).night.timer("bath") is None


def test_something_logged_for_a_past_night_without_a_time_has_none(evening: Evening) -> None:
    past = Evening(evening.profile, date(2026, 11, 20)).do(Done("bath"), Took(100))

    assert past.entry("bath").at is None
    assert past.night.doses[0].at is None
    assert evening.do(Done("bath")).entry("bath").at == EVENING


def test_had_some_keeps_the_time(evening: Evening) -> None:
    entry = evening.do(HadSome("caffeine", EVENING)).entry("caffeine")

    assert (entry.status, entry.had_at) == (Status.MISSED, EVENING)


def test_taking_back_a_step_can_itself_be_taken_back(evening: Evening) -> None:
    evening.do(Took(200), Took(50), Clear("magnesium"))
    assert evening.night.status("magnesium") is Status.PENDING

    assert evening.do(Undo()).night.magnesium_mg == 250


def test_undo_returns_to_what_it_took_back(evening: Evening) -> None:
    evening.do(Answer("tired", 6), Answer("legs_before", 7), Undo())

    assert evening.at == "legs_before"
    assert evening.night.scores == {"tired": 6}


def test_a_note_is_kept_as_typed(evening: Evening) -> None:
    text = "  zwei\nZeilen\t🌙 مرحبا 漢字  "
    evening.do(Draft("note", "zwei"), WriteNote(text), Draft("note", None))

    assert evening.night.note == text
    assert evening.night.drafts == {}


def test_an_empty_note_removes_it_and_undo_brings_it_back(evening: Evening) -> None:
    evening.do(WriteNote("x"), WriteNote(""))
    assert evening.night.note is None

    assert evening.do(Undo()).night.note == "x"


def test_side_effects_none_is_an_answer(evening: Evening) -> None:
    assert evening.night.side_effects is None
    assert evening.do(Tell("side_effects", ())).night.side_effects == ()


@pytest.mark.parametrize(
    "event",
    [
        Answer("mood", 3),
        Answer("tired", 11),
        Done("juggling"),
        Done("bath", minutes=-1),
        Done("magnesium", short=True),
        HadSome("bath"),
        StartOrPause("caffeine"),
        Took(0),
        Took(float("nan")),
        Took(float("inf")),
        Clear("bath"),
        Undo(),
        WriteNote("x" * 100_001),
        WriteNote("\ud800"),
        Tell("awake_minutes", 5000),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(evening: Evening, event: Event) -> None:
    before = evening.night

    with pytest.raises(Refused) as refusal:
        evening.do(event)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)
    assert evening.night is before


def test_a_note_changed_elsewhere_meanwhile_is_kept_with_this_one(evening: Evening) -> None:
    evening.do(WriteNote("one"), AddNote("from the phone"), WriteNote("one\ntwo", was="one"))

    assert evening.night.note == "one\nfrom the phone\ntwo"


def test_a_note_changed_by_nobody_else_is_replaced(evening: Evening) -> None:
    assert evening.do(WriteNote("one"), WriteNote("two", was="one")).night.note == "two"


def test_a_note_removed_elsewhere_comes_back_with_what_was_typed(evening: Evening) -> None:
    assert evening.do(WriteNote("one"), WriteNote(""), WriteNote("one two", was="one")).night.note == "one two"


def test_what_is_added_is_also_put_below_a_note_being_typed(evening: Evening) -> None:
    evening.do(Draft("note", "half a"), AddNote("added"))

    assert evening.night.note == "added"
    assert evening.night.drafts == {"note": "half a\nadded"}


@pytest.mark.parametrize("note", ["", "a thought"])
def test_a_note_written_as_it_stands_is_no_change_to_take_back(evening: Evening, note: str) -> None:
    before = evening.do(Answer("tired", 3), WriteNote(note)).night

    assert evening.do(WriteNote(note)).night.changes == before.changes
    assert len(before.changes) == 1 + bool(note)


def test_a_night_that_was_is_walked_from_open_item_to_open_item_and_from_the_last_to_the_end() -> None:
    profile = Profile()
    night = Night(night=NIGHT)
    items = night_walk(night, profile)
    assert items[:2] == ("tired", "legs_before")
    assert items[-1] == EXTRA
    stamp = Stamp("a", datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("UTC")), "UTC", "laptop")
    half = advance(advance(night, Answer("tired", 3), profile, stamp), Answer("sleep", 5), profile, stamp)

    assert next_of_night(night, profile, "bath") == "bath"  # open: one stays
    assert next_of_night(half, profile, "tired") == "legs_before"
    assert next_of_night(half, profile, "sleep") == EXTRA
    assert next_of_night(half, profile, "a step that is gone") == "tired"
    assert next_of_night(half, profile, EXTRA) == EXTRA
