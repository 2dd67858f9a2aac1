"""Review, the iron test and the country of the help lines, in lines."""

from datetime import date, timedelta

import pytest

from coach.content import rules
from coach.content.files import ContentError
from coach.core.routine import Answer, Draft
from coach.session import Session, StoreError
from tests.plain.conftest import Typing

NIGHT = date(2026, 11, 22)


def flat(paper: str) -> str:
    return " ".join(paper.split())


def bad_fortnight(session: Session) -> None:
    for ago in range(1, 12):
        answers = Answer("legs_before", 6), Answer("during_night", 6)
        session.dispatch(*answers, night=NIGHT - timedelta(days=ago))


def test_a_new_diary_concludes_nothing(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(iron_tested=NIGHT))
    told = typing("review", "quit", columns=80)

    assert "Nothing here to show a doctor yet" in flat(told.paper)
    assert "Leg scores on 0 of the last 14 nights" in flat(told.paper)


def test_a_bad_fortnight_is_shown_once_with_its_n_and_how_well_it_is_founded(session: Session, typing: Typing) -> None:
    session.change_profile(lambda p: p.evolve(iron_tested=NIGHT))
    bad_fortnight(session)
    told = typing("review", "review", "quit", columns=80)

    first, again = flat(told.paper).split("Worth showing a doctor.")[1:]
    assert "Restless legs on 11 of 11 scored nights, with a mean leg score of 6 of 10" in first
    assert "is our own choice)" in first
    assert "Shown before" not in first
    assert "Shown before: Restless legs on 11" in again
    assert told.session.profile.shown == {"legs": NIGHT}


def test_the_iron_test_is_noted_and_taken_away(session: Session, typing: Typing) -> None:
    told = typing("6", "iron", "2027-01-01", "2026-10-01", "7", "quit", columns=80)
    assert "has not come yet" in flat(told.paper)
    assert "Noted: 01 Oct 2026." in told.paper
    assert told.session.profile.iron_tested == date(2026, 10, 1)
    assert told.session.night(NIGHT).scores == {"tired": 6, "legs_before": 7}  # it went on where it was

    told = typing("iron", "", "none", "iron", "back", "quit", columns=80)
    assert "or none." in told.paper
    assert told.session.profile.iron_tested is None


def test_a_full_disk_is_said_and_a_date_typed_on_the_screen_is_offered(
    session: Session, typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as disk:
        disk.setattr(Session, "change_profile", full)
        told = typing("iron", "2026-10-01", "quit")
    assert "NOT SAVED. The disk is full." in flat(told.paper)

    assert session.profile.iron_tested is None
    session.dispatch(Draft("review.iron", "2026-10-01"))
    told = typing("iron", "", "quit")
    assert "Typed before and kept: 2026-10-01." in flat(told.paper)
    assert told.session.profile.iron_tested == date(2026, 10, 1)


def test_the_country_has_its_numbers(session: Session, typing: Typing) -> None:
    told = typing("country", "atlantis", "US", "!", "no", "no", "yes", "quit", columns=80)
    assert "'atlantis' is none of us, gb, ie, au, eu or all." in flat(told.paper)
    assert "116 123" not in told.paper
    assert told.session.profile.country == "US"

    told = typing("country", "all", "quit")
    assert told.session.profile.country is None


def test_rules_that_cannot_be_read_send_to_somebody(
    session: Session, typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> object:
        raise ContentError("review.toml of the coach cannot be read: gone.")

    monkeypatch.setattr(rules, "review_rules", broken)
    told = typing("review", "quit")
    assert "cannot be read: gone. Ask a pharmacist or doctor." in flat(told.paper)
    assert "Nothing here" not in told.paper
