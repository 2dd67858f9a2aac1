"""Settings changed, put back and taken back, the same at every door; what of them only the diary or the disk knows."""

from contextlib import suppress
from datetime import datetime
from functools import partial

from coach.core import advice
from coach.core.profile import Kind, Profile, Step
from coach.core.settable import Setting, differing, step_default
from coach.core.words import DEMO_KEPT
from coach.session import KIOSK, Refused, Session

REMIND = "coach remind --help"
NOT_HERE = "not over this login"


def change(session: Session, setting: Setting, text: str) -> str:
    """Set ``setting`` to ``text``; what is to be said of it beside its value, "" for nothing.

    Raises:
        Refused: if it does not take ``text``, with the sentence that says what would be right.
        StoreError: if the diary cannot be read or written; nothing is stored then.
    """
    now, turn = session.now(), session.profile.day_turn
    if problem := problem_with(session, setting, text):
        raise Refused(problem)
    session.change_profile(partial(_put, setting, text, now))
    after = session.profile
    moved = after.day_turn != turn and setting.id != "turn"
    return " ".join(filter(None, [f"The day turn moved along, to {after.day_turn:%H:%M}." * moved, settled(session)]))


def _put(setting: Setting, text: str, now: datetime, profile: Profile) -> Profile:
    if problem := setting.problem(text, profile, now):  # another session may have changed what it has to fit
        raise Refused(problem)
    return setting.put(profile, text, now)


def problem_with(session: Session, setting: Setting, text: str) -> str | None:
    """A sentence that says what would be right instead of ``text``, or None where it fits."""
    if setting.id == "country" and text.strip() and text.strip() not in places():
        return f"{text.strip()[:20]!r} is none of {', '.join(places())}: type one of them, or none for all."
    return setting.problem(text, session.profile, session.now())


def places() -> dict[str, str]:
    """The countries whose help lines are known, by their codes, each with its emergency number."""
    from coach.content.triage import at_hand

    return {place.code: f"{place.name}: {place.emergency}" for place in at_hand().places if place.code != "other"}


def settled(session: Session) -> str:
    """Take magnesium out of the evening where it now has to be, such as beside a medicine; why, "" where it stays.

    Raises:
        StoreError: if the diary cannot be read or written.
    """
    if not session.profile.step_on(Kind.DOSE):
        return ""
    from coach.magnesium import Magnesium

    why = Magnesium(session).settle()
    return advice.off_now(why) if why else ""


def to_default(session: Session, what: Setting | Step) -> str:
    """Put a setting or a step back to its default; what is to be said of it.

    Raises:
        Refused: if it has none, or it does not fit the other settings.
        StoreError: if the diary cannot be read or written; nothing is stored then.
    """
    if isinstance(what, Setting):
        if what.change is None:
            raise Refused(f"{what.name} has no default.")
        return change(session, what, what.change.default)
    shipped = step_default(what)
    if shipped is None:
        raise Refused("A step of your own has no default.")
    session.change_profile(lambda profile: profile.with_step(shipped))
    return settled(session)


def take_back(session: Session) -> str:
    """Take back the last change of settings, and say which it was.

    Where that change only took magnesium out of the evening, for what was set before it, both go back: else magnesium
    would be in again, and what closed it stand.

    Raises:
        Refused: if there was none.
        StoreError: if the diary cannot be read or written; nothing is stored then.
    """
    before, now = session.profile, session.now()
    after = session.undo_profile()
    if after.step_on(Kind.DOSE) and _magnesium_closed(session):
        with suppress(Refused):
            after = session.undo_profile()
    said = settled(session)
    names = differing(before, after, now)
    back = f"Taken back: {', '.join(names)}." if names else "Taken back: the last change of settings."
    return f"{back} {said}".rstrip()


def _magnesium_closed(session: Session) -> bool:
    from coach.magnesium import Magnesium

    return Magnesium(session).closed


def told(session: Session, setting: Setting) -> str:
    """The value of ``setting`` in words, where a profile does not know it too; "" for the keys."""
    if setting.told is not None:
        return setting.told(session.profile, session.now())
    if session.limits is KIOSK:
        return NOT_HERE
    folder = "none" if session.demo else f"{session.where().folder}"
    return {"folder": folder, "reminders": REMIND}.get(setting.id, "")


def more_about(session: Session, setting: Setting) -> str:
    """What there is to know of a setting that is only told; "" for the others."""
    if session.limits is KIOSK:
        return "Whoever runs this login sees to it." if setting.told is None else ""
    return {
        "folder": DEMO_KEPT
        if session.demo
        else "coach --home FOLDER, or COACH_HOME, chooses another; coach where prints it.",
        "reminders": f"{REMIND} tells how a calendar or the shell can remind you.",
    }.get(setting.id, "")


def keys_where(session: Session) -> str:
    """Where a person's own keys stand, and how one begins with them."""
    if session.limits is KIOSK:
        return "Whoever runs this login sees to it."
    if session.demo:
        return "A demo has the built-in keys; those of your own stand beside your diary."
    file = session.where().folder / "keys.toml"
    return f"They stand in {file}. coach keys prints all of them to begin with; coach keys --check says what is wrong."
