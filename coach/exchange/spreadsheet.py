"""The diary as a table, one row a night, for a spreadsheet; and the same table read back."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from coach.core.cells import BLANK, QUESTIONS, Reason, Status, cell_value
from coach.core.dose import ABSURD
from coach.core.nights import EARLIEST, Night
from coach.core.scores import leg_score
from coach.core.stored import JsonValue
from coach.core.words import number
from coach.exchange.found import BadFile, Found, Row, Unread
from coach.exchange.sheet import number_of

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""What a cell may not begin with, or a spreadsheet would run it (OWASP, CSV injection); and the sign put before it."""
PARTS = ("minutes", "at", "why", "had_at")
"""What may be known of a step besides how it stands."""
PLAIN = ("awake_minutes", "got_up")


class Column(NamedTuple):
    """A column: its name and what stands in it, for the data dictionary."""

    name: str
    means: str
    holds: str


def columns(steps: Sequence[str], names: Mapping[str, str]) -> list[Column]:
    """The columns of a table with ``steps``, whose ``names`` a person knows them by."""
    scores = [
        Column(
            f"score.{q.key}",
            q.text,
            f"0 ({q.low}) to 10 ({q.high}), or {BLANK}: asked and left blank; empty: not asked",
        )
        for q in QUESTIONS.values()
    ]
    return [
        Column("night", "the date of its evening", "2026-11-22"),
        Column(
            "kept", "was every needed step done, short or left out, and one at least done?", "yes or no; not read back"
        ),
        Column("asked_needed", "the steps that were needed that night", "their names, with spaces between"),
        Column("asked_optional", "the steps that were optional that night", "their names, with spaces between"),
        Column("bedtime", "the usual bedtime then", "23:00"),
        Column("day_turn", "when a new evening began then", "12:00"),
        *scores,
        Column("leg_score", LEG_SCORE, "0 to 10; not read back"),
        *(column for step in steps for column in _step_columns(step, names.get(step, step))),
        Column(
            "magnesium_mg",
            "all magnesium of the night, in mg of magnesium itself",
            "120; read only without doses",
        ),
        Column("doses", "each amount with its time and what it was", "JSON: a list of objects"),
        Column("awake_minutes", "minutes awake in the night", "0 to 1440"),
        Column("got_up", "times got up in the night", "0 to 99"),
        Column("side_effects", "what was noticed after magnesium", "none, or words with ; between"),
        Column("note", "the note", "text, with its lines"),
    ]


LEG_SCORE = "the mean of legs_before, falling_asleep and during_night, from two of them on: our own unvalidated summary"


def _step_columns(step: str, name: str) -> Iterator[Column]:
    yield Column(f"step.{step}", name, "done, minimum (the short version), excused (left out), missed; empty: not told")
    yield Column(f"step.{step}.minutes", f"{name}: how long", "0 to 1440")
    yield Column(f"step.{step}.at", f"{name}: when it was done", "2026-11-22T20:51:00+01:00")
    yield Column(f"step.{step}.why", f"{name}: why it was left out", f"{', '.join(Reason)}, or own words")
    yield Column(f"step.{step}.had_at", f"{name}: when some was had after all", "2026-11-22T15:30:00+01:00")


def steps_of(nights: Iterable[Night], known: Iterable[str]) -> list[str]:
    """The steps that ``nights`` answered or asked, those of ``known`` first and in their order."""
    used: dict[str, None] = {}
    for night in nights:
        plan = night.plan
        asked = (*plan.needed, *plan.optional) if plan else ()
        answered = (cell.removeprefix("step.") for cell in night.cells if cell.startswith("step."))
        used |= dict.fromkeys((*asked, *answered))
    order = [step for step in known if step in used]
    return [*order, *(step for step in used if step not in order)]


def written(nights: Sequence[Night], names: Mapping[str, str]) -> str:
    """``nights`` as a table; ``names`` are the steps by their ids, in the order of their columns."""
    rows = [_row(night) for night in nights]
    header = [column.name for column in _used(rows, nights, names)]
    return _csv([header, *([row.get(name, "") for name in header] for row in rows)])


def dictionary(nights: Sequence[Night], names: Mapping[str, str]) -> str:
    """What each column of the table means and holds, as a table."""
    rows = [_row(night) for night in nights]
    return _csv([Column._fields, *_used(rows, nights, names)])


def _used(rows: Sequence[Mapping[str, str]], nights: Sequence[Night], names: Mapping[str, str]) -> list[Column]:
    """All columns but the parts of steps that no night tells of: of five for each step, most would be empty."""
    filled = {name for row in rows for name in row}
    told = columns(steps_of(nights, names), names)
    return [column for column in told if column.name in filled or column.name.count(".") < 2]


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _row(night: Night) -> dict[str, str]:
    plan, legs, doses = night.plan, leg_score(night), night.doses
    row = {"night": night.night.isoformat(), "kept": "yes" if night.kept else "no"}
    if plan is not None:
        row |= {"asked_needed": " ".join(plan.needed), "asked_optional": " ".join(plan.optional)}
        row |= {"bedtime": f"{plan.bedtime:%H:%M}", "day_turn": f"{plan.day_turn:%H:%M}"}
    for cell, change in night.cells.items():
        row |= _cell(cell, change.value)
    if legs is not None:
        row["leg_score"] = f"{legs:.2f}"
    if doses:
        row["magnesium_mg"] = number(night.magnesium_mg)
        row["doses"] = json.dumps([dose.fields() for dose in doses], ensure_ascii=False)
    return row


def _cell(cell: str, value: JsonValue) -> dict[str, str]:
    kind = cell.partition(".")[0]
    if kind == "step" and isinstance(value, dict):
        own = value.get("text") if value.get("reason") in (None, Reason.OTHER) else None
        told = {"": value.get("status"), ".why": own or value.get("reason")}
        told |= {f".{part}": value.get(part) for part in PARTS if part != "why"}
        return {f"{cell}{part}": str(known) for part, known in told.items() if known is not None}
    if kind == "score" or cell in (*PLAIN, "note"):
        return {cell: str(value)}
    if cell == "side_effects" and isinstance(value, list):
        return {cell: _effects_said([str(effect) for effect in value])}
    return {}


def _effects_said(effects: list[str]) -> str:
    simple = all(re.fullmatch(r"[^;\s\[](?:[^;\r\n]*[^;\s])?", effect) for effect in effects) and effects != ["none"]
    return ("; ".join(effects) or "none") if simple else json.dumps(effects, ensure_ascii=False)


# Read back


def is_ours(header: Sequence[str]) -> bool:
    """Is this the first line of such a table?"""
    return header[:1] == ["night"] and "asked_needed" in header


def read(rows: Iterable[tuple[int, Sequence[str]]], latest: date) -> Found:
    """The nights of the table ``rows``, each with its line; the first is the header.

    Raises:
        BadFile: if it is no such table.
    """
    lines = iter(rows)
    header = list(next(lines, (0, ()))[1])
    if not is_ours(header):
        raise BadFile("Its first line is not that of a table made by coach export: it begins with night.")
    if twice := {name for name in header if name and header.count(name) > 1}:
        raise BadFile(f"The column {sorted(twice)[0]!r} stands twice; one of them has to go.")
    found: list[Row] = []
    unread: list[Unread] = []
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            try:
                found.append(_read_row(dict(zip(header, map(_meant, cells), strict=False)), line, latest))
            except ValueError as error:
                unread.append(Unread(line, str(error)))
    return Found(tuple(found), tuple(unread))


def _meant(cell: str) -> str:
    return cell.removeprefix("'")


def _read_row(row: dict[str, str], line: int, latest: date) -> Row:
    night = _night(row["night"], latest)
    cells: dict[str, JsonValue] = {}
    for name, text in row.items():
        kind, _, rest = name.partition(".")
        if text == "":
            continue
        if kind == "score":
            cells[name] = text if text == BLANK else _whole(name, text)
        elif kind == "step" and rest.rpartition(".")[2] not in PARTS:
            cells[name] = _step(name, row)
        elif name in PLAIN:
            cells[name] = _whole(name, text)
        elif name == "side_effects":
            cells[name] = _effects(text)
        elif name == "note":
            cells[name] = text
    for cell, value in cells.items():
        _checked(cell, value)
    return Row(night, cells, _doses(row), _plan(row), line)


def _night(text: str, latest: date) -> date:
    try:
        night = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        raise ValueError(f"{text!r} is no date of the calendar") from None
    if night is None:
        raise ValueError(f"{text[:20]!r} is not a date: write it as 2026-11-22")
    if night < EARLIEST:
        raise ValueError(f"the night of {night} is before {EARLIEST.year}")
    if night > latest:
        raise ValueError(f"the night of {night} has not come yet")
    return night


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,5}(\.0+)?", text):
        raise ValueError(f"{name}: {text[:20]!r} is not a whole number")
    return int(float(text))


def _checked(cell: str, value: JsonValue) -> None:
    try:
        cell_value(cell, value)
    except (ValueError, TypeError) as error:
        given = "" if isinstance(value, dict | list) else f": {str(value)[:40]!r}"
        raise ValueError(f"{str(error).replace(': ', ' ')}{given}") from None
    if cell.startswith("score.") and cell.partition(".")[2] not in QUESTIONS:
        raise ValueError(f"there is no score called {cell.partition('.')[2]!r}")


def _step(name: str, row: Mapping[str, str]) -> JsonValue:
    status = row[name].strip().lower()
    if status not in (Status.DONE, Status.MINIMUM, Status.EXCUSED, Status.MISSED):
        raise ValueError(f"{name}: {status[:20]!r} is not done, minimum, excused or missed")
    entry: dict[str, JsonValue] = {"status": status}
    for part in ("at", "minutes"):
        if text := row.get(f"{name}.{part}"):
            entry[part] = _whole(f"{name}.{part}", text) if part == "minutes" else text
    if why := row.get(f"{name}.why"):
        known = why in tuple(Reason)
        entry |= {"reason": why} if known else {"reason": str(Reason.OTHER), "text": why}
    if had := row.get(f"{name}.had_at"):
        entry["had_at"] = had
    return entry


def _effects(text: str) -> list[JsonValue]:
    if text.startswith("["):
        return list(_json("side_effects", text, lambda value: isinstance(value, list)))
    return [] if text == "none" else [effect.strip() for effect in text.split(";") if effect.strip()]


def _doses(row: Mapping[str, str]) -> tuple[Mapping[str, JsonValue], ...]:
    if text := row.get("doses", ""):
        doses = _json("doses", text, lambda v: isinstance(v, list) and all(isinstance(dose, dict) for dose in v))
    elif text := row.get("magnesium_mg", ""):
        doses = [{"mg": _amount(text)}]
    else:
        return ()
    for dose in doses:
        _checked("dose", dose)
        if dose["mg"] > ABSURD:
            raise ValueError(
                f"{number(dose['mg'])} mg is more than anyone takes: is it magnesium itself, as on the label?"
            )
    return tuple(doses)


def _amount(text: str) -> float:
    amount = number_of(text)
    if amount is None:
        raise ValueError(f"magnesium_mg: {text[:20]!r} is not an amount in mg")
    return amount


def _json(name: str, text: str, fits: Callable[[Any], bool]) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not fits(value):
        raise ValueError(f"{name}: {text[:20]!r} is not the JSON that stands there")
    return value


def _plan(row: Mapping[str, str]) -> Mapping[str, JsonValue] | None:
    if not (row.get("asked_needed") or row.get("asked_optional")) or not row.get("bedtime"):
        return None
    plan: dict[str, JsonValue] = {
        "bedtime": _clock(row["bedtime"]),
        "day_turn": _clock(row.get("day_turn") or "12:00"),
        "needed": list(row.get("asked_needed", "").split()),
        "optional": list(row.get("asked_optional", "").split()),
    }
    _checked("plan", plan)
    return plan


def _clock(text: str) -> str:
    return f"{text}:00" if re.fullmatch(r"\d\d:\d\d", text) else text
