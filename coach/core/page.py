"""What a visit report says, as one page of sections: every format lays out these words and no others."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from coach.core import advice, retold
from coach.core.person import Product
from coach.core.retold import nights_said, score_said
from coach.core.scores import NOT_OURS, severity
from coach.core.trends import FEWEST, Middle, Trend
from coach.core.visit import DRAWN, Magnesium, Onset, Period, Scored, Visit
from coach.core.words import DISCLAIMER, number, one_line

TITLE = "Visit report"
NOT_A_DIAGNOSIS = "This is a diary, not a diagnosis."
NOT_ZERO = "Nights without a score are not counted as 0."
NO_SCORE = "No score is on record of these nights."
NO_HOUR = "The diary does not record the hour at which symptoms begin."
BANDS = "The words are the scale's own (IRLSSG 2003)."
NO_MEDICINE = "None is noted, which does not say that none is taken."
MOMENTS = {"legs_before": "Evening", "falling_asleep": "Dropping off", "during_night": "In the night"}
PARTS = "  "
"""Stands before the name of a score that is part of the one above."""


class Text(NamedTuple):
    """A sentence or more; ``quiet`` explains what stands beside it."""

    text: str
    quiet: bool = False


class Items(NamedTuple):
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


class Table(NamedTuple):
    """Rows under their head; the first cell of each names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Charts(NamedTuple):
    """Trends to be drawn beside each other, each with its name and with its numbers in words."""

    charts: tuple[tuple[str, str, Trend], ...]


Part = Text | Items | Table | Charts


class Section(NamedTuple):
    """Parts under a heading."""

    title: str
    parts: tuple[Part, ...]


class Page(NamedTuple):
    """``title`` names the document; ``facts`` stand under it. ``left`` and ``right`` may stand beside each other."""

    title: str
    who: str
    facts: tuple[str, ...]
    top: tuple[Section, ...]
    left: tuple[Section, ...]
    right: tuple[Section, ...]
    foot: tuple[str, ...]
    made: date

    @property
    def sections(self) -> tuple[Section, ...]:
        """All of them, in the order in which they are read."""
        return (*self.top, *self.left, *self.right)


def page(visit: Visit, version: str) -> Page:
    """``visit`` in words; ``version`` is that of the coach."""
    left = (_symptoms(visit), _magnesium(visit), _routine(visit))
    right = (_questions(visit), _for_a_doctor(visit), _medicines(visit), _clinic(visit), _notes(visit))
    left_out = f"Left out of this page: {_entries(visit.left_out)} in the person's own words." if visit.left_out else ""
    made = f"{_day(visit.made)}, Evening coach {version}. {DISCLAIMER}"
    return Page(
        title=f"{TITLE}, {_day(visit.period.first)} to {_day(visit.period.last)}",
        who=f"For: {visit.name}" if visit.name else "",
        facts=(_nights(visit.period), f"{NOT_A_DIAGNOSIS} {NOT_ZERO}"),
        top=(_scores(visit),),
        left=tuple(filter(None, left)),
        right=tuple(filter(None, right)),
        foot=(*filter(None, [left_out]), made),
        made=visit.made,
    )


def left_out_said(visit: Visit, by: str) -> str:
    """Why something is not in the report, and what it gets in ``by``; "" where all of it is."""
    if not visit.left_out:
        return ""
    are, it = ("was", "it") if visit.left_out == 1 else ("were", "they")
    left_out = f"{_entries(visit.left_out)} in your own words {are} left out, for {it} may be about mood"
    return f"{left_out}; {by} puts {'it' if visit.left_out == 1 else 'them'} in."


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _nights(period: Period) -> str:
    if not period.on_record:
        return f"{nights_said(period.nights)}, with nothing on record."
    told = f"{nights_said(period.nights)}: {period.on_record} with something on record, {period.missing} with nothing"
    on = ", tonight not over" if period.still_on else ""
    begun = f" The diary begins on {_day(period.first)}." if period.begun else ""
    return f"{told}{on}.{begun}"


# Scores


def _scores(visit: Visit) -> Section:
    if not any(scored.trend.middle for scored in visit.scores):
        return Section("Scores", (Text(NO_SCORE),))
    head = ("0 to 10", "Nights", "Median", "Middle half", "First half", "Second half")
    table = Table(head, tuple(_score_row(scored) for scored in visit.scores))
    drawn = [visit.score(key) for key in DRAWN if visit.score(key).trend.middle]
    charts = tuple((retold.label(s.key, "(higher is better)"), retold.trend_said(s.trend), s.trend) for s in drawn)
    quiet = (
        f"{retold.OUR_OWN} Legs before and after: the evening's steps. 0 is best, but for sleep 10.",
        _halves(visit.period),
    )
    night = [f"{name}: {_minutes_said(middle, unit)}." for name, unit, middle in _of_the_night(visit) if middle]
    told: list[Part] = [table, *(Text(text, quiet=True) for text in quiet)]
    told += [Text(" ".join(night))] if night else []
    return Section("Scores", (*told, *([Charts(charts)] if charts else [])))


def _score_row(scored: Scored) -> tuple[str, ...]:
    middle = scored.trend.middle
    part = PARTS if scored.key in MOMENTS else ""
    name = f"{part}{retold.label(scored.key, '(higher is better)')}"
    if middle is None:
        return (name, "0", "-", "-", "-", "-")
    half = f"{score_said(middle.low)} to {score_said(middle.high)}" if middle.n >= FEWEST else "-"
    return (name, str(middle.n), score_said(middle.median), half, _half(scored.first), _half(scored.second))


def _half(middle: Middle | None) -> str:
    if middle is None:
        return "- (n 0)"
    return f"{score_said(middle.median) if middle.n >= FEWEST else '-'} (n {middle.n})"


def _halves(period: Period) -> str:
    told = f"Halves: the median of each, none from fewer than {FEWEST} scores."
    return told if period.nights < 2 else f"{told} Second: from {_short(period.second)}."


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _of_the_night(visit: Visit) -> Iterator[tuple[str, str, Middle | None]]:
    yield "Awake in the night", " min", visit.awake
    yield "Times got up", "", visit.got_up


def _minutes_said(middle: Middle, unit: str) -> str:
    half = f", middle half {score_said(middle.low)} to {score_said(middle.high)}" if middle.n >= FEWEST else ""
    return f"median {score_said(middle.median)}{unit}{half}, n {middle.n}"


# The rest


def _symptoms(visit: Visit) -> Section | None:
    title = "When symptoms show"
    if visit.onset and not any(moment.n for moment in visit.onset.moments):
        return None
    if visit.onset is None:
        return Section(title, (Text(NO_HOUR), Text(visit.problem)))
    onset = visit.onset
    some, strong = (f"from {number(limit)}" for limit in (onset.some, onset.strong))
    head = ("", "Nights", some, strong)
    rows = tuple((MOMENTS[m.key], str(m.n), str(m.some), str(m.strong)) for m in onset.moments)
    limits = Text(f"{some.capitalize()} and {strong}: our own limits.", quiet=True)
    return Section(title, (Table(head, rows), limits, Text(_noted(onset))))


def _noted(onset: Onset) -> str:
    noted = onset.noted
    if noted is None or noted.n < FEWEST:
        return NO_HOUR
    half = f"middle half {_clock(noted.low)} to {_clock(noted.high)}, n {noted.n}"
    return f"{NO_HOUR} In the evening they were noted at {_clock(noted.median)} (median; {half}); begun by then."


def _clock(minutes: float) -> str:
    whole = int(minutes) % (24 * 60)
    return f"{whole // 60:02}:{whole % 60:02}"


def _magnesium(visit: Visit) -> Section:
    taken = visit.magnesium
    lines = list(_taken(taken, visit.period)) if taken else ["None is logged for these nights."]
    if visit.products:
        lines.append(f"On the list, none logged: {'; '.join(map(_product, visit.products))}.")
    effects = visit.effects
    if effects.n:
        found = "".join(f"; {one.text} on {one.nights}" for one in effects.found)
        lines.append(f"After it, asked on {nights_said(effects.n)}: nothing noticed on {effects.nothing}{found}.")
    elif taken:
        lines.append("After it: never answered what was noticed.")
    return Section("Magnesium taken, and what was noticed", tuple(map(Text, lines)))


def _taken(taken: Magnesium, period: Period) -> Iterator[str]:
    mg = f"{number(taken.least)} mg" if taken.least == taken.most else _range(taken)
    yield f"Logged on {taken.nights} of {nights_said(period.on_record)} on record; magnesium itself a night: {mg}."
    known = [one for one in taken.taken if one.product or one.form]
    if known:
        *before, last = taken.taken
        told = [f"{_named(one.product, one.form)} on {one.nights}" for one in before]
        yield f"{'; '.join([*told, f'{_named(last.product, last.form)} on {nights_said(last.nights)}'])}."
    times = [f"{_clock(one.minutes)} ({one.doses})" for one in taken.times]
    more = [f"{word} ({n})" for word, n in (("other times", taken.other_times), ("not known", taken.no_time)) if n]
    yield f"Times, to the half hour: {', '.join([*times, *more])}."


def _range(taken: Magnesium) -> str:
    return f"median {number(round(taken.mg.median, 1))} mg, from {number(taken.least)} to {number(taken.most)}"


def _named(product: str, form: str) -> str:
    return f"{product or 'no product named'}{f' ({form})' if form and form not in product.casefold() else ''}"


def _product(product: Product) -> str:
    many = "" if product.units == 1 else f"{number(product.units)} x "
    label = f"{number(product.mg)} mg on the label ({product.basis.value})"
    return f"{many}{_named(one_line(product.name), one_line(product.form or ''))}, {label}"


def _medicines(visit: Visit) -> Section:
    listed = tuple(f"{one_line(m.name)}: {advice.times_said(m.times)}" for m in visit.medicines)
    return Section("Medicines, as typed", (Items(listed) if listed else Text(NO_MEDICINE),))


def _routine(visit: Visit) -> Section | None:
    if not visit.kept:
        return None
    rows = tuple((one.name, f"{one.kept.kept} of {one.kept.n}", str(one.excused)) for one in visit.kept)
    note = Text("Kept: done, in full or short. Nothing on record a week later: not kept.", quiet=True)
    return Section("Evening routine", (Table(("", "Nights kept", "Excused"), rows), note))


def _questions(visit: Visit) -> Section | None:
    asked = tuple(map(one_line, visit.questions))
    return Section("Questions for this visit", (Items(asked, numbered=True),)) if asked else None


def _for_a_doctor(visit: Visit) -> Section:
    title = "Worth showing a doctor"
    if visit.problem:
        return Section(title, (Text(visit.problem),))
    looked = Text(advice.looked_at(visit.scored), quiet=True)
    if not visit.found:
        return Section(title, (Text(advice.NOTHING_ASKS), looked))
    found = tuple(f"{one.text} ({one.strength}; {one.source})" for one in visit.found)
    return Section(title, (Items(found), looked))


def _clinic(visit: Visit) -> Section:
    iron = _day(visit.iron_tested) if visit.iron_tested else "not noted"
    tested = Text(f"Ferritin and transferrin saturation tested: {iron}.")
    if not visit.clinic:
        return Section("Iron test", (tested,))
    totals = tuple(_total(score.on, score.total, one_line(score.note)) for score in visit.clinic)
    earlier = [Text(f"Totals before these: {visit.earlier}.")] if visit.earlier else []
    notes = (Text(f"{NOT_OURS} {BANDS}", quiet=True), tested)
    return Section("Clinic's IRLS totals, 0 to 40; iron", (Items(totals), *earlier, *notes))


def _total(on: date, total: int, note: str) -> str:
    return f"{_day(on)}: {total}, {severity(total)}{f' ({note})' if note else ''}"


def _notes(visit: Visit) -> Section | None:
    notes = tuple(f"{_short(note.night)}: {note.text}{' ...' if note.more else ''}" for note in visit.notes)
    return Section("Notes", (Items(notes),)) if notes else None


def words_of(page: Page) -> Iterable[str]:
    """Every text of a page, in the order in which it is read; a chart by its numbers in words."""
    yield from filter(None, (page.title, page.who, *page.facts))
    for section in page.sections:
        yield section.title
        for part in section.parts:
            match part:
                case Text():
                    yield part.text
                case Items():
                    yield from part.items
                case Table():
                    yield from (cell for row in (part.head, *part.rows) for cell in row if cell)
                case Charts():
                    yield from (told for _, told, _ in part.charts)
    yield from page.foot
