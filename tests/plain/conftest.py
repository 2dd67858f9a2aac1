"""A person who types lines, and what they read: the terminal is a list."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from coach.core.nights import Night
from coach.plain.door import Door
from coach.plain.lines import Lines
from coach.session import Session


class Cut(str):
    """A line that the terminal cut."""

    __slots__ = ()


Said = str | Callable[[], object] | BaseException | type[BaseException]


class Typist(Lines):
    """Types the lines of a script. A function in it happens while nobody types; an exception ends or interrupts."""

    def __init__(self, script: Sequence[Said], *, live: bool = True, columns: int | None = None) -> None:
        super().__init__(None, None)
        self.script = list(script)
        self.live = live
        self.columns = columns
        self.paper = ""
        self.rung = 0
        self.forgot = 0
        self.waits: list[float | None] = []

    @property
    def _beside(self) -> bool:
        return self.live

    @property
    def width(self) -> int | None:
        return self.columns

    def line(self, seconds: float | None = None) -> str | None:
        self.waits.append(seconds)
        if not self.script:
            raise EOFError
        said = self.script.pop(0)
        self.cut = isinstance(said, Cut)
        if isinstance(said, str):
            self.paper += f"{said}\n" if self.live else ""
            self._open = False
            return said
        if callable(said) and not isinstance(said, type):
            said()
            return None
        raise said

    def waiting(self) -> bool:
        return False

    def forget(self) -> None:
        self.forgot += 1

    def ring(self) -> None:
        self.rung += 1

    def _put(self, data: bytes) -> None:
        self.paper += data.decode()


class Told:
    """What came of it."""

    def __init__(self, code: int, lines: Typist, session: Session) -> None:
        self.code = code
        self.lines = lines
        self.session = session

    @property
    def paper(self) -> str:
        return self.lines.paper

    @property
    def night(self) -> Night:
        return self.session.night()

    def after(self, words: str) -> str:
        """The paper behind the last ``words``."""
        assert words in self.paper, self.paper
        return self.paper.rpartition(words)[2]


Typing = Callable[..., Told]


@pytest.fixture
def typing(session: Session, open_session: Callable[..., Session]) -> Typing:
    """Open the coach in plain lines on the diary of this test, type ``script``, and leave at its end."""

    def typed(*script: Said, start: Any = "auto", device: str = "laptop", **how: Any) -> Told:
        opened = open_session(device=device)
        lines = Typist(script, **how)
        return Told(Door(opened, lines, start).run(), lines, opened)

    return typed
