"""What can be asked beside any question: past nights, magnesium, what is known, a doctor, what to do now."""

from collections.abc import Callable
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

    def do_help_now(self) -> None:
        """What to do if something feels wrong."""
        self.talk.help_now()
