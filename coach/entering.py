"""The commands that write: ``coach log``, ``coach score`` and ``coach note``. They need no screen."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from coach.asking import confirmed, refuse_if

if TYPE_CHECKING:
    import argparse

    from coach.core.cells import Reason
    from coach.core.routine import Event, Took
    from coach.session import Session

STDIN_LIMIT = 1_000_000  # characters


def log(arguments: argparse.Namespace, session: Session) -> int:
    """Log one step, or take back what was logged of it; what the rules say of magnesium is told."""
    from coach.core.routine import Clear, Took

    night = arguments.night or session.tonight
    if arguments.undo:
        session.dispatch(Clear(_step_id(session, arguments.step)), night=night)
        return 0
    event = _log_event(session, arguments, night)
    session.dispatch(event, night=night)
    if isinstance(event, Took):
        from coach.core.advice import near_said
        from coach.core.safety import EMERGENCY_LINE
        from coach.magnesium import Magnesium

        magnesium = Magnesium(session)
        at = event.at or (session.now() if night == session.tonight else None)
        near = near_said(magnesium.near_medicine(at)) if at else ""
        print(*filter(None, (magnesium.notice(night).text, near, EMERGENCY_LINE)), sep="\n", file=sys.stderr)
    return 0


def _step_id(session: Session, given: str) -> str:
    """A step by its id or by the name the person gave it."""
    from coach.core.routine import Refused

    steps = session.profile.steps
    for step in steps:
        if given in (step.id, step.name) or given.casefold() == step.name.casefold():
            return step.id
    raise Refused(f"There is no step called {given!r}; the steps are {', '.join(step.id for step in steps)}.")


def _log_event(session: Session, arguments: argparse.Namespace, night: date) -> Event:
    from coach.core.routine import Done, Excuse, HadSome

    step = _step_id(session, arguments.step)
    refuse_if(arguments.had and arguments.dose is not None, "--dose says that it was taken; give it alone.")
    if arguments.had:
        return HadSome(step, _had_at(session, arguments.at, night))
    at = _moment(session, arguments.at, night)
    if arguments.dose is not None:
        refuse_if(step != "magnesium", "--dose goes with magnesium only.")
        refuse_if(arguments.minimum or arguments.excused, "--dose says that it was taken; give it alone.")
        return _took(session, arguments, night, at)
    if arguments.excused is not None:
        return Excuse(step, *_reason(arguments.excused))
    if step == "magnesium" and session.profile.products and not arguments.minimum:
        return _took(session, arguments, night, at)
    return Done(step, short=arguments.minimum, minutes=arguments.minutes, at=at)


def _reason(text: str) -> tuple[Reason, str | None]:
    from coach.core.cells import Reason

    refuse_if(not text.strip(), "--excused needs a reason, such as too_tired.")
    word = text.strip().lower().replace(" ", "_").replace("'", "")
    if word in tuple(Reason):
        return Reason(word), None
    return Reason.OTHER, text


def _took(session: Session, arguments: argparse.Namespace, night: date, at: datetime | None) -> Took:
    """The amount given, or the usual product; an unusual amount is asked once, and so is a second one shortly after."""
    from coach.core.advice import ALREADY_ASKED, already_said, dose_comes_to
    from coach.core.dose import amount
    from coach.core.routine import Took
    from coach.core.safety import EMERGENCY_LINE
    from coach.magnesium import Magnesium

    magnesium = Magnesium(session)
    try:
        took = (
            magnesium.took(session.profile.products[0], at)
            if arguments.dose is None
            else Took(amount(arguments.dose), at)
        )
    except ValueError as error:
        refuse_if(True, str(error))
        raise
    if arguments.sure:
        return took
    near = magnesium.already(night, took)
    if near and sys.stdin.isatty():
        print(already_said(near), file=sys.stderr)
        refuse_if(confirmed(f"{ALREADY_ASKED} [y/N] "), "Nothing was added: it is logged already.")
    notice = magnesium.notice(night, took)
    slip = arguments.dose is not None  # of what is usual, with nobody to ask, it is logged and told
    if notice.ask and (slip or sys.stdin.isatty()):
        print(notice.text, EMERGENCY_LINE, dose_comes_to(notice.total), sep="\n", file=sys.stderr)
        mg = f"{took.mg:g} mg"
        refuse_if(not confirmed(f"{mg}: is that right? [y/N] "), f"{mg} is unusual; add --sure if it is right.")
    return took


def _moment(session: Session, at: time | None, night: date) -> datetime | None:
    """When it happened: the clock time given, within the night, never one still to come; None if none was given."""
    if at is None:
        return None
    now = session.now()
    moment = session.profile.place(night, at, now)
    refuse_if(moment > now + timedelta(minutes=1), f"{at:%H:%M} has not come yet on the night of {night}.")
    return moment


def _had_at(session: Session, at: time | None, night: date) -> datetime | None:
    had_at = at and session.profile.earlier(night, at, session.now())
    refuse_if(at and not had_at, f"{at:%H:%M} has not come yet on the night of {night}." if at else "")
    return had_at or None


def settle(session: Session) -> None:
    """What came from elsewhere may take magnesium out of the evening; if it does, that is told."""
    from coach.core.profile import Kind

    if session.profile.step_on(Kind.DOSE):
        from coach.core.advice import off_now
        from coach.magnesium import Magnesium

        if why := Magnesium(session).settle():
            print(off_now(why), file=sys.stderr)


def score(arguments: argparse.Namespace, session: Session) -> int:
    """Log scores; all of them or none."""
    events = [_score_event(pair) for pair in arguments.pairs]
    session.dispatch(*events, night=arguments.night)
    return 0


def _score_event(pair: str) -> Event:
    from coach.core.cells import QUESTIONS
    from coach.core.routine import Answer, Tell

    key, equals, value = pair.partition("=")
    whole = int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else None
    refuse_if(not equals, f"{pair!r} is not KEY=VALUE; write it as legs_before=6.")
    if key in ("awake_minutes", "got_up"):
        refuse_if(whole is None, f"{key} is a whole number; {value!r} is not.")
        return Tell("awake_minutes" if key == "awake_minutes" else "got_up", whole)
    refuse_if(key not in QUESTIONS, f"There is no score called {key!r}; the scores are {', '.join(QUESTIONS)}.")
    if value in ("-", ""):
        return Answer(key, None)
    refuse_if(
        whole is None or whole > 10,
        f"{key} is a whole number from 0 to 10, or - to leave it blank; {value!r} is not.",
    )
    return Answer(key, whole)


def note(arguments: argparse.Namespace, session: Session) -> int:
    """Add to the note, from the command line or from standard input."""
    from coach.core.routine import AddNote

    text = _read_input() if arguments.text is None else arguments.text
    refuse_if(not text.strip(), "The note is empty; nothing was changed.")
    session.dispatch(AddNote(text), night=arguments.night)
    return 0


def _read_input() -> str:
    if sys.stdin.isatty():
        print("Type the note; Ctrl-D on an empty line ends it.", file=sys.stderr)
    raw = sys.stdin.buffer.read(4 * STDIN_LIMIT + 1)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        refuse_if(True, "The note is not valid UTF-8; save it as UTF-8 and give it again.")
        raise
    return text[:-1] if text.endswith("\n") else text
