"""Every key of every screen, said once: the screens act by it, the key bar and the help are made from it.

Imports nothing heavy: ``coach keys`` prints the table without loading the screens.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

DIGITS = tuple("0123456789")
INSTEAD = "The built-in keys are used."
"""Said where a person's own keys cannot be."""


class Command(NamedTuple):
    """One thing a key does. ``where`` names the situation; ``hint`` is its words in the key bar, "" if it has none.

    ``beside`` is the command of the same situation whose key is told with it. ``keys`` are the person's to change,
    ``fixed`` ones stay.
    """

    id: str
    where: str
    keys: tuple[str, ...]
    help: str
    hint: str = ""
    beside: str = ""
    fixed: tuple[str, ...] = ()

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Whatever does it."""
        return (*self.keys, *self.fixed)

    @property
    def key(self) -> str:
        """The key as a person would call it."""
        if self.keys:
            return called(self.keys[0])
        return "0-9" if self.fixed[:10] == DIGITS else self.fixed[0]


def called(key: str) -> str:
    """``key`` as it is shown and written in the file of keys."""
    return "esc" if key == "escape" else key


COMMANDS = (
    # A score
    Command("score", "score", (), "answer 0 to 9", "one key answers", "ten", fixed=DIGITS),
    Command("ten", "score", ("x",), "answer 10"),
    Command("blank", "score", ("-",), "leave it blank, which is not 0", "leaves it blank"),
    Command("left", "score", ("left",), "a lower number"),
    Command("right", "score", ("right",), "a higher number"),
    Command("accept", "score", ("enter",), "answer with the number in brackets, or go on"),
    # A step of the evening
    Command("done", "step", ("enter",), "done", "done"),
    Command("on", "next", ("enter",), "on to the next", "next"),
    Command("usual", "dose_usual", ("enter",), "log what you usually take", "log it"),
    Command("amount", "dose", ("enter",), "log what was taken; a digit begins it", "log an amount", fixed=DIGITS),
    Command("magnesium", "dose", ("g",), "the questions before magnesium, your medicines and products", "questions"),
    Command("other", "dose_other", ("o",), "log another product with magnesium", "another"),
    Command("pause", "stopped", ("space",), "start the timer", "start"),
    Command("pause", "running", ("space",), "pause the timer", "pause"),
    Command("more", "timed", ("+", "="), "a minute more", "a minute", "less"),
    Command("less", "timed", ("-",), "a minute less"),
    Command("had", "avoided", ("h",), "had some after all", "had some"),
    Command("excuse", "each_step", ("s",), "leave it out tonight, with a reason", "leave out"),
    Command("minimum", "short", ("m",), "done in its short version", "short version"),
    Command("clear", "answered", ("c",), "take this answer back", "take back"),
    Command("why", "each_step", ("w",), "what is known about this step, and how well", "why"),
    # The good night
    Command("quit", "end", ("enter",), "close", "close"),
    # The morning's optional answers
    Command("none", "effects", ("0",), "nothing was noticed", "nothing noticed"),
    Command("effects", "effects", ("enter",), "say what was noticed", "something was"),
    Command("awake", "extra", ("a",), "minutes awake in the night", "minutes awake"),
    Command("got_up", "extra", ("g",), "times got up", "got up"),
    Command("effects", "extra_effects", ("e",), "what was noticed after magnesium", "side effects"),
    Command("quit", "extra", ("enter",), "that is all", "that is all"),
    # Moving about
    Command("back", "walk", ("b", "backspace"), "back to the one before", "back"),
    Command("up", "list", ("up",), "the line above", "move", "down"),
    Command("down", "list", ("down",), "the line below"),
    Command("note", "night", ("n",), "write a note", "note"),
    # Setup
    Command("edit", "setup", ("enter",), "change this", "change"),
    Command("toggle", "setup_step", ("space",), "switch the step on or off", "on or off"),
    Command("needed", "setup_step", ("r",), "needed every night, or optional", "needed or optional"),
    Command("more", "setup_step", ("+", "="), "five minutes more", "minutes", "less"),
    Command("less", "setup_step", ("-",), "five minutes less"),
    Command("earlier", "setup_step", ("k",), "move the step up", "order", "later"),
    Command("later", "setup_step", ("j",), "move the step down"),
    Command("add", "setup", ("a",), "add a step of your own", "add your own"),
    Command("remove", "setup_own", ("d",), "put your own step away (its past stays)", "put away"),
    Command("default", "setup_changed", ("x",), "back to the default", "to the default"),
    Command("left", "groups", ("left",), "the part of the settings above", "by part", "right"),
    Command("right", "groups", ("right",), "the part of the settings below"),
    # Magnesium
    Command("edit", "care", ("enter",), "open or change this", "open"),
    Command("add_medicine", "care", ("a",), "add a medicine with its times", "add a medicine"),
    Command("add_product", "care", ("p",), "add something with magnesium in it", "add a product"),
    Command("log", "care", ("l",), "log what was taken, also where the step is off", "log it"),
    Command("remove", "care_item", ("d",), "take this off the list; what was logged of it stays", "take off"),
    Command("close", "care", ("b", "escape"), "back to the settings", "back"),
    # For a visit
    Command("write", "report", ("w",), "put the page into a file", "into a file"),
    Command("left", "report", ("left",), "fewer nights", "nights", "right"),
    Command("right", "report", ("right",), "more nights"),
    Command("notes", "report", ("n",), "the last notes, in or out", "notes"),
    Command("mood", "report", ("o",), "own words that may be about mood, in or out", "mood words"),
    Command(
        "visit", "report", ("v",), "for a visit: your questions, a clinic's totals, whose report it is", "your part"
    ),
    Command("edit", "visit", ("enter",), "write this, or change it", "change"),
    Command("add_question", "visit", ("a",), "write down a question for the visit", "a question"),
    Command("add_score", "visit", ("t",), "note a total that a clinic gave you", "a clinic's total"),
    Command("remove", "visit_item", ("d",), "take this off", "take off"),
    Command("close", "visit", ("b", "escape"), "back to where you came from", "back"),
    # What is known
    Command("open", "learn", ("enter",), "read this", "read"),
    Command("find", "learn", ("f", "/"), "look for words", "find words"),
    # Review
    Command("calendar", "looking", ("c",), "the nights as a calendar"),
    Command("streaks", "looking", ("s",), "streaks, and why they are what they are"),
    Command("trends", "looking", ("t",), "scores over many nights"),
    Command("doctor", "looking", ("d",), "what may be worth showing a doctor"),
    Command("report", "looking", ("r",), "the visit report: one page for a doctor"),
    Command("earlier_found", "found", ("n",), "the night found before this one", "found before"),
    Command("later_found", "found", ("N",), "the night found after this one", "found after"),
    Command("all_nights", "found", ("escape",), "all nights again", "all nights"),
    Command("open", "calendar", ("enter",), "open this night, to read or to change it", "open"),
    Command("left", "cells", ("left",), "a week back", "move by week", "right"),
    Command("right", "cells", ("right",), "a week on"),
    Command("up", "cells", ("up",), "the night before", "by night", "down"),
    Command("down", "cells", ("down",), "the night after"),
    Command("year_back", "calendar", ("y",), "a year back", "by year", "year_on"),
    Command("year_on", "calendar", ("Y",), "a year on"),
    Command("by_legs", "calendar", ("l",), "by leg score, or by steps kept", "legs or steps"),
    Command("jump", "calendar", ("g",), "go to a date", "go to a date"),
    Command("find", "calendar", ("f", "/"), "nights whose note has some words", "find in notes"),
    Command("why", "streaks", ("w", "enter"), "why this streak is what it is", "why"),
    Command("pause", "streaks", ("p",), "nights to excuse, such as a journey or an illness", "excuse nights"),
    Command("grace", "streaks", ("g",), "how many missed nights end no streak", "grace"),
    Command("up", "trends", ("up",), "the score before", "other scores", "down"),
    Command("down", "trends", ("down",), "the score after"),
    Command("left", "trends", ("left",), "fewer nights", "fewer or more nights", "right"),
    Command("right", "trends", ("right",), "more nights"),
    Command("beside", "trends", ("b",), "nights with each step beside those without", "with and without a step"),
    Command("stored", "past_night", ("e",), "everything stored of it, with when and where", "everything stored"),
    Command("delete", "past_night", ("d",), "delete this night", "delete"),
    Command("close", "past_night", ("escape",), "back to the calendar", "calendar"),
    Command("awake", "past_extra", ("a",), "minutes awake in the night", "minutes awake"),
    Command("got_up", "past_extra", ("g",), "times got up", "got up"),
    Command("effects", "past_extra_effects", ("o",), "what was noticed after magnesium", "side effects"),
    Command("close", "past_extra", ("enter",), "back to the calendar", "that is all"),
    # For the doctor
    Command("iron", "review", ("i",), "when ferritin and transferrin saturation were tested", "iron test"),
    Command(
        "visit", "review", ("v",), "for a visit: your questions, a clinic's totals, whose report it is", "for a visit"
    ),
    # The first questions
    Command("accept", "first", ("enter",), "accept and go on", "accept"),
    Command("type", "first_time", (), "type another time", fixed=(*DIGITS, ":", ".")),
    Command("erase", "first_time", (), "take the last character away", fixed=("backspace",)),
    Command("toggle", "first_steps", ("space",), "in or out", "in or out"),
    Command("up", "first_themes", ("left",), "the look before"),
    Command("down", "first_themes", ("right",), "the next look"),
    # Everywhere
    Command("tonight", "screens", ("1",), "tonight", "Tonight"),
    Command("morning", "screens", ("2",), "the morning questions", "Morning"),
    Command("review", "screens", ("3",), "the nights that were: calendar, streaks, trends, for a doctor", "Review"),
    Command("learn", "screens", ("4",), "what is known, and how well", "Learn"),
    Command("setup", "screens", ("5",), "settings", "Setup"),
    Command("undo", "everywhere", ("u",), "take back the last change, again and again", "undo"),
    Command("help", "everywhere", ("?",), "the keys of this screen", "help"),
    Command("help_now", "everywhere", ("!",), "what to do now if something feels wrong", "help now", fixed=("f1",)),
    Command("quit", "everywhere", ("q",), "leave; everything is kept", "quit", fixed=("ctrl+q",)),
    Command("interrupt", "everywhere", (), "leave, pressed twice", fixed=("ctrl+c",)),
)

_WALK = ("walk", "list", "night", "screens", "everywhere")
_PAST = ("walk", "list", "night", "past_night", "screens", "everywhere")
TOGETHER = (
    ("score", "answered", *_WALK),
    ("step", "each_step", "short", "running", "timed", *_WALK),
    ("step", "each_step", "short", "stopped", "timed", *_WALK),
    ("step", "each_step", "short", "avoided", *_WALK),
    ("next", "answered", "each_step", "short", *_WALK),
    ("dose_usual", "dose", "dose_other", "answered", "each_step", *_WALK),
    ("end", *_WALK),
    ("effects", *_WALK),
    ("extra", "extra_effects", *_WALK),
    ("setup_own", "setup_step", "setup_changed", "setup", "groups", "list", "screens", "everywhere"),
    ("visit_item", "visit", "list", "screens", "everywhere"),
    ("learn", "list", "screens", "everywhere"),
    ("review", "list", "looking", "screens", "everywhere"),
    ("report", "list", "looking", "screens", "everywhere"),
    ("found", "calendar", "cells", "looking", "screens", "everywhere"),
    ("streaks", "list", "looking", "screens", "everywhere"),
    ("trends", "looking", "screens", "everywhere"),
    ("score", "answered", *_PAST),
    ("step", "each_step", "short", "avoided", *_PAST),
    ("next", "answered", "each_step", "short", *_PAST),
    ("dose_usual", "dose", "dose_other", "answered", "each_step", *_PAST),
    ("effects", *_PAST),
    ("past_extra", "past_extra_effects", *_PAST),
    ("care_item", "care", "list", "screens", "everywhere"),
    ("first", "first_time", "everywhere"),
    ("first", "first_steps", "list", "everywhere"),
    ("first", "first_themes", "list", "everywhere"),
)
"""The situations that may hold at the same time, so that no key may mean two things in them."""


class Table(NamedTuple):
    """The keys in force: the built-in ones, or a person's own."""

    commands: tuple[Command, ...] = COMMANDS

    def find(self, situations: Sequence[str], key: str) -> Command | None:
        """What ``key`` does where ``situations`` hold; the first situation wins."""
        for situation in situations:
            for command in self.commands:
                if command.where == situation and key in command.all_keys:
                    return command
        return None

    def available(self, situations: Sequence[str]) -> list[Command]:
        """Everything that can be done where ``situations`` hold, each with the keys that really do it there."""
        here = [self._reached(c, situations) for s in situations for c in self.commands if c.where == s]
        return [command for command in here if command.all_keys]

    def _reached(self, command: Command, situations: Sequence[str]) -> Command:
        def reached(keys: Iterable[str]) -> tuple[str, ...]:
            return tuple(key for key in keys if self.find(situations, key) is command)

        return command._replace(keys=reached(command.keys), fixed=reached(command.fixed))

    def key(self, where: str, name: str) -> str:
        """The key of the command ``name``, as a sentence would call it."""
        return next(command.key for command in self.commands if (command.where, command.id) == (where, name))


def hint(command: Command, here: Sequence[Command]) -> str:
    """``command`` for the key bar, such as ``enter done``; ``here`` is all that is available."""
    beside = [c.key for c in here if c.id == command.beside and c.where == command.where]
    return " ".join((command.key, *beside, command.hint))
