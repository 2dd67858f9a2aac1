"""Magnesium: the questions that come first, what they come to, the medicines and the products."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from coach import settings
from coach.core import advice, words
from coach.core.dose import amount
from coach.core.gate import Verdict
from coach.core.nights import Night
from coach.core.person import Medicine, Product
from coach.core.profile import Profile
from coach.core.routine import dropped
from coach.core.safety import EMERGENCY_LINE, MAGNESIUM_LINES, Level
from coach.core.spacing import MedicineReview
from coach.core.typed import check_amount, check_points, check_time, read_points, read_time
from coach.ui.base import Choice, Field
from coach.ui.dose import Dosing
from coach.ui.widgets import Line, Span, fit, glyphs, spread, wrap

FIRST = ("magnesium", "questions", "clinician", "plan", "goal")
NAMES = {
    "magnesium": "Magnesium",
    "questions": "Questions",
    "clinician": "Clinician's word",
    "plan": "Planned for",
    "goal": "Worth it from",
}
TOLD_BY = ("magnesium.clinician.mg", "magnesium.clinician.reason")


class Row(NamedTuple):
    """One line: a thing of its own, a medicine, or a product."""

    kind: str
    name: str
    told: str
    item: Medicine | Product | None = None


class Seen(NamedTuple):
    """What the rules say now."""

    verdict: Verdict
    medicines: MedicineReview
    open: int
    asked: int
    in_the_way: str


class MagnesiumScreen(Dosing):
    """Everything about magnesium that is not of one night."""

    title_text = "Magnesium"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.at = 0
        self.night = night
        self._seen: Seen | None = None

    @property
    def profile(self) -> Profile:
        """The settings as they are."""
        return self.session.profile

    @property
    def situations(self) -> Sequence[str]:
        """The keys of a row."""
        item = ["care_item"] if self.row.item else []
        return (*item, "care", "list", "screens", "everywhere")

    @property
    def rows(self) -> list[Row]:
        """All lines, in their order."""
        first = [Row(key, NAMES[key], self._told(key)) for key in FIRST]
        medicines = [Row("medicine", m.name, advice.times_said(m.times), m) for m in self.profile.medicines]
        products = [
            Row("product", p.name, advice.each_time_said(p, self.magnesium.elemental(p)) if self._seen else "", p)
            for p in self.profile.products
        ]
        return [*first, *medicines, *products]

    @property
    def row(self) -> Row:
        """The line at hand."""
        rows = self.rows
        return rows[min(self.at, len(rows) - 1)]

    def _told(self, key: str) -> str:
        seen, profile = self._seen, self.profile
        if seen is None:
            return ""
        match key:
            case "magnesium":
                return advice.verdict_said(seen.verdict, on=self.magnesium.step.on)
            case "questions":
                return f"{seen.asked - seen.open} of {seen.asked} answered"
            case "clinician":
                return advice.clinician_said(profile.clinician, seen.verdict)
            case "plan":
                planned = self.magnesium.planned()
                return f"{planned:%H:%M}, with food" if planned else "no time"
            case _:
                return advice.goal_said(profile.goal)

    def header(self, width: int) -> Line:
        """The name of the screen."""
        return spread(" Magnesium", "", "", width)

    def body(self, width: int, height: int) -> list[Line]:
        """The emergency line, the rows, what there is to say of the one at hand, and its keys."""
        top = [(Span(" "), *line) for line in wrap(EMERGENCY_LINE, width - 2)]
        rows = [self._line(n, row, width) for n, row in enumerate(self.rows)]
        foot = [(Span(" "), *line) for line in self.keys_help(width - 2)]
        room = max(height - len(top) - len(foot), 3)
        about = self._whole(max(room - min(len(rows), 5) - 1, 0), width)
        shown = max(room - len(about) - bool(about), 1)
        begin = max(0, min(self.at - shown // 2, len(rows) - shown))
        rows = rows[begin : begin + shown]
        gap: list[Line] = [()] if about else []
        return [*top, *rows, *gap, *about, *([()] * (room - len(rows) - len(gap) - len(about))), *foot]

    def _whole(self, room: int, width: int) -> list[Line]:
        """What there is to say of the line at hand, as far as it fits in whole sentences; enter tells all of it."""
        told: list[Line] = []
        for text in self._about():
            lines: list[Line] = [(Span(" "), *line) for line in wrap(text, width - 2)]
            if len(told) + len(lines) > room:
                break
            told += lines
        return told

    def _line(self, n: int, row: Row, width: int) -> Line:
        here = n == self.at
        left = 24 if width >= 60 else 17
        return (
            Span(f" {glyphs().here} ", "here") if here else Span("   ", "accent"),
            Span(fit(row.name, left), "strong" if here else ""),
            Span(" "),
            Span(fit(row.told, width - left - 4), "" if here else "dim"),
        )

    def _about(self) -> list[str]:
        """Of the line at hand: why it is as it is."""
        row, seen = self.row, self._seen
        if seen is None:
            return []
        match row.kind:
            case "magnesium":
                first = [advice.reason_said(reason) for reason in seen.verdict.reasons[:1]]
                return [*first, *MAGNESIUM_LINES]
            case "medicine":
                return self._about_medicine(row.name)
            case "product":
                return [advice.LABEL_HELP]
            case "clinician":
                return [advice.CLINICIAN_ASKED]
            case "goal":
                return [advice.GOAL_ASKED]
            case "plan":
                return [advice.PLAN_ASKED]
            case _:
                return [advice.QUESTIONS_ASKED]

    def _about_medicine(self, name: str) -> list[str]:
        medicine = next(m for m in self.profile.medicines if m.name == name)
        review = self.magnesium.medicines_say(only=medicine)
        return [advice.reason_said(reason) for reason in (*review.reasons, *review.worsening)] + [advice.SHORT_LIST]

    # What is done

    async def on_mount(self) -> None:
        """Ask the rules."""
        await self.refreshed()
        self.paint()

    async def refreshed(self) -> None:
        """What the rules say now."""
        self.night = await self.kept(partial(self.session.night, self.night.night)) or self.night
        self._seen = await self.kept(self._look) or self._seen
        self.at = min(self.at, len(self.rows) - 1)

    def _look(self) -> Seen:
        magnesium = self.magnesium
        asked = magnesium.asked()
        return Seen(
            magnesium.verdict(),
            magnesium.medicines_say(),
            len(magnesium.still_open()),
            len(asked),
            magnesium.in_the_way(),
        )

    async def save(self, change: Callable[[], Profile | None], said: str, *drafts: str) -> bool:
        """Store what was told, and say so; ``drafts`` are answered then. True once it is on disk."""
        on = self.magnesium.step.on
        if await self.kept(change) is None:
            return False
        for field in drafts:
            self.coach.drafts.forget(self.night.night, field)
        if drafts:
            await self.kept(partial(self.session.dispatch, *dropped(*drafts), night=self.night.night))
        await self.refreshed()
        out = on and not self.magnesium.step.on and self._seen
        self.said = f"{said} {advice.off_now(out.verdict.reasons[0].text)}".strip() if out else said
        return True

    async def do_up(self) -> None:
        """The line above."""
        self.at = max(self.at - 1, 0)

    async def do_down(self) -> None:
        """The line below."""
        self.at = min(self.at + 1, len(self.rows) - 1)

    async def do_close(self) -> None:
        """Back to the settings."""
        await self._open("setup")

    async def do_undo(self) -> None:
        """The settings before the last change."""
        if await self.kept(partial(settings.take_back, self.session)) is not None:
            self.said = "Taken back: the last change."
            await self.refreshed()

    async def do_edit(self) -> None:
        """Open the line at hand."""
        row = self.row
        match row.kind:
            case "magnesium":
                await self.show_verdict()
            case "questions":
                await self.ask_questions()
            case "clinician":
                await self.ask_clinician()
            case "plan":
                await self._ask_plan()
            case "goal":
                await self._ask_goal()
            case "medicine":
                await self._medicine(row.item if isinstance(row.item, Medicine) else None)
            case _:
                await self._product(row.item if isinstance(row.item, Product) else None)

    # The gate

    async def ask_questions(self) -> None:
        """The open questions, or all of them again where none is; each answer is kept at once."""
        from coach.ui.gate import GateDialog

        async def answered(_last: str) -> None:
            await self.refreshed()
            await self.show_verdict()

        await self.ask(GateDialog(), answered)

    async def show_verdict(self) -> None:
        """What the questions come to, with each reason and its source; and what can be done then."""
        seen = self._seen
        if seen is None:
            return
        verdict, on = seen.verdict, self.magnesium.step.on
        text = [advice.verdict_title(verdict), *(advice.reason_said(reason) for reason in verdict.reasons)]
        choices = []
        if verdict.unanswered:
            choices.append(Choice("g", "go on with the questions"))
        elif not verdict.open:
            choices.append(Choice("c", advice.CLINICIAN_CHOICE))
        if verdict.open or on:
            choices.append(Choice("o", "take it out of the evening" if on else "put it into the evening"))
        if verdict.open:
            text = [*text, *MAGNESIUM_LINES, EMERGENCY_LINE]
        choices.append(Choice("m", "add a medicine"))
        await self.choose("Before magnesium", choices, self._verdict_told, text)

    async def _verdict_told(self, key: str) -> None:
        match key:
            case "g":
                await self.ask_questions()
            case "c":
                await self.ask_clinician()
            case "m":
                await self._medicine(None)
            case _:
                on = not self.magnesium.step.on
                said = "Magnesium is in the evening, and optional." if on else "Magnesium is out of the evening."
                switched = await self.kept(partial(self.magnesium.switch, on=on))
                await self.refreshed()
                if switched == on:
                    self.said = said
                elif switched is not None:
                    await self.show_verdict()

    async def ask_clinician(self) -> None:
        """A clinician's word, with the dose and the reason as told."""
        seen = self._seen
        if seen is None or seen.verdict.unanswered or seen.verdict.cleared:
            self.said = advice.CLINICIAN_NOT_NEEDED if seen and seen.verdict.cleared else advice.QUESTIONS_FIRST
            return
        reasons = [reason.text for reason in seen.verdict.reasons if reason.level >= Level.ASK_FIRST]
        text, about = [advice.CLINICIAN_KNOWS, *reasons], seen.in_the_way
        choices = [Choice("y", advice.CLINICIAN_CHOICE), Choice("n", "no, not yet")]

        async def told(key: str) -> None:
            if key == "y":
                fields = [
                    Field("mg of magnesium a day, as told", TOLD_BY[0], check=check_amount, begun=True),
                    Field("Why, in your words", TOLD_BY[1], check=_needed, begun=True),
                ]
                await self.form("Your clinician's word", fields, partial(self._clinician_told, about), self.night)

        await self.choose("Your clinician's word", choices, told, text)

    async def _clinician_told(self, about: str, answer: tuple[str, ...]) -> None:
        keep = partial(self.magnesium.clinician_said, amount(answer[0]), answer[1].strip()[:2000], about)
        await self.save(keep, f"Noted. It is asked again in {advice.ASKED_AGAIN}.", *TOLD_BY)

    # Plan and goal

    async def _ask_plan(self) -> None:
        planned = self.magnesium.planned()
        slot = self._seen.medicines.slot if self._seen and self.profile.medicines else None
        value = f"{slot or planned:%H:%M}" if slot or planned else ""
        text = [advice.PLAN_ASKED, *([advice.slot_said(slot)] if slot else [])]
        field = Field("With food at, HH:MM", "magnesium.plan", value, check_time)

        async def told(answer: tuple[str, ...]) -> None:
            at = read_time(answer[0])
            await self.save(partial(self.magnesium.plan_at, at), f"Planned for {at:%H:%M}.", field.name)

        await self.form("When magnesium is planned", [field], told, self.night, text)

    async def _ask_goal(self) -> None:
        goal = self.profile.goal
        value = words.number(goal.points) if goal else "1"
        field = Field("Points of the leg score, 0.5 to 10", "magnesium.goal", value, check_points)

        async def told(answer: tuple[str, ...]) -> None:
            points = read_points(answer[0])
            await self.save(partial(self.magnesium.set_goal, points), "Noted, beforehand.", field.name)

        await self.form("Worth it from", [field], told, self.night, [advice.GOAL_ASKED])

    # Medicines and products

    async def do_add_medicine(self) -> None:
        """A medicine with its times."""
        await self._medicine(None)

    async def do_add_product(self) -> None:
        """Something with magnesium in it."""
        await self._product(None)

    async def _medicine(self, medicine: Medicine | None) -> None:
        from coach.ui.care import MedicineFlow

        await MedicineFlow(self, medicine).begin()

    async def _product(self, product: Product | None) -> None:
        from coach.ui.care import ProductFlow

        await ProductFlow(self, product).begin()

    async def do_log(self) -> None:
        """Log what was taken tonight, also where the step is out of the evening."""
        await (self.do_usual() if self.usual else self.do_amount(""))

    async def do_remove(self) -> None:
        """Take the medicine or product at hand off its list."""
        row = self.row
        if isinstance(row.item, Medicine):
            change = partial(self.magnesium.without_medicine, row.item.name)
        elif isinstance(row.item, Product):
            change = partial(self.magnesium.without_product, row.item.name)
        else:
            return
        await self.save(change, f"Taken off; {self.undo_key} brings it back.")


def _needed(text: str) -> str | None:
    return None if words.one_line(text) else "A word or two, so that it says something later."
