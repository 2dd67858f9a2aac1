"""The visit report in lines: said sentence by sentence, or put into a file."""

from datetime import timedelta
from pathlib import Path

import pytest

from coach.core.routine import Answer
from coach.session import Session
from tests.plain.conftest import Typing


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def flat(paper: str) -> str:
    return " ".join(paper.split())


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


def test_into_a_file_that_keeps_its_capitals(session: Session, typing: Typing, tmp_path: Path) -> None:
    told = flat(typing("report ~/Visit.MD", "report ~/Visit.MD", "quit", columns=200).paper)

    assert f"It is in {tmp_path}/Visit.MD. Read it before you hand it on." in told
    assert "is there already and was left as it is" in told
    assert (tmp_path / "Visit.MD").read_text().startswith("# Visit report")


def test_no_file_at_somebodys_login(
    session: Session, typing: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.plain.report.KIOSK", session.limits)

    assert "No file can be made here" in flat(typing("report ~/a.txt", "quit", columns=80).paper)
    assert not (tmp_path / "a.txt").exists()
