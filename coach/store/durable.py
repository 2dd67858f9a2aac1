"""A ``tinydb.Storage`` that cannot tear a file, notices a flipped bit, and handles one record at the cost of one.

A file is two JSON values. The first line tells the schema, the generation, the length of the rest and a SHA-256 of
both; the rest is what TinyDB stores, a record a line, so that the one of tonight is found without parsing a year. The
sum is one of sums, each record's of its own, so that a save need not add up a year for one changed line.
"""

import contextlib
import hashlib
import json
import math
import re
from pathlib import Path
from typing import Any, NamedTuple

from tinydb.storages import Storage
from tinydb.table import Document

from coach.store import migrations
from coach.store.files import LARGEST, Damaged, Signature, Unwritable, read

UNREAD = "unread"
"""The table of what stands in a file and is no record: kept, never shown."""
_SUM = b',"sha256":"'
_HEADER = re.compile(rb'\{"coach":1,"schema":(\d{1,6}),"generation":(\d{1,15}),"bytes":(\d{1,9})')

Tables = dict[str, dict[str, Any]]
"""Tables by name, records by number; a record is a ``Line`` as read, or a dict as changed."""


class Line(bytes):
    """A record as the JSON that is stored, with its SHA-256."""

    digest: bytes

    @classmethod
    def of(cls, raw: bytes) -> "Line":
        """``raw`` with its sum."""
        line = cls(raw)
        line.digest = hashlib.sha256(raw).digest()
        return line


class Content(NamedTuple):
    """What a file holds. ``problem`` is what the person should know; ``damaged`` that another copy was taken."""

    tables: Tables
    schema: int = migrations.SCHEMA
    generation: int = 0
    signature: Signature | None = None
    problem: str = ""
    damaged: bool = False

    @property
    def newer(self) -> bool:
        """Was it written by a version after this one?"""
        return self.schema > migrations.SCHEMA


class Record(Document):
    """A TinyDB document that is parsed when it is wanted."""

    def __init__(self, value: Any, doc_id: int) -> None:
        super().__init__(parsed(value), doc_id)


def parsed(value: Any) -> Any:
    """A record as a dict."""
    return json.loads(value) if isinstance(value, bytes) else value


class StagedStorage(Storage):
    """The tables of one file, changed in memory through TinyDB. What was changed is ``changed``; nobody writes it here.

    TinyDB's own JSONStorage overwrites in place and reads the file anew for each call; this one gives a transaction.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        self.tables: Tables = dict(content.tables)
        self.changed = False

    def read(self) -> Tables | None:
        """The tables as they now stand in memory."""
        return self.tables

    def write(self, data: Tables) -> None:
        """Stage ``data``."""
        self.tables = data
        self.changed = True

    def emptied(self, table: str, key: str) -> None:
        """Let the record of ``key`` hold nothing, for an update to fill."""
        self.tables = {**self.tables, table: {**self.tables[table], key: {}}}

    def rendered(self) -> tuple[bytes, Content]:
        """The file to write, and what it will read as.

        Raises:
            Unwritable: if a newer version wrote the file, or it would not read back as what was meant.
        """
        if self.content.newer:
            raise Unwritable(f"{self.content.problem} Nothing was changed.")
        tables = {
            name: {key: value if type(value) is Line else as_line(value) for key, value in table.items()}
            for name, table in self.tables.items()
        }
        generation = self.content.generation + 1
        body = encode(tables, generation)
        if len(body) > LARGEST:
            raise Unwritable(f"This year would fill more than {LARGEST:,} bytes; nothing was changed.")
        return body, Content(tables, generation=generation)


def as_line(value: Any) -> Line:
    """A record as the JSON that is stored.

    Raises:
        Unwritable: if it would not read back as what was meant.
    """
    if isinstance(value, Line):
        return value
    with contextlib.suppress(ValueError, RecursionError):
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        if json.loads(line) == value:
            return Line.of(line)
    raise Unwritable("A record would not read back as what was meant; nothing was written.")


def encode(tables: dict[str, dict[str, Line]], generation: int, schema: int = migrations.SCHEMA) -> bytes:
    """The file that holds ``tables``."""
    parts = _parts(tables)
    head = b'{"coach":1,"schema":%d,"generation":%d,"bytes":%d' % (schema, generation, sum(map(len, parts)))
    return b"".join((head, _SUM, _sum(head, tables), b'"}\n', *parts))


def _parts(tables: dict[str, dict[str, Line]]) -> list[bytes]:
    """The body in pieces, so that a megabyte is joined once."""
    parts = [b"{"]
    for name, table in tables.items():
        parts.append(b'%s"%s":{\n' % (b"" if len(parts) == 1 else b",\n", name.encode()))
        for key, line in table.items():
            parts += (b' "', key.encode(), b'":', line, b",\n")
        parts[-1] = b"\n}" if table else parts[-1] + b"}"
    return [*parts, b"}\n"]


def _sum(head: bytes, tables: dict[str, dict[str, Line]]) -> bytes:
    """The sum of the head, of all names and numbers, and of each record's own sum."""
    digest = hashlib.sha256(head)
    for name, table in tables.items():
        digest.update("\0".join((name, *table, "")).encode())
        digest.update(b"".join([line.digest for line in table.values()]))
    return digest.hexdigest().encode()


def decode(raw: bytes, name: str) -> Content:
    """What ``raw``, the bytes of the file ``name``, holds.

    Raises:
        Damaged: if it is not what was written. An empty file is damaged too, or the next write would bury it.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # an editor's
    line, _, body = raw.partition(b"\n")
    head, _, end = line.partition(_SUM)
    header = _HEADER.fullmatch(head)
    if header is None:
        return Content(migrations.upgrade(_sound(_strict(raw, name)), 0), schema=0)
    schema, generation, length = map(int, header.groups())
    lines = _lines(body) if len(body) == length else {}
    if b"".join(_parts(lines)) != body or end != b'%s"}' % _sum(head, lines):
        raise Damaged(f"{name} is damaged: it is not what was written.")
    if schema > migrations.SCHEMA:
        told = f"{name} was written by a newer coach, so it is read only; bring this one up to date to write."
        return Content(_sound(_strict(body, name)), schema, generation, problem=told)
    if schema < migrations.SCHEMA:
        return Content(migrations.upgrade(_sound(_strict(body, name)), schema), schema, generation)
    return Content(lines, schema, generation)


def _lines(body: bytes) -> dict[str, dict[str, Line]]:
    """The records of a body that ``encode`` made, each still a line; something else of any other body."""
    tables: dict[str, dict[str, Line]] = {}
    table: dict[str, Line] = {}
    for line in body.split(b"\n"):
        if line.startswith(b' "'):
            key, _, value = line[2:].partition(b'":')
            table[key.decode(errors="replace")] = Line.of(value.removesuffix(b","))
        elif line.endswith(b":{"):
            table = tables[line.strip(b'{":').decode(errors="replace")] = {}
    return tables


def strict_json(raw: bytes, name: str) -> Any:
    """What JSON of unknown origin holds: nothing doubled, no number that is none, no depth without end.

    Raises:
        Damaged: if it is not that.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice")
        return found

    def finite(text: str) -> float:
        if math.isinf(float(text)):
            raise ValueError("a number without end")
        return float(text)

    import pydantic_core  # 30 ms: only for a file that is not just as it was written

    try:
        pydantic_core.from_json(raw, allow_inf_nan=False)  # refuses NaN, deep nesting and bad UTF-8
        return json.loads(raw, object_pairs_hook=once, parse_float=finite)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{name} is damaged: it does not read as JSON.") from error


def _strict(raw: bytes, name: str) -> Tables:
    """The tables of JSON that carries no sum, in the shape TinyDB has."""
    data = strict_json(raw, name)
    if not isinstance(data, dict) or not data or not all(isinstance(table, dict) for table in data.values()):
        raise Damaged(f"{name} is not a file of this diary.")
    return data


def _sound(tables: Tables) -> Tables:
    """``tables`` with everything that TinyDB would choke on put among the unread."""
    unread = {str(n): value for n, value in enumerate(tables.get(UNREAD, {}).values(), 1)}
    sound: Tables = {}
    for name, table in tables.items():
        if name == UNREAD:
            continue
        sound[name] = {}
        for key, value in table.items():
            if key.isascii() and key.isdecimal() and len(key) < 16 and isinstance(value, dict):
                sound[name][key] = value
            else:
                put_unread(unread, name, key, value)
    return {**sound, UNREAD: unread} if unread else sound


def put_unread(unread: dict[str, Any], table: str, key: str, value: Any) -> None:
    """Keep ``value`` where no record is looked for."""
    number = max((int(known) for known in unread), default=0) + 1
    unread[str(number)] = {"table": table, "key": key, "value": value}


def load(path: Path) -> Content:
    """What ``path`` holds, or the generation before where it is damaged or gone; nothing where there is neither.

    Raises:
        Damaged: if neither can be read.
        Foreign: if something else stands there.
    """
    problem, seen = "", None
    try:
        found = read(path)
        if found is not None:
            seen = found[1]
            return decode(found[0], path.name)._replace(signature=found[1])
    except Damaged as error:
        problem = str(error)
    before = path.with_name(f"{path.name}.bak")
    found = read(before)
    if found is None:
        if problem:
            raise Damaged(f"{problem} It was left as it is; coach check --repair saves what can be read.")
        return Content({})
    try:
        content = decode(found[0], before.name)
    except Damaged as error:
        told = f"{path.name} and the copy before it are damaged."
        raise Damaged(f"{told} They were left as they are; coach check --repair saves what can be read.") from error
    told = f"{problem or f'{path.name} was gone.'} The copy before it is used; its last answer may be missing."
    return content._replace(
        problem=told, damaged=bool(problem), signature=seen
    )  # of what was read, not of what stands there by now
