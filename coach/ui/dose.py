"""Magnesium in the evening: what the gate says, the usual product by one key, any amount, and what is said of it."""

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from coach.core import advice, words
from coach.core.dose import amount
from coach.core.nights import Night
from coach.core.person import Product
from coach.core.routine import AMOUNT, AMOUNT_AT, Event, Took, dropped
from coach.core.safety import EMERGENCY_LINE, MAGNESIUM_LINES, Level
from coach.core.typed import check_amount, check_past, read_time
from coach.ui.base import Choice, CoachScreen, Field
from coach.ui.walk import WalkScreen
from coach.ui.widgets import Line, Span, wrap

if TYPE_CHECKING:
    from coach.core.dose import DoseNotice
    from coach.core.gate import Verdict
    from coach.magnesium import Magnesium

DOSE = "magnesium"


class Seen(NamedTuple):
    """What the rules say now: the gate, all that is logged, and what of last night asks for a pause."""

    verdict: "Verdict"
    notice: "DoseNotice"
    upset: tuple[str, ...] = ()


class Dosing(CoachScreen):
    """Logging what was taken, on whichever screen that is asked: whatever it is, it can be logged."""

    night: Night

    @property
    def key(self) -> date:
        """The night it is logged for; it stays the same even past the day turn."""
        return self.night.night

    async def dispatch(self, *events: Event) -> bool:
        """Carry out and store; True once it is on disk."""
        after = await self.kept(partial(self.session.dispatch, *events, night=self.key))
        self.night = after or self.night
        return after is not None

    @property
    def magnesium(self) -> "Magnesium":
        """The rules of magnesium."""
        from coach.magnesium import Magnesium

        return Magnesium(self.session)

    @property
    def usual(self) -> Product | None:
        """What one key logs."""
        return next(iter(self.session.profile.products), None)

    async def do_usual(self) -> None:
        """Log what is usually taken."""
        if (product := self.usual) is not None:
            await self._ask_or_log(self.magnesium.took(product))

    async def do_other(self) -> None:
        """Log another product."""
        products = dict(zip("123456789", self.session.profile.products[1:], strict=False))
        choices = [
            Choice(key, advice.product_said(product, self.magnesium.elemental(product)))
            for key, product in products.items()
        ]

        async def chosen(key: str) -> None:
            await self._ask_or_log(self.magnesium.took(products[key]))

        await self.choose("Which one was taken?", choices, chosen, [EMERGENCY_LINE])

    async def do_amount(self, key: str) -> None:
        """Log what was taken; a digit begins the amount."""
        if key.isdecimal():
            self.coach.drafts.typed(self.key, AMOUNT, key)
            self.coach.drafts.typed(self.key, AMOUNT_AT, "")
        elif (begun := self.coach.drafts.begun(self.night, AMOUNT)) and check_amount(begun) is None:
            await self.coach.taken_up(self.key, "dose", f"{amount(begun):g}")
        empty = "for now" if self.key == self.session.tonight else "if not known"
        fields = [
            Field("mg of magnesium, as on the label", AMOUNT, check=check_amount, begun=key.isdecimal()),
            Field(f"When? HH:MM, or enter {empty}", AMOUNT_AT, check=self._past_time),
        ]
        text = [f"{words.number(self.night.magnesium_mg)} mg is logged already."] if self.night.doses else []
        await self.form("Magnesium taken", fields, self._took, self.night, [*text, EMERGENCY_LINE])

    async def _took(self, answer: tuple[str, ...]) -> None:
        mg, clock = amount(answer[0]), answer[1].strip()
        at = self.session.profile.place(self.key, read_time(clock), self.session.now()) if clock else None
        await self._ask_or_log(Took(mg, at))

    async def _ask_or_log(self, took: Took) -> None:
        """Ask whether it was this very dose that is logged already, then whether a large amount is right."""
        already = await self.kept(partial(self.magnesium.already, self.key, took))
        if already is None:
            await self._sure_or_log(took)
            return
        choices = [Choice("y", "yes, it is logged already"), Choice("n", "no, this was another one: log it too")]
        await self.choose(advice.ALREADY_ASKED, choices, partial(self._was_it, took), [advice.already_said(already)])

    async def _was_it(self, took: Took, key: str) -> None:
        if key == "n":
            await self._sure_or_log(took)
        else:
            await self.dispatch(*dropped(AMOUNT, AMOUNT_AT))
            self.said = advice.NOTHING_ADDED

    async def _sure_or_log(self, took: Took) -> None:
        notice = await self.kept(partial(self.magnesium.notice, self.key, took))
        if notice is None or not notice.ask:
            await self._log_dose(took)
            return
        choices = [Choice("y", f"yes, log {words.number(took.mg)} mg"), Choice("n", "no, type it again")]
        text = [notice.text, EMERGENCY_LINE, advice.dose_comes_to(notice.total)]
        await self.choose("Is that right?", choices, partial(self._sure, took), text)

    async def _sure(self, took: Took, key: str) -> None:
        await (self._log_dose(took) if key == "y" else self.do_amount(""))

    async def _log_dose(self, took: Took) -> None:
        if await self.dispatch(took, *dropped(AMOUNT, AMOUNT_AT)):
            notice = await self.kept(partial(self.magnesium.notice, self.key))
            at = took.at or (self.session.now() if self.key == self.session.tonight else None)
            near = await self.kept(partial(self.magnesium.near_medicine, at)) or () if at else ()
            self.said = advice.dose_logged(self.night, notice, near)

    def _past_time(self, text: str) -> str | None:
        return check_past(text, self.key, self.session.profile, self.now)

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.session.now()


class DoseScreen(WalkScreen, Dosing):
    """The part of an evening that is about magnesium."""

    def __init__(self, night: Night) -> None:
        super().__init__(night)
        self._seen: Seen | None = None
        self._cautions: dict[str, tuple[str, ...]] = {}

    def cautions(self, width: int) -> list[Line]:
        """What the step at hand asks of this person in particular."""
        return [line for text in self._cautions.get(self.at, ()) for line in wrap(text, width, "accent")]

    @property
    def dose_situations(self) -> list[str]:
        """The keys of magnesium."""
        products = self.session.profile.products
        return [*(["dose_usual"] if products else []), "dose", *(["dose_other"] if len(products) > 1 else [])]

    async def look_at_dose(self) -> None:
        """Ask the rules, where magnesium is at hand: they load Pydantic, which no other step needs.

        Of other steps only those who told of a condition or a medicine are told more.
        """
        profile = self.session.profile
        if self.at == DOSE and (why := await self.kept(self.magnesium.settle)):
            self.said = advice.off_now(why)
            self.followed()
        elif self.at == DOSE:
            self._seen = await self.kept(self._look) or self._seen
        elif profile.step(self.at) and (profile.gate or profile.medicines):
            told = await self.kept(partial(self.magnesium.step_cautions, self.at))
            self._cautions = {**self._cautions, self.at: told or ()}

    def _look(self) -> Seen:
        return Seen(self.magnesium.verdict(), self.magnesium.notice(self.key), self.magnesium.upset(self.key))

    async def go(self, item: str) -> None:
        """Move; the rules are asked where it is to magnesium."""
        await super().go(item)
        await self.look_at_dose()

    async def dispatch(self, *events: Event) -> bool:
        """Carry out and store; what the rules say is asked anew."""
        done = await super().dispatch(*events)
        await self.look_at_dose()
        return done

    # What is seen

    def dose_before(self, width: int) -> list[Line]:
        """The emergency line, first, so that nothing can push it off the screen."""
        return wrap(EMERGENCY_LINE, width)

    def dose_asked(self, width: int) -> list[Line]:
        """The question, and what one key logs."""
        if (product := self.usual) is None or self._seen is None:  # nothing reads the rules while it paints
            return wrap(words.DOSE_ASKED, width, "strong")
        return wrap(advice.usual_said(product, self.magnesium.elemental(product)), width, "strong")

    def dose_after(self, width: int, *, roomy: bool) -> list[Line]:
        """What the rules say of what is logged, or of taking any."""
        if (seen := self._seen) is None:
            return []
        if self.night.doses:
            told = [words.doses_said(self.night)] if len(self.night.doses) > 1 else []
            role = "accent" if seen.notice.level > Level.OK else ""
            return [*((Span(text),) for text in told), *wrap(seen.notice.text, width, role)]
        gate = advice.gate_said(seen.verdict, self.keys.key("dose", "magnesium"))
        first = advice.upset_said(seen.upset) if seen.upset else gate
        lines = MAGNESIUM_LINES if roomy else () if first else MAGNESIUM_LINES[:1]
        return [*wrap(first, width, "accent"), *(line for text in lines for line in wrap(text, width))]

    async def do_magnesium(self) -> None:
        """The questions, the medicines and the products."""
        await self._open("magnesium")
