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

from coach.core.fold import cells, fold
from coach.core.stored import NOTE_LIMIT
from coach.core.words import clean
from coach.plain import lines as plain_lines
from coach.plain.lines import (
    FROZEN_SECONDS,
    HANGUP,
    LINE_LIMIT,
    TERMINAL_LIMIT,
    Ended,
    Interrupted,
    Lines,
    Thawed,
    Unreadable,
)


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


def all_of(lines: Lines, unreadable: str | None = None) -> list[str]:
    found: list[str] = []
    while True:
        try:
            line = lines.line(0)
        except EOFError:
            return found
        except Unreadable:
            if unreadable is None:
                raise
            line = unreadable
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
        for line in all_of(pipe.typed(raw), unreadable=""):
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


@pytest.mark.parametrize("raw", [b"6\ncaf\xe9\n7\n", b"6\n\xff7\n7\n"])
def test_a_line_that_cannot_be_read_is_named_and_not_cut_short(pipe: Pipe, raw: bytes) -> None:
    lines = pipe.typed(raw)
    assert lines.line(0) == "6"
    with pytest.raises(Unreadable) as unreadable:
        lines.line(0)
    assert (unreadable.value.number, unreadable.value.encoding) == (2, "UTF-8")
    assert lines.line(0) == "7"


def test_a_letter_cut_in_two_at_the_most_a_line_keeps_is_no_reason_to_refuse_it(tmp_path: Path) -> None:
    path = tmp_path / "answers.txt"
    path.write_bytes(b"x" + "é".encode() * LINE_LIMIT)
    with path.open("rb") as answers:
        assert all_of(Lines(answers.fileno(), None))[0].endswith("é")


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

    def echo_off(self) -> None:
        quiet = termios.tcgetattr(self.near)
        quiet[3] &= ~termios.ECHO
        termios.tcsetattr(self.near, termios.TCSANOW, quiet)


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


def test_what_a_terminal_cut_is_told_and_half_a_letter_at_its_end_is_no_fault(desk: Desk) -> None:
    desk.echo_off()
    for length, cut in ((TERMINAL_LIMIT - 1, False), (TERMINAL_LIMIT + 101, True)):
        desk.types(b"x" * (length % 2) + "é".encode() * (length // 2) + b"\n")
        line = desk.lines.line(20)
        assert line is not None
        assert (desk.lines.cut, len(line.encode()) >= TERMINAL_LIMIT - 1) == (cut, True)
    desk.types(b"6\n")

    assert desk.lines.line(20) == "6"
    assert not desk.lines.cut


@pytest.mark.parametrize(
    ("raw", "several"), [(b"6\n", False), (b"6\r\n", False), (b"6\n\n", False), (b"6\n7\nfoo", True)]
)
def test_lines_that_came_in_one_breath_are_several_and_their_ends_are_not(
    desk: Desk, raw: bytes, several: bool
) -> None:
    desk.types(raw)
    assert desk.lines.line(20) == "6"

    assert desk.lines.together() is several
    desk.lines.forget()
    assert desk.lines.line(0) is None


def test_a_line_before_a_hang_up_is_not_taken_for_several(desk: Desk) -> None:
    desk.types(b"6\n")
    assert desk.lines.line(20) == "6"
    os.close(desk.far)

    assert not desk.lines.together()


def test_lines_of_a_pipe_are_never_several(pipe: Pipe) -> None:
    lines = pipe.typed(b"6\n7\n")

    assert (lines.line(0), lines.together(), lines.line(0)) == ("6", False, "7")


@pytest.mark.parametrize("which", [0, 1], ids=["stopped", "asleep"])
def test_a_gap_in_either_clock_is_a_thaw_and_the_next_call_reads_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    real, gap = plain_lines._clocks, [0.0, 0.0]
    monkeypatch.setattr(plain_lines, "_clocks", lambda: tuple(map(sum, zip(real(), gap, strict=True))))
    desk.types(b"6\n")
    gap[which] = FROZEN_SECONDS + 1
    with pytest.raises(Thawed):
        desk.lines.line(20)

    assert desk.lines.line(20) == "6"


def test_waiting_for_long_is_no_thaw(desk: Desk, pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = 0.0

    def select(*_: object) -> tuple[list[int], list[int], list[int]]:
        nonlocal passed
        passed += plain_lines.BEAT_SECONDS
        return ([desk.near] if passed > 10 * FROZEN_SECONDS else []), [], []

    monkeypatch.setattr(plain_lines, "_clocks", lambda: (passed, passed))
    monkeypatch.setattr("select.select", select)
    desk.types(b"6\n")

    assert desk.lines.line() == "6"


def test_half_a_line_stands_behind_the_question_that_is_asked_anew_and_counts(desk: Desk) -> None:
    before = termios.tcgetattr(desk.near)
    desk.lines.prompt("Tired: ")
    desk.types(b"1")
    desk.reads(until="Tired: 1")
    desk.lines.say("Leg massage: time is up.")
    desk.lines.prompt_anew("Tired: ")
    assert desk.reads(until="Tired: 1").endswith("time is up.\r\nTired: 1")
    desk.types(b"0\n")

    assert desk.lines.line(20) == "10"
    assert termios.tcgetattr(desk.near) == before


def test_ctrl_c_is_heard_on_a_terminal_where_it_was_to_be_ignored(desk: Desk, pipe: Pipe) -> None:
    """As in a kiosk; without a terminal it stays ignored, as for a job in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with desk.lines.listening(), pytest.raises(Interrupted):
            os.kill(os.getpid(), signal.SIGINT)
            desk.lines.line(20)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        with pipe.lines.listening():
            os.kill(os.getpid(), signal.SIGINT)
            assert pipe.lines.line(0) is None
    finally:
        signal.signal(signal.SIGINT, before)
