"""What a record is: where it stands, its fields as they are stored, and what is wrong with one that makes no sense."""

from datetime import date
from typing import Any

from pydantic import ValidationError

from coach.core.nights import Night, Stored

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
    fields = model.model_dump(mode="json", exclude_none=True)
    return fields, type(model).model_validate(fields)


def where_wrong(error: ValidationError) -> str:
    """The first place of a record that makes no sense."""
    return ".".join(map(str, error.errors()[0]["loc"])) or "its beginning"


def night_at(number: str, fields: Any) -> tuple[Night | None, str]:
    """The night that ``fields``, standing at ``number``, tell, if any; and what is wrong with them, "" if nothing."""
    try:
        night = Night.read(fields)
    except ValidationError as error:
        return None, f"the night {number} makes no sense at {where_wrong(error)}; it is kept."
    if str(number_of(night.night)) != number:
        return None, f"the night {number} says that it is {night.night}; it is kept."
    new = len(night.unread) - len(fields.get("unread") or ())
    if new > 0:
        many = f"{new} entries make no sense; they are kept." if new > 1 else "1 entry makes no sense; it is kept."
        return night, f"the night of {night.night}: {many}"
    return night, ""
