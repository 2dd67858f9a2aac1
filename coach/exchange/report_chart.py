"""A trend drawn in SVG: a dot for each night, a line for the median of seven nights, a gap where there is none."""

import re
import sys
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from coach.core.trends import Point, Trend

WIDTH, HEIGHT = 280, 110
MOST = 400
"""Nights that are drawn one by one; of more, so many are drawn that lie evenly among them."""


class Look(NamedTuple):
    """Colours and a font, as CSS has them: of what explains and of the nights, of the median, of the letters."""

    ink: str
    line: str
    font: str


def chart(trend: Trend, name: str, told: str, look: Look) -> str:
    """``trend`` drawn, called ``name``; ``told`` says it to those who do not see it. The same trend, the same text."""
    pygal, etree = _drawing()
    points = _some(trend.points)
    drawn = pygal.Line(
        width=WIDTH,
        height=HEIGHT,
        range=(0, 10),
        y_labels=[0, 5, 10],
        show_legend=False,
        show_minor_x_labels=False,
        truncate_label=-1,
        allow_interruptions=True,
        margin=4,
        margin_right=18,
        spacing=4,
        js=[],
        css=[],
    )
    drawn.uuid = re.sub(r"[^a-z]", "", name.lower())
    drawn.x_labels, drawn.x_labels_major = _dates(points)
    drawn.add("night", [point.score for point in points], stroke=False, dots_size=1.9)
    drawn.add("median", [point.smooth and point.smooth.median for point in points], show_dots=False)
    tree = drawn.render_tree()
    _only_what_is_drawn(tree)
    svg = re.sub(r"\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}", etree.tostring(tree, encoding="unicode"))
    head, _, body = svg.partition(">")
    style = _style(f"#chart-{drawn.uuid}", look)
    return f'{head} role="img" aria-label="{escape(f"{name}. {told}")}"><style>{style}</style>{body}'


def _drawing() -> tuple[Any, Any]:
    """pygal and what it makes text with; the finder of its plugins, which each later import would ask, is taken away.

    There are no plugins here, and on Python 3.11 it is asked in a way that warns.
    """
    import pygal
    from pygal.etree import etree

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    return pygal, etree


def _some(points: Sequence[Point]) -> Sequence[Point]:
    """At most ``MOST`` of them, the first and the last among them."""
    if len(points) <= MOST:
        return points
    last = len(points) - 1
    return [points[n * last // (MOST - 1)] for n in range(MOST)]


def _dates(points: Sequence[Point]) -> tuple[list[str], list[str]]:
    """A name for each night, no two alike, and those that are shown: the first, the last and one between."""
    last = len(points) - 1
    shown = {0, last, *([last // 2] if last >= 12 else [])}
    names = [f"{point.night.day} {point.night:%b}" if n in shown else str(n) for n, point in enumerate(points)]
    return names, [names[n] for n in sorted(shown)]


_UNSEEN = ("comment", "script", "style", "desc", "title", "defs")
_UNSEEN_GROUPS = ("text-overlay", "tooltip-overlay", "titles")


def _only_what_is_drawn(tree: Any) -> None:
    """Take out scripts, comments with today's date, styles, and what only a mouse would find."""
    for parent in list(tree.iter()):
        for child in list(parent):
            name = child.tag if isinstance(child.tag, str) else "comment"
            kind = child.get("class") or ""
            if name in _UNSEEN or kind.endswith(_UNSEEN_GROUPS):
                parent.remove(child)


def _style(of: str, look: Look) -> str:
    faint = f"fill: none; stroke: {look.ink}; stroke-opacity: 0.3; stroke-width: 0.7"
    rules = {
        "text": f"font-family: {look.font}; font-size: 12px; fill: {look.ink}",
        ".axis.x text": "text-anchor: middle",
        ".axis.y text": "text-anchor: end",
        ".background": "fill: none",
        ".line": "fill: none",
        ".axis.y .line": faint,
        ".axis.x .line": "stroke: none; fill: none",
        ".serie-0 .dot": f"fill: {look.ink}; fill-opacity: 0.5",
        ".serie-1 .line": f"fill: none; stroke: {look.line}; stroke-width: 2.2; stroke-linejoin: round",
    }
    return " ".join(f"{of} {selector} {{ {rule} }}" for selector, rule in rules.items())
