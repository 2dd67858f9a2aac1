"""Medicines and magnesium on a circle of 24 hours: evidence.md 2.4, its hours written again on purpose."""

from datetime import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coach.core.person import Medicine
from coach.core.safety import Level
from coach.core.spacing import (
    NO_GAP,
    UNLISTED,
    UNREAD,
    Action,
    Conflict,
    Hours,
    MedicineClass,
    Rule,
    Table,
    Timed,
    Together,
    bath_notes,
    classes_of,
    conflicts,
    hours_of,
    review,
    slot,
    slow_caffeine,
)


def kind(name: str, action: Action, hours: tuple[float, float] | None = None, says: str = "", bath: bool = False):  # type: ignore[no-untyped-def]
    before, after = hours or (None, None)
    return MedicineClass(
        name, name, action, says or f"{name} says.", f"{name} source", "strong", before, after, bath=bath
    )


CLASSES = (
    kind(UNLISTED, Action.ASK, (3, 3), "Not on my short list. That does not mean it is safe."),
    kind("never", Action.AVOID),
    kind("ask", Action.ASK, bath=True),
    kind("ask_apart", Action.ASK, (2, 6)),
    kind("apart", Action.SPACE, (2, 2)),
    kind("thyroid", Action.SPACE, (4, 4)),
    kind("antibiotic", Action.SPACE, (2, 6)),
    kind("counts", Action.COUNT),
    kind("worsens", Action.NOTE, None, "{name} can make RLS worse in some people. Don't stop it."),
)
RULES = (
    Rule("gabapentin", ("apart",)),
    Rule("levothyroxine", ("thyroid",)),
    Rule("doxycycline", ("antibiotic",)),
    Rule("omadacycline", ("antibiotic",), 4, 6, "own source"),
    Rule("amlodipine", ("ask",)),
    Rule("dolutegravir", ("ask_apart",)),
    Rule("rilpivirine", ("ask",)),
    Rule("raltegravir", ("never",)),
    Rule("maalox", ("counts",)),
    Rule("sertraline", ("worsens",)),
    Rule("fluvoxamine", ("worsens",), slow_caffeine=True),
    Rule("chlorpromazine", ("apart", "worsens")),
    Rule("two", ("apart", "antibiotic")),
)
TABLE = Table(
    {one.id: one for one in CLASSES},
    {rule.generic: rule for rule in RULES},
    (Together(("dolutegravir", "rilpivirine"), 4, 6, "together source"),),
)
BEDTIME = time(23, 0)


def taken(generic: str, *times: time, name: str = "") -> Medicine:
    return Medicine(name=name or generic, times=times, known=(generic,) if generic in TABLE.rules else ())


def timed(before: float, after: float, *times: time) -> Timed:
    return Timed("it", Hours(before, after), times)


@pytest.mark.parametrize(
    ("hours", "medicine", "magnesium", "close"),
    [
        ((2, 2), time(20, 30), time(18, 0), False),
        ((2, 2), time(20, 30), time(18, 30), False),
        ((2, 2), time(20, 30), time(18, 31), True),
        ((2, 2), time(20, 30), time(19, 30), True),
        ((2, 2), time(20, 30), time(20, 30), True),
        ((2, 2), time(20, 30), time(22, 29), True),
        ((2, 2), time(20, 30), time(22, 30), False),
        ((4, 4), time(7, 0), time(18, 0), False),
        ((4, 4), time(14, 1), time(18, 0), True),
        ((4, 4), time(14, 0), time(18, 0), False),
        ((2, 6), time(23, 59), time(18, 0), True),
        ((2, 6), time(0, 0), time(18, 0), False),
        ((2, 6), time(16, 0), time(18, 0), False),
        ((4, 8), time(2, 0), time(18, 1), True),
        ((4, 8), time(2, 0), time(18, 0), False),
        ((2, 2), time(0, 30), time(23, 30), True),
        ((2, 2), time(23, 30), time(0, 30), True),
        ((2, 2), time(22, 0), time(0, 0), False),
        ((3, 3), time(15, 1), time(18, 0), True),
        ((3, 3), time(21, 0), time(18, 0), False),
    ],
)
def test_the_hours_are_kept_or_not_also_across_midnight(
    hours: tuple[int, int], medicine: time, magnesium: time, close: bool
) -> None:
    assert bool(conflicts([timed(*hours, medicine)], magnesium)) is close


def test_times_that_are_not_known_are_a_conflict_of_their_own_kind() -> None:
    assert conflicts([timed(2, 2)], time(18, 0)) == (Conflict("it", Hours(2, 2), None),)


def test_a_medicine_without_hours_is_in_no_conflict_even_where_its_times_are_not_known() -> None:
    assert conflicts([timed(0, 0)], time(18, 0)) == ()


def test_each_time_of_a_day_counts() -> None:
    clashing = conflicts([timed(2, 2, time(8), time(14), time(20))], time(19, 0))

    assert [conflict.at for conflict in clashing] == [time(20)]


clock = st.builds(time, st.integers(0, 23), st.integers(0, 59))
hours = st.builds(Hours, st.sampled_from((0, 2, 3, 4)), st.sampled_from((0, 2, 3, 4, 6, 8)))
a_timed = st.builds(Timed, st.just("it"), hours, st.lists(clock, max_size=4).map(tuple))


def turned(at: time, by: int) -> time:
    minute = (at.hour * 60 + at.minute + by) % 1440
    return time(minute // 60, minute % 60)


@given(st.lists(a_timed, max_size=5), clock, st.integers(0, 1439))
def test_turning_the_clock_changes_no_conflict(medicines: list[Timed], at: time, by: int) -> None:
    there = [one._replace(times=tuple(turned(t, by) for t in one.times)) for one in medicines]

    before = [c._replace(at=c.at and turned(c.at, by)) for c in conflicts(medicines, at)]
    assert list(conflicts(there, turned(at, by))) == before


@given(st.lists(a_timed, max_size=5), clock, clock)
def test_a_time_that_is_offered_has_no_conflict_and_is_before_bedtime(
    medicines: list[Timed], wished: time, bedtime: time
) -> None:
    found = slot(medicines, wished, bedtime)
    assume(found is not None)
    assert found is not None

    assert conflicts(medicines, found) == ()
    assert ((bedtime.hour - found.hour) * 60 + bedtime.minute - found.minute) % 1440 <= 10 * 60


@given(st.lists(a_timed, max_size=5), clock, clock)
def test_no_time_is_left_out_that_would_have_fitted(medicines: list[Timed], wished: time, bedtime: time) -> None:
    if slot(medicines, wished, bedtime) is None:
        assert conflicts(medicines, time(20, 0)) or not time(20) <= bedtime


@pytest.mark.parametrize(
    ("wished", "bedtime", "medicines", "offered"),
    [
        (time(19, 30), time(23), [timed(2, 2, time(20, 30))], time(18, 30)),
        (time(18, 0), time(23), [timed(2, 2, time(20, 30))], time(18, 0)),
        (time(18, 7), time(23), [], time(18, 0)),
        (time(18, 8), time(23), [], time(18, 15)),
        (time(20, 0), time(23), [timed(1, 1, time(20))], time(19, 0)),  # as near as 21:00, and earlier
        (time(12, 0), time(23), [], time(17, 0)),
        (time(23, 30), time(23), [], time(23, 0)),
        (time(0, 30), time(1), [], time(0, 30)),
        (time(0, 30), time(1), [timed(2, 2, time(0, 30))], time(22, 30)),
        (time(18, 0), time(3), [timed(2, 6, time(20), time(2))], None),
        (time(18, 0), time(23), [timed(4, 4, time(18), time(22))], None),
        (time(18, 0), time(23), [timed(2, 2)], None),
        (time(1, 0), time(8), [], time(2, 0)),  # shift work: six hours before bed
        (time(9, 0), time(8), [], time(8, 0)),
        (time(19, 0), time(2, 10), [], time(19, 0)),
    ],
)
def test_the_time_nearest_to_the_wished_one_is_offered(
    wished: time, bedtime: time, medicines: list[Timed], offered: time | None
) -> None:
    assert slot(medicines, wished, bedtime) == offered


def test_a_medicine_in_two_classes_keeps_the_longer_hours_of_each() -> None:
    assert hours_of(taken("two"), TABLE) == (2, 6)


def test_hours_of_its_own_count_instead_of_those_of_the_class() -> None:
    assert hours_of(taken("omadacycline"), TABLE) == (4, 6)


def test_what_is_on_no_list_is_kept_three_hours_apart() -> None:
    assert hours_of(Medicine(name="frobnicol"), TABLE) == (3, 3)
    assert hours_of(Medicine(name="frobnicol", known=("gone",)), TABLE) == (3, 3)
    assert hours_of(Medicine(name="gabapentin frob", known=("gabapentin", UNLISTED)), TABLE) == (3, 3)


def test_what_only_has_a_line_of_its_own_is_unlisted_for_magnesium() -> None:
    assert [one.id for one in classes_of("sertraline", TABLE)] == [UNLISTED]
    assert hours_of(taken("sertraline"), TABLE) == (3, 3)


@pytest.mark.parametrize("apart", [True, False])
def test_two_medicines_taken_together_ask_for_the_hours_of_both(apart: bool) -> None:
    both = (
        [taken("dolutegravir", time(14, 30)), taken("rilpivirine", time(14, 30))]
        if apart
        else [Medicine(name="juluca", times=(time(14, 30),), known=("dolutegravir", "rilpivirine"))]
    )

    assert review(both, TABLE, time(18, 0), BEDTIME).conflicts
    assert not review([both[0].evolve(known=("dolutegravir",))], TABLE, time(18, 0), BEDTIME).conflicts
    assert "together source" in " ".join(r.source for r in review(both, TABLE, time(18, 0), BEDTIME).reasons)


def levels(*medicines: Medicine, at: time | None = time(18, 0)) -> list[tuple[str, Level]]:
    found = review(medicines, TABLE, at, BEDTIME)
    return [(reason.id, reason.level) for reason in found.reasons]


@pytest.mark.parametrize(
    ("medicine", "level"),
    [
        (taken("raltegravir", time(8)), Level.BLOCK),
        (taken("raltegravir"), Level.BLOCK),
        (taken("amlodipine", time(8)), Level.ASK_FIRST),
        (taken("dolutegravir", time(8)), Level.ASK_FIRST),
        (taken("gabapentin", time(20, 30)), Level.CAUTION),
        (taken("gabapentin", time(19, 30)), Level.ASK_FIRST),
        (taken("gabapentin"), Level.ASK_FIRST),
        (taken("levothyroxine", time(7)), Level.CAUTION),
        (taken("maalox"), Level.CAUTION),
        (taken("frobnicol", time(8)), Level.ASK_FIRST),
        (taken("sertraline", time(8)), Level.ASK_FIRST),
        (Medicine(name="gabapentin x", times=(time(8),), known=("gabapentin", UNLISTED)), Level.ASK_FIRST),
    ],
)
def test_each_action_has_its_level(medicine: Medicine, level: Level) -> None:
    found = review([medicine], TABLE, time(18, 0), BEDTIME)

    assert found.level == level == found.reasons[0].level


def test_a_kept_distance_tells_its_hours() -> None:
    (reason,) = review([taken("doxycycline", time(8))], TABLE, time(18, 0), BEDTIME).reasons

    assert "at least 2 hours after it and 6 hours before it" in reason.text
    assert "18:00 keeps that" in reason.text


def test_a_conflict_names_both_times_and_what_fits() -> None:
    found = review([taken("gabapentin", time(20, 30))], TABLE, time(19, 30), BEDTIME)

    assert "20:30" in found.reasons[0].text and "19:30" in found.reasons[0].text
    assert "18:30 fits." in found.reasons[0].text
    assert found.slot == time(18, 30)


def test_a_time_that_fits_is_no_yes_where_somebody_is_asked_first() -> None:
    for medicine in (taken("dolutegravir", time(20)), taken("frobnicol", time(20))):
        (reason,) = review([medicine], TABLE, time(19), BEDTIME).reasons

        assert reason.text.split(".")[-2].startswith(" By the hours alone ")
        assert reason.level == Level.ASK_FIRST


def test_where_nothing_fits_it_says_so_and_names_no_time() -> None:
    found = review([taken("levothyroxine", time(18), time(22))], TABLE, time(18, 0), BEDTIME)

    assert NO_GAP in found.reasons[0].text
    assert found.slot is None
    assert found.level == Level.ASK_FIRST


def test_no_time_is_named_while_the_times_of_another_medicine_are_not_known() -> None:
    found = review([taken("gabapentin", time(19, 30)), taken("doxycycline")], TABLE, time(19, 0), BEDTIME)

    assert found.slot is None
    assert " fits" not in " ".join(reason.text for reason in found.reasons)
    assert {reason.level for reason in found.reasons} == {Level.ASK_FIRST}


def test_no_time_is_named_where_magnesium_is_not_for_one_of_them() -> None:
    found = review([taken("gabapentin", time(19, 30)), taken("raltegravir", time(8))], TABLE, time(19, 0), BEDTIME)

    assert found.slot is None
    assert " fits" not in " ".join(reason.text for reason in found.reasons)


def test_without_a_time_for_magnesium_nothing_is_clear_but_one_is_named() -> None:
    found = review([taken("gabapentin", time(20, 30))], TABLE, None, BEDTIME)

    assert found.level == Level.ASK_FIRST
    assert found.slot == time(18, 30)  # nearest to four hours before bed


def test_an_unlisted_name_is_shown_as_typed_on_one_line() -> None:
    (reason,) = review([Medicine(name="frob[b]\x1b[2J\nnicol")], TABLE, time(18), BEDTIME).reasons

    assert reason.text.startswith("frob[b]")
    assert "\n" not in reason.text and "\x1b" not in reason.text
    assert "That does not mean it is safe" in reason.text


def test_a_brand_is_shown_with_what_it_is() -> None:
    (reason,) = review([taken("gabapentin", time(20, 30), name="Neurontin")], TABLE, time(18), BEDTIME).reasons

    assert reason.text.startswith("Neurontin (gabapentin): ")


def test_a_name_in_two_parts_of_which_one_is_unlisted_tells_both() -> None:
    both = Medicine(name="gabapentin x", times=(time(8),), known=("gabapentin", UNLISTED))

    texts = [reason.text for reason in review([both], TABLE, time(18), BEDTIME).reasons]
    assert texts[0].startswith("Part of “gabapentin x”: ")
    assert texts[1].startswith("gabapentin x: ")


def test_quiet_lines_change_no_level() -> None:
    found = review([taken("chlorpromazine", time(8))], TABLE, time(18, 0), BEDTIME)

    assert found.level == Level.CAUTION
    assert [line.text for line in found.worsening] == [
        "chlorpromazine can make RLS worse in some people. Don't stop it."
    ]
    assert {line.level for line in found.worsening} == {Level.OK}


def test_an_empty_list_says_nothing() -> None:
    assert review([], TABLE, time(18, 0), BEDTIME).reasons == ()
    assert review([], None, None, BEDTIME).reasons == ()


def test_a_list_that_cannot_be_looked_up_asks() -> None:
    assert review([taken("gabapentin", time(8))], None, time(18, 0), BEDTIME).reasons == (UNREAD,)
    assert UNREAD.level == Level.ASK_FIRST


a_medicine = st.builds(
    Medicine,
    name=st.text(min_size=1, max_size=20),
    times=st.lists(clock, max_size=3).map(tuple),
    known=st.lists(st.sampled_from([*TABLE.rules, UNLISTED, "gone"]), max_size=3).map(tuple),
)


@given(st.lists(a_medicine, max_size=6), st.randoms(use_true_random=False), clock, clock)
def test_the_most_serious_comes_first_whatever_the_order(
    medicines: list[Medicine], random: "object", at: time, bedtime: time
) -> None:
    found = review(medicines, TABLE, at, bedtime)
    other = list(medicines)
    random.shuffle(other)  # type: ignore[attr-defined]

    seen = [reason.level for reason in found.reasons]
    assert seen == sorted(seen, reverse=True)
    again = review(other, TABLE, at, bedtime)
    assert (again.reasons, again.worsening, again.slot) == (found.reasons, found.worsening, found.slot)


@given(st.lists(a_medicine, max_size=6), a_medicine, clock, clock)
def test_one_more_medicine_never_makes_it_lighter(
    medicines: list[Medicine], more: Medicine, at: time, bedtime: time
) -> None:
    assert review([*medicines, more], TABLE, at, bedtime).level >= review(medicines, TABLE, at, bedtime).level


@given(a_medicine, clock, clock)
def test_what_is_not_on_the_list_is_never_clear(medicine: Medicine, at: time, bedtime: time) -> None:
    if not medicine.known or {UNLISTED, "gone", "sertraline"} & set(medicine.known):
        assert review([medicine], TABLE, at, bedtime).level >= Level.ASK_FIRST


@given(st.lists(a_medicine, min_size=1, max_size=6), clock, clock)
def test_each_medicine_is_answered_for(medicines: list[Medicine], at: time, bedtime: time) -> None:
    found = review(medicines, TABLE, at, bedtime)

    assert found.reasons
    assert all(reason.text and reason.source for reason in found.reasons)


def test_what_asks_for_a_cooler_bath_and_for_less_caffeine_is_told() -> None:
    all_of_them = [taken("amlodipine", name="Norvasc"), taken("fluvoxamine"), taken("gabapentin"), taken("frobnicol")]

    assert bath_notes(all_of_them, TABLE) == ("Norvasc (amlodipine)",)
    assert slow_caffeine(all_of_them, TABLE) == ("fluvoxamine",)
