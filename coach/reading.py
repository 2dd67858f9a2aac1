"""The commands that are read: ``coach help-now``, ``coach learn`` and ``coach why``. They need no screen."""

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.core.advice import ASK_SOMEONE
from coach.core.words import one_line

if TYPE_CHECKING:
    from coach.content.facts import Fact
    from coach.session import Session

WIDTH = 78


def help_now(arguments: argparse.Namespace) -> int:
    """The emergency text first and whole, then all else that needs somebody soon; whatever is broken."""
    from coach.content.facts import rests_on
    from coach.content.triage import at_hand
    from coach.core.triage import Urgency, bullet, page_outcome
    from coach.magnesium import Magnesium

    told = at_hand()
    session = _session(arguments)
    for page in told.pages:
        # Nothing is known of somebody whose diary cannot be read: all numbers, and even what is mild is urgent.
        mild = page.urgency is Urgency.MILD
        says = Magnesium(session).page_says(page, told) if session else page_outcome(page, mild, told)
        print(page.title)
        for sign in page.signs:
            print("\n".join(bullet(sign.text, WIDTH)))
        _say(f"If so: {says.text}", end="")
        _say(f"  {rests_on(says.strength, says.source)}")
    _say(told.none.text)
    return 0


def _session(arguments: argparse.Namespace) -> "Session | None":
    """The diary; None where it cannot be read."""
    from coach.session import Session, StoreError, data_folder

    try:
        return Session.at(data_folder(getattr(arguments, "home", None)))
    except (StoreError, OSError):
        return None


def learn(arguments: argparse.Namespace) -> int:
    """The topics, one of them, or what is found for some words."""
    from coach.content.facts import TOPICS, mended, search, topic, topic_named
    from coach.content.files import ContentError

    asked = " ".join(arguments.words)
    try:
        if not asked:
            counts = {name: len(topic(name)) for name in TOPICS}
            if arguments.json:
                print(json.dumps(counts, indent=2))
                return 0
            print("\n".join(f"{name:10} {counts[name]:3}  {title}" for name, title in TOPICS.items()))
            return 0
        name = topic_named(asked)
        facts = topic(name) if name else search(asked)
        if instead := "" if name else mended(asked):
            print(f"coach: {instead} was looked for.", file=sys.stderr)
    except ContentError as error:
        return _refuse(f"{error} {ASK_SOMEONE}")
    if not facts:
        return _refuse(f"Nothing is found for {asked[:60]!r}; coach learn lists the topics.")
    return _print(facts, as_json=arguments.json)


def why(arguments: argparse.Namespace) -> int:
    """One statement with its strength and its source."""
    from coach.content.facts import by_id
    from coach.content.files import ContentError

    try:
        fact = by_id(arguments.id)
    except ContentError as error:
        return _refuse(f"{error} {ASK_SOMEONE}")
    if fact is None:
        return _refuse(f"There is no statement called {arguments.id[:20]!r}; each has its name behind it, such as F26.")
    return _print([fact], as_json=arguments.json)


def _print(facts: Sequence["Fact"], *, as_json: bool) -> int:
    from coach.content.facts import founded, strength_said

    if as_json:
        told = [{**fact._asdict(), "strength_in_words": strength_said(fact)} for fact in facts]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    for fact in facts:
        _say(f"{fact.text} {fact.disagrees}".strip(), end="")
        _say(f"  {founded(fact)}")
    return 0


def _say(text: str, end: str = "\n") -> None:
    print(textwrap.fill(text, WIDTH, subsequent_indent="  " if text.startswith("  ") else ""), end=f"\n{end}")


def _refuse(sentence: str) -> int:
    print(f"coach: {one_line(sentence)}", file=sys.stderr)
    return 1
