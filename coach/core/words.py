"""How a night is told in words and as JSON, the same on every screen and in every command."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from coach.core.cells import BLANK, QUESTIONS, Reason, Status, StepEntry, cell_value
from coach.core.nights import Change, Night
from coach.core.profile import Kind, Profile, Step

DISCLAIMER = (
    "This is a diary and reminder, not medical advice, a diagnosis or a treatment. "
    "It has not been reviewed by a clinician."
)
NOT_SAVED = "NOT SAVED."
NOTHING_HERE = "There is nothing to take back here."
KEPT_HERE = "It is kept here and tried again."
SAVED_NOW = "Saved now."
KEPT = "Everything is kept."
DEMO_MARK = "demo: nothing is kept"
"""Stands on every screen of a demo."""
DEMO_KEPT = "This is a demo: nothing is kept."
DEMO_LEAVE = "leave; nothing of the demo is kept"
DEMO_OVER = "That was a demo; nothing was kept. coach opens your own."
BEDTIME_ASKED = "When do you usually go to bed?"
STEPS_ASKED = "Which steps belong to your evening?"
MAGNESIUM_OFF = "Magnesium is off: it needs a few questions first."
DOSE_ASKED = "What was taken, in mg of magnesium as on the label?"
EFFECTS_ASKED = "Did you notice anything after the magnesium?"
AFTER_MAGNESIUM, ANYTHING_ELSE = "After magnesium", "Anything else"
AWAKE_ASKED = "Minutes awake in the night"
GOOD_NIGHT = "Good night. Three short questions in the morning."
THANKS = "Thank you. That is all, unless you want to add something."
NOTE_KEPT = "Note kept."
NOTHING_CLAIMED = "Your own step: nothing is claimed about it."
REASONS = {
    Reason.TOO_TIRED: "too tired",
    Reason.NOT_AT_HOME: "not at home",
    Reason.UNWELL: "unwell",
    Reason.DOCTORS_ADVICE: "doctor's advice",
    Reason.OTHER: "other",
}
LEAVE_OUT = "Leave out {name} tonight?"
LEAVE_OUT_THAT_NIGHT = "{name} was left out that night?"
SIDE_EFFECTS = ("feeling sick", "being sick", "loose stools", "belly cramps")

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0x2028, 0x2029}
STEERING = frozenset({*range(0x20), *range(0x7F, 0xA0), *_BIDI, *range(0xD800, 0xE000)} - {*b"\n\t"})
"""What steers a terminal, reorders a line, or is half a character; newline and tab are left to who lays lines out."""
INVISIBLE = dict.fromkeys(STEERING, "\u200b")
"""For ``str.translate``: steering characters as a space without width, so that each place in a line stays its own."""
_GONE = dict.fromkeys(STEERING)


def clean(text: str) -> str:
    """``text`` for showing: no control, bidirectional-override or surrogate character; newline and tab stay."""
    return text.translate(_GONE)


def spelt(json: str) -> str:
    """JSON with its steering characters as escapes: it says the same, and can be shown."""
    return json.translate({code: f"\\u{code:04x}" for code in STEERING})


def one_line(text: str) -> str:
    """``text`` cleaned, on one line."""
    return " ".join(clean(text).split())


def number(value: float) -> str:
    """A number without a needless ``.0``."""
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"


def clock(moment: datetime) -> str:
    """Wall-clock time as HH:MM."""
    return f"{moment:%H:%M}"


def at(moment: datetime | None) -> str:
    """`` 20:51``, or nothing where the time is not known."""
    return f" {clock(moment)}" if moment else ""


def span(minutes: float) -> str:
    """A length of time in words: ``40 min``, ``2 h 10``."""
    whole = max(0, round(minutes))
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02}"


def about(minutes: float) -> str:
    """A length of time to the nearest quarter of an hour, so that what tells it changes only four times an hour."""
    quarters = round(minutes / 15)
    return f"about {span(quarters * 15).removesuffix(' 00')}" if quarters else "a few minutes"


def countdown(seconds: int) -> str:
    """Time left as M:SS, with a plus sign once past the end."""
    sign = "+" if seconds < 0 else ""
    return f"{sign}{abs(seconds) // 60}:{abs(seconds) % 60:02}"


def score(value: int | str | None) -> str:
    """A score as shown: the number, or that it was left blank."""
    return "left blank" if value == BLANK else "not answered" if value is None else str(value)


def reason(entry: StepEntry) -> str:
    """Why a step was left out."""
    if entry.text:
        return one_line(entry.text)
    return REASONS[entry.reason] if entry.reason else "no reason given"


def step_name(profile: Profile, step_id: str) -> str:
    """The name a person knows a step by; its id if it is no longer there."""
    step = profile.step(step_id)
    return one_line(step.name if step else step_id)


def step_said(night: Night, step: Step) -> str:
    """One step's answer in a few words: ``done 20:51``, ``left out (too tired)``, ``200 mg``."""
    entry = night.steps.get(step.id)
    if entry is None:
        return "open"
    if step.kind is Kind.DOSE and night.doses:
        return f"{number(night.magnesium_mg)} mg"
    return entry_said(entry)


def entry_said(entry: StepEntry) -> str:
    """What was logged of a step, in a few words."""
    match entry.status:
        case Status.EXCUSED:
            return f"left out ({reason(entry)})"
        case Status.MISSED:
            return f"had some {clock(entry.had_at)}" if entry.had_at else "had some"
        case Status.MINIMUM:
            return "short version"
        case _:
            return f"done, {entry.minutes} min" if entry.minutes is not None else "done"


def _in_sentence(step: Step) -> str:
    name = one_line(step.name)
    return name if step.own else name[0].lower() + name[1:]


def done_line(night: Night, profile: Profile) -> str:
    """What was done, in one sentence."""
    parts = []
    for step in profile.active:
        if night.status(step.id) not in (Status.DONE, Status.MINIMUM):
            continue
        short = " (short)" if night.status(step.id) is Status.MINIMUM else ""
        dose = f" {number(night.magnesium_mg)} mg" if step.kind is Kind.DOSE and night.doses else ""
        parts.append(f"{_in_sentence(step)}{short}{dose}")
    return f"Done: {', '.join(parts)}." if parts else ""


def left_line(night: Night, profile: Profile) -> str:
    """What was left out, in one sentence without a reproach."""
    out = [
        f"{_in_sentence(step)} ({reason(night.steps[step.id])})"
        for step in profile.active
        if night.status(step.id) is Status.EXCUSED
    ]
    return f"Left out: {', '.join(out)}." if out else ""


def legs_line(night: Night) -> str:
    """Legs before and after, where both are known."""
    before, after = night.scores.get("legs_before"), night.scores.get("legs_after")
    if isinstance(before, int) and isinstance(after, int):
        return f"Legs {before} before, {after} after."
    return ""


def nights_kept(count: int) -> str:
    """How many nights were kept."""
    return "1 night kept" if count == 1 else f"{count} nights kept"


def times(count: int) -> str:
    """How often: ``once``, ``3 times``."""
    return "once" if count == 1 else f"{count} times"


def open_names(night: Night, profile: Profile) -> list[str]:
    """The steps without an answer, by name."""
    return [one_line(step.name) for step in profile.active if night.status(step.id) is Status.PENDING]


def doses_said(night: Night) -> str:
    """Each amount of magnesium with its time."""
    return ", ".join(f"{number(dose.mg)} mg{at(dose.at)}" for dose in night.doses)


def noticed_said(effects: Iterable[str]) -> str:
    """What was noticed after magnesium, in a few words."""
    return ", ".join(map(one_line, effects)) or "nothing noticed"


def note_full(most: int) -> str:
    """How much a note keeps."""
    return f"{most:,} characters is the most a note keeps."


def one_step_at_least(way: str) -> str:
    """That an evening has a step; ``way`` is what puts one in."""
    return f"One step at least; {way} puts it in."


def short_counts(night: Night, step: Step, profile: Profile, now: datetime, short: str) -> str:
    """Past bedtime, a kind word for a step that is open: its short version counts too. Without a full stop."""
    bed = profile.bed(night.night, now)
    over = now >= profile.morning_begins(night.night, now)
    if now < bed or over or not step.has_minimum or night.status(step.id) is not Status.PENDING:
        return ""
    told = f"It is past {clock(bed)}. The short version counts too"
    return f"{told}: {short}" if short else told


def taken_back(action: Sequence[Change], profile: Profile) -> str:
    """What an undo took back, in a few words: the last change of the ``action``, or that a whole night was deleted."""
    change = action[-1]
    items = {each.cell.partition(".")[2] or each.cell for each in action if not each.cell.startswith("dose.")}
    if len(items) > 1 and all(each.value is None for each in action):
        return "that the night was deleted"
    kind, _, name = change.cell.partition(".")
    match kind:
        case "score" if name in QUESTIONS:
            return f"{QUESTIONS[name].label.lower()}: {score(change.value)}"  # type: ignore[arg-type]
        case "dose":
            mg = change.value.get("mg") if isinstance(change.value, dict) else None
            return f"magnesium {mg:g} mg" if isinstance(mg, int | float) else "a magnesium entry"
        case "timer":
            return f"the timer of {step_name(profile, name)}"
        case "step":
            return step_name(profile, name)
        case _:
            return kind.replace("_", " ")


def others_said(night: Night, cell: str) -> list[str]:
    """What other machines answered in ``cell``, where this is not what is shown: ``on phone: 4``."""
    return [f"on {one_line(change.device)}: {_answer_said(change)}" for change in night.others.get(cell, ())]


def _answer_said(change: Change) -> str:
    kind, value = change.cell.partition(".")[0], cell_value(change.cell, change.value)
    match kind:
        case "score":
            return score(value)
        case "step":
            return entry_said(value)
        case "awake_minutes":
            return f"{value} min"
        case "side_effects":
            return ", ".join(map(one_line, value)) or "none noticed"
        case _:
            return one_line(str(value))


def as_json(night: Night) -> dict[str, Any]:
    """A night for ``--json``: what was entered and nothing else. Keys with no value are absent."""
    steps: dict[str, Any] = {}
    for step_id, entry in night.steps.items():
        steps[step_id] = entry.fields()
        if step_id == "magnesium" and night.doses:
            doses = [dose.fields() for dose in night.doses]
            steps[step_id] = {
                "status": entry.status.value,
                "doses": [{**d, "mg": _whole(d["mg"])} for d in doses],
            }
    told = {
        "steps": steps,
        "scores": {key: value for key, value in night.scores.items() if value != BLANK},
        "awake_minutes": night.awake_minutes,
        "got_up": night.got_up,
        "side_effects": None if night.side_effects is None else list(night.side_effects),
        "note": night.note,
        "late": list(night.late) or None,
        "others": {cell: [_other_json(change) for change in gave_way] for cell, gave_way in night.others.items()},
    }
    present = {key: value for key, value in told.items() if value is not None and value != {}}
    return {"night": night.night.isoformat(), **present}


def _other_json(change: Change) -> dict[str, Any]:
    return {"device": change.device, "at": change.at.isoformat(), "value": change.value}


def _whole(mg: float) -> float | int:
    return int(mg) if mg == int(mg) else mg


def logged_said(night: Night, change: Change) -> str:
    """When and where: ``logged Sun 22 Nov 2026 20:51 +01:00, Europe/Berlin, on laptop``."""
    offset = change.at.strftime("%z")
    late = ", late" if change.cell in night.late else ""
    when = f"{change.at:%a %d %b %Y %H:%M} {offset[:3]}:{offset[3:5]}"
    return f"logged {when}, {one_line(change.zone)}, on {one_line(change.device)}{late}"


def stored_lines(night: Night, profile: Profile) -> list[str]:
    """All that is on record of a night, when and where each thing was logged, and how much is shown no longer."""
    shown = [change for cell, change in night.cells.items() if cell != "plan"]
    if not shown:
        return ["Nothing is on record."]
    logged = [f"{_cell_said(change, profile)}: {logged_said(night, change)}" for change in shown]
    past = len(night.changes) - len(night.cells)
    return [*as_lines(night, profile)[1:], *logged, f"Answers that were changed or taken back since: {past}."]


def _cell_said(change: Change, profile: Profile) -> str:
    kind, _, name = change.cell.partition(".")
    if kind == "score" and name in QUESTIONS:
        return QUESTIONS[name].label
    if kind in ("step", "timer"):
        return step_name(profile, name)
    return "Magnesium" if kind == "dose" else kind.replace("_", " ").capitalize()


def as_lines(night: Night, profile: Profile) -> list[str]:
    """A night in plain lines for ``coach show``."""
    lines = [f"Night of {night.night:%a %d %b %Y}"]
    known = [step for step in profile.steps if step.on or step.id in night.steps]
    told = {f"step.{step.id}": f"{one_line(step.name)}: {step_said(night, step)}" for step in known}
    told |= {f"score.{key}": f"{QUESTIONS[key].label}: {score(value)}" for key, value in night.scores.items()}
    if night.awake_minutes is not None:
        told["awake_minutes"] = f"Awake: {night.awake_minutes} min"
    if night.got_up is not None:
        told["got_up"] = f"Got up: {night.got_up}"
    if night.side_effects is not None:
        told["side_effects"] = f"After magnesium: {', '.join(map(one_line, night.side_effects)) or 'none noticed'}"
    if night.note:
        told["note"] = "\n    ".join(["Note:", *clean(night.note).split("\n")])
    for cell in night.late:
        if cell in told:
            told[cell] = f"{told[cell]} (late)"
    for cell, text in told.items():
        lines += [*f"  {text}".split("\n"), *(f"    ({other})" for other in others_said(night, cell))]
    return lines
