"""The evening as a state machine: a night and an event in, the next night out. No clock, no disk."""

from datetime import datetime
from typing import Final, Literal, NamedTuple

from coach.core.cells import BLANK, MORNING_SCORES, QUESTIONS, Dose, Reason, Status, StepEntry, Timer
from coach.core.dose import ABSURD
from coach.core.nights import Change, Night, Stamp, night_of
from coach.core.person import Basis, Source
from coach.core.profile import Kind, Profile, Step, ahead
from coach.core.stored import NOTE_LIMIT, JsonValue

END = "end"
"""The last place of the walk: good night."""
EFFECTS: Final = "side_effects"
EXTRA: Final = "extra"
"""The places of the morning after its scores: what was noticed after magnesium, and anything else."""
AMOUNT, AMOUNT_AT = "amount", "amount.at"
"""The drafts of a magnesium entry."""

OVERRUN_KNOWN = 60 * 60
"""Seconds past its end after which a timer no longer says how long a step took: the person had gone."""


class Refused(Exception):
    """What was asked cannot be done; the message is one sentence for the person."""


class Answer(NamedTuple):
    """A score answered; ``value`` None leaves it blank."""

    key: str
    value: int | None


class Done(NamedTuple):
    """A step done, or its short version. ``minutes`` None takes what the timer counted, if it ran.

    ``at`` None is now, or not known where the night is a past one.
    """

    step: str
    short: bool = False
    minutes: int | None = None
    at: datetime | None = None


class Excuse(NamedTuple):
    """A step left out, with a reason; ``text`` goes with "other"."""

    step: str
    reason: Reason
    text: str | None = None


class HadSome(NamedTuple):
    """Something avoided was had after all, perhaps at a known time."""

    step: str
    had_at: datetime | None = None


class Took(NamedTuple):
    """Magnesium taken: elemental mg, and when (None as in ``Done``); what it was as in ``Dose``."""

    mg: float
    at: datetime | None = None
    product: str | None = None
    stated: float | None = None
    form: str | None = None
    basis: Basis | None = None
    source: Source | None = None


class StartOrPause(NamedTuple):
    """The timer of a step started, paused, or started again."""

    step: str


class AddMinutes(NamedTuple):
    """The timer of a step made longer or shorter."""

    step: str
    minutes: int


class WriteNote(NamedTuple):
    """The note, stored as typed; an empty one removes it.

    ``was`` is the note its writer started from. Where another door has changed it since, both texts are kept.
    """

    text: str
    was: str | None = None


class AddNote(NamedTuple):
    """A text put below the note, and below one that is being typed elsewhere."""

    text: str


class Tell(NamedTuple):
    """One of the morning's optional answers; None takes it away."""

    what: Literal["awake_minutes", "got_up", "side_effects"]
    value: int | tuple[str, ...] | None


class Clear(NamedTuple):
    """One item taken back to "not answered": a step with its doses, or a score."""

    item: str


class Delete(NamedTuple):
    """Everything on record of the night taken away; what it asked stays, and so does who wrote what, for merges."""


class Undo(NamedTuple):
    """The last action taken back; ``morning`` keeps to that half of the night."""

    morning: bool | None = None


class GoTo(NamedTuple):
    """The person moved in the walk; no answer."""

    item: str


class Draft(NamedTuple):
    """Text being typed, kept in case the connection goes; None or "" drops it."""

    field: str
    text: str | None


Event = (
    Answer
    | Done
    | Excuse
    | HadSome
    | Took
    | StartOrPause
    | AddMinutes
    | WriteNote
    | AddNote
    | Tell
    | Clear
    | Delete
    | Undo
    | GoTo
    | Draft
)


def target_of(event: Event) -> tuple[str, ...] | None:
    """What ``event`` answers, so that a later answer to the same can take its place; None if it is no answer."""
    match event:
        case Answer(key, _):
            return "score", key
        case Done(step) | Excuse(step) | HadSome(step):
            return "step", step
        case Took(mg, _):
            return "dose", f"{mg:g}"  # two amounts are two answers; the same one typed again is not
        case WriteNote():
            return ("note",)
        case Tell(what, _):
            return (what,)
    return None


def dropped(*fields: str) -> tuple[Draft, ...]:
    """The events that give up the drafts of ``fields``; they go with the one that stores the answer."""
    return tuple(Draft(field, None) for field in fields)


def timed(event: Event, moment: datetime) -> Event:
    """``event`` as happening at ``moment``, for one that is carried out later."""
    return event._replace(at=moment) if isinstance(event, Done | Took) and event.at is None else event


def walk(profile: Profile) -> tuple[str, ...]:
    """The evening's items in order: two scores, the steps that are on, one score, good night."""
    return ("tired", "legs_before", *(step.id for step in profile.active), "legs_after", END)


def morning_walk(night: Night) -> tuple[str, ...]:
    """The morning's items in order: three scores, what was noticed where magnesium was taken, anything else."""
    asked = (EFFECTS,) if night.doses or night.side_effects is not None else ()
    return (*MORNING_SCORES, *asked, EXTRA)


def next_of_morning(night: Night) -> str:
    """The first of the morning's items without an answer."""
    for item in morning_walk(night):
        if item in MORNING_SCORES and item not in night.scores:
            return item
        if item == EFFECTS and night.side_effects is None:
            return item
    return EXTRA


def answered(night: Night, item: str) -> bool:
    """Has ``item`` an answer on ``night``?"""
    if item == EFFECTS:
        return night.side_effects is not None
    return item in night.scores if item in QUESTIONS else item in night.steps


def night_walk(night: Night, profile: Profile) -> tuple[str, ...]:
    """All items of a night that was: the evening's scores and steps, then the morning's, then anything else.

    Its steps are those it asked or answered; where neither is known, those that are on.
    """
    plan = night.plan
    asked = {*plan.needed, *plan.optional} if plan else {step.id for step in profile.active}
    steps = (step.id for step in profile.steps if step.id in asked or step.id in night.steps)
    return ("tired", "legs_before", *steps, "legs_after", *morning_walk(night))


def next_of_night(night: Night, profile: Profile, at: str) -> str:
    """Where one is in a night that was: at an item that is open, or at the next open one further down.

    Where there is none one stays; but the last item leads to the end.
    """
    items = night_walk(night, profile)
    if at not in items:
        return items[0]
    if at == EXTRA or not answered(night, at):
        return at
    further = items[items.index(at) + 1 : -1]
    return next((item for item in further if not answered(night, item)), at if further else EXTRA)


def next_open(night: Night, profile: Profile, after: str | None = None) -> str:
    """The next item without an answer, from ``after`` on and then from the start; the end if there is none."""
    items = walk(profile)
    start = items.index(after) + 1 if after in items else 0
    for item in (*items[start:], *items[:start]):
        if item != END and not answered(night, item):
            return item
    return END


def cursor(night: Night, profile: Profile) -> str:
    """Where the person is: at the step they left, or a running timer, or the first open item."""
    items = walk(profile)  # a step switched off since is no place to be
    if night.cursor in items:
        return str(night.cursor)
    return next((step for step in night.running if step in items), next_open(night, profile))


def advance(night: Night, event: Event, profile: Profile, stamp: Stamp) -> Night:
    """``night`` after ``event``, logged as ``stamp`` says. The last action can be taken back with ``Undo``.

    Raises:
        Refused: with one sentence, if the event makes no sense on this night; nothing has changed then.
    """
    match event:
        case GoTo(item):
            return night.evolve(cursor=item)
        case Draft(field, text):
            return night.evolve(drafts=_drafts(night, field, text))
        case Delete():
            return _delete(night, stamp)
        case Undo(morning):
            return _undo(night, stamp, morning)
        case WriteNote(text, was):
            note = _text(_both(night.note, was, text)) or None
            return night if note == night.note else _record(night, stamp, {"note": note})
        case AddNote(text):
            draft = night.drafts.get("note")
            drafts = _drafts(night, "note", f"{draft}\n{text}") if draft else night.drafts
            return _record(night, stamp, {"note": _text(_below(night.note, text))}).evolve(drafts=drafts)
        case Tell(what, value):
            return _record(night, stamp, {what: list(value) if isinstance(value, tuple) else value})
        case Answer(key, value):
            return _moved_on(night, _answer(night, key, value, stamp), profile, key)
        case Clear(item):
            return _clear(night, item, stamp).evolve(cursor=item)
        case StartOrPause(step_id):
            return _start_or_pause(night, _timed(profile, step_id), stamp).evolve(cursor=step_id)
        case AddMinutes(step_id, minutes):
            return _add_minutes(night, _timed(profile, step_id), minutes, stamp).evolve(cursor=step_id)
        case Took():
            took = event if event.at else event._replace(at=_now(night, profile, stamp))
            return _moved_on(night, _took(night, took, stamp), profile, "magnesium")
        case Done() | Excuse() | HadSome():
            return _moved_on(night, _step(night, event, profile, stamp), profile, event.step)


def _record(night: Night, stamp: Stamp, values: dict[str, JsonValue]) -> Night:
    try:
        return night.record(stamp, values)
    except ValueError as error:
        raise Refused(f"That does not fit {', '.join(values)}.") from error


def _moved_on(before: Night, after: Night, profile: Profile, item: str) -> Night:
    """On to the next open item, unless the person is elsewhere in the walk (another session, a one-line command)."""
    if cursor(before, profile) != item:
        return after
    return after.evolve(cursor=next_open(after, profile, item))


def _below(above: str | None, text: str) -> str:
    return f"{above}\n{text}" if above else text


def _both(note: str | None, was: str | None, text: str) -> str:
    """``text``, written over ``was``; below ``note`` where that is no longer what it was."""
    if was is None or not note or note == was or text.startswith(note):
        return text
    added = text.removeprefix(was).removeprefix("\n")
    return _below(note, added) if added else note


def _text(text: str) -> str:
    if len(text) > NOTE_LIMIT:
        raise Refused(f"That text is {len(text):,} characters long; {NOTE_LIMIT:,} is the most one field keeps.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused("That text is not valid UTF-8; save it as UTF-8 and give it again.")
    return text


def _drafts(night: Night, field: str, text: str | None) -> dict[str, str]:
    others = {name: kept for name, kept in night.drafts.items() if name != field}
    return {**others, field: _text(text)} if text else others


def _known(profile: Profile, step_id: str) -> Step:
    step = profile.step(step_id)
    if step is None:
        names = ", ".join(known.id for known in profile.steps)
        raise Refused(f"There is no step called {step_id!r}; the steps are {names}.")
    return step


def _timed(profile: Profile, step_id: str) -> Step:
    step = _known(profile, step_id)
    if step.kind is not Kind.TIMED:
        raise Refused(f"{step.name} has no timer.")
    return step


def _answer(night: Night, key: str, value: int | None, stamp: Stamp) -> Night:
    if key not in QUESTIONS:
        raise Refused(f"There is no score called {key!r}; the scores are {', '.join(QUESTIONS)}.")
    if value is not None and not 0 <= value <= 10:
        raise Refused(f"A score is a whole number from 0 to 10; {value} is not.")
    return night.record(stamp, {f"score.{key}": BLANK if value is None else value})


def _now(night: Night, profile: Profile, stamp: Stamp) -> datetime | None:
    """When something logged without a time was done: now, but only while the night is the one we are in."""
    return stamp.at if night_of(stamp.at, profile.day_turn) == night.night else None


def _step(night: Night, event: Done | Excuse | HadSome, profile: Profile, stamp: Stamp) -> Night:
    step = _known(profile, event.step)
    if step.kind is Kind.DOSE and night.doses:
        raise Refused(f"{step.name} is logged for this night already; take that back first.")
    entry = _entry(night, event, step, stamp, _now(night, profile, stamp))
    return night.record(stamp, {f"step.{step.id}": entry.fields()})


def _entry(night: Night, event: Done | Excuse | HadSome, step: Step, stamp: Stamp, now: datetime | None) -> StepEntry:
    match event:
        case Done(short=short, minutes=minutes, at=at):
            if short and not step.has_minimum:
                raise Refused(f"{step.name} has no short version.")
            status = Status.MINIMUM if short else Status.DONE
            known = minutes if minutes is not None else _minutes_run(night.timer(step.id), stamp.at)
            if known is not None and not 0 <= known <= 24 * 60:
                raise Refused(f"{known} minutes do not fit in a night; give 0 to 1440.")
            return StepEntry(status=status, at=at or now, minutes=known)
        case Excuse(reason=reason, text=text):
            return StepEntry(status=Status.EXCUSED, at=now, reason=reason, text=_text(text) if text else None)
        case HadSome(had_at=had_at):
            if step.kind is not Kind.AVOIDED:
                raise Refused(f"{step.name} is not something to do without; log it as done, short or left out.")
            return StepEntry(status=Status.MISSED, at=now, had_at=had_at)


def _minutes_run(timer: Timer | None, now: datetime) -> int | None:
    """Whole minutes a timer counted; None where it ran for seconds, or so long that it says nothing."""
    if timer is None or -timer.remaining(now) > OVERRUN_KNOWN:
        return None
    return round(timer.elapsed(now) / 60) or None


def _took(night: Night, took: Took, stamp: Stamp) -> Night:
    if not 0 < took.mg <= ABSURD:
        raise Refused("An amount is more than 0 mg, as on the label.")
    return _record(night, stamp, {f"dose.{stamp.id}": Dose(**took._asdict()).fields()})


def _start_or_pause(night: Night, step: Step, stamp: Stamp) -> Night:
    if step.id in night.steps:
        raise Refused(f"{step.name} is answered for this night; take that back to time it again.")
    timer = night.timer(step.id) or Timer(total=60 * (step.minutes or 10))
    left = timer.remaining(stamp.at)
    if timer.ends is None:
        timer = Timer(total=timer.total, ends=ahead(stamp.at, left / 60))
    else:
        timer = Timer(total=timer.total, left=left)
    return _put_timer(night, step, timer, stamp)


def _add_minutes(night: Night, step: Step, minutes: int, stamp: Stamp) -> Night:
    """Minutes more or less; the whole stays between one minute and a day."""
    if step.id in night.steps:
        raise Refused(f"{step.name} is answered for this night.")
    timer = night.timer(step.id) or Timer(total=60 * (step.minutes or 10))
    total = min(max(timer.total + 60 * minutes, 60), 24 * 60 * 60)
    by = total - timer.total
    ends = ahead(timer.ends, by / 60) if timer.ends else None
    left = None if timer.ends else timer.remaining(stamp.at) + by
    return _put_timer(night, step, Timer(total=total, ends=ends, left=left), stamp)


def _put_timer(night: Night, step: Step, timer: Timer, stamp: Stamp) -> Night:
    return night.record(stamp, {f"timer.{step.id}": timer.fields()})


def _clear(night: Night, item: str, stamp: Stamp) -> Night:
    cells = [f"score.{item}", f"step.{item}", f"timer.{item}"]
    if item == "magnesium":
        cells += [cell for cell in night.cells if cell.startswith("dose.")]
    filled: dict[str, JsonValue] = {cell: None for cell in cells if cell in night.cells}
    if not filled:
        raise Refused(f"Nothing is logged for {item} on the night of {night.night}.")
    return night.record(stamp, filled)


def _delete(night: Night, stamp: Stamp) -> Night:
    filled: dict[str, JsonValue] = {cell: None for cell in night.cells if cell != "plan"}
    if not filled:
        raise Refused(f"Nothing is on record of the night of {night.night}.")
    return night.record(stamp, filled)


def item_of(change: Change) -> str | None:
    """The item of the walk that ``change`` belongs to; None for a note or a morning answer."""
    kind, _, name = change.cell.partition(".")
    return "magnesium" if kind == "dose" else name if kind in ("score", "step", "timer") else None


def _undo(night: Night, stamp: Stamp, morning: bool | None) -> Night:
    last = night.last_action(morning=morning)
    if not last:
        raise Refused("There is nothing to take back.")
    after = night.take_back(stamp, last)
    item = item_of(last[-1])
    return after.evolve(cursor=item) if item and not last[-1].morning else after
