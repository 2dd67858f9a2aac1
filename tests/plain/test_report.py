"""The visit report in lines: said as it is printed, put into a new file, and no word on mood in either."""

from datetime import timedelta
from pathlib import Path

import pytest

from coach import demo
from coach.core.page import Page
from coach.core.routine import Answer, Tell, Took
from coach.plain.door import Door
from coach.session import KIOSK, Session
from tests.conftest import Clock
from tests.plain.conftest import Typing, Typist


def flat(paper: str) -> str:
    return " ".join(paper.split())


@pytest.fixture
def private(session: Session) -> Session:
    session.dispatch(Answer("legs_before", 6), Took(120.0), Tell("side_effects", ("dizzy", "thoughts of harm")))
    return session


def test_it_is_said_and_what_is_left_out_is_told(private: Session, typing: Typing) -> None:
    told = flat(typing("report", "quit", columns=80).paper)

    assert "Evening: nights 1" in told
    assert "dizzy on 1" in told
    assert "harm" not in told.replace("Left out", "")
    assert "1 entry in your own words was left out, for it may be about mood; coach report --mood puts it in." in told


def test_a_new_file_gets_it_and_none_is_written_over(
    private: Session, typing: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    typing("report My Visit.md", "quit")

    written = (tmp_path / "My Visit.md").read_text(encoding="utf-8")
    assert "dizzy" in written
    assert "harm" not in written
    (tmp_path / "My Visit.md").write_text("mine")
    assert "is there already and was left as it is" in flat(typing("report My Visit.md", "quit").paper)
    assert (tmp_path / "My Visit.md").read_text() == "mine"


def test_what_is_to_be_known_of_the_file_is_said(
    session: Session, typing: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(_page: Page, _form: str) -> tuple[bytes, str]:
        return b"%PDF", "A character has no sign."

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("coach.plain.report.rendered", made)

    assert "A character has no sign." in flat(typing("report a.pdf", "quit").paper)


def test_what_is_no_file_of_a_report_is_said(session: Session, typing: Typing) -> None:
    assert "a number of nights such as report 90" in flat(typing("report yesterday", "quit").paper)
    assert "a number of nights such as report 90" in flat(typing("report 0", "quit").paper)


@pytest.mark.parametrize("where", ["login", "demo"])
def test_over_a_login_and_in_a_demo_no_file_is_made(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock, where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = demo.session(clock) if where == "demo" else session
    opened.limits = KIOSK if where == "login" else opened.limits
    lines = Typist(["report a.md", "quit"])

    Door(opened, lines).run()

    assert "No file can be made here; report says the page." in flat(lines.paper)
    assert list(tmp_path.glob("*.md")) == []


def lived(session: Session) -> None:
    for back in range(1, 41):
        night = session.tonight - timedelta(days=back)
        session.dispatch(Answer("legs_before", 4), Answer("falling_asleep", 2), night=night)


def test_the_page_is_said_sentence_by_sentence(session: Session, typing: Typing) -> None:
    lived(session)

    told = flat(typing("report", "quit", columns=80).paper)

    assert "Visit report, 24 Oct 2026 to 22 Nov 2026" in told
    assert "Leg score: nights 29, median 3, middle half 3 to 3" in told
    assert "This is a diary, not a diagnosis." in told
    assert "|" not in told


def test_of_how_many_nights(session: Session, typing: Typing) -> None:
    lived(session)

    assert "41 nights: 40 with something on record" in flat(typing("report 90", "quit", columns=80).paper)
    assert "report, a number of nights such as report 90" in flat(typing("report soon", "quit", columns=80).paper)
