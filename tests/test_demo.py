"""The invented year: the same each time, and as a year of use would store it; and a journal that keeps nothing."""

import inspect
import itertools
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import demo, history, review
from coach.core import streaks
from coach.core.cells import BLANK, Reason, Status
from coach.core.nights import Night, night_of
from coach.core.profile import Kind, Profile
from coach.core.routine import Answer, Done, Draft, Undo
from coach.core.words import DEMO_MARK
from coach.magnesium import Magnesium
from coach.session import Session, StoreError
from coach.store.journal import Journal
from coach.store.memory import Memory
from tests.conftest import BERLIN, Clock

NOW = datetime(2026, 11, 22, 20, 40, tzinfo=BERLIN)
ZONES = [
    BERLIN,
    UTC,
    ZoneInfo("Asia/Tokyo"),
    ZoneInfo("America/Anchorage"),
    timezone(timedelta(hours=-11, minutes=-30)),
]
MOMENTS = st.builds(
    lambda moment, zone: moment.replace(tzinfo=zone, microsecond=0),
    st.datetimes(datetime(1902, 1, 1), datetime(2200, 1, 1)),
    st.sampled_from(ZONES),
)


@pytest.fixture(scope="module")
def year() -> list[Night]:
    return list(demo.nights(NOW))


@pytest.fixture(scope="module")
def opened() -> Session:
    return demo.session(lambda: NOW)


# The year


def test_it_is_the_same_year_on_every_machine(year: list[Night]) -> None:
    assert list(demo.nights(NOW)) == year
    told = json.dumps([night.fields() for night in year], ensure_ascii=False, sort_keys=True)

    # Another sum is another year: make the pictures and samples of it again too, by `make assets`.
    assert sha256(told.encode()).hexdigest()[:16] == "7bbb67e04d0d2ed7"


@given(MOMENTS)
@settings(max_examples=12, deadline=None)
def test_every_night_of_it_is_whole_and_lies_before_tonight(now: datetime) -> None:
    tonight, nights = night_of(now), list(demo.nights(now))
    days = [(tonight - night.night).days for night in nights]
    assert days == sorted(set(days), reverse=True)
    assert (days[0], days[-1]) == (demo.NIGHTS, 1)
    for night in nights:
        assert Night.of(json.loads(json.dumps(night.fields()))) == night
        ticks = [change.tick for change in night.changes]
        assert ticks == sorted(ticks)
        assert night.plan is not None
        assert night.told
        assert {step for step in night.steps if step not in (*night.plan.needed, *night.plan.optional)} == set()
        assert max(change.at for change in night.changes) <= now
    ids = [change.id for night in nights for change in night.changes]
    assert len(ids) == len(set(ids))


@given(MOMENTS)
@settings(max_examples=6, deadline=None)
def test_only_dates_and_zone_are_those_of_the_moment(now: datetime) -> None:
    def told(nights: list[Night], tonight: date) -> list[Any]:
        return [
            (
                (tonight - n.night).days,
                n.scores,
                {step: entry.status for step, entry in n.steps.items()},
                n.magnesium_mg,
                n.note,
            )
            for n in nights
        ]

    assert told(list(demo.nights(now)), night_of(now)) == told(list(demo.nights(NOW)), NOW.date())


def test_it_has_every_kind_of_night(opened: Session, year: list[Night]) -> None:
    past = history.past(opened)
    counted = past.counted()
    kinds = Counter(count.kind for count in counted.values())

    assert {*streaks.Count} - {*kinds} == {streaks.Count.NO_NIGHT, streaks.Count.NOT_ASKED}
    assert kinds[streaks.Count.KEPT] > 200
    assert any(count.late for count in counted.values())
    assert {count.why for count in counted.values() if count.kind is streaks.Count.EXCUSED} > {"flu", "not at home"}
    assert max((b - a).days for a, b in itertools.pairwise(sorted(counted))) == 1
    on_record = {night.night for night in year}
    assert len([night for night in counted if night not in on_record]) > 20
    assert len({change.at.utcoffset() for night in year for change in night.changes}) == 3  # summer, winter and away
    assert {change.device for night in year for change in night.changes} == {demo.LAPTOP, demo.PHONE}


def test_it_has_every_kind_of_answer(year: list[Night]) -> None:
    entries = [entry for night in year for entry in night.steps.values()]
    scores = [score for night in year for score in night.scores.values()]
    notes = [night.note for night in year if night.note]

    assert {entry.status for entry in entries} == {*Status} - {Status.PENDING}
    assert {entry.reason for entry in entries} >= {Reason.TOO_TIRED, Reason.NOT_AT_HOME, Reason.UNWELL, Reason.OTHER}
    assert any(entry.had_at for entry in entries)
    assert any(entry.minutes for entry in entries)
    assert BLANK in scores
    assert {score for score in scores if score != BLANK} >= {*range(1, 10)}
    assert any(not night.scores for night in year)
    assert any("\n" in note for note in notes)
    assert any(not note.isascii() for note in notes)
    assert sum(bool(night.side_effects) for night in year) == 2
    assert any(night.side_effects == () for night in year)
    assert any(night.awake_minutes for night in year)
    assert any(night.got_up for night in year)
    assert any(change.undoes for night in year for change in night.changes)
    assert "cold_pack" in {step for night in year for step in night.steps}
    assert 0 < sum(bool(night.doses) for night in year) < 86


def test_no_magnesium_of_it_is_more_than_the_rules_allow_or_by_a_closed_gate(opened: Session) -> None:
    magnesium = Magnesium(opened)

    assert magnesium.verdict().cleared
    assert magnesium.settle() == ""
    assert demo._took() == magnesium.took(opened.profile.products[0])
    assert magnesium.notice(opened.tonight).text == "Within both the European and the US limits."
    assert {night.magnesium_mg for night in opened.last(400)} == {0, demo._took().mg}


def test_it_has_what_a_visit_needs(opened: Session) -> None:
    profile = opened.profile

    assert profile.name == "A. Example"
    assert len(profile.clinic_scores) == 3
    assert len(profile.questions) == 3
    assert profile.iron_tested is not None
    assert profile.grace == 1
    assert [pause.reason for pause in profile.pauses_held] == ["flu", "at my sister's"]
    assert [medicine.name for medicine in profile.medicines] == ["Iron tablets", "Gabapentin"]
    assert [found.id for _, found in review.told(review.look(opened))] == ["legs"]


def test_the_settings_are_as_setup_would_have_stored_them() -> None:
    settings = [profile for _, profile in demo._Year(NOW).settings]

    for before, after in itertools.pairwise(settings):
        assert Profile.of(json.loads(json.dumps(after.fields()))) == after
        assert max(after.ticks.values()) > max(before.ticks.values())
    assert demo.session(lambda: NOW).undo_profile().questions == ()


def test_each_night_is_what_the_session_would_have_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: list[Night]
) -> None:
    logged: list[tuple[date, Any, Profile, datetime, str]] = []
    through = demo._Year._logged

    def watched(self: Any, night: Night, event: Any, profile: Profile, at: datetime, place: Any) -> Night:
        logged.append((night.night, event, profile, at, place.device))
        return through(self, night, event, profile, at, place)

    monkeypatch.setattr(demo._Year, "_logged", watched)
    list(demo.nights(NOW))
    clock = Clock(NOW)
    for back in (1, 3, 12, 50, 52, 61, 90, 101, 164, 170, 177, 204, 300, 365):
        night = NOW.date() - timedelta(days=back)
        for number, (_, event, profile, at, device) in enumerate(row for row in logged if row[0] == night):
            clock.now = at
            used = Session.at(tmp_path / f"{back}", clock, device)
            if number == 0:
                used.change_profile(lambda _, is_now=profile: is_now)  # type: ignore[misc]
            stored = used.dispatch(event, night=night)
        made = next(one for one in year if one.night == night)
        assert _told(stored) == _told(made)
        assert stored.cursor == made.cursor
        assert stored.kept == made.kept


def _told(night: Night) -> list[Any]:
    """All changes, without the names of the actions."""
    names = {change.id: str(number) for number, change in enumerate(night.changes)}
    kinds = {c.id: "dose" if c.cell.startswith("dose.") else c.cell for c in night.changes}
    return [(c.tick, c.at, c.zone, c.device, kinds[c.id], c.value, names.get(c.undoes or "")) for c in night.changes]


def test_tonight_is_begun_as_far_as_it_is_tonight_yet() -> None:
    begun = demo.session(lambda: NOW).night()
    early = demo.session(lambda: NOW.replace(hour=12, minute=5)).night()
    fresh = demo.session(lambda: NOW, begun=False).night()

    assert (begun.cursor, begun.scores, begun.magnesium_mg) == ("bath", {"tired": 6, "legs_before": 5}, 100)
    assert not early.told
    assert not fresh.told


@given(MOMENTS)
def test_the_evening_of_the_demo_begins_at_the_same_time_at_any_hour(now: datetime) -> None:
    clock = Clock(now)
    evening = demo.evening(clock)
    assert night_of(evening()) == night_of(now)
    assert evening().timetz().replace(tzinfo=None) == time(20, 40)
    begun = evening()
    clock.forward(minutes=95)
    assert (evening().timestamp() - begun.timestamp()) / 60 == 95


# The journal


def test_a_memory_does_nothing_that_a_journal_does_with_files() -> None:
    public = {name for name, _ in inspect.getmembers(Journal, inspect.isfunction) if not name.startswith("_")}
    theirs = {name for name in public if name not in vars(Memory)}

    assert theirs == {"years"}
    assert Journal.demo is False
    assert Memory().folder == Path("/dev/null")


@pytest.mark.parametrize(
    "asked",
    [
        lambda session: session.backup(None),
        lambda session: session.backup(Path("copy")),
        lambda session: session.restore("2026-11-21"),
        lambda session: session.compare("2026-11-21"),
        lambda session: session.merge("elsewhere"),
        lambda session: session.keep_fault(RuntimeError("x")),
        lambda session: session._journal.check(repair=True),
    ],
)
def test_what_would_keep_or_read_something_is_refused_in_one_sentence(
    opened: Session, asked: Callable[[Session], object]
) -> None:
    with pytest.raises(StoreError, match=r"^The demo keeps nothing; [a-z ]+ your own diary\.$"):
        asked(opened)


def test_it_is_used_as_any_diary_is() -> None:
    session = demo.session(lambda: NOW, begun=False)
    kept = session.nights_kept_so_far(session.tonight)
    assert kept is None  # not read before the first screen is there
    counted = sum(session.nights_kept(year, session.tonight) for year in session.years())

    session.dispatch(Answer("tired", 7), Draft("note", "half"))
    session.dispatch(Done("bath"), Done("caffeine"), Done("massage"), Done("meditation"))
    assert session.night().kept
    assert sum(session.nights_kept(year, session.tonight) for year in session.years()) == counted
    yesterday = session.tonight - timedelta(days=1)
    assert sum(session.nights_kept(year, yesterday) for year in session.years()) == counted
    session.dispatch(Undo())
    assert not session.night().kept
    assert session.night().drafts == {"note": "half"}
    assert len(session.briefs(2026)) == sum(night.told for night in session.last(400) if night.night.year == 2026)
    assert any("cinema" in note for year in session.years() for _, note in session.noted(year))
    assert session.where().files == ()
    assert session.keys_file() is None
    assert not session.changed_elsewhere()
    session.keep_tally()
    session.change_profile(lambda p: p.with_own("Stretch", Kind.TICK, None))
    session.undo_profile()
    assert session.problems() == []


def test_it_can_be_written_into_a_journal_too(tmp_path: Path) -> None:
    demo.write(Journal(tmp_path), NOW)
    stored, made = Session.at(tmp_path, lambda: NOW), demo.session(lambda: NOW)

    assert stored.last(400) == made.last(400)
    assert stored.profile == made.profile
    assert stored._journal.check(repair=False) == []


# The command


def test_the_kiosk_has_none() -> None:
    from coach.arguments import guest_line

    with pytest.raises(SystemExit):
        guest_line(lambda _: 0).parse_args(["--kiosk", "demo"])


def test_the_mark_is_short_enough_for_the_smallest_screen() -> None:
    assert len(DEMO_MARK) + 4 < 40
