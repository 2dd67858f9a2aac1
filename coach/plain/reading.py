"""What is read in lines: what to do now, and what is known."""

from coach.core import advice, words
from coach.core.triage import page_outcome
from coach.magnesium import Magnesium
from coach.plain.talk import NO, YES, Talk


def say_help_now(talk: Talk) -> None:
    """The emergency signs and what to do first and whole; then each further page, as long as the answer is no.

    Raises:
        Leave: if the person wants to leave.
    """
    from coach.content.triage import at_hand

    told = at_hand()
    place = told.place(talk.session.profile.country)
    for page in told.pages:
        worse = page is told.pages[-1] and Magnesium(talk.session).mild_is_urgent(talk.session.tonight)
        outcome = page_outcome(page, worse, told, place)
        first = page is told.pages[0]
        talk.say(page.title, *(f"- {sign.text}" for sign in page.signs), f"If so: {outcome.text}" if first else "")
        answer = talk.field("yes, no, or back: ", _yes_or_no)
        if answer is None:
            return
        if answer.lower() in YES:
            talk.say(outcome.text)
            return
    talk.say(told.none.text)


def _yes_or_no(text: str) -> str | None:
    return None if text.lower() in (*YES, *NO) else f"{text[:20]!r} is neither yes nor no."


def say_known(talk: Talk, asked: str) -> None:
    """The topics, or the statements of one, or what is found for some words; each with its strength and source."""
    from coach.content.facts import TOPICS, founded, search, topic
    from coach.content.files import ContentError

    low = " ".join(asked.lower().split())
    try:
        if not low:
            names = ", ".join(f"{name} ({len(topic(name))})" for name in TOPICS)
            talk.say(f"Topics: {names}. learn and a topic, or any words, reads about it.")
            return
        found = topic(low) if low in TOPICS else search(low)
    except ContentError as error:
        talk.say(f"{error} {advice.ASK_SOMEONE}")
        return
    talk.say(*(f"{fact.text} {fact.disagrees} ({founded(fact)})".replace("  ", " ") for fact in found))
    if not found:
        talk.say(f"Nothing is found for {words.one_line(asked)[:40]}.")
