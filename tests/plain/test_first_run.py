"""The first three questions in lines."""

from collections.abc import Callable
from datetime import time

import pytest

from coach.plain.door import Door
from coach.session import Session, StoreError
from tests.plain.conftest import Typist


def ask(open_session: Callable[..., Session], *script: str) -> tuple[Session, str]:
    session, lines = open_session(), Typist(script)
    assert Door(session, lines).run() == 0
    return session, lines.paper


def test_empty_lines_accept_and_the_evening_follows(open_session: Callable[..., Session]) -> None:
    session, paper = ask(open_session, "", "", "", "6")

    assert session.profile.first_run == 3
    assert session.profile.bedtime == time(23)
    assert session.night().scores == {"tired": 6}
    assert "It has not been reviewed by a clinician." in paper.splitlines()[1]


def test_each_can_be_answered_otherwise(open_session: Callable[..., Session]) -> None:
    session, paper = ask(open_session, "22:15", "1", "warm bath", "exercise", "", "contrast")

    assert session.profile.bedtime == time(22, 15)
    assert [step.id for step in session.profile.active] == ["exercise", "massage", "meditation"]
    assert session.profile.theme == "contrast"
    assert "Bedtime 22:15" in paper
    assert "No caffeine: not in." in paper


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (("late",), "'late' is not a time: type it as 20:51."),
        (("", "9"), "'9' is none of the steps: type a number from 1 to 6, or a name."),
        (("", "1", "3", "4", "5", ""), "One step at least; its number puts it in."),
        (("", "", "pink"), "'pink' is none of the looks: night, day, contrast, terminal."),
        (("help",), "An empty line accepts and goes on."),
    ],
)
def test_what_does_not_do_is_said_and_asked_again(
    open_session: Callable[..., Session], script: tuple[str, ...], said: str
) -> None:
    _, paper = ask(open_session, *script)
    question = [line for line in paper.splitlines() if line.startswith("Question")]

    assert said in paper
    assert question[-1].partition(".")[0] == question[-2].partition(".")[0]


def test_back_asks_the_one_before_and_leaving_keeps_what_was_answered(open_session: Callable[..., Session]) -> None:
    session, paper = ask(open_session, "22:15", "back", "21:45", "q")

    assert (session.profile.first_run, session.profile.bedtime) == (1, time(21, 45))
    assert paper.endswith("Everything is kept.\n")
    assert ask(open_session)[1].endswith("Left here; 2 questions are still open.\n")


def test_nothing_is_stored_where_nothing_was_answered(open_session: Callable[..., Session], home: object) -> None:
    from pathlib import Path

    _, paper = ask(open_session)

    assert paper.endswith("Left here; 3 questions are still open.\n")
    assert not Path(str(home)).exists()


def test_settings_that_cannot_be_read_again_are_said_and_the_question_stays(
    open_session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> bool:
        raise StoreError("The diary cannot be read.")

    monkeypatch.setattr(Session, "changed_elsewhere", refuse)
    session, paper = ask(open_session, "22:15")

    assert "The diary cannot be read.\nQuestion 1 of 3." in paper
    assert session.profile.bedtime == time(22, 15)
