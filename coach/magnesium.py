"""Magnesium with care: the gate, the medicines and the amounts of one person's diary, put to the rules of the content.

One deep module for every door. It loads the rules, and with them Pydantic, only when it is asked; where a file of them
is missing or wrong, everything it answers is "ask", never "fine".
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from coach.core import dose, gate, spacing, triage
from coach.core.cautions import step_cautions
from coach.core.dose import DoseNotice, Taken
from coach.core.gate import Told, Verdict
from coach.core.nights import Night
from coach.core.person import ClinicianWord, GateAnswer, Goal, Medicine, Product, Said
from coach.core.profile import Kind, Profile, Step
from coach.core.routine import Took
from coach.core.safety import Level, Reason
from coach.core.spacing import MedicineReview
from coach.session import Refused, Session, StoreError

Loaded = TypeVar("Loaded")
MOST = 100
"""Medicines, and products, that one list holds."""
PASSING = ("unanswered", "unread")
"""Reasons that do not switch the step off: they are of the questions, and not of what was answered."""


class Magnesium:
    """What the rules say of magnesium for the person of ``session``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def profile(self) -> Profile:
        """The settings."""
        return self._session.profile

    # The rules

    def questions(self) -> gate.Gate | None:
        """The questions; None if their file cannot be read."""
        from coach.content.rules import gate_rules

        return _or_none(gate_rules)

    def rules(self) -> dose.Rules | None:
        """What amounts are held against; None if the file cannot be read."""
        from coach.content.rules import dose_rules

        return _or_none(dose_rules)

    def table(self) -> spacing.Table | None:
        """The medicines; None if their file cannot be read."""
        from coach.content.medicines import table

        return _or_none(table)

    # The gate

    def verdict(self, profile: Profile | None = None) -> Verdict:
        """What the gate says tonight."""
        profile = profile or self.profile
        return gate.verdict(self.questions(), self._told(profile), self._session.tonight)

    def _told(self, profile: Profile) -> Told:
        return Told(
            profile.gate,
            profile.medicines,
            profile.products,
            profile.clinician,
            self.medicines_say(profile).reasons,
        )

    def asked(self) -> tuple[gate.Question, ...]:
        """The questions that this person is asked, in their order; () if their file cannot be read."""
        rules = self.questions()
        return gate.asked(rules, self.profile.gate) if rules else ()

    def still_open(self) -> tuple[str, ...]:
        """The questions without an answer that holds tonight."""
        rules = self.questions()
        return gate.unanswered(rules, self.profile.gate, self._session.tonight) if rules else ()

    def answer(self, question: str, said: Said) -> Profile:
        """Keep one answer; whatever it closes is closed at once.

        Raises:
            StoreError: if it cannot be kept.
        """
        given = GateAnswer(said=said, on=self._session.tonight)
        return self.change(lambda profile: profile.evolve(gate={**profile.gate, question: given}))

    def in_the_way(self, profile: Profile | None = None) -> str:
        """What a clinician's word would be about now (``gate.told_of``)."""
        profile = profile or self.profile
        return gate.told_of(self._told(profile), self.verdict(profile).reasons)

    def clinician_said(self, mg: float, reason: str, about: str) -> Profile:
        """Keep that a clinician, who knows about all that stood in the way as ``about`` says, set ``mg`` a day.

        Raises:
            Refused: if something else stands in the way by now.
        """

        def told(profile: Profile) -> Profile:
            if self.in_the_way(profile) != about:
                raise Refused("Something changed meanwhile: look again at what stands in the way.")
            return profile.evolve(clinician=ClinicianWord(on=self._session.tonight, mg=mg, reason=reason, about=about))

        return self.change(told)

    def switch(self, *, on: bool) -> bool:
        """Put the step into the evening, if the gate lets it, or out of it; is it in?"""
        if on and not self.verdict().open:
            return False
        step = self.step
        self.change(lambda profile: profile.step_changed(step.id, on=on))
        return on

    @property
    def step(self) -> Step:
        """The step whose doses these are."""
        return next(step for step in self.profile.steps if step.kind is Kind.DOSE)

    def change(self, change: Callable[[Profile], Profile]) -> Profile:
        """Change what was told; the step goes out of the evening in the same breath where the gate now says so."""

        def gated(profile: Profile) -> Profile:
            changed = change(profile)
            step = next(step for step in changed.steps if step.kind is Kind.DOSE)
            return changed.step_changed(step.id, on=False) if step.on and self._closing(changed) else changed

        return self._session.change_profile(gated)

    @property
    def closed(self) -> bool:
        """Is the step still in the evening, although the gate says by now that it is not?"""
        return self.step.on and bool(self._closing(self.profile))

    def settle(self) -> str:
        """Take the step out of the evening where the gate says so since it was last asked; why, or "" where it stays.

        A join with another diary, a copy put in place, another bedtime or the end of a clinician's word can close it.
        """
        if not self.closed:
            return ""
        self.change(lambda profile: profile)
        return "" if self.step.on else self._closing(self.profile)[0].text

    def settle_what_came(self) -> str:
        """``settle`` after a file was taken in, which may have put the step on where nobody here was ever asked."""
        if why := self.settle():
            return why
        asked = all(question.id in self.profile.gate for question in self.asked())
        if not self.step.on or asked or self.verdict().clinician is not None:
            return ""
        self.switch(on=False)
        return gate.UNANSWERED

    def _closing(self, profile: Profile) -> list[Reason]:
        """What takes the step out of the evening, for more than tonight, and no clinician's word stands against."""
        verdict, rules = self.verdict(profile), self.questions()
        if verdict.clinician is not None:
            return []
        tonight = {q.id for q in rules.questions if q.applies is gate.Applies.TONIGHT} if rules else set()
        return [r for r in verdict.reasons if r.level >= Level.ASK_FIRST and r.id not in {*PASSING, *tonight}]

    # The medicines

    def medicines_say(self, profile: Profile | None = None, *, only: Medicine | None = None) -> MedicineReview:
        """What the medicines, or ``only`` one of them, say of magnesium at its planned time."""
        profile = profile or self.profile
        medicines = profile.medicines if only is None else (only,)
        if not medicines:
            return MedicineReview()
        return spacing.review(medicines, self.table(), self.planned(profile), profile.bedtime)

    def planned(self, profile: Profile | None = None) -> time | None:
        """The wall-clock time that magnesium is planned for; None if it has none."""
        profile = profile or self.profile
        step = next(step for step in profile.steps if step.kind is Kind.DOSE)
        now = self._session.now()
        at = profile.planned(step, self._session.tonight, now)
        return at.time().replace(second=0, microsecond=0) if at else None

    def plan_at(self, clock: time) -> Profile:
        """Plan magnesium, and nothing else, for ``clock``."""

        def moved(profile: Profile) -> Profile:
            night, now = self._session.tonight, self._session.now()
            bed, at = profile.bed(night, now), profile.place(night, clock, now)
            return profile.step_changed(self.step.id, lead=round((bed - at).total_seconds() / 60) % (24 * 60))

        return self.change(moved)

    def with_medicine(
        self, name: str, known: Sequence[str], times: Sequence[time], instead: str | None = None
    ) -> Profile:
        """Keep a medicine and its times, in the place of the one called ``instead`` if there is one.

        One of that name that is there already keeps its times too.
        """
        medicine = Medicine(name=name, known=tuple(known), times=tuple(sorted(times)))

        def kept(profile: Profile) -> Profile:
            before = next((m for m in profile.medicines if m.name == name and name != instead), None)
            both = medicine.evolve(times=tuple(sorted({*medicine.times, *before.times}))) if before else medicine
            return profile.evolve(medicines=_replaced(profile.medicines, both, instead))

        return self.change(kept)

    def without_medicine(self, name: str) -> Profile:
        """Take a medicine off the list."""
        return self.change(lambda p: p.evolve(medicines=tuple(m for m in p.medicines if m.name != name)))

    def step_cautions(self, step: str) -> tuple[str, ...]:
        """What ``step`` asks of this person in particular; loads the medicines only where there are any."""
        profile = self.profile
        table = self.table() if profile.medicines else None
        bath = spacing.bath_notes(profile.medicines, table) if table else ()
        slow = spacing.slow_caffeine(profile.medicines, table) if table else ()
        thin = bool(table and spacing.thins_blood(profile.medicines, table))
        return step_cautions(step, profile.gate, bath, slow, thins_blood=thin)

    # The products

    def with_product(self, product: Product, instead: str | None = None) -> Profile:
        """Keep a product, in the place of the one called ``instead`` if there is one.

        Raises:
            Refused: if nobody takes that much at once, or another product has that name.
        """
        if product.mg * product.units > dose.ABSURD:
            raise Refused(f"{product.mg * product.units:.0f} mg at once is more than anyone takes: look at the label.")
        if product.name != instead and any(other.name == product.name for other in self.profile.products):
            raise Refused(f"{product.name} is on the list already: open it there to change it.")
        return self.change(lambda p: p.evolve(products=_replaced(p.products, product, instead)))

    def without_product(self, name: str) -> Profile:
        """Take a product off the list; what was logged of it stays."""
        return self.change(lambda p: p.evolve(products=tuple(q for q in p.products if q.name != name)))

    def set_goal(self, points: float) -> Profile:
        """Keep which change of the leg score would make it worth while."""
        goal = Goal(points=points, on=self._session.tonight)

        def told(profile: Profile) -> Profile:
            same = profile.goal is not None and profile.goal.points == points  # said beforehand stays beforehand
            return profile if same else profile.evolve(goal=goal)

        return self._session.change_profile(told)

    def elemental(self, product: Product, units: float | None = None) -> float:
        """Mg of elemental magnesium in ``units`` of ``product``, its usual ones if None; the larger if not certain."""
        return dose.elemental(product, product.units if units is None else units, self.rules())

    def took(self, product: Product, at: datetime | None = None) -> Took:
        """The event of taking the usual amount of ``product``."""
        stated = product.mg * product.units
        mg = self.elemental(product)
        mg = round(mg, 1) or mg
        return Took(mg, at, product.name, stated, product.form, product.basis, product.source)

    # The amounts

    def taken(self, night: date) -> list[Taken]:
        """All magnesium of ``night`` and of those beside it; where no time is known, at bedtime."""
        beside = (night + timedelta(days=n) for n in (-1, 0, 1))
        nights = [self._session.night(day) for day in beside if day <= self._session.tonight]
        return [taken for each in nights for taken in self._taken(each)]

    def _taken(self, night: Night) -> list[Taken]:
        bed = night.plan.bedtime if night.plan else self.profile.bedtime
        unknown = self.profile.place(night.night, bed, self._session.now())
        return [Taken(d.mg, d.at or unknown, d.source) for d in night.doses]

    def _at(self, took: Took, night: date) -> datetime:
        if took.at is not None:
            return took.at
        now = self._session.now()
        return now if night == self._session.tonight else self.profile.bed(night, now)

    def notice(self, night: date, took: Took | None = None) -> DoseNotice:
        """What to say of the magnesium that counts with ``took``, or of all that is logged for ``night``."""
        rules, verdict, now = self.rules(), self.verdict(), self._session.now()
        doses = self.taken(night)
        if rules is None:
            return dose.notice(sum(d.mg for d in doses) + (took.mg if took else 0), None)
        if took is not None:
            new = Taken(took.mg, self._at(took, night), took.source)
            mg = dose.peak(doses, new, now, rules.window)
            doses = [*doses, new]
        else:
            own = self._taken(self._session.night(night))
            mg = max((dose.peak(_without(doses, one), one, now, rules.window) for one in own), default=0.0)
        sources = [d.source for d in doses]
        said = verdict.clinician is not None and mg <= verdict.clinician.mg
        critical = bool(mg) and gate.critical(self.questions(), self.profile.gate) and not said
        told = self._dialled(dose.notice(mg, rules, sources, clinician=said, critical=critical))
        grounds = [r for r in verdict.reasons if r.level >= Level.ASK_FIRST and r.id not in PASSING]
        if not mg or not grounds or verdict.clinician or told.level >= Level.URGENT:
            return told
        return told._replace(level=max(told.level, Level.ASK_FIRST), text=f"{grounds[0].text} {told.text}")

    def _dialled(self, told: DoseNotice) -> DoseNotice:
        """With the number of a poison centre, where the line names one."""
        if told.level < Level.URGENT:
            return told
        from coach.content.triage import at_hand

        return told._replace(text=triage.filled(told.text, at_hand().place(self.profile.country)))

    def already(self, night: date, took: Took) -> Taken | None:
        """A dose within the hours in which one asks "did you already take it?"; None if there is none."""
        rules = self.rules()
        hours = rules.window if rules else dose.Window(18, 12)
        return dose.again(self.taken(night), self._at(took, night), hours)

    def upset(self, night: date) -> tuple[str, ...]:
        """What was noticed after the magnesium of the night before; () for nothing, or where nothing was asked."""
        return self._session.night(night - timedelta(days=1)).side_effects or ()

    # What is noticed after it

    def mild_is_urgent(self, night: date) -> bool:
        """Is even a mild effect urgent for this person (evidence.md 2.3)? Where that cannot be known, it is."""
        from coach.content.triage import at_hand

        profile = self.profile
        answers = {name: answer.said.value for name, answer in profile.gate.items()}
        known = [name for medicine in profile.medicines for name in medicine.known]
        medicines = None if any(not medicine.known for medicine in profile.medicines) else known
        nights = (night - timedelta(days=n) for n in range(4))  # evidence.md 2.3 asks about the last 72 hours
        most = max(self.notice(each).total for each in nights)
        return triage.upgrades(answers, medicines, most, at_hand().upgrade)

    def noticed(self, effects: Iterable[str], night: date, more: Iterable[str] = ()) -> triage.Outcome:
        """What to do about what was noticed after magnesium; ``more`` are signs that were asked about beside it."""
        from coach.content.triage import at_hand

        told = at_hand()
        signs = (*triage.signs_of(effects, told), *more)
        worse = self.mild_is_urgent(night)
        return triage.triage(signs, worse, told, told.place(self.profile.country), self.units)

    def page_says(self, page: triage.Page, told: triage.Triage) -> triage.Outcome:
        """What a yes to ``page`` says to this person; where the diary cannot be read, even a mild sign is urgent."""
        worse = False
        if page.urgency is triage.Urgency.MILD:
            try:
                worse = self.mild_is_urgent(self._session.tonight)
            except StoreError:
                worse = True
        return triage.page_outcome(page, worse, told, told.place(self.profile.country), self.units)

    def asks(self, effects: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """What still has to be asked of ``effects``: the sign, the question, and the sign that a yes makes of it."""
        from coach.content.triage import at_hand

        told = at_hand()
        signs = (told.sign(sign) for sign in triage.signs_of(effects, told))
        return tuple((sign.id, sign.asks, sign.then) for sign in signs if sign and sign.asks)

    @property
    def units(self) -> float | None:
        """How many of the usual product are taken at once; None where there is none."""
        return self.profile.products[0].units if self.profile.products else None

    def near_medicine(self, at: datetime) -> tuple[str, ...]:
        """Medicines whose usual time is too near to magnesium taken ``at``, by name and time."""
        medicines = self.profile.medicines
        table = self.table() if medicines else None
        if table is None:
            return ()
        taken = frozenset(generic for medicine in medicines for generic in medicine.known)
        timed = [spacing.Timed(m.name, spacing.hours_of(m, table, taken), m.times) for m in medicines]
        clashes = spacing.conflicts(timed, at.time().replace(second=0, microsecond=0))
        return tuple(f"{clash.name} ({clash.at:%H:%M})" for clash in clashes if clash.at)


def _without(doses: list[Taken], one: Taken) -> list[Taken]:
    """``doses`` with one like ``one`` less."""
    rest = list(doses)
    rest.remove(one)
    return rest


Named = TypeVar("Named", Medicine, Product)


def _replaced(items: tuple[Named, ...], item: Named, instead: str | None) -> tuple[Named, ...]:
    """``items`` with ``item`` in the place of the one of that name, or at the end."""
    names = {instead, item.name}
    if len(items) >= MOST and not names & {other.name for other in items}:
        raise Refused(f"{MOST} are the most that this list holds.")
    place = next((n for n, other in enumerate(items) if other.name in names), len(items))
    kept = [other for other in items if other.name not in names]
    kept.insert(place, item)
    return tuple(kept)


def _or_none(load: Callable[[], Loaded]) -> Loaded | None:
    from coach.content.files import ContentError

    try:
        return load()
    except ContentError:
        return None
