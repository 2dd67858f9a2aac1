"""What a file tells, taken in beside what is on record: nothing gives way unless asked, nothing is silently lost."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coach.core.intake import Taken, take_cells, take_night
from coach.core.merge import added_settings, settings_differ, settings_taken_back, stamped
from coach.core.nights import Night, Stamp
from coach.core.person import GateAnswer, Said
from coach.core.profile import Profile
from coach.core.routine import Answer, Done, Took
from coach.core.stored import JsonValue
from tests.core.test_merge import LIVED, NIGHT, TURNS, live, set_ups
from tests.core.test_routine_laws import START

LATER = Stamp("import", START + timedelta(days=3), "Europe/Berlin", "import loop")
AGAIN = Stamp("again", START + timedelta(days=4), "Europe/Berlin", "import loop")
APART = st.tuples(LIVED, LIVED).map(
    lambda two: (live(Night(night=NIGHT), two[0], "x"), live(Night(night=NIGHT), two[1], "y"))
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "score.tired": st.integers(0, 10) | st.just("blank"),
        "score.sleep": st.integers(0, 10),
        "step.bath": st.sampled_from([{"status": "done"}, {"status": "done", "minutes": 12}, {"status": "minimum"}]),
        "step.magnesium": st.just({"status": "excused", "reason": "too_tired"}),
        "note": st.text(min_size=1, max_size=9),
        "got_up": st.integers(0, 9),
    },
)
DOSES = st.lists(st.integers(1, 300).map(lambda mg: {"mg": float(mg)}), max_size=2)


def values(night: Night) -> dict[str, Any]:
    return {cell: change.value for cell, change in night.cells.items() if cell != "plan"}


def amounts(night: Night) -> list[float]:
    return sorted(dose.mg for dose in night.doses)


def told_all(taken: Taken, wanted: Mapping[str, Any]) -> bool:
    shown = values(taken.night)
    return all(shown.get(cell) == value or cell in taken.left for cell, value in wanted.items())


@given(APART)
def test_nothing_on_record_gives_way(two: tuple[Night, Night]) -> None:
    here, other = two

    after = values(take_night(here, other, LATER).night)

    assert {cell: after.get(cell) for cell in values(here)} == values(here)
    assert not here.doses or amounts(take_night(here, other, LATER).night) == amounts(here)


@given(APART)
def test_all_that_the_file_tells_is_there_or_said_to_be_left(two: tuple[Night, Night]) -> None:
    assert told_all(take_night(*two, LATER), values(two[1]))


@given(APART, st.booleans())
def test_a_second_time_adds_nothing(two: tuple[Night, Night], replace: bool) -> None:
    here, other = two
    once = take_night(here, other, LATER, replace=replace).night

    twice = take_night(once, other, AGAIN, replace=replace)

    assert (twice.added, twice.changed) == ((), ())
    assert values(twice.night) == values(once)


@given(APART)
def test_where_it_is_asked_for_the_file_wins(two: tuple[Night, Night]) -> None:
    here, other = two

    taken = take_night(here, other, LATER, replace=True)

    assert values(taken.night).items() >= values(other).items()
    assert taken.left == ()
    assert not other.doses or amounts(taken.night) == amounts(other)


@given(LIVED)
def test_an_empty_night_takes_a_record_with_its_whole_history(lived: list[Any]) -> None:
    other = live(Night(night=NIGHT), lived, "y")

    assert take_night(Night(night=NIGHT), other, LATER).night.changes == tuple(
        sorted(other.changes, key=lambda c: (c.tick, c.device, c.id))
    )


@given(APART)
def test_what_was_added_and_changed_is_just_what_differs(two: tuple[Night, Night]) -> None:
    here, other = two
    taken = take_night(here, other, LATER, replace=True)
    was, now = values(here), values(taken.night)

    assert set(taken.added) == now.keys() - was.keys()
    assert set(taken.changed) == {cell for cell in was if now.get(cell) != was[cell]}


@given(LIVED, CELLS, DOSES)
def test_values_without_a_history_follow_the_same_rules(
    lived: list[Any], cells: dict[str, Any], doses: list[dict[str, float]]
) -> None:
    here = live(Night(night=NIGHT), lived, "x")

    taken = take_cells(here, cells, doses, None, LATER)

    after = values(taken.night)
    assert {cell: after.get(cell) for cell in values(here)} == values(here)
    assert told_all(taken, cells)
    again = take_cells(taken.night, cells, doses, None, AGAIN)
    assert (again.added, again.changed) == ((), ())


def test_amounts_of_two_tellings_are_never_added_up() -> None:
    here = live(Night(night=NIGHT), [(Took(120), 1)], "x")

    taken = take_cells(here, {}, [{"mg": 200.0}], None, LATER)

    assert amounts(taken.night) == [120]
    assert len(taken.left) == 1
    replaced = take_cells(here, {}, [{"mg": 200.0}], None, LATER, replace=True)
    assert amounts(replaced.night) == [200]


def test_a_change_that_was_edited_in_the_file_takes_nothing_here_away() -> None:
    here = Night(night=NIGHT).record(LATER, {"score.tired": 4})
    (mine,) = here.changes
    undo = {**mine.fields(), "id": "x.0", "cell": "note", "value": None, "undoes": mine.id}
    same_name = {**mine.fields(), "cell": "note", "value": "zzz", "tick": mine.tick + 1}

    for changes in ([undo], [same_name]):
        taken = take_night(here, Night.of({"night": f"{NIGHT}", "changes": changes}), AGAIN)

        assert values(taken.night)["score.tired"] == 4


def test_a_night_that_was_deleted_here_comes_back_from_a_file() -> None:
    other = live(Night(night=NIGHT), [(Answer("tired", 6), 1), (Done("bath"), 1)], "y")
    here = take_night(Night(night=NIGHT), other, LATER).night
    here = here.take_back(AGAIN, here.active)
    assert values(here) == {}

    later = Stamp("third", START + timedelta(days=5), "Europe/Berlin", "x")

    assert values(take_night(here, other, later).night) == values(other)


def test_what_the_night_asked_comes_with_the_first_values() -> None:
    plan: dict[str, JsonValue] = {"bedtime": "23:00:00", "day_turn": "12:00:00", "needed": ["bath"], "optional": []}

    taken = take_cells(Night(night=date(2026, 1, 2)), {"step.bath": {"status": "done"}}, (), plan, LATER)

    assert taken.night.kept
    assert taken.added == ("step.bath",)


@given(set_ups(TURNS))
def test_settings_that_were_told_here_stay(profiles: list[Profile]) -> None:
    here, other, _ = profiles
    added = added_settings(here, other)

    assert [step for step in added.steps if here.step(step.id)] == list(here.steps)
    assert (added.bedtime, added.theme, added.bell) == (here.bedtime, here.theme, here.bell)
    assert {step.id for step in added.steps} == {step.id for step in (*here.steps, *other.steps)}


@given(set_ups(TURNS))
def test_settings_of_the_file_win_where_that_is_asked(profiles: list[Profile]) -> None:
    here, other, _ = profiles

    assert settings_differ(added_settings(here, other, replace=True), other) == ()


@given(set_ups(TURNS), st.booleans())
def test_settings_taken_in_are_taken_back(profiles: list[Profile], replace: bool) -> None:
    here, other, _ = profiles
    after = Profile.of(stamped(here, added_settings(here, other, replace=replace), 99).fields())

    back = settings_taken_back(after, here, after)

    assert settings_differ(back, here) == ()
    assert {step.id for step in back.steps if not step.away} <= {step.id for step in here.steps}


def test_a_setting_changed_since_stays_when_the_import_is_taken_back() -> None:
    here, other = Profile(first_run=3), Profile(first_run=3).evolve(name="Ana", theme="day")
    after = added_settings(here, other, replace=True)

    back = settings_taken_back(after.evolve(theme="contrast"), here, after)

    assert (back.theme, back.name) == ("contrast", None)


GATE = {"kidney": GateAnswer(said=Said.NO, on=NIGHT), "pregnant": GateAnswer(said=Said.UNKNOWN, on=NIGHT)}


def test_answers_before_magnesium_are_never_a_mix_of_two_tellings() -> None:
    here = Profile().evolve(gate={"heart": GateAnswer(said=Said.NO, on=NIGHT)})
    other = Profile().evolve(gate=GATE)

    assert added_settings(here, other).gate == here.gate
    assert added_settings(here, other, replace=True).gate == GATE
    assert added_settings(Profile(), other).gate == GATE
    assert added_settings(here, Profile(), replace=True).gate == here.gate


def test_what_a_file_replaced_is_not_told_as_another_machines_answer() -> None:
    here = live(Night(night=NIGHT), [(Answer("tired", 6), 1)], "x")

    taken = take_cells(here, {"score.tired": 3}, (), None, LATER, replace=True)

    assert taken.night.others == {}
