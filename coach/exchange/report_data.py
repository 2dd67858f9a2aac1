"""A visit report as plain data, for the formats that have a template; the drawings are made on the way."""

from typing import Any

from coach.core.page import Charts, Items, Page, Part, Section, Table, Text
from coach.exchange.report_chart import Look, chart

LEGEND = "Line: median of 7 nights. Dots: single nights."


def data(page: Page, look: Look) -> dict[str, Any]:
    """``page`` in dicts and lists of text; a part is told by its ``kind``."""
    return {
        "title": page.title,
        "who": page.who,
        "facts": list(page.facts),
        "top": [_section(section, look) for section in page.top],
        "sides": [[_section(section, look) for section in side] for side in (page.left, page.right)],
        "foot": list(page.foot),
    }


def _section(section: Section, look: Look) -> dict[str, Any]:
    return {"title": section.title, "parts": [_part(part, look) for part in section.parts]}


def _part(part: Part, look: Look) -> dict[str, Any]:
    match part:
        case Text():
            return {"kind": "text", "text": part.text, "quiet": part.quiet}
        case Items():
            return {"kind": "items", "rows": list(part.items), "numbered": part.numbered}
        case Table():
            return {"kind": "table", "head": list(part.head), "rows": list(map(_row, part.rows))}
        case Charts():
            drawn = [{"name": c[0], "told": c[1], "svg": chart(c[2], c[0], c[1], look)} for c in part.charts]
            return {"kind": "charts", "charts": drawn, "legend": LEGEND}


def _row(row: tuple[str, ...]) -> dict[str, Any]:
    name, *cells = row
    return {"part": name.startswith(" "), "name": name.strip(), "cells": list(map(_kept_whole, cells))}


def _kept_whole(cell: str) -> str:
    """A number of nights stays on one line with its n."""
    return cell.replace("(n ", "(n\u00a0")
