"""Two copies of a diary joined: every entry of both, the latest logged wins, ties the same way everywhere.

Each join is commutative, associative and idempotent, so it does not matter which machine joins what, in which order or
how often. Nothing is dropped: a night's changes are a set that only grows, and undos are changes too.
"""

import json
from typing import Any

from coach.core.nights import Change, Night
from coach.core.profile import Profile


def merge_nights(one: Night, other: Night) -> Night:
    """Both records of one night, as one."""
    changes: dict[str, Change] = {}
    for change in (*one.changes, *other.changes):
        known = changes.get(change.id)
        changes[change.id] = change if known is None else max(known, change, key=_order)
    _tick, cursor = max(_place(one), _place(other))
    unread = {_canonical(value): value for value in (*one.unread, *other.unread)}
    return one.evolve(
        extra=_newer_fields(one, other),
        changes=tuple(sorted(changes.values(), key=lambda c: (c.tick, c.device, c.id))),
        cursor=cursor or None,
        drafts=_drafts(one.drafts, other.drafts),
        unread=tuple(unread[key] for key in sorted(unread)),
    )


def _newer_fields(one: Night, other: Night) -> dict[str, Any]:
    """Fields that only a newer version knows."""
    extras = one.extra, other.extra
    names = sorted({*one.extra, *other.extra})
    return {name: max((extra[name] for extra in extras if name in extra), key=_canonical) for name in names}


def _order(change: Change) -> tuple[int, str]:
    return change.tick, _canonical(change.fields())


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _place(night: Night) -> tuple[int, str]:
    """Where its person was, and since when: whoever logged last knows best."""
    return max((change.tick for change in night.changes), default=0), night.cursor or ""


def _drafts(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    """All that is being typed; of two texts in one field the longer."""
    return {
        field: max(one.get(field, ""), other.get(field, ""), key=lambda text: (len(text), text))
        for field in sorted({*one, *other})
    }


def merge_profiles(one: Profile, other: Profile) -> Profile:
    """Both settings as one: each field and each step from where it was changed last."""
    return _whole(*_joined(_parts(one), _parts(other)))


def added_settings(here: Profile, other: Profile, *, replace: bool = False) -> Profile:
    """``here`` with what only ``other`` has: own steps, medicines, products, totals, what was never told here.

    Nothing that is told here gives way, unless ``replace`` lets ``other`` win. How far the first questions are, and
    what was shown, stay as they are. What was told before magnesium is one telling, which is never mixed of two: all of
    it comes from ``other``, or none.
    """
    mine, theirs = _parts(here), _parts(other)
    if replace and other.gate:
        mine = {name: part for name, part in mine.items() if not _of_the_gate(name)}
    elif here.gate:
        theirs = {name: part for name, part in theirs.items() if not _of_the_gate(name)}
    told = {name: part for name, part in theirs.items() if replace or mine.get(name, (0, None))[1] in _UNTOLD}
    kept = {name: part for name, part in mine.items() if name in _ITS_OWN}
    parts = {**mine, **told, **kept}
    return _whole({name: value for name, (_, value) in parts.items()}, here.ticks)


def _of_the_gate(part: str) -> bool:
    return part.startswith("gate.") or part == "clinician"


def settings_differ(one: Profile, other: Profile) -> tuple[str, ...]:
    """The parts of ``other`` that ``one`` tells otherwise, but for the order of lists."""
    mine, theirs = _parts(one), _parts(other)
    return tuple(n for n, (_, value) in theirs.items() if n not in _LAID_OUT and value != mine.get(n, (0, None))[1])


def settings_taken_back(now: Profile, before: Profile, after: Profile) -> Profile:
    """``now`` without what turned ``before`` into ``after``, where that still stands; own steps are put away."""
    parts, was, came = _parts(now), _parts(before), _parts(after)
    for name, part in came.items():
        if part[1] != was.get(name, (0, None))[1] and parts.get(name, (0, None))[1] == part[1]:
            if name in was:
                parts[name] = was[name]
            else:
                del parts[name]
    whole = _whole({name: value for name, (_, value) in parts.items()}, now.ticks)
    return whole.with_gone_away(now)


_UNTOLD: tuple[Any, ...] = (None, "", [], {})
_ITS_OWN = ("first_run", "shown")
_LAID_OUT = (*_ITS_OWN, "order", "medicines.order", "products.order")


def _whole(fields: dict[str, Any], ticks: dict[str, int]) -> Profile:
    """The settings whose parts are ``fields``."""
    steps = {name.removeprefix("step."): fields.pop(name) for name in list(fields) if name.startswith("step.")}
    order = [step_id for step_id in fields.pop("order") if step_id in steps]
    order += sorted(step_id for step_id in steps if step_id not in order)
    for kind in NAMED:
        fields[kind] = {n.removeprefix(f"{kind}."): fields.pop(n) for n in list(fields) if n.startswith(f"{kind}.")}
    for kind in LISTS:
        fields[kind] = _listed(kind, fields)
    return Profile.of({**fields, "steps": [steps[step_id] for step_id in order], "ticks": ticks})


NAMED = ("gate", "pauses", "clinic")
"""What is told one by one, each by its name."""
LISTS = ("medicines", "products")
"""Lists of things with a name. What one machine took off comes back in a join: losing a medicine is the worse fault."""


def _listed(kind: str, fields: dict[str, Any]) -> list[Any]:
    names = fields.pop(f"{kind}.order")
    items = {name.removeprefix(f"{kind}:"): fields.pop(name) for name in list(fields) if name.startswith(f"{kind}:")}
    order = [name for name in names if name in items]
    return [items[name] for name in (*order, *sorted(items.keys() - set(order)))]


_Parts = dict[str, tuple[int, Any]]


def _joined(one: _Parts, other: _Parts) -> tuple[dict[str, Any], dict[str, int]]:
    fields, ticks = {}, {}
    for name in sorted({*one, *other}):
        told = [part for part in (one.get(name), other.get(name)) if part is not None]
        tick, fields[name] = max(told, key=lambda part: (part[0], _canonical(part[1])))
        if tick:
            ticks[name] = tick
    return fields, ticks


def _parts(profile: Profile) -> _Parts:
    """The settings as parts that change by themselves, each with when it last did."""
    fields = profile.fields(empty=True)
    ticks = fields.pop("ticks")
    steps = fields.pop("steps")
    for kind in NAMED:
        fields |= {f"{kind}.{name}": value for name, value in fields.pop(kind).items()}
    for kind in LISTS:
        items = fields.pop(kind)
        fields[f"{kind}.order"] = [item["name"] for item in items]
        fields |= {f"{kind}:{item['name']}": item for item in items}
    parts = fields | {"order": _head(steps)} | {f"step.{step['id']}": step for step in steps}
    return {name: (ticks.get(name, 0), value) for name, value in parts.items()}


def _head(steps: list[Any]) -> list[str]:
    """The order of ``steps`` but for a person's own at its end that stand by their ids: those a join puts there anyway.

    Three machines may each have added one; with them in it, which two are joined first would show in the order.
    """
    ids = [step["id"] for step in steps]
    n = len(ids)
    while n and steps[n - 1]["own"] and ids[n - 1 : n + 1] == sorted(ids[n - 1 : n + 1]):
        n -= 1
    return ids[:n]


def stamped(before: Profile, after: Profile, tick: int) -> Profile:
    """``after``, each part that differs from ``before`` marked as changed at ``tick``, in milliseconds since 1970.

    A clock set back does not let an older setting win: a part's tick always grows.
    """
    was, now = _parts(before), _parts(after)
    ticks = dict(before.ticks)
    for name, (_, value) in now.items():
        if name not in was or was[name][1] != value:
            ticks[name] = max(tick, before.ticks.get(name, 0) + 1)
    return after.evolve(ticks=ticks)
