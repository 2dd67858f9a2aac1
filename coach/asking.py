"""What a one-line command asks back on a terminal, and how it refuses."""

import sys
from typing import Any


def somebody_there() -> bool:
    """Can anybody answer?"""
    return sys.stdin.isatty()


def answer(question: str) -> str | None:
    """What the person answers, without the blanks around it; None where nobody can, or they ended the input."""
    if not somebody_there():
        return None
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        print(file=sys.stderr)  # Ctrl-D leaves the cursor behind the question
        return None
    return line.strip()


def confirmed(question: str) -> bool:
    """Does the person say yes? Where nobody can answer, it is no."""
    return (answer(question) or "").lower() in ("y", "yes")


def refuse_if(wrong: Any, sentence: str) -> None:
    """Raise ``Refused`` with ``sentence`` if something is ``wrong``."""
    from coach.core.routine import Refused

    if wrong:
        raise Refused(sentence)
