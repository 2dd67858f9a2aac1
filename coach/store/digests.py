"""Each year's nights in brief, remembered beside the diary so that thirty years need not be parsed to look back.

Hints, no records: like ``tally`` they name what they were told of by the file's signature and each record's SHA-256,
so they cannot be out of date, only missing. Where one cannot be written, the next look reads the nights again.
"""

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from coach.core.briefs import Brief
from coach.core.cells import QUESTIONS, Status
from coach.store import files
from coach.store.files import Signature, StoreError

_FORM = 1
"""To be raised when ``brief_of`` says something else of a night than before."""
_SCORES = tuple(QUESTIONS)

Rows = dict[str, tuple[str, Brief | None]]
"""By the number of a night: the sum of its record, and the night in brief."""


def path_of(folder: Path, name: str) -> Path:
    """Where the hint of the year's file ``name`` stands."""
    return folder / f".{name.removesuffix('.json')}.brief"


def read(folder: Path, name: str) -> tuple[Signature | None, Rows]:
    """What is remembered of the year's file ``name``, and the signature it had then."""
    with contextlib.suppress(StoreError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        found = files.read(path_of(folder, name))
        told: Any = json.loads(found[0]) if found else {}
        if told.get("form") == _FORM:
            inode, size, changed = map(int, told["signature"])
            plans = [_plan(*plan) for plan in told["plans"]]
            steps = [_answers(*answers) for answers in told["steps"]]
            rows = {number: (row[0], _brief(number, row, plans, steps)) for number, row in told["nights"].items()}
            return (inode, size, changed), rows
    return None, {}


def keep(folder: Path, name: str, signature: Signature, rows: Rows) -> None:
    """Remember ``rows`` of the year's file ``name``, for a later look."""
    plans, steps = _Numbered(), _Numbered()
    nights = {number: [digest, *_fields(brief, plans, steps)] for number, (digest, brief) in rows.items()}
    told = {"form": _FORM, "signature": signature, "plans": plans.all, "steps": steps.all, "nights": nights}
    files.leave_hint(path_of(folder, name), json.dumps(told, separators=(",", ":")).encode())


class _Numbered:
    """Values that many nights share, each told once and called by its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def all(self) -> list[Any]:
        return [json.loads(value) for value in self._numbers]

    def number(self, value: Any) -> int:
        return self._numbers.setdefault(json.dumps(value), len(self._numbers))


def _fields(brief: Brief | None, plans: _Numbered, steps: _Numbered) -> list[Any]:
    if brief is None:
        return []
    plan = plans.number([brief.needed, brief.optional, brief.bed])
    scores = [brief.scores.get(key) for key in _SCORES]
    answers = steps.number([dict(brief.steps), dict(brief.reasons)])
    return [plan, answers, scores, brief.offset, int(brief.late), brief.note]


_Plan = tuple[tuple[str, ...], tuple[str, ...], int]
_Answers = tuple[dict[str, Status], dict[str, str]]


def _plan(needed: Any, optional: Any, bed: Any) -> _Plan:
    return tuple(map(str, needed)), tuple(map(str, optional)), int(bed)


def _answers(steps: Any, reasons: Any) -> _Answers:
    return {step: Status(status) for step, status in steps.items()}, dict(reasons)


def _brief(number: str, row: list[Any], plans: list[_Plan], steps: list[_Answers]) -> Brief | None:
    if len(row) == 1:
        return None
    _, plan, answers, scores, offset, late, note = row
    needed, optional, bed = plans[plan]
    night = date(int(number[:-4]), int(number[-4:-2]), int(number[-2:]))
    told = {key: score for key, score in zip(_SCORES, scores, strict=True) if score is not None}
    done, reasons = steps[answers]
    return Brief(night, needed, optional, done, told, bed, offset, bool(late), reasons, note)
