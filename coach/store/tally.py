"""Which nights were kept, remembered beside the diary so that thirty years need not be read to count them.

A hint, no record: it names what it was told of by the file's signature or the record's SHA-256, so it cannot be out of
date, only missing. It is not synced, and where it cannot be written the next start counts again.
"""

import contextlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from coach.store import files
from coach.store.files import Signature, StoreError

TALLY = ".tally"
_FORM = 1
"""To be raised when ``Night.kept`` says something else of a night than before."""


class Year(NamedTuple):
    """What is known of a year's file: how many of its nights were kept, and which, by the sum of their records."""

    signature: Signature | None
    kept: int
    nights: dict[str, bool]


class Tally:
    """The years as they were last counted, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._years: dict[str, Year] | None = None
        self._new = False

    def year(self, name: str) -> Year:
        """What is known of the file ``name``."""
        if self._years is None:
            self._years = _read(self._folder / TALLY)
        return self._years.get(name, Year(None, 0, {}))

    def put(self, name: str, year: Year) -> None:
        """Remember ``year``. The nights one by one only of the newest file: the others are not written to."""
        years = {**(self._years or {}), name: year}
        newest = max(years)
        self._years = {n: known if n == newest else known._replace(nights={}) for n, known in years.items()}
        self._new = True

    def keep(self) -> None:
        """Leave what was put for the next start; that can wait until the first screen is there."""
        if self._new:
            self._new = False
            files.leave_hint(self._folder / TALLY, json.dumps({"form": _FORM, "years": self._years}).encode())


def _read(path: Path) -> dict[str, Year]:
    with contextlib.suppress(StoreError, ValueError, TypeError, KeyError, AttributeError):
        found = files.read(path)
        told: Any = json.loads(found[0]) if found else {}
        if told.get("form") == _FORM:
            return {name: _year(*fields) for name, fields in told["years"].items()}
    return {}


def _year(signature: Any, kept: Any, nights: Any) -> Year:
    seen = None if signature is None else (int(signature[0]), int(signature[1]), int(signature[2]))
    return Year(seen, int(kept), {str(digest): bool(was) for digest, was in nights.items()})
