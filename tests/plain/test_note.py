"""The note in lines: each line is on disk before the next is read."""

from pathlib import Path

import pytest

from coach.core.routine import Draft, WriteNote
from coach.core.stored import NOTE_LIMIT
from coach.plain.door import Door
from coach.plain.lines import Ended
from coach.session import KIOSK, Refused, Session
from tests.conftest import Clock
from tests.plain.conftest import Cut, Typing, Typist


def test_a_note_is_read_until_a_dot_and_stored_as_typed(typing: Typing) -> None:
    told = typing("n", "zwei  Zeilen 🌙", "", "مرحبا 漢字", ".", "6")

    assert told.night.note == "zwei  Zeilen 🌙\n\nمرحبا 漢字"
    assert told.night.drafts == {}
    assert told.night.scores == {"tired": 6}


def test_each_line_is_on_disk_before_the_next_is_read(typing: Typing, session: Session) -> None:
    seen: list[dict[str, str]] = []
    typing("note", "one", lambda: seen.append(dict(session.night().drafts)), "two", ".")

    assert seen == [{"note": "one"}]


def test_a_line_that_drops_in_a_note_loses_none_of_it(typing: Typing) -> None:
    told = typing("note", "half", "a thought", Ended(129))
    assert told.code == 129
    assert told.night.note is None
    assert told.night.drafts == {"note": "half\na thought"}

    again = typing("note", "more", ".")
    assert "A note is begun and kept: note goes on with it." in again.paper
    assert "Note so far: 2 lines, the last: a thought" in again.paper
    assert again.night.note == "half\na thought\nmore"


def test_the_end_of_input_ends_the_note(typing: Typing) -> None:
    assert typing("note", "to the end").night.note == "to the end"


def test_a_note_goes_on_below_what_is_there(typing: Typing, session: Session) -> None:
    session.dispatch(WriteNote("before"))

    assert typing("note", "after", ".").night.note == "before\nafter"


def test_a_note_of_one_line_is_kept_at_once(typing: Typing) -> None:
    told = typing("Note Long flight  today")

    assert told.night.note == "Long flight  today"
    assert "Note kept." in told.paper


def test_a_note_with_nothing_in_it_changes_nothing(typing: Typing, session: Session) -> None:
    session.dispatch(WriteNote("before"))
    before = session.night().changes

    assert typing("note", ".").night.changes == before


def test_more_than_a_note_keeps_is_said_and_the_rest_is_kept(typing: Typing) -> None:
    told = typing("note", "begun", "x" * NOTE_LIMIT, "ended", ".")

    assert told.night.note == "begun\nended"
    assert (
        "100,000 characters is the most a note keeps. This line is not in it: 'xxxxxxxxxxxxxxxxxxxx...'." in told.paper
    )


@pytest.mark.parametrize("word", ["done", "6", "quit", "undo"])
def test_a_word_that_answers_elsewhere_is_text_in_a_note(typing: Typing, word: str) -> None:
    assert typing("note", word, ".").night.note == word


def test_a_draft_from_the_full_screen_is_gone_on_with(typing: Typing, session: Session) -> None:
    session.dispatch(Draft("note", "from the screen"))

    assert typing("n", ".").night.note == "from the screen"


def test_a_line_of_a_note_that_the_terminal_cut_is_on_disk_and_its_rest_is_asked(
    typing: Typing, session: Session
) -> None:
    seen: list[str] = []
    told = typing("note", Cut("long wor"), lambda: seen.append(session.night().drafts["note"]), "ds", "more", ".")

    assert seen == ["long wor"]
    assert told.night.note == "long words\nmore"
    assert told.after("long wor\n").startswith(
        "The terminal cut this line after 4,095 characters; what came is kept. Type the rest, or an empty line.\n"
        "The rest: "
    )


def test_so_is_one_behind_note(typing: Typing, session: Session) -> None:
    session.dispatch(WriteNote("before"))
    told = typing(Cut("note long wor"), Ended(129))
    assert told.night.drafts == {"note": "before\nlong wor"}

    assert typing("note", ".", Cut("note and mo"), "re", ".").night.note == "before\nlong wor\nand more"


def test_words_for_a_field_that_the_terminal_cut_are_kept_and_their_rest_is_asked(typing: Typing) -> None:
    dropped = typing("bath", "skip", "o", Cut("no wa"), Ended(129))
    assert dropped.night.drafts == {"reason.bath": "no wa"}

    again = typing("skip", "o", Cut("no wa"), Cut("ter or so"), "ap", "back", "skip", Cut("other no wa"), "ter")
    assert again.night.steps["bath"].text == "no water"
    assert "The rest: " in again.paper


def test_an_answer_that_the_terminal_cut_is_none(typing: Typing) -> None:
    told = typing(Cut("6"))

    assert told.night.scores == {}
    assert "The terminal cut this line after 4,095 characters, so it is not used." in told.paper


def test_in_a_kiosk_a_note_is_as_long_as_the_session_lets_it_be(session: Session, home: Path, clock: Clock) -> None:
    lines = Typist(["note", "begun", "x" * KIOSK.text, "ended", "."])
    guest = Session.at(home, clock, "laptop", KIOSK)
    assert Door(guest, lines).run() == 0

    assert guest.night().note == "begun\nended"
    assert "4,000 characters is the most a note keeps. This line is not in it: 'xxxx" in lines.paper
    assert "It stays here" not in lines.paper


def test_a_line_that_the_diary_refuses_is_named_and_not_said_to_stay(
    typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Session.dispatch

    def dispatch(self: Session, *events: object, **how: object) -> object:
        if any(isinstance(event, Draft) and event.text and "odd" in event.text for event in events):
            raise Refused("No.")
        return real(self, *events, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "dispatch", dispatch)
    told = typing("note", "one", "odd", "two", ".")

    assert told.night.note == "one\ntwo"
    assert "NOT SAVED. No.\nThis line is not in it: 'odd'.\n" in told.paper
