"""Every key of every screen, said once: the screens act by it, the key bar and the help are made from it."""

from collections.abc import Sequence
from typing import NamedTuple

DIGITS = tuple("0123456789")


class Command(NamedTuple):
    """One thing a key does. ``where`` names the situation; ``hint`` is its place in the key bar, "" if it has none."""

    id: str
    where: str
    keys: tuple[str, ...]
    help: str
    hint: str = ""
    shown: str = ""

    @property
    def key(self) -> str:
        """The key as a person would call it."""
        return self.shown or self.keys[0]


COMMANDS = (
    # A score
    Command("score", "score", (*DIGITS, "x"), "answer 0 to 9; x is 10", "0-9 x one key answers", "0-9 x"),
    Command("blank", "score", ("-",), "leave it blank, which is not 0", "- leaves it blank"),
    Command("left", "score", ("left",), "a lower number"),
    Command("right", "score", ("right",), "a higher number"),
    Command("accept", "score", ("enter",), "answer with the number in brackets, or go on"),
    # A step of the evening
    Command("done", "step", ("enter",), "done", "enter done"),
    Command("on", "next", ("enter",), "on to the next", "enter next"),
    Command("amount", "dose", ("enter", *DIGITS), "log what was taken; a digit begins it", "enter log an amount"),
    Command("pause", "timed", ("space",), "start the timer", "space start"),
    Command("pause", "running", ("space",), "pause the timer", "space pause"),
    Command("more", "timed", ("+", "="), "a minute more", "+ - a minute"),
    Command("less", "timed", ("-",), "a minute less"),
    Command("had", "avoided", ("h",), "had some after all", "h had some"),
    Command("excuse", "step", ("s",), "leave it out tonight, with a reason", "s leave out"),
    Command("minimum", "short", ("m",), "done in its short version", "m short version"),
    Command("clear", "answered", ("c",), "take this answer back", "c take back"),
    Command("why", "step", ("w",), "what is known about this step, and how well", "w why"),
    # The good night
    Command("quit", "end", ("enter",), "close", "enter close"),
    # The morning's optional answers
    Command("none", "effects", ("0",), "nothing was noticed", "0 nothing noticed"),
    Command("effects", "effects", ("enter",), "say what was noticed", "enter something was"),
    Command("awake", "extra", ("a",), "minutes awake in the night", "a minutes awake"),
    Command("got_up", "extra", ("g",), "times got up", "g got up"),
    Command("effects", "extra_effects", ("e",), "what was noticed after magnesium", "e side effects"),
    Command("quit", "extra", ("enter",), "that is all", "enter that is all"),
    # Moving about
    Command("back", "walk", ("b", "backspace"), "back to the one before", "b back", "b"),
    Command("up", "list", ("up",), "the line above", "up down move"),
    Command("down", "list", ("down",), "the line below"),
    Command("note", "night", ("n",), "write a note", "n note"),
    # Setup
    Command("edit", "setup", ("enter",), "change this", "enter change"),
    Command("toggle", "setup_step", ("space",), "switch the step on or off", "space on or off"),
    Command("needed", "setup_step", ("r",), "needed every night, or optional", "r needed or optional"),
    Command("more", "setup_step", ("+", "="), "five minutes more", "+ - minutes"),
    Command("less", "setup_step", ("-",), "five minutes less"),
    Command("earlier", "setup_step", ("k",), "move the step up", "k j order"),
    Command("later", "setup_step", ("j",), "move the step down"),
    Command("add", "setup", ("a",), "add a step of your own", "a add your own"),
    Command("remove", "setup_own", ("d",), "put your own step away (its past stays)", "d put away"),
    # The first questions
    Command("accept", "first", ("enter",), "accept and go on", "enter accept"),
    Command("toggle", "first_steps", ("space",), "in or out", "space in or out"),
    Command("up", "first_themes", ("left",), "the look before"),
    Command("down", "first_themes", ("right",), "the next look"),
    # Everywhere
    Command("tonight", "screens", ("1",), "tonight", "1 Tonight"),
    Command("morning", "screens", ("2",), "the morning questions", "2 Morning"),
    Command("setup", "screens", ("5",), "settings", "5 Setup"),
    Command("undo", "everywhere", ("u",), "take back the last change, again and again", "u undo"),
    Command("help", "everywhere", ("?",), "the keys of this screen", "? help"),
    Command("quit", "everywhere", ("q", "ctrl+q"), "leave; everything is kept", "q quit"),
    Command("interrupt", "everywhere", ("ctrl+c",), "leave, pressed twice"),
)


def find(situations: Sequence[str], key: str) -> Command | None:
    """What ``key`` does where ``situations`` hold; the first situation wins."""
    for situation in situations:
        for command in COMMANDS:
            if command.where == situation and key in command.keys:
                return command
    return None


def available(situations: Sequence[str]) -> list[Command]:
    """Everything that can be done where ``situations`` hold, each key with what it really does there."""
    return [c for s in situations for c in COMMANDS if c.where == s and any(find(situations, k) is c for k in c.keys)]
