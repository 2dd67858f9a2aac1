"""Side effects and red flags: what to do about a sign, the most serious first. A clinician has not reviewed them.

The rules are evidence.md 2.3 and 2.5, held as data in ``content/triage.toml``. What is an emergency stands here once
more, so that it is shown whole even where that file is missing or wrong.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from coach.core.nights import Night


class Urgency(StrEnum):
    """How soon a sign needs somebody's eye, the least soon first."""

    MILD = "mild"
    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """A number that grows with how serious it is."""
        return tuple(Urgency).index(self)


class Group(StrEnum):
    """What a sign is about."""

    BODY = "body"
    LEGS = "legs"
    MIND = "mind"
    MAGNESIUM = "magnesium"
    MEDICINE = "medicine"
    IRON = "iron"
    SLEEP = "sleep"


class Advice(NamedTuple):
    """What to do; ``{emergency}``, ``{crisis}`` and ``{today}`` in the text become the numbers of a place."""

    text: str
    strength: str
    source: str


class Sign(NamedTuple):
    """One thing that can be noticed. ``says`` is what to do about it, ``page`` where it is asked, "" for nowhere.

    ``asks`` is a question that tells it from the sign ``then``. With one of ``worse_with`` it is an emergency.
    """

    id: str
    urgency: Urgency
    group: Group
    text: str
    says: Advice
    strength: str
    source: str
    page: str = ""
    asks: str = ""
    then: str = ""
    worse_with: tuple[str, ...] = ()


class Page(NamedTuple):
    """Signs that are asked at once, "any of these?"; a no leads to the page after it."""

    id: str
    urgency: Urgency
    title: str
    signs: tuple[Sign, ...]

    def rows(self, width: int) -> tuple[str, ...]:
        """The title and each sign, whole, in rows of ``width`` columns."""
        return (*textwrap.wrap(self.title, width), *(row for sign in self.signs for row in bullet(sign.text, width)))


class Place(NamedTuple):
    """Whom to call in a country. ``crisis`` and ``poison`` are "" where no number of their own is known."""

    code: str
    name: str
    emergency: str
    crisis: str
    poison: str
    today: str


class Upgrade(NamedTuple):
    """With which answers, medicines and more than which total in mg a mild sign is urgent (evidence.md 2.3)."""

    answers: tuple[str, ...]
    medicines: tuple[str, ...]
    total: float


class Effect(NamedTuple):
    """Something the diary offers to note after magnesium, and the sign it is."""

    text: str
    sign: str


class Triage(NamedTuple):
    """All of it, and what is said besides.

    ``worst`` is said of what is an emergency together with another sign; ``one`` of a mild sign where there is nothing
    to halve; ``upgraded`` where a mild sign is urgent, and ``raised`` tells for whom that is; ``unlisted`` of a sign
    that is not here; ``none`` where there is no sign.
    """

    signs: tuple[Sign, ...]
    pages: tuple[Page, ...]
    places: tuple[Place, ...]
    effects: tuple[Effect, ...]
    upgrade: Upgrade
    worst: Advice
    one: Advice
    upgraded: Advice
    raised: Advice
    unlisted: Advice
    none: Advice

    def sign(self, sign: str) -> Sign | None:
        """The sign called ``sign``; None if there is none."""
        return next((known for known in self.signs if known.id == sign), None)

    def page(self, page: str) -> Page | None:
        """The page called ``page``; None if there is none."""
        return next((known for known in self.pages if known.id == page), None)

    def after(self, page: str) -> Page | None:
        """The page that a no on ``page`` leads to; None after the last."""
        ids = [known.id for known in self.pages]
        at = ids.index(page) + 1 if page in ids else len(ids)
        return self.pages[at] if at < len(ids) else None

    def place(self, code: str | None) -> Place:
        """Whom to call in the country ``code``; all numbers where none, or an unknown one, was chosen."""
        return next((place for place in self.places if place.code == code), ANYWHERE)


class Outcome(NamedTuple):
    """What to do. With ``final`` nothing more is asked. ``signs`` are those that decided it."""

    urgency: Urgency
    text: str
    strength: str
    source: str
    signs: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """Is it an emergency? Then there are no further questions, no scores and no counting of nights."""
        return self.urgency is Urgency.EMERGENCY


FIRST_AID = "first aid"
OUR_OWN = "our own choice"
STANDARD = "Standard first-aid advice"
CHECK_PLACE = "Check this is right for where you are."
ASK = "Ask a pharmacist or doctor."
ANYWHERE = Place(
    code="other",
    name="Somewhere else",
    emergency="112 / 911 / 999 / 000",
    crisis="988 in the US, 116 123 in the UK and Ireland, elsewhere your emergency number",
    poison="1-800-222-1222 in the US, NHS 111 in the UK; elsewhere ask a pharmacist for it",
    today="your doctor, NHS 111 or a nurse line",
)

_EMERGENCY = Advice(
    "Stop magnesium. Call your emergency number now ({emergency}). Don't drive yourself. Take the packet with you.",
    FIRST_AID,
    STANDARD,
)
_EMERGENCY_LEGS = Advice("Call your emergency number now ({emergency}). Don't drive yourself.", FIRST_AID, STANDARD)
_CRISIS = Advice(
    "Call a crisis line now: {crisis}. In danger right now: {emergency}. Low mood is a reason to ask for help, not "
    "something to put up with.",
    FIRST_AID,
    "Standard first-aid advice; Zhuang 2019 (PMC6714009)",
)
_ASK = Advice("This cannot be judged here. " + ASK, OUR_OWN, "Our own choice: unknown is never a no")


def _red(sign: str, group: Group, text: str, says: Advice, page: str) -> Sign:
    return Sign(sign, Urgency.EMERGENCY, group, text, says, FIRST_AID, STANDARD, page)


_RED_FLAGS = (
    _red("breathing", Group.BODY, "slow, shallow or hard breathing", _EMERGENCY, "body"),
    _red("faint", Group.BODY, "fainting or collapse", _EMERGENCY, "body"),
    _red("confused", Group.BODY, "confusion", _EMERGENCY, "body"),
    _red("asleep", Group.BODY, "cannot stay awake, cannot be woken", _EMERGENCY, "body"),
    _red("heartbeat", Group.BODY, "irregular or very slow heartbeat", _EMERGENCY, "body"),
    _red("chest_pain", Group.BODY, "chest pain", _EMERGENCY, "body"),
    _red("limp", Group.BODY, "very weak: limp or cannot stand", _EMERGENCY, "body"),
    _red("swelling", Group.BODY, "swelling of face, tongue or throat", _EMERGENCY, "body"),
    _red("bleeding", Group.BODY, "bloody vomit; black stools and faint", _EMERGENCY, "body"),
    _red(
        "clot",
        Group.LEGS,
        "one leg swollen, painful, warm or discoloured, and you are breathless, have chest pain or cough blood",
        _EMERGENCY_LEGS,
        "legs",
    ),
    _red(
        "spine",
        Group.LEGS,
        "new: weak legs, numb around genitals or back passage, trouble with bladder or bowel",
        _EMERGENCY_LEGS,
        "legs",
    ),
    _red("cold_leg", Group.LEGS, "a leg suddenly cold, pale, numb and very painful", _EMERGENCY_LEGS, "legs"),
    _red("self_harm", Group.MIND, "thoughts of harming yourself", _CRISIS, "mind"),
)

# The fallback knows what is an emergency and nothing milder: all else is "ask".
BUILT_IN = Triage(
    signs=_RED_FLAGS,
    pages=tuple(
        Page(page, Urgency.EMERGENCY, title, tuple(sign for sign in _RED_FLAGS if sign.page == page))
        for page, title in (
            ("body", "Any of these, now?"),
            ("legs", "Any of these, in your legs?"),
            ("mind", "Is this on your mind?"),
        )
    ),
    places=(),
    effects=(),
    upgrade=Upgrade((), (), 0),
    worst=_EMERGENCY,
    one=_ASK,
    upgraded=_ASK,
    raised=_ASK,
    unlisted=_ASK,
    none=_ASK,
)


def triage(
    signs: Iterable[str],
    upgrades: bool,
    told: Triage = BUILT_IN,
    place: Place = ANYWHERE,
    units: float | None = None,
) -> Outcome:
    """What to do about ``signs``: the most serious wins, whatever their order (evidence.md 2.3 and 2.5).

    ``upgrades`` makes a mild sign urgent. ``units`` is how many tablets of their product the person takes at once, as
    far as that is known. A sign that is on no list is never the least serious: it is "ask".
    """
    given = dict.fromkeys(signs)
    if not given:
        return _outcome(Urgency.ROUTINE, [told.none], place, ())
    weighed = [_weighed(sign, given, upgrades, told, units) for sign in sorted(given, key=_place_of(told))]
    worst = max((urgency for urgency, _, _ in weighed), key=lambda urgency: urgency.rank)
    most = [(says, sign) for urgency, says, sign in weighed if urgency is worst]
    return _outcome(worst, [says for says, _ in most], place, tuple(sign for _, sign in most))


def page_outcome(
    page: Page, upgrades: bool, told: Triage = BUILT_IN, place: Place = ANYWHERE, units: float | None = None
) -> Outcome:
    """What is shown on a yes to ``page``: what all its signs say, each once."""
    return triage([sign.id for sign in page.signs], upgrades, told, place, units)


def upgrades(answers: Mapping[str, str], medicines: Iterable[str] | None, total: float | None, rule: Upgrade) -> bool:
    """Is a mild sign urgent for this person (evidence.md 2.3, UPGRADE)? Whatever is not known counts as yes.

    ``answers`` are those of the gate ("yes", "no", "unknown"), ``medicines`` the generic names of what is taken, None
    where that is not known, ``total`` the magnesium of the day in mg.
    """
    if any(answers.get(question, "unknown") != "no" for question in rule.answers):
        return True
    if medicines is None or total is None or not total <= rule.total:
        return True
    taken = {name.casefold() for name in medicines}
    said = answers.get("medicines", "unknown")
    if said == "unknown" or (said == "yes" and not taken):
        return True
    return any(name in taken for name in rule.medicines)


def signs_of(effects: Iterable[str], told: Triage = BUILT_IN) -> tuple[str, ...]:
    """The signs that noted side effects are; what a person wrote in words of their own stays as it is."""
    known = {effect.text: effect.sign for effect in told.effects}
    return tuple(known.get(effect, effect) for effect in effects)


def stays(nights: Iterable[Night], today: date, days: int, within: int = 14) -> bool:
    """Are side effects still there after ``days`` days, or back again (evidence.md 2.3, our own limits)?

    A night on which nothing was asked says nothing; "none" ends what was there. Looks at the ``within`` nights up to
    ``today``, and says nothing where the latest answer is "none".
    """
    first = today - timedelta(days=within - 1)
    answered = sorted(
        (night.night, bool(night.side_effects))
        for night in nights
        if night.side_effects is not None and first <= night.night <= today
    )
    if not answered or not answered[-1][1]:
        return False
    began = answered[-1][0]
    for position in range(len(answered) - 1, -1, -1):
        on, noticed = answered[position]
        if not noticed:
            return any(before for _, before in answered[:position]) or _lasts(began, answered[-1][0], days)
        began = on
    return _lasts(began, answered[-1][0], days)


def filled(text: str, place: Place) -> str:
    """``text`` with the numbers of ``place``, and the wish to check them where it has any."""
    told = with_numbers(text, place)
    dialled = any(name in text for name in ("{emergency}", "{crisis}", "{poison}")) or "111" in told
    return f"{told} {CHECK_PLACE}" if dialled else told


def with_numbers(text: str, place: Place) -> str:
    """``text`` with the numbers of ``place``; where it has no crisis line, its emergency number stands for it."""
    numbers = {
        "{emergency}": place.emergency,
        "{crisis}": place.crisis or f"your emergency number, {place.emergency}",
        "{poison}": place.poison or "ask a pharmacist for the one where you are",
        "{today}": place.today,
    }
    for name, number in numbers.items():
        text = text.replace(name, number)
    return text


def bullet(text: str, width: int) -> list[str]:
    """``text`` as an item of a list, in rows of ``width`` columns."""
    return textwrap.wrap(text, width, initial_indent="- ", subsequent_indent="  ")


def _lasts(began: date, latest: date, days: int) -> bool:
    return latest - began >= timedelta(days=days)


def _place_of(told: Triage) -> "_Order":
    return _Order([sign.id for sign in told.signs])


class _Order:
    """Signs in the order of the list, then the unlisted by name: what is said never depends on how they came."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._at = {sign: number for number, sign in enumerate(ids)}

    def __call__(self, sign: str) -> tuple[int, str]:
        return self._at.get(sign, len(self._at)), sign


def _weighed(
    name: str, given: Mapping[str, None], upgrades: bool, told: Triage, units: float | None
) -> tuple[Urgency, Advice, str]:
    sign = told.sign(name)
    if sign is None:
        return (Urgency.URGENT, told.upgraded, name) if upgrades else (Urgency.SOON, told.unlisted, name)
    if any(other in given for other in sign.worse_with):
        return Urgency.EMERGENCY, told.worst, name
    if sign.urgency is not Urgency.MILD:
        return sign.urgency, sign.says, name
    if upgrades:
        return Urgency.URGENT, told.upgraded, name
    halves = units is None or units >= 2
    return Urgency.MILD, sign.says if halves else told.one, name


def _outcome(urgency: Urgency, says: Sequence[Advice], place: Place, signs: tuple[str, ...]) -> Outcome:
    once = tuple(dict.fromkeys(says))
    text = filled(" ".join(advice.text for advice in once), place)
    strengths = dict.fromkeys(advice.strength for advice in once)
    sources = dict.fromkeys(advice.source for advice in once)
    return Outcome(urgency, text, ", ".join(strengths), "; ".join(sources), signs)
