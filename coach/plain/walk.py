"""A list of questions, asked one after the other: the evening and the morning are both this."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from coach.core import words
from coach.core.cells import QUESTIONS
from coach.core.nights import Night
from coach.core.routine import AddNote, Answer, Event, Undo, answered
from coach.core.typed import read_score
from coach.plain.answers import Command, available, find
from coach.plain.aside import Aside
from coach.plain.lines import TERMINAL_LIMIT, Ended
from coach.plain.note import Noting, note_in, shown
from coach.plain.reading import learned, say_known
from coach.plain.talk import Anew, Talk
from coach.session import StoreError

Place = Literal["tonight", "morning"] | date
HALF = "What stands behind a question that is asked anew counts already, and cannot be rubbed out."


class Past(Exception):
    """The night that was asked about is over: what was typed is meant for another."""


class Asked(NamedTuple):
    """A question: what is said before it, the question with its answers, and its name for asking again."""

    said: Sequence[str]
    question: str
    name: str


class Walk(Noting, Aside):
    """A night being answered. Subclasses name the questions and word the one at hand."""

    morning: bool | None = False
    """Which half of the night undo keeps to; None for both."""

    def __init__(self, talk: Talk, night: Night) -> None:
        self.talk = talk
        self.night = night
        self.at = ""
        self._asked_before: str | None = None
        """The question that was just asked in full, if it is only asked again."""
        self._last_seen: str | None = None
        """The last change there was when the question was asked: what undo would have taken back."""

    @property
    def key(self) -> date:
        """The night that is asked about; it stays the same even past the day turn."""
        return self.night.night

    @property
    def current(self) -> date:
        """The night that would be asked about if this opened now."""
        raise NotImplementedError(f"{type(self).__name__} has no night")

    @property
    def over(self) -> bool:
        """Has another night taken the place of this one?"""
        return self.current > self.key

    def over_said(self) -> str:
        """That another has, in a sentence."""
        raise NotImplementedError(f"{type(self).__name__} never ends")

    @property
    def items(self) -> Sequence[str]:
        """What there is to answer, in order; the last place is where nothing is left."""
        raise NotImplementedError(f"{type(self).__name__} has no items")

    @property
    def situations(self) -> Sequence[str]:
        """Which parts of the table of answers hold now, the nearest first."""
        return (*self.at_hand(), "walk", "everywhere")

    def at_hand(self) -> Sequence[str]:
        """Those that hold for the question at hand."""
        raise NotImplementedError(f"{type(self).__name__} has no answers")

    def opening(self) -> list[str]:
        """What is said first."""
        raise NotImplementedError(f"{type(self).__name__} says nothing")

    def asked(self) -> Asked:
        """The question at hand."""
        raise NotImplementedError(f"{type(self).__name__} asks nothing")

    def told(self, item: str) -> str:
        """How ``item`` stands, for the list."""
        raise NotImplementedError(f"{type(self).__name__} lists nothing")

    def next_open(self) -> str:
        """Where the person is once an answer is stored."""
        raise NotImplementedError(f"{type(self).__name__} goes nowhere")

    def wrong(self, text: str) -> str:
        """A sentence that says what would be right instead of ``text``."""
        raise NotImplementedError(f"{type(self).__name__} takes anything")

    @property
    def still_open(self) -> int:
        """How many questions have no answer."""
        return sum(not self._answered(item) for item in self.items[:-1])

    def _answered(self, item: str) -> bool:
        return answered(self.night, item)

    @property
    def position(self) -> str:
        """``Question 2 of 7.``"""
        return f"Question {self.items.index(self.at) + 1} of {len(self.items) - 1}."

    # A turn

    def turn(self) -> Place | None:
        """Ask one question and deal with its answer; the place to go to, if another one is asked for.

        Raises:
            EOFError: at the end of input.
            Ended: if the person is gone.
            Leave: if they want to leave.
        """
        self.refresh()
        asked, before = self.asked(), self._stored()
        self._last_seen = self._last_change()
        try:
            if self._asked_before == self.at:
                line = self.talk.ask(f"{asked.name}: ", first=True)
            else:
                self.talk.say(*asked.said)
                line = self.talk.ask(f"{asked.question}: ", f"{asked.name}: ", first=True)
        except Anew:
            if self.over:
                return self._new_night("")
            self.at = self._now_at()
            return None
        here, self._asked_before = self.at, None
        try:
            place = self._used(line, before)
        except Past:
            return self._new_night(line)
        if line and self.at == here:
            self._asked_before = here
        return place

    def _used(self, line: str, before: Mapping[str, str]) -> Place | None:
        """Do what ``line`` says; a note is one whatever was asked, anything else answers what was seen."""
        self._in_time()
        if note := note_in(line):
            self.keep_note(note)
            return None
        if self.talk.lines.cut:
            self.talk.say(f"The terminal cut this line after {TERMINAL_LIMIT:,} characters, so it is not used.")
            return None
        if self._elsewhere(before):
            return None
        text = line.strip() or ("space" if line else "")
        return self._heard(text) if text else self._nothing()

    def _in_time(self) -> None:
        if self.over:
            raise Past

    def _new_night(self, line: str) -> Place:
        """Say that another night has begun, and go where the person is in it; a note is kept there."""
        note = note_in(line)
        self.talk.say(self.over_said() + (" Your line was not used." if line and not note else ""))
        if note and self.talk.dispatch(self.current, AddNote(note)):
            self.talk.say(words.NOTE_KEPT)
        if not self.talk.lines.live:
            self.talk.say("The lines that follow are not read.")
            raise Ended(1)
        try:
            return "morning" if self.talk.session.door() == "morning" else "tonight"
        except StoreError:  # which is told when that part is opened
            return "tonight"

    def _nothing(self) -> Place | None:
        """An empty line answers nothing: it goes on where there is an answer, and asks again where there is none."""
        if self._answered(self.at):
            self.go(1)
        return None

    def _heard(self, text: str) -> Place | None:
        low = " ".join(text.lower().split())
        command = find(self.situations, low)
        if command is not None:
            return self._perform(command)
        if (asked := learned(text)) is not None:
            say_known(self.talk, asked)
            return None
        what, _, asked = text.strip().partition(" ")  # a file keeps its capitals
        if (place := self.looked_back(what.lower(), asked.strip())) is not False:
            return place
        if self.other(low, text):
            return None
        if named := self._named(low):
            self.move(named)
        elif self.looked_ahead(text):
            return None
        else:
            self._not_understood(text)
        return None

    def _perform(self, command: Command) -> Place | None:
        if command.id == "tonight" or command.id == "morning":
            return "tonight" if command.id == "tonight" else "morning"
        if (place := self.looked_back(command.id)) is not False:
            return place
        getattr(self, f"do_{command.id}")()
        return None

    def _not_understood(self, text: str) -> None:
        self.talk.say(self.wrong(shown(text)))

    def other(self, low: str, text: str) -> bool:
        """Deal with an answer that is no word of the table; False if it is none at all."""
        return False

    def _named(self, low: str) -> str | None:
        return next((item for item in self.items if low in (item, self.name(item).lower())), None)

    def name(self, item: str) -> str:
        """What ``item`` is called."""
        return QUESTIONS[item].label if item in QUESTIONS else words.step_name(self.talk.session.profile, item)

    # The diary

    def refresh(self) -> None:
        """The night as it now is on disk; a step may have been switched off elsewhere."""
        self.night = self.talk.fresh(self.night)
        if self.at not in self.items:
            self.at = self._now_at()

    def _now_at(self) -> str:
        self.night = self.talk.fresh(self.night)
        return self.next_open()

    def _stored(self) -> Mapping[str, str]:
        """What is stored of the question at hand: its cells, and the change that each shows."""
        cells = (f"score.{self.at}", f"step.{self.at}", f"timer.{self.at}", self.at)
        doses = [cell for cell in self.night.cells if cell.startswith("dose.")] if self.at == "magnesium" else []
        return {cell: self.night.cells[cell].id for cell in (*cells, *doses) if cell in self.night.cells}

    def _elsewhere(self, before: Mapping[str, str]) -> bool:
        """Was the question answered elsewhere while it was asked here? Then what was typed is no answer to it.

        An earlier answer of our own that the disk took only now is no reason: this one is its correction.
        """
        if not self.talk.lines.live:
            return False
        self.refresh()
        now = self._stored()
        if all(now.get(cell) == before.get(cell) or self.talk.ours(now.get(cell)) for cell in {*now, *before}):
            return False
        self.talk.lines.forget()
        self.talk.say(f"Meanwhile answered elsewhere. {self.told(self.at)} Your line was not used.")
        self.at = self.next_open()
        return True

    def _last_change(self) -> str | None:
        last = self.night.last_action(morning=self.morning)
        return last[-1].id if last else None

    def field(
        self,
        question: str,
        name: str,
        check: Callable[[str], str | None] = lambda _text: None,
        begun: str | None = None,
    ) -> str | None:
        """A line that ``check`` accepts; None if the person went back. It begins from the draft ``name``, or ``begun``.

        Raises:
            Past: if the night is over; the draft has what was typed.
            Leave: if the person wants to leave.
        """

        def keep(text: str) -> None:
            self.talk.draft(self.key, name, text)

        given = self.talk.field(question, check, self.night.drafts.get(name) or begun, keep)
        if given is not None and self.over:
            keep(given)
        self._in_time()
        return given

    def dispatch(self, *events: Event) -> bool:
        """Carry out and store; True once it is on disk."""
        after = self.talk.dispatch(self.key, *events)
        if after is None:
            return False
        self.night = after
        self.at = self.next_open()
        return True

    def answer(self, item: str, *events: Event) -> None:
        """Store an answer, and say what was stored."""
        if self.dispatch(*events):
            self.talk.say(self.told(item))

    # Moving

    def move(self, item: str) -> None:
        """Go to ``item``; no answer."""
        self.at = item

    def go(self, by: int) -> None:
        """Go ``by`` questions on; at either end it stays where it is."""
        place = self.items.index(self.at) + by
        self.move(self.items[min(max(place, 0), len(self.items) - 1)])

    def do_on(self) -> None:
        """The question after."""
        self.go(1)

    def do_back(self) -> None:
        """The question before."""
        self.go(-1)

    def do_list(self) -> None:
        """How everything stands."""
        self.talk.say(*(f"{number}. {self.told(item)}" for number, item in enumerate(self.items[:-1], 1)))
        if self.night.note:
            self.talk.say(f"Note: {words.clean(self.night.note)}")

    # Scores

    @property
    def on_score(self) -> bool:
        """Is a score at hand?"""
        return self.at in QUESTIONS

    def score_asked(self) -> Asked:
        """A question with a scale."""
        question = QUESTIONS[self.at]
        higher = "; higher is better" if question.higher_is_better else ""
        scale = f"0 means {question.low}; 10 means {question.high}{higher}; or blank"
        if self.at in self.night.scores:
            now = words.score(self.night.scores[self.at])
            scale = f"Now: {now}{self.others_said(f'score.{self.at}')}. An empty line goes on, a number changes it"
        return Asked((), f"{self.position} {question.text} {scale}", question.label)

    def score_wrong(self, text: str) -> str:
        """What would be a score."""
        return f"{text} is no answer here: type a whole number from 0 to 10, or blank; help tells more."

    def score_told(self, item: str) -> str:
        """``Tired: 6.``"""
        return (
            f"{QUESTIONS[item].label}: {words.score(self.night.scores.get(item))}{self.others_said(f'score.{item}')}."
        )

    def score_other(self, low: str) -> bool:
        """A number, or its word."""
        try:
            value = read_score(low)
        except ValueError:
            return False
        self.answer(self.at, Answer(self.at, value))
        return True

    def do_blank(self) -> None:
        """A score left blank."""
        self.answer(self.at, Answer(self.at, None))

    def others_said(self, cell: str) -> str:
        """What another machine answered here, where a merge let this answer win."""
        others = words.others_said(self.night, cell)
        return f" ({'; '.join(others)})" if others else ""

    # Everywhere

    def do_undo(self) -> None:
        """Take back the last action of this half of the night, and say what it was; not one that came meanwhile."""
        last = self.night.last_action(morning=self.morning)
        now = self._last_change()
        if self.talk.lines.live and now != self._last_seen and not self.talk.ours(now):
            told = f"; the last answer is now {words.taken_back(last, self.talk.session.profile)}" if last else ""
            self.talk.say(f"Meanwhile changed elsewhere{told}. Nothing was taken back.")
            return
        if self.dispatch(Undo(self.morning)) and last:
            self.talk.say(f"Taken back: {words.taken_back(last, self.talk.session.profile)}.")

    def do_help(self) -> None:
        """Every answer that does something here."""
        told = ["A number from 0 to 10, or x for 10."] if self.on_score else []
        for command in available(self.situations):
            first, *rest = command.words
            also = ", ".join(word for word in rest if find(self.situations, word) is command)
            does = words.DEMO_LEAVE if command.id == "quit" and self.talk.session.demo else command.help
            told.append(f"{first}{f' (also {also})' if also else ''}: {does}.")
        if self.talk.lines.live:
            told.append(HALF)
        self.talk.say(*told)

    def do_quit(self) -> None:
        """Leave, once everything is on disk."""
        self.talk.leave()
