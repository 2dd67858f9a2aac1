"""Every word that answers something, said once: the parts act by it, the questions and the help are made from it."""

from collections.abc import Sequence
from typing import NamedTuple

HELP_NOW = ("!", "help now", "urgent")
"""What opens what to do now, in every part."""


class Command(NamedTuple):
    """One thing that can be typed where ``where`` holds; ``offered`` is how a question names it, "" if it does not."""

    id: str
    where: str
    words: tuple[str, ...]
    help: str
    offered: str = ""


COMMANDS = (
    # A score
    Command("blank", "score", ("blank", "-"), "leave it blank, which is not 0", "blank"),
    # A step of the evening
    Command("usual", "dose_usual", ("done", "yes", "y"), "log what you usually take"),
    Command("other_product", "dose_other", ("other", "o"), "log another product with magnesium"),
    Command("amount", "dose", ("amount", "took", "done", "yes", "y"), "log an amount; or type its number"),
    Command("done", "step", ("done", "yes", "y"), "it is done", "done"),
    Command("minimum", "short", ("short", "m"), "done in its short version", "short"),
    Command("start", "ready", ("start", "space"), "start the timer", "start"),
    Command("pause", "running", ("pause", "space", "stop"), "pause the timer", "pause"),
    Command("more", "timing", ("more", "+"), "a minute more; +5 is five"),
    Command("less", "timing", ("less", "-"), "a minute less"),
    Command("time", "timing", ("time", "left"), "how long the timer still runs"),
    Command("had", "avoided", ("had", "h", "had some", "no"), "had some after all", "had some"),
    Command("excuse", "step", ("skip", "s", "leave out", "no"), "leave it out tonight, with a reason", "skip"),
    Command("clear", "answered", ("clear", "c", "take back"), "take this answer back"),
    Command("why", "step", ("why", "w"), "what is known about this step, and how well"),
    # The morning's optional answers
    Command("none", "effects", ("none", "0", "no", "nothing"), "nothing was noticed"),
    Command("awake", "extra", ("awake", "a"), "minutes awake in the night; awake 40 says it at once", "awake"),
    Command("got_up", "extra", ("got up", "g", "up"), "times got up; got up 2 says it at once", "got up"),
    Command("effects", "extra_effects", ("effects", "e"), "what was noticed after magnesium", "effects"),
    # A night that was
    Command("stored", "past_night", ("stored",), "everything stored of it, with when and where"),
    Command("delete", "past_night", ("delete",), "delete this night"),
    # Moving about
    Command("on", "walk", ("next", "later"), "on to the next question; this one stays as it is"),
    Command("back", "walk", ("back", "b"), "back to the question before"),
    Command("list", "walk", ("list", "l"), "all questions and their answers; the name of one goes there"),
    Command("note", "walk", ("note", "n"), "write a note; note and some words keeps them at once"),
    # Everywhere
    Command("tonight", "everywhere", ("tonight", "evening"), "to the evening"),
    Command("morning", "everywhere", ("morning",), "to the morning questions"),
    Command(
        "magnesium", "everywhere", ("questions", "medicines"), "the questions before magnesium, and your medicines"
    ),
    Command("learn", "everywhere", ("learn",), "what is known; learn caffeine reads about caffeine"),
    Command("review", "everywhere", ("review", "doctor"), "what may be worth showing a doctor"),
    Command("streaks", "everywhere", ("streaks",), "your streaks; streaks routine tells why, night by night"),
    Command("history", "everywhere", ("history",), "the last nights; history 30 tells thirty"),
    Command("trends", "everywhere", ("trends",), "scores over the last nights; trends 365 tells a year"),
    Command("report", "everywhere", ("report",), "the page for a visit; report 90, or report visit.pdf for a file"),
    Command("night", "everywhere", ("night",), "open a night that was; night 2026-11-22 opens that one"),
    Command("away", "everywhere", ("away",), "nights to excuse, such as a journey or an illness"),
    Command("grace", "everywhere", ("grace",), "how many missed nights end no streak"),
    Command("iron", "everywhere", ("iron",), "when iron was last tested"),
    Command("country", "everywhere", ("country",), "whose help lines are told"),
    Command("help_now", "everywhere", HELP_NOW, "what to do now if something feels wrong"),
    Command("undo", "everywhere", ("undo", "u"), "take back the last change, again and again"),
    Command(
        "visit", "everywhere", ("visit",), "what is noted for a visit: whose report, your questions, a clinic's totals"
    ),
    Command("ask", "everywhere", ("ask",), "a question for the visit; ask and some words keeps it at once"),
    Command("clinic", "everywhere", ("clinic",), "a total of the IRLS that a clinic gave you"),
    Command("setup", "everywhere", ("settings", "setup"), "all settings, with their defaults"),
    Command("set", "everywhere", ("set",), "change a setting, such as set bedtime 22:30 or set bath off"),
    Command("new_step", "everywhere", ("new step",), "a step of your own"),
    Command("undo_setting", "everywhere", ("undo setting", "undo settings"), "take back the last change of settings"),
    Command("help", "everywhere", ("help", "?"), "these answers"),
    Command("quit", "everywhere", ("quit", "q", "exit"), "leave; everything is kept"),
)


def find(situations: Sequence[str], words: str) -> Command | None:
    """What ``words`` do where ``situations`` hold; the first situation wins."""
    for situation in situations:
        for command in COMMANDS:
            if command.where == situation and words in command.words:
                return command
    return None


def available(situations: Sequence[str]) -> list[Command]:
    """What can be done where ``situations`` hold, each once, with the word that really does it there."""
    return [c for s in situations for c in COMMANDS if c.where == s and find(situations, c.words[0]) is c]


def offered(situations: Sequence[str]) -> str:
    """The answers in one breath, in the order of the table: ``done, short or skip``."""
    here = available(situations)
    words = [command.offered for command in COMMANDS if command.offered and command in here]
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
