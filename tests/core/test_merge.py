"""Two copies joined: in any order, in any grouping, as often as one likes, and nothing lost."""

import json
import shutil
from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.merge import merge_nights, merge_profiles, stamped
from coach.core.nights import Change, Night, Stamp
from coach.core.profile import Kind, Profile
from coach.core.routine import Answer, Done, Event, Refused, Undo, WriteNote, advance
from coach.session import Session, StoreError, check_folder
from tests.conftest import Clock
from tests.core.test_routine_laws import EVENTS, PROFILE, START, shown

NIGHT = date(2026, 11, 22)
LIVED = st.lists(st.tuples(EVENTS, st.integers(-5, 5)), max_size=8)
JSON = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.lists(st.integers(0, 3), max_size=2)
IDS = st.sampled_from("abcdefgh")


def live(night: Night, events: list[tuple[Event, int]], device: str) -> Night:
    """``night`` as one machine goes on with it."""
    now = START
    for n, (event, seconds) in enumerate(events):
        now += timedelta(seconds=seconds)
        try:
            night = advance(night, event, PROFILE, Stamp(f"{device}{n}", now, "Europe/Berlin", device))
        except Refused:
            continue
    return night


def lived(count: int) -> st.SearchStrategy[list[Night]]:
    """One evening begun together and gone on with on ``count`` machines."""

    def apart(parts: list[list[tuple[Event, int]]]) -> list[Night]:
        begun = live(Night(night=NIGHT), parts[0], "shared")
        return [live(begun, events, device) for events, device in zip(parts[1:], "xyz", strict=False)]

    return st.lists(LIVED, min_size=count + 1, max_size=count + 1).map(apart)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    fields = {"at": START, "zone": "Europe/Berlin", "cell": draw(st.sampled_from(["newer.x", "newer.y"]))}
    values = {"id": draw(IDS), "tick": draw(st.integers(1, 12)), "device": draw(st.sampled_from("xy"))}
    more = draw(st.fixed_dictionaries({}, optional={"undoes": IDS, "how": JSON}))
    return Change.of({**fields, **values, "value": draw(JSON), **more})


@st.composite
def stored(draw: st.DrawFn, changes_of: st.SearchStrategy[list[Change]]) -> Night:
    """A night as it might be on disk, with what a newer version added and what nobody can read."""
    fields = {
        "night": NIGHT,
        "changes": draw(changes_of),
        "cursor": draw(st.none() | st.sampled_from(["bath", "massage"])),
        "drafts": draw(st.dictionaries(st.sampled_from(["note", "reason"]), st.text(min_size=1, max_size=3))),
        "unread": draw(st.lists(JSON, max_size=2)),
    }
    return Night.of(fields | draw(st.fixed_dictionaries({}, optional={"mood": JSON, "moon": JSON})))


@st.composite
def copies(draw: st.DrawFn) -> list[Night]:
    """Three copies of one night: an id means the same entry in all of them."""
    pool = draw(st.lists(changes(), max_size=8, unique_by=lambda change: change.id))
    some = st.lists(st.sampled_from(pool), unique_by=lambda c: c.id) if pool else st.just([])
    return [draw(stored(some)) for _ in range(3)]


CONFLICTING = st.lists(
    stored(st.lists(changes(), max_size=4, unique_by=lambda change: change.id)), min_size=3, max_size=3
)
"""Three copies where one id may stand for different entries, as after damage."""


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def whole(night: Night) -> str:
    return canonical(night.fields())


def order(change: Change) -> tuple[int, str, str]:
    return change.tick, change.device, change.id


@given(lived(2) | copies() | CONFLICTING)
def test_it_does_not_matter_which_machine_joins(nights: list[Night]) -> None:
    one, other = nights[:2]

    assert whole(merge_nights(one, other)) == whole(merge_nights(other, one))


@given(lived(3) | copies())
def test_it_does_not_matter_which_two_are_joined_first(nights: list[Night]) -> None:
    a, b, c = nights

    assert whole(merge_nights(merge_nights(a, b), c)) == whole(merge_nights(a, merge_nights(b, c)))


@given(CONFLICTING)
def test_nor_does_it_where_one_id_stands_for_two_entries(nights: list[Night]) -> None:
    a, b, c = nights

    assert whole(merge_nights(merge_nights(a, b), c)) == whole(merge_nights(a, merge_nights(b, c)))


@given(lived(2) | copies() | CONFLICTING)
def test_joining_once_more_changes_nothing(nights: list[Night]) -> None:
    one, other = nights[:2]
    joined = merge_nights(one, other)

    assert {whole(merge_nights(joined, again)) for again in (one, other, joined)} == {whole(joined)}


@given(lived(1))
def test_a_night_joined_with_itself_is_itself(nights: list[Night]) -> None:
    assert whole(merge_nights(nights[0], nights[0])) == whole(nights[0])


def test_a_night_of_many_cells_joined_with_itself_is_itself() -> None:
    many = Night(night=NIGHT).record(Stamp("a", START, "Europe/Berlin", "x"), {f"newer.{n}": n for n in range(12)})

    assert shown(merge_nights(many, many)) == shown(many)


@given(lived(2))
def test_every_entry_of_both_is_there(nights: list[Night]) -> None:
    joined = merge_nights(*nights)

    assert {c.id: c for c in joined.changes} == {c.id: c for night in nights for c in night.changes}
    assert len(joined.changes) == len({c.id for c in joined.changes})


@given(lived(2))
def test_the_latest_logged_shows(nights: list[Night]) -> None:
    logged = [c for night in nights for c in night.changes]
    undone = {c.undoes for c in logged if c.undoes}
    latest: dict[str, Change] = {}
    for change in sorted((c for c in logged if not c.undoes and c.id not in undone), key=order):
        latest[change.cell] = change

    cells = {cell: change for cell, change in latest.items() if change.value is not None}
    assert merge_nights(*nights).cells == cells


@pytest.mark.parametrize("turned", [False, True])
def test_a_tie_is_decided_by_the_machines_name_on_both_sides(turned: bool) -> None:
    nights = [live(Night(night=NIGHT), [(Answer("tired", n), 0)], device) for n, device in ((3, "x"), (8, "y"))]
    joined = merge_nights(*(reversed(nights) if turned else nights))

    assert {change.tick for change in joined.changes} == {nights[0].changes[0].tick}
    assert joined.scores == {"tired": 8}


@given(lived(2))
def test_what_was_taken_back_on_one_machine_stays_taken_back(nights: list[Night]) -> None:
    undone = {c.undoes for night in nights for c in night.changes if c.undoes}

    assert not undone & {c.id for c in merge_nights(*nights).active}


def test_an_undo_here_and_a_later_answer_there_show_the_later_answer() -> None:
    begun = live(Night(night=NIGHT), [(Answer("tired", 3), 0)], "shared")
    mine = live(begun, [(Undo(), 9)], "x")
    joined = merge_nights(mine, live(begun, [(Answer("legs_before", 5), 5)], "y"))

    assert joined.scores == {"legs_before": 5}
    assert merge_nights(joined, live(begun, [(Answer("tired", 7), 2)], "z")).scores == {"legs_before": 5, "tired": 7}


def test_the_other_machines_answer_is_kept_in_sight() -> None:
    mine = live(Night(night=NIGHT), [(Answer("tired", 3), 0), (Done("bath"), 1), (WriteNote("quiet"), 1)], "x")
    theirs = live(Night(night=NIGHT), [(Answer("tired", 8), 5), (Done("bath"), 1), (WriteNote("loud"), 1)], "y")
    joined = merge_nights(mine, theirs)

    assert (joined.scores["tired"], joined.note) == (8, "loud")
    gave_way = {cell: [(c.device, c.value) for c in changes] for cell, changes in joined.others.items()}
    assert gave_way == {"score.tired": [("x", 3)], "note": [("x", "quiet")]}


@given(lived(2))
def test_each_answer_that_was_in_sight_is_shown_or_among_the_others(nights: list[Night]) -> None:
    joined = merge_nights(*nights)
    undone = {c.undoes for c in joined.changes if c.undoes}

    for night, device in zip(nights, "xy", strict=True):
        for cell, change in night.cells.items():
            if change.device != device or change.id in undone or cell not in joined.cells:
                continue
            if cell.partition(".")[0] in ("score", "note", "awake_minutes", "got_up"):
                told = [joined.cells[cell], *joined.others.get(cell, ())]
                assert change.value in [c.value for c in told]


@given(copies())
def test_what_nobody_can_read_and_what_a_newer_version_added_is_kept(nights: list[Night]) -> None:
    one, other, _ = nights
    joined = merge_nights(one, other)

    assert {canonical(v) for v in joined.unread} == {canonical(v) for v in (*one.unread, *other.unread)}
    mine, theirs, both = (night.extra for night in (one, other, joined))
    assert both.keys() == mine.keys() | theirs.keys()
    assert all(canonical(both[name]) in {canonical(e[name]) for e in (mine, theirs) if name in e} for name in both)
    assert {c.id: c.extra for c in joined.changes} == {c.id: c.extra for n in (one, other) for c in n.changes}


@given(copies())
def test_half_typed_text_is_kept_and_the_longer_one_of_two(nights: list[Night]) -> None:
    one, other, _ = nights
    drafts = merge_nights(one, other).drafts

    assert drafts.keys() == one.drafts.keys() | other.drafts.keys()
    for field, text in drafts.items():
        assert text in (one.drafts.get(field), other.drafts.get(field))
        assert len(text) == max(len(one.drafts.get(field, "")), len(other.drafts.get(field, "")))


@given(lived(2))
def test_a_joined_night_reads_back_as_the_same(nights: list[Night]) -> None:
    joined = merge_nights(*nights)

    assert whole(Night.read(json.loads(json.dumps(joined.fields())))) == whole(joined)


# Settings

Turn = Callable[[Profile], Profile]
STEPS = [step.id for step in PROFILE.steps]
KEPT_ORDER: st.SearchStrategy[Turn] = st.one_of(
    st.sampled_from([True, False]).map(lambda bell: lambda p: p.evolve(bell=bell)),
    st.sampled_from(["day", "night"]).map(lambda theme: lambda p: p.evolve(theme=theme)),
    st.sampled_from([22, 23, 0, 5]).map(lambda hour: lambda p: p.with_bedtime(time(hour))),
    st.sampled_from(["Ana", None]).map(lambda name: lambda p: p.evolve(name=name)),
    st.sampled_from([1, None]).map(lambda mood: lambda p: p.evolve(extra={"mood": mood})),
    st.tuples(st.sampled_from(STEPS), st.booleans()).map(lambda a: lambda p: p.step_changed(a[0], on=a[1])),
    st.tuples(st.sampled_from(STEPS), st.booleans()).map(lambda a: lambda p: p.step_changed(a[0], needed=a[1])),
)
TURNS: st.SearchStrategy[Turn] = (
    KEPT_ORDER
    | st.tuples(st.sampled_from(STEPS), st.integers(-2, 2)).map(lambda a: lambda p: p.moved(*a))
    | st.sampled_from(["Tea", "Read", "Walk"]).map(lambda name: lambda p: p.with_own(name, Kind.TICK, None))
)


def set_up(profile: Profile, turns: list[tuple[Turn, int]]) -> Profile:
    for turn, tick in turns:
        profile = Profile.of(stamped(profile, turn(profile), tick).fields())
    return profile


def set_ups(turns: st.SearchStrategy[Turn]) -> st.SearchStrategy[list[Profile]]:
    """Settings begun together and changed on three machines."""
    some = st.lists(st.tuples(turns, st.integers(1, 9)), max_size=4)

    def apart(parts: list[list[tuple[Turn, int]]]) -> list[Profile]:
        begun = set_up(Profile(), parts[0])
        return [set_up(begun, part) for part in parts[1:]]

    return st.lists(some, min_size=4, max_size=4).map(apart)


def all_of(profile: Profile, *, ordered: bool = True) -> str:
    fields = profile.fields()
    if not ordered:
        fields["steps"].sort(key=lambda step: step["id"])
    return canonical(fields)


@given(set_ups(TURNS))
def test_it_does_not_matter_whose_settings_are_joined_with_whose(profiles: list[Profile]) -> None:
    a, b, _ = profiles

    assert all_of(merge_profiles(a, b)) == all_of(merge_profiles(b, a))


@given(set_ups(TURNS))
def test_it_does_not_matter_which_settings_are_joined_first(profiles: list[Profile]) -> None:
    a, b, c = profiles
    left, right = merge_profiles(merge_profiles(a, b), c), merge_profiles(a, merge_profiles(b, c))

    assert all_of(left, ordered=False) == all_of(right, ordered=False)


@given(set_ups(TURNS))
def test_nor_does_it_for_the_order_of_the_steps(profiles: list[Profile]) -> None:
    a, b, c = profiles
    left, right = merge_profiles(merge_profiles(a, b), c), merge_profiles(a, merge_profiles(b, c))

    assert [step.id for step in left.steps] == [step.id for step in right.steps]


def test_three_machines_with_a_new_step_each_agree_whoever_is_joined_first() -> None:
    def with_own(name: str) -> Profile:
        return set_up(Profile(), [(lambda p: p.with_own(name, Kind.TICK, None), 1)])

    a, b, c = map(with_own, ("Tea", "Walk", "Read"))
    left, right = merge_profiles(merge_profiles(a, b), c), merge_profiles(a, merge_profiles(b, c))

    assert [step.id for step in left.steps] == [step.id for step in right.steps] == [*STEPS, "read", "tea", "walk"]


@given(set_ups(TURNS))
def test_joining_settings_once_more_changes_nothing(profiles: list[Profile]) -> None:
    a, b, _ = profiles
    joined = merge_profiles(a, b)

    assert {all_of(merge_profiles(joined, again)) for again in (a, b, joined)} == {all_of(joined)}


@given(set_ups(TURNS))
def test_settings_joined_with_themselves_are_themselves(profiles: list[Profile]) -> None:
    assert all_of(merge_profiles(profiles[0], profiles[0])) == all_of(profiles[0])


@given(set_ups(TURNS))
def test_every_step_of_both_is_there_once(profiles: list[Profile]) -> None:
    a, b, _ = profiles
    joined = [step.id for step in merge_profiles(a, b).steps]

    assert sorted(joined) == sorted({step.id for step in (*a.steps, *b.steps)})


@given(st.lists(st.tuples(KEPT_ORDER, st.integers(-(10**6), 10**13)), max_size=8))
def test_a_setting_changed_later_has_the_higher_tick_whatever_the_clock_says(turns: list[tuple[Turn, int]]) -> None:
    before = Profile()
    for turn, tick in turns:
        after = stamped(before, turn(before), tick)
        was, now = (p.evolve(steps=(), ticks={}).fields(empty=True) for p in (before, after))
        changed = {name for name in now if name not in was or now[name] != was[name]}
        changed |= {f"step.{s.id}" for s, old in zip(after.steps, before.steps, strict=True) if s != old}

        assert {name for name in after.ticks if after.ticks[name] != before.ticks.get(name)} == changed
        assert all(after.ticks[name] > before.ticks.get(name, 0) for name in changed)
        before = after


@given(st.integers(2, 10**13), st.integers(0, 10**13))
def test_the_later_change_of_one_machine_wins_over_its_own_older_copy(tick: int, later: int) -> None:
    older = stamped(Profile(), Profile(theme="day"), tick)
    newer = stamped(older, older.evolve(theme="night"), later)

    assert merge_profiles(newer, older).theme == merge_profiles(older, newer).theme == "night"


# Through the session, as two machines do it


@pytest.fixture
def other(session: Session, home: Path, tmp_path: Path, clock: Clock) -> Session:
    """The diary of this test, carried to another machine."""
    session.dispatch(Done("bath"))
    shutil.copytree(home, tmp_path / "other")
    return Session.at(tmp_path / "other", clock, "phone")


def both_ways(session: Session, other: Session) -> None:
    session.merge(str(other.where().folder))
    other.merge(str(session.where().folder))


def themed(theme: str) -> Turn:
    return partial(Profile.evolve, theme=theme)


def test_a_setting_changed_here_and_another_there_both_hold(session: Session, other: Session) -> None:
    session.change_profile(themed("day"))
    other.change_profile(lambda p: p.step_changed("bath", needed=False))
    both_ways(session, other)

    for profile in (session.profile, other.profile):
        bath = profile.step("bath")
        assert (profile.theme, bath and bath.needed) == ("day", False)


def test_a_step_of_ones_own_on_each_machine_is_there_on_both(session: Session, other: Session) -> None:
    session.change_profile(lambda p: p.with_own("Tea", Kind.TICK, None))
    other.change_profile(lambda p: p.with_own("Read", Kind.TIMED, 10))
    both_ways(session, other)

    assert session.profile == other.profile
    assert session.profile.step("tea")
    assert session.profile.step("read")


def test_a_setting_taken_back_is_not_brought_back_by_a_merge(session: Session, other: Session, clock: Clock) -> None:
    session.change_profile(themed("day"))
    other.merge(str(session.where().folder))
    clock.forward(hours=-3)
    session.undo_profile()
    both_ways(session, other)

    assert (session.profile.theme, other.profile.theme) == ("night", "night")


def test_a_step_of_ones_own_taken_back_is_not_brought_back_by_a_merge(session: Session, other: Session) -> None:
    session.change_profile(lambda p: p.with_own("Tea", Kind.TICK, None))
    other.merge(str(session.where().folder))
    session.undo_profile()
    both_ways(session, other)

    for profile in (session.profile, other.profile):
        tea = profile.step("tea")
        assert tea is None or tea.away


def test_two_machines_show_the_same_after_both_joined(session: Session, other: Session, clock: Clock) -> None:
    session.dispatch(Answer("tired", 3))
    other.dispatch(Answer("tired", 6), Undo())
    clock.forward(minutes=5)
    other.dispatch(Answer("legs_before", 2))
    both_ways(session, other)

    assert session.night() == other.night()
    assert session.night().scores == {"tired": 3, "legs_before": 2}


@pytest.mark.parametrize("name", ["nights-2026.sync-conflict-20261122-2140.json", "nights-2026 (conflicted copy).json"])
def test_a_sync_tools_conflict_copy_is_named_and_can_be_joined(
    session: Session, other: Session, home: Path, name: str
) -> None:
    other.dispatch(Answer("tired", 6))
    shutil.copy(other.where().folder / "nights-2026.json", home / name)
    assert [name in finding.text for finding in check_folder(home, repair=False)] == [True]

    assert session.merge(str(home / name)).changed == 1
    assert session.night().scores == {"tired": 6}
    with pytest.raises(StoreError):
        session.compare(str(home / name))  # one year alone is no diary to go back to


def test_settings_in_a_conflict_copy_are_joined(session: Session, other: Session, home: Path) -> None:
    other.change_profile(themed("day"))
    shutil.copy(other.where().folder / "settings.json", home / "settings-PHONE.json")

    assert session.merge(str(home / "settings-PHONE.json")).settings
    assert session.profile.theme == "day"


def test_a_file_of_something_else_is_not_joined(session: Session, home: Path) -> None:
    (home / "other.json").write_text('{"tasks": {"1": {"a": 1}}}')

    with pytest.raises(StoreError, match="neither nights nor settings"):
        session.merge(str(home / "other.json"))


def test_conditions_and_medicines_told_on_two_machines_are_all_there() -> None:
    from coach.core.person import GateAnswer, Medicine, Said

    def told(profile: Profile, tick: int, **update: Any) -> Profile:
        return stamped(profile, profile.evolve(**update), tick)

    on, start = date(2026, 11, 22), Profile()
    one = told(start, 10, gate={"kidney": GateAnswer(said=Said.YES, on=on)}, medicines=(Medicine(name="digoxin"),))
    other = told(start, 20, gate={"heart": GateAnswer(said=Said.NO, on=on)}, medicines=(Medicine(name="iron"),))
    for joined in (merge_profiles(one, other), merge_profiles(other, one)):
        assert {name: answer.said for name, answer in joined.gate.items()} == {"kidney": Said.YES, "heart": Said.NO}
        assert {medicine.name for medicine in joined.medicines} == {"digoxin", "iron"}
        assert merge_profiles(joined, one) == joined
