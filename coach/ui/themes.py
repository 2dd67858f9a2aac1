"""Four looks: warm and dim for the night, paper for the day, high contrast, and the terminal's own 16 colours."""

from rich.color import ColorSystem
from textual.theme import BUILTIN_THEMES, Theme

# Night has no white and no blue: warm greys and one amber accent on black (screens.md).
THEMES = (
    Theme(
        name="night",
        primary="#d9922e",
        accent="#d9922e",
        warning="#d9922e",
        error="#d9922e",
        success="#a8a070",
        foreground="#b3a595",
        background="#000000",
        surface="#000000",
        panel="#1b1815",
        variables={"dim": "#867a6b", "strong": "#d6c6b0"},
    ),
    Theme(
        name="day",
        dark=False,
        primary="#8a4b00",
        accent="#8a4b00",
        warning="#8a4b00",
        error="#8a1f00",
        success="#3d5c1f",
        foreground="#33302b",
        background="#fbf7ef",
        surface="#fbf7ef",
        panel="#eae6dc",
        variables={"dim": "#6b655c", "strong": "#000000"},
    ),
    Theme(
        name="contrast",
        primary="#ffff00",
        accent="#ffff00",
        warning="#ffff00",
        error="#ffff00",
        success="#ffffff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        variables={"dim": "#d0d0d0", "strong": "#ffffff"},
    ),
)


def _plain(name: str, front: str, ground: str, accent: str, weight: str = "bold") -> Theme:
    """A look of the eight colours that every terminal with colours has, or of the terminal's own two."""
    # The cursor and what is selected are told by turning the two colours round (app.tcss): that is seen on any ground.
    turned = {f"input-{what}-foreground": front for what in ("cursor", "selection")}
    turned |= {f"input-{what}-background": ground for what in ("cursor", "selection")}
    turned |= {"input-cursor-text-style": "reverse"}
    # Textual's own style sheet asks an ANSI theme for more names than a theme must give.
    known = BUILTIN_THEMES["ansi-dark"].variables
    return Theme(
        name=name,
        ansi=True,
        primary=accent,
        accent=accent,
        warning=accent,
        error=accent,
        success=accent,
        foreground=front,
        background=ground,
        surface=ground,
        panel=ground,
        boost=ground,
        variables=known | turned | {"dim": front, "strong": front, "weight": weight},
    )


# No colour of the terminal's own is readable on every ground a person may have; bold is.
TERMINAL = _plain("terminal", "ansi_default", "ansi_default", "ansi_default")
# Bold black is grey on many of these terminals, so the day has none.
FEW = (
    _plain("night", "ansi_white", "ansi_black", "ansi_yellow"),
    _plain("day", "ansi_black", "ansi_white", "ansi_blue", "none"),
    _plain("contrast", "ansi_white", "ansi_black", "ansi_yellow"),
    TERMINAL,
)


def themes(colours: ColorSystem | None) -> tuple[Theme, ...]:
    """The looks, for a terminal with these ``colours``.

    The nearest of eight or sixteen to our own would be dark on dark, or a white that no one asked for at night.
    """
    return FEW if colours in (None, ColorSystem.STANDARD) else (*THEMES, TERMINAL)
