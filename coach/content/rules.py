"""The rules of magnesium amounts, the gate and Review, read from files and checked; numbers stand only there."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from coach.content import files
from coach.content.facts import Strength
from coach.content.files import Sentence, Shape
from coach.core import dose, escalations, gate

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(gt=0, le=1)]


class _Limits(Shape):
    eu: Positive
    us: Positive
    alert: Positive

    @model_validator(mode="after")
    def _grow(self) -> "_Limits":
        if not self.eu < self.us < self.alert:
            raise ValueError("the limits do not grow")
        return self


class _Window(Shape):
    hours: Annotated[float, Field(gt=0, le=24)]
    again: Annotated[float, Field(gt=0, le=24)]


class _Line(Shape):
    says: Sentence
    source: Sentence

    def line(self) -> dose.Line:
        return dose.Line(self.says, self.source)


class _Lines(Shape):
    ok: _Line
    caution: _Line
    reduce: _Line
    clinician: _Line
    urgent: _Line
    blocked: _Line
    label: _Line


class _Dose(Shape):
    limits: _Limits
    window: _Window
    fractions: Annotated[dict[str, Fraction], Field(min_length=1)]
    forms: dict[str, tuple[str, ...]]
    levels: _Lines

    @model_validator(mode="after")
    def _forms_are_known(self) -> "_Dose":
        if unknown := self.forms.keys() - self.fractions.keys():
            raise ValueError(f"no fraction of {', '.join(sorted(unknown))}")
        return self


class _Question(Shape):
    id: Name
    text: Sentence
    applies: gate.Applies
    says: Sentence
    source: Sentence
    critical: bool = False
    lifted_by: str = ""
    after: str = ""


class _Gate(Shape):
    days: Annotated[int, Field(gt=0, le=90)]
    questions: Annotated[tuple[_Question, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _questions_hang_together(self) -> "_Gate":
        ids = [question.id for question in self.questions]
        if len(set(ids)) != len(ids):
            raise ValueError("two questions have one name")
        for question in self.questions:
            if {question.lifted_by, question.after} - {"", *ids}:
                raise ValueError(f"{question.id} names a question that is not there")
        if gate.MEDICINES not in ids:
            raise ValueError("no question asks for medicines")
        return self


class _Row(Shape):
    model_config = ConfigDict(extra="allow", frozen=True)

    says: Sentence
    strength: Strength
    source: Sentence

    @model_validator(mode="after")
    def _the_rest_are_numbers(self) -> "_Row":
        if wrong := [name for name, value in (self.model_extra or {}).items() if type(value) not in (int, float)]:
            raise ValueError(f"{', '.join(wrong)} is no number")
        return self

    def rule(self) -> escalations.Rule:
        return escalations.Rule(self.says, self.strength, self.source, dict(self.model_extra or {}))


NUMBERS = {
    "legs": {"nights", "symptom", "mean"},
    "sleep": {"nights", "worst"},
    "tired": {"nights", "worst"},
    "worse": {"points"},
    "magnesium": {"weeks", "doses"},
    "steps": {"weeks", "kept"},
    "iron": {"months"},
    "effects": {"days"},
}
"""What each row of ``review.toml`` needs."""


class _Review(Shape):
    window: Annotated[int, Field(ge=14, le=14)]
    scored: Annotated[int, Field(ge=9, le=14)]
    again: Annotated[int, Field(ge=28, le=31)]
    legs: _Row
    sleep: _Row
    tired: _Row
    worse: _Row
    magnesium: _Row
    steps: _Row
    iron: _Row
    effects: _Row

    @model_validator(mode="after")
    def _rows_have_their_numbers(self) -> "_Review":
        for name, needed in NUMBERS.items():
            if set(getattr(self, name).model_extra or {}) != needed:
                raise ValueError(f"{name} has other numbers than it needs")
        return self


@cache
def review_rules(folder: Path = files.FOLDER) -> escalations.Rules:
    """When the diary asks for a doctor's eye.

    Raises:
        ContentError: if it cannot be read.
    """
    told = files.read("review.toml", _Review, folder)
    return escalations.Rules(
        told.window, told.scored, told.again, {name: getattr(told, name).rule() for name in NUMBERS}
    )


@cache
def dose_rules(folder: Path = files.FOLDER) -> dose.Rules:
    """The limits, fractions, window and lines of amounts.

    Raises:
        ContentError: if they cannot be read.
    """
    told = files.read("dose.toml", _Dose, folder)
    lines = {name: getattr(told.levels, name).line() for name in _Lines.model_fields}
    limits, window = dose.Limits(**dict(told.limits)), dose.Window(**dict(told.window))
    return dose.Rules(limits, window, told.fractions, dose.Lines(**lines), told.forms)


@cache
def gate_rules(folder: Path = files.FOLDER) -> gate.Gate:
    """The questions of the gate.

    Raises:
        ContentError: if they cannot be read.
    """
    told = files.read("gate.toml", _Gate, folder)
    return gate.Gate(told.days, tuple(gate.Question(**dict(question)) for question in told.questions))
