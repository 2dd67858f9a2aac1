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
            rows = [{"part": row[0].startswith(" "), "name": row[0].strip(), "cells": row[1:]} for row in part.rows]
            return {"kind": "table", "head": part.head, "rows": rows}
        case Charts():
            drawn = [{"name": c[0], "told": c[1], "svg": chart(c[2], c[0], c[1], look)} for c in part.charts]
            return {"kind": "charts", "charts": drawn, "legend": LEGEND}
