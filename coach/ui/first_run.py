"""The first three questions, each with an answer that enter accepts: bedtime, steps, look. Then straight to tonight."""

from collections.abc import Callable, Sequence
from functools import partial

from coach.core.profile import FIRST_QUESTIONS, LOOKS, OFFERED, THEMES, Profile, Step
from coach.core.typed import check_time, read_time
from coach.core.words import BEDTIME_ASKED, DISCLAIMER, MAGNESIUM_OFF, STEPS_ASKED, one_step_at_least
from coach.ui.base import CoachScreen
from coach.ui.widgets import Line, Span, fit, glyphs, spread, wrap


class FirstRunScreen(CoachScreen):
    """One question at a time; each answer is on disk before the next is asked."""

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._at = 0

    @property
    def profile(self) -> Profile:
        """The settings so far."""
        return self.session.profile

    @property
    def asked(self) -> int:
        """Which question is open: 0, 1 or 2."""
        return min(self.profile.first_run, FIRST_QUESTIONS - 1)

    @property
    def situations(self) -> Sequence[str]:
        """The keys of the question at hand."""
        return (
            *(("first", "first_time"), ("first", "first_steps", "list"), ("first", "first_themes", "list"))[self.asked],
            "everywhere",
        )

    def header(self, width: int) -> Line:
        """How far it is."""
        return spread(" Evening coach", "", f"{self.asked + 1} of {FIRST_QUESTIONS} ", width)

    def body(self, width: int, height: int) -> list[Line]:
        """What this is, and the question."""
        question = (self._bedtime, self._steps, self._themes)[self.asked]
        about = wrap(DISCLAIMER, width - 4, "dim") if self.asked == 0 else []
        air: list[Line] = [()] if height > 12 else []
        lines = [*about, *air, *question(width - 4), *air, *self.keys_help(width - 4)]
        return [(Span("  "), *line) for line in lines]

    def _bedtime(self, width: int) -> list[Line]:
        shown = self._typed or f"{self.profile.bedtime:%H:%M}"
        asked = wrap(BEDTIME_ASKED, width, "strong")
        accept = self.keys.key("first", "accept")
        hint = f"{accept} accepts; or type another time, such as 22:30. Everything can be changed later in Setup."
        return [
            *asked,
            (),
            (Span(f"  {shown}", "accent"), Span("_" if self._typed else "")),
            (),
            *wrap(hint, width, "dim"),
        ]

    def _steps(self, width: int) -> list[Line]:
        marks = glyphs()
        lines = wrap(STEPS_ASKED, width, "strong")
        for n, step in enumerate(self._offered()):
            here = n == self._at
            state = "in" if step.on else "not in"
            sign = marks.done if step.on else marks.open
            text = fit(step.name, 18)
            name = Span(f" {sign} {text} ", "strong" if here else "")
            lines.append((Span(marks.here, "here") if here else Span(" "), name, Span(state, "dim")))
        magnesium = f"{MAGNESIUM_OFF} Setup can switch it on."
        return [*lines, *wrap(magnesium, width, "dim")]

    def _themes(self, width: int) -> list[Line]:
        lines = wrap("Which look is easiest on your eyes?", width, "strong")
        for theme in THEMES:
            here = theme == self.profile.theme
            name = Span(f" {fit(LOOKS[theme], min(width - 11, 28))}", "strong" if here else "")
            chosen = Span(" this one" if here else "", "accent")
            lines.append((Span(glyphs().here, "here") if here else Span(" "), name, chosen))
        return lines

    def _offered(self) -> list[Step]:
        return [step for step in self.profile.steps if step.id in OFFERED]

    async def do_type(self, key: str) -> None:
        """One more character of another time."""
        self._typed = f"{self._typed}{key}"[:5]

    async def do_erase(self) -> None:
        """One character less."""
        self._typed = self._typed[:-1]

    async def do_accept(self) -> None:
        """Take the answer and go on."""
        update: dict[str, object] = {"first_run": self.asked + 1}
        if self.asked == 0 and self._typed:
            if problem := check_time(self._typed):
                self.said, self._typed = problem, ""
                return
            bedtime = read_time(self._typed)
            if await self._save(lambda profile: profile.with_bedtime(bedtime).evolve(**update)):
                self._typed = ""
            return
        if self.asked == 1 and not any(step.on for step in self.profile.steps):
            self.said = one_step_at_least(self.keys.key("first_steps", "toggle"))
            return
        if await self._save(lambda profile: profile.evolve(**update)):
            self._at = 0
        if self.profile.set_up:
            await self._open("tonight")

    async def _save(self, change: Callable[[Profile], Profile]) -> bool:
        return await self.kept(partial(self.session.change_profile, change)) is not None

    async def do_up(self) -> None:
        """The one above."""
        await self._by(-1)

    async def do_down(self) -> None:
        """The one below."""
        await self._by(1)

    async def _by(self, step: int) -> None:
        if self.asked == 1:
            self._at = min(max(self._at + step, 0), len(self._offered()) - 1)
        elif self.asked == 2:
            place = THEMES.index(self.profile.theme) if self.profile.theme in THEMES else 0
            theme = THEMES[min(max(place + step, 0), len(THEMES) - 1)]
            await self._save(lambda profile: profile.evolve(theme=theme))
            self.coach.use_theme()

    async def do_toggle(self) -> None:
        """In or out."""
        step = self._offered()[self._at]
        await self._save(lambda profile: profile.step_changed(step.id, on=not step.on))

    async def do_undo(self) -> None:
        """Back to the question before."""
        if self.asked > 0:
            before = self.asked - 1
            await self._save(lambda profile: profile.evolve(first_run=before))
