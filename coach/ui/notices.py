"""A notice on the desktop, through the terminal, so that it reaches the laptop at the other end of SSH."""

from collections.abc import Mapping

from coach.core.profile import NOTICES

TITLE = "Evening coach"
TIME_IS_UP = "Time is up."
TEST = "This is a test."
"""Fixed words only: a lock screen is public."""

WAYS = tuple(NOTICES)
_NEVER = ("linux", "vt", "dumb", "unknown")
"""Terminals that show no notices, and may print what they do not know."""


def shown_by(environ: Mapping[str, str]) -> bool:
    """May this terminal know what a notice is?"""
    term = environ.get("TERM", "")
    return bool(term) and not term.startswith(_NEVER)


def sequence(way: str, text: str, environ: Mapping[str, str]) -> str:
    """What makes the terminal show ``text``; "" where the person wants none or the terminal knows none.

    tmux and screen keep to themselves what they do not know, unless it is wrapped for the terminal outside. Over SSH
    from inside tmux only TERM tells of it.
    """
    written = {"osc9": f"\x1b]9;{TITLE}: {text}\x07", "osc777": f"\x1b]777;notify;{TITLE};{text}\x07"}.get(way, "")
    if not written or not shown_by(environ):
        return ""
    term = environ["TERM"]
    if environ.get("TMUX") or term.startswith("tmux"):
        doubled = written.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    return f"\x1bP{written}\x1b\\" if term.startswith("screen") else written
