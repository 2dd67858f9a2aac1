"""Textual without the part that no screen here uses."""

import sys
from types import ModuleType


class _Nothing(ModuleType):
    """A module in which each name is a class that does nothing."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        nothing = type(name, (), {})
        setattr(self, name, nothing)
        return nothing


def leave_out_the_palette() -> None:
    """Have Textual load no command palette. Only before Textual itself is loaded.

    ``textual.app`` imports it into every app, with the widgets that it is made of, whether it is switched on or not
    (Textual #3754, open): a twentieth of the start. ``test_textual.py`` tells when it need not be left out any more.
    """
    if "textual.app" not in sys.modules:
        sys.modules["textual.command"] = _Nothing("textual.command")
