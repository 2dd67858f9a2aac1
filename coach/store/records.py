"""What a record is: where it stands, its fields as they are stored, and what is wrong with one that makes no sense."""

from datetime import date
from typing import Any

from coach.core.nights import Change, Night
from coach.core.profile import Profile
from coach.core.stored import Stored

SETTINGS = "settings.json"


def number_of(night: date) -> int:
    """The document number of a night, such as 20261122: TinyDB's own counter differs between sessions."""
    return night.year * 10_000 + night.month * 100 + night.day


def nights_file(year: int) -> str:
    """The file that holds the nights of ``year``."""
    return f"nights-{year:04}.json"


def fields_of(model: Stored) -> dict[str, Any]:
    """``model`` as it is stored: checked once more on the way out, and without what is empty."""
    return stored(model)[0]


def stored(model: Stored) -> tuple[dict[str, Any], Stored]:
    """``model`` as it is stored, and as that reads back."""
    fields = model.fields()
    return fields, type(model).of(fields)


def where_wrong(error: ValueError) -> str:
    """The first place of a record that makes no sense, as ``Stored.of`` tells it."""
    return str(error).partition(": ")[0]


def profile_at(fields: Any) -> Profile:
    """The settings that ``fields``, which anything may have written, tell.

    Raises:
        ValueError: if they make no sense; ``where_wrong`` tells where.
    """
    from coach.store import shapes

    return Profile.of(shapes.checked(shapes.Profile, fields))


def _change_of(fields: Any) -> Change:
    from coach.store import shapes

    return Change.of(shapes.checked(shapes.Change, fields))


def night_at(number: str, fields: Any, *, ours: bool = False) -> tuple[Night | None, str]:
    """The night that ``fields``, standing at ``number``, tell, if any; and what is wrong with them, "" if nothing.

    Pydantic reads it too, unless it is ``ours``: from a file whose sum says that this program wrote it.
    """
    try:
        night = Night.read(fields, Change.of if ours else _change_of)
    except ValueError as error:
        return None, f"the night {number} makes no sense at {where_wrong(error)}; it is kept."
    if str(number_of(night.night)) != number:
        return None, f"the night {number} says that it is {night.night}; it is kept."
    new = len(night.unread) - len(fields.get("unread") or ())
    if new > 0:
        many = f"{new} entries make no sense; they are kept." if new > 1 else "1 entry makes no sense; it is kept."
        return night, f"the night of {night.night}: {many}"
    return night, ""
