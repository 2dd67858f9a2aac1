"""What may be worth showing a doctor, when iron was tested, and whose help lines are told, in lines."""

from collections.abc import Callable
from functools import partial

from coach.core import advice
from coach.core.typed import check_day, read_day
from coach.plain.talk import Talk
from coach.session import StoreError

NONE = ("none", "-", "not yet", "no")
Ask = Callable[[str, str, Callable[[str], str | None], str | None], str | None]
"""Asks one line: the question, its draft, what checks it, and what it begins with."""


def say_review(talk: Talk) -> None:
    """What may be worth showing a doctor, and on how many nights it rests."""
    from coach.content.facts import rests_on
    from coach.review import look, note_shown, told

    try:
        found = look(talk.session)
        if found.problem:
            talk.say(found.problem)
            return
        things = [f"{before}{one.text} ({rests_on(one.strength, one.source)})" for before, one in told(found)]
        talk.say(advice.FOR_A_DOCTOR if things else advice.NOTHING_ASKS, *things, advice.looked_at(found.scored))
        talk.say("streaks, history and trends tell of past nights; night and its date opens one.")
        note_shown(talk.session, found)
    except StoreError as error:
        talk.say(str(error))


def ask_iron(talk: Talk, ask: Ask) -> bool:
    """When iron was tested; True once it is noted."""
    from coach.review import IRON_FIELD, iron_tested, tested_said

    talk.say(advice.IRON, f"Now: {tested_said(talk.session.profile.iron_tested)}.")
    check = partial(_check_tested, latest=partial(check_day, latest=talk.session.now().date()))
    text = ask("Tested on, as 2026-11-22, or none: ", IRON_FIELD, check, None)
    if text is None:
        return False
    tested = None if text.lower() in NONE else read_day(text)
    try:
        iron_tested(talk.session, tested)
    except StoreError as error:
        talk.not_saved(error)
        return False
    talk.say(f"Noted: {tested_said(tested)}.")
    return True


def _check_tested(text: str, latest: Callable[[str], str | None]) -> str | None:
    if text.lower() in NONE:
        return None
    return latest(text) if text else "Type the date as 2026-11-22, or none."


def ask_country(talk: Talk) -> None:
    """Whose help lines are told; no country tells all of them."""
    from coach.content.triage import at_hand
    from coach.core.triage import CHECK_PLACE

    places = {place.code.lower(): place for place in at_hand().places if place.code != "other"}
    talk.say(CHECK_PLACE, *(f"{code}: {place.name}, {place.emergency}." for code, place in places.items()))
    known = ", ".join(places)

    def check(text: str) -> str | None:
        return None if text.lower() in (*places, "all") else f"{text[:20]!r} is none of {known} or all."

    text = talk.field(f"Help lines of {known} or all: ", check)
    if text is None:
        return
    place = places.get(text.lower())
    try:
        talk.session.change_profile(lambda profile: profile.evolve(country=place.code if place else None))
    except StoreError as error:
        talk.not_saved(error)
    else:
        talk.say(f"Help lines of {place.name if place else 'all of them'}.")
