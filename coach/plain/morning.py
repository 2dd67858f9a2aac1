"""The morning in lines: three scores, what was noticed after magnesium, and a few things one may add."""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Literal

from coach.core import routine, words
from coach.core.nights import Night
from coach.core.routine import EFFECTS, EXTRA, Tell, dropped
from coach.core.safety import EMERGENCY_LINE
from coach.core.typed import check_whole
from coach.plain.answers import offered
from coach.plain.talk import NO, YES, Talk, check_said
from coach.plain.walk import Asked, Walk

_NUMBERED = {str(number): effect for number, effect in enumerate(words.SIDE_EFFECTS, 1)}
_KNOWN = ", ".join(f"{number} {effect}" for number, effect in _NUMBERED.items())
_OTHER = re.compile(r"(?:^|\s)(?:other|o)(?:\s|$)", re.IGNORECASE)
_ADDED = {"awake_minutes": (words.AWAKE_ASKED, 24 * 60), "got_up": ("Times got up in the night", 99)}
_TAKES_AWAY = ("-", "none", "blank")


class Morning(Walk):
    """The morning after ``night``."""

    morning: bool | None = True

    def __init__(self, talk: Talk, night: Night) -> None:
        super().__init__(talk, night)
        self.at = self.next_open()

    @property
    def current(self) -> date:
        """The last night whose morning has come."""
        return self.talk.session.last_night

    def over_said(self) -> str:
        """Which morning has begun."""
        return f"A new morning has begun, after the night of {self.current:%A %d %B}."

    @property
    def items(self) -> Sequence[str]:
        """Three scores; side effects where magnesium was taken; anything else."""
        return routine.morning_walk(self.night)

    def at_hand(self) -> Sequence[str]:
        """The answers for what is at hand."""
        if self.on_score:
            return ("score",)
        if self.at == EFFECTS:
            return ("effects",)
        return ("extra", *(["extra_effects"] if EFFECTS in self.items else []))

    def next_open(self) -> str:
        """The next question without an answer."""
        return routine.next_of_morning(self.night)

    def opening(self) -> list[str]:
        """Which night it was."""
        return [f"Good morning, after the night of {self.key:%A %d %B}.", self.note_begun()]

    def name(self, item: str) -> str:
        """What ``item`` is called."""
        return {EFFECTS: words.AFTER_MAGNESIUM, EXTRA: words.ANYTHING_ELSE}.get(item) or super().name(item)

    def told(self, item: str) -> str:
        """An item and its answer."""
        if item != EFFECTS:
            return self.score_told(item)
        noticed = self.night.side_effects
        said = "not answered" if noticed is None else words.noticed_said(noticed)
        return f"{self.name(item)}: {said}{self.others_said(EFFECTS)}."

    def wrong(self, text: str) -> str:
        """What would be an answer."""
        if self.on_score:
            return self.score_wrong(text)
        if self.at == EFFECTS:
            return f"{text} is no answer here: type none, numbers such as 1 3, or other and your words."
        return f"{text} is no answer here: type {offered(self.situations)}, note or quit; help tells more."

    def asked(self) -> Asked:
        """The question at hand."""
        if self.on_score:
            return self.score_asked()
        return self._effects_asked() if self.at == EFFECTS else self._extra_asked()

    def _effects_asked(self) -> Asked:
        """The emergency line first, so that nothing comes before it."""
        now = f" {self.told(EFFECTS)} An empty line goes on." if self.night.side_effects is not None else ""
        begun = self.night.drafts.get(EFFECTS)
        kept = f" Begun before: {words.one_line(begun)}; yes takes it." if begun else ""
        question = f"{self.position} {words.EFFECTS_ASKED}{now}{kept}"
        return Asked((EMERGENCY_LINE,), f"{question} None, or {_KNOWN}, or other and your words", self.name(EFFECTS))

    def _extra_asked(self) -> Asked:
        night = self.night
        told = [
            f"Awake {night.awake_minutes} min{self.others_said('awake_minutes')}."
            if night.awake_minutes is not None
            else "",
            f"Got up {words.times(night.got_up)}{self.others_said('got_up')}." if night.got_up is not None else "",
        ]
        first = words.THANKS if self.still_open == 0 else f"Questions still open: {self.still_open}. Back goes there."
        question = f"{offered(self.situations).capitalize()}, or note; an empty line is all"
        return Asked((first, *told), question, self.name(EXTRA))

    def _nothing(self) -> None:
        """At the end an empty line leaves."""
        if self.at == EXTRA:
            self.do_quit()
        super()._nothing()

    def other(self, low: str, text: str) -> bool:
        """A score, what was noticed, or a number said at once."""
        if self.on_score:
            return self.score_other(low)
        if self.at == EFFECTS:
            return self._effects(low, text)
        for said, what in (("awake ", "awake_minutes"), ("got up ", "got_up")):
            if low.startswith(said):
                self._number("awake_minutes" if what == "awake_minutes" else "got_up", low.removeprefix(said))
                return True
        return False

    def do_none(self) -> None:
        """Nothing was noticed."""
        self._noticed(())

    def _effects(self, low: str, text: str) -> bool:
        begun = self.night.drafts.get(EFFECTS)
        effects = tuple(begun.split("\n")) if begun and low in YES else noticed(text)
        if not effects:
            return False
        self._noticed(effects)
        return True

    def _noticed(self, effects: tuple[str, ...]) -> None:
        self.answer(EFFECTS, Tell(EFFECTS, effects), *dropped(EFFECTS, f"{EFFECTS}.other"))
        if not effects or self.night.side_effects != effects:
            return
        from coach.content.facts import rests_on
        from coach.magnesium import Magnesium

        magnesium, more = Magnesium(self.talk.session), []
        for _, question, then in magnesium.asks(effects):
            answer = self.talk.field(f"{question} yes, no or don't know: ", check_said)
            if answer is None or answer.lower() not in NO:
                more.append(then)
        outcome = magnesium.noticed(effects, self.key, more)
        self.talk.say(outcome.text, f"({rests_on(outcome.strength, outcome.source)})")
        if not set(effects) <= set(words.SIDE_EFFECTS):  # words of one's own may be a red flag
            self.talk.help_now()

    def do_effects(self) -> None:
        """Say what was noticed."""
        self.at = EFFECTS

    def do_awake(self) -> None:
        """Minutes awake."""
        self._number("awake_minutes")

    def do_got_up(self) -> None:
        """Times got up."""
        self._number("got_up")

    def _number(self, what: Literal["awake_minutes", "got_up"], given: str | None = None) -> None:
        asked, most = _ADDED[what]
        check = partial(_check_number, most=most)
        if given is not None and (problem := check(given)):
            self.talk.say(problem)
            return
        text = self.field(f"{asked}, or - to take it away: ", what, check) if given is None else given
        if text:
            value = None if text in _TAKES_AWAY else int(text)
            if self.dispatch(Tell(what, value), *dropped(what)):
                self.talk.say(f"{asked}: {'not answered' if value is None else value}.")


def _check_number(text: str, most: int) -> str | None:
    return None if text in _TAKES_AWAY else check_whole(text, most)


def noticed(text: str) -> tuple[str, ...]:
    """What was noticed, as typed: numbers of known effects, their names, and behind ``other`` one's own words.

    () if that is not what was typed.
    """
    other = _OTHER.search(text)
    known, own = (text[: other.start()], text[other.end() :].strip()) if other else (text, "")
    known = " ".join(known.lower().split())
    chosen = set()
    for part in known.replace(" and ", ",").split(","):
        for piece in [part.strip()] if part.strip() in words.SIDE_EFFECTS else part.split():
            if piece in _NUMBERED:
                chosen.add(_NUMBERED[piece])
            elif piece in words.SIDE_EFFECTS:
                chosen.add(piece)
            else:
                return ()
    return (*(effect for effect in words.SIDE_EFFECTS if effect in chosen), *([own] if own else []))
