"""What completes the commands in bash, zsh and fish, made from the command line's own table."""

import argparse
from collections.abc import Iterator

import shtab

from coach.content.facts import TOPICS
from coach.core.cells import QUESTIONS
from coach.core.profile import SHIPPED

STEPS = tuple(step.id for step in SHIPPED)
CHOICES = {
    "step": STEPS,
    "why": ("routine", *STEPS),
    # Whole pairs: of a key alone a shell would go on with a space, and "tired=" leaves that score blank.
    "pairs": tuple(f"{key}={value}" for key in QUESTIONS for value in (*range(11), "-")),
    "words": tuple(TOPICS),
}
"""What can stand for an argument, by its name; other words can too, so the parser itself does not know them."""
PATHS = {"FILE": shtab.FILE, "FILE|DATE": shtab.FILE, "OTHER": shtab.FILE, "DIR": shtab.DIRECTORY}
"""What is the name of a file or a folder, by what stands for it in the help."""


def completion(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script for ``shell``, to be read in by it. ``parser`` has to be the whole one, and is not used after."""
    for each in _parsers(parser):
        each.description = str(each.description).partition(". ")[0]  # shown in a line, beside the name
        for action in each._actions:
            if choices := CHOICES.get(action.dest):
                action.choices = choices
            elif path := PATHS.get(str(action.metavar)):
                vars(action).update(complete=path)
    return str(shtab.complete(parser, shell))


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser of the command line, and those of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()
