"""Settings in lines: listed with their defaults, changed by name, put back and taken back."""

from datetime import date, datetime, time

import pytest

from coach.core.profile import Kind
from coach.core.routine import Draft
from coach.core.settable import SETTINGS
from coach.plain.door import Door
from coach.plain.settings import named
from coach.session import KIOSK, Session
from coach.store import Unwritable
from tests.conftest import BERLIN, Clock
from tests.plain.conftest import Typing, Typist


def flat(paper: str) -> str:
    return " ".join(paper.split())


def test_all_settings_are_listed_with_their_values_and_what_is_not_its_default(
    session: Session, typing: Typing
) -> None:
    session.change_profile(lambda p: p.evolve(bedtime=time(22, 30)))
    told = flat(typing("settings", "quit", columns=80).paper)

    assert all(each.id in told for each in SETTINGS)
    assert "bedtime: 22:30; default 23:00." in told
    assert "turn (Day turn): 12:00." in told
    assert "magnesium (Magnesium): on, optional, amount; default off." in told
    assert "bath (Warm bath): on, needed, 15 min. Planned about 2 h before bedtime." in told
    assert str(session.where().folder) in typing("settings", "quit").paper


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("set bedtime 22:30", "bedtime", time(22, 30)),
        ("SET Bedtime 2230", "bedtime", time(22, 30)),
        ("set no caffeine since 15", "caffeine_cutoff", time(15)),
        ("set turn 13:00", "day_turn", time(13)),
        ("set look day", "theme", "day"),
        ("set bell off", "bell", False),
        ("set notice OSC9", "notice", "osc9"),
        ("set grace 2", "grace", 2),
        ("set name Ann  B., 1960", "name", "Ann B., 1960"),
        ("set iron 2026-10-01", "iron_tested", date(2026, 10, 1)),
        ("set country gb", "country", "GB"),
    ],
)
def test_each_is_set_by_its_name_and_goes_back_to_its_default(
    session: Session, typing: Typing, line: str, field: str, value: object
) -> None:
    before = getattr(session.profile, field)
    assert getattr(typing(line, "quit").session.profile, field) == value
    meant = named(session.profile, line[4:])
    assert meant is not None
    assert getattr(typing(f"set {meant.what.id} default", "quit").session.profile, field) == before
    assert getattr(typing("undo setting", "quit").session.profile, field) == value


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("set bedtime 25", "is not a time"),
        ("set turn 2:00", "A new evening begins 6 hours after bedtime"),
        ("set look pink", "type night, day, contrast or terminal"),
        ("set bell maybe", "type on or off"),
        ("set grace ten", "0 to 9"),
        ("set country atlantis", "is none of US, GB"),
        ("set goal 11", "type 0.5 to 10"),
        ("set bath sometimes", "type on or off, needed or optional"),
        ("set bath away", "is nothing it takes"),
        ("set bath before soon", "is not minutes"),
        ("set bath before", "such as before 60"),
        ("set caffeine 20", "It has no minutes of its own"),
        ("set magnesium needed", "Magnesium stays optional"),
        ("set nothing", "is no setting; there are bedtime"),
        ("set", "such as set bedtime 22:30"),
        ("set medicines none", "questions changes it"),
        ("set folder /tmp", "COACH_HOME"),
    ],
)
def test_what_it_does_not_take_is_said_in_a_sentence_and_changes_nothing(
    session: Session, typing: Typing, line: str, said: str
) -> None:
    told = typing(line, "quit", columns=80)

    assert said in flat(told.paper)
    assert told.session.profile == session.profile


def test_a_name_alone_asks_and_says_what_it_takes(session: Session, typing: Typing) -> None:
    told = typing("6", "set look", "pink", "day", "set bedtime", "", "back", "7", "quit", columns=80)

    assert "Look, now Night: dim and warm. night or day or contrast or terminal:" in flat(told.paper)
    assert "is none of these: type night" in flat(told.paper)
    assert told.session.profile.theme == "day"
    assert told.night.scores == {"tired": 6, "legs_before": 7}  # it went on where it was


def test_what_was_typed_on_the_full_screen_is_offered_and_given_up_with_its_answer(
    session: Session, typing: Typing
) -> None:
    session.dispatch(Draft("setup.bedtime", "22:15"))
    told = typing("set bedtime", "", "quit", columns=80)

    assert "Typed before and kept: 22:15." in flat(told.paper)
    assert told.session.profile.bedtime == time(22, 15)
    assert told.night.drafts == {}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("set bath off", {"on": False}),
        ("set warm bath 25 min", {"minutes": 25}),
        ("set Warm Bath optional", {"needed": False}),
        ("set bath before 90", {"lead": 90}),
        ("set bath any time", {"lead": None}),
    ],
)
def test_a_step_is_changed_by_a_word(session: Session, typing: Typing, line: str, fields: dict[str, object]) -> None:
    bath = session.profile.step("bath")
    assert bath is not None
    told = typing(line, "quit")

    assert told.session.profile.step("bath") == bath.evolve(**fields)
    assert typing("set bath default", "quit").session.profile.step("bath") == bath


def test_the_order_and_a_step_of_ones_own(session: Session, typing: Typing) -> None:
    told = typing(
        "set bath earlier", "new step", "Cold pack", "timed", "", "set cold pack name Ice", "quit", columns=80
    )
    steps = told.session.profile.steps
    assert [step.id for step in steps].index("bath") == 2
    assert (steps[-1].name, steps[-1].kind, steps[-1].minutes, steps[-1].own) == ("Ice", Kind.TIMED, 10, True)
    told = typing("set ice away", "undo setting", "set ice off", "quit")
    assert "Put away" in told.paper
    assert (told.session.profile.steps[-1].away, told.session.profile.steps[-1].on) == (False, False)


def test_magnesium_comes_in_only_by_its_questions(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.step_changed("magnesium", on=False))
    told = typing("set magnesium on", "quit", columns=80)

    assert "questions opens what comes first" in flat(told.paper)
    assert not told.session.profile.step("magnesium").on  # type: ignore[union-attr]


def test_the_name_of_a_step_that_begins_so_still_goes_to_it(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.with_own("Set the alarm", Kind.TICK, None))
    told = typing("set the alarm", "done", "quit")

    assert told.night.status("set_the_alarm") == "done"


def test_a_full_disk_is_said_and_nothing_is_shown_as_set(
    session: Session, typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*_any: object, **_more: object) -> None:
        raise Unwritable("The disk is full.")

    monkeypatch.setattr("coach.store.files.replace", no)
    told = typing("set bedtime 22:30", "quit", "quit")

    assert "NOT SAVED" in told.paper
    assert "bedtime: 22:30" not in told.paper


def test_over_a_login_no_folder_is_named(session: Session) -> None:
    session.limits = KIOSK
    lines = Typist(["settings", "set folder", "set reminders", "set keys", "quit"])
    Door(session, lines).run()

    assert str(session.where().folder) not in lines.paper
    assert "not over this login" in lines.paper


# For a visit


def test_a_visit_is_told_with_all_that_is_noted_for_it(session: Session, typing: Typing) -> None:
    lines = ["ask Is it iron?", "ask", "And sleep?", "clinic", "24", "2026-10-03", "Dr B", "set name Ann", "visit"]
    told = flat(typing(*lines, "quit", columns=80).paper)

    assert "The report is for: Ann. Your questions for the visit: 1. Is it iron? 2. And sleep?" in told
    assert "Your clinic's score. This app does not calculate it. 1. 24 of 40, severe, 03 Oct 2026: Dr B." in told


def test_a_question_is_changed_and_taken_off(session: Session, typing: Typing) -> None:
    told = typing("ask a", "ask b", "ask", "1", "c", "ask", "2", "off", "quit")
    assert told.session.profile.questions == ("c",)

    told = typing("undo setting", "ask", "back", f"ask {'x' * 301}", "quit", columns=80)
    assert told.session.profile.questions == ("c", "b")
    assert "300 is the most it keeps" in flat(told.paper)


def test_a_total_is_checked_and_taken_off(session: Session, typing: Typing, clock: Clock) -> None:
    told = typing("clinic", "41", "0", "2026-12-01", "", "", "quit", columns=80)
    assert "0 to 40" in told.paper
    assert "has not come yet" in told.paper
    assert [(s.total, s.on) for s in told.session.profile.clinic_scores] == [(0, date(2026, 11, 22))]

    clock.now = datetime(2026, 11, 22, 21, 0, tzinfo=BERLIN)
    told = typing("clinic", "2", "1", "visit", "quit", columns=80)
    assert "is none of new, 1" in flat(told.paper)
    assert "A clinic's IRLS totals: none noted." in flat(told.paper)
