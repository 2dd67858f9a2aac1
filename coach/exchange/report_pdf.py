"""A visit report as PDF: real text, tagged for screen readers (PDF/UA-1), on A4, drawn by Typst.

What a person typed goes to Typst as data, never as its code.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

from coach.core.page import Page
from coach.exchange.report_chart import Look
from coach.exchange.report_data import data

LOOK = Look(ink="#444444", line="#17497a", font="'Libertinus Serif'")
"""The font is one that Typst brings along, so that a report looks the same everywhere."""

_TEMPLATE = """
#let told = json(bytes(sys.inputs.data))
#let quiet = rgb("#444444")
#let small(body) = text(size: 8.8pt, fill: quiet, body)
#let rule = 0.5pt + rgb("#aaaaaa")
#set document(title: told.title, author: "Evening coach")
#set page(paper: "a4", margin: (x: 16mm, y: 14mm), footer: context if counter(page).final().first() > 1 {
  align(right, small(counter(page).display("1 of 1", both: true))) })
#set text(font: "Libertinus Serif", size: 9.7pt, lang: "en", hyphenate: false)
#set par(leading: 0.5em, spacing: 0.6em)
#set list(indent: 0pt, body-indent: 0.5em, spacing: 0.45em)
#set enum(indent: 0pt, body-indent: 0.5em, spacing: 0.45em)
#set table(stroke: none, inset: (x, _) => (left: if x == 0 { 0pt } else { 4pt }, right: 4pt, y: 2.2pt))
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 2): it => block(above: 0.95em, below: 0.4em, sticky: true, width: 100%,
  stroke: (bottom: rule), inset: (bottom: 2pt), text(size: 11pt, it.body))

#let scores(part) = {
  let wide = part.head.len() > 4
  table(
    columns: (if wide { 5.4cm } else { auto }, ..part.head.slice(1).map(_ => if wide { 1fr } else { auto })),
    align: (x, _) => if x == 0 { left } else { right },
    table.header(..part.head.map(cell => small(cell))),
    table.hline(stroke: rule),
    ..part.rows.map(row => (if row.part { h(0.9em) + row.name } else { [#row.name] }, ..row.cells.map(cell => [#cell])))
      .flatten(),
  )
}

#let charts(part) = {
  v(0.3em)
  grid(
    columns: (1fr,) * 3, column-gutter: 5mm, row-gutter: 2mm,
    ..part.charts.map(one => stack(spacing: 4pt, small(one.name), image(bytes(one.svg), format: "svg", width: 100%,
      alt: one.told))),
  )
  small(part.legend)
}

#let section(told) = {
  heading(level: 2, told.title)
  for part in told.parts {
    if part.kind == "text" { par(if part.quiet { small(part.text) } else [#part.text]) }
    else if part.kind == "items" and part.numbered { enum(..part.rows.map(row => [#row])) }
    else if part.kind == "items" { list(..part.rows.map(row => [#row])) }
    else if part.kind == "table" { scores(part) }
    else { charts(part) }
  }
}

#heading(level: 1, told.title)
#if told.who != "" { par(told.who) }
#for fact in told.facts { par(fact) }
#for one in told.top { section(one) }
#v(0.3em)
#grid(columns: (1fr, 1fr), column-gutter: 8mm, ..told.sides.map(side => for one in side { section(one) }))
#v(0.6em)
#line(length: 100%, stroke: rule)
#for text in told.foot { par(small(text)) }
"""


LONGEST, PIECE = 24, 12
"""Characters of a word from which it may be broken, and after how many."""


class Pdf(NamedTuple):
    """The file, and "" or what is to be known of it."""

    body: bytes
    problem: str


NOT_UA = "A character has no sign in the fonts here, so the PDF is tagged but does not promise PDF/UA."


def render(page: Page) -> Pdf:
    """The page as a PDF; the same page, the same bytes on one machine.

    The standard for screen readers wants a sign for every character: where a font lacks one, it is left out of the
    promise, and the text is still there.
    """
    import typst

    inputs = {"data": json.dumps(_breakable(data(page, LOOK)))}
    made = datetime(page.made.year, page.made.month, page.made.day, tzinfo=UTC)
    template = _TEMPLATE.encode()
    try:
        return Pdf(typst.compile(template, sys_inputs=inputs, timestamp=made, pdf_standards=["ua-1"]), "")
    except typst.TypstError:
        return Pdf(typst.compile(template, sys_inputs=inputs, timestamp=made), NOT_UA)


def _breakable(told: Any) -> Any:
    """``told`` with a blank of no width in each very long word, where a line may end; drawings stay as they are."""
    match told:
        case str():
            return re.sub(
                rf"\S{{{LONGEST},}}", lambda word: re.sub(rf"(.{{{PIECE}}})(?=.)", "\\1\u200b", word[0]), told
            )
        case list():
            return [_breakable(each) for each in told]
        case dict():
            return {name: each if name == "svg" else _breakable(each) for name, each in told.items()}
    return told
