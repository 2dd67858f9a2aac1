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

WIDTH = 78


def help_now(arguments: argparse.Namespace) -> int:
    """The emergency text first and whole, then all else that needs somebody soon; whatever is broken."""
    from coach.content.triage import at_hand
    from coach.core.triage import bullet, page_outcome

    told = at_hand()
    place = told.place(_country(arguments))
    for page in told.pages:
        print(page.title)
        for sign in page.signs:
            print("\n".join(bullet(sign.text, WIDTH)))
        _say(f"If so: {page_outcome(page, page is told.pages[-1], told, place).text}")
    _say(told.none.text)
    return 0


def _country(arguments: argparse.Namespace) -> str | None:
    """The country that was chosen; None where the diary cannot be read, for then all numbers are shown."""
    from coach.session import Session, StoreError, data_folder

    try:
        return Session.at(data_folder(getattr(arguments, "home", None))).profile.country
    except (StoreError, OSError):
        return None


def learn(arguments: argparse.Namespace) -> int:
    """The topics, one of them, or what is found for some words."""
    from coach.content.facts import TOPICS, mended, search, topic
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
        name = _topic(asked, TOPICS)
        facts = topic(name) if name else search(asked)
        if instead := "" if name else mended(asked):
            print(f"coach: {instead} was looked for.", file=sys.stderr)
    except ContentError as error:
        return _refuse(f"{error} {ASK_SOMEONE}")
    if not facts:
        return _refuse(f"Nothing is found for {asked[:60]!r}; coach learn lists the topics.")
    return _print(facts, as_json=arguments.json)


def _topic(asked: str, topics: dict[str, str]) -> str | None:
    low = " ".join(asked.lower().split())
    return next((name for name, title in topics.items() if low in (name, title.lower())), None)


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
