"""Side effects, red flags and help lines, read from their file and checked."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from coach.content import files
from coach.content.files import ContentError, Sentence, Shape
from coach.core import triage
from coach.core.triage import BUILT_IN, Group, Urgency

FOLDER = Path(__file__).parent
NAME = "triage.toml"
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, Field(min_length=3, max_length=200)]
Number = Annotated[str, Field(min_length=3, max_length=100)]
Strength = Literal["strong", "moderate", "weak", "conflicting", "consensus", "our own choice", "first aid"]
PLACES = {"{emergency}", "{crisis}", "{poison}", "{today}"}
NEEDED = ("emergency", "one", "upgraded", "raised", "unlisted", "none")


class _Advice(Shape):
    text: Sentence
    strength: Strength
    source: Sentence

    @model_validator(mode="after")
    def _numbers_are_known(self) -> "_Advice":
        if unknown := set(re.findall(r"\{[^}]*\}?", self.text)) - PLACES:
            raise ValueError(f"no number is called {', '.join(sorted(unknown))}")
        return self

    def advice(self) -> triage.Advice:
        return triage.Advice(self.text, self.strength, self.source)


class _Sign(Shape):
    id: Name
    urgency: Urgency
    group: Group
    text: Words
    says: Name
    strength: Strength
    source: Sentence
    page: str = ""
    asks: str = ""
    then: str = ""
    worse_with: tuple[Name, ...] = ()


class _Page(Shape):
    id: Name
    title: Words


class _Place(Shape):
    code: Annotated[str, Field(pattern=r"^([A-Z]{2}|other)$")]
    name: Words
    emergency: Number
    crisis: str = ""
    poison: str = ""
    today: Words


class _Upgrade(Shape):
    answers: Annotated[tuple[Name, ...], Field(min_length=1)]
    medicines: Annotated[tuple[Name, ...], Field(min_length=1)]
    total: Annotated[float, Field(gt=0, le=350)]


class _Effect(Shape):
    text: Words
    sign: Name


class _Triage(Shape):
    advice: dict[Name, _Advice]
    pages: tuple[_Page, ...]
    signs: tuple[_Sign, ...]
    effects: tuple[_Effect, ...]
    upgrade: _Upgrade
    places: tuple[_Place, ...]

    @model_validator(mode="after")
    def _names_are_there_once(self) -> "_Triage":
        ids = [sign.id for sign in self.signs]
        for names in (ids, [page.id for page in self.pages], [place.code for place in self.places]):
            if len(set(names)) != len(names):
                raise ValueError("two of a kind have one name")
        pointed = {*(sign.then for sign in self.signs), *(effect.sign for effect in self.effects)}
        pointed |= {name for sign in self.signs for name in sign.worse_with}
        if unknown := pointed - {"", *ids}:
            raise ValueError(f"no sign is called {', '.join(sorted(unknown))}")
        if unknown := {sign.page for sign in self.signs} - {"", *(page.id for page in self.pages)}:
            raise ValueError(f"no page is called {', '.join(sorted(unknown))}")
        if unknown := {*(sign.says for sign in self.signs), *NEEDED} - self.advice.keys():
            raise ValueError(f"no advice is called {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _no_emergency_is_left_out(self) -> "_Triage":
        """Whatever else is changed here: an emergency stays one, whole, and is asked first."""
        red = {(sign.id, sign.text, sign.page) for sign in self.signs if sign.urgency is Urgency.EMERGENCY}
        if missing := {sign.id for sign in BUILT_IN.signs if (sign.id, sign.text, sign.page) not in red}:
            raise ValueError(f"an emergency is missing or other than built in: {', '.join(sorted(missing))}")
        ranks = [max((s.urgency.rank for s in self.signs if s.page == page.id), default=-1) for page in self.pages]
        if ranks != sorted(ranks, reverse=True) or -1 in ranks:
            raise ValueError("the pages do not go from the most to the least serious, or one is empty")
        return self


@cache
def load() -> triage.Triage:
    """Everything that ships.

    Raises:
        ContentError: if it cannot be read; ``at_hand`` gives what is built in instead.
    """
    return read_triage()


def at_hand() -> triage.Triage:
    """Everything that ships; where its file is missing or wrong, the emergencies that are built in."""
    try:
        return load()
    except ContentError:
        return BUILT_IN


def read_triage(folder: Path = FOLDER) -> triage.Triage:
    """What ``load`` gives, read anew from ``folder``.

    Raises:
        ContentError: if it cannot be read.
    """
    told = files.read(NAME, _Triage, folder)
    advice = {name: shape.advice() for name, shape in told.advice.items()}
    signs = tuple(triage.Sign(**{**dict(sign), "says": advice[sign.says]}) for sign in told.signs)
    return triage.Triage(
        signs=signs,
        pages=tuple(_page(page, signs) for page in told.pages),
        places=tuple(triage.Place(**dict(place)) for place in told.places),
        effects=tuple(triage.Effect(**dict(effect)) for effect in told.effects),
        upgrade=triage.Upgrade(**dict(told.upgrade)),
        worst=advice["emergency"],
        **{name: advice[name] for name in NEEDED[1:]},
    )


def _page(page: _Page, signs: tuple[triage.Sign, ...]) -> triage.Page:
    asked = tuple(sign for sign in signs if sign.page == page.id)
    return triage.Page(page.id, max((s.urgency for s in asked), key=lambda urgency: urgency.rank), page.title, asked)
