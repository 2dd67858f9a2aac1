"""The rows of Setup, to be gone to by name."""

from coach.core.profile import SHIPPED
from coach.core.settable import GROUPS, SETTINGS, STEPS

ROWS = [
    name
    for group in GROUPS
    for name in (
        [step.id for step in SHIPPED] + ["own"] if group == STEPS else [s.id for s in SETTINGS if s.group == group]
    )
]
"""Their ids in order, with one step of a person's own behind those that ship."""


def row(name: str, *, own: bool = False) -> list[str]:
    """The keys to ``name`` from anywhere in Setup; ``own`` where there is a step of one's own."""
    rows = [r for r in ROWS if own or name == "own" or r != "own"]
    return [*["up"] * len(ROWS), *["down"] * rows.index(name)]
