"""What a terminal sends, made into keys and pastes: no byte is lost, none that nobody typed is typed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste

from coach.ui.keyboard import BURST_SECONDS, LONGEST_PASTE, LONGEST_SEQUENCE, QUIET_SECONDS, Input, Keyboard

PATIENCE = 0.45
SEQUENCES = {
    b"\x1b[A": ["up"],
    b"\x1bOB": ["down"],
    b"\x1b[1;5C": ["ctrl+right"],
    b"\x1b[3~": ["delete"],
    b"\x1b[97u": ["a"],
    b"\x1b[97;5u": ["ctrl+a"],
    b"\x1b[97;1:1u": [],
    b"\x1b[?62;22c": [],
    b"\x1b]11;rgb:0000/0000/0000\x1b\\": [],
    b"\x1bP>|XTerm(370)\x1b\\": [],
    b"\x1b[<0;10;10M": [],
    b"\x1b[I": [],
}


def heard(*parts: bytes, apart: float = 0.4, patience: float = PATIENCE, encoding: str = "utf-8") -> list[Input]:
    """What is made of ``parts`` that come ``apart`` seconds after each other."""
    keyboard, now, events = Keyboard(patience, encoding), 0.0, list[Input]()
    for part in parts:
        keyboard.feed(part, now)
        until = now + apart
        while (due := keyboard.due) is not None and due <= until:
            events += keyboard.take(due)
        now = until
    while (due := keyboard.due) is not None:
        events += keyboard.take(due)
    return events


def names(events: list[Input]) -> list[str]:
    return [event.key if isinstance(event, Key) else f"paste {event.text!r}" for event in events]


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_a_sequence_is_one_key_however_slow_its_bytes(sequence: bytes) -> None:
    for split in range(1, len(sequence)):
        assert names(heard(sequence[:split], sequence[split:])) == SEQUENCES[sequence]
    assert names(heard(*(bytes([byte]) for byte in sequence))) == SEQUENCES[sequence]


def test_escape_by_itself_is_a_key_once_nothing_follows() -> None:
    keyboard = Keyboard(PATIENCE)
    keyboard.feed(b"\x1b", 0)
    keyboard.take(QUIET_SECONDS)
    assert keyboard.due == pytest.approx(PATIENCE, abs=2 * QUIET_SECONDS)
    assert names(heard(b"\x1b")) == ["escape"]
    assert names(heard(b"\x1b", b"q")) == ["escape", "q"]
    assert names(heard(b"\x1b\x1b")) == ["escape", "escape"]


def test_a_sequence_that_never_ends_is_given_up_and_types_nothing() -> None:
    assert names(heard(b"\x1b[12;", b"", b"a")) == ["a"]
    assert names(heard(b"\x1b]" + b"x" * (LONGEST_SEQUENCE + 1), apart=1)) == []


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        (b"\x1b[200~two\rlines\x1b[201~", ["paste 'two\\rlines'"]),
        (b"\x1b[200~an end \x1b[201~ inside\x1b[201~", ["paste 'an end  inside'"]),
        (b"\x1b[200~\x1b[201~", []),
        (b"a\x1b[200~b\x1b[201~c", ["a", "paste 'b'", "c"]),
        (b"3 good days\r4 bad nights\r", ["paste '3 good days\\r4 bad nights\\r'"]),
        (b"3\r", ["3", "enter"]),
        (b"34", ["3", "4"]),
        (b"\r\r", ["enter", "enter"]),
    ],
)
def test_what_came_in_one_go(sent: bytes, seen: list[str]) -> None:
    assert names(heard(sent)) == seen


def test_a_paste_may_come_in_pieces_and_its_end_may_be_lost() -> None:
    assert names(heard(b"\x1b[200", b"~one ", b"two\x1b[20", b"1~")) == ["paste 'one two'"]
    assert names(heard(b"\x1b[200~no end", apart=9)) == ["paste 'no end'"]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_each_character_of_the_locale_is_typed_and_nothing_else(encoding: str) -> None:
    for character in "aé°ß":
        assert [event.character for event in heard(character.encode(encoding), encoding=encoding)] == [character]  # type: ignore[union-attr]
    assert names(heard(b"\xe9")) == []


def test_a_character_may_be_split() -> None:
    assert names(heard(*(bytes([byte]) for byte in "é".encode()))) == ["é"]


@given(st.lists(st.binary(max_size=60), max_size=12), st.floats(0.0, 1.0))
def test_no_bytes_at_all_are_too_much(parts: list[bytes], apart: float) -> None:
    for event in heard(*parts, apart=apart):
        assert isinstance(event, Key | Paste)
        assert not (isinstance(event, Key) and event.character and "\x80" <= event.character <= "\x9f")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=50), st.integers(0, 2**30))
def test_text_typed_in_any_pieces_is_typed_whole(text: str, seed: int) -> None:
    raw, wild = text.encode(), random.Random(seed)
    cuts = sorted(wild.randint(0, len(raw)) for _ in range(3))
    parts = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    typed = heard(*(part for part in parts if part), apart=2 * BURST_SECONDS)

    assert "".join(e.character or "" if isinstance(e, Key) else e.text for e in typed) == text


def test_a_paste_without_measure_fills_no_memory_and_still_ends() -> None:
    body = [b"x" * 60_000] * 40
    events = heard(b"\x1b[200~", *body, b"end\x1b[20", b"1~", b"q", apart=0.1)

    assert [type(event) for event in events] == [Paste, Key]
    assert isinstance(events[0], Paste)
    assert LONGEST_PASTE <= len(events[0].text) < LONGEST_PASTE + 70_000
