"""The evening: scores, steps in any order, timers that tell the truth, good night."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from coach.content import UNREADABLE
from coach.core import routine, words
from coach.core.cells import QUESTIONS, Reason, Status, Timer
from coach.core.nights import Night
from coach.core.profile import Kind, Step, ahead
from coach.core.routine import (
    AddMinutes,
    Clear,
    Done,
    Excuse,
    GoTo,
    HadSome,
    StartOrPause,
    dropped,
)
from coach.core.safety import EMERGENCY_LINE
from coach.core.typed import REASON_KEYS, check_had, had_at
from coach.session import StoreError
from coach.ui.base import Choice, Field
from coach.ui.dose import DoseScreen
from coach.ui.walk import ROOMY, WIDE
from coach.ui.widgets import Line, Span, bar, fit, glyphs, spread, wrap


class TonightScreen(DoseScreen):
    """Tonight, from the first score to good night."""

    def __init__(self, night: Night, others_kept: int | None = None) -> None:
        super().__init__(night)
        self._others_kept = others_kept

    async def on_mount(self) -> None:
        """Begin."""
        await self.arrived()

    async def arrived(self) -> None:
        """Start where the person is; where the other nights have to be read to be counted, behind the first paint."""
        self.at = routine.cursor(self.night, self.session.profile)
        await self.look_at_dose()
        self.coach.ring_for(self.night)
        self.set_interval(60, self.paint)
        self.call_after_refresh(self._count if self._others_kept is None else self._keep_count)

    async def _keep_count(self) -> None:
        await self.coach.keeper.run(self.session.keep_tally)

    async def _count(self) -> None:
        kept = 0
        run = self.coach.keeper.run
        try:
            for year in await run(self.session.years):  # a year at a time, so that no key waits for thirty
                kept += await run(partial(self.session.nights_kept, year, self.key))
        except StoreError as error:  # a count that lacks a year would be untrue
            self.said = str(error)
        else:
            self._others_kept = kept
        self.paint()

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.session.now()

    @property
    def step(self) -> Step | None:
        """The step at hand, or None at a score or at the end."""
        return self.session.profile.step(self.at)

    @property
    def situations(self) -> Sequence[str]:
        """The keys for what is at hand, then for the list, then everywhere."""
        if self.on_score:
            first = ["score", *(["answered"] if self.at in self.night.scores else [])]
        elif step := self.step:
            first = self._step_situations(step)
        else:
            first = ["end"]
        return (*first, "walk", "list", "night", "screens", "everywhere")

    def _step_situations(self, step: Step) -> list[str]:
        kinds = {Kind.TIMED: "timed", Kind.AVOIDED: "avoided", Kind.DOSE: "dose"}
        own = [kinds[step.kind]] if step.kind in kinds else []
        short = ["short"] if step.has_minimum else []
        if self.night.status(step.id) is Status.PENDING:
            timer = ["running" if step.id in self.night.running else "stopped"] if step.kind is Kind.TIMED else []
            return (
                [*self.dose_situations, "each_step"]
                if step.kind is Kind.DOSE
                else ["step", "each_step", *short, *timer, *own]
            )
        return [*(self.dose_situations if step.kind is Kind.DOSE else ["next"]), "answered", "each_step", *short]

    def items(self) -> Sequence[str]:
        """The walk."""
        return routine.walk(self.session.profile)

    # What is seen

    def header(self, width: int) -> Line:
        """Which night, how long until bed, how many nights."""
        profile, now = self.session.profile, self.now
        bed = profile.bed(self.key, now)
        minutes = (bed.timestamp() - now.timestamp()) / 60
        over = now >= profile.morning_begins(self.key, now)
        kept = "" if self._others_kept is None else self._others_kept + self.night.kept
        if width < WIDE:
            when = "" if over else f"bed in {words.about(minutes)}" if minutes > 0 else f"past {words.clock(bed)}"
            return spread(f" {'Last night' if over else 'Tonight'} {self.key:%d %b}", when, f"{kept} ", width)
        name = "Last night" if over else "Evening coach"
        when = (
            f"bed {words.clock(bed)}, in {words.about(minutes)}" if minutes > 0 else f"bedtime was {words.clock(bed)}"
        )
        if over:
            when = f"a new evening begins at {profile.day_turn:%H:%M}"
        told = words.nights_kept(kept) if isinstance(kept, int) else ""
        return spread(f" {name}      {self.key:%a %d %b}", when, f"{told} ", width)

    def row(self, item: str, width: int) -> Line:
        """One item of the walk."""
        step = self.session.profile.step(item)
        if item in QUESTIONS:
            return self.score_row(item, width)
        if step is None:
            return self.mark_row(" ", "Good night", "", width, here=item == self.at)
        signs = glyphs()._asdict() | {"pending": glyphs().open, "minimum": glyphs().short, "excused": glyphs().out}
        sign = signs[self.night.status(step.id).value]
        return self.mark_row(sign, step.name, self._told(step), width, here=item == self.at)

    def _told(self, step: Step) -> str:
        """What the list says of a step: its answer, its running time, or when it is planned."""
        status, timer = self.night.status(step.id), self.night.timer(step.id)
        if status is Status.EXCUSED:
            return "left out"
        if status is not Status.PENDING:
            return words.step_said(self.night, step)
        if timer is not None:
            state = "running" if timer.ends else "paused"
            return state if step.id == self.at else f"{words.countdown(timer.remaining(self.now))} {state}"
        return self.told_open(step)

    def told_open(self, step: Step) -> str:
        """When a step without an answer is planned."""
        planned = self.session.profile.planned(step, self.key, self.now)
        if step.kind is Kind.AVOIDED and planned:
            return f"since {words.clock(planned)}"
        if step.kind is Kind.DOSE:
            return "with dinner"
        minutes = f"{step.minutes} min" if step.minutes else ""
        return f"{words.clock(planned) if planned else '':5} {minutes:>6}".strip() if planned or minutes else ""

    def tell_list(self, width: int) -> list[Line]:
        """How far the evening is, when it will end, and the note."""
        steps = self.session.profile.active
        open_steps = [step for step in steps if self.night.status(step.id) is Status.PENDING]
        told = f"   done {len(steps) - len(open_steps)} of {len(steps)}"
        if open_steps:
            told += f" {glyphs().open} ends about {words.clock(self._end(open_steps))}"
        return [(Span(told, "dim"),), *self.note_line(width)]

    def _end(self, steps: Sequence[Step]) -> datetime:
        """When the open steps will be done, each at its planned time or after the one before."""
        moment = self.now
        for step in steps:
            timer, planned = self.night.timer(step.id), self.session.profile.planned(step, self.key, moment)
            if timer is None and planned is not None and planned > moment and step.kind is not Kind.AVOIDED:
                moment = planned
            left = max(timer.remaining(self.now), 0) / 60 if timer else step.minutes or 0
            moment = ahead(moment, left)
        return ahead(moment, -moment.minute % 15)  # or an idle screen would have to be repainted

    def pane(self, width: int, height: int) -> list[Line]:
        """The item at hand."""
        if self.on_score:
            scores = [item for item in self.items() if item in QUESTIONS]
            lines = self.score_pane(self.at, width, f"{scores.index(self.at) + 1} of {len(scores)}")
        elif step := self.step:
            lines = self._step_pane(step, width, height)
        else:
            lines = self._end_pane(width)
        return self.with_keys(lines, width, height)

    def _step_pane(self, step: Step, width: int, height: int) -> list[Line]:
        guide = self.session.content().guide(step.id)
        place = self.step_place(step)
        roomy = height >= ROOMY
        title: Line = (Span(fit(step.name, width - len(place) - 2), "accent"), Span(f"  {place}", "dim"))
        air: list[Line] = [()] if roomy else []
        how = wrap(guide.how, width) if guide.how and step.kind is not Kind.DOSE else []
        middle = [*self._state(step, width), *self._late(step, width)]
        if step.kind is Kind.DOSE:
            middle = [*self.dose_before(width), *air, *middle, *self.dose_after(width, roomy=roomy)]
        if not roomy:
            how = how[: max(height - len(middle) - len(self.cautions(width)) - 6, 1)]
        care = self.cautions(width)
        return [title, *air, *middle, *air, *care, *how, *(air if how or care else [])]

    def step_place(self, step: Step) -> str:
        """``step 2 of 5``."""
        ids = [s.id for s in self.session.profile.active]
        return f"step {ids.index(step.id) + 1} of {len(ids)}"

    def _state(self, step: Step, width: int) -> list[Line]:
        """A step's timer, its answer, or what it asks."""
        timer = self.night.timer(step.id)
        if timer is not None:
            return self._timer_lines(timer, width)
        if self.night.status(step.id) is not Status.PENDING:
            said = words.step_said(self.night, step)
            told = wrap(f"{said[:1].upper()}{said[1:]}.", width, "strong")  # what the person wrote keeps its capitals
            return [*told, *self.others_lines(f"step.{step.id}", width)]
        if step.kind is Kind.AVOIDED:
            planned = self.session.profile.planned(step, self.key, self.now)
            since = f" since {words.clock(planned)}" if planned else ""
            return [(Span(f"None{since}?", "strong"),)]
        if step.kind is Kind.DOSE:
            return self.dose_asked(width)
        return [(Span(f"{step.minutes} min", "strong"),)] if step.minutes else []

    def _timer_lines(self, timer: Timer, width: int) -> list[Line]:
        left = timer.remaining(self.now)
        word = (
            f"time is up; {self.keys.key('step', 'done')} when done"
            if left <= 0
            else "running"
            if timer.ends
            else "paused"
        )
        clock = (Span(words.countdown(left), "strong"), Span(f"  {word}", "accent" if left <= 0 else "dim"))
        return [clock, bar(1 - left / timer.total, min(width, 30), glyphs())]

    def _late(self, step: Step, width: int) -> list[Line]:
        """Past bedtime: a kind word, and the short version."""
        short = self.session.content().guide(step.id).short
        told = words.short_counts(self.night, step, self.session.profile, self.now, short)
        return wrap(f"{told} ({self.keys.key('short', 'minimum')}).", width) if told else []

    def _end_pane(self, width: int) -> list[Line]:
        night, profile = self.night, self.session.profile
        told = [words.done_line(night, profile), words.left_line(night, profile)]
        if open_names := words.open_names(night, profile):
            told.append(f"Not answered: {', '.join(open_names)} ({self.moving_keys} go there).")
        count = (
            "" if self._others_kept is None else f"{words.nights_kept(self._others_kept + night.kept).capitalize()}."
        )
        told.append(f"{words.legs_line(night)}   {count}".strip())
        lines = [line for text in told if text for line in wrap(text, width)]
        return [*lines, (), *wrap(words.GOOD_NIGHT, width, "accent"), ()]

    # What is done

    async def refreshed(self) -> None:
        """The night as it now is, its timers watched; a step may have been switched off elsewhere."""
        await super().refreshed()
        if self.at not in self.items():
            self.at = routine.cursor(self.night, self.session.profile)
        await self.look_at_dose()
        self.coach.ring_for(self.night)

    def followed(self) -> None:
        """To the next open item, and its timers watched."""
        self.at = routine.cursor(self.night, self.session.profile)
        self.coach.ring_for(self.night)

    async def go(self, item: str) -> None:
        """Move, and remember it, so that the next start is here."""
        await super().go(item)
        await self.dispatch(GoTo(item))

    def beat(self) -> None:
        """The time that is left."""
        self.paint()

    async def do_pause(self) -> None:
        """Start or pause."""
        if step := self.step:
            await self.dispatch(StartOrPause(step.id))

    async def do_more(self) -> None:
        """A minute more."""
        if step := self.step:
            await self.dispatch(AddMinutes(step.id, 1))

    async def do_less(self) -> None:
        """A minute less."""
        if step := self.step:
            await self.dispatch(AddMinutes(step.id, -1))

    async def do_done(self) -> None:
        """Done."""
        if step := self.step:
            await self._answer_step(step, Done(step.id))

    async def do_on(self) -> None:
        """On to the next."""
        await self._by(1)

    async def do_minimum(self) -> None:
        """Done in its short version."""
        if step := self.step:
            await self._answer_step(step, Done(step.id, short=True))

    async def _answer_step(self, step: Step, *events: routine.Event) -> None:
        if await self.dispatch(*events):
            self.said = f"{words.one_line(step.name)}: {words.step_said(self.night, step)}"

    async def do_clear(self) -> None:
        """Take this answer back."""
        if await self.dispatch(Clear(self.at)):
            self.said = f"Taken back; {self.undo_key} brings it back."

    @property
    def leave_out_title(self) -> str:
        """The question before a reason; ``{name}`` is the step's."""
        return words.LEAVE_OUT

    async def do_excuse(self) -> None:
        """Leave the step out, with a reason."""
        if step := self.step:
            reasons = (Choice(key, words.REASONS[reason]) for key, reason in REASON_KEYS.items())
            title = self.leave_out_title.format(name=words.one_line(step.name))
            await self.choose(title, [*reasons, Choice("o", "other ...")], partial(self._excused, step))

    async def _excused(self, step: Step, key: str) -> None:
        if key in REASON_KEYS:
            await self._answer_step(step, Excuse(step.id, REASON_KEYS[key]), *dropped(f"reason.{step.id}"))
            return
        title = f"Leave out {words.one_line(step.name)}: why?"
        await self.coach.taken_up(self.key, "step", step.id)
        await self.refreshed()  # what the disk refused before may be stored by now: the form begins with it
        entry = self.night.steps.get(step.id)
        told = entry.text if entry and entry.text else ""
        field = Field("In your words (may stay empty)", f"reason.{step.id}", told, begun=True)
        await self.form(title, [field], partial(self._excused_because, step, field.name), self.night)

    async def _excused_because(self, step: Step, field: str, answer: tuple[str, ...]) -> None:
        await self._answer_step(step, Excuse(step.id, Reason.OTHER, answer[0].strip() or None), *dropped(field))

    async def do_had(self) -> None:
        """Had some after all, perhaps at a known time."""
        if step := self.step:
            field = Field("When? HH:MM, or enter if not known", f"had.{step.id}", check=self._had_time)
            title = f"{words.one_line(step.name)}: had some"
            await self.form(title, [field], partial(self._had_at, step, field.name), self.night)

    def _had_time(self, text: str) -> str | None:
        return check_had(text, self.key, self.session.profile, self.now)

    async def _had_at(self, step: Step, field: str, answer: tuple[str, ...]) -> None:
        when = had_at(answer[0], self.key, self.session.profile, self.now)
        await self._answer_step(step, HadSome(step.id, when), *dropped(field))

    async def do_why(self) -> None:
        """What is known about this step, each statement with its strength and source, whole, page by page."""
        if (step := self.step) is None:
            return
        from coach.content.facts import statements
        from coach.content.files import ContentError
        from coach.ui.pages import PagesDialog, sentence, statement

        try:
            entries = [statement(fact) for fact in statements(step.id)] or [sentence(words.NOTHING_CLAIMED)]
        except ContentError:
            entries = [sentence(UNREADABLE)]
        top = EMERGENCY_LINE if step.kind is Kind.DOSE else ""
        await self.app.push_screen(PagesDialog(f"Why: {words.one_line(step.name)}", entries, top))
