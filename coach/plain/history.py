"""Past nights in lines: streaks and why, history, trends, nights that are excused, and one night to mend."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from coach.core import retold, words
from coach.core.cells import QUESTIONS
from coach.core.nights import Night, closed
from coach.core.profile import LONGEST_REASON, MOST_GRACE, Pause
from coach.core.routine import EFFECTS, EXTRA, Delete, item_of, next_of_night, night_walk
from coach.core.streaks import ROUTINE
from coach.core.trends import SPANS
from coach.core.typed import check_day, check_last, check_short, check_whole, read_day
from coach.history import Past, end_pause, past, put_pause, set_grace
from coach.plain.answers import offered
from coach.plain.evening import Evening
from coach.plain.morning import Morning
from coach.plain.talk import Talk
from coach.plain.walk import Asked
from coach.session import Refused, StoreError

LAST = 14
"""Nights that history tells where it is not said how many."""
NONE = ("none", "-", "no end")
TIMERS = ("running", "ready", "timing")
"""Situations that a night that was has not."""


def say_streaks(talk: Talk, asked: str) -> None:
    """The streaks; or why one of them is what it is, where its name was ``asked``."""
    seen = _seen(talk)
    if seen is None:
        return
    if not seen.briefs:
        talk.say(retold.NO_NIGHTS, retold.STREAKS_TO_COME)
        return
    streaks = seen.streaks()
    if asked:
        names = {streak.of: retold.named(streak.of, seen.profile) for streak in streaks}
        found = [s for s in streaks if asked.lower() in (s.of, names[s.of].lower())]
        talk.say(*(line for streak in found for line in retold.why_lines(streak, seen.profile, seen.tonight)))
        talk.say("" if found else f"There is no streak of that; the streaks are {', '.join(names.values())}.")
        return
    talk.say(*(line.strip() for s in streaks for line in retold.streak_lines(s, seen.profile, seen.tonight)))
    talk.say(retold.grace_said(seen.profile.grace), f"streaks {ROUTINE} tells why that one is what it is.")


def say_history(talk: Talk, asked: str) -> None:
    """The last nights, each in a line; ``asked`` is how many."""
    if asked and not (asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6):
        talk.say("history and a number of nights, such as history 30.")
        return
    seen = _seen(talk)
    if seen is None:
        return
    first = seen.tonight - timedelta(days=int(asked or LAST) - 1)
    briefs = [brief for brief in seen.briefs if brief.night >= first]
    lines = retold.history_lines(briefs, seen.counted(), seen.profile, seen.tonight)
    talk.say(*(line.strip() for line in lines), f"{retold.nights_said(len(briefs))} on record.")


def say_trends(talk: Talk, asked: str) -> None:
    """Each score over the last nights; ``asked`` is 30, 90, 365 or all."""
    spans = {str(span or "all"): span for span in SPANS}
    if asked and asked.lower() not in spans:
        talk.say(f"trends and one of {', '.join(spans)}.")
        return
    seen = _seen(talk)
    if seen is None:
        return
    span = spans[asked.lower() or str(SPANS[0])]
    told = seen.trends(span)
    talk.say(f"Over {retold.span_said(span)}.", *map(retold.trend_said, told))
    talk.say(f"Leg score, {retold.lately_said(told[0])[0].lower()}{retold.lately_said(told[0])[1:]}")
    talk.say(*retold.beside_lines(seen.beside(span), seen.profile), *retold.trends_notes(seen.profile), retold.OUR_OWN)


LOOKS: dict[str, Callable[[Talk, str], None]] = {"streaks": say_streaks, "history": say_history, "trends": say_trends}
"""What tells of past nights, by the word that asks for it."""


def _seen(talk: Talk) -> Past | None:
    try:
        return past(talk.session)
    except StoreError as error:
        talk.say(str(error))
        return None


def ask_night(talk: Talk, asked: str) -> date | None:
    """The night to open; None if it is none, which is said."""
    check = partial(_check_night, latest=talk.session.tonight)
    if not asked:
        given = talk.field("Which night? Its evening's date, such as 2026-11-22: ", check)
        return None if given is None else read_day(given)
    if problem := check(asked):
        talk.say(problem)
        return None
    return read_day(asked)


def _check_night(text: str, latest: date) -> str | None:
    return check_day(text, latest) if text else "Type its date as 2026-11-22."


def ask_grace(talk: Talk) -> None:
    """How many missed nights are forgiven."""
    talk.say(retold.GRACE_ASKED, retold.grace_said(talk.session.profile.grace))
    check = partial(check_whole, most=MOST_GRACE)
    text = talk.field(f"How many, 0 to {MOST_GRACE}: ", lambda given: check(given) if given else "Type a number.")
    if text is not None:
        _set(talk, partial(set_grace, talk.session, int(text)), retold.grace_said(int(text)))


def ask_away(talk: Talk) -> None:
    """Nights that are excused: new ones, or some that are taken back."""
    tonight = talk.session.tonight
    held = dict(enumerate(talk.session.profile.pauses_held[-9:], 1))
    if held:
        talk.say(*(f"{number}: {retold.pause_said(pause, tonight)}." for number, pause in held.items()))
        on = talk.session.profile.pause_open
        known = ["new", *(["over"] if on else []), *map(str, held)]
        over = "over if the one without an end is over by tonight, " if on else ""
        text = talk.field(f"new, {over}or a number to take it back: ", partial(_check_one_of, known))
        if text is None:
            return
        if text.lower() == "over" and on:
            ended = partial(end_pause, talk.session, on)
            _set(talk, ended, f"Excused up to last night: {retold.pause_said(on, tonight)}.")
            return
        if text.lower() != "new":
            pause = held[int(text)].evolve(away=True)
            _set(talk, partial(put_pause, talk.session, pause), f"Taken back: {retold.pause_said(pause, tonight)}.")
            return
    _ask_new(talk, tonight)


def _ask_new(talk: Talk, tonight: date) -> None:
    check = partial(check_day, latest=date.max)
    begin = talk.field("Excused from, as 2026-11-22, or an empty line for tonight: ", check)
    if begin is None:
        return
    first = read_day(begin) if begin else tonight
    until = talk.field("To, or none for no end yet: ", partial(_check_until, first))
    if until is None:
        return
    why = talk.field("Why, in your words, or an empty line: ", partial(check_short, most=LONGEST_REASON))
    if why is None:
        return
    last = None if until.lower() in NONE or not until else read_day(until)
    pause = Pause(first=first, last=last, reason=why)
    _set(talk, partial(put_pause, talk.session, pause), f"Excused: {retold.pause_said(pause, tonight)}.")


def _check_one_of(known: Sequence[str], text: str) -> str | None:
    return None if text.lower() in known else f"{text[:20]!r} is none of {', '.join(known)}."


def _check_until(first: date, text: str) -> str | None:
    if text.lower() in NONE:
        return None
    return check_last(text, first)


def _set(talk: Talk, change: Callable[[], object], said: str) -> None:
    try:
        change()
    except Refused as refusal:
        talk.say(str(refusal))
    except StoreError as error:
        talk.not_saved(error)
    else:
        talk.say(said)


class PastNight(Evening, Morning):
    """A night that was: evening and morning as one list of questions, to read or to mend."""

    morning = None

    def __init__(self, talk: Talk, night: Night) -> None:
        super().__init__(talk, night)
        self.at = self.items[0]

    @property
    def current(self) -> date:
        """This night: no other takes its place."""
        return self.key

    @property
    def _is_last(self) -> bool:
        return False

    def _settle(self) -> None:
        """What magnesium asks now is no matter of a night that was."""

    @property
    def items(self) -> Sequence[str]:
        """The evening's scores and steps, the morning's questions, and anything else."""
        return night_walk(self.night, self.talk.session.profile)

    def at_hand(self) -> Sequence[str]:
        """The answers for what is at hand, without timers; then those of a night that was."""
        part = Morning if self.at in (EFFECTS, EXTRA) else Evening
        return (*(name for name in part.at_hand(self) if name not in TIMERS), "past_night")

    def next_open(self) -> str:
        """The one at hand while it is open, or the next further down."""
        return next_of_night(self.night, self.talk.session.profile, self.at)

    def opening(self) -> list[str]:
        """Which night it is, and what it counts for."""
        tonight = self.talk.session.tonight
        told = f"The night of {self.key:%A %d %B %Y}."
        late = "It is closed: what is added now is marked late." if closed(self.key, tonight) else ""
        return [told, late, "list tells all of it, tonight goes back to the evening.", self.note_begun()]

    def told(self, item: str) -> str:
        """An item and its answer."""
        return Morning.told(self, item) if item == EFFECTS or item in QUESTIONS else Evening.told(self, item)

    def wrong(self, text: str) -> str:
        """What would be an answer."""
        return Morning.wrong(self, text) if self.at in (EFFECTS, EXTRA) else Evening.wrong(self, text)

    def asked(self) -> Asked:
        """The question at hand."""
        if self.at == EXTRA:
            return Asked((), f"{offered(self.situations).capitalize()}, or tonight", self.name(EXTRA))
        return Morning.asked(self) if self.at == EFFECTS else Evening.asked(self)

    def other(self, low: str, text: str) -> bool:
        """Whatever would be an answer in the evening or in the morning."""
        return Morning.other(self, low, text) if self.at in (EFFECTS, EXTRA) else Evening.other(self, low, text)

    @property
    def leave_out_title(self) -> str:
        """The question before a reason."""
        return words.LEAVE_OUT_THAT_NIGHT

    def move(self, item: str) -> None:
        """Go to ``item``; where the person is tonight stays as it is."""
        self.at = item

    def refresh(self) -> None:
        """The night as it now is; its timers are not spoken of."""
        self.night = self.talk.fresh(self.night)
        if self.at not in self.items:
            self.at = self.items[0]

    def do_undo(self) -> None:
        """Take back the last answer, and go where it was."""
        last = self.night.last_action()
        super().do_undo()
        item = (item_of(last[-1]) if last else None) or ""
        if item in self.items and not self._answered(item):
            self.at = item

    def do_delete(self) -> None:
        """Everything on record of this night taken away, once asked."""
        if not self.night.told:
            self.talk.say("Nothing is on record of this night.")
        elif self.talk.sure(f"Delete all of the night of {self.key:%A %d %B %Y}? yes or no: "):
            if self.dispatch(Delete()):
                self.talk.say("Deleted; undo brings it back.")
                self.at = self.items[0]
        else:
            self.talk.say("Nothing was deleted.")

    def do_stored(self) -> None:
        """Everything that is stored of it, with when and where."""
        self.talk.say(*(line.strip() for line in words.stored_lines(self.night, self.talk.session.profile)))
