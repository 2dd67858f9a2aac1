"""The first three questions in lines, each with an answer that an empty line accepts: bedtime, steps, look."""

from collections.abc import Callable

from coach.core.profile import FIRST_QUESTIONS, OFFERED, THEMES, Profile, Step
from coach.core.typed import check_time, read_time
from coach.core.words import (
    BEDTIME_ASKED,
    DISCLAIMER,
    MAGNESIUM_OFF,
    STEPS_ASKED,
    one_line,
    one_step_at_least,
)
from coach.plain.answers import HELP_NOW
from coach.plain.reading import learned, say_known
from coach.plain.talk import BACK, QUIT, Leave, Talk
from coach.session import StoreError

HELP = "An empty line accepts and goes on. back goes to the question before, quit leaves. Everything is kept."


class FirstRun:
    """One question at a time; each answer is on disk before the next is asked."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk

    def opening(self) -> list[str]:
        """What this is."""
        return [DISCLAIMER]

    @property
    def profile(self) -> Profile:
        """The settings so far."""
        return self.talk.session.profile

    @property
    def still_open(self) -> int:
        """How many questions have no answer."""
        return max(FIRST_QUESTIONS - self.profile.first_run, 0)

    def turn(self) -> None:
        """Ask one question and deal with its answer.

        Raises:
            EOFError: at the end of input.
            Ended: if the person is gone.
            Leave: if they want to leave.
        """
        self._look()
        asked = min(self.profile.first_run, FIRST_QUESTIONS - 1)
        question, answered = (self._bedtime, self._steps, self._theme)[asked]()
        text = " ".join(self.talk.ask(f"Question {asked + 1} of {FIRST_QUESTIONS}. {question}: ").lower().split())
        if text in QUIT:
            raise Leave
        if text in ("?", "help"):
            self.talk.say(HELP)
        elif text in HELP_NOW:
            self.talk.help_now()
        elif (words := learned(text)) is not None:
            say_known(self.talk, words)
        elif text in (*BACK, "u", "undo"):
            self._save(lambda profile: profile.first_answered(max(asked - 1, 0)))
        else:
            answered(text)

    def _look(self) -> None:
        try:
            if self.talk.session.changed_elsewhere():
                self.talk.session.reload()
        except StoreError as error:
            self.talk.say(str(error))

    def _bedtime(self) -> tuple[str, Callable[[str], None]]:
        accepted = f"an empty line for {self.profile.bedtime:%H:%M}"
        return f"{BEDTIME_ASKED} A time such as 22:30, or {accepted}", self._bedtime_typed

    def _bedtime_typed(self, text: str) -> None:
        if problem := check_time(text) if text else None:
            self.talk.say(problem)
        elif text:
            self._save(lambda profile: profile.with_bedtime(read_time(text)).first_answered(1))
        else:
            self._save(lambda profile: profile.first_answered(1))

    def _offered(self) -> list[Step]:
        return [step for step in self.profile.steps if step.id in OFFERED]

    def _steps(self) -> tuple[str, Callable[[str], None]]:
        offered = list(enumerate(self._offered(), 1))
        within = ", ".join(f"{number} {one_line(step.name)}" for number, step in offered if step.on)
        out = ", ".join(f"{number} {one_line(step.name)}" for number, step in offered if not step.on)
        told = f"Now in: {within or 'none'}. Not in: {out or 'none'}."
        how = "A number or name puts a step in or takes it out; an empty line goes on"
        return f"{STEPS_ASKED} {told} {MAGNESIUM_OFF} {how}", self._steps_typed

    def _steps_typed(self, text: str) -> None:
        if not text:
            if not any(step.on for step in self.profile.steps):
                self.talk.say(one_step_at_least("its number"))
                return
            self._save(lambda profile: profile.first_answered(2))
            return
        offered = self._offered()
        named = [s for number, s in enumerate(offered, 1) if text in (str(number), s.id, one_line(s.name).lower())]
        if not named:
            self.talk.say(f"{text[:20]!r} is none of the steps: type a number from 1 to {len(offered)}, or a name.")
            return
        step = named[0]
        if self._save(lambda profile: profile.step_changed(step.id, on=not step.on)):
            self.talk.say(f"{one_line(step.name)}: {'not in' if step.on else 'in'}.")

    def _theme(self) -> tuple[str, Callable[[str], None]]:
        named = f"{', '.join(THEMES[:-1])} or {THEMES[-1]}"
        asked = f"Which look on the full screen: {named}? An empty line keeps {one_line(self.profile.theme)}"
        return asked, self._theme_typed

    def _theme_typed(self, text: str) -> None:
        if text and text not in THEMES:
            self.talk.say(f"{text[:20]!r} is none of the looks: {', '.join(THEMES)}.")
            return
        update = {"theme": text} if text else {}
        self._save(lambda profile: profile.first_answered(3, **update))

    def _save(self, change: Callable[[Profile], Profile]) -> bool:
        try:
            self.talk.session.change_profile(change)
        except StoreError as error:
            self.talk.not_saved(error)
            return False
        return True
