"""Textual's ways out of a program, closed: pictures and files, a browser, the shell, and actions named in a text."""

import contextlib
from collections.abc import Iterator

from textual.app import App, SuspendNotSupported

ACTIONS = frozenset({"focus_next", "focus_previous"})
"""What tab does in a form."""


class ClosedApp(App[int], inherit_bindings=False):
    """An app that writes no file, starts no program and lends nobody its terminal, whatever asks for it."""

    ENABLE_COMMAND_PALETTE = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Of the app's actions only those that a key of a form is bound to, wherever their name comes from."""
        return action in ACTIONS

    def action_suspend_process(self) -> None:
        """Stay: who wants to stop the coach sends it a signal from outside."""

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        """Refuse.

        Raises:
            SuspendNotSupported: always.
        """
        raise SuspendNotSupported("The coach lends nobody its terminal.")
        yield

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Start no browser."""

    def save_screenshot(self, *_given: object, **_named: object) -> str:
        """Write no picture; its name is empty."""
        return ""

    def deliver_screenshot(self, *_given: object, **_named: object) -> None:
        """Write no picture."""

    def deliver_text(self, *_given: object, **_named: object) -> None:
        """Write no file."""

    def deliver_binary(self, *_given: object, **_named: object) -> None:
        """Write no file."""

    def _set_pointer_shape(self, shape: str) -> None:
        """There is no mouse, and a terminal that does not know the sequence rings at its end."""

    def copy_to_clipboard(self, text: str) -> None:
        """What is cut stays in the coach: a terminal would hand it to every program at the other end."""
        self._clipboard = text
