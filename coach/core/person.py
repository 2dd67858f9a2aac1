"""What a person told of themselves for the magnesium step: conditions, medicines, products, and who said yes."""

from datetime import date, time
from enum import StrEnum
from typing import ClassVar

from coach.core.stored import (
    Read,
    Stored,
    amount_above_0,
    any_text,
    clock_time,
    day,
    each,
    maybe,
    short_text,
    whole,
    yes_or_no,
)


class Said(StrEnum):
    """An answer to a question of the gate; not knowing is an answer, and never "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a label states: magnesium itself, the whole compound, or something one cannot tell."""

    ELEMENTAL = "elemental"
    COMPOUND = "compound"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where magnesium comes from; food is not counted."""

    SUPPLEMENT = "supplement"
    ANTACID = "antacid"
    LAXATIVE = "laxative"
    MULTIVITAMIN = "multivitamin"
    DRINK = "drink"


class GateAnswer(Stored):
    """One answer of the gate and the day it was given."""

    said: Said
    on: date

    READ: ClassVar[dict[str, Read]] = {"said": Said, "on": day}


class ClinicianWord(Stored):
    """My clinician, who knows about this, told me to take it: when it was told, how many mg a day, and why, as typed.

    ``about`` stands for what the clinician knew then (``coach.core.gate.told_of``): anything else since, and it is
    asked anew.
    """

    on: date
    mg: float
    reason: str
    about: str

    READ: ClassVar[dict[str, Read]] = {
        "on": day,
        "mg": amount_above_0,
        "reason": short_text(1, 2000),
        "about": any_text,
    }


class Product(Stored):
    """Something with magnesium in it. ``mg`` is what the label states for one unit (a tablet, a sachet, a glass).

    ``form`` is a form of the table in ``content/dose.toml``, None where it is not known. ``units`` is how many are
    usually taken at once, as the person said.
    """

    name: str
    mg: float
    units: float = 1.0
    form: str | None = None
    basis: Basis = Basis.UNKNOWN
    source: Source = Source.SUPPLEMENT

    READ: ClassVar[dict[str, Read]] = {
        "name": short_text(1, 200),
        "mg": amount_above_0,
        "units": amount_above_0,
        "form": maybe(any_text),
        "basis": Basis,
        "source": Source,
    }


class Medicine(Stored):
    """A medicine as typed, and its usual clock times; () where they are not known.

    ``known`` are the generic names it was found to be, () for one that is on no list of ours.
    """

    name: str
    times: tuple[time, ...] = ()
    known: tuple[str, ...] = ()

    READ: ClassVar[dict[str, Read]] = {
        "name": short_text(1, 200),
        "times": each(clock_time, most=24),
        "known": each(any_text, most=20),
    }


class Goal(Stored):
    """The change of the leg score, in points, that would make magnesium worth while: set beforehand, and when."""

    points: float
    on: date

    READ: ClassVar[dict[str, Read]] = {"points": amount_above_0, "on": day}


IRLS_MOST = 40
"""The highest total of the scale."""
LONGEST_CLINIC_NOTE = 200


class ClinicScore(Stored):
    """The IRLS total that a clinic gave, 0 to 40, with its day; the coach does not calculate it (evidence.md 3).

    ``away``: taken off again; it stays, so that a merge does not bring it back.
    """

    total: int
    on: date
    note: str = ""
    away: bool = False

    READ: ClassVar[dict[str, Read]] = {
        "total": whole(0, IRLS_MOST),
        "on": day,
        "note": short_text(0, LONGEST_CLINIC_NOTE),
        "away": yes_or_no,
    }
