"""What columns of other programs become here: guessed with care, asked in words, and every value held to the core."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.cells import QUESTIONS, Dose, Plan, cell_value
from coach.core.nights import Night, Stamp
from coach.core.profile import Kind, Profile
from coach.exchange import harsh, loop, plain_csv
from coach.exchange.found import Found
from coach.exchange.mapping import rows
from coach.exchange.sheet import Column, Entry, Marks, Said, Sheet, summed_up
from coach.exchange.targets import LEAVE, NOTE, Target, To, choices, guess, questions, read_targets, resolved
from tests.conftest import BERLIN
from tests.exchange.files import Habit, loop_2_3

TONIGHT = date(2026, 11, 22)
DAY = timedelta(days=1)
PROFILE = Profile()


def checks(name: str, *said: Said, **more: Any) -> Column:
    entries = (Entry(TONIGHT - n * DAY, mark, n + 1) for n, mark in enumerate(said))
    return Column(name, Marks.CHECKS, tuple(entries), **more)


def numbers(name: str, *amounts: float, **more: Any) -> Column:
    entries = (Entry(TONIGHT - n * DAY, Said.NUMBER, n + 1, amount) for n, amount in enumerate(amounts))
    return Column(name, Marks.NUMBERS, tuple(entries), **more)


def taken(*columns: Column, **targets: Target) -> Found:
    by_name = dict(zip([column.name for column in columns], targets.values(), strict=False))
    profile, settled = resolved(PROFILE, by_name)
    return rows(Sheet("Loop", columns), settled, profile, TONIGHT)


BATH, MEDITATION = Target(To.STEP, "bath"), Target(To.STEP, "meditation")

# Guesses


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (checks("Hot bath", Said.YES), "bath"),
        (checks("Warm bath", Said.YES), "bath"),
        (checks("Warmes Bad", Said.YES), "bath"),
        (checks("Bad habits", Said.YES), "new:Bad habits"),
        (checks("Clean the bathroom", Said.YES), "new:Clean the bathroom"),
        (checks("Ice bath", Said.YES), "new:Ice bath"),
        (checks("Shower", Said.YES), "new:Shower"),
        (checks("Leg massage", Said.YES), "massage"),
        (checks("No massage", Said.YES), "new:No massage"),
        (checks("Stretch", Said.YES), "new:Stretch"),
        (checks("Breathing", Said.YES), "meditation"),
        (checks("Meditate in the morning", Said.YES), "new:Meditate in the morning"),
        (numbers("Meditation", 10, unit="min"), "meditation"),
        (numbers("Meditating", 10, unit="sessions"), "leave"),
        (checks("No coffee", Said.YES), "caffeine"),
        (checks("Kein Koffein", Said.YES), "caffeine"),
        (checks("Coffee", Said.YES), "leave"),
        (numbers("Cups of coffee", 3), "leave"),
        (numbers("No coffee after", 3), "leave"),
        (numbers("Magnesium", 120, unit="mg"), "magnesium"),
        (numbers("Magnesium", 2, unit="tablets"), "note"),
        (checks("Magnesium", Said.YES), "note"),
        (numbers("Sleep quality", 7, 8), "sleep:morning"),
        (numbers("Sleep quality", 4, 5), "leave"),
        (numbers("Sleep", 7.5, 8), "leave"),
        (numbers("Tiredness", 7, 2), "tired"),
        (numbers("legs_before", 7, 2), "legs_before"),
        (numbers("Legs", 7, 2), "leave"),
        (numbers("Awake", 40, unit="min"), "awake_minutes:morning"),
        (numbers("Times up", 2), "got_up:morning"),
        (numbers("Weight", 80.5), "leave"),
        (numbers("Bath", 20, unit="min", limit=True), "leave"),
        (Column("Notes", Marks.TEXTS), "note"),
        (Column("Mood", Marks.TEXTS), "leave"),
        (checks("\u202e", Said.YES), "new:Imported"),
    ],
)
def test_a_guess_is_by_the_name_and_where_in_doubt_the_lesser(column: Column, word: str) -> None:
    assert guess(column, PROFILE, dated_when_logged=True).word == word


def test_a_step_of_ones_own_is_known_by_its_name() -> None:
    profile = PROFILE.with_own("Stretch calves", Kind.TICK, None)

    assert guess(checks("stretch  CALVES", Said.YES), profile) == Target(To.STEP, "stretch_calves")


def test_what_is_said_of_the_night_is_left_out_where_the_dates_do_not_tell_whose() -> None:
    assert guess(numbers("Sleep quality", 7, 8), PROFILE, dated_when_logged=False) == LEAVE


@given(st.text(max_size=30), st.sampled_from(Marks), st.lists(st.floats(0, 1e6), max_size=3), st.text(max_size=5))
def test_a_guess_is_one_of_the_choices_and_can_be_typed(
    name: str, marks: Marks, amounts: list[float], unit: str
) -> None:
    entries = tuple(Entry(TONIGHT, Said.NUMBER, 1, amount) for amount in amounts)
    column = Column(name, marks, entries, unit)
    offered = [choice.target for choice in choices(column, PROFILE)]

    for target in (guess(column, PROFILE, dated_when_logged=True), guess(column, PROFILE)):
        assert target in offered
    assert all(choice.says for choice in choices(column, PROFILE))
    for target in offered:
        typed = read_targets([f"{name}={target.word}"], Sheet("x", (column,)), PROFILE)
        assert typed == {name: target} or target.to is To.OWN


def test_each_column_that_says_anything_is_asked_about_once() -> None:
    bath = checks("Warm bath", Said.YES, Said.YES, Said.SKIP, Said.NOT_ASKED)
    sheet = Sheet("Loop", (bath, checks("Empty"), checks("Warm bath", Said.NO)), dated_when_logged=True)

    (question,) = questions(sheet, PROFILE)

    assert question.said == summed_up(bath) == (
        "Warm bath: 2 yes, 1 skipped, 1 not asked, 2026-11-19 to 2026-11-22"
    )  # fmt: skip
    assert question.guess == BATH
    assert [choice.says for choice in question.choices] == [
        "No caffeine",
        "No caffeine (a yes says that some was had)",
        "Exercise",
        "Warm bath",
        "Leg massage",
        "Meditation",
        "In bed on time",
        "A step of your own: Warm bath",
        "Into the note",
        "Leave it out",
    ]


def test_numbers_are_offered_what_numbers_can_be() -> None:
    says = [choice.says for choice in choices(numbers("Sleep", 7, unit="mg"), PROFILE)]

    assert "Sleep: 0 terribly, 10 beautifully (dated by the morning after)" in says
    assert "Magnesium, in mg as on the label" in says
    assert "No caffeine" not in says
    assert not [s for s in choices(numbers("Sleep", 7, unit="g"), PROFILE) if s.target.to is To.MAGNESIUM]


# As typed

TYPED = Sheet("Loop", (checks("Hot bath", Said.YES), checks("a=b", Said.YES), numbers("Sleep", 7)))


def test_what_is_typed_names_a_column_and_what_it_is() -> None:
    typed = ["hot BATH=bath", "a=b=new:Stretch", "Sleep = sleep:morning"]

    assert read_targets(typed, TYPED, PROFILE) == {
        "Hot bath": BATH,
        "a=b": Target(To.OWN, "Stretch"),
        "Sleep": Target(To.SCORE, "sleep", morning=True),
    }
    assert read_targets(["Hot bath=new"], TYPED, PROFILE) == {"Hot bath": Target(To.OWN, "Hot bath")}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("bath", "'bath' is no column and what it is: type it as Hot bath=bath."),
        ("Cold bath=bath", "There is no column 'Cold bath'; there are: Hot bath, a=b, Sleep."),
        ("Hot bath=sleep", "'Hot bath' cannot be 'sleep'; it can be: caffeine, caffeine:had, exercise, bath, "
                           "massage, meditation, sleep_time, note, leave, new, new:NAME."),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_answered_by_what_would_be_right(typed: str, says: str) -> None:
    with pytest.raises(ValueError) as told:
        read_targets([typed], TYPED, PROFILE)
    assert str(told.value) == says


# New steps


def test_a_new_step_is_off_and_optional_and_tonight_stays_as_it_was() -> None:
    wanted = {
        "A": Target(To.OWN, "Stretch"),
        "B": Target(To.OWN, "stretch"),
        "C": Target(To.OWN, "Warm bath"),
        "D": NOTE,
    }

    profile, settled = resolved(PROFILE, wanted)

    assert settled == {"A": Target(To.STEP, "stretch"), "B": Target(To.STEP, "stretch"), "C": BATH, "D": NOTE}
    step = profile.step("stretch")
    assert step is not None
    assert (step.name, step.kind, step.on, step.needed, step.own) == ("Stretch", Kind.TICK, False, False, True)
    assert profile.active == PROFILE.active
    assert len(profile.steps) == len(PROFILE.steps) + 1
    assert resolved(profile, wanted) == (profile, settled)


def test_hundreds_of_new_steps_are_refused() -> None:
    with pytest.raises(ValueError, match=r"It would add 51 steps of your own; 50 is the most: leave some out\."):
        resolved(PROFILE, {str(n): Target(To.OWN, f"Step {n}") for n in range(51)})


def test_a_step_called_magnesium_is_not_the_one_that_holds_amounts() -> None:
    _, settled = resolved(PROFILE, {"Magnesium": Target(To.OWN, "Magnesium")})

    assert settled["Magnesium"].key != "magnesium"


# Nights


def told(found: Found) -> dict[date, Mapping[str, Any]]:
    return {row.night: row.cells for row in found.rows}


def test_yes_is_done_skip_is_left_out_and_the_rest_says_nothing() -> None:
    every = checks("Bath", Said.YES, Said.SKIP, Said.NO, Said.NOT_ASKED, Said.NOTHING)

    found = taken(every, bath=BATH)

    assert told(found) == {
        TONIGHT: {"step.bath": {"status": "done"}},
        TONIGHT - DAY: {"step.bath": {"status": "excused", "reason": "other", "text": "skipped in Loop"}},
    }
    assert found.unread == ()


def test_a_night_with_only_a_bath_is_kept_by_it() -> None:
    found = taken(checks("Bath", Said.YES), checks("Walk", Said.NO), bath=BATH, walk=Target(To.OWN, "Walk"))
    (row,) = found.rows

    assert row.plan == {"needed": ["bath"], "optional": ["walk"], "bedtime": "23:00:00", "day_turn": "12:00:00"}
    stamp = Stamp("1", datetime(2026, 11, 22, 21, tzinfo=BERLIN), "Europe/Berlin", "laptop")
    assert Night(night=row.night).record(stamp, {**row.cells, "plan": dict(row.plan)}).kept


def test_a_step_is_asked_from_its_first_mark_to_its_last_and_not_where_it_was_not_due() -> None:
    bath = checks("Bath", *[Said.YES] * 5)
    massage = Column(
        "Massage",
        Marks.CHECKS,
        tuple(
            Entry(TONIGHT - n * DAY, mark, n)
            for n, mark in ((1, Said.YES), (2, Said.NOT_ASKED), (3, Said.NO), (4, Said.NOTHING))
        ),
    )

    found = taken(bath, massage, bath=BATH, massage=Target(To.STEP, "massage"))

    asked = {row.night: row.plan["needed"] for row in found.rows if row.plan}
    assert asked == {
        TONIGHT: ["bath"],
        TONIGHT - DAY: ["bath", "massage"],
        TONIGHT - 2 * DAY: ["bath"],
        TONIGHT - 3 * DAY: ["bath", "massage"],
        TONIGHT - 4 * DAY: ["bath"],
    }


def test_minutes_are_kept_and_any_other_number_goes_into_the_note() -> None:
    found = taken(
        numbers("Sit", 12, 0, 12.5, 2000, unit="Min."),
        numbers("Bath", 1, 0.5, unit="h"),
        numbers("Walk", 3000, unit="steps"),
        sit=MEDITATION,
        bath=BATH,
        walk=Target(To.STEP, "exercise"),
    )

    assert told(found) == {
        TONIGHT: {
            "step.meditation": {"status": "done", "minutes": 12},
            "step.bath": {"status": "done", "minutes": 60},
            "step.exercise": {"status": "done"},
            "note": "Walk: 3000 steps",
        },
        TONIGHT - DAY: {"step.bath": {"status": "done", "minutes": 30}},
        TONIGHT - 2 * DAY: {"step.meditation": {"status": "done"}, "note": "Sit: 12.5 Min."},
    }
    assert [unread.reason for unread in found.unread] == ["Sit: 2000 minutes are more than a day has"]


def test_what_was_had_is_missed_and_none_of_it_is_done() -> None:
    had = Target(To.STEP, "caffeine", had=True)

    assert told(taken(checks("Coffee", Said.YES, Said.NO), coffee=had)) == {
        TONIGHT: {"step.caffeine": {"status": "missed"}}
    }
    assert told(taken(numbers("Cups", 3, 0), cups=had)) == {
        TONIGHT: {"step.caffeine": {"status": "missed"}, "note": "Cups: 3"},
        TONIGHT - DAY: {"step.caffeine": {"status": "done"}},
    }
    found = taken(numbers("Cups", 3), cups=Target(To.STEP, "caffeine"))
    assert (found.rows, found.unread[0].reason) == ((), "Cups: says how much there was, not that there was none")


def test_numbers_are_held_to_what_they_can_be() -> None:
    found = taken(
        numbers("Sleep", 10, 11, 7.5, -1, 0),
        numbers("Awake", 90, 1500, unit="min"),
        numbers("Up", 99, 100),
        sleep=Target(To.SCORE, "sleep"),
        awake=Target(To.AWAKE),
        up=Target(To.GOT_UP),
    )

    assert told(found) == {
        TONIGHT: {"score.sleep": 10, "awake_minutes": 90, "got_up": 99},
        TONIGHT - 4 * DAY: {"score.sleep": 0},
    }
    assert [(unread.line, unread.reason) for unread in found.unread] == [
        (2, "Sleep: 11 is no whole number from 0 to 10"),
        (3, "Sleep: 7.5 is no whole number from 0 to 10"),
        (4, "Sleep: -1 is less than nothing"),
        (2, "Awake: 1500 is no whole number of minutes in a night"),
        (2, "Up: 100 is no whole number from 0 to 99"),
    ]
    assert all(row.plan is None for row in found.rows)


def test_what_the_morning_dates_belongs_to_the_night_before() -> None:
    found = taken(numbers("Sleep", 7, 8), sleep=Target(To.SCORE, "sleep", morning=True))

    assert told(found) == {TONIGHT - DAY: {"score.sleep": 7}, TONIGHT - 2 * DAY: {"score.sleep": 8}}
    tomorrow = Column("Sleep", Marks.NUMBERS, (Entry(TONIGHT + DAY, Said.NUMBER, 1, 7),))
    assert told(taken(tomorrow, sleep=Target(To.SCORE, "sleep", morning=True))) == {TONIGHT: {"score.sleep": 7}}
    assert taken(tomorrow, sleep=Target(To.SCORE, "sleep")).unread[0].reason == (
        "Sleep: the night of 2026-11-23 has not come yet"
    )
    first = Column("Sleep", Marks.NUMBERS, (Entry(date(1900, 1, 1), Said.NUMBER, 1, 7),))
    assert taken(first, sleep=Target(To.SCORE, "sleep", morning=True)).unread[0].reason == (
        "Sleep: 1899-12-31 is before 1900"
    )


def test_amounts_of_magnesium_are_more_than_0_and_in_mg() -> None:
    mg = Target(To.MAGNESIUM)

    found = taken(numbers("A", 120, 0, 100_001, -5, unit="mg"), numbers("B", 80), a=mg, b=mg)

    assert [(row.night, row.cells, row.doses) for row in found.rows] == [(TONIGHT, {}, ({"mg": 120.0}, {"mg": 80.0}))]
    assert [unread.reason for unread in found.unread] == [
        "A: 100001 mg is more than anyone takes",
        "A: -5 is less than nothing",
    ]
    assert taken(numbers("A", 2, unit="tablets"), a=mg).unread[0].reason == "A: 2 tablets is not in mg"
    assert taken(checks("A", Said.YES, Said.NO), a=mg).unread[0].reason == "A: says yes, not how much"


def test_one_column_that_tells_an_amount_twice_is_not_counted_twice() -> None:
    twice = Column("Mg", Marks.NUMBERS, tuple(Entry(TONIGHT, Said.NUMBER, line, 120) for line in (1, 2)))

    found = taken(twice, mg=Target(To.MAGNESIUM))

    assert found.rows[0].doses == ({"mg": 120.0},)
    assert found.unread[0].reason == "Mg: is told already by 'Mg' in line 1"


def test_comments_go_into_the_note_below_each_other() -> None:
    bath = Column("Bath", Marks.CHECKS, (Entry(TONIGHT, Said.NO, 1, None, "too late"),))
    notes = Column("Notes", Marks.TEXTS, (Entry(TONIGHT, Said.TEXT, 1, None, "a calm\nevening \u202e"),))
    mood = Column("Mood", Marks.TEXTS, (Entry(TONIGHT, Said.TEXT, 1, None, "good"),))
    mg = Column("Mg", Marks.CHECKS, (Entry(TONIGHT, Said.YES, 1, 2, "with dinner"),))

    found = taken(bath, notes, mood, mg, bath=BATH, notes=NOTE, mood=NOTE, mg=NOTE)

    assert told(found) == {
        TONIGHT: {"note": "Bath: too late\na calm\nevening \u202e\nMood: good\nMg: yes, 2, with dinner"}
    }


def test_a_note_that_would_be_too_long_is_not_cut() -> None:
    long = Column("Notes", Marks.TEXTS, tuple(Entry(TONIGHT, Said.TEXT, n, None, "x" * 60_000) for n in (1, 2)))

    found = taken(long, notes=NOTE)

    assert len(str(found.rows[0].cells["note"])) == 60_000
    assert found.unread[0].reason == "Notes: makes the note longer than 100,000 characters"


def test_two_columns_that_say_different_things_of_one_step_are_told_apart() -> None:
    found = taken(checks("Bath", Said.SKIP), checks("Tub", Said.YES), bath=BATH, tub=BATH)

    assert [row.cells["step.bath"] for row in found.rows] == [
        {"status": "excused", "reason": "other", "text": "skipped in Loop"}
    ]
    assert found.unread[0].reason == "Tub: is told already by 'Bath' in line 1"


def test_text_where_a_yes_or_a_number_is_wanted_is_listed() -> None:
    text = Column("Bath", Marks.CHECKS, (Entry(TONIGHT, Said.TEXT, 4, None, "x, short"),))

    assert taken(text, bath=BATH).unread[0].reason == "Bath: 'x, short' is neither yes nor no"
    assert taken(text, bath=Target(To.GOT_UP)).unread[0].reason == "Bath: 'x, short' is no number"
    assert (
        taken(text, bath=Target(To.STEP, "magnesium")).unread[0].reason == "Bath: there is no step 'magnesium' to tick"
    )


def test_harsh_and_any_csv_end_in_the_same_nights_as_loop() -> None:
    loops = loop.read(loop_2_3([Habit("Hot bath", {TONIGHT: (2, "lovely"), TONIGHT - DAY: (3, "")})]))
    harshs = harsh.read("2026-11-22 : Hot bath : y : lovely : \n2026-11-21 : Hot bath : s\n")
    table = plain_csv.read("date,Hot bath,Hot bath notes\n2026-11-22,yes,Hot bath: lovely\n2026-11-21,skip,\n")

    told_by = []
    for sheet in (loops, harshs, table):
        wanted = {question.column.name: question.guess for question in questions(sheet, PROFILE)}
        profile, settled = resolved(PROFILE, wanted)
        found = rows(sheet, settled, profile, TONIGHT)
        assert found.unread == ()
        told_by.append([(row.night, row.cells, row.plan) for row in found.rows])
    words = [str(nights).replace("skipped in harsh", "skipped in Loop") for nights in told_by]
    words = [nights.replace("skipped in the file", "skipped in Loop") for nights in words]
    assert words[0] == words[1] == words[2]


TARGETS: Sequence[Target] = [
    LEAVE,
    NOTE,
    Target(To.OWN, "Own"),
    Target(To.MAGNESIUM),
    Target(To.AWAKE, morning=True),
    Target(To.GOT_UP),
    *(Target(To.SCORE, key) for key in QUESTIONS),
    *(Target(To.STEP, step.id, had=had) for step in PROFILE.steps for had in (False, True)),
]
entries = st.builds(
    Entry,
    st.dates(date(1900, 1, 1), date(2030, 1, 1)) | st.just(TONIGHT),
    st.sampled_from(Said),
    st.integers(1, 9),
    st.none() | st.sampled_from([0.0, 1.0, 7.0, -3.0, 2.5, 1e15]),
    st.text(max_size=8),
).map(lambda entry: entry._replace(amount=1.0) if entry.said is Said.NUMBER and entry.amount is None else entry)
sheets = st.lists(
    st.builds(
        Column,
        st.text(max_size=8),
        st.sampled_from(Marks),
        st.lists(entries, max_size=5).map(tuple),
        st.sampled_from(["", "min", "h", "mg", "x"]),
    ),
    max_size=4,
).map(lambda columns: Sheet("x", tuple(columns)))


@given(sheets, st.data())
def test_whatever_a_sheet_says_ends_as_what_the_core_reads_or_is_listed(sheet: Sheet, data: st.DataObject) -> None:
    wanted = {column.name: data.draw(st.sampled_from(TARGETS)) for column in sheet.columns}
    profile, settled = resolved(PROFILE, wanted)

    found = rows(sheet, settled, profile, TONIGHT)

    assert [row.night for row in found.rows] == sorted({row.night for row in found.rows})
    for row in found.rows:
        assert row.cells or row.doses
        assert row.night <= TONIGHT
        for cell, value in row.cells.items():
            cell_value(cell, value)
        for dose in row.doses:
            Dose.of(dict(dose))
        if row.plan is not None:
            Plan.of(dict(row.plan))
    for column in sheet.columns:
        for entry in column.entries:
            _accounted(entry, settled[column.name], found)


def _accounted(entry: Entry, target: Target, found: Found) -> None:
    """A yes, a number and a text each are in a row of their night or among the unread."""
    if target.to is To.LEAVE or entry.said not in (Said.YES, Said.NUMBER, Said.TEXT) or entry.amount == 0:
        return
    if entry.said is Said.TEXT and not entry.comment.strip():
        return
    night = entry.night - DAY if target.morning else entry.night
    assert night in {row.night for row in found.rows} or entry.line in {unread.line for unread in found.unread}
