"""The evening in lines: scores, steps in any order, timers that are announced, good night."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from coach.content import UNREADABLE, Guide
from coach.core import advice, routine, words
from coach.core.cells import Reason
from coach.core.dose import amount
from coach.core.nights import Night
from coach.core.profile import Kind, Step
from coach.core.routine import (
    AMOUNT,
    AMOUNT_AT,
    END,
    AddMinutes,
    Clear,
    Done,
    Excuse,
    GoTo,
    HadSome,
    StartOrPause,
    Took,
    dropped,
)
from coach.core.safety import EMERGENCY_LINE, MAGNESIUM_LINES
from coach.core.typed import REASON_KEYS, check_amount, check_had, check_past, had_at, read_time
from coach.magnesium import Magnesium
from coach.plain.answers import offered
from coach.plain.talk import Talk
from coach.plain.timers import spoken, stands
from coach.plain.walk import Asked, Place, Walk
from coach.session import StoreError

REST = "Note, undo, back, or an empty line to leave"
NO_WORDS = "-"
_MINUTES = re.compile(r"([+-]) ?(\d{1,3})")
_MG = re.compile(r"(?:mg)?\s*([\d.,]+)\s*(?:mg)?", re.IGNORECASE)


class Evening(Walk):
    """Tonight, from the first score to good night."""

    def __init__(self, talk: Talk, night: Night) -> None:
        super().__init__(talk, night)
        self.at = self.next_open()
        self._others_kept: int | None = None
        self._told_last = False
        """Is it said that this is last night by now?"""

    def turn(self) -> Place | None:
        """Ask one question, after saying once that its night is last night, if it has become that."""
        if self._is_last and not self._told_last:
            self.talk.say(self._last_night_said())
        if self.step and self.step.kind is Kind.DOSE:
            self._settle()
        return super().turn()

    def _settle(self) -> None:
        """Magnesium goes out of the evening where the gate says so by now; the next question is another then."""
        try:
            why = self.magnesium.settle()
        except StoreError as error:
            self.talk.say(str(error))
        else:
            self.talk.say(f"{advice.off_now(why)} questions tells more." if why else "")

    @property
    def _is_last(self) -> bool:
        return not self.over and self.now >= self.talk.session.profile.morning_begins(self.key, self.now)

    def _last_night_said(self) -> str:
        self._told_last = True
        turn = self.talk.session.profile.day_turn
        return f"Last night, {self.key:%A %d %B}. A new evening begins at {turn:%H:%M}."

    @property
    def current(self) -> date:
        """Tonight."""
        return self.talk.session.tonight

    def over_said(self) -> str:
        """Which evening has begun."""
        return f"A new evening has begun, {self.current:%A %d %B}."

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.talk.session.now()

    @property
    def magnesium(self) -> Magnesium:
        """The rules of magnesium."""
        return Magnesium(self.talk.session)

    @property
    def step(self) -> Step | None:
        """The step at hand, or None at a score or at the end."""
        return self.talk.session.profile.step(self.at)

    @property
    def guide(self) -> Guide:
        """The words of the step at hand."""
        return self.talk.session.content().guide(self.at)

    @property
    def items(self) -> Sequence[str]:
        """The walk."""
        return routine.walk(self.talk.session.profile)

    def next_open(self) -> str:
        """Where the night says."""
        return routine.cursor(self.night, self.talk.session.profile)

    def refresh(self) -> None:
        """The night as it now is, its timers watched."""
        super().refresh()
        self.talk.watch(self.night)

    def move(self, item: str) -> None:
        """Move, and remember it, so that the next start is here."""
        self.at = item
        after = self.talk.dispatch(self.key, GoTo(item))
        self.night = after or self.night

    def dispatch(self, *events: routine.Event) -> bool:
        """Carry out and store, and watch the timers."""
        stored = super().dispatch(*events)
        self.talk.watch(self.night)
        return stored

    def at_hand(self) -> Sequence[str]:
        """The answers for what is at hand."""
        step = self.step
        first = ["score"] if self.on_score else self._step_situations(step) if step else []
        return (*first, *(["answered"] if self._answered(self.at) else []))

    def _step_situations(self, step: Step) -> list[str]:
        short = ["short"] if step.has_minimum else []
        own = ["avoided"] if step.kind is Kind.AVOIDED else []
        if step.kind is Kind.DOSE:
            products = self.talk.session.profile.products
            usual = [*(["dose_usual"] if products else []), *(["dose_other"] if len(products) > 1 else [])]
            return [*usual, "dose", "step"]
        if step.kind is Kind.TIMED and not self._answered(step.id):
            own = ["running" if step.id in self.night.running else "ready", "timing"]
        return [*own, "step", *short] if step.kind is Kind.AVOIDED else ["step", *short, *own]

    # What is said

    def opening(self) -> list[str]:
        """Which night, how long until bed, what is under way."""
        profile, now = self.talk.session.profile, self.now
        bed = profile.bed(self.key, now)
        minutes = (bed.timestamp() - now.timestamp()) / 60
        told = f"Tonight, {self.key:%A %d %B}. Bedtime "
        told += f"{words.clock(bed)}, in {words.about(minutes)}." if minutes > 0 else f"was {words.clock(bed)}."
        if self._is_last:
            told = self._last_night_said()
        timers = [stands(self.night, step, now) for step in profile.active if step.id != self.at]
        return [told, self.note_begun(), *timers]

    def told(self, item: str) -> str:
        """An item and its answer."""
        step = self.talk.session.profile.step(item)
        if step is None:
            return self.score_told(item)
        if timer := stands(self.night, step, self.now):
            return timer
        others = self.others_said(f"step.{item}")
        return f"{self.name(item)}: {words.step_said(self.night, step)}{others}."

    def wrong(self, text: str) -> str:
        """What would be an answer."""
        if self.on_score:
            return self.score_wrong(text)
        right = offered(self.situations) or "note, back or quit"
        if self.step and self.step.kind is Kind.DOSE:
            right = f"the mg of magnesium, such as 120, or {right}"
        return f"{text} is no answer here: type {right}; help tells more."

    def asked(self) -> Asked:
        """The question at hand."""
        if self.on_score:
            return self.score_asked()
        if step := self.step:
            return self._dose_asked(step) if step.kind is Kind.DOSE else self._step_asked(step)
        return self._end_asked()

    def _step_asked(self, step: Step) -> Asked:
        name = self.name(step.id)
        if self._answered(step.id):
            return Asked((), f"{self.position} {self.told(step.id)} {self._change}", name)
        short = words.short_counts(self.night, step, self.talk.session.profile, self.now, self.guide.short)
        parts = [self.position, self._what(step), f"{short}." if short else "", self.guide.how]
        return Asked((), f"{' '.join(filter(None, parts))} {_capital(offered(self.situations))}", name)

    @property
    def _change(self) -> str:
        return f"An empty line goes on. To change it, {offered(self.situations)}"

    def _what(self, step: Step) -> str:
        """A step's name with its timer, or what it asks, or when it is planned."""
        if timer := stands(self.night, step, self.now):
            return timer
        name, planned = self.name(step.id), self.talk.session.profile.planned(step, self.key, self.now)
        if step.kind is Kind.AVOIDED:
            return f"{name}: none since {words.clock(planned)}?" if planned else f"{name}: none?"
        minutes = f", {spoken(60 * step.minutes)}" if step.minutes else ""
        return f"{name}{minutes}{f', planned for {words.clock(planned)}' if planned else ''}."

    def _dose_asked(self, step: Step) -> Asked:
        """The emergency line first, so that nothing comes before it."""
        name = self.name(step.id)
        if self._answered(step.id):
            doses = f" {words.doses_said(self.night)}." if len(self.night.doses) > 1 else ""
            notice = f" {self.magnesium.notice(self.key).text}" if self.night.doses else ""
            question = f"{self.position} {self.told(step.id)}{doses}{notice} An empty line goes on, a number logs more"
            return Asked((EMERGENCY_LINE,), question, name)
        begun = self.night.drafts.get(AMOUNT)
        typed = f"{words.one_line(begun)} was typed before and is not logged: amount goes on with it. " if begun else ""
        product = next(iter(self.talk.session.profile.products), None)
        usual = f"{advice.usual_said(product, self.magnesium.elemental(product))} Done, or a" if product else ""
        what = f"{self.position} {name}. {usual or f'{words.DOSE_ASKED} {typed}A'} number, or skip"
        upset = self.magnesium.upset(self.key)
        gate = advice.gate_said(self.magnesium.verdict(), "questions")
        told = advice.upset_said(upset) if upset else gate
        return Asked((EMERGENCY_LINE, told, *MAGNESIUM_LINES), what, name)

    def _end_asked(self) -> Asked:
        night, profile = self.night, self.talk.session.profile
        told = [words.done_line(night, profile), words.left_line(night, profile)]
        if names := words.open_names(night, profile):
            told.append(f"Not answered: {', '.join(names)}. The name of one goes there.")
        told += [words.legs_line(night), self._kept_line(), words.GOOD_NIGHT]
        return Asked(told, REST, REST)

    def _kept_line(self) -> str:
        """How many nights were kept; "" where a year cannot be read."""
        session = self.talk.session
        try:
            if self._others_kept is None:
                self._others_kept = sum(session.nights_kept(year, self.key) for year in session.years())
        except StoreError:
            return ""
        return f"{words.nights_kept(self._others_kept + self.night.kept).capitalize()}."

    def _nothing(self) -> None:
        """At the end an empty line leaves."""
        if self.at == END:
            self.do_quit()
        super()._nothing()

    # What is done

    def other(self, low: str, text: str) -> bool:
        """A score, an amount, or minutes more and less."""
        if self.on_score:
            return self.score_other(low)
        step = self.step
        if step and step.kind is Kind.DOSE and (typed := _MG.fullmatch(text)):
            self._amount(typed[1])
            return True
        if "timing" in self.situations and step and (by := _MINUTES.fullmatch(low)):
            self.answer(self.at, AddMinutes(step.id, int(by[1] + by[2])))
            return True
        return False

    def do_done(self) -> None:
        """Done."""
        self.answer(self.at, Done(self.at))

    def do_minimum(self) -> None:
        """Done in its short version."""
        self.answer(self.at, Done(self.at, short=True))

    def do_clear(self) -> None:
        """Take this answer back."""
        if self.dispatch(Clear(self.at)):
            self.talk.say("Taken back; undo brings it back.")

    def do_start(self) -> None:
        """The timer starts, and it is said until when it runs."""
        self.answer(self.at, StartOrPause(self.at))

    def do_pause(self) -> None:
        """The timer stops for now."""
        self.answer(self.at, StartOrPause(self.at))

    def do_time(self) -> None:
        """How long it still runs, or would run."""
        if step := self.step:
            self.talk.say(self._what(step))

    def do_more(self) -> None:
        """A minute more."""
        self.answer(self.at, AddMinutes(self.at, 1))

    def do_less(self) -> None:
        """A minute less."""
        self.answer(self.at, AddMinutes(self.at, -1))

    @property
    def leave_out_title(self) -> str:
        """The question before a reason; ``{name}`` is the step's."""
        return words.LEAVE_OUT

    def do_excuse(self) -> None:
        """Leave the step out, with a reason."""
        item = self.at
        field = f"reason.{item}"
        reasons = ", ".join(f"{words.REASONS[reason]} ({key})" for key, reason in REASON_KEYS.items())
        question = f"{self.leave_out_title.format(name=self.name(item))} {reasons} or other (o); back goes back: "
        answer = self.talk.field(question, _check_reason, keep=lambda text: self.talk.draft(self.key, field, text))
        self._in_time()
        chosen = None if answer is None else _reason(answer)
        if chosen is None:
            return
        reason, own = chosen
        if reason is Reason.OTHER and not own:
            given = self._own_reason(item, field)
            if given is None:
                return
            own = given
        self.answer(item, Excuse(item, reason, own or None), *dropped(field))

    def _own_reason(self, item: str, field: str) -> str | None:
        """Words of one's own, beginning from those there are; "" for none, None to go back."""
        refused, entry = self.talk.pending(self.key, "step", item), self.night.steps.get(item)
        before = refused.text if isinstance(refused, Excuse) else entry.text if entry else None
        there = bool(self.night.drafts.get(field) or before)
        empty = "- leaves it without words" if there else "an empty line leaves it at that"
        given = self.field(f"In your words; {empty}: ", field, begun=before)
        return "" if there and given == NO_WORDS else given

    def do_had(self) -> None:
        """Had some after all, perhaps at a known time."""
        item = self.at
        field = f"had.{item}"
        profile = self.talk.session.profile
        question = "When? Such as 15:30, or an empty line if not known: "
        when = self.field(question, field, lambda text: check_had(text, self.key, profile, self.now))
        if when is not None:
            self.answer(item, HadSome(item, had_at(when, self.key, profile, self.now)), *dropped(field))

    def do_amount(self) -> None:
        """Log what was taken."""
        text = self.field("How many mg of magnesium, as on the label? ", AMOUNT, check_amount)
        if text is not None:
            self._amount(text)

    def _amount(self, text: str) -> None:
        """An amount was typed: kept at once, asked when, and asked again where it is unusual."""
        if problem := check_amount(text):
            self.talk.say(problem)
            return
        if text != self.night.drafts.get(AMOUNT):
            self.talk.draft(self.key, AMOUNT, text)
        empty = "for now" if self.key == self.talk.session.tonight else "if not known"
        question = f"{text} mg, when? Such as 19:30, or an empty line {empty}: "
        profile = self.talk.session.profile
        when = self.field(question, AMOUNT_AT, lambda text: check_past(text, self.key, profile, self.now))
        if when is None:
            return
        at = profile.place(self.key, read_time(when), self.now) if when else None
        self._took(Took(amount(text), at))

    def do_usual(self) -> None:
        """Log what is usually taken."""
        self._took(self.magnesium.took(self.talk.session.profile.products[0]))

    def do_other_product(self) -> None:
        """Log another product."""
        products = dict(enumerate(self.talk.session.profile.products, 1))
        told = ", ".join(
            f"{number} {advice.product_said(product, self.magnesium.elemental(product))}"
            for number, product in products.items()
        )
        numbers = [str(number) for number in products]
        check = partial(_check_number, numbers)
        chosen = self.talk.field(f"Which one was taken? {told}: ", check)
        self._in_time()
        if chosen is not None:
            self._took(self.magnesium.took(products[int(chosen)]))

    def _took(self, took: Took) -> None:
        """Ask whether it was this very dose that is logged already, then whether a large amount is right."""
        if already := self.magnesium.already(self.key, took):
            was_it = self.talk.sure(f"{advice.already_said(already)} {advice.ALREADY_ASKED} yes or no: ")
            self._in_time()
            if was_it:
                self.dispatch(*dropped(AMOUNT, AMOUNT_AT))
                self.talk.say(advice.NOTHING_ADDED)
                return
        notice = self.magnesium.notice(self.key, took)
        if notice.ask:
            self.talk.say(notice.text, EMERGENCY_LINE, advice.dose_comes_to(notice.total))
            sure = self.talk.sure(f"{words.number(took.mg)} mg: is that right? yes or no: ")
            self._in_time()
            if not sure:
                self.talk.say("Not logged. The question comes again.")
                return
        if self.dispatch(took, *dropped(AMOUNT, AMOUNT_AT)):
            at = took.at or (self.now if self.key == self.talk.session.tonight else None)
            near = self.magnesium.near_medicine(at) if at else ()
            self.talk.say(advice.dose_logged(self.night, self.magnesium.notice(self.key), near))

    def do_why(self) -> None:
        """What is known about this step, each statement with its strength and source."""
        if self.step and self.step.kind is Kind.DOSE:
            self.talk.say(EMERGENCY_LINE)
        from coach.content.facts import ContentError, founded, statements

        try:
            known = statements(self.at)
        except ContentError:
            self.talk.say(UNREADABLE)
            return
        told = [f"{fact.text} ({founded(fact)}) {fact.disagrees}".strip() for fact in known]
        self.talk.say(*(told or [words.NOTHING_CLAIMED]))


def _check_number(numbers: Sequence[str], text: str) -> str | None:
    return None if text in numbers else f"{text[:20]!r} is none of these: type {' or '.join(numbers)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reason(text: str) -> tuple[Reason, str] | None:
    """A reason by its letter or its words; ``other`` may have words of one's own behind it."""
    low = text.lower()
    by_words = {name: reason for reason, name in words.REASONS.items()}
    if low in (*REASON_KEYS, *by_words):
        return REASON_KEYS.get(low) or by_words[low], ""
    head, _, own = text.partition(" ")
    return (Reason.OTHER, own.strip()) if head.lower() in ("o", "other") else None


def _check_reason(text: str) -> str | None:
    if _reason(text):
        return None
    return f"{text[:20]!r} is none of the reasons; other and some words gives one of your own."
