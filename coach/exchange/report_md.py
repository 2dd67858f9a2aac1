"""A visit report as Markdown: what a person typed stands there as it was typed, whatever marks are in it."""

import re
from collections.abc import Iterable, Iterator

from coach.core.page import Charts, Items, Page, Section, Table, Text

_LOUD = re.compile(r"[\\`*_\[\]<>#|~$&@{}^]|(?<=:)/|(?<=\bwww)\.|:(?=[\w+-]+:)")
"""The signs that Markdown, or a reader of it with extensions, may take for more than themselves within a line."""
_FIRST = re.compile(r"^(\d*)([-+.)=])")
"""Those that make a list or a heading at its beginning."""


def literal(text: str) -> str:
    """``text`` with a backslash before each sign that could be a mark."""
    return re.sub(_FIRST, r"\1\\\2", _in_line(text))


def _in_line(text: str) -> str:
    return re.sub(_LOUD, r"\\\g<0>", text)


def render(page: Page) -> str:
    """The page as Markdown, with tables as GitHub and most others have them."""
    return "\n\n".join(_blocks(page)) + "\n"


def _blocks(page: Page) -> Iterator[str]:
    yield f"# {literal(page.title)}"
    yield from (literal(text) for text in (page.who, *page.facts) if text)
    for section in page.sections:
        yield from _section(section)
    yield "---"
    yield from map(literal, page.foot)


def _section(section: Section) -> Iterator[str]:
    yield f"## {literal(section.title)}"
    for part in section.parts:
        if not isinstance(part, Charts):  # their numbers are in the table, and Markdown draws nothing
            yield "\n".join(_part(part))


def _part(part: Text | Items | Table) -> Iterable[str]:
    match part:
        case Text():
            return (literal(part.text),)
        case Items():
            return (f"{f'{n}.' if part.numbered else '-'} {literal(item)}" for n, item in enumerate(part.items, 1))
        case Table():
            return _table(part)


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield f"| --- |{' ---: |' * (len(table.head) - 1)}"
    yield from map(_row, table.rows)


def _row(row: Iterable[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(cell: str) -> str:
    """A name set in stays so: blanks at the beginning of a cell are dropped."""
    return f"{'&nbsp;' * (len(cell) - len(cell.lstrip()))}{_in_line(cell.lstrip())}"
