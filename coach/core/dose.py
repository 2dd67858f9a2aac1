"""How much magnesium it was: elemental amounts, all sources added up, and what is said. Never a dose suggested.

The rules are evidence.md 2.2, their numbers data in ``content/dose.toml``: EU 250 mg (SCF 2001, EFSA 2006) and US 350
mg (IOM 1997) a day from supplements and medicines, not food; 700 mg is the project's own tripwire, twice the US limit.
Where something is not known the larger amount counts. A clinician has not reviewed them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from math import isfinite
from typing import NamedTuple

from coach.core.person import Basis, Product, Source
from coach.core.safety import Level

ABSURD = 100_000.0
"""A hundred grams: a slip of the keys, not an amount anyone takes."""
NOON = time(12)
OTHER_SALTS = r"\b(zinc|iron|ferrous|calcium|potassium|sodium|copper|manganese|chromium|selenium|lithium)\b"
"""Beside one of these a salt may be theirs: what is not certain counts as all magnesium."""
BY_LABEL = (Source.LAXATIVE, Source.ANTACID)


class Limits(NamedTuple):
    """In mg of elemental magnesium."""

    eu: float
    us: float
    alert: float


class Window(NamedTuple):
    """``hours`` back that count beside the day; ``again``: hours within which a second dose is asked about."""

    hours: float
    again: float


class Line(NamedTuple):
    """What is said of an amount, and where it comes from."""

    says: str
    source: str


class Lines(NamedTuple):
    """What is said at each level."""

    ok: Line
    caution: Line
    reduce: Line
    clinician: Line
    urgent: Line
    blocked: Line
    label: Line


class Rules(NamedTuple):
    """Everything an amount is held against. ``fractions`` is mg of magnesium in a mg of each form."""

    limits: Limits
    window: Window
    fractions: Mapping[str, float]
    levels: Lines
    forms: Mapping[str, Sequence[str]] = {}


class Taken(NamedTuple):
    """An amount of elemental magnesium in mg, when it was taken, and what it came from."""

    mg: float
    at: datetime
    source: Source | None = None


class DoseNotice(NamedTuple):
    """What to say of ``total`` mg, and whether to ask "is that right?" before it is stored."""

    level: Level
    text: str
    ask: bool
    total: float = 0.0
    source: str = ""


def amount(text: str) -> float:
    """An amount in mg as typed, with a decimal point or comma.

    ``1,000`` and ``1.000`` are a thousand to some and one to others, so they are asked again.

    Raises:
        ValueError: with one sentence, if it is not an amount that anyone could have taken.
    """
    if re.fullmatch(r"\s*[1-9]\d{0,2}[.,]\d{3}\s*", text):
        raise ValueError(f"{text.strip()} mg can be read in two ways: type it without a point or comma.")
    try:
        mg = float(text.strip().replace(",", "."))
    except ValueError:
        raise ValueError(f"{text.strip()[:20]!r} is not an amount: type the mg of magnesium, such as 120.") from None
    if not isfinite(mg) or mg <= 0:
        raise ValueError("An amount is more than 0 mg. If none was taken, leave the step out.")
    if mg > ABSURD:
        raise ValueError(f"{mg:.0f} mg is more than anyone takes: type the mg of magnesium on the label.")
    return mg


def fraction(form: str | None, basis: Basis, rules: Rules | None) -> float:
    """Mg of magnesium in each mg that a label states: 1 unless it is the known compound that is stated."""
    if basis is not Basis.COMPOUND or form is None or rules is None:
        return 1.0
    return rules.fractions.get(form, 1.0)


def elemental(product: Product, units: float, rules: Rules | None) -> float:
    """Mg of elemental magnesium in so many units of ``product``, the larger amount where it is not certain."""
    return product.mg * units * fraction(product.form, product.basis, rules)


def form_of(typed: str, rules: Rules) -> str | None:
    """The form that ``typed`` names; None for a blend, something buffered, two forms at once, or one not known."""
    low = " ".join(re.sub(r"[^a-z]+", " ", typed.casefold()).split())
    if re.search(r"\b(blend|buffered|complex|mix)", low) or re.search(OTHER_SALTS, low):
        return None
    named = {
        form
        for form in rules.fractions
        for name in (form, *rules.forms.get(form, ()))
        if re.search(rf"\b{re.sub(r'[^a-z]+', ' ', name)}\b", low)
    }
    return named.pop() if len(named) == 1 else None


def total(doses: Iterable[Taken], now: datetime, window: Window) -> float:
    """Mg that count at ``now``: the larger of the local day from noon to noon and the last ``window.hours``.

    A calendar day would miss 23:50 and 00:10; 24 hours would add 19:00 yesterday to 18:45 today (evidence.md 2.2).
    """
    known = list(doses)
    begins, ends = _day(now)
    day = sum(dose.mg for dose in known if begins <= dose.at.timestamp() < ends)
    since = now.timestamp() - window.hours * 3600
    return max(day, sum(dose.mg for dose in known if since <= dose.at.timestamp() <= now.timestamp()))


def _day(now: datetime) -> tuple[float, float]:
    """The noons around ``now`` on its own clock, in seconds since 1970; a day of 23 or 25 hours is one too."""
    noon = now.date() if now.time() >= NOON else now.date() - timedelta(days=1)
    first, last = (datetime.combine(noon + timedelta(days=n), NOON, tzinfo=now.tzinfo).timestamp() for n in (0, 1))
    return first, last


def peak(doses: Sequence[Taken], new: Taken, now: datetime, window: Window) -> float:
    """The most that ``doses`` and ``new`` come to at any moment at which ``new`` counts: it may be logged late."""
    every = [*doses, new]
    after = [dose.at for dose in every if 0 <= dose.at.timestamp() - new.at.timestamp() <= 24 * 3600]
    moments = [*after, *([now] if new.at.timestamp() <= now.timestamp() else [])]
    totals = (total(every, moment, window) for moment in moments if _counts(new, moment, window))
    return max(totals, default=new.mg)


def _counts(dose: Taken, now: datetime, window: Window) -> bool:
    return total([dose], now, window) > 0


def again(doses: Iterable[Taken], at: datetime, window: Window) -> Taken | None:
    """The nearest dose within the hours in which "did you already take it?" is asked; None if there is none."""
    near = [dose for dose in doses if abs(dose.at.timestamp() - at.timestamp()) < window.again * 3600]
    return min(near, key=lambda dose: abs(dose.at.timestamp() - at.timestamp()), default=None)


UNREAD = "The limits cannot be read here: ask a pharmacist before you take any more."


def notice(
    mg: float,
    rules: Rules | None,
    sources: Iterable[Source | None] = (),
    *,
    clinician: bool = False,
    critical: bool = False,
) -> DoseNotice:
    """What to say when ``mg`` of elemental magnesium count, from ``sources``.

    ``clinician``: one set this dose. ``critical``: the gate found what makes any amount urgent, and no clinician
    said yes. None as ``rules``, where their file is unreadable, sends to a pharmacist.
    """
    if rules is None:
        return DoseNotice(Level.ASK_FIRST, UNREAD, ask=True, total=mg)
    level, line = _level(mg, rules, clinician=clinician, critical=critical)
    text = line.says
    if mg >= rules.limits.alert and not critical and any(source in BY_LABEL for source in sources):
        text = f"{text} {rules.levels.label.says}"
    return DoseNotice(level, text, ask=mg >= rules.limits.alert, total=mg, source=line.source)


def _level(mg: float, rules: Rules, *, clinician: bool, critical: bool) -> tuple[Level, Line]:
    limits, lines = rules.limits, rules.levels
    if critical:
        return Level.URGENT, lines.blocked
    if mg >= limits.alert:
        return Level.URGENT, lines.urgent
    if mg > limits.us:
        return Level.REDUCE, lines.clinician if clinician else lines.reduce
    if mg > limits.eu:
        return Level.CAUTION, lines.caution
    return Level.OK, lines.ok
