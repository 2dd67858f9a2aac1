"""The whole diary as one JSON text: written so that nothing is lost, read with the distrust due to any file."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from coach.core.nights import EARLIEST, Night
from coach.core.profile import Profile
from coach.core.stored import day
from coach.core.words import spelt
from coach.store.durable import strict_json
from coach.store.files import Foreign
from coach.store.migrations import SCHEMA, upgrade
from coach.store.records import fields_of, night_at, number_of, profile_at, where_wrong

FORMAT = "evening-coach"
LATEST_TICK = 10**15
"""Milliseconds since 1970, in the year 33658. What is logged next gets a later tick, until none can be written."""


class Whole(NamedTuple):
    """What a text holds: settings, nights, and what of them could not be read: its place from 1, and why."""

    profile: Profile | None
    nights: tuple[Night, ...]
    unread: tuple[tuple[int, str], ...] = ()


def written(profile: Profile | None, nights: Iterable[Night]) -> str:
    """The diary as JSON, a night a line, the same text for the same diary."""
    rows = ",\n".join(_line(fields_of(night)) for night in nights)
    head = f'"format": "{FORMAT}",\n"schema": {SCHEMA}'
    settings = f',\n"settings": {_line(fields_of(profile))}' if profile else ""
    return f'{{\n{head}{settings},\n"nights": [\n{rows}\n]\n}}\n'


def _line(fields: dict[str, Any]) -> str:
    return spelt(json.dumps(fields, ensure_ascii=False, allow_nan=False))


def read(raw: bytes, name: str) -> Whole:
    """What ``raw``, the bytes of the file ``name``, holds.

    Raises:
        Damaged: if it is no JSON.
        Foreign: if it is another program's, or a newer coach's.
    """
    data = strict_json(raw.removeprefix(b"\xef\xbb\xbf"), name)
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("nights", []), list):
        raise Foreign(f"{name} was not made by coach export --format json.")
    schema = data.get("schema")
    if type(schema) is not int or schema < 0:
        raise Foreign(f"{name} does not say which version of the coach wrote it.")
    if schema > SCHEMA:
        raise Foreign(f"{name} was written by a newer coach; bring this one up to date to read it.")
    unread: list[tuple[int, str]] = []
    profile = _profile(data.get("settings"), schema, unread)
    nights: dict[int, Night] = {}
    for place, fields in enumerate(data.get("nights", []), 1):
        _take(place, fields, schema, nights, unread)
    return Whole(profile, tuple(nights[number] for number in sorted(nights)), tuple(unread))


def _profile(fields: Any, schema: int, unread: list[tuple[int, str]]) -> Profile | None:
    if fields is None:
        return None
    try:
        profile = profile_at(upgrade({"profile": {"1": fields}}, schema)["profile"]["1"])
        if any(tick > LATEST_TICK for tick in profile.ticks.values()):
            raise ValueError("ticks: are of no time that a diary has")
        return profile
    except ValueError as error:
        unread.append((0, f"The settings make no sense at {where_wrong(error)}."))
        return None


def _take(place: int, fields: Any, schema: int, nights: dict[int, Night], unread: list[tuple[int, str]]) -> None:
    try:
        date = day(fields.get("night") if isinstance(fields, dict) else None)
    except ValueError:
        unread.append((place, "It has no date of a night, such as 2026-11-22."))
        return
    number = number_of(date)
    fields = upgrade({"nights": {str(number): fields}}, schema)["nights"][str(number)]
    night, problem = night_at(str(number), fields)
    if number in nights:
        unread.append((place, f"The night of {date} stands twice; the first is used."))
    elif date < EARLIEST:
        unread.append((place, f"The night of {date} is before {EARLIEST.year}."))
    elif night is not None and any(change.tick > LATEST_TICK for change in night.changes):
        unread.append((place, f"The night of {date} was logged at no time that a diary has."))
    elif night is None:
        unread.append((place, f"{_sentence(problem).removesuffix('; it is kept.')}."))
    else:
        nights[number] = night
        if problem:
            unread.append((place, _sentence(problem)))


def _sentence(problem: str) -> str:
    return f"{problem[:1].upper()}{problem[1:]}"
