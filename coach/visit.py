"""The visit report of a diary: what it tells, and the formats it is laid out in."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from coach.core import advice
from coach.core.briefs import Brief
from coach.core.nights import EARLIEST
from coach.core.page import Page
from coach.core.trends import SMOOTHED_OVER
from coach.core.visit import NOTHING_MORE, Asked, Diary, Period, Visit
from coach.core.visit import visit as visit_of
from coach.history import past
from coach.review import LOOKED_AT
from coach.session import Refused, Session

if TYPE_CHECKING:
    from coach.core.escalations import Rules

USUAL = 30
"""Nights of a report that nobody chose."""


def visit(
    session: Session,
    first: date | None = None,
    last: date | None = None,
    asked: Asked = NOTHING_MORE,
    *,
    nights: int = USUAL,
) -> Visit:
    """The report of the nights from ``first`` to ``last``; without ``first``, of so many ``nights`` up to ``last``.

    Without ``last`` it goes up to tonight. It begins no earlier than the diary.

    Raises:
        Refused: if these are no nights that can be told of.
        StoreError: if the diary cannot be read.
    """
    from coach.content.mood import may_be_mood

    seen = past(session)
    period = _period(seen.briefs, seen.tonight, first, last, nights)
    since = min(period.first - timedelta(days=SMOOTHED_OVER), period.last - timedelta(days=LOOKED_AT))
    diary = Diary(session.since(since), seen.briefs, seen.profile, seen.tonight)
    return visit_of(diary, period, session.now().date(), _rules(), may_be_mood, asked)


def _rules() -> "Rules | str":
    from coach.content.files import ContentError
    from coach.content.rules import review_rules

    try:
        return review_rules()
    except ContentError as error:
        return f"{error} {advice.ASK_SOMEONE}"


def _period(briefs: tuple[Brief, ...], tonight: date, first: date | None, last: date | None, nights: int) -> Period:
    end = tonight if last is None else last
    for name, day in (("from", first), ("to", last)):
        if day is not None and day < EARLIEST:
            raise Refused(f"--{name} {day} is before {EARLIEST.year}; give the evening's date, such as 2026-11-22.")
        if day is not None and day > tonight:
            raise Refused(f"--{name} {day} has not come yet; tonight is {tonight}.")
    if first is not None and first > end:
        raise Refused(f"--from {first} comes after --to {end}; give the earlier date first.")
    begin = max(end - timedelta(days=nights - 1), EARLIEST) if first is None else first
    begun = min((brief.night for brief in briefs), default=begin)
    clipped = begin < begun <= end
    begin = begun if clipped else begin
    on_record = {brief.night for brief in briefs if begin <= brief.night <= end}
    return Period(begin, end, len(on_record), clipped, still_on=end == tonight and tonight not in on_record)


FORMATS = {"text": ".txt", "html": ".html", "pdf": ".pdf", "md": ".md"}
"""What a report can be laid out as, and how its file ends."""


def rendered(told: Page, form: str) -> tuple[bytes, str]:
    """The page in one of ``FORMATS``, and "" or what is to be known of it; each is loaded when it is asked for."""
    match form:
        case "pdf":
            from coach.exchange import report_pdf

            return report_pdf.render(told)
        case "html":
            from coach.exchange import report_html

            return report_html.render(told).encode(), ""
        case "md":
            from coach.exchange import report_md

            return report_md.render(told).encode("utf-8", "replace"), ""
    from coach.exchange import report_text

    return report_text.render(told).encode("utf-8", "replace"), ""
