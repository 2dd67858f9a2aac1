"""A disk that refuses: said, kept, tried again, and said plainly in parting."""

from collections.abc import Callable

import pytest

from coach.core.routine import Answer, Event
from coach.plain.door import Door
from coach.session import Refused, Session, StoreError
from tests.plain.conftest import Told, Typing, Typist

FULL = "The diary could not be written: no space left on device."


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """While ``full["is"]``, the disk refuses."""
    state = {"is": True}
    real = Session.dispatch

    def dispatch(self: Session, *events: Event, **how: object) -> object:
        if state["is"]:
            raise StoreError(FULL)
        return real(self, *events, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "dispatch", dispatch)
    return state


def emptied(full: dict[str, bool]) -> Callable[[], None]:
    return lambda: full.update({"is": False})


def test_a_refused_answer_is_said_kept_and_saved_by_itself(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("6", emptied(full))

    assert f"NOT SAVED. {FULL} It is kept here and tried again." in told.paper
    assert "Saved now.\nQuestion 2 of 8." in told.paper
    assert told.night.scores == {"tired": 6}
    assert told.lines.waits[1] == 2.0


def test_another_answer_to_the_same_question_takes_its_place(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("6", "7", emptied(full))

    assert told.night.scores == {"tired": 7}
    assert len(told.night.changes) == 2  # the answer, and what this night asks


def test_an_answer_refused_and_then_elsewhere_is_carried_out_once(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("magnesium", "magnesium", emptied(full), "120", "")

    assert [dose.mg for dose in told.night.doses] == [120]


def test_leaving_says_what_is_not_saved_and_asks_once(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("6", "quit", "quit")

    assert "NOT SAVED. quit again leaves without what is not saved." in told.paper
    assert told.after("quit\n") == "NOT SAVED. The disk did not take: tired.\nThe rest is kept.\n"


def test_the_end_of_input_with_an_unsaved_answer_says_so(typing: Typing, full: dict[str, bool]) -> None:
    assert "NOT SAVED. The disk did not take: tired.\nLeft here;" in typing("6").paper


def test_lines_of_a_file_after_a_refused_one_are_not_read_as_other_answers(
    typing: Typing, full: dict[str, bool]
) -> None:
    told = typing("6", "7", live=False)

    assert told.code == 1
    assert told.lines.script == ["7"]
    assert told.paper.endswith(f"NOT SAVED. {FULL} The lines after it are not read.\n")


def test_a_note_the_disk_refuses_stays_and_goes_with_the_next_line(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("note", "one", emptied(full), "two", ".")

    assert told.night.note == "one\ntwo"
    assert "It stays here, and is tried again with the next line." in told.paper


def test_a_dropped_line_saves_what_can_be_saved(typing: Typing, full: dict[str, bool]) -> None:
    from coach.plain.lines import Ended

    def gone() -> None:
        full["is"] = False
        raise Ended(129)

    told: Told = typing("6", gone)

    assert told.code == 129
    assert told.night.scores == {"tired": 6}


def test_a_first_question_that_cannot_be_stored_is_asked_again(
    open_session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError(FULL)

    monkeypatch.setattr(Session, "change_profile", refuse)
    lines = Typist(["22:30"])
    assert Door(open_session(), lines).run() == 0

    assert f"NOT SAVED. {FULL}\nQuestion 1 of 3." in lines.paper
    assert lines.paper.endswith("Left here; 3 questions are still open.\n")


def test_an_answer_saved_elsewhere_is_not_overwritten_by_a_refused_one_unseen(
    typing: Typing, full: dict[str, bool], open_session: Callable[..., Session]
) -> None:
    def elsewhere() -> None:
        full["is"] = False
        open_session(device="phone").dispatch(Answer("legs_before", 4))

    told = typing("6", elsewhere)

    assert told.night.scores == {"tired": 6, "legs_before": 4}


def test_every_note_of_one_line_that_the_disk_refuses_is_kept(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("note one", "note two", emptied(full))

    assert told.night.note == "one\ntwo"
    assert told.paper.count("It is kept here and tried again.") == 2


def test_a_second_note_goes_on_below_the_one_that_the_disk_refused(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("note", "one", ".", "note", "two", ".", emptied(full))

    assert "Note so far: one\n" in told.paper
    assert told.night.note == "one\ntwo"


def test_notes_that_are_not_saved_are_told_in_parting_as_one(typing: Typing, full: dict[str, bool]) -> None:
    told = typing("note one", "note two", "6")

    assert "NOT SAVED. The disk did not take: note, tired.\n" in told.paper


def test_a_correction_of_what_the_disk_refused_wins(
    typing: Typing, full: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes the 6 when the 7 has been typed: what we ourselves saved is no other session."""

    def frees(lines: Typist) -> bool:
        full["is"] = len(lines.script) > 1
        return False

    monkeypatch.setattr(Typist, "together", frees)
    told = typing("6", "7", "4")

    assert told.night.scores == {"tired": 7, "legs_before": 4}
    assert "Meanwhile answered elsewhere" not in told.paper


def test_a_refusal_when_it_is_tried_again_is_no_saved_now(
    typing: Typing, full: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        def dispatch(*_: object, **__: object) -> None:
            raise Refused("It is answered.")

        monkeypatch.setattr(Session, "dispatch", dispatch)

    told = typing("6", refuse)

    assert "NOT SAVED. It is answered.\n" in told.paper
    assert "Saved now." not in told.paper


def test_a_fault_of_the_coach_still_tries_and_tells_what_is_not_saved(
    typing: Typing, full: dict[str, bool], session: Session, open_session: Callable[..., Session]
) -> None:
    lines = Typist(["6", RuntimeError])
    with pytest.raises(RuntimeError):
        Door(open_session(), lines).run()
    assert lines.paper.endswith("NOT SAVED. The disk did not take: tired.\n")

    def fault() -> None:
        full["is"] = False
        raise RuntimeError

    with pytest.raises(RuntimeError):
        typing("6", fault)
    assert session.night().scores == {"tired": 6}
