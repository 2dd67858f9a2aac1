"""What is read in lines: what to do now, and what is known."""

from coach.core import advice, words
from coach.plain.talk import NO, YES, Talk


def say_help_now(talk: Talk) -> None:
    """The emergency signs and what to do first and whole; then each further page, as long as the answer is no.

    Raises:
        Leave: if the person wants to leave.
    """
    from coach.content.facts import rests_on
    from coach.content.triage import at_hand
    from coach.magnesium import Magnesium

    told, magnesium = at_hand(), Magnesium(talk.session)
    for page in told.pages:
        outcome = magnesium.page_says(page, told)
        what = outcome.text, f"({rests_on(outcome.strength, outcome.source)})"
        first = page is told.pages[0]
        talk.say(page.title, *(f"- {sign.text}" for sign in page.signs), f"If so: {' '.join(what)}" if first else "")
        answer = talk.field("yes, no, or back: ", _yes_or_no)
        if answer is None:
            return
        if answer.lower() in YES:
            talk.say(*what)
            return
    talk.say(told.none.text)


def _yes_or_no(text: str) -> str | None:
    return None if text.lower() in (*YES, *NO) else f"{text[:20]!r} is neither yes nor no."


def learned(text: str) -> str | None:
    """What ``text`` asks to learn about: "" for the topics, None if it is no such question."""
    head, *rest = text.split(None, 1) or [""]
    return (rest[0].strip() if rest else "") if head.lower() == "learn" else None


def say_known(talk: Talk, asked: str) -> None:
    """The topics, or the statements of one, or what is found for some words; each with its strength and source."""
    from coach.content.facts import TOPICS, founded, mended, search, topic, topic_named
    from coach.content.files import ContentError

    try:
        if not asked:
            names = ", ".join(f"{name} ({len(topic(name))})" for name in TOPICS)
            talk.say(f"Topics: {names}. learn and a topic, or any words, reads about it.")
            return
        name = topic_named(asked)
        found = topic(name) if name else search(asked)
        instead = "" if name else mended(asked)
    except ContentError as error:
        talk.say(f"{error} {advice.ASK_SOMEONE}")
        return
    talk.say(f"{instead.capitalize()} was looked for." if instead else "")
    talk.say(*(f"{fact.text} {fact.disagrees} ({founded(fact)})".replace("  ", " ") for fact in found))
    if not found:
        talk.say(f"Nothing is found for {words.one_line(asked)[:40]}. learn alone tells the topics.")
