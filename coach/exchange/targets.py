"""What a column of another program can be here: guessed by its name, put into words, read from what a person types.

A guess is only what the question begins with. Where the name leaves a doubt it is the one that tells less.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from coach.core.cells import QUESTIONS
from coach.core.profile import Kind, Profile, Step
from coach.core.words import AWAKE_ASKED, one_line
from coach.exchange.sheet import LONGEST_NAME, Column, Marks, Sheet, is_note, shown, summed_up

MOST_NEW = 50
"""Steps of one's own that one file may add."""


class To(StrEnum):
    """What a column becomes."""

    LEAVE = "leave"
    STEP = "step"
    OWN = "new"
    SCORE = "score"
    MAGNESIUM = "magnesium"
    NOTE = "note"
    AWAKE = "awake_minutes"
    GOT_UP = "got_up"


class Target(NamedTuple):
    """What a column becomes. ``key``: a score's key, a step's id, or the name of a new step.

    ``morning``: its dates are those of the morning after. ``had``: a yes says that what is avoided was had.
    """

    to: To
    key: str = ""
    morning: bool = False
    had: bool = False

    @property
    def word(self) -> str:
        """What a person types for it, as ``read_targets`` reads it."""
        name = f"{self.to}:{self.key}" if self.to is To.OWN else self.key or str(self.to)
        return f"{name}{':morning' if self.morning else ''}{':had' if self.had else ''}"


LEAVE = Target(To.LEAVE)
NOTE = Target(To.NOTE)
_MINUTES_AWAKE, _GOT_UP = Target(To.AWAKE), Target(To.GOT_UP)
_IN_THE_MORNING = (To.AWAKE, To.GOT_UP)


class Choice(NamedTuple):
    """A target, in words for a list."""

    target: Target
    says: str


class Question(NamedTuple):
    """What to ask of one column."""

    column: Column
    said: str
    guess: Target
    choices: tuple[Choice, ...]


def questions(sheet: Sheet, profile: Profile) -> tuple[Question, ...]:
    """What to ask of each column that says anything; of two with one name only once, for both get the same answer."""
    columns: dict[str, Column] = {}
    for column in sheet.columns:
        if column.told:
            columns.setdefault(column.name, column)
    return tuple(
        Question(column, summed_up(column), guess(column, profile, sheet.dated_when_logged), choices(column, profile))
        for column in columns.values()
    )


# Guessing

_NOT = re.compile(r"\b(no|not|without|avoid\w*|skip\w*|free|zero|quit|kein\w*|ohne|nicht|verzicht\w*)\b")
_OTHER_TIMES = re.compile(r"\b(morning|noon|lunch|am|morgen|morgens|mittag\w*|früh)\b")
_COLD = re.compile(r"\b(cold|ice|icy|kalt\w*|eis\w*)\b")
_CAFFEINE = re.compile(r"(caffeine|coffee|koffein|kaffee|espresso)")
_MAGNESIUM = re.compile(r"(magnesium|\bmg\b)")
_STEPS = {
    "bath": re.compile(r"\b(bath|baths|bathe|bathed|hot tub|warmes bad|heißes bad|vollbad|badewanne|gebadet)\b"),
    "massage": re.compile(r"(massage|massier)"),
    "meditation": re.compile(r"(meditat|meditier|mindful|breathing|breathwork|atemübung|achtsamkeit)"),
    "exercise": re.compile(r"\b(exercise|exercised|workout|sport|gym|gymmed)\b"),
    "sleep_time": re.compile(r"\b(in bed (on time|by|before)|bed (by|before) \w+|bedtime|on time to bed|ins bett)\b"),
}
_SCORES = {
    "sleep": re.compile(r"^(sleep|sleep quality|quality of sleep|schlaf|schlafqualität)$"),
    "tired": re.compile(r"\b(tired|tiredness|fatigue|exhaustion|müde|müdigkeit|erschöpfung)\b"),
    "legs_before": re.compile(r"\blegs before\b"),
    "legs_after": re.compile(r"\blegs after\b"),
    "falling_asleep": re.compile(r"\b(falling asleep|dropping off|einschlafen)\b"),
}
_AWAKE = re.compile(r"\b(awake|wach)\b.*\b(min|mins|minutes?|minuten)\b")
_UP = re.compile(r"\b(got up|times up|getting up|aufgestanden)\b")


def guess(column: Column, profile: Profile, dated_when_logged: bool = False) -> Target:
    """What ``column`` most likely is. ``dated_when_logged``: a mark stands under the day it was made."""
    name = _plain(column.name)
    if column.marks is Marks.TEXTS:
        return NOTE if is_note(column.name) else LEAVE
    if _CAFFEINE.search(name):
        avoided = _NOT.search(name) and column.marks is Marks.CHECKS and profile.step("caffeine")
        return Target(To.STEP, "caffeine") if avoided else LEAVE
    if _MAGNESIUM.search(name):
        in_mg = column.marks is Marks.NUMBERS and column.unit.casefold().strip() == "mg"
        return Target(To.MAGNESIUM) if in_mg else NOTE
    if column.limit:
        return LEAVE
    if column.marks is Marks.NUMBERS and (counted := _counted(column, name)):
        return _dated(counted, dated_when_logged)
    return _step(column, name, profile)


def _plain(name: str) -> str:
    return " ".join(one_line(name).casefold().replace("_", " ").replace("-", " ").split())


def _step(column: Column, name: str, profile: Profile) -> Target:
    steps = [step for step in profile.steps if not step.away and step.kind in (Kind.TIMED, Kind.TICK)]
    same = next((step.id for step in steps if name in (_plain(step.name), _plain(step.id))), None)
    if same:
        return Target(To.STEP, same)
    if not (_NOT.search(name) or _OTHER_TIMES.search(name) or _COLD.search(name)):
        named = [step.id for step in steps if step.id in _STEPS and _STEPS[step.id].search(name)]
        if len(named) == 1 and (column.marks is Marks.CHECKS or to_minutes(1, column.unit) is not None):
            return Target(To.STEP, named[0])
    return own(column) if column.marks is Marks.CHECKS else LEAVE


def own(column: Column) -> Target:
    """A new step under the column's name."""
    return Target(To.OWN, one_line(column.name)[:LONGEST_NAME] or "Imported")


def _counted(column: Column, name: str) -> Target | None:
    whole = {_plain(named): question.key for question in QUESTIONS.values() for named in (question.key, question.label)}
    key = whole.get(name) or next((key for key, names in _SCORES.items() if names.search(name)), None)
    if key:
        return Target(To.SCORE, key) if _from_0_to_10(column) else LEAVE
    if _AWAKE.search(f"{name} {_plain(column.unit)}"):
        return _MINUTES_AWAKE
    return _GOT_UP if _UP.search(name) else None


def _from_0_to_10(column: Column) -> bool:
    """May its numbers be scores? Where none is above 5, they are more likely stars."""
    amounts = [entry.amount for entry in column.entries if entry.amount is not None]
    return all(amount in range(11) for amount in amounts) and max(amounts, default=0) > 5


def _dated(target: Target, dated_when_logged: bool) -> Target:
    """What is asked in the morning may be under either date: only a program that dates by the day itself tells."""
    if not asked_in_the_morning(target):
        return target
    return target._replace(morning=True) if dated_when_logged else LEAVE


def asked_in_the_morning(target: Target) -> bool:
    """Is it of the night itself, so that it is known only the morning after?"""
    return target.to in _IN_THE_MORNING or (target.to is To.SCORE and QUESTIONS[target.key].morning)


_HOURS = {"h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"}
_MINUTES = {"m", "min", "mins", "minute", "minutes", "minuten", "'"}


def to_minutes(amount: float, unit: str) -> float | None:
    """``amount`` in minutes; None where the unit is no length of time."""
    unit = unit.casefold().strip(" .")
    return amount if unit in _MINUTES else amount * 60 if unit in _HOURS else None


# In words


def choices(column: Column, profile: Profile) -> tuple[Choice, ...]:
    """All that ``column`` can be, in words; to leave it out comes last."""
    return tuple(Choice(target, says(target, profile)) for target in _possible(column, profile))


def _possible(column: Column, profile: Profile) -> Iterator[Target]:
    counts = any(entry.amount is not None for entry in column.entries)
    if column.marks is not Marks.TEXTS:
        for step in profile.steps:
            yield from _of_step(step, column)
        yield own(column)
    if counts:
        yield from _of_numbers(column)
    yield NOTE
    yield LEAVE


def _of_step(step: Step, column: Column) -> Iterator[Target]:
    if step.away or step.kind is Kind.DOSE:
        return
    if step.kind is not Kind.AVOIDED or column.marks is Marks.CHECKS:
        yield Target(To.STEP, step.id)
    if step.kind is Kind.AVOIDED:
        yield Target(To.STEP, step.id, had=True)


def _of_numbers(column: Column) -> Iterator[Target]:
    for target in (*(Target(To.SCORE, key) for key in QUESTIONS), _MINUTES_AWAKE, _GOT_UP):
        yield target
        if asked_in_the_morning(target):
            yield target._replace(morning=True)
    if in_mg(column):
        yield Target(To.MAGNESIUM)


def in_mg(column: Column) -> bool:
    """May its numbers be mg? Not if it says that they are anything else."""
    return column.unit.casefold().strip(" .") in ("", "mg")


def says(target: Target, profile: Profile) -> str:
    """A target in words."""
    match target.to:
        case To.STEP:
            step = profile.step(target.key)
            name = one_line(step.name) if step else target.key
            return f"{name} (a yes says that some was had)" if target.had else name
        case To.OWN:
            return f"A step of your own: {target.key}"
        case To.SCORE:
            question = QUESTIONS[target.key]
            return f"{question.label}: 0 {question.low}, 10 {question.high}{_when(target)}"
        case To.MAGNESIUM:
            return "Magnesium, in mg as on the label"
        case To.NOTE:
            return "Into the note"
        case To.AWAKE:
            return f"{AWAKE_ASKED}{_when(target)}"
        case To.GOT_UP:
            return f"Times got up in the night{_when(target)}"
    return "Leave it out"


def _when(target: Target) -> str:
    if not asked_in_the_morning(target):
        return ""
    return f" (dated by the {'morning after' if target.morning else 'evening'})"


# As typed


def read_targets(typed: Iterable[str], sheet: Sheet, profile: Profile) -> dict[str, Target]:
    """The targets of the columns named in ``typed``, each as ``Hot bath=bath`` or ``Mood=leave``.

    Raises:
        ValueError: with one sentence, if a column or a target is none.
    """
    targets: dict[str, Target] = {}
    for text in typed:
        if "=" not in text:
            raise ValueError(f"{shown(text)} is no column and what it is: type it as Hot bath=bath.")
        columns, word = _named(text, sheet)
        if not columns:
            there = ", ".join(one_line(column.name) for column in sheet.columns[:20])
            raise ValueError(f"There is no column {shown(text.rpartition('=')[0])}; there are: {there}.")
        targets |= {column.name: _typed(word, column, profile) for column in columns}
    return targets


def _named(text: str, sheet: Sheet) -> tuple[list[Column], str]:
    """The columns before an equals sign, and what stands after it; a name may have such signs in it too."""
    for at in (n for n in reversed(range(len(text))) if text[n] == "="):
        name = _plain(text[:at])
        if columns := [column for column in sheet.columns if _plain(column.name) == name]:
            return columns, text[at + 1 :].strip()
    return [], ""


def _typed(word: str, column: Column, profile: Profile) -> Target:
    if word == To.OWN:
        return own(column)
    if word.startswith(f"{To.OWN}:"):
        name = one_line(word.removeprefix(f"{To.OWN}:"))[:LONGEST_NAME]
        return Target(To.OWN, name) if name else own(column)
    every = list(_possible(column, profile))
    found = next((target for target in every if target.word == word), None)
    if found is None:
        words = ", ".join(target.word for target in every if target.to is not To.OWN)
        raise ValueError(f"{shown(column.name)} cannot be {shown(word)}; it can be: {words}, new, new:NAME.")
    return found


# New steps


def resolved(profile: Profile, targets: Mapping[str, Target]) -> tuple[Profile, dict[str, Target]]:
    """The settings with the new steps in them, and ``targets`` with their ids in place of names.

    A new step is optional and off: the file tells of the past, and tonight stays as it was. A step that has the name
    already is the one that is meant.

    Raises:
        ValueError: with one sentence, if too many would be new.
    """
    steps: dict[str, Target] = {}
    known = {_plain(step.name): step.id for step in profile.steps if not step.away and step.kind is not Kind.DOSE}
    new = {_plain(target.key) for target in targets.values() if target.to is To.OWN} - known.keys()
    if len(new) > MOST_NEW:
        raise ValueError(f"It would add {len(new)} steps of your own; {MOST_NEW} is the most: leave some out.")
    for column, target in targets.items():
        if target.to is To.OWN:
            if _plain(target.key) not in known:
                profile = profile.with_own(target.key, Kind.TICK, None)
                known[_plain(target.key)] = profile.steps[-1].id
                profile = profile.step_changed(profile.steps[-1].id, on=False)
            target = Target(To.STEP, known[_plain(target.key)])
        steps[column] = target
    return profile, steps
