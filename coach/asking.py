"""What a one-line command asks back on a terminal, and how it refuses."""

import sys
from typing import Any


def confirmed(question: str) -> bool:
    """Does the person say yes? Where nobody can answer, it is no."""
    if not sys.stdin.isatty():
        return False
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def refuse_if(wrong: Any, sentence: str) -> None:
    """Raise ``Refused`` with ``sentence`` if something is ``wrong``."""
    from coach.core.routine import Refused

    if wrong:
        raise Refused(sentence)
