"""What can be asked beside any question: past nights, magnesium, what is known, a doctor, what to do now."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from coach.core.routine import dropped
from coach.plain.reading import say_known
from coach.plain.talk import Talk


class Aside:
    """The part of a walk that is not about its own questions; each thing is loaded when it is asked for."""

    talk: Talk
    field: Callable[..., str | None]

    @property
    def key(self) -> date:
        """The night that is asked about."""
        raise NotImplementedError(f"{type(self).__name__} has no night")

    def looked_back(self, what: str, asked: str = "") -> date | Literal[False] | None:
        """Past nights, with how many, which streak or which night ``asked`` for; False if ``what`` asks for none."""
        if what == "report":
            from coach.plain.report import say_report

            say_report(self.talk, asked)
            return None
        if what not in ("streaks", "history", "trends", "night"):
            return False
        from coach.plain.history import LOOKS, ask_night

        if what == "night":
            return ask_night(self.talk, asked)
        LOOKS[what](self.talk, asked)
        return None

    def do_away(self) -> None:
        """Nights that are excused."""
        from coach.plain.history import ask_away

        ask_away(self.talk)

    def do_grace(self) -> None:
        """How many missed nights end no streak."""
        from coach.plain.history import ask_grace

        ask_grace(self.talk)

    def do_magnesium(self) -> None:
        """The questions before magnesium, the medicines and the products."""
        from coach.plain.magnesium import Care

        Care(self.talk, self.key).run()

    def do_learn(self) -> None:
        """What is known, by topic."""
        say_known(self.talk, "")

    def do_review(self) -> None:
        """What may be worth showing a doctor."""
        from coach.plain.review import say_review

        say_review(self.talk)

    def do_iron(self) -> None:
        """When iron was tested."""
        from coach.plain.review import ask_iron
        from coach.review import IRON_FIELD

        if ask_iron(self.talk, self.field):
            self.talk.dispatch(self.key, *dropped(IRON_FIELD))

    def do_country(self) -> None:
        """Whose help lines are told."""
        from coach.plain.review import ask_country

        ask_country(self.talk)

    def looked_ahead(self, text: str) -> bool:
        """Deal with ``text`` where it sets something, or asks a question of the visit; False where it does not."""
        word, _, rest = text.strip().partition(" ")
        if word.lower() == "set" and rest:
            self._set(rest.strip())
        elif word.lower() == "ask" and rest:
            from coach.plain.visit import ask_question

            ask_question(self.talk, rest.strip(), self.field)
        else:
            return False
        return True

    def do_setup(self) -> None:
        """All settings."""
        from coach.plain.settings import say_settings

        say_settings(self.talk)

    def do_set(self) -> None:
        """How one is changed."""
        self._set("")

    def _set(self, line: str) -> None:
        from coach.plain.settings import set_line

        self._answered_drafts(set_line(self.talk, line, self.field))

    def do_new_step(self) -> None:
        """A step of one's own."""
        from coach.plain.settings import ask_new_step

        self._answered_drafts(ask_new_step(self.talk, self.field))

    def do_undo_setting(self) -> None:
        """The settings before the last change."""
        from coach.plain.settings import take_back

        take_back(self.talk)

    def do_visit(self) -> None:
        """What is noted for a visit."""
        from coach.plain.visit import say_visit

        say_visit(self.talk)

    def do_ask(self) -> None:
        """A question for the visit."""
        from coach.plain.visit import ask_question

        self._answered_drafts(ask_question(self.talk, "", self.field))

    def do_clinic(self) -> None:
        """A clinic's total."""
        from coach.plain.visit import ask_clinic

        self._answered_drafts(ask_clinic(self.talk, self.field))

    def _answered_drafts(self, fields: Sequence[str]) -> None:
        """What was typed in ``fields`` is stored now."""
        if fields:
            self.talk.dispatch(self.key, *dropped(*fields))

    def do_help_now(self) -> None:
        """What to do if something feels wrong."""
        self.talk.help_now()
