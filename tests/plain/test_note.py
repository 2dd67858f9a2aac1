"""The note in lines: each line is on disk before the next is read."""

import pytest

from coach.core.routine import Draft, WriteNote
from coach.core.stored import NOTE_LIMIT
from coach.plain.lines import Ended
from coach.session import Session
from tests.plain.conftest import Typing


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

    assert told.night.note == "Long flight today"
    assert "Note kept." in told.paper


def test_a_note_with_nothing_in_it_changes_nothing(typing: Typing, session: Session) -> None:
    session.dispatch(WriteNote("before"))
    before = session.night().changes

    assert typing("note", ".").night.changes == before


def test_more_than_a_note_keeps_is_said_and_the_rest_is_kept(typing: Typing) -> None:
    told = typing("note", "begun", "x" * NOTE_LIMIT, "ended", ".")

    assert told.night.note == "begun\nended"
    assert "100,000 characters is the most a note keeps. This line is not in it." in told.paper


@pytest.mark.parametrize("word", ["done", "6", "quit", "undo"])
def test_a_word_that_answers_elsewhere_is_text_in_a_note(typing: Typing, word: str) -> None:
    assert typing("note", word, ".").night.note == word


def test_a_draft_from_the_full_screen_is_gone_on_with(typing: Typing, session: Session) -> None:
    session.dispatch(Draft("note", "from the screen"))

    assert typing("n", ".").night.note == "from the screen"
