"""TOML files beside this one, each read whole and checked by a Pydantic model; what is wrong is told, never guessed."""

import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Sentence = Annotated[str, StringConstraints(min_length=3, max_length=420, strip_whitespace=True)]
"""A statement that fits the smallest screen with its source."""


class ContentError(ValueError):
    """A file of the content is missing or not what it should be; the message is one sentence."""


class Shape(BaseModel):
    """What a file, or a part of one, holds: every field in its place and none besides."""

    model_config = ConfigDict(extra="forbid", frozen=True)


FOLDER = Path(__file__).parent
Shaped = TypeVar("Shaped", bound=Shape)


def read(name: str, shape: type[Shaped], folder: Path = FOLDER) -> Shaped:
    """The file ``name`` of the content as a ``shape``.

    Raises:
        ContentError: if it is missing, no TOML, or has something missing or too much. Whoever asks then says "ask a
            pharmacist or doctor", and never "fine".
    """
    try:
        return shape.model_validate(tomllib.loads((folder / name).read_text(encoding="utf-8")))
    except OSError as error:
        raise ContentError(f"{name} of the coach cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ContentError(f"{name} of the coach, {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
    except ValueError as error:
        raise ContentError(f"{name} of the coach is no TOML file: {error}.") from error
