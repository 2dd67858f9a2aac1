"""What another file tells of a night, taken in beside what is on record: nothing gives way there unless asked."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from coach.core.merge import merge_nights
from coach.core.nights import Change, Night, Stamp
from coach.core.stored import JsonValue

PLAN = "plan"


class Taken(NamedTuple):
    """A night after something was taken in, and which of its cells were added, changed, or left as they were.

    What the file tells just as it is on record is in none of them.
    """

    night: Night
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def take_night(before: Night, other: Night, stamp: Stamp, *, replace: bool = False) -> Taken:
    """``other``, another record of the same night with its own history, taken into ``before``.

    Where nothing is on record it comes as it is, with when and where it was logged; what was taken back here since is
    logged anew. ``replace`` lets it win.
    """
    if not before.changes:
        return _told(before, merge_nights(before, other), other)
    doses = bool(before.doses) and not replace
    known = {change.id for change in before.changes}
    fresh = [
        c
        for c in other.changes
        if replace or not (c.cell in before.cells or (doses and _dose(c.cell)) or {c.id, c.undoes} & known)
    ]
    kept = other.evolve(
        changes=tuple(fresh),
        cursor=before.cursor,
        drafts={**other.drafts, **before.drafts},
        extra={**other.extra, **before.extra},
    )
    after = merge_nights(before, kept)
    wanted = {
        cell: change.value
        for cell, change in other.cells.items()
        if replace or not (cell in after.cells or (doses and _dose(cell)))
    }
    return _told(before, _overruled(after, wanted, stamp), other)


def take_cells(
    before: Night,
    cells: Mapping[str, JsonValue],
    doses: Sequence[Mapping[str, JsonValue]],
    plan: Mapping[str, JsonValue] | None,
    stamp: Stamp,
    *,
    replace: bool = False,
) -> Taken:
    """The values of ``cells``, and the fields of ``doses``, taken into ``before`` as one action.

    A night has the amounts of one telling only: were both counted, one tablet might be two.
    """
    names = {f"dose.{stamp.id}{n:x}": dict(fields) for n, fields in enumerate(doses)}
    same = [dict(fields) for fields in doses] == [dose.fields() for dose in before.doses]
    told: dict[str, JsonValue] = {**cells, **({} if same else names)}
    new = {c: v for c, v in told.items() if v != _value(before, c) and (replace or not _in_the_way(before, c))}
    if new and replace and any(_dose(cell) for cell in new):
        new = {**{cell: None for cell in before.cells if _dose(cell)}, **new}
    if new and before.plan is None and plan is not None:
        new[PLAN] = dict(plan)
    after = before.record(stamp, new) if new else before
    left = tuple(c for c, v in told.items() if c not in new and v != _value(before, c))
    return _counted(before, after)._replace(left=left)


def _in_the_way(before: Night, cell: str) -> bool:
    amount = _dose(cell) or cell == "step.magnesium"
    return cell in before.cells or (amount and "magnesium" in before.steps)


def _dose(cell: str) -> bool:
    return cell.startswith("dose.")


def _value(night: Night, cell: str) -> JsonValue:
    change: Change | None = night.cells.get(cell)
    return change.value if change else None


def _overruled(night: Night, values: Mapping[str, JsonValue], stamp: Stamp) -> Night:
    """``night`` with ``values`` where it shows something else; its amounts go where ``values`` has others."""
    new = {cell: value for cell, value in values.items() if _value(night, cell) != value}
    if any(map(_dose, values)):
        new |= {cell: None for cell in night.cells if _dose(cell) and cell not in values}
    return night.record(stamp, new) if new else night


def _told(before: Night, after: Night, other: Night) -> Taken:
    left = tuple(c for c, change in other.cells.items() if c != PLAN and _value(after, c) != change.value)
    return _counted(before, after)._replace(left=left)


def _counted(before: Night, after: Night) -> Taken:
    cells = [cell for cell in after.cells if cell != PLAN and _value(before, cell) != _value(after, cell)]
    gone = [cell for cell in before.cells if cell not in after.cells]
    added = tuple(cell for cell in cells if cell not in before.cells)
    return Taken(after, added, (*(cell for cell in cells if cell in before.cells), *gone))
