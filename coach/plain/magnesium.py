"""Magnesium in lines: the questions that come first, what they come to, the medicines and the products."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from functools import partial

from coach import settings
from coach.core import advice, words
from coach.core.dose import amount, form_of
from coach.core.gate import Verdict
from coach.core.person import Basis, Product, Said, Source
from coach.core.profile import Profile
from coach.core.routine import dropped
from coach.core.safety import EMERGENCY_LINE, MAGNESIUM_LINES, Level
from coach.core.typed import (
    check_amount,
    check_points,
    check_time,
    check_times,
    check_units,
    read_points,
    read_time,
    read_times,
    read_units,
)
from coach.magnesium import Magnesium
from coach.plain.reading import learned, say_known
from coach.plain.talk import NO, UNKNOWN, YES, Talk, check_said
from coach.session import Refused, StoreError

MENU = {
    "list": "how everything stands, and why",
    "questions": "the questions before magnesium, one by one",
    "medicine": "add a medicine, or type one anew",
    "product": "add a product with magnesium in it, or type one anew",
    "remove": "take a medicine or product off its list",
    "clinician": "note what your clinician told you",
    "plan": "when it is planned for",
    "goal": "which change would make it worth while",
    "on": "put it into the evening",
    "off": "take it out of the evening",
    "undo": "the settings before the last change",
    "learn": "what is known; learn and some words looks for them",
    "help": "these words; ! says what to do now if something feels wrong",
}
SOURCES = {source.value: source for source in Source}
BASES = {"itself": Basis.ELEMENTAL, "compound": Basis.COMPOUND}
ASKED = f"Magnesium. {', '.join([*MENU][:-1])} or {[*MENU][-1]}; back goes back: "
ASKED_AGAIN = "Magnesium; help tells the words: "


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
        question = ASKED
        while (word := self.talk.field(question, _check_menu)) is not None:
            question = ASKED_AGAIN
            if (asked := learned(word)) is not None:
                say_known(self.talk, asked)
            else:
                getattr(self, f"_{word.lower()}")()

    def _help(self) -> None:
        self.talk.say(*(f"{word}: {does}." for word, does in MENU.items()))

    def _list(self) -> None:
        verdict = self._magnesium.verdict()
        self._say_all()
        if not verdict.cleared:
            self._say_why(verdict)

    def _say_all(self) -> None:
        verdict, on = self._magnesium.verdict(), self._magnesium.step.on
        self.talk.say(EMERGENCY_LINE, f"Magnesium: {advice.verdict_said(verdict, on=on)}.", *MAGNESIUM_LINES)
        planned = self._magnesium.planned()
        self.talk.say(f"Planned for {planned:%H:%M}." if planned else "")
        if word := self._profile.clinician:
            self.talk.say(f"Your clinician's word: {advice.clinician_said(word, verdict)}.")
        for medicine in self._profile.medicines:
            meant = [name for name in medicine.known if name != medicine.name.lower()]
            told = f" ({', '.join(meant)})" if meant else ""  # what a name with a slip was taken for
            self.talk.say(f"{words.one_line(medicine.name)}{told}: {advice.times_said(medicine.times)}.")
        for product in self._profile.products:
            self.talk.say(f"{advice.product_said(product, self._magnesium.elemental(product))} each time.")

    def _kept(self, change: Callable[[], object], *drafts: str) -> bool:
        on = self._magnesium.step.on
        try:
            change()
        except Refused as refusal:
            self.talk.say(str(refusal))
            return False
        except StoreError as error:
            self.talk.not_saved(error)
            return False
        if drafts:
            self.talk.dispatch(self._night, *dropped(*drafts))
        if on and not self._magnesium.step.on:
            self.talk.say("Magnesium is out of the evening now; list tells why.")
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
        place = next((n for n, q in enumerate(asked) if q.id == at), 0)  # another device may have made it needless
        at = asked[place].id
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
        after = ids[ids.index(at) + 1 :] if at in ids else []
        return after[0] if after else next(iter(self._magnesium.still_open()), None)

    def _verdict(self) -> None:
        verdict = self._magnesium.verdict()
        self._say_why(verdict)
        if verdict.open and not self._magnesium.step.on:
            self.talk.say("on puts it into the evening.")
        elif verdict.unanswered and self._magnesium.asked():
            self.talk.say("questions goes on with them.")
        elif not verdict.open:
            self.talk.say(f"medicine adds a medicine. clinician is for this: {advice.CLINICIAN_CHOICE}.")

    def _say_why(self, verdict: Verdict) -> None:
        """What the gate says, with each reason and its source; that questions are open is a reason of its own."""
        title = "" if verdict.unanswered and verdict.level < Level.BLOCK else advice.verdict_title(verdict)
        self.talk.say(title, *map(advice.reason_said, verdict.reasons))

    def _on(self) -> None:
        if not self._magnesium.verdict().open:
            self._verdict()
            return
        if not self._kept(lambda: self._magnesium.switch(on=True)):
            return
        if self._magnesium.step.on:
            self.talk.say("Magnesium is in the evening, and optional.")
        else:
            self._verdict()

    def _off(self) -> None:
        try:
            self._magnesium.switch(on=False)
        except StoreError as error:
            self.talk.not_saved(error)
        else:
            self.talk.say("Magnesium is out of the evening.")

    def _undo(self) -> None:
        if self._kept(partial(settings.take_back, self.talk.session)):
            self.talk.say("Taken back: the last change of settings.")
            self._say_all()

    def _clinician(self) -> None:
        """A clinician's word, with the dose and the reason as told."""
        verdict, about = self._magnesium.verdict(), self._magnesium.in_the_way()
        if verdict.cleared or verdict.unanswered:
            self.talk.say(advice.CLINICIAN_NOT_NEEDED if verdict.cleared else advice.QUESTIONS_FIRST)
            return
        self.talk.say(*(reason.text for reason in verdict.reasons if reason.level >= Level.ASK_FIRST))
        if not self.talk.sure(f"{advice.CLINICIAN_KNOWS} yes or no: "):
            return
        fields = "magnesium.clinician.mg", "magnesium.clinician.reason"
        mg = self._typed("How many mg of magnesium a day, as you were told? ", fields[0], check_amount)
        reason = None if mg is None else self._typed("Why, in your words: ", fields[1], _needed)
        if not (mg and reason):
            return
        if self._kept(lambda: self._magnesium.clinician_said(amount(mg), reason[:2000], about), *fields):
            self.talk.say(f"Noted. It is asked again in {advice.ASKED_AGAIN}.")

    def _plan(self) -> None:
        """When it is planned for; a time that fits is named, and no medicine is moved."""
        slot = self._magnesium.medicines_say().slot if self._profile.medicines else None
        planned = self._magnesium.planned()
        self.talk.say(f"Planned for {planned:%H:%M}." if planned else "", advice.slot_said(slot) if slot else "")
        at = self._typed("With food at, such as 18:30: ", "magnesium.plan", check_time)
        if at and self._kept(lambda: self._magnesium.plan_at(read_time(at)), "magnesium.plan"):
            review = self._magnesium.medicines_say()
            close = map(advice.reason_said, review.reasons) if review.conflicts else ()
            self.talk.say(f"Planned for {read_time(at):%H:%M}.", *close)

    def _goal(self) -> None:
        """Which change of the leg score would make it worth while, said beforehand."""
        self.talk.say(advice.GOAL_ASKED, f"Now: {advice.goal_said(self._profile.goal)}.")
        points = self._typed("Points of the leg score, from 0.5 to 10: ", "magnesium.goal", check_points)
        if points and self._kept(lambda: self._magnesium.set_goal(read_points(points)), "magnesium.goal"):
            self.talk.say("Noted, beforehand.")

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
        fields = tuple(f"magnesium.product.{name}" for name in ("name", "mg", "units", "source", "basis", "form"))
        name = self._typed("The name of the product, as on the packet: ", fields[0], _check_name)
        mg = name and self._typed("How many mg does the label state for one? ", fields[1], check_amount)
        units = mg and self._typed("How many at a time? ", fields[2], check_units)
        source = units and self._typed(f"Is it a {_either(SOURCES)}? ", fields[3], _one_of(SOURCES))
        question = f"{advice.LABEL_HELP} Does the label state magnesium itself, or the compound? itself, compound or "
        stated = source and self._typed(f"{question}don't know: ", fields[4], _one_of(BASES, UNKNOWN))
        if not (name and mg and units and source and stated):
            return
        basis = BASES.get(stated.lower(), Basis.UNKNOWN)
        product = Product(
            name=words.one_line(name),
            mg=amount(mg),
            units=read_units(units),
            basis=basis,
            source=SOURCES[source.lower()],
        )
        form = self._form(product, fields[5])
        if form is None:
            return
        product = product.evolve(form=form or None)
        if self._kept(lambda: self._magnesium.with_product(product), *fields):
            self.talk.say(advice.counts_said(product, self._magnesium.elemental(product)))

    def _form(self, product: Product, field: str) -> str | None:
        """The compound, "" where it is not known; None if the person went back."""
        rules = self._magnesium.rules()
        if rules is None:
            return ""
        form = form_of(product.name, rules)
        if form or product.basis is not Basis.COMPOUND:
            return form or ""
        typed = self._typed(f"Which compound? {advice.FORM_HELP} Or don't know: ", field, lambda _text: None)
        return None if typed is None else form_of(typed, rules) or ""

    def _remove(self) -> None:
        """A medicine or product off its list."""
        magnesium = self._magnesium
        found = [(medicine.name, magnesium.without_medicine) for medicine in self._profile.medicines]
        found += [(product.name, magnesium.without_product) for product in self._profile.products]
        if not found:
            self.talk.say("There is no medicine and no product yet.")
            return
        told = ", ".join(f"{number} {words.one_line(name)}" for number, (name, _) in enumerate(found, 1))
        numbers = [str(number) for number in range(1, len(found) + 1)]
        chosen = self.talk.field(f"Which one? {told}: ", _one_of(numbers))
        if chosen is None:
            return
        name, away = found[int(chosen) - 1]
        if self._kept(lambda: away(name)):
            self.talk.say(f"{words.one_line(name)}: taken off. What was logged of it stays; undo brings it back.")


def _check_menu(text: str) -> str | None:
    return None if learned(text) is not None else _one_of(MENU)(text)


def _one_of(choices: Iterable[str], also: Sequence[str] = ()) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        if text.lower() in (*choices, *also):
            return None
        return f"{text[:20]!r} is none of these: type {_either([*choices, *also[1:2]])}."

    return check


def _either(choices: Iterable[str]) -> str:
    *first, last = choices
    return f"{', '.join(first)} or {last}" if first else last


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
