"""What this terminal can do, as its name, its description and the locale tell; it is asked nothing itself."""

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from rich.color import ColorSystem

_FALSE_PROMISES = ("linux", "screen", "vt")
"""Terminals that hand COLORTERM on from around them: 24 bits of colour would become other codes, or blinking."""


class Ability(NamedTuple):
    """Which colours a terminal has, None for none; and whether it erases in the colour that is set."""

    colours: ColorSystem | None
    erases: bool


def ability(environ: Mapping[str, str]) -> Ability:
    """What the terminal of ``environ`` can do; where its description is not known, what most can."""
    term = environ.get("TERM") or "dumb"
    described = _described(term)
    count, erases = described or (256 if term.endswith("256color") else 8, False)
    colourless = bool(environ.get("NO_COLOR"))
    return Ability(None if colourless else _colours(term, count, environ.get("COLORTERM", "")), erases)


def _colours(term: str, count: int, told: str) -> ColorSystem | None:
    if count < 8:
        return None
    if told.strip().lower() in ("truecolor", "24bit") and (count >= 256 or not term.startswith(_FALSE_PROMISES)):
        return ColorSystem.TRUECOLOR
    return ColorSystem.EIGHT_BIT if count >= 256 else ColorSystem.STANDARD


def _described(term: str) -> tuple[int, bool] | None:
    """How many colours, and whether it erases in them; None where the system does not know ``term``."""
    import curses

    try:
        curses.setupterm(term, 1)  # the first call in a process is the one that counts
        return curses.tigetnum("colors"), curses.tigetflag("bce") > 0
    except curses.error:
        return None


def speaks_unicode() -> bool:
    """Can the locale show more than ASCII? In the locale C Python writes UTF-8 all the same, unasked."""
    encoding = getattr(sys.__stdout__, "encoding", None) or "ascii"
    unasked = sys.flags.utf8_mode and os.environ.get("PYTHONUTF8") != "1" and "utf8" not in sys._xoptions
    return encoding.lower().replace("-", "") == "utf8" and not unasked
