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
    fields, ticks = _joined(_parts(one), _parts(other))
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
