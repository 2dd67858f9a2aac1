"""What a visit needs, in lines: whose report it is, a person's own questions, and the totals a clinic gave."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from coach.core import words
from coach.core.person import IRLS_MOST, LONGEST_CLINIC_NOTE, ClinicScore
from coach.core.scores import NOT_OURS, clinic_said
from coach.core.typed import check_day, check_short, read_day
from coach.plain.settings import Ask
from coach.plain.talk import Talk
from coach.session import Refused, StoreError
from coach.visit_notes import (
    CLINIC_NOTE,
    CLINIC_ON,
    CLINIC_TOTAL,
    QUESTION,
    check_question,
    check_total,
    drop_clinic_score,
    drop_question,
    put_clinic_score,
    put_question,
)


def say_visit(talk: Talk) -> None:
    """All that is noted for a visit, and how more is."""
    profile = talk.session.profile
    talk.say(
        f"The report is for: {words.one_line(profile.name or '') or 'not said'}.", *_questions(talk), *_scores(talk)
    )
    talk.say("ask writes a question down or changes one, clinic notes a total, set name says whose report it is.")


def _questions(talk: Talk) -> list[str]:
    told = [f"{n}. {words.one_line(text)}" for n, text in enumerate(talk.session.profile.questions, 1)]
    return ["Your questions for the visit:", *told] if told else ["Your questions for the visit: none yet."]


def _scores(talk: Talk) -> list[str]:
    scores = enumerate(reversed(talk.session.profile.clinic_scores), 1)
    told = [f"{n}. {clinic_said(s)}{f': {words.one_line(s.note)}' if s.note else ''}." for n, s in scores]
    return [f"A clinic's IRLS totals. {NOT_OURS}", *told] if told else ["A clinic's IRLS totals: none noted."]


def ask_question(talk: Talk, text: str, ask: Ask) -> Sequence[str]:
    """Write ``text`` down as a question; without one it is asked, and so is one to change. The drafts it answers."""
    if text and not text.isdecimal():  # a number is a question's
        _kept(talk, partial(put_question, talk.session, text), "Kept for the visit.")
        return ()
    talk.say(*_questions(talk))
    count = len(talk.session.profile.questions)
    numbers = "; or a number to change or take off one" if count else ""
    given = ask(f"A question, in your words{numbers}: ", QUESTION, check_question, None)
    if given is None:
        return ()
    if not (given.isdecimal() and 1 <= int(given) <= count):
        return (QUESTION,) if _kept(talk, partial(put_question, talk.session, given), "Kept for the visit.") else ()
    n = int(given)
    new = ask(f"Question {n} in other words, or off to take it off: ", f"{QUESTION}.{n}", check_question, None)
    if new is None:
        return (QUESTION,)
    if new.lower() == "off":
        done = _kept(talk, partial(drop_question, talk.session, n), "Taken off; undo setting brings it back.")
    else:
        done = _kept(talk, partial(put_question, talk.session, new, n), "Kept for the visit.")
    return (QUESTION, f"{QUESTION}.{n}") if done else (QUESTION,)


def ask_clinic(talk: Talk, ask: Ask) -> Sequence[str]:
    """A clinic's total with its date, or one to take off. The drafts it answers."""
    held = list(reversed(talk.session.profile.clinic_scores))
    talk.say(*(_scores(talk) if held else [NOT_OURS]))
    if held:
        known = ["new", *(str(n) for n in range(1, len(held) + 1))]
        chosen = talk.field("new, or a number to take it off: ", partial(_check_one_of, known))
        if chosen is None:
            return ()
        if chosen.lower() != "new":
            drop = partial(drop_clinic_score, talk.session, held[int(chosen) - 1].on)
            _kept(talk, drop, "Taken off; undo setting brings it back.")
            return ()
    today = talk.session.now().date()
    total = ask(f"The IRLS total your clinic gave, 0 to {IRLS_MOST}: ", CLINIC_TOTAL, check_total, None)
    given = None if total is None else ask("Given on, or an empty line for today: ", CLINIC_ON, _check_on(today), None)
    if total is None or given is None:
        return ()
    note = ask("A note, or an empty line: ", CLINIC_NOTE, partial(check_short, most=LONGEST_CLINIC_NOTE), None)
    if note is None:
        return ()
    score = ClinicScore(total=int(total), on=read_day(given) if given else today, note=note)
    done = _kept(talk, partial(put_clinic_score, talk.session, score), f"Noted: {clinic_said(score)}.")
    return (CLINIC_TOTAL, CLINIC_ON, CLINIC_NOTE) if done else ()


def _check_on(today: date) -> Callable[[str], str | None]:
    return partial(check_day, latest=today)


def _check_one_of(known: Sequence[str], text: str) -> str | None:
    return None if text.lower() in known else f"{text[:20]!r} is none of {', '.join(known)}."


def _kept(talk: Talk, change: Callable[[], object], said: str) -> bool:
    try:
        change()
    except Refused as refusal:
        talk.say(str(refusal))
        return False
    except StoreError as error:
        talk.not_saved(error)
        return False
    talk.say(said)
    return True
