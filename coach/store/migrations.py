"""Ordered, named steps from an older file to today's. A step is never changed once people have files of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

Tables = dict[str, dict[str, Any]]


class Step(NamedTuple):
    """``change`` turns the tables of the schema before into those of the next."""

    name: str
    change: Callable[[Tables], Tables]


def _own_steps_put_away(tables: Tables) -> Tables:
    """The first version hid an own step that was off; today one can be off and still be listed."""

    def told(step: Any) -> Any:
        hidden = isinstance(step, dict) and step.get("own") is True and step.get("on") is False
        return {**step, "away": True} if hidden else step

    def settings(fields: Any) -> Any:
        steps = fields.get("steps") if isinstance(fields, dict) else None
        return {**fields, "steps": [told(step) for step in steps]} if isinstance(steps, list) else fields

    return {
        name: {number: settings(fields) for number, fields in table.items()} if name == "profile" else table
        for name, table in tables.items()
    }


STEPS = (Step("own steps put away", _own_steps_put_away),)
SCHEMA = len(STEPS)
"""The number of today's schema: how many steps lead to it. Files of the first version say none and are 0."""


def upgrade(tables: Tables, schema: int) -> Tables:
    """``tables`` of ``schema`` as today's."""
    for step in STEPS[schema:]:
        tables = step.change(tables)
    return tables
