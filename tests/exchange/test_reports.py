"""A visit report in every format: the same words, what a person typed literal, and one page for an ordinary diary.

``COACH_GOLDEN=write`` writes the golden files anew: read them aloud before they are kept.
"""

import io
import os
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from rich.cells import cell_len

from coach.content.rules import review_rules
from coach.core import trends
from coach.core.briefs import brief_of
from coach.core.fold import cells
from coach.core.nights import Night, Stamp
from coach.core.page import Charts, Page, page, words_of
from coach.core.person import Basis, ClinicScore, Medicine, Product
from coach.core.profile import Kind, Profile, Step
from coach.core.visit import Asked, Diary, Period, visit
from coach.core.words import one_line
from coach.exchange import report_chart, report_html, report_md, report_pdf, report_text
from coach.exchange.report_chart import Look

GOLDEN = Path(__file__).parent.parent / "golden"
TONIGHT = date(2026, 11, 22)
RULES = review_rules()
PLAN = {"needed": ["caffeine", "bath"], "optional": [], "bedtime": "23:00:00", "day_turn": "12:00:00"}
HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">',
    '#import "@preview/x:1": * #panic() $x^2$ @ref <label> // * _b_ `c` \\ #(1/0)',
    "| **bold** [a](http://evil.example) ![i](x) <!-- ~~s~~ &amp; {{ 7*7 }} {% raw %} :smile: @you #1",
    "\x1b[2J\x1b]0;owned\x07\u202eright to left\u2069 a\u0000b",
    "- item 1. one\n# heading\n\n---\n| a | b |",
    "שלום עולם مرحبا بالعالم",
    "猫と犬 👩\u200d👩\u200d👧 😀 e\u0301",
    "x" * 150,
)


def night(ago: int, **cells: Any) -> Night:
    day = TONIGHT - timedelta(days=ago)
    stamp = Stamp(id=f"n{ago}", at=datetime(day.year, day.month, day.day, 20, 40, tzinfo=UTC), zone="UTC", device="d")
    return Night(night=day).record(stamp, {name.replace("__", "."): value for name, value in cells.items()})


def an_ordinary(ago: int) -> Night:
    """Gaps, worse nights in the first weeks, now and then a bath left out, magnesium later."""
    worse = 2 if ago > 20 else 0
    step = {"status": "excused", "reason": "unwell"} if ago % 9 == 0 else {"status": "done"}
    given = {"plan": PLAN, "step__caffeine": {"status": "done"}, "step__bath": step, "score__tired": 4 + ago % 3}
    given |= {"score__legs_before": 3 + ago % 4 + worse, "score__legs_after": 2 + ago % 2, "awake_minutes": 10 + ago}
    given |= {"score__falling_asleep": 2 + ago % 3 + worse, "score__during_night": ago % 3, "score__sleep": 7 - ago % 4}
    if ago < 15:
        at = f"{TONIGHT - timedelta(days=ago)}T20:30:00+00:00"
        given["dose__a"] = {"mg": 150, "at": at, "product": "Magnesium 150", "form": "citrate"}
        given["side_effects"] = ["loose stools"] if ago % 7 == 3 else ["vivid dreams"] if ago == 5 else []
    return night(ago, **given)


YEAR = Profile(
    name="Margarete Beispiel, born 1958",
    medicines=(Medicine(name="Pramipexole 0.18", times=(time(20, 30),)), Medicine(name="Levothyroxine 75")),
    products=(Product(name="Rennie", mg=80, basis=Basis.COMPOUND, form="carbonate"),),
    clinic={"2026-03-04": ClinicScore(total=24, on=date(2026, 3, 4), note="Dr Weber")},
    questions=("Could the tablets make it start earlier?", "Is a ferritin of 61 enough?"),
)


def made(nights: list[Night], profile: Profile, first: date, **asked: bool) -> Page:
    briefs = tuple(filter(None, map(brief_of, nights)))
    period = Period(first, TONIGHT, sum(first <= brief.night for brief in briefs), still_on=True)
    diary = Diary(nights, briefs, profile, TONIGHT)
    return page(visit(diary, period, TONIGHT, RULES, lambda _: False, Asked(**asked)), "0.1.0")


@cache
def of(which: str) -> Page:
    if which == "empty":
        return made([], Profile(), TONIGHT)
    if which == "three":
        return made([an_ordinary(ago) for ago in (3, 2, 1)], Profile(), TONIGHT - timedelta(days=3))
    nights = [an_ordinary(ago) for ago in range(60, 0, -1) if ago % 11 and not 30 < ago < 36]
    return made(nights, YEAR, TONIGHT - timedelta(days=59))


@cache
def hostile() -> Page:
    own: dict[str, Any] = {
        "name": HOSTILE[0],
        "medicines": tuple(Medicine(name=text) for text in HOSTILE),
        "products": tuple(Product(name=text, mg=80, form=text) for text in HOSTILE),
        "questions": HOSTILE,
        "clinic": {"2026-03-04": ClinicScore(total=24, on=date(2026, 3, 4), note=HOSTILE[2])},
    }
    steps = [Step(id=f"s{n}", name=text, kind=Kind.TICK, own=True) for n, text in enumerate(HOSTILE)]
    did = {f"step__{step.id}": {"status": "done"} for step in steps}
    nights = [night(9 - n, note=text, side_effects=[text, *HOSTILE], **did) for n, text in enumerate(HOSTILE)]
    return made(nights, Profile(**own, steps=tuple(steps)), TONIGHT - timedelta(days=9), mood=True, notes=True)


def shown_in_html(text: str) -> str:
    """What a browser shows of ``text``, and that it is one well-formed document without anything that acts."""
    shown: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "img", "iframe", "link", "object", "embed", "form", "a", "base")
            for name, value in attributes:
                assert not name.startswith("on")
                assert name not in ("src", "href", "action", "style", "srcset", "xlink:href")
                assert "evil" not in (value or "") or name == "aria-label"

        def handle_data(self, data: str) -> None:
            shown.append(data)

    Reader().feed(text)
    return " ".join(" ".join(shown).split())


def squeezed(text: str) -> str:
    """Without blanks: where a line is broken is each format's own business."""
    return "".join(text.split())


def unmarked(text: str) -> str:
    """Markdown as it reads: the backslashes before signs taken away."""
    return re.sub(r"\\([\\`*_\[\]<>#|~$&@{}^/.:()+=-])", r"\1", text)


# Golden


@pytest.mark.parametrize("which", ["year", "three", "empty"])
@pytest.mark.parametrize(("ending", "render"), [("txt", report_text.render), ("md", report_md.render)])
def test_the_golden_reports_are_there_to_be_read(which: str, ending: str, render: Any) -> None:
    path, text = GOLDEN / f"report-{which}.{ending}", render(of(which))
    if os.environ.get("COACH_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


# The same words in all of them


@pytest.mark.parametrize("which", ["year", "three", "empty"])
def test_every_word_of_the_page_is_in_every_format(which: str) -> None:
    told = of(which)
    pdf = PdfReader(io.BytesIO(report_pdf.render(told).body))
    formats = {
        "md": squeezed(unmarked(report_md.render(told))),
        "html": squeezed(shown_in_html(report_html.render(told))),
        "pdf": squeezed(" ".join(sheet.extract_text() for sheet in pdf.pages)),
    }
    drawn = {words for part in told.top[0].parts if isinstance(part, Charts) for _, words, _ in part.charts}
    for word in words_of(told):
        for name, text in formats.items():
            assert word in drawn or squeezed(word) in text, (name, word)


def test_every_word_of_the_page_is_in_the_text_too() -> None:
    """Whose columns stand beside each other: each word, in its order on its line."""
    text = report_text.render(of("year")).casefold()
    drawn = {told for part in of("year").top[0].parts if isinstance(part, Charts) for _, told, _ in part.charts}
    for word in set(words_of(of("year"))) - drawn:
        assert all(piece.casefold() in text for piece in word.split()), word


# Text


@pytest.mark.parametrize("told", [of("year"), of("three"), of("empty"), hostile()])
def test_text_fits_80_cells_and_steers_nothing(told: Page) -> None:
    for line in report_text.render(told).split("\n"):
        assert cells(line) <= 80
        assert cell_len(line) <= 80
        assert line.isprintable() or "\u200d" in line


def test_ordinary_text_is_ascii_and_one_sheet() -> None:
    text = report_text.render(of("year"))

    assert text.isascii()
    assert text.endswith("\n")
    assert len(text.splitlines()) <= 66


# What a person typed


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_a_person_typed_is_literal_in_html_and_markdown(typed: str) -> None:
    words = [word for word in words_of(hostile()) if squeezed(one_line(typed)) in squeezed(word)]
    assert len(words) >= 5  # as a medicine, a product, a question, a side effect and a step at least
    html, markdown = shown_in_html(report_html.render(hostile())), unmarked(report_md.render(hostile()))
    for word in words:
        assert squeezed(word) in squeezed(html)
        assert squeezed(word) in squeezed(markdown)


def test_no_mark_of_a_person_marks_anything_in_markdown() -> None:
    text = report_md.render(hostile())

    assert not re.search(r"(?<!\\)[<`~$@{}]", text)
    assert not re.search(r"(?<!\\)\[", text)
    assert all(line.count("|") - line.count("\\|") in (0, 3, 4, 5, 7) for line in text.splitlines())
    own = {f"## {section.title}" for section in hostile().sections} | {f"# {hostile().title}", "---"}
    assert {line for line in text.splitlines() if re.match(r"(#|---)", line)} == own


def test_what_a_person_typed_is_literal_in_the_pdf() -> None:
    pdf = report_pdf.render(hostile())
    text = squeezed(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.body)).pages))

    assert b"/StructTreeRoot" in pdf.body
    for typed in HOSTILE[:4]:
        assert squeezed(one_line(typed)).replace('"', "") in text.replace('"', "")
    assert "49" not in re.findall(r"\{\{.*?\}\}", text)


def test_a_word_without_an_end_stays_on_the_paper() -> None:
    told = made([], Profile(questions=("x" * 300,)), TONIGHT)
    pdf = report_pdf.render(told)
    lines = PdfReader(io.BytesIO(pdf.body)).pages[0].extract_text().splitlines()

    assert pdf.problem == ""
    assert max(line.count("x") for line in lines) < 60
    assert "".join(lines).count("x") - sum(word.count("x") for word in words_of(made([], Profile(), TONIGHT))) == 300


def test_a_sign_that_no_font_has_is_told_and_costs_no_report() -> None:
    told = made([], Profile(questions=("\U00013000\U000e0030 ok?",)), TONIGHT)
    pdf = report_pdf.render(told)

    assert pdf.problem == report_pdf.NOT_UA
    assert "ok?" in PdfReader(io.BytesIO(pdf.body)).pages[0].extract_text()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80).map(one_line).filter(bool))
def test_any_text_is_literal_in_html_and_fits_in_text(typed: str) -> None:
    told = Page("t", f"For: {typed}", (), (), (), (), (typed,), TONIGHT)

    assert squeezed(typed) in squeezed(shown_in_html(report_html.render(told)))
    assert all(cells(line) <= 80 for line in report_text.render(told).split("\n"))


# HTML


@pytest.mark.parametrize("told", [of("year"), of("empty"), hostile()])
def test_html_fetches_nothing_and_runs_nothing(told: Page) -> None:
    html = report_html.render(told)
    shown_in_html(html)

    assert "default-src 'none'" in html
    outside = re.sub(r">[^<]*<", "><", html).replace('xmlns="http://www.w3.org/2000/svg"', "")
    outside = re.sub(r'aria-label="[^"]*"', "", outside)
    assert "http" not in outside.replace("http-equiv", "")
    assert "url(" not in html.split("</style>")[0]
    assert "@import" not in html.split("</style>")[0]


def test_html_has_what_a_screen_reader_needs() -> None:
    html = report_html.render(of("year"))

    assert '<html lang="en">' in html
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == len(of("year").sections)
    assert html.count('scope="row"') == html.count('<tr><th scope="row"')
    assert html.count("<svg") == html.count('role="img" aria-label="') == 3
    assert '<meta name="viewport"' in html
    assert "@media print" in html


# PDF


@pytest.mark.parametrize("which", ["year", "three", "empty"])
def test_the_pdf_is_one_tagged_page_with_title_and_language(which: str) -> None:
    pdf = report_pdf.render(of(which))
    read = PdfReader(io.BytesIO(pdf.body))
    root: Any = read.trailer["/Root"]

    assert pdf.problem == ""
    assert len(read.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert read.metadata is not None
    assert read.metadata.title == of(which).title
    assert b"pdfuaid:part" in pdf.body


def test_the_same_page_is_the_same_bytes() -> None:
    assert report_pdf.render(of("three")) == report_pdf.render(of("three"))
    assert report_html.render(of("year")) == report_html.render(of("year"))


def test_a_long_page_flows_on() -> None:
    told = of("year")._replace(right=tuple(s for s in of("year").right for _ in range(8)))

    assert len(PdfReader(io.BytesIO(report_pdf.render(told).body)).pages) > 1
    assert report_text.render(told)


# Charts

LOOK = Look("#000", "#00f", "serif")


def drawn(which: str) -> list[ElementTree.Element]:
    charts = next(part for part in of(which).top[0].parts if isinstance(part, Charts))
    texts = (report_chart.chart(trend, name, told, LOOK) for name, told, trend in charts.charts)
    return [ElementTree.fromstring(text) for text in texts]


def test_a_chart_has_a_dot_for_each_scored_night_and_leaves_gaps() -> None:
    charts = next(part for part in of("year").top[0].parts if isinstance(part, Charts))
    for (_, _, trend), svg in zip(charts.charts, drawn("year"), strict=True):
        assert trend.middle is not None
        dots = [one for one in svg.iter() if one.tag.endswith("circle")]
        lines = [one for one in svg.iter() if "line reactive" in one.get("class", "")]
        runs = re.findall("x+", "".join("x" if point.smooth else " " for point in trend.points))
        assert len(dots) == trend.middle.n
        assert len(lines) == len([run for run in runs if len(run) > 1])


@pytest.mark.parametrize("nights", [1, 2, 7, 11, 22, 30, 60])
def test_a_chart_in_text_draws_each_score_in_its_own_place(nights: int) -> None:
    """The best, the worst and the last night among them."""
    first = TONIGHT - timedelta(days=nights - 1)
    for score, row in ((0, 5), (5, 3), (10, 1)):
        scored = {first + timedelta(days=n): score for n in range(nights)}
        drawn = report_text._chart("Sleep", trends.trend(scored, "sleep", first, TONIGHT), report_text.CHART)
        plotted = [line[report_text.SCALE :] for line in drawn[1:]]
        marked = [n for n, line in enumerate(plotted, 1) if line.strip()]

        assert marked == [row]
        wide = min((report_text.CHART - report_text.SCALE) // nights, report_text.WIDEST)
        assert len(plotted[row - 1].rstrip()) == (nights * wide or report_text.CHART - report_text.SCALE)
        assert wide != 1 or " " not in plotted[row - 1]


def test_a_chart_holds_nothing_but_what_is_drawn() -> None:
    for svg in drawn("year"):
        assert not {one.tag.rpartition("}")[2] for one in svg.iter()} & {"script", "desc", "title", "defs", "image"}
        assert {one.text for one in svg.iter() if one.tag.endswith("text")} >= {"0", "5", "10", "22 Nov"}


def test_thirty_years_are_drawn_in_few_points() -> None:
    nights = [night(ago, score__sleep=ago % 11) for ago in range(0, 9000, 3)]
    told = made(nights, Profile(), TONIGHT - timedelta(days=9000))

    assert len(report_html.render(told)) < 120_000
    assert "Sleep" in report_text.render(told)


@pytest.mark.parametrize("count", [1, 2, 12, 13])
def test_few_nights_are_drawn_too(count: int) -> None:
    told = made([night(ago, score__sleep=5) for ago in range(count)], Profile(), TONIGHT - timedelta(days=count - 1))

    assert report_html.render(told).count("<circle") == count
    assert report_text.render(told).count(".") > 0
