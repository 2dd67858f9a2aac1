"""Exports as the other programs write them, made from values; by their sources, not by our readers."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

LOOP_NAMES = {2: "YES_MANUAL", 1: "YES_AUTO", 0: "NO", 3: "SKIP", -1: "UNKNOWN"}


class Habit(NamedTuple):
    """A habit of Loop's, with what was marked: code or thousandths, and a note."""

    name: str
    marks: Mapping[date, tuple[int, str]]
    counts: bool = False
    unit: str = ""
    target: str = "AT_LEAST"


def written(rows: Sequence[Sequence[str]]) -> str:
    """As opencsv's CSVWriter.writeNext(row, false) does."""
    return "".join(",".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in '",\r\n') else cell


def folder_of(position: int, name: str) -> str:
    return f"{position:03} {re.sub(r'[^ a-zA-Z0-9._-]+', '', name)[:100]}".strip()


def loop_2_3(habits: Sequence[Habit]) -> dict[str, bytes]:
    head = [
        "Position",
        "Name",
        "Type",
        "Question",
        "Description",
        "FrequencyNumerator",
        "FrequencyDenominator",
        "Color",
        "Unit",
    ]
    head += ["Target Type", "Target Value", "Archived?"]
    rows, members = [head], {}
    for n, habit in enumerate(habits, start=1):
        kind = "NUMERICAL" if habit.counts else "YES_NO"
        more = [habit.unit, habit.target, "10.0"] if habit.counts else ["", "", ""]
        rows.append([f"{n:03}", habit.name, kind, "Did you?", "", "1", "1", "#FF8F00", *more, "false"])
        marks = [["Date", "Value", "Notes"]]
        for day in sorted(habit.marks, reverse=True):
            value, note = habit.marks[day]
            marks.append([day.isoformat(), LOOP_NAMES.get(value, str(value)), note])
        folder = folder_of(n, habit.name)
        members[f"{folder}/Scores.csv"] = b"Date,Score\n2026-01-01,0.0519\n"
        members[f"{folder}/Checkmarks.csv"] = written(marks).encode()
    return {"Habits.csv": written(rows).encode(), **members, **tables(habits, LOOP_NAMES)}


def loop_2_0(habits: Sequence[Habit]) -> dict[str, bytes]:
    head = ["Position", "Name", "Question", "Description", "NumRepetitions", "Interval", "Color"]
    rows = [head, *([f"{n:03}", h.name, "Did you?", "", "1", "1", "#FF8F00"] for n, h in enumerate(habits, start=1))]
    members = {
        f"{folder_of(n, h.name)}/Checkmarks.csv": "".join(
            f"{day},{h.marks[day][0]}\n" for day in sorted(h.marks, reverse=True)
        ).encode()
        for n, h in enumerate(habits, start=1)
    }
    return {"Habits.csv": written(rows).encode(), **members, **tables(habits, {})}


def tables(habits: Sequence[Habit], names: Mapping[int, str]) -> dict[str, bytes]:
    """The two tables of all habits, with names as they are and a comma after each cell."""
    head = "Date," + "".join(f"{habit.name}," for habit in habits) + "\n"
    days = sorted({day for habit in habits for day in habit.marks}, reverse=True)
    values = {day: [habit.marks.get(day, (-1, ""))[0] for habit in habits] for day in days}
    lines = [f"{day}," + "".join(f"{names.get(v, v)}," for v in values[day]) + "\n" for day in days]
    return {"Checkmarks.csv": (head + "".join(lines)).encode(), "Scores.csv": head.encode()}


def zipped(members: Mapping[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
