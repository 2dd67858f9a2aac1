"""Everything a person can set, once for every door: what it is, how it is told, its default, and what it takes."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import partial
from typing import NamedTuple

from coach.core import retold, words
from coach.core.nights import night_of
from coach.core.person import Goal
from coach.core.profile import (
    LONGEST_NAME,
    LOOKS,
    MOST_GRACE,
    NOTICES,
    SHIPPED,
    Kind,
    Profile,
    Step,
    turn_fits,
)
from coach.core.typed import check_day, check_points, check_short, check_time, check_whole, read_day, read_points
from coach.core.typed import read_time as clock

STEPS = "Steps"
GROUPS = (
    "The evening",
    "The look and the bell",
    STEPS,
    "Looking back",
    "For a visit",
    "Where it is kept",
)
"""The parts of the settings, in their order; the steps stand in one of them."""
KIND_WORDS = {Kind.TIMED: "timed", Kind.TICK: "tick", Kind.AVOIDED: "avoided", Kind.DOSE: "amount"}
TURN_FITS_NOT = "A new evening begins 6 hours after bedtime at the earliest, and 3 before the next at the latest."
SWITCH = {"on": "on", "off": "off"}


class Change(NamedTuple):
    """How a setting is changed by a text, the same at every door.

    ``asked`` is what a line for it asks, ``draft`` what is being typed is kept as, ``default`` and ``value`` are texts
    that it takes. ``choices`` are all that it takes, with what each is called; without any it takes what ``check``
    passes. Where it ``may_be_empty``, an empty text takes it back.
    """

    asked: str
    draft: str
    default: str
    value: Callable[[Profile], str]
    put: Callable[[Profile, str, datetime], Profile]
    check: Callable[[str, Profile, datetime], str | None]
    choices: Mapping[str, str] = {}
    may_be_empty: bool = False


class Setting(NamedTuple):
    """One thing a person can set. ``told`` has its value in a few words; None where a profile does not know it.

    ``id`` is what one types for it. ``when`` is said behind the value where there is room. Without a ``change`` it is
    changed elsewhere, or only told.
    """

    id: str
    group: str
    name: str
    about: str
    told: Callable[[Profile, datetime], str] | None = None
    change: Change | None = None
    when: str = ""

    def problem(self, text: str, profile: Profile, now: datetime) -> str | None:
        """A sentence that says what would be right, or None where it takes ``text``."""
        if self.change is None:
            return f"{self.name} is not set by a text."
        if self.change.may_be_empty and not text.strip():
            return None
        return self.change.check(text.strip(), profile, now)

    def put(self, profile: Profile, text: str, now: datetime) -> Profile:
        """``profile`` with ``text``, which ``problem`` passed."""
        return self.change.put(profile, text.strip(), now) if self.change else profile

    def is_default(self, profile: Profile) -> bool:
        """Does it stand as it did before anybody set it?"""
        return self.change is None or self.change.value(profile) == self.change.default

    def default_told(self, profile: Profile, now: datetime) -> str:
        """Its default in words, as it would be with the other settings as they are."""
        if self.change is None or self.told is None:
            return ""
        return self.told(self.put(profile, self.change.default, now), now)


def _cutoff(profile: Profile, now: datetime) -> str:
    moment = profile.cutoff(night_of(now, profile.day_turn), now)
    return words.clock(moment) + ("" if profile.caffeine_cutoff else ", from bedtime")


def _hhmm(at: time | None) -> str:
    return f"{at:%H:%M}" if at else ""


def _check_time(text: str, _profile: Profile, _now: datetime) -> str | None:
    return check_time(text) if text else "Type a time, such as 20:51."


def _check_turn(text: str, profile: Profile, now: datetime) -> str | None:
    problem = _check_time(text, profile, now)
    return problem or (None if turn_fits(profile.bedtime, clock(text)) else TURN_FITS_NOT)


def _check_grace(text: str, _profile: Profile, _now: datetime) -> str | None:
    return check_whole(text, MOST_GRACE) if text else f"Type a whole number from 0 to {MOST_GRACE}."


def _check_choice(choices: Mapping[str, str], text: str, _profile: Profile, _now: datetime) -> str | None:
    *first, last = choices
    return None if text in choices else f"{text[:20]!r} is none of these: type {', '.join(first)} or {last}."


def _chosen(field: str, profile: Profile, text: str, _now: datetime) -> Profile:
    return profile.evolve(**{field: text})


def _choice(field: str, default: str, choices: Mapping[str, str]) -> Change:
    """One of some words, stored as it is."""
    return Change(
        "",
        f"setup.{field}",
        default,
        lambda profile: str(getattr(profile, field)),
        partial(_chosen, field),
        partial(_check_choice, choices),
        choices,
    )


def _pauses(profile: Profile, now: datetime) -> str:
    held = profile.pauses_held
    if profile.pause_open is not None:
        return f"{retold.pause_said(profile.pause_open, now.date())}"
    return f"{len(held)} time{'' if len(held) == 1 else 's'}" if held else "none"


def _clinic(profile: Profile, _now: datetime) -> str:
    last = profile.clinic_scores[-1] if profile.clinic_scores else None
    return f"{last.total} on {last.on:%d %b %Y}" if last else "none"


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}" if count else "none"


SETTINGS = (
    Setting(
        "bedtime",
        GROUPS[0],
        "Bedtime",
        "The evening is planned back from it.",
        lambda profile, _: f"{profile.bedtime:%H:%M}",
        Change(
            "Usual bedtime, HH:MM",
            "setup.bedtime",
            "23:00",
            lambda profile: _hhmm(profile.bedtime),
            lambda profile, text, _: profile.with_bedtime(clock(text)),
            _check_time,
        ),
    ),
    Setting(
        "cutoff",
        GROUPS[0],
        "No caffeine since",
        "Left empty, it is counted from bedtime.",
        _cutoff,
        Change(
            "No caffeine since HH:MM; empty counts it from bedtime",
            "setup.caffeine_cutoff",
            "",
            lambda profile: _hhmm(profile.caffeine_cutoff),
            lambda profile, text, _: profile.evolve(caffeine_cutoff=clock(text) if text else None),
            _check_time,
            may_be_empty=True,
        ),
    ),
    Setting(
        "turn",
        GROUPS[0],
        "Day turn",
        "Up to then the night before counts; then a new evening begins.",
        lambda profile, _: f"{profile.day_turn:%H:%M}",
        Change(
            "When a new evening begins, HH:MM",
            "setup.day_turn",
            "12:00",
            lambda profile: _hhmm(profile.day_turn),
            lambda profile, text, _: profile.evolve(day_turn=clock(text)),
            _check_turn,
        ),
        "when a new evening begins",
    ),
    Setting(
        "look",
        GROUPS[1],
        "Look",
        "The colours of the full screen.",
        lambda profile, _: LOOKS.get(profile.theme, profile.theme),
        _choice("theme", "night", LOOKS),
    ),
    Setting(
        "bell",
        GROUPS[1],
        "Bell",
        "The terminal's own, at the end of a timer.",
        lambda profile, _: "on" if profile.bell else "off",
        Change(
            "",
            "setup.bell",
            "on",
            lambda profile: "on" if profile.bell else "off",
            lambda profile, text, _: profile.evolve(bell=text == "on"),
            partial(_check_choice, SWITCH),
            SWITCH,
        ),
        "at the end of a timer",
    ),
    Setting(
        "notice",
        GROUPS[1],
        "Desktop notice",
        "A notice on the desktop, through the terminal; each way is tried when it is chosen.",
        lambda profile, _: NOTICES.get(profile.notice, "off"),
        _choice("notice", "off", NOTICES),
        "at the end of a timer",
    ),
    Setting("reminders", GROUPS[1], "Reminders", "They come from outside: nothing of it installs itself."),
    Setting(
        "grace",
        GROUPS[3],
        "Grace",
        retold.GRACE_ASKED,
        lambda profile, _: f"{retold.nights_said(profile.grace)} of 30" if profile.grace else "off",
        Change(
            f"Nights of any 30, 0 to {MOST_GRACE}",
            "streaks.grace",
            "0",
            lambda profile: str(profile.grace),
            lambda profile, text, _: profile.evolve(grace=int(text)),
            _check_grace,
        ),
    ),
    Setting("excused", GROUPS[3], "Excused nights", "Such as a journey or an illness: they end no streak.", _pauses),
    Setting(
        "goal",
        GROUPS[3],
        "Magnesium goal",
        "Said beforehand: which change of the leg score, in points, would make it worth while.",
        lambda profile, _: f"legs {words.number(profile.goal.points)} lower" if profile.goal else "not said",
        Change(
            "Points of the leg score, 0.5 to 10; empty: not said",
            "magnesium.goal",
            "",
            lambda profile: words.number(profile.goal.points) if profile.goal else "",
            lambda profile, text, now: _with_goal(profile, text, now),
            lambda text, _profile, _now: check_points(text),
            may_be_empty=True,
        ),
    ),
    Setting(
        "name",
        GROUPS[4],
        "Report is for",
        "The line that says whose visit report it is, as it is to stand there.",
        lambda profile, _: words.one_line(profile.name or "") or "not said",
        Change(
            "Name, date of birth or whatever is to stand there",
            "visit.name",
            "",
            lambda profile: profile.name or "",
            lambda profile, text, _: profile.evolve(name=text or None),
            lambda text, _profile, _now: check_short(text, LONGEST_NAME),
            may_be_empty=True,
        ),
    ),
    Setting(
        "ask",
        GROUPS[4],
        "Your questions",
        "What you want to ask at the next visit, in your words.",
        lambda profile, _: _count(len(profile.questions), "question"),
    ),
    Setting("clinic", GROUPS[4], "Clinic's IRLS", "Totals that a clinic gave you, each with its date.", _clinic),
    Setting(
        "iron",
        GROUPS[4],
        "Iron test",
        "When ferritin and transferrin saturation were last tested.",
        lambda profile, _: f"{profile.iron_tested:%d %b %Y}" if profile.iron_tested else "not noted",
        Change(
            "Tested on, YYYY-MM-DD; empty: not yet",
            "review.iron",
            "",
            lambda profile: f"{profile.iron_tested}" if profile.iron_tested else "",
            lambda profile, text, _: profile.evolve(iron_tested=read_day(text) if text else None),
            lambda text, _profile, now: check_day(text, now.date()),
            may_be_empty=True,
        ),
    ),
    Setting(
        "medicines",
        GROUPS[4],
        "Medicines",
        "With their usual times; they stand on the screen of magnesium.",
        lambda profile, _: str(len(profile.medicines) or "none"),
    ),
    Setting(
        "products",
        GROUPS[4],
        "Products",
        "Products with magnesium in them; they stand on the screen of magnesium.",
        lambda profile, _: _count(len(profile.products), "product"),
    ),
    Setting(
        "country",
        GROUPS[4],
        "Help lines of",
        "Whose numbers stand where it is said what to do now.",
        lambda profile, _: words.one_line(profile.country or "") or "all countries",
        Change(
            "",
            "setup.country",
            "",
            lambda profile: profile.country or "",
            lambda profile, text, _: profile.evolve(country=text or None),
            lambda _text, _profile, _now: None,  # the countries are content, which the core does not read
            may_be_empty=True,
        ),
    ),
    Setting("folder", GROUPS[5], "Data folder", "All of the diary is in it."),
    Setting("keys", GROUPS[5], "Keys", "Every key of the full screen can be another one."),
)
"""Everything but the steps, in its order."""


def _with_goal(profile: Profile, text: str, now: datetime) -> Profile:
    """What was said beforehand stays so: the same points said again change nothing."""
    if not text:
        return profile.evolve(goal=None)
    points = read_points(text)
    if profile.goal is not None and profile.goal.points == points:
        return profile
    return profile.evolve(goal=Goal(points=points, on=night_of(now, profile.day_turn)))


def setting(name: str) -> Setting:
    """The setting with the id ``name``."""
    return next(each for each in SETTINGS if each.id == name)


def step_told(step: Step) -> tuple[str, str, str]:
    """``on``, ``needed`` and ``15 min``, or what kind it is."""
    minutes = f"{step.minutes} min" if step.minutes else KIND_WORDS[step.kind]
    return "on" if step.on else "off", "needed" if step.needed else "optional", minutes


def planned_said(step: Step) -> str:
    """How long before bedtime it is planned, in a sentence; "" where that is not the person's to say."""
    if step.kind in (Kind.AVOIDED, Kind.DOSE) and not step.own:
        return ""
    return "At any time." if step.lead is None else f"Planned {words.about(step.lead)} before bedtime."


def step_default(step: Step) -> Step | None:
    """``step`` as it is without a setting of the person's; None for one of their own."""
    return next((shipped for shipped in SHIPPED if shipped.id == step.id), None)


def step_default_told(step: Step) -> str:
    """What of ``step`` is not its default, as it would be then: ``off, 15 min``; "" where all of it is, or none."""
    shipped = step_default(step)
    if shipped is None or shipped == step:
        return ""
    told = [default for default, now in zip(step_told(shipped), step_told(step), strict=True) if default != now]
    return ", ".join(told) or planned_said(shipped).rstrip(".").lower()


def differing(before: Profile, after: Profile, now: datetime) -> list[str]:
    """The names of what differs between two settings, as a person knows them."""
    names = [s.name for s in SETTINGS if s.told and s.told(before, now) != s.told(after, now)]
    was, steps = {step.id: step for step in before.steps}, {step.id: step for step in after.steps}
    names += [words.one_line(step.name) for step in (was | steps).values() if was.get(step.id) != steps.get(step.id)]
    kept = [[step.id for step in profile.steps if not step.away] for profile in (before, after)]
    if not names and kept[0] != kept[1]:
        names.append("the order of the steps")
    return names
