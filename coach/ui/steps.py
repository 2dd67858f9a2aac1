"""The steps in Setup: on or off, needed or optional, their minutes, their order, and steps of one's own."""

from collections.abc import Callable
from functools import partial

from coach.core import words
from coach.core.nights import Night
from coach.core.profile import Kind, Profile, Step
from coach.core.routine import dropped
from coach.core.typed import check_minutes, check_step_name
from coach.settings import settled
from coach.ui.base import Choice, CoachScreen, Field

OWN_NAME, OWN_MINUTES = "setup.own.name", "setup.own.minutes"
MAGNESIUM_STAYS = "Magnesium stays optional."


class StepsScreen(CoachScreen):
    """What the keys of a step do. Subclasses say which ``step`` is at hand, and go to one by ``go_to``."""

    night: Night

    @property
    def profile(self) -> Profile:
        """The settings as they are."""
        return self.session.profile

    @property
    def shown(self) -> list[Step]:
        """The steps in their order; own ones that were put away are not shown."""
        return [step for step in self.profile.steps if not step.away]

    @property
    def step(self) -> Step | None:
        """The step at hand, if it is one."""
        raise NotImplementedError(f"{type(self).__name__} has no rows")

    def go_to(self, row: str) -> None:
        """Let the row with this id be at hand."""
        raise NotImplementedError(f"{type(self).__name__} has no rows")

    def changed(self) -> None:
        """The settings are others now."""

    async def open_magnesium(self) -> None:
        """To the screen of magnesium, with the questions that come first."""
        raise NotImplementedError(f"{type(self).__name__} opens nothing")

    async def save(self, change: Callable[[Profile], Profile], said: str = "", *drafts: str) -> bool:
        """Store the settings, and say what they now are; ``drafts`` are answered then. True once it is on disk."""

        def changed() -> str:
            self.session.change_profile(change)
            return settled(self.session)

        return await self.done(changed, said, *drafts)

    async def done(self, change: Callable[[], str], said: str = "", *drafts: str) -> bool:
        """Carry out ``change`` in the diary's thread; say ``said`` and what it says. True once it is on disk."""
        try:
            told = await self.kept(change)
        except ValueError:
            self.said = "That does not fit this setting."
            return False
        if told is None:
            return False
        self.said = f"{said} {told}".strip()
        self.changed()
        if drafts:
            for field in drafts:
                self.coach.drafts.forget(self.night.night, field)
            await self.kept(partial(self.session.dispatch, *dropped(*drafts), night=self.night.night))
        return True

    async def edit_step(self, step: Step) -> None:
        """Its minutes, when it is planned, and the name of an own one."""
        if step.kind is Kind.DOSE:
            await self.open_magnesium()
            return
        if step.kind is Kind.AVOIDED and not step.own:
            toggle, needed = (self.keys.key("setup_step", name) for name in ("toggle", "needed"))
            self.said = f"{toggle} switches it on or off, {needed} makes it needed or optional."
            return
        at = f"setup.{step.id}"
        fields = [Field("Name", f"{at}.name", step.name, check_step_name)] if step.own else []
        fields += [Field("Minutes (empty: none)", f"{at}.minutes", _told(step.minutes), check_minutes)]
        label = "Minutes before bedtime (empty: any time)"
        fields += [Field(label, f"{at}.lead", _told(step.lead), check_minutes)]
        then = partial(self._step_told, step, [field.name for field in fields])
        await self.form(words.one_line(step.name), fields, then, self.night)

    async def _step_told(self, step: Step, drafts: list[str], answer: tuple[str, ...]) -> None:
        *name, minutes, lead = answer
        named = {"name": name[0].strip()} if name else {}
        update: dict[str, object] = {**named, "minutes": _number(minutes), "lead": _number(lead)}
        await self.save(lambda p: p.step_changed(step.id, **update), "", *drafts)

    async def do_toggle(self) -> None:
        """On or off; magnesium has its own screen, with the questions that come first."""
        step = self.step
        if step is None:
            return
        if step.kind is Kind.DOSE:
            await self.open_magnesium()
            return
        await self.save(lambda p: p.step_changed(step.id, on=not step.on))

    async def do_needed(self) -> None:
        """Needed or optional."""
        step = self.step
        if step and step.kind is Kind.DOSE:
            self.said = MAGNESIUM_STAYS
        elif step:
            await self.save(lambda p: p.step_changed(step.id, needed=not step.needed))

    async def do_more(self) -> None:
        """Five minutes more."""
        await self._minutes(5)

    async def do_less(self) -> None:
        """Five minutes less."""
        await self._minutes(-5)

    async def _minutes(self, by: int) -> None:
        if (step := self.step) and step.kind is Kind.TIMED:
            minutes = min(max((step.minutes or 0) + by, 1), 24 * 60)
            minutes = 5 if step.minutes == 1 and by > 0 else minutes
            await self.save(lambda p: p.step_changed(step.id, minutes=minutes))

    async def do_earlier(self) -> None:
        """Up one place."""
        await self._move(-1)

    async def do_later(self) -> None:
        """Down one place."""
        await self._move(1)

    async def _move(self, by: int) -> None:
        if step := self.step:
            await self.save(lambda p: p.moved(step.id, by))
            self.go_to(step.id)

    async def do_add(self) -> None:
        """A step of one's own: its name, its kind, its minutes."""
        choices = [
            Choice("t", "timed: against a clock"),
            Choice("p", "plain tick: done or not"),
            Choice("a", "avoided: something to do without"),
        ]
        await self.choose("A step of your own: what kind?", choices, self._kind_told)

    async def _kind_told(self, key: str) -> None:
        kind = {"t": Kind.TIMED, "p": Kind.TICK, "a": Kind.AVOIDED}[key]
        fields = [Field("Name", OWN_NAME, check=check_step_name, begun=True)]
        if kind is Kind.TIMED:
            fields.append(Field("Minutes", OWN_MINUTES, "10", check_minutes))
        await self.form("A step of your own", fields, partial(self._added, kind), self.night)

    async def _added(self, kind: Kind, answer: tuple[str, ...]) -> None:
        name = answer[0].strip()
        minutes = _number(answer[1]) or 10 if kind is Kind.TIMED else None
        said = f"{words.one_line(name)} is in the routine, optional."
        if await self.save(lambda p: p.with_own(name, kind, minutes), said, OWN_NAME, OWN_MINUTES):
            self.go_to(self.profile.active[-1].id)

    async def do_remove(self) -> None:
        """Put an own step away; nights that have it keep it."""
        if (step := self.step) and step.own:
            said = f"Put away; {self.undo_key} brings it back."
            await self.save(lambda p: p.step_changed(step.id, on=False, away=True), said)


def _number(text: str) -> int | None:
    return int(text) if text.strip() else None


def _told(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes)
