"""Which kind of file it is, by what it holds and not by its name."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from coach.exchange import harsh, loop, plain_csv, spreadsheet
from coach.exchange.found import BadFile
from coach.exchange.opened import check_members, check_size, is_zip, members_of_zip, text_of
from coach.exchange.plain_csv import Order
from coach.exchange.table import header

WOULD_BE_RIGHT = (
    "What can be read is JSON or CSV from this program, Loop's CSV export, harsh's log, or a CSV with a header and a "
    "column of dates."
)


class Kind(StrEnum):
    """The files that can be read."""

    COACH_JSON = "coach-json"
    COACH_CSV = "coach-csv"
    LOOP = "loop"
    HARSH = "harsh"
    CSV = "csv"


class Opened(NamedTuple):
    """A file whose kind is known: its text, or what it holds where it is Loop's."""

    kind: Kind
    text: str = ""
    members: Mapping[str, bytes] = {}


_OTHERS = {
    b"SQLite format 3\0": "It is a database, perhaps Loop's backup: in Loop, choose Settings, then Export as CSV.",
    b"%PDF": "It is a PDF, which cannot be read.",
    b"\x1f\x8b": "It is packed with gzip: unpack it first.",
    b"\xd0\xcf\x11\xe0": "It is an old spreadsheet: save it as CSV (UTF-8).",
}
"""How files begin that somebody may well try."""


def recognise(given: bytes | Mapping[str, bytes], name: str = "") -> Opened:
    """``given``, the bytes of a file or the files of a folder, opened; ``name`` says only which of several it is.

    Raises:
        BadFile: if it is none that can be read; the sentence says what would be.
    """
    if not isinstance(given, bytes):
        check_members(given)
        return _of_members(given)
    check_size(given)
    if is_zip(given):
        return _of_members(members_of_zip(given))
    wrong = next((says for begins, says in _OTHERS.items() if given.startswith(begins)), None)
    if wrong:
        raise BadFile(wrong)
    return _of_text(text_of(given), name)


def _of_members(members: Mapping[str, bytes]) -> Opened:
    if loop.is_loop(members):
        return Opened(Kind.LOOP, members=members)
    if "[Content_Types].xml" in members or "content.xml" in members:
        raise BadFile("It is a spreadsheet: save it as CSV (UTF-8).")
    seen = [name for name in members if not re.search(r"^__MACOSX/|(^|/)\.", name)]
    logs = [name for name in seen if name.rpartition("/")[2] == "log"]
    chosen = seen if len(seen) == 1 else logs
    if len(chosen) != 1 or is_zip(members[chosen[0]]):
        raise BadFile(f"It holds no {loop.HABITS} of Loop's and no log of harsh's. {WOULD_BE_RIGHT}")
    return _of_text(text_of(members[chosen[0]]), chosen[0])


def _of_text(text: str, name: str) -> Opened:
    if text.lstrip().startswith(("{", "[")):
        if re.search(r'"format"\s*:\s*"evening-coach"', text):
            return Opened(Kind.COACH_JSON, text)
        raise BadFile(f"It is JSON, but not from this program. {WOULD_BE_RIGHT}")
    if harsh.is_harsh(text):
        return Opened(Kind.HARSH, text)
    if _is_ours(text):
        return Opened(Kind.COACH_CSV, text)
    if plain_csv.has_dates(text):
        return Opened(Kind.CSV, text)
    if name.casefold().endswith((".csv", ".tsv")):
        plain_csv.read(text, Order.DAY_FIRST)  # says what is wrong with it
    raise BadFile(f"It is none of the files that can be read. {WOULD_BE_RIGHT}")


def _is_ours(text: str) -> bool:
    try:
        _, names = header(text)
    except BadFile:
        return False
    return spreadsheet.is_ours(names)
