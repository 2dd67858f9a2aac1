"""Words a clinician might correct, as data: each health statement with its strength and its source."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Strength = Literal["strong", "moderate", "weak", "conflicting", "consensus", "our own choice"]


class Statement(BaseModel):
    """One health statement: what is said, how well it is founded, and on what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    strength: Strength
    source: str


class Guide(BaseModel):
    """A step's words: how to do it (one line), its short version, its cautions, and why it is in the routine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    how: str = ""
    short: str = ""
    statements: tuple[Statement, ...] = ()


class Content(BaseModel):
    """All of it, by step id, and the lines that belong to no step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: dict[str, Guide]
    general: tuple[Statement, ...]

    def guide(self, step_id: str) -> Guide:
        """The words of a step; empty ones for a person's own."""
        return self.steps.get(step_id, Guide())


@cache
def load() -> Content:
    """The content that ships with the program.

    Raises:
        ValueError: if the file is not what it should be; a test reads it, so an installed one never is.
    """
    text = (files("coach.content") / "steps.toml").read_text(encoding="utf-8")
    return Content.model_validate(tomllib.loads(text))
