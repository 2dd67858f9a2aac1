"""What every stored record shares: it never changes in place, reads its own fields, and keeps those of a newer version.

They check what they read. Pydantic does the same in ``coach.store.shapes`` for what this program did not write; to
import it and build its models takes longer than all else before the first screen, and dataclasses take 5 ms.
"""

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from enum import Enum
from math import inf
from typing import Any, ClassVar, Self, dataclass_transform

JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None
Read = Callable[[Any], Any]
"""Takes a stored value, or one that is what it would be read as; raises ValueError if it is neither."""

NOTE_LIMIT = 100_000
"""Longest text kept in one field, in characters: far beyond a night's note, short of what would slow a save."""


NOTHING: dict[str, Any] = {}
"""The default of a field that is a dict; no record changes one."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Stored:
    """A record, made as a dataclass is. ``READ`` says how each field is read; what is no field stands in ``extra``.

    A field's default is what the class has under its name.
    """

    READ: ClassVar[Mapping[str, Read]] = {}

    extra: dict[str, Any] = NOTHING

    def __init__(self, **fields: Any) -> None:
        missing = [name for name in self.READ if name not in fields and not hasattr(type(self), name)]
        unknown = fields.keys() - self.READ.keys() - {"extra"}
        if missing or unknown:
            raise TypeError(f"{type(self).__name__} lacks {missing} or has no {unknown}")
        self.__dict__.update(fields)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} never changes in place; evolve makes another")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in (*self.READ, "extra"))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._given().items())})"

    def _given(self) -> dict[str, Any]:
        """The fields without those that have their default, and without what is remembered of them."""
        return {name: value for name, value in self.__dict__.items() if name in self.READ or name == "extra"}

    @classmethod
    def of(cls, stored: object) -> Self:
        """The record whose stored fields are ``stored``.

        Raises:
            ValueError: if one makes no sense or is missing; the message begins with its name.
        """
        if isinstance(stored, cls):
            return stored
        if not isinstance(stored, dict):
            raise ValueError("its beginning")
        known: dict[str, Any] = {}
        for name, read in cls.READ.items():
            if name in stored:
                try:
                    known[name] = read(stored[name])
                except (ValueError, TypeError, OverflowError) as error:
                    raise ValueError(f"{name}: {error}") from error
            elif not hasattr(cls, name):
                raise ValueError(f"{name}: is missing")
        return cls(**known, extra={name: value for name, value in stored.items() if name not in cls.READ})

    def fields(self, *, empty: bool = False) -> dict[str, Any]:
        """The record as JSON holds it; fields that are ``empty`` only if wanted."""
        named = ((name, plain(getattr(self, name))) for name in self.READ)
        return {name: value for name, value in named if empty or value is not None} | self.extra

    def evolve(self, **update: Any) -> Self:
        """A copy with some fields replaced and nothing remembered from before."""
        return type(self)(**self._given() | update)


def plain(value: Any) -> Any:
    """``value`` as JSON holds it."""
    match value:
        case Stored():
            return value.fields()
        case Enum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case tuple() | list():
            return [plain(part) for part in value]
        case dict():
            return {name: plain(part) for name, part in value.items()}
    return value


def maybe(read: Read) -> Read:
    """``read``, or nothing."""
    return lambda value: None if value is None else read(value)


def each(read: Read, most: float = inf) -> Read:
    """A tuple of at most so many, each read by ``read``."""

    def all_of(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) > most:
            raise ValueError("is no such list")
        return tuple(map(read, value))

    return all_of


def by_name(read: Read) -> Read:
    """A dict with texts as names."""

    def named(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("is no object")
        return {any_text(name): read(part) for name, part in value.items()}

    return named


def json_value(value: Any) -> Any:
    """Anything that JSON can hold."""
    return value


def any_text(value: Any) -> str:
    """A text of at most ``NOTE_LIMIT`` characters."""
    if not isinstance(value, str) or len(value) > NOTE_LIMIT:
        raise ValueError(f"is no text of at most {NOTE_LIMIT:,} characters")
    return value


def short_text(low: int, high: int) -> Read:
    """A text of so many characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not low <= len(value) <= high:
            raise ValueError(f"is no text of {low} to {high} characters")
        return value

    return read


def yes_or_no(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false")
    return value


def whole(low: float = -inf, high: float = inf) -> Read:
    """A whole number within its bounds."""

    def read(value: Any) -> int:
        if type(value) not in (int, float) or value != value // 1 or not low <= value <= high:
            raise ValueError("is no such whole number")
        return int(value)

    return read


def amount_above_0(value: Any) -> float:
    """A number above 0."""
    if type(value) not in (int, float) or not 0 < value < inf:
        raise ValueError("is no number above 0")
    return float(value)


_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
_AS_WE_WRITE = {
    kind: re.compile(form)
    for kind, form in ((date, _DAY), (time, _CLOCK), (datetime, rf"{_DAY}T{_CLOCK}(Z|[+-]\d\d:\d\d)"))
}
"""Python reads many more forms than anyone writes here, and other readers do not."""


def _written(kind: type[Any], value: Any) -> Any:
    if type(value) is kind:
        return value
    if not isinstance(value, str) or not _AS_WE_WRITE[kind].fullmatch(value):
        raise ValueError(f"is no {kind.__name__}")
    return kind.fromisoformat(value)


def moment(value: Any) -> datetime:
    """A moment with its UTC offset, and not in the first or the last year there is: there its day turn may be none."""
    found: datetime = _written(datetime, value)
    if found.utcoffset() is None:
        raise ValueError("has no UTC offset")
    if not MINYEAR < found.year < MAXYEAR:
        raise ValueError("is in no year of a diary")
    return found


def clock_time(value: Any) -> time:
    """A wall-clock time."""
    found: time = _written(time, value)
    if found.tzinfo is not None:
        raise ValueError("is no wall-clock time")
    return found


def day(value: Any) -> date:
    """A date."""
    found: date = _written(date, value)
    return found
