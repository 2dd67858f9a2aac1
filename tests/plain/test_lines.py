"""Lines in and out: what is read from pipes, files and terminals, and what is written."""

import os
import pty
import signal
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.stored import NOTE_LIMIT
from coach.core.words import clean
from coach.plain.lines import HANGUP, LINE_LIMIT, Ended, Interrupted, Lines, cells, fold


class Pipe:
    """A pipe to type into and one to read from."""

    def __init__(self) -> None:
        self.given, self.types = os.pipe()
        self.reads, self.shown = os.pipe()
        self.lines = Lines(self.given, self.shown)

    def typed(self, raw: bytes, *, ended: bool = True) -> Lines:
        os.write(self.types, raw)
        if ended:
            os.close(self.types)
        return self.lines

    @property
    def paper(self) -> str:
        return os.read(self.reads, 65536).decode()


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipe]:
    monkeypatch.delenv("COLUMNS", raising=False)
    made = Pipe()
    yield made
    for descriptor in (made.given, made.types, made.reads, made.shown):
        try:
            os.close(descriptor)
        except OSError:
            continue


def all_of(lines: Lines) -> list[str]:
    found: list[str] = []
    while True:
        try:
            line = lines.line(0)
        except EOFError:
            return found
        assert line is not None
        found.append(line)


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        (b"", []),
        (b"6\n7\n", ["6", "7"]),
        (b"6\n7", ["6", "7"]),
        (b"6\r\n\r\n7\r", ["6", "", "7"]),
        (b"\n\n", ["", ""]),
        (b"\xff6\xfe\n\xc3", ["6", ""]),
        ("é漢🌙\n".encode(), ["é漢🌙"]),
        (b"\x1b[A6\n\x00\n", ["[A6", ""]),
        (b"\xe2\x80\xae6\n", ["6"]),
    ],
)
def test_lines_are_read_whole_and_nothing_in_them_steers(pipe: Pipe, raw: bytes, lines: list[str]) -> None:
    assert all_of(pipe.typed(raw)) == lines


def test_a_cr_and_its_lf_that_come_apart_are_one_end(pipe: Pipe) -> None:
    lines = pipe.typed(b"6\r", ended=False)
    assert lines.line(0) == "6"
    pipe.typed(b"\n7\n")

    assert all_of(lines) == ["7"]


def test_nothing_typed_is_none_after_the_time(pipe: Pipe) -> None:
    assert pipe.lines.line(0) is None
    pipe.typed(b"hal", ended=False)
    assert pipe.lines.line(0) is None
    pipe.typed(b"f\n", ended=False)
    assert pipe.lines.line(0) == "half"


@given(st.binary(max_size=200))
def test_any_bytes_are_lines_without_a_steering_character(raw: bytes) -> None:
    pipe = Pipe()
    try:
        for line in all_of(pipe.typed(raw)):
            assert line == clean(line)
            assert "\n" not in line
    finally:
        for descriptor in (pipe.given, pipe.reads, pipe.shown):
            os.close(descriptor)


def test_a_line_without_end_is_cut_where_no_field_would_take_it(tmp_path: Path) -> None:
    path = tmp_path / "answers.txt"
    path.write_bytes(b"x" * (20 * LINE_LIMIT) + b"\n6\n")
    with path.open("rb") as answers:
        long, short = all_of(Lines(answers.fileno(), None))

    assert NOTE_LIMIT < len(long) <= LINE_LIMIT + 65536
    assert short == "6"


def test_closed_input_is_at_its_end_and_closed_output_ends(pipe: Pipe) -> None:
    with pytest.raises(EOFError):
        Lines(None, pipe.shown).line()
    with pytest.raises(Ended) as ended:
        Lines(pipe.given, None).say("x")
    assert ended.value.code == 0


def test_a_reader_who_has_had_enough_ends_it_quietly(pipe: Pipe) -> None:
    os.close(pipe.reads)
    with pytest.raises(Ended) as ended:
        pipe.lines.say("x")

    assert ended.value.code == 0


def test_without_a_terminal_each_question_is_a_line_and_there_is_no_bell(pipe: Pipe) -> None:
    pipe.lines.prompt("Tired: ")
    pipe.lines.ring()
    pipe.lines.say("a\x1b]0;x\x07\x9b2J\u202eb")

    assert pipe.paper == "Tired: \na]0;x2Jb\n"


def test_a_locale_that_cannot_show_a_letter_names_it(pipe: Pipe) -> None:
    Lines(pipe.given, pipe.shown, shows="ascii").say("é")

    assert pipe.paper == "\\xe9\n"


def test_lines_are_no_wider_than_the_terminal(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    pipe.lines.prompt("How worn out were you today? 0 fresh to 10 exhausted: ")

    assert all(len(line) < 20 for line in pipe.paper.splitlines())


@given(st.text(), st.integers(2, 40))
def test_folding_loses_no_letter_and_fits(text: str, width: int) -> None:
    lines = fold(text, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cells(line) <= width for line in lines)


# On a terminal


class Desk:
    """A terminal with us at one end."""

    def __init__(self) -> None:
        self.far, self.near = pty.openpty()
        self.lines = Lines(self.near, self.near)

    def reads(self, until: str = "") -> str:
        read = os.read(self.far, 65536).decode()
        while not read.endswith(until):
            read += os.read(self.far, 65536).decode()
        return read

    def types(self, raw: bytes) -> None:
        os.write(self.far, raw)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    for descriptor in (made.far, made.near):
        try:
            os.close(descriptor)
        except OSError:
            continue


def test_on_a_terminal_the_answer_stands_behind_the_question(desk: Desk) -> None:
    desk.lines.prompt("Tired: ")
    assert desk.reads() == "Tired: "
    desk.types(b"6\n")
    desk.reads()

    assert desk.lines.live


def test_what_is_said_meanwhile_begins_a_line_of_its_own(desk: Desk) -> None:
    desk.lines.prompt("Tired: ")
    assert desk.lines.line(0) is None
    desk.lines.say("Leg massage: time is up.")
    desk.lines.ring()

    assert desk.reads(until="\a") == "Tired: \r\nLeg massage: time is up.\r\n\a"


def test_the_terminal_is_left_as_it_was_found(desk: Desk) -> None:
    before = termios.tcgetattr(desk.near)
    with desk.lines.listening():
        desk.lines.prompt("Tired: ")
        desk.lines.line(0)

    assert termios.tcgetattr(desk.near) == before


def test_what_was_typed_ahead_can_be_forgotten(desk: Desk) -> None:
    desk.types(b"6\n7\n")
    while not desk.lines.waiting():
        pass
    assert desk.lines.line(5) == "6"
    desk.lines.forget()

    assert desk.lines.line(0) is None


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_to_go_ends_the_waiting(desk: Desk, number: signal.Signals) -> None:
    with desk.lines.listening(), pytest.raises(Ended) as ended:
        os.kill(os.getpid(), number)
        desk.lines.line(20)

    assert ended.value.code == 128 + number


def test_ctrl_c_asks_on_a_terminal_and_ends_without_one(desk: Desk, pipe: Pipe) -> None:
    with desk.lines.listening(), pytest.raises(Interrupted):
        os.kill(os.getpid(), signal.SIGINT)
        desk.lines.line(20)
    with pipe.lines.listening(), pytest.raises(Ended) as ended:
        os.kill(os.getpid(), signal.SIGINT)
        pipe.lines.line(20)
    assert ended.value.code == 130


def test_a_signal_that_was_to_be_ignored_stays_so(pipe: Pipe) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with pipe.lines.listening():
            os.kill(os.getpid(), signal.SIGHUP)
            assert pipe.lines.line(0) is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_given_back(pipe: Pipe) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGINT, signal.SIGALRM)]
    with pipe.lines.listening():
        pass

    assert [signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGINT, signal.SIGALRM)] == before


def test_a_save_that_waits_too_long_does_not_hold_up_the_end(desk: Desk) -> None:
    begun = time.monotonic()
    with desk.lines.listening(), pytest.raises(Ended) as ended:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(30)  # a lock that another session holds

    assert ended.value.code == 143
    assert time.monotonic() - begun < 15


def test_a_terminal_that_is_gone_ends_it(desk: Desk) -> None:
    os.close(desk.far)
    with pytest.raises((Ended, EOFError)):
        desk.lines.line(5)
    with pytest.raises(Ended) as ended:
        desk.lines.say("x")

    assert ended.value.code == HANGUP
