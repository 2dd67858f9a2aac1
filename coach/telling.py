"""The commands that tell of past nights: streaks, history, trends. They print what the screens show."""

import json
from argparse import Namespace
from datetime import date
from typing import Any

from coach.core import retold
from coach.core.briefs import Brief
from coach.core.streaks import Count, Counted, Run, Streak, stretches
from coach.core.trends import SPANS, Middle, Trend
from coach.core.words import spelt
from coach.history import Past, past
from coach.session import Refused, Session


def streaks(arguments: Namespace, session: Session) -> int:
    """The streaks, and with ``--why`` what each night contributed."""
    seen = past(session)
    told = seen.streaks()
    if arguments.why:
        told = [streak for streak in told if streak.of == arguments.why]
        if not told:
            known = ", ".join(["routine", *seen.steps])
            raise Refused(f"There is no streak of {arguments.why!r}; the streaks are {known}.")
    if arguments.json:
        return _json([_streak_json(streak, seen, why=bool(arguments.why)) for streak in told])
    if not seen.briefs:
        return _lines([retold.NO_NIGHTS, retold.STREAKS_TO_COME])
    lines = retold.why_lines if arguments.why else retold.streak_lines
    return _lines([line for streak in told for line in lines(streak, seen.profile, seen.tonight)])


def history(arguments: Namespace, session: Session) -> int:
    """Each night on record, from one date to another."""
    seen = past(session)
    first, last = arguments.first or date.min, arguments.last or date.max
    if first > last:
        raise Refused(f"--from {first} comes after --to {last}; give the earlier date first.")
    counted = seen.counted()
    briefs = [brief for brief in seen.briefs if first <= brief.night <= last]
    if arguments.json:
        return _json([_night_json(brief, counted[brief.night]) for brief in briefs])
    lines = list(retold.history_lines(briefs, counted, seen.profile, seen.tonight))
    return _lines([*lines, f"{retold.nights_said(len(briefs))} on record."])


def trends(arguments: Namespace, session: Session) -> int:
    """Each score over the last 30, 90 and 365 nights and all of them, and steps beside the nights without."""
    seen = past(session)
    if arguments.json:
        return _json([_span_json(seen, span) for span in SPANS])
    lines = [retold.OUR_OWN]
    for span in SPANS:
        lines.append(f"Over {retold.span_said(span)}:")
        lines += [f"  {retold.trend_said(trend)}" for trend in seen.trends(span)]
        lines += [f"  {line}" for line in retold.beside_lines(seen.beside(span), seen.profile)]
    lines += retold.trends_notes(seen.profile)
    return _lines(lines)


def _lines(lines: list[str]) -> int:
    print("\n".join(lines))
    return 0


def _json(told: Any) -> int:
    print(spelt(json.dumps(told, ensure_ascii=False, indent=2)))
    return 0


def _streak_json(streak: Streak, seen: Past, *, why: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "of": streak.of,
        "name": retold.named(streak.of, seen.profile),
        "now": streak.now and _run_json(streak.now, why=why),
        "best": streak.best and _run_json(streak.best),
        "kept_of_last": {str(window): kept._asdict() for window, kept in streak.windows.items()},
        "strength": round(streak.strength, 6),
    }
    return {**told, "before": streak.before and _run_json(streak.before, why=why)} if why else told


def _run_json(run: Run, *, why: bool = False) -> dict[str, Any]:
    told: dict[str, Any] = {
        "nights": run.kept,
        "excused": run.number(Count.EXCUSED),
        "grace": run.number(Count.GRACE),
        "late": run.late,
        "first": run.first.isoformat(),
        "last": run.last.isoformat(),
    }
    if run.ended:
        told["ended"] = {"night": run.ended[0].isoformat(), **_counted_json(run.ended[1])}
    if why:
        told["stretches"] = [
            {"first": s.first.isoformat(), "last": s.last.isoformat(), "nights": s.nights, **_counted_json(s.like)}
            for s in stretches(run)
        ]
    return told


def _counted_json(counted: Counted) -> dict[str, Any]:
    told: dict[str, Any] = {"counts_as": counted.kind.value}
    return told | ({"why": counted.why} if counted.why else {}) | ({"late": True} if counted.late else {})


def _night_json(brief: Brief, counted: Counted) -> dict[str, Any]:
    asked = [*brief.needed, *brief.optional]
    told = {
        "night": brief.night.isoformat(),
        **_counted_json(counted),
        "asked": asked,
        "steps": dict(brief.steps),
        "scores": dict(brief.scores),
        "leg_score": _rounded(brief.leg_score),
        "note_begins": brief.note or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _span_json(seen: Past, span: int | None) -> dict[str, Any]:
    return {
        "last": span or "all",
        "scores": {trend.key: _trend_json(trend) for trend in seen.trends(span)},
        "steps": {
            one.step: {"with": _middle_json(one.with_it), "without": _middle_json(one.without)}
            for one in seen.beside(span)
        },
        "note": retold.NO_PROOF,
    }


def _trend_json(trend: Trend) -> dict[str, Any]:
    return {
        "from": trend.first.isoformat(),
        "to": trend.last.isoformat(),
        "nights": trend.nights,
        "all": _middle_json(trend.middle),
        "last_7": _middle_json(trend.lately),
    }


def _middle_json(middle: Middle | None) -> dict[str, Any]:
    if middle is None:
        return {"n": 0}
    return {name: _rounded(value) for name, value in middle._asdict().items()}


def _rounded(value: float | None) -> float | None:
    return value if value is None else round(value, 2)
