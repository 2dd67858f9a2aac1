"""Settings in lines: all of them with their defaults, and each changed by its name, such as ``set bedtime 22:30``."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from coach import settings
from coach.core import words
from coach.core.profile import Kind, Profile, Step
from coach.core.settable import GROUPS, SETTINGS, STEPS, Setting, planned_said, step_default_told, step_told
from coach.core.typed import check_minutes, check_step_name
from coach.plain.talk import Talk
from coach.session import Refused, StoreError

HOW = (
    "What is not its default says so. set and a name changes one, such as set bedtime 22:30, set bath off or set look "
    "day; set and a name alone says what it takes. set bedtime default puts it back, undo setting takes back the last "
    "change, new step adds a step of your own."
)
STEP_TAKES = (
    "on or off, needed or optional, its minutes such as 20, before 60 for minutes before bedtime, any time, "
    "earlier or later in the order"
)
OWN_TAKES = ", name and a new name, or away to put it away"
EMPTY = ("none", "-", "empty")
DEFAULT = "default"
ELSEWHERE = {
    "excused": "away",
    "ask": "ask",
    "clinic": "clinic",
    "medicines": "questions",
    "products": "questions",
}
"""What is changed by a word of its own, and which."""
KINDS = {"timed": Kind.TIMED, "tick": Kind.TICK, "avoided": Kind.AVOIDED}
Ask = Callable[[str, str, Callable[[str], str | None], str | None], str | None]
"""Asks one line: the question, its draft, what checks it, and what it begins with."""


class Meant(NamedTuple):
    """Which setting or step a line names, and what it says of it."""

    what: Setting | Step
    text: str


def say_settings(talk: Talk) -> None:
    """Every setting with its value and, where that is another, its default."""
    for group in GROUPS:
        rows = [_setting_told(talk, each) for each in SETTINGS if each.group == group]
        if group == STEPS:
            rows = [_step_line(step) for step in _steps(talk.session.profile)]
        talk.say(f"{group}:", *rows)
    talk.say(HOW)


def _steps(profile: Profile) -> list[Step]:
    return [step for step in profile.steps if not step.away]


def _setting_told(talk: Talk, setting: Setting) -> str:
    session = talk.session
    if setting.id == "keys":
        return "keys: they are for the full screen."
    name = "" if setting.name.lower() == setting.id else f" ({setting.name})"
    told = settings.told(session, setting)
    changed = not setting.is_default(session.profile)
    default = f"; default {setting.default_told(session.profile, session.now())}" if changed else ""
    how = (
        f"; {ELSEWHERE[setting.id]} changes it"
        if setting.id in ELSEWHERE and ELSEWHERE[setting.id] != setting.id
        else ""
    )
    return f"{setting.id}{name}: {told}{default}{how}."


def _step_line(step: Step) -> str:
    default = f"; default {other}" if (other := step_default_told(step)) else ""
    planned = planned_said(step) if step.on else ""
    when = f" {planned}" if planned else ""
    return f"{step.id} ({words.one_line(step.name)}): {', '.join(step_told(step))}{default}.{when}"


def named(profile: Profile, line: str) -> Meant | None:
    """What ``line`` names, by its id or its name, and the rest of it; None where it names nothing."""
    low = " ".join(line.lower().split())
    known: list[tuple[str, Setting | Step]] = [
        (name, each) for each in SETTINGS for name in (each.id, each.name.lower())
    ]
    known += [
        (name, step)
        for step in _steps(profile)
        for name in (step.id, " ".join(words.one_line(step.name).lower().split()))
    ]
    found = [(name, what) for name, what in known if low == name or low.startswith(f"{name} ")]
    if not found:
        return None
    name, what = max(found, key=lambda pair: len(pair[0]))  # the first of two that are called the same
    return Meant(what, " ".join(line.split()[len(name.split()) :]))


def set_line(talk: Talk, line: str, ask: Ask) -> Sequence[str]:
    """Change what ``line`` names; what is missing is asked. The drafts that are answered by it."""
    profile = talk.session.profile
    meant = named(profile, line)
    if meant is None:
        names = ", ".join([*(each.id for each in SETTINGS), *(step.id for step in _steps(profile))])
        talk.say(f"{words.one_line(line)[:30]!r} is no setting; there are {names}." if line else HOW)
        return ()
    if isinstance(meant.what, Step):
        return (f"setup.{meant.what.id}",) if _set_step(talk, meant.what, meant.text, ask) else ()
    change = meant.what.change
    return (change.draft,) if _set(talk, meant.what, meant.text, ask) and change else ()


def _set(talk: Talk, setting: Setting, text: str, ask: Ask) -> bool:
    change = setting.change
    if change is None:
        how = f"{setting.id} without set changes it." if ELSEWHERE.get(setting.id) == setting.id else ""
        talk.say(_setting_told(talk, setting), setting.about, settings.more_about(talk.session, setting), how)
        return False
    if not text:
        asked = _asked(talk, setting)
        answer = ask(asked, change.draft, partial(_problem, talk, setting), None)
        if answer is None:
            return False
        text = answer
    return _done(talk, partial(settings.change, talk.session, setting, _meant(setting, text)), setting)


def _asked(talk: Talk, setting: Setting) -> str:
    """The question, which says what it takes, what it is now, and its default."""
    change = setting.change
    choices = change.choices if change else {}
    if setting.id == "country":
        choices = {code.lower(): told for code, told in settings.places().items()} | {"none": "all of them"}
    talk.say(setting.about, *(f"{word}: {told}." for word, told in choices.items() if word != told))
    takes = " or ".join(choices) or (change.asked if change else "")
    return f"{setting.name}, now {settings.told(talk.session, setting)}. {takes.replace('empty', 'none')}: "


def _meant(setting: Setting, text: str) -> str:
    """``text`` as the setting takes it: a word for nothing and for the default, codes in their own letters."""
    low = text.lower()
    if setting.change and low == DEFAULT:
        return setting.change.default
    if setting.change and setting.change.may_be_empty and low in (*EMPTY, "all", "all of them"):
        return ""
    if setting.id == "country":
        return next((code for code in settings.places() if code.lower() == low), text)
    return low if setting.change and setting.change.choices else text


def _problem(talk: Talk, setting: Setting, text: str) -> str | None:
    if not text:
        return "Type it, or back to leave it as it is."
    return settings.problem_with(talk.session, setting, _meant(setting, text))


def _done(talk: Talk, change: Callable[[], str], what: Setting | Step) -> bool:
    """Carry out ``change``, and say how it then stands; True once it is on disk."""
    try:
        said = change()
    except Refused as refusal:
        talk.say(str(refusal))
    except StoreError as error:
        talk.not_saved(error)
    except ValueError:
        talk.say("That does not fit this setting.")
    else:
        after = talk.session.profile.step(what.id) if isinstance(what, Step) else None
        stands = _setting_told(talk, what) if isinstance(what, Setting) else _step_line(after) if after else ""
        talk.say(stands if after is None or not after.away else "Put away; undo setting brings it back.", said)
        return True
    return False


# A step


def _set_step(talk: Talk, step: Step, text: str, ask: Ask) -> bool:
    takes = STEP_TAKES + (OWN_TAKES if step.own else ", or default")
    if not text:
        talk.say(_step_line(step))
        answer = ask(f"{words.one_line(step.name)}: {takes}: ", f"setup.{step.id}", partial(_step_problem, step), None)
        if answer is None:
            return False
        text = answer
    if problem := _step_problem(step, text):
        talk.say(problem)
        return False
    if text.lower() == DEFAULT:
        return _done(talk, partial(settings.to_default, talk.session, step), step)
    if step.kind is Kind.DOSE and text.lower() == "on":
        return _magnesium_on(talk, step)
    return _done(talk, partial(_change_step, talk, step, text), step)


def _magnesium_on(talk: Talk, step: Step) -> bool:
    """Only the gate lets it in."""
    from coach.magnesium import Magnesium

    try:
        on = Magnesium(talk.session).switch(on=True)
    except StoreError as error:
        talk.not_saved(error)
        return False
    now = talk.session.profile.step(step.id)
    talk.say(_step_line(now) if on and now else "Magnesium is off: questions opens what comes first.")
    return on


def _step_problem(step: Step, text: str) -> str | None:
    """What would be right for ``step`` instead of ``text``, or None."""
    if not text:
        return "Type it, or back to leave it as it is."
    word, _, rest = text.strip().partition(" ")
    word, rest = word.lower(), rest.strip()
    lone = (*WORDS, "earlier", "later", *(["away"] if step.own else [DEFAULT]))
    if step.kind is Kind.DOSE and text.lower() not in ("on", "off", "earlier", "later", DEFAULT):
        return "Magnesium stays optional: type on, off, earlier, later or default; questions opens its own part."
    if text.lower() in lone:
        return None
    fixed = step.kind is Kind.AVOIDED and not step.own
    if fixed and (word == "before" or _number(text) is not None or text.lower() == "any time"):
        return "It has no minutes of its own: type on, off, needed, optional, earlier, later or default."
    if text.lower() == "any time":
        return None
    if word == "before":
        return check_minutes(rest) if rest else "Type its minutes before bedtime, such as before 60."
    if word == "name" and step.own:
        return check_step_name(rest)
    if _number(text) is not None:
        return None
    takes = STEP_TAKES + (OWN_TAKES if step.own else ", or default")
    return f"{words.one_line(text)[:20]!r} is nothing it takes: type {takes}."


WORDS: dict[str, dict[str, object]] = {
    "on": {"on": True},
    "off": {"on": False},
    "needed": {"needed": True},
    "optional": {"needed": False},
}


def _number(text: str) -> int | None:
    """``20`` or ``20 min``; None where it is no such number."""
    number = text.lower().removesuffix("minutes").removesuffix("min").strip()
    return int(number) if number and check_minutes(number) is None else None


def _change_step(talk: Talk, step: Step, text: str) -> str:
    session, low = talk.session, text.lower()
    word, _, rest = text.partition(" ")
    update: dict[str, object]
    if low in ("earlier", "later"):
        session.change_profile(lambda profile: profile.moved(step.id, -1 if low == "earlier" else 1))
        return f"Now: {', '.join(words.one_line(each.name) for each in _steps(session.profile))}."
    if low in WORDS:
        update = WORDS[low]
    elif low == "away":
        update = {"on": False, "away": True}
    elif low == "any time":
        update = {"lead": None}
    elif word.lower() == "before":
        update = {"lead": int(rest)}
    elif word.lower() == "name" and step.own:
        update = {"name": rest.strip()}
    else:
        update = {"minutes": _number(text)}
    session.change_profile(lambda profile: profile.step_changed(step.id, **update))
    return settings.settled(session)


def ask_new_step(talk: Talk, ask: Ask) -> Sequence[str]:
    """A step of one's own: its name, its kind, its minutes. The drafts that are answered by it."""
    name = ask("Its name: ", "setup.own.name", check_step_name, None)
    if name is None:
        return ()
    kind = talk.field("timed, against a clock; tick, done or not; or avoided, something to do without: ", _check_kind)
    if kind is None:
        return ()
    minutes = ""
    if KINDS[kind.lower()] is Kind.TIMED:
        given = ask("Minutes, or an empty line for 10: ", "setup.own.minutes", check_minutes, None)
        if given is None:
            return ()
        minutes = given or "10"
    try:
        number = int(minutes) if minutes else None
        talk.session.change_profile(lambda profile: profile.with_own(name.strip(), KINDS[kind.lower()], number))
    except Refused as refusal:
        talk.say(str(refusal))
        return ()
    except StoreError as error:
        talk.not_saved(error)
        return ()
    talk.say(f"{words.one_line(name)} is in the routine, optional.")
    return "setup.own.name", "setup.own.minutes"


def _check_kind(text: str) -> str | None:
    return None if text.lower() in KINDS else f"{text[:20]!r} is no kind of step: type {', '.join(KINDS)}."


def take_back(talk: Talk) -> None:
    """The settings before the last change."""
    try:
        talk.say(settings.take_back(talk.session))
    except Refused as refusal:
        talk.say(str(refusal))
    except StoreError as error:
        talk.not_saved(error)
