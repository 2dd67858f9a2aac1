"""Magnesium in lines: the questions that come first, what they come to, the medicines and the products."""

from collections.abc import Callable, Sequence
from datetime import date, time

from coach.core import advice, words
from coach.core.dose import amount, form_of
from coach.core.person import Basis, Product, Said, Source
from coach.core.profile import Profile
from coach.core.routine import dropped
from coach.core.safety import EMERGENCY_LINE, MAGNESIUM_LINES, Level
from coach.core.typed import check_amount, check_time, check_times, check_units, read_time, read_times, read_units
from coach.magnesium import Magnesium
from coach.plain.talk import NO, UNKNOWN, YES, Talk, check_said
from coach.session import Refused, StoreError

MENU = {
    "questions": "questions",
    "medicine": "medicine",
    "product": "product",
    "remove": "remove",
    "clinician": "clinician",
    "plan": "plan",
    "on": "on",
    "off": "off",
}
SOURCES = {source.value: source for source in Source}
BASES = {"itself": Basis.ELEMENTAL, "compound": Basis.COMPOUND}
ASKED = "Magnesium. questions, medicine, product, remove, clinician, plan, on or off; back goes back: "


class Care:
    """Everything about magnesium that is not of one night; drafts of what is typed are kept with ``night``."""

    def __init__(self, talk: Talk, night: date) -> None:
        self.talk = talk
        self._night = night

    @property
    def _magnesium(self) -> Magnesium:
        return Magnesium(self.talk.session)

    @property
    def _profile(self) -> Profile:
        return self.talk.session.profile

    def run(self) -> None:
        """Ask until the person goes back.

        Raises:
            Leave: if they want to leave.
        """
        self._say_all()
        while (word := self.talk.field(ASKED, _one_of(MENU))) is not None:
            getattr(self, f"_{MENU[word.lower()]}")()

    def _say_all(self) -> None:
        verdict, on = self._magnesium.verdict(), self._magnesium.step.on
        self.talk.say(EMERGENCY_LINE, f"Magnesium: {advice.verdict_said(verdict, on=on)}.", *MAGNESIUM_LINES)
        for medicine in self._profile.medicines:
            self.talk.say(f"{words.one_line(medicine.name)}: {advice.times_said(medicine.times)}.")
        for product in self._profile.products:
            self.talk.say(f"{advice.product_said(product, self._magnesium.elemental(product))} each time.")

    def _kept(self, change: Callable[[], object], *drafts: str) -> bool:
        on = self._magnesium.step.on
        try:
            change()
        except StoreError as error:
            self.talk.not_saved(error)
            return False
        except Refused as refusal:
            self.talk.say(str(refusal))
            return False
        if drafts:
            self.talk.dispatch(self._night, *dropped(*drafts))
        if on and not self._magnesium.step.on:
            self.talk.say("Magnesium is out of the evening now.")
        return True

    def _typed(self, question: str, field: str, check: Callable[[str], str | None]) -> str | None:
        """A line that is kept as it is typed."""

        def keep(text: str) -> None:
            self.talk.draft(self._night, field, text)

        begun = self.talk.session.night(self._night).drafts.get(field)
        given = self.talk.field(question, check, begun, keep)
        if given:
            keep(given)
        return given

    # The gate

    def _questions(self) -> None:
        """Each open question, or all of them again; every answer is kept before the next is asked."""
        asked = [q.id for q in self._magnesium.asked()]
        if not asked:
            self.talk.say(advice.GATE_UNREAD)
            return
        at: str | None = next(iter(self._magnesium.still_open()), asked[0])
        while at is not None:
            at = self._question(at)
            if at == "left":
                return
        self._verdict()

    def _question(self, at: str) -> str | None:
        """Ask one; the next to ask, None after the last, "left" where the person went."""
        asked = list(self._magnesium.asked())
        place = next(n for n, q in enumerate(asked) if q.id == at)
        given = self._profile.gate.get(at)
        now = f" Now: {advice.SAID[given.said]}." if given else ""
        question = f"Question {place + 1} of {len(asked)}. {asked[place].text}{now} yes, no or don't know; back: "
        answer = self.talk.field(question, check_said)
        if answer is None:
            if place == 0:
                return "left"
            return asked[place - 1].id
        said = _said(answer)
        if not self._kept(lambda: self._magnesium.answer(at, said)):
            return at
        ids = [q.id for q in self._magnesium.asked()]
        after = ids[ids.index(at) + 1 :]
        return after[0] if after else next(iter(self._magnesium.still_open()), None)

    def _verdict(self) -> None:
        verdict = self._magnesium.verdict()
        self.talk.say(advice.verdict_title(verdict), *map(advice.reason_said, verdict.reasons))
        if verdict.open and not self._magnesium.step.on:
            self.talk.say("on puts it into the evening.")
        elif not verdict.open:
            self.talk.say(f"Only this opens it: {advice.CLINICIAN_CHOICE}. The word for it is clinician.")

    def _on(self) -> None:
        if self._magnesium.verdict().open:
            self._switch(on=True)
        else:
            self._verdict()

    def _off(self) -> None:
        self._switch(on=False)

    def _switch(self, *, on: bool) -> None:
        if self._kept(lambda: self._magnesium.switch(on=on)) and self._magnesium.step.on == on:
            self.talk.say("Magnesium is in the evening, and optional." if on else "Magnesium is out of the evening.")

    def _clinician(self) -> None:
        """A clinician's word, with the dose and the reason as told."""
        verdict = self._magnesium.verdict()
        if verdict.cleared or verdict.unanswered:
            self.talk.say(advice.CLINICIAN_NOT_NEEDED if verdict.cleared else advice.QUESTIONS_FIRST)
            return
        self.talk.say(*(reason.text for reason in verdict.reasons if reason.level >= Level.ASK_FIRST))
        if not self.talk.sure(f"{advice.CLINICIAN_KNOWS} yes or no: "):
            return
        fields = "magnesium.clinician.dose", "magnesium.clinician.reason"
        dose = self._typed("How much, as you were told: ", fields[0], _needed)
        reason = None if dose is None else self._typed("Why, in your words: ", fields[1], _needed)
        if dose and reason and self._kept(lambda: self._magnesium.clinician_said(dose[:200], reason[:2000]), *fields):
            self.talk.say(f"Noted. It is asked again in {advice.ASKED_AGAIN}.")

    def _plan(self) -> None:
        """When it is planned for; a time that fits is named, and no medicine is moved."""
        slot = self._magnesium.medicines_say().slot if self._profile.medicines else None
        planned = self._magnesium.planned()
        self.talk.say(f"Planned for {planned:%H:%M}." if planned else "", advice.slot_said(slot) if slot else "")
        at = self._typed("With food at, such as 18:30: ", "magnesium.plan", check_time)
        if at and self._kept(lambda: self._magnesium.plan_at(read_time(at)), "magnesium.plan"):
            self.talk.say(f"Planned for {read_time(at):%H:%M}.")

    # Medicines and products

    def _medicine(self) -> None:
        """A medicine, its times, what it may be, and what is said of it."""
        fields = "magnesium.medicine.name", "magnesium.medicine.times"
        name = self._typed("The name of the medicine, as on the packet: ", fields[0], _check_name)
        if name is None:
            return
        name = words.one_line(name)
        times = self._typed("Its usual times, such as 08:00 20:30, or don't know: ", fields[1], _check_times)
        if times is None:
            return
        known = self._found(name)
        if known is None:
            return
        at: tuple[time, ...] = () if times.lower() in UNKNOWN else read_times(times)
        if self._kept(lambda: self._magnesium.with_medicine(name, known, at), *fields):
            own = self._magnesium.medicines_say(only=next(m for m in self._profile.medicines if m.name == name))
            reasons = map(advice.reason_said, (*own.reasons, *own.worsening))
            self.talk.say(f"{name}: kept.", *reasons, advice.SHORT_LIST)

    def _found(self, name: str) -> Sequence[str] | None:
        """The generic names it is; each doubt is asked about, never assumed. None if the person went back."""
        from coach.content.files import ContentError

        try:
            from coach.content.medicines import match

            found = match(name)
        except ContentError:
            return ()
        meant = []
        for doubt in found.doubts:
            for candidate in doubt.candidates:
                question = f"By {doubt.typed}, did you mean {candidate.text}? yes, no or don't know: "
                answer = self.talk.field(question, check_said)
                if answer is None:
                    return None
                if _said(answer) is not Said.NO:  # not knowing takes the rule along: the strictest holds
                    meant.append(candidate)
                if _said(answer) is Said.YES:
                    break
        return found.settled(meant)

    def _product(self) -> None:
        """Something with magnesium in it, typed once."""
        fields = tuple(f"magnesium.product.{name}" for name in ("name", "mg", "units", "form"))
        name = self._typed("The name of the product, as on the packet: ", fields[0], _check_name)
        mg = name and self._typed("How many mg does the label state for one? ", fields[1], check_amount)
        units = mg and self._typed("How many at a time? ", fields[2], check_units)
        if not (name and mg and units):
            return
        source = self.talk.field(f"Is it a {', '.join(SOURCES)}? ", _one_of(SOURCES))
        if source is None:
            return
        question = f"{advice.LABEL_HELP} Does the label state magnesium itself, or the compound? itself, compound or "
        stated = self.talk.field(f"{question}don't know: ", _one_of({**BASES, **dict.fromkeys(UNKNOWN)}))
        if stated is None:
            return
        basis = BASES.get(stated.lower(), Basis.UNKNOWN)
        product = Product(
            name=words.one_line(name),
            mg=amount(mg),
            units=read_units(units),
            basis=basis,
            source=SOURCES[source.lower()],
        )
        product = product.evolve(form=self._form(product, fields[3]))
        if self._kept(lambda: self._magnesium.with_product(product), *fields):
            self.talk.say(advice.counts_said(product, self._magnesium.elemental(product)))

    def _form(self, product: Product, field: str) -> str | None:
        rules = self._magnesium.rules()
        if rules is None:
            return None
        form = form_of(product.name, rules)
        if form or product.basis is not Basis.COMPOUND:
            return form
        typed = self._typed(f"Which compound? {advice.FORM_HELP} don't know: ", field, lambda _text: None)
        return form_of(typed or "", rules)

    def _remove(self) -> None:
        """A medicine or product off its list."""
        names = [medicine.name for medicine in self._profile.medicines]
        names += [product.name for product in self._profile.products]
        if not names:
            self.talk.say("There is no medicine and no product yet.")
            return
        told = ", ".join(f"{number} {words.one_line(name)}" for number, name in enumerate(names, 1))
        chosen = self.talk.field(
            f"Which one? {told}: ", _one_of({str(number): "" for number in range(1, len(names) + 1)})
        )
        if chosen is None:
            return
        name = names[int(chosen) - 1]
        medicines = [medicine.name for medicine in self._profile.medicines]
        away = self._magnesium.without_medicine if name in medicines else self._magnesium.without_product
        if self._kept(lambda: away(name)):
            self.talk.say(f"{words.one_line(name)}: taken off. What was logged of it stays.")


def _one_of(choices: dict[str, object] | dict[str, str] | dict[str, Source]) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        return None if text.lower() in choices else f"{text[:20]!r} is none of these: type {', '.join(choices)}."

    return check


def _said(text: str) -> Said:
    low = text.lower()
    return Said.YES if low in YES else Said.NO if low in NO else Said.UNKNOWN


def _check_times(text: str) -> str | None:
    if text.lower() in UNKNOWN:
        return None
    return check_times(text) if text else "Type its times, or don't know."


def _needed(text: str) -> str | None:
    return None if words.one_line(text) else "A word or two, so that it says something later."


def _check_name(text: str) -> str | None:
    if not words.one_line(text):
        return "A name is needed, as on the packet."
    return "A name has at most 200 characters." if len(words.one_line(text)) > 200 else None
