"""One diary, its numbers worked out by hand: flu, a flight over the date line, nights filled in, one missed."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach import history
from coach.core import retold
from coach.core.cells import Reason
from coach.core.profile import Pause, Profile
from coach.core.routine import Answer, Delete, Done, Event, Excuse, Undo, WriteNote
from coach.core.streaks import Count, Kept, Streak, stretches
from coach.history import notes_with, past, put_pause, set_grace
from coach.session import Refused, Session
from tests.conftest import Clock, Shell

WEST, TOKYO = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Tokyo")
ALL: tuple[Event, ...] = (Done("caffeine"), Done("bath"), Done("massage"), Done("meditation"))
FLU = Pause(first=date(2026, 11, 7), last=date(2026, 11, 13), reason="flu")


def november(day: int) -> date:
    return date(2026, 11, day)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 2, 21, 0, tzinfo=WEST))


@pytest.fixture
def traveller(session: Session, clock: Clock) -> Session:
    """Four needed steps. See ``test_each_number_is_what_one_counts_on_paper`` for its nights."""
    session.change_profile(lambda _: Profile(first_run=3))

    def keep(days: Iterable[int], zone: ZoneInfo) -> None:
        for day in days:
            clock.now = datetime(2026, 11, day, 21, 0, tzinfo=zone)
            session.dispatch(*ALL)

    keep([2, 3, 4, 5, 6, 9, 14, 15], WEST)
    put_pause(session, FLU)
    keep([17, 18, 21], TOKYO)
    clock.now = datetime(2026, 11, 22, 9, 0, tzinfo=TOKYO)  # the morning after the 21st
    for day in (20, 19):
        session.dispatch(*ALL, night=november(day))
    clock.now = datetime(2026, 11, 23, 20, 0, tzinfo=TOKYO)
    return session


def routine(session: Session) -> Streak:
    return past(session).streaks()[0]


def test_each_number_is_what_one_counts_on_paper(traveller: Session) -> None:
    """On the evening of Mon 23 Nov, before anything is logged.

    2 3 4 5 6        kept in San Francisco                         5
    7 to 13          flu: a pause of 7 nights. On the 9th all was
                     done all the same, so it is kept              6   (6 excused)
    14 15            kept in San Francisco                         8
    16               the night the date line took: bedtime 23:00 on the 15th at UTC-8 is 07:00 UTC on the 16th,
                     23:00 on the 17th at UTC+9 is 14:00 UTC on the 17th, 31 hours later: no night
    17 18            kept in Tokyo                                 10
    19 20            filled in on the 22nd, 3 and 2 nights later   12
    21               kept in Tokyo                                 13
    22               nothing: open until 12:00 on the 30th
    23               tonight: open
    """
    streak = routine(traveller)

    assert streak.now is not None
    assert (streak.now.kept, streak.now.first, streak.now.last) == (13, november(2), november(21))
    assert streak.now.number(Count.EXCUSED) == 6
    assert streak.now.late == 0  # seven nights are free
    assert streak.best == streak.now
    assert streak.before is None
    # The last 7, tonight undecided: 16 to 22. 16 is no night, 22 is open, 17 to 21 are kept.
    assert streak.windows[7] == Kept(5, 5)
    # The last 30: the diary is younger; 13 kept, and nothing else is decided.
    assert streak.windows[30] == streak.windows[90] == streak.windows[365] == Kept(13, 13)
    # Thirteen kept nights from nothing, all else leaving it as it is: 1 - m ** 13 with m = 0.5 ** (1 / 13).
    assert streak.strength == pytest.approx(0.5)
    assert retold.run_said(streak.now) == "13 nights (6 excused)"


def test_and_so_does_why_night_by_night(traveller: Session) -> None:
    streak = routine(traveller)
    assert streak.now is not None

    told = [(s.first.day, s.last.day, s.like.kind) for s in stretches(streak.now)]
    assert told == [
        (2, 6, Count.KEPT),
        (7, 8, Count.EXCUSED),
        (9, 9, Count.KEPT),
        (10, 13, Count.EXCUSED),
        (14, 15, Count.KEPT),
        (16, 16, Count.NO_NIGHT),
        (17, 21, Count.KEPT),
        (22, 22, Count.OPEN),
        (23, 23, Count.OPEN),
    ]
    lines = list(retold.why_lines(streak, traveller.profile, traveller.tonight))
    assert lines == [
        "Routine: 13 nights (6 excused).",
        "Mon 02 Nov to Fri 06 Nov: kept, +5",
        "Sat 07 Nov to Sun 08 Nov: excused (flu), +0",
        "Mon 09 Nov: kept, +1",
        "Tue 10 Nov to Fri 13 Nov: excused (flu), +0",
        "Sat 14 Nov to Sun 15 Nov: kept, +2",
        "Mon 16 Nov: no night: the date line took it, +0",
        "Tue 17 Nov to Sat 21 Nov: kept, +5",
        "Sun 22 Nov: open until Mon 30 Nov 12:00, +0",
        "Mon 23 Nov: open, the night is not over, +0",
    ]


def test_the_missed_night_ends_the_run_when_it_closes_and_not_before(traveller: Session, clock: Clock) -> None:
    """23 to 29 kept: seven more. At 11:59 on the 30th the 22nd is open still: 20. At 12:00 it closes: 7."""
    for day in range(23, 30):
        clock.now = datetime(2026, 11, day, 21, 0, tzinfo=TOKYO)
        traveller.dispatch(*ALL)
    clock.now = datetime(2026, 11, 30, 11, 59, tzinfo=TOKYO)
    assert retold.run_said(routine(traveller).now) == "20 nights (6 excused)"

    clock.now = datetime(2026, 11, 30, 12, 0, tzinfo=TOKYO)
    streak = routine(traveller)
    assert retold.run_said(streak.now) == "7 nights"
    assert streak.before is not None
    assert (streak.before.kept, streak.before.ended and streak.before.ended[0]) == (13, november(22))
    assert streak.best == streak.before
    # The last 7 are 23 to 29; the last 30 hold 20 kept and the one missed.
    assert (streak.windows[7], streak.windows[30]) == (Kept(7, 7), Kept(20, 21))
    # 0.5 after 13; one missed: 0.5 m; seven kept: 1 - (1 - 0.5 m) * m ** 7.
    m = 0.5 ** (1 / 13)
    assert streak.strength == pytest.approx(1 - (1 - 0.5 * m) * m**7)

    set_grace(traveller, 1)
    assert retold.run_said(routine(traveller).now) == "20 nights (6 excused, 1 grace)"
    set_grace(traveller, 0)

    clock.now = datetime(2026, 12, 10, 21, 0, tzinfo=TOKYO)  # filled in on the 10th: allowed, and late
    traveller.dispatch(*ALL, night=november(22))
    best = routine(traveller).best
    assert retold.run_said(best) == "21 nights (6 excused, 1 late)"
    assert set(traveller.night(november(22)).late) == {f"step.{step}" for step in traveller.profile.plan().needed}


def test_in_whatever_order_nights_are_filled_in(
    traveller: Session, open_session: Callable[..., Session], tmp_path: Path, clock: Clock
) -> None:
    for place, order in enumerate([(19, 20, 22), (22, 20, 19), (20, 22, 19)]):
        other = open_session(folder=tmp_path / f"{place}")
        other.change_profile(lambda _: Profile(first_run=3))
        for day in order:
            other.dispatch(*ALL, night=november(day))
        assert retold.run_said(routine(other).now) == "3 nights"


def test_joining_a_diary_with_itself_changes_no_number(traveller: Session, home: Path, clock: Clock) -> None:
    before = past(traveller).streaks(), past(traveller).trends(None), past(traveller).counted()

    traveller.merge(str(traveller.backup(home.parent / "copy.zip")))

    assert (past(traveller).streaks(), past(traveller).trends(None), past(traveller).counted()) == before


def test_a_deleted_night_is_no_night_on_record_and_undo_brings_it_back(traveller: Session) -> None:
    kept = routine(traveller)
    traveller.dispatch(Delete(), night=november(21))

    assert past(traveller).counted()[november(21)].kind is Count.OPEN
    assert [night.night for night in traveller.since(november(20))] == [november(20)]
    assert not traveller.night(november(21)).kept
    traveller.dispatch(Undo(), night=november(21))
    assert routine(traveller) == kept


def test_a_deleted_night_stays_deleted_when_the_other_machine_has_it_still(
    traveller: Session, home: Path, clock: Clock
) -> None:
    copy = traveller.backup(home.parent / "copy.zip")
    traveller.dispatch(Delete(), night=november(18))

    traveller.merge(str(copy))

    assert not traveller.night(november(18)).told
    assert november(18) not in {brief.night for brief in past(traveller).briefs}


def test_the_hints_of_past_nights_can_go_or_be_spoilt_at_any_time(traveller: Session, home: Path) -> None:
    whole = past(traveller)
    hints = list(home.glob(".*.brief"))
    assert len(hints) == 1
    for spoilt in (b"", b"{}", b"[1]", b'{"form":1,"nights":{"x":[1,2]}}', b"\xff\xfe", hints[0].read_bytes()[:-20]):
        hints[0].write_bytes(spoilt)
        assert past(traveller) == whole
    hints[0].unlink()
    assert past(traveller) == whole


def test_a_change_is_seen_at_once_whoever_made_it(traveller: Session, open_session: Callable[..., Session]) -> None:
    past(traveller)
    open_session(device="phone").dispatch(*ALL, WriteNote("there"), night=november(22))

    assert retold.run_said(routine(traveller).now) == "14 nights (6 excused)"
    assert past(traveller).briefs[-1].note == "there"


def test_notes_are_found_by_words_in_any_case_and_order(traveller: Session) -> None:
    traveller.dispatch(WriteNote("A long FLIGHT, restless from seven on"), night=november(17))
    traveller.dispatch(WriteNote("nothing"), night=november(18))

    assert notes_with(traveller, 2026, "restless flight") == [november(17)]
    assert notes_with(traveller, 2026, "note") == []


def test_a_slip_in_a_date_makes_no_diary_of_two_thousand_years(traveller: Session, coach: Shell) -> None:
    code, out, err = coach("log", "bath", "--night", "0026-11-20")
    assert (code, out) == (1, "")
    assert "is before 1900; give the evening's date, such as 2026-11-22." in err

    before = past(traveller).streaks()
    with traveller._journal.transaction(november(23)) as transaction:  # as an older version let it in
        for odd in (date(26, 11, 20), date(9999, 1, 1)):
            transaction.put(traveller.night(november(21)).evolve(night=odd))
    assert past(traveller).streaks() == before


def test_a_correction_of_a_score_makes_no_night_late(traveller: Session, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 20, 21, 0, tzinfo=TOKYO)
    traveller.dispatch(Answer("sleep", 5), WriteNote("as I remember"), night=november(21))

    assert traveller.night(november(21)).late == ("score.sleep", "note")
    assert [brief.late for brief in past(traveller).briefs] == [False] * 13


def test_a_pause_taken_back_by_undo_is_not_brought_back_by_a_merge(traveller: Session, home: Path) -> None:
    put_pause(traveller, Pause(first=november(22), reason="Tokyo"))
    copy = traveller.backup(home.parent / "copy.zip")
    traveller.undo_profile()
    assert traveller.profile.pauses_held == (FLU,)
    traveller.merge(str(copy))
    assert traveller.profile.pauses_held == (FLU,)


def test_two_machines_may_each_excuse_nights(traveller: Session, home: Path, clock: Clock) -> None:
    copy = traveller.backup(home.parent / "copy.zip")
    put_pause(traveller, Pause(first=november(22), reason="Tokyo"))
    other = Session.at(home.parent / "other", clock, "phone")
    other.restore(str(copy))
    put_pause(other, Pause(first=november(1), last=november(1)))
    traveller.merge(str(other.where().folder))

    assert [pause.first.day for pause in traveller.profile.pauses_held] == [1, 7, 22]


def test_there_is_an_end_to_pauses(traveller: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_PAUSES", 2)
    put_pause(traveller, Pause(first=november(22)))
    with pytest.raises(Refused, match="2 times of excused nights are the most"):
        put_pause(traveller, Pause(first=november(23)))
    put_pause(traveller, Pause(first=november(22), away=True))


# The commands


def test_the_command_prints_what_was_counted(coach: Shell, traveller: Session) -> None:
    assert coach("streaks")[1].splitlines()[:3] == [
        "Routine: 13 nights (6 excused) now.",
        "  Best: 13 nights (6 excused), Mon 02 Nov to Sat 21 Nov.",
        "  Kept: 5/5 of the last 7, 13/13 of the last 30, 13/13 of the last 90, 13/13 of the last 365 nights. "
        "Strength 0.50.",
    ]
    assert coach("streaks", "--why")[1].splitlines() == list(
        retold.why_lines(routine(traveller), traveller.profile, traveller.tonight)
    )
    assert "Warm bath: 13 nights (6 excused)." in coach("streaks", "--why", "bath")[1]


def test_json_has_the_same_numbers(coach: Shell, traveller: Session) -> None:
    told = json.loads(coach("streaks", "--why", "--json")[1])

    assert len(told) == 1
    assert told[0]["now"] | {"stretches": []} == {
        "nights": 13,
        "excused": 6,
        "grace": 0,
        "late": 0,
        "first": "2026-11-02",
        "last": "2026-11-21",
        "stretches": [],
    }
    assert told[0]["now"]["stretches"][1] == {
        "first": "2026-11-07",
        "last": "2026-11-08",
        "nights": 2,
        "counts_as": "excused",
        "why": "flu",
    }
    assert told[0]["kept_of_last"]["7"] == {"kept": 5, "n": 5}
    assert told[0]["strength"] == 0.5
    assert [streak["of"] for streak in json.loads(coach("streaks", "--json")[1])] == [
        *("routine", "caffeine", "bath", "massage", "meditation")
    ]


def test_a_streak_of_nothing_is_refused_in_one_sentence(coach: Shell, traveller: Session) -> None:
    assert coach("streaks", "--why", "yoga") == (
        1,
        "",
        "coach: There is no streak of 'yoga'; the streaks are routine, caffeine, bath, massage, meditation.\n",
    )


def test_history_tells_each_night_and_what_lies_between(coach: Shell, traveller: Session) -> None:
    traveller.dispatch(
        Answer("legs_before", 6), Answer("during_night", 1), Answer("sleep", 7), WriteNote("flight"), night=november(17)
    )
    traveller.dispatch(Excuse("bath", Reason.TOO_TIRED), night=november(18))

    assert coach("history", "--from", "2026-11-15", "--to", "2026-11-18")[1].splitlines() == [
        "2026-11-15 Sun  kept; 4 of 4 steps",
        "  (1 night with nothing on record)",
        '2026-11-17 Tue  kept; 4 of 4 steps; legs 6, -, 1; sleep 7; "flight"',
        "2026-11-18 Wed  kept; 3 of 4 steps",
        "3 nights on record.",
    ]
    told = json.loads(coach("history", "--from", "2026-11-17", "--to", "2026-11-17", "--json")[1])
    assert told == [
        {
            "night": "2026-11-17",
            "counts_as": "kept",
            "asked": ["caffeine", "bath", "massage", "meditation"],
            "steps": dict.fromkeys(["caffeine", "bath", "massage", "meditation"], "done"),
            "scores": {"legs_before": 6, "during_night": 1, "sleep": 7},
            "leg_score": 3.5,
            "note_begins": "flight",
        }
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("history", "--from", "2026-13-01"), 2, "'2026-13-01' is not a date: write it as 2026-11-22"),
        (
            ("history", "--from", "2026-11-20", "--to", "2026-11-01"),
            1,
            "--from 2026-11-20 comes after --to 2026-11-01; give the earlier date first.",
        ),
    ],
)
def test_a_span_that_is_none_is_told(
    coach: Shell, traveller: Session, words: tuple[str, ...], code: int, said: str
) -> None:
    got, out, err = coach(*words)

    assert (got, out) == (code, "")
    assert said in err


def test_a_new_diary_is_told_what_will_come(coach: Shell) -> None:
    assert coach("streaks")[1].splitlines() == [retold.NO_NIGHTS, retold.STREAKS_TO_COME]
    assert coach("history")[1] == "0 nights on record.\n"
    assert "Leg score: no score, n 0 of 1 night." in coach("trends")[1]
    assert json.loads(coach("streaks", "--json")[1])[0]["now"] is None


def test_late_is_shown_and_stored(coach: Shell, traveller: Session) -> None:
    traveller.dispatch(Done("bath"), night=november(1))

    assert "  Warm bath: done (late)" in coach("show", "--night", "2026-11-01")[1]
    assert json.loads(coach("show", "--night", "2026-11-01", "--json")[1])["late"] == ["step.bath"]
    assert "late" not in json.loads(coach("show", "--night", "2026-11-20", "--json")[1])
