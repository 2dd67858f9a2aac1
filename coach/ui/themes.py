"""Four looks: warm and dim for the night, paper for the day, high contrast, and the terminal's own 16 colours."""

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
        panel="#1a1612",
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
        panel="#efe8da",
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
    Theme(
        name="terminal",
        ansi=True,
        primary="ansi_yellow",
        accent="ansi_yellow",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        # Textual's own style sheet asks an ANSI theme for more names than a theme must give.
        variables=BUILTIN_THEMES["ansi-dark"].variables | {"dim": "ansi_default", "strong": "ansi_default"},
    ),
)
LABELS = {
    "night": "Night: dim and warm",
    "day": "Day: dark on paper",
    "contrast": "High contrast",
    "terminal": "The terminal's own colours",
}
