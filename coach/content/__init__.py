"""Words a clinician might correct, as data: each health statement with its strength and its source."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

STRENGTHS = ("strong", "moderate", "weak", "conflicting", "consensus", "our own choice")


class Statement(NamedTuple):
    """One health statement: what is said, how well it is founded, and on what."""

    id: str
    text: str
    strength: str
    source: str


class Guide(NamedTuple):
    """A step's words: how to do it (one line), its short version, its cautions, and why it is in the routine."""

    how: str = ""
    short: str = ""
    statements: tuple[Statement, ...] = ()


class Content(NamedTuple):
    """All of it, by step id, and the lines that belong to no step."""

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
    return parsed(Path(__file__).with_name("steps.toml").read_text(encoding="utf-8"))


def parsed(text: str) -> Content:
    """The content written as TOML in ``text``. Checked by hand: the first screen shows it, before Pydantic is loaded.

    Raises:
        ValueError: if it is not just that; a statement without a source is no statement.
    """
    import tomllib  # 3 ms that the first score does not need

    told = tomllib.loads(text)
    try:
        steps = {step: _guide(**fields) for step, fields in told.pop("steps").items()}
        content = Content(steps, _statements(told.pop("general")))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"The content has something missing or too much: {error}.") from error
    if told:
        raise ValueError(f"The content has no place for {', '.join(told)}.")
    return content


def _guide(statements: list[dict[str, Any]], **words: Any) -> Guide:
    return Guide(**words, statements=_statements(statements))


def _statements(rows: list[dict[str, Any]]) -> tuple[Statement, ...]:
    found = tuple(Statement(**row) for row in rows)
    for statement in found:
        if not all(isinstance(part, str) and part for part in statement) or statement.strength not in STRENGTHS:
            raise ValueError(f"The statement {statement.id} needs a text, a strength and a source.")
    return found
