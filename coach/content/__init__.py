"""Words a clinician might correct, as data: each health statement with its strength and its source."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

STRENGTHS = ("strong", "moderate", "weak", "conflicting", "consensus", "our own choice", "first aid")
"""How well a statement can be founded; ``coach.content.facts`` has them in words."""
UNREADABLE = "What is known about it cannot be read here: ask a pharmacist or doctor."
"""What is said instead of statements that cannot be read; never that it is fine."""


class Guide(NamedTuple):
    """A step's words: how to do it (one line), its short version, and the ids of why it is there and of its cautions.

    The statements themselves are in ``coach.content.facts``, which is loaded when somebody asks.
    """

    how: str = ""
    short: str = ""
    why: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


class Content(NamedTuple):
    """The words of each step, by step id."""

    steps: dict[str, Guide]

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
        ValueError: if it is not just that.
    """
    import tomllib  # 3 ms that the first score does not need

    told = tomllib.loads(text)
    try:
        content = Content({step: _guide(**fields) for step, fields in told.pop("steps").items()})
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"The content has something missing or too much: {error}.") from error
    if told:
        raise ValueError(f"The content has no place for {', '.join(told)}.")
    return content


def _guide(how: str, why: list[str], cautions: list[str], short: str = "") -> Guide:
    for text in (how, short, *why, *cautions):
        if not isinstance(text, str):
            raise ValueError(f"The content has {text!r} where words belong.")
    return Guide(how, short, tuple(why), tuple(cautions))
