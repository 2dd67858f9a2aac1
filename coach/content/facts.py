"""What is known, each statement with its strength and its source: read, asked for by id or topic, and searched.

The statements are the rows of evidence.md 1, 2.6 and 2.7 that may be shown; ``facts.toml`` holds each once.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import StringConstraints, model_validator

from coach.content.files import FOLDER, Sentence, Shape, read
from coach.content.files import ContentError as ContentError  # whoever asks for statements catches it

Id = Annotated[str, StringConstraints(pattern=r"^[FC]\d+[a-z]?\d?$")]
Short = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True)]
Category = Literal[
    "mechanism",
    "evidence strength",
    "side-effect mild",
    "side-effect severe",
    "dose",
    "food",
    "contraindication",
    "interaction",
    "self-care step",
    "traditional treatment",
    "red flag",
]
Strength = Literal["strong", "moderate", "weak", "conflicting", "consensus", "our own choice", "first aid"]
Topic = Literal[
    "about",
    "magnesium",
    "amounts",
    "effects",
    "ask_first",
    "medicines",
    "food",
    "caffeine",
    "bath",
    "massage",
    "meditation",
    "exercise",
    "sleep",
    "treatments",
    "worse",
    "doctor",
]

DISAGREE = "disagree"
"""The last of the topics: no place of its own, but every statement that says where common advice goes wrong."""

TOPICS: dict[str, str] = {
    "about": "About restless legs",
    "magnesium": "Magnesium: does it help",
    "amounts": "Magnesium: how much",
    "effects": "Magnesium: unwanted effects",
    "ask_first": "Magnesium: who asks first",
    "medicines": "Magnesium: with medicines",
    "food": "Food",
    "caffeine": "Caffeine",
    "bath": "Warm bath",
    "massage": "Leg massage",
    "meditation": "Meditation",
    "exercise": "Exercise",
    "sleep": "Sleep",
    "treatments": "Other treatments doctors use",
    "worse": "What makes it worse",
    "doctor": "When to see someone",
    DISAGREE: "Where common advice and the evidence disagree",
}
"""What to read, in the order to read it."""

STRENGTH_WORDS: dict[str, str] = {
    "strong": "well supported",
    "moderate": "moderately supported",
    "weak": "weakly supported",
    "conflicting": "studies disagree",
    "consensus": "experts agree",
    "our own choice": "our own choice, not a finding",
    "first aid": "standard first-aid advice",
}


class Fact(NamedTuple):
    """One statement: what is said, what it is about, how well it is founded, and on what.

    ``scope`` says of what the strength is meant, where it is not all; ``disagrees`` is a sentence on common advice.
    """

    id: Id
    text: Sentence
    category: Category
    topic: Topic
    strength: Strength
    source: Sentence
    scope: Short = ""
    disagrees: str = ""


class Facts(Shape):
    """What ``facts.toml`` holds."""

    facts: tuple[Fact, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [fact.id for fact in self.facts]
        if twice := {id for id in ids if ids.count(id) > 1}:
            raise ValueError(f"{', '.join(sorted(twice))} is there twice")
        return self


@cache
def facts(folder: Path = FOLDER) -> tuple[Fact, ...]:
    """Every statement, in the order to read them.

    Raises:
        ContentError: if they cannot be read whole.
    """
    return read("facts.toml", Facts, folder).facts


def by_id(id: str) -> Fact | None:
    """The statement called ``id``, in capitals or not; None where there is none.

    Raises:
        ContentError: if the statements cannot be read.
    """
    return next((fact for fact in facts() if fact.id.lower() == id.strip().lower()), None)


def named(ids: Iterable[str]) -> tuple[Fact, ...]:
    """The statements called ``ids``, in that order.

    Raises:
        ContentError: if they cannot be read, or one of them is not there.
    """
    found = tuple((id, by_id(id)) for id in ids)
    if missing := [id for id, fact in found if fact is None]:
        raise ContentError(f"facts.toml of the coach lacks {', '.join(missing)}.")
    return tuple(fact for _, fact in found if fact)


def statements(step_id: str) -> tuple[Fact, ...]:
    """Why a step is in the routine, then its cautions; nothing for a person's own step.

    Raises:
        ContentError: if they cannot be read.
    """
    from coach.content import load

    guide = load().guide(step_id)
    return named((*guide.why, *guide.cautions))


def topic(name: str) -> tuple[Fact, ...]:
    """The statements of a topic of ``TOPICS``.

    Raises:
        ContentError: if they cannot be read.
        KeyError: for a topic there is not.
    """
    if name not in TOPICS:
        raise KeyError(name)
    return tuple(fact for fact in facts() if (fact.disagrees if name == DISAGREE else fact.topic == name))


def topic_named(words: str) -> str | None:
    """The topic that is called ``words``, by its name or its title, in capitals or not; None where there is none."""
    low = " ".join(words.lower().split())
    return next((name for name, title in TOPICS.items() if low in (name, title.lower())), None)


def strength_said(fact: Fact) -> str:
    """How well a statement is founded, in words and of what: ``weakly supported``, ``well supported for safety``."""
    apart = "" if fact.scope.startswith((";", ",")) else " "
    return f"{STRENGTH_WORDS[fact.strength]}{apart}{fact.scope}".strip()


def rests_on(strength: str, source: str) -> str:
    """How well a rule is founded (one or more strengths, with commas) and on what; some sources say the first too."""
    known = {one: STRENGTH_WORDS.get(one, one) for one in strength.split(", ")}
    told = [said for one, said in known.items() if not source.lower().startswith((one, said))]
    return "; ".join([", ".join(told), source] if told else [source])


def founded(fact: Fact) -> str:
    """The line below a statement: its strength, its source and its id."""
    return f"{strength_said(fact)}; {fact.source} [{fact.id}]"


def search(words: str) -> tuple[Fact, ...]:
    """The statements in which every one of ``words`` begins some word, best first.

    Where there is none, a slip of the keys is forgiven; ``mended`` tells what was looked for instead.

    Raises:
        ContentError: if the statements cannot be read.
    """
    asked = _words(words)
    return _found(asked) or _found(_words(mended(words)))


def mended(words: str) -> str:
    """The words nearest to ``words`` for which there are statements; "" where nothing had to be, or could be, mended.

    Numbers are never mended: 350 is not a slip for 250.

    Raises:
        ContentError: if the statements cannot be read.
    """
    asked = _words(words)
    if not asked or _found(asked):
        return ""
    vocabulary = {word for fact in facts() for _, there in _parts(fact) for word in there}
    nearest = [word if _begins(word, vocabulary) else _nearest(word, vocabulary) for word in asked]
    return " ".join(nearest) if all(nearest) and _found(nearest) else ""


WEIGHTS = {"id": 9, "text": 3, "title": 2, "disagrees": 2, "source": 1}
"""How much a word counts by where it is found."""
LONG_WORD = 7
"""Letters from which two slips are forgiven instead of one."""


def _words(text: str) -> list[str]:
    """The words of ``text`` in small letters without accents, so that Ozek finds Özek."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))


@cache
def _parts(fact: Fact) -> tuple[tuple[str, frozenset[str]], ...]:
    texts = {**fact._asdict(), "title": TOPICS[fact.topic]}
    return tuple((part, frozenset(_words(texts[part]))) for part in WEIGHTS)


def _begins(word: str, there: Iterable[str]) -> bool:
    return any(other.startswith(word) for other in there)


def _found(asked: list[str]) -> tuple[Fact, ...]:
    if not asked:
        return ()
    scored = [(_score(asked, fact), fact) for fact in facts()]
    return tuple(fact for score, fact in sorted(scored, key=lambda pair: -pair[0]) if score)


def _score(asked: list[str], fact: Fact) -> int:
    """How well ``fact`` fits; 0 where one of the words is missing."""
    scores = [sum(_weight(word, part, there) for part, there in _parts(fact)) for word in asked]
    return sum(scores) if all(scores) else 0


def _weight(word: str, part: str, there: frozenset[str]) -> int:
    if part == "id":  # F1 is not F10
        return WEIGHTS[part] if word in there else 0
    return WEIGHTS[part] * (2 if word in there else 1) if _begins(word, there) else 0


def _nearest(word: str, vocabulary: Iterable[str]) -> str:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < 4 or not word.isalpha():
        return ""
    slips = 2 if len(word) >= LONG_WORD else 1
    near = process.extract(word, sorted(vocabulary), scorer=OSA.distance, score_cutoff=slips, limit=None)
    return min(near, key=lambda found: (found[1], found[0]))[0] if near else ""
