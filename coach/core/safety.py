"""How serious a rule is, and the words that stand on every magnesium screen. A clinician has not reviewed them."""

from enum import IntEnum
from typing import NamedTuple

EMERGENCY_LINE = "Trouble breathing, fainting, confusion, odd heartbeat or great weakness: call emergency services."
MAGNESIUM_LINES = (
    "The evidence for magnesium in RLS is weak and mixed. It is optional.",
    "Limits from supplements and medicines: 250 mg a day in Europe, 350 in the US. Neither is a recommended dose.",
    "Not with kidney disease, unless your kidney team says so. Keep it hours apart from other medicines: ask a "
    "pharmacist which.",
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
