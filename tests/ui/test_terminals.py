"""What a terminal is taken to have, from its name, its description and the locale."""

import subprocess
import sys

import pytest
from rich.color import ColorSystem

from coach.ui import terminals
from coach.ui.terminals import Ability, ability
from coach.ui.widgets import ASCII, CONSOLE, UNICODE, glyphs

FEW, MANY, ALL = ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR


@pytest.mark.parametrize(
    ("environ", "described", "colours"),
    [
        ({"TERM": "xterm-256color"}, 256, MANY),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 256, ALL),
        ({"TERM": "tmux-256color", "COLORTERM": "24bit"}, 256, ALL),
        ({"TERM": "xterm-256color", "COLORTERM": "yes"}, 256, MANY),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, 8, ALL),
        ({"TERM": "screen", "COLORTERM": "truecolor"}, 8, FEW),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, 8, FEW),
        ({"TERM": "vt100", "COLORTERM": "truecolor"}, -1, None),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, 256, None),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 256, MANY),
        ({"TERM": "new-256color"}, None, MANY),
        ({"TERM": "new"}, None, FEW),
        ({}, None, FEW),
    ],
)
def test_colours(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], described: int | None, colours: ColorSystem | None
) -> None:
    monkeypatch.setattr(terminals, "_described", lambda _term: described and (described, True))

    assert ability(environ) == Ability(colours, erases=described is not None)


@pytest.mark.parametrize(
    ("term", "unicode", "signs"),
    [
        ("xterm-256color", True, UNICODE),
        ("linux", True, CONSOLE),
        ("vt100", True, ASCII),
        ("xterm-256color", False, ASCII),
        ("linux", False, ASCII),
    ],
)
def test_signs(monkeypatch: pytest.MonkeyPatch, term: str, unicode: bool, signs: object) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(terminals, "speaks_unicode", lambda: unicode)

    assert glyphs() == signs


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"LANG": "C.UTF-8"}, "True"),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, "True"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "True"),
        ({"LANG": "C", "PYTHONUTF8": "1"}, "True"),
        ({"LANG": "C"}, "False"),
        ({"LC_ALL": "POSIX"}, "False"),
        ({}, "False"),
        ({"LANG": "C.UTF-8", "PYTHONIOENCODING": "ascii"}, "False"),
        ({"LANG": "C.UTF-8", "PYTHONIOENCODING": "latin-1"}, "False"),
    ],
)
def test_a_locale_that_cannot_show_more_than_ascii_is_known(env: dict[str, str], said: str) -> None:
    program = "from coach.ui.terminals import speaks_unicode; print(speaks_unicode())"
    run = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == said
