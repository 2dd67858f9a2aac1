"""A person's own keys: ``keys.toml`` read, checked and written. Loads no screens."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import combinations
from typing import NamedTuple

from coach.core.words import one_line
from coach.ui.commands import COMMANDS, TOGETHER, Command, Table, called

NAME = "keys.toml"
NAMED = {"enter": "enter", "space": "space", "tab": "tab", "esc": "escape", "backspace": "backspace"} | {
    arrow: arrow for arrow in ("up", "down", "left", "right")
}
"""The keys with names that every keyboard and connection has, as they are written and as they are called inside."""
OTHERS = "take a character such as y, or a key such as space"

SITUATIONS = {
    "score": "a score",
    "step": "a step that is not answered",
    "next": "a step that is answered",
    "dose": "magnesium",
    "stopped": "a step with a timer that does not run",
    "running": "a step with a timer that runs",
    "timed": "a step with a timer",
    "avoided": "a step of doing without",
    "each_step": "any step",
    "short": "a step with a short version",
    "answered": "anything that is answered",
    "end": "the good night",
    "effects": "the question after magnesium",
    "extra": "the end of the morning questions",
    "extra_effects": "the same, after magnesium",
    "walk": "the evening and the morning",
    "list": "any list",
    "night": "the evening and the morning",
    "dose_usual": "magnesium, with a product",
    "dose_other": "magnesium, with several products",
    "setup": "Setup",
    "setup_step": "a step in Setup",
    "setup_own": "a step of your own in Setup",
    "setup_changed": "what is not its default in Setup",
    "groups": "the parts of Setup",
    "care": "the screen of magnesium",
    "care_item": "a medicine or product there",
    "learn": "Learn",
    "review": "Review, for a doctor",
    "report": "the visit report",
    "visit": "for a visit",
    "visit_item": "a question or a total there",
    "looking": "any screen of Review",
    "calendar": "Review, the calendar",
    "cells": "the cursor of the calendar",
    "found": "the calendar, while notes are found",
    "streaks": "Review, streaks",
    "trends": "Review, trends",
    "past_night": "a night that was",
    "past_extra": "the end of a night that was",
    "past_extra_effects": "the same, after magnesium",
    "first": "the first questions",
    "first_steps": "the first questions, at the steps",
    "first_themes": "the first questions, at the look",
    "screens": "everywhere but at a score",
    "everywhere": "everywhere",
}
"""The situations a person can change keys of, in words."""


class Read(NamedTuple):
    """The keys in force, and what is wrong in the file, a sentence each; with anything wrong they are the built-in."""

    table: Table
    problems: tuple[str, ...] = ()


def read(text: str) -> Read:
    """The built-in keys with those changed that ``text`` names."""
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers and nesting beyond measure too
        why = one_line(str(error))[:120].rstrip(".")
        return Read(Table(), (f'{NAME} cannot be read: {why}; write a line as done = ["enter", "y"].',))
    given: dict[tuple[str, str], tuple[str, ...]] = {}
    problems = list(_given(told, given))
    table = Table(tuple(c._replace(keys=given.get((c.where, c.id), c.keys)) for c in COMMANDS))
    problems = problems or list(_clashes(table, given))
    return Read(Table(), tuple(problems)) if problems else Read(table)


def written(table: Table) -> str:
    """``table`` as a file to save and change."""
    lines = [
        f"# The keys of the coach. Saved as {NAME} in the data folder (coach where prints it), it is what holds.",
        "# What is left out stays as it is built in; coach keys --check says what is wrong.",
        f"# A key is a character such as y, + or ?, or one of {', '.join(NAMED)}.",
    ]
    for where, words in SITUATIONS.items():
        lines += ["", f"[{where}]  # {words}"]
        for command in table.commands:
            if command.where == where and command.keys:
                keys = ", ".join(json.dumps(called(key)) for key in command.keys)
                lines.append(f"{command.id} = [{keys}]  # {command.help}")
    return "\n".join(lines)


def _given(told: dict[str, object], given: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[str]:
    """Put what ``told`` says into ``given``, and tell what is wrong with it."""
    for where, commands in told.items():
        if where not in SITUATIONS:
            if isinstance(commands, dict):
                yield f"{NAME}: there is no situation [{_cut(where)}]; {_nearest(where, SITUATIONS)}."
            else:
                yield f"{NAME}: {_cut(where)} stands in no situation; put it below one, such as [step]."
        elif not isinstance(commands, dict):
            yield f"{NAME}: {where} is a situation; write it as [{where}], its commands below."
        else:
            for name, keys in commands.items():
                yield from _command(where, name, keys, given)


def _command(where: str, name: str, keys: object, given: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[str]:
    known = {command.id: command for command in COMMANDS if command.where == where}
    at = f"{NAME}, [{where}] {_cut(name)}"
    if name not in known:
        changeable = [command.id for command in known.values() if command.keys]
        yield f"{at}: there is no such command; {_nearest(name, changeable)}."
    elif not known[name].keys:
        yield f"{at}: {known[name].key} stays as it is; take this line out."
    elif not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        yield f'{at}: keys are a list of names, such as ["{called(known[name].keys[0])}"].'
    elif not keys:
        yield f'{at}: one key at least, such as ["{called(known[name].keys[0])}"].'
    else:
        wrong = [problem for key in keys if (problem := _key_problem(key))]
        yield from (f"{at}: {problem}" for problem in wrong)
        if not wrong:
            given[where, name] = tuple(dict.fromkeys(map(_inside, keys)))


def _inside(key: str) -> str:
    return NAMED.get(key, key)


def _key_problem(key: str) -> str | None:
    if key in NAMED or (len(key) == 1 and "!" <= key <= "~"):
        return None
    if key == " ":
        return 'the blank is written as "space".'
    name = key.casefold()
    if (name[:1] == "f" and name[1:].isdecimal()) or any(
        word in name.replace("-", "+").split("+")[:-1] for word in ("alt", "ctrl", "shift", "meta")
    ):
        return f'"{_cut(key)}" does not come through every phone and line; {OTHERS}.'
    near = get_close_matches(name, NAMED, 1)
    return f'"{_cut(key)}" is not a key; {f"the nearest is {near[0]}" if near else OTHERS}.'


def _clashes(table: Table, given: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Where one key would mean two things. What the built-in keys share on purpose, such as digits, may be shared."""
    changed = set(given)
    built_in = {(c.where, c.id): c for c in COMMANDS}
    told: set[tuple[str, str]] = set()
    for situations in TOGETHER:
        here = [command for command in table.commands if command.where in situations]
        for pair in combinations(here, 2):
            mine, other = pair if (pair[0].where, pair[0].id) in changed else pair[::-1]
            names = [(c.where, c.id) for c in (mine, other)]
            both = [key for key in mine.all_keys if key in other.all_keys]
            if both and mine.id != other.id and names[0] not in told and not _shared([built_in[n] for n in names]):
                told.add(names[0])
                taken = f'"{called(both[0])}" is {other.id} of [{other.where}] there'
                yield f"{NAME}, [{mine.where}] {mine.id}: {taken}; give one of them another key."


def _shared(commands: Sequence[Command]) -> bool:
    return not set(commands[0].all_keys).isdisjoint(commands[1].all_keys)


def _nearest(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = get_close_matches(name, known, 1)
    return f"the nearest is {near[0]}" if near else f"there are {', '.join(known[:8])}{', ...' * (len(known) > 8)}"


def _cut(name: str) -> str:
    return one_line(name)[:30]
