"""Settings: the evening, the look, and the steps with their order, minutes and needs."""

import os
from collections.abc import Callable, Sequence
from functools import partial

from coach.core import words
from coach.core.advice import off_now
from coach.core.nights import Night
from coach.core.profile import THEMES, Kind, Profile, Step, turn_fits
from coach.core.routine import dropped
from coach.core.typed import check_time, read_time
from coach.ui.base import Choice, CoachScreen, Field
from coach.ui.notices import NAMES, TEST, WAYS, shown_by
from coach.ui.themes import LABELS
from coach.ui.widgets import Line, Span, fit, glyphs, spread, wrap

GENERAL = ("bedtime", "caffeine_cutoff", "day_turn", "theme", "bell", "notice", "country")
KIND_WORDS = {Kind.TIMED: "timed", Kind.TICK: "tick", Kind.AVOIDED: "avoided", Kind.DOSE: "amount"}
ROOMY = 60
"""Columns from which a row has room for whole sentences."""
OWN_NAME, OWN_MINUTES = "setup.own.name", "setup.own.minutes"


class SetupScreen(CoachScreen):
    """Everything a person can set, one row each."""

    title_text = "Setup"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.at = 0
        self._night = night

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
        place = self.at - len(GENERAL)
        return self.shown[place] if 0 <= place < len(self.shown) else None

    @property
    def situations(self) -> Sequence[str]:
        """The keys of a setting or of a step."""
        step = self.step
        own = ["setup_own"] if step and step.own else []
        return (*own, *(["setup_step"] if step else []), "setup", "list", "screens", "everywhere")

    def header(self, width: int) -> Line:
        """The name of the screen."""
        return spread(" Setup", "", "", width)

    def body(self, width: int, height: int) -> list[Line]:
        """General settings, steps, and the keys for the row at hand."""
        rows = [*(self._general(n, key, width) for n, key in enumerate(GENERAL))]
        rows += [self._step_row(n, step, width) for n, step in enumerate(self.shown, len(GENERAL))]
        foot = self.keys_help(width - 2)
        above = self._iron(width - 2)
        if height - len(rows) - len(foot) > len(above):
            foot = [*above, *foot]
        room = max(height - len(foot) - 1, 1)
        top = max(0, min(self.at - room // 2, len(rows) - room))
        shown = rows[top : top + room]
        return [*shown, *([()] * (room - len(shown) + 1)), *((Span(" "), *line) for line in foot)]

    def _iron(self, width: int) -> list[Line]:
        """The question about iron with its source; without one it is not asked."""
        from coach.content.facts import ContentError, named

        try:
            (iron,) = named(["F52"])
        except ContentError:
            return []
        asked = f"Have you asked about an iron blood test? It matters more than magnesium. ({iron.source})"
        return [*wrap(asked, width, "dim"), ()]

    def _row(self, n: int, name: str, told: str, width: int) -> Line:
        here = n == self.at
        left = 24 if width >= ROOMY else 17
        return (
            Span(f" {glyphs().here} ", "here") if here else Span("   ", "accent"),
            Span(fit(name, left), "strong" if here else ""),
            Span(" "),
            Span(fit(told, width - left - 4), "" if here else "dim"),
        )

    def _general(self, n: int, key: str, width: int) -> Line:
        profile = self.profile
        cutoff = profile.cutoff(self.session.tonight, self.session.now())
        ends = "at the end of a timer" if width >= ROOMY else "a timer ends"
        told = {
            "bedtime": f"{profile.bedtime:%H:%M}",
            "caffeine_cutoff": f"{words.clock(cutoff)}" + ("" if profile.caffeine_cutoff else ", from bedtime"),
            "day_turn": f"{profile.day_turn:%H:%M}{', when a new evening begins' if width >= ROOMY else ''}",
            "theme": LABELS.get(profile.theme, profile.theme),
            "bell": f"on, {ends}" if profile.bell else "off",
            "notice": f"{way}, {ends}" if (way := NAMES.get(profile.notice)) else "off",
            "country": profile.country or "all countries",
        }
        names = {
            "caffeine_cutoff": "No caffeine since",
            "day_turn": "Day turn",
            "notice": "Desktop notice",
            "country": "Help lines of",
        }
        return self._row(n, names.get(key, key.capitalize()), told[key], width)

    def _step_row(self, n: int, step: Step, width: int) -> Line:
        state = "on" if step.on else "off"
        need = "needed" if step.needed else "optional"
        minutes = f"{step.minutes} min" if step.minutes else KIND_WORDS[step.kind]
        return self._row(n, step.name, (", " if width >= ROOMY else " ").join((state, need, minutes)), width)

    async def save(self, change: Callable[[Profile], Profile], said: str = "", *drafts: str) -> bool:
        """Store the settings, and say what they now are; ``drafts`` are answered then. True once it is on disk."""
        try:
            stored = await self.kept(partial(self.session.change_profile, change))
        except ValueError:
            self.said = "That does not fit this setting."
            return False
        if stored is None:
            return False
        self.said = said
        if self.profile.step_on(Kind.DOSE):  # another bedtime may have moved it beside a medicine
            from coach.magnesium import Magnesium

            if why := await self.kept(Magnesium(self.session).settle):
                self.said = f"{said} {off_now(why)}".strip()
        self._changed()
        if drafts:
            for field in drafts:
                self.coach.drafts.forget(self._night.night, field)
            await self.kept(partial(self.session.dispatch, *dropped(*drafts), night=self._night.night))
        return True

    def _changed(self) -> None:
        self.coach.use_theme()
        self.at = min(self.at, len(GENERAL) + len(self.shown) - 1)

    async def refreshed(self) -> None:
        """Tonight's record, where drafts are kept; a step may be gone since."""
        self._night = await self.kept(self.session.night) or self._night
        self._changed()

    async def do_up(self) -> None:
        """The row above."""
        self.at = max(self.at - 1, 0)

    async def do_down(self) -> None:
        """The row below."""
        self.at = min(self.at + 1, len(GENERAL) + len(self.shown) - 1)

    async def do_undo(self) -> None:
        """The settings before the last change."""
        if await self.kept(self.session.undo_profile) is not None:
            self.said = "Taken back: the last change of settings."
            self._changed()

    async def do_edit(self) -> None:
        """Change the row at hand."""
        if step := self.step:
            await self._edit_step(step)
            return
        key = GENERAL[self.at]
        profile = self.profile
        match key:
            case "theme":
                after = THEMES[(THEMES.index(profile.theme) + 1) % len(THEMES)] if profile.theme in THEMES else "night"
                await self.save(lambda p: p.evolve(theme=after))
            case "bell":
                await self.save(lambda p: p.evolve(bell=not profile.bell))
            case "notice":
                await self._next_notice()
            case "country":
                await self._ask_country()
            case "caffeine_cutoff":
                value = f"{profile.caffeine_cutoff:%H:%M}" if profile.caffeine_cutoff else ""
                await self._ask_time(
                    key, "No caffeine since HH:MM; empty counts it from bedtime", value, may_be_empty=True
                )
            case _:
                label = "Usual bedtime, HH:MM" if key == "bedtime" else "When a new evening begins, HH:MM"
                await self._ask_time(key, label, f"{getattr(profile, key):%H:%M}")

    async def _ask_country(self) -> None:
        """Whose help lines are shown; each is shown with the wish to check it."""
        from coach.content.triage import at_hand
        from coach.core.triage import CHECK_PLACE

        places = [place for place in at_hand().places if place.code != "other"]
        keys = dict(zip("123456789", places, strict=False))
        choices = [Choice(key, f"{place.name}: {place.emergency}") for key, place in keys.items()]

        async def chosen(key: str) -> None:
            code = keys[key].code if key in keys else None
            await self.save(lambda p: p.evolve(country=code))

        await self.choose("Help lines of", [*choices, Choice("n", "all of them")], chosen, [CHECK_PLACE])

    async def _next_notice(self) -> None:
        """The next way to send a notice, tried at once: only the person can see whether their terminal knows it."""
        place = WAYS.index(self.profile.notice) if self.profile.notice in WAYS else -1
        way = WAYS[(place + 1) % len(WAYS)]
        if not await self.save(lambda p: p.evolve(notice=way)) or way == "off":
            return
        self.coach.notify_terminal(TEST)
        sent = f"A test notice was sent as {NAMES[way]}; where none is seen, {self.keys.key('setup', 'edit')} goes on."
        self.said = sent if shown_by(os.environ) else "This terminal shows no notices; another one may."

    async def _ask_time(self, key: str, label: str, value: str, *, may_be_empty: bool = False) -> None:
        def check(text: str) -> str | None:
            if may_be_empty and not text.strip():
                return None
            problem = check_time(text)
            if problem is None and key == "day_turn" and not turn_fits(self.profile.bedtime, read_time(text)):
                return (
                    "A new evening begins 6 hours after bedtime at the earliest, and 3 before the next at the latest."
                )
            return problem

        async def told(answer: tuple[str, ...]) -> None:
            at = read_time(answer[0]) if answer[0].strip() else None
            turn = self.profile.day_turn
            if key == "bedtime" and at is not None:
                stored = await self.save(lambda p: p.with_bedtime(at), "", field.name)
            else:
                stored = await self.save(lambda p: p.evolve(**{key: at}), "", field.name)
            if stored and self.profile.day_turn != turn and key == "bedtime":
                self.said = f"The day turn moved along, to {self.profile.day_turn:%H:%M}."

        field = Field(label, f"setup.{key}", value, check)
        await self.form("Setup", [field], told, self._night)

    async def _edit_step(self, step: Step) -> None:
        if step.kind is Kind.DOSE:
            await self._open("magnesium")
            return
        if step.kind is Kind.AVOIDED and not step.own:
            toggle, needed = (self.keys.key("setup_step", name) for name in ("toggle", "needed"))
            self.said = f"{toggle} switches it on or off, {needed} makes it needed or optional."
            return
        at = f"setup.{step.id}"
        fields = [Field("Name", f"{at}.name", step.name, _name_problem)] if step.own else []
        fields += [Field("Minutes (empty: none)", f"{at}.minutes", _told(step.minutes), _minutes_problem)]
        label = "Minutes before bedtime (empty: any time)"
        fields += [Field(label, f"{at}.lead", _told(step.lead), _minutes_problem)]
        then = partial(self._step_told, step, [field.name for field in fields])
        await self.form(words.one_line(step.name), fields, then, self._night)

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
            await self._open("magnesium")
            return
        await self.save(lambda p: p.step_changed(step.id, on=not step.on))

    async def do_needed(self) -> None:
        """Needed or optional."""
        step = self.step
        if step and step.kind is Kind.DOSE:
            self.said = "Magnesium stays optional."
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
            self.at = len(GENERAL) + [s.id for s in self.shown].index(step.id)

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
        fields = [Field("Name", OWN_NAME, check=_name_problem, begun=True)]
        if kind is Kind.TIMED:
            fields.append(Field("Minutes", OWN_MINUTES, "10", _minutes_problem))
        await self.form("A step of your own", fields, partial(self._added, kind), self._night)

    async def _added(self, kind: Kind, answer: tuple[str, ...]) -> None:
        name = answer[0].strip()
        minutes = _number(answer[1]) or 10 if kind is Kind.TIMED else None
        said = f"{words.one_line(name)} is in the routine, optional."
        if await self.save(lambda p: p.with_own(name, kind, minutes), said, OWN_NAME, OWN_MINUTES):
            self.at = len(GENERAL) + len(self.shown) - 1

    async def do_remove(self) -> None:
        """Put an own step away; nights that have it keep it."""
        if (step := self.step) and step.own:
            said = f"Put away; {self.undo_key} brings it back."
            await self.save(lambda p: p.step_changed(step.id, on=False, away=True), said)


def _number(text: str) -> int | None:
    return int(text) if text.strip() else None


def _told(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes)


def _name_problem(text: str) -> str | None:
    if not words.one_line(text):
        return "A step needs a name."
    return "A name has at most 200 characters." if len(text.strip()) > 200 else None


def _minutes_problem(text: str) -> str | None:
    text = text.strip()
    if not text or (text.isascii() and text.isdecimal() and int(text) <= 24 * 60):
        return None
    return f"{text[:20]!r} is not minutes: type 0 to 1440."
