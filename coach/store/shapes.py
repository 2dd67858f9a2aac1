"""What may stand in a file, as Pydantic models: the second reader, for what this program cannot know that it wrote.

A record in a file whose sum is right is read by the core alone. One from a file without our sum, and every record that
``coach check`` reads, has to please both; a test holds the two to the same. Importing this takes longer than a whole
one-line command, so it is done where it is needed.
"""

from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from coach.core.cells import Reason, Status
from coach.core.person import Basis, Said, Source
from coach.core.profile import Kind
from coach.core.stored import NOTE_LIMIT

Text = Annotated[str, Field(max_length=NOTE_LIMIT)]
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Amount = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Score = Annotated[int, Field(ge=0, le=10)] | Literal["blank"]


class _Shape(BaseModel):
    """Fields of a newer version are let be."""

    model_config = ConfigDict(extra="allow")


class StepEntry(_Shape):
    """The value of a ``step`` cell."""

    status: Status
    at: AwareDatetime | None = None
    minutes: Minutes | None = None
    reason: Reason | None = None
    text: Text | None = None
    had_at: AwareDatetime | None = None


class Dose(_Shape):
    """The value of a ``dose`` cell."""

    mg: Amount
    at: AwareDatetime | None = None
    product: Text | None = None
    stated: Amount | None = None
    form: Text | None = None
    basis: Basis | None = None
    source: Source | None = None


class Timer(_Shape):
    """The value of a ``timer`` cell."""

    total: Annotated[int, Field(ge=1)]
    ends: AwareDatetime | None = None
    left: int | None = None


class Plan(_Shape):
    """The value of the ``plan`` cell."""

    needed: tuple[Text, ...] = ()
    optional: tuple[Text, ...] = ()
    bedtime: time
    day_turn: time


CELLS: dict[str, TypeAdapter[Any]] = {
    "score": TypeAdapter(Score),
    "step": TypeAdapter(StepEntry),
    "dose": TypeAdapter(Dose),
    "timer": TypeAdapter(Timer),
    "note": TypeAdapter(Text),
    "awake_minutes": TypeAdapter(Minutes),
    "got_up": TypeAdapter(Annotated[int, Field(ge=0, le=99)]),
    "side_effects": TypeAdapter(Annotated[tuple[Text, ...], Field(max_length=20)]),
    "plan": TypeAdapter(Plan),
}


class Change(_Shape):
    """One entry of a night."""

    id: Text
    tick: int
    at: AwareDatetime
    zone: Text
    device: Text
    cell: Text
    value: JsonValue = None
    undoes: Text | None = None

    @model_validator(mode="after")
    def _holds_what_its_cell_holds(self) -> "Change":
        shape = CELLS.get(self.cell.partition(".")[0])
        if self.value is not None and shape is not None:
            shape.validate_python(self.value)
        return self


class Night(_Shape):
    """One record of a year's file."""

    night: date
    changes: tuple[Change, ...] = ()
    cursor: Text | None = None
    drafts: dict[Text, Text] = {}
    unread: tuple[JsonValue, ...] = ()


class Step(_Shape):
    """One step of the settings."""

    id: Text
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Kind
    minutes: Minutes | None = None
    needed: bool = True
    on: bool = True
    lead: int | None = None
    own: bool = False
    away: bool = False


class GateAnswer(_Shape):
    """One answer of the gate."""

    said: Said
    on: date


class ClinicianWord(_Shape):
    """A clinician's word."""

    on: date
    mg: Amount
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    about: Text


class Product(_Shape):
    """Something with magnesium in it."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    mg: Amount
    units: Amount = 1.0
    form: Text | None = None
    basis: Basis = Basis.UNKNOWN
    source: Source = Source.SUPPLEMENT


class Medicine(_Shape):
    """A medicine and its times."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    times: Annotated[tuple[time, ...], Field(max_length=24)] = ()
    known: Annotated[tuple[Text, ...], Field(max_length=20)] = ()


class Goal(_Shape):
    """The change that would matter."""

    points: Amount
    on: date


class Pause(_Shape):
    """Nights that are excused."""

    first: date
    last: date | None = None
    reason: Annotated[str, Field(max_length=200)] = ""
    away: bool = False


class ClinicScore(_Shape):
    """A total that a clinic gave."""

    total: Annotated[int, Field(ge=0, le=40)]
    on: date
    note: Annotated[str, Field(max_length=200)] = ""
    away: bool = False


class Profile(_Shape):
    """One record of the settings."""

    bedtime: time = time(23, 0)
    day_turn: time = time(12, 0)
    caffeine_cutoff: time | None = None
    theme: Text = "night"
    bell: bool = True
    notice: Text = "off"
    steps: tuple[Step, ...] = ()
    first_run: int = 0
    name: Text | None = None
    gate: dict[Text, GateAnswer] = {}
    clinician: ClinicianWord | None = None
    products: tuple[Product, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    goal: Goal | None = None
    country: Text | None = None
    iron_tested: date | None = None
    shown: dict[Text, date] = {}
    grace: Annotated[int, Field(ge=0, le=9)] = 0
    pauses: dict[Text, Pause] = {}
    clinic: dict[Text, ClinicScore] = {}
    questions: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=300)], ...], Field(max_length=20)] = ()
    ticks: dict[Text, int] = {}


def checked(shape: type[BaseModel], stored: Any) -> Any:
    """``stored``, if it has this ``shape``.

    Raises:
        ValueError: if it has not; the message begins with the place.
    """
    try:
        shape.model_validate(stored)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc'])) or 'its beginning'}: {first['msg']}") from error
    return stored
