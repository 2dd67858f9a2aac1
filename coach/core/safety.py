"""Magnesium amounts: what is asked again, what is asked once more, and what is said. Never a dose suggested.

The limits and their sentences are evidence.md 2.2: EU 250 mg (SCF 2001, EFSA 2006) and US 350 mg (IOM 1997) a day from
supplements and medicines, not food; 700 mg is the project's own tripwire, twice the US limit. A clinician has not
reviewed them.
"""

import re
from enum import IntEnum
from math import isfinite
from typing import NamedTuple

EU_LIMIT = 250.0
US_LIMIT = 350.0
ALERT = 700.0
HUGE = 1500.0
ABSURD = 100_000.0
"""A hundred grams: a slip of the keys, not an amount anyone takes."""

EMERGENCY_LINE = "Trouble breathing, fainting, confusion, odd heartbeat or great weakness: call emergency services."
MAGNESIUM_LINES = (
    "The evidence for magnesium in RLS is weak and mixed. It is optional.",
    "Limits from supplements and medicines: 250 mg a day in Europe, 350 in the US. Neither is a recommended dose.",
    "Not with kidney disease, unless your kidney team says so. Keep it hours apart from other medicines: ask a "
    "pharmacist which.",
)
ENABLE_WARNING = (
    "The questions that decide whether magnesium suits you are not in this version yet.",
    "Ask a doctor or pharmacist first if you are under 18 or over 65, pregnant or breastfeeding, have kidney, heart, "
    "bowel or muscle-nerve disease, a bleeding disorder, or take any other medicine.",
)


class Level(IntEnum):
    """How serious something is: the most serious rule wins (evidence.md 2, principle 4)."""

    OK = 0
    CAUTION = 1
    REDUCE = 2
    ASK_FIRST = 3
    BLOCK = 4
    URGENT = 5
    EMERGENCY = 6


class Reason(NamedTuple):
    """Why a rule says what it says: its name, how serious it is, the sentence to show, and where that comes from."""

    id: str
    level: Level
    text: str
    source: str


class DoseNotice(NamedTuple):
    """What to say of a night's magnesium, and whether to ask "is that right?" before it is stored."""

    level: Level
    text: str
    ask: bool


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


def dose_notice(total_mg: float) -> DoseNotice:
    """What to say when a night's magnesium comes to ``total_mg``."""
    if total_mg >= ALERT:
        text = "Call a poison centre or pharmacist now, even if you feel well."
        return DoseNotice(Level.URGENT, text, ask=True)
    if total_mg > US_LIMIT:
        text = "Above both limits. Don't take more today unless a clinician set this dose."
        return DoseNotice(Level.REDUCE, text, ask=False)
    if total_mg > EU_LIMIT:
        text = "Above the European limit, within the US one; loose stools more likely; splitting helps."
        return DoseNotice(Level.CAUTION, text, ask=False)
    return DoseNotice(Level.OK, "Within both the European and the US limits.", ask=False)
