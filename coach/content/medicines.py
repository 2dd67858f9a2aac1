"""The medicines of ``medicines.toml``, and finding the one that somebody typed. What is not certain is asked.

Nothing here ever says that a medicine is fine: a name is listed, in doubt, or unlisted, and what that means for
magnesium is for ``coach.core.spacing`` to say.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from coach.content import STRENGTHS
from coach.content.files import Sentence, Shape, read
from coach.core.spacing import UNLISTED, Action, MedicineClass, Rule, Table, Together

Hours = Annotated[float, Field(gt=0, le=24)]
Name = Annotated[str, StringConstraints(min_length=2, max_length=60, pattern=r"^[a-z0-9' -]+$")]
Cited = Annotated[str, StringConstraints(min_length=3, max_length=240)]


class ClassRow(Shape):
    """A class as the file has it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    name: Sentence
    action: Action
    says: Sentence
    source: Cited
    strength: str
    before: Hours | None = None
    after: Hours | None = None
    bath: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.strength not in STRENGTHS:
            raise ValueError(f"{self.id} has no known strength")
        if (self.before is None) is not (self.after is None):
            raise ValueError(f"{self.id} has hours on one side only")
        if self.action is Action.SPACE and self.before is None:
            raise ValueError(f"{self.id} is kept apart, but by no hours")
        if self.action in (Action.AVOID, Action.COUNT, Action.NOTE) and self.before is not None:
            raise ValueError(f"{self.id} has hours that nothing keeps")
        if (self.action is Action.NOTE) is not ("{name}" in self.says):
            raise ValueError(f"{self.id} names its medicine where it is not a note, or does not where it is")
        return self


class MedicineRow(Shape):
    """A medicine as the file has it; ``alone`` are names that count only where nothing else is named."""

    classes: tuple[str, ...] = Field(min_length=1)
    names: tuple[Name, ...] = ()
    alone: tuple[Name, ...] = ()
    before: Hours | None = None
    after: Hours | None = None
    source: Cited | None = None
    slow_caffeine: bool = False

    @model_validator(mode="after")
    def _own_hours_have_a_source(self) -> Self:
        if len({self.before is None, self.after is None, self.source is None}) != 1:
            raise ValueError("hours of its own need both sides and a source")
        return self


class TogetherRow(Shape):
    """Medicines that ask for other hours together."""

    generics: tuple[Name, ...] = Field(min_length=2)
    before: Hours
    after: Hours
    source: Cited


class WordRows(Shape):
    """Words that say nothing of a medicine, and real medicines without a rule."""

    plain: str
    others: str


class MedicineFile(Shape):
    """The whole of ``medicines.toml``."""

    classes: tuple[ClassRow, ...]
    together: tuple[TogetherRow, ...] = ()
    medicines: dict[Name, MedicineRow]
    combinations: dict[Name, tuple[str, ...]]
    doubts: dict[Name, tuple[str, ...]]
    words: WordRows

    @model_validator(mode="after")
    def _refers_to_what_is_there(self) -> Self:
        ids = [row.id for row in self.classes]
        if len(set(ids)) < len(ids) or UNLISTED not in ids:
            raise ValueError("a class stands twice, or the one of unlisted medicines is missing")
        unlisted = next(row for row in self.classes if row.id == UNLISTED)
        if unlisted.action is not Action.ASK or unlisted.before is None:
            raise ValueError("an unlisted medicine is asked about, and hours are kept")
        known = {UNLISTED, *self.medicines}
        named = [*self.combinations.values(), *self.doubts.values(), *(row.generics for row in self.together)]
        if any(not generics or not known.issuperset(generics) for generics in named):
            raise ValueError("a medicine is named that has no row")
        if any(not set(ids).issuperset(row.classes) for row in self.medicines.values()):
            raise ValueError("a class is named that has no row")
        if UNLISTED in self.medicines:
            raise ValueError("no medicine is called unlisted")
        _all_names(self)
        return self


class Candidate(NamedTuple):
    """A name that may have been meant, and the generic names it stands for."""

    name: str
    generics: tuple[str, ...]

    @property
    def text(self) -> str:
        """To be shown: ``neurontin (gabapentin)``."""
        other = [generic for generic in self.generics if generic != self.name and generic != UNLISTED]
        return f"{self.name} ({', '.join(other)})" if other else self.name


class Doubt(NamedTuple):
    """A piece of what was typed that nearly is a name, or is one that means several: the person is asked which."""

    typed: str
    candidates: tuple[Candidate, ...]


class Kind(StrEnum):
    """How a typed name was understood; none of them means fine."""

    LISTED = "listed"
    DOUBTFUL = "doubtful"
    UNLISTED = "unlisted"


class Match(NamedTuple):
    """What was found in a typed name: generic names, doubts to ask about, and words that are on no list.

    ``settled`` turns it into ``Medicine.known``, once each doubt was asked.
    """

    generics: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    rest: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """A doubt goes first: it is asked."""
        if self.doubts:
            return Kind.DOUBTFUL
        return Kind.LISTED if self.generics else Kind.UNLISTED

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All names that may have been meant, in their order."""
        return tuple(dict.fromkeys(candidate for doubt in self.doubts for candidate in doubt.candidates))

    def settled(self, meant: Iterable[Candidate] = ()) -> tuple[str, ...]:
        """The generic names to keep, given which candidates were meant.

        A doubt of which none was meant, and words that are on no list, leave the mark of an unlisted medicine, so that
        a listed name beside them hides nothing.
        """
        chosen = set(meant)
        generics = [*self.generics]
        unknown = bool(self.rest)
        for doubt in self.doubts:
            picked = [candidate for candidate in doubt.candidates if candidate in chosen]
            generics += [generic for candidate in picked for generic in candidate.generics]
            unknown |= not picked
        known = dict.fromkeys(generics)
        return tuple(known) + ((UNLISTED,) if known and unknown and UNLISTED not in known else ())


class Book(NamedTuple):
    """The names to look in, each written as ``_joined`` does."""

    table: Table
    names: Mapping[str, Candidate]
    alone: Mapping[str, Candidate]
    doubts: Mapping[str, tuple[Candidate, ...]]
    plain: frozenset[str]
    others: frozenset[str]


@cache
def table() -> Table:
    """The classes and rules that ``coach.core.spacing`` takes.

    Raises:
        ContentError: if the file is missing or wrong; whoever asks then says "ask a pharmacist or doctor".
    """
    return book().table


@cache
def book() -> Book:
    """The whole file, read once.

    Raises:
        ContentError: as ``table`` does.
    """
    return opened(Path(__file__).parent)


def opened(folder: Path) -> Book:
    """The book written in ``medicines.toml`` in ``folder``.

    Raises:
        ContentError: as ``table`` does.
    """
    file = read("medicines.toml", MedicineFile, folder)
    names, alone = _all_names(file)
    rules = {
        generic: Rule(generic, row.classes, row.before, row.after, row.source or "", row.slow_caffeine)
        for generic, row in file.medicines.items()
    }
    return Book(
        Table(
            {row.id: MedicineClass(**row.model_dump()) for row in file.classes},
            rules,
            tuple(Together(**row.model_dump()) for row in file.together),
        ),
        names,
        alone,
        {_joined(name): tuple(Candidate(g, (g,)) for g in generics) for name, generics in file.doubts.items()},
        frozenset(file.words.plain.split()),
        frozenset(_joined(name) for name in file.words.others.split()),
    )


def _all_names(file: MedicineFile) -> tuple[dict[str, Candidate], dict[str, Candidate]]:
    """Each name and what it stands for, those that count always and those that count alone.

    Raises:
        ValueError: if one name stands for two.
    """
    names: dict[str, Candidate] = {}
    alone: dict[str, Candidate] = {}
    counting_alone = {_joined(name) for row in file.medicines.values() for name in row.alone}
    for generic, row in file.medicines.items():
        for name in (generic, *row.names, *row.alone):
            _put(alone if _joined(name) in counting_alone else names, Candidate(name, (generic,)))
    for name, generics in file.combinations.items():
        _put(names, Candidate(name, generics))
    if twice := {_joined(name) for name in file.doubts} & (names.keys() | alone.keys()):
        raise ValueError(f"{', '.join(sorted(twice))} is both certain and in doubt")
    return names, alone


def _put(names: dict[str, Candidate], candidate: Candidate) -> None:
    there = names.setdefault(_joined(candidate.name), candidate)
    if there.generics != candidate.generics:
        raise ValueError(f"{candidate.name} stands for two medicines")


_SPELLINGS = (("sulph", "sulf"), ("aluminium", "aluminum"))
_MOST_WORDS = 40
"""More words than any name of a medicine with its strength and times; what goes beyond is left as unlisted."""


def words_of(typed: str) -> list[str]:
    """The words of a typed name: lower case, without accents and hyphens, UK and US spelling made one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", typed.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"(?<=\d)\s*[x×*]\s*(?=\d)", " ", plain)
    for british, american in _SPELLINGS:
        plain = plain.replace(british, american)
    return re.findall(r"\d+|[^\W\d_][^\W_]*", plain.replace("'", ""))


def _joined(name: str) -> str:
    return "".join(words_of(name))


def match(typed: str, names: Book | None = None) -> Match:
    """What ``typed`` names: whole words only, never pieces of one. A slip of the keys is a doubt, never assumed.

    Raises:
        ContentError: if the names cannot be read.
    """
    names = names or book()
    words = words_of(typed)[:_MOST_WORDS]
    over = words_of(typed)[_MOST_WORDS:]
    taken, found, doubts = _exact(words, names)
    generics = [generic for candidate in found for generic in candidate.generics]
    left = [at for at in range(len(words)) if at not in taken and not _says_nothing(words[at], names)]
    if left and all(words[at] in names.alone for at in left) and not taken:
        generics += [generic for at in left for generic in names.alone[words[at]].generics]
        left = []
    for begin, end, near in _near(words, left, names):
        doubts.append(Doubt(" ".join(words[begin:end]), near))
        left = [at for at in left if not begin <= at < end]
    return Match(tuple(dict.fromkeys(generics)), tuple(doubts), (*(words[at] for at in left), *over))


def _says_nothing(word: str, names: Book) -> bool:
    return word.isdecimal() or word in names.plain or (len(word) == 1 and word.isascii())


def _exact(words: list[str], names: Book) -> tuple[set[int], list[Candidate], list[Doubt]]:
    """Names that stand in ``words``, the longest first, and which words they take."""
    taken: set[int] = set()
    found: list[Candidate] = []
    doubts: list[Doubt] = []
    at = 0
    while at < len(words):
        for end in range(min(at + 8, len(words)), at, -1):
            spelt = "".join(words[at:end])
            if spelt in names.names or spelt in names.doubts:
                break
        else:
            at += 1
            continue
        if spelt in names.names:
            found.append(names.names[spelt])
        else:
            doubts.append(Doubt(" ".join(words[at:end]), names.doubts[spelt]))
        taken.update(range(at, end))
        at = end
    return taken, found, doubts


def _near(words: list[str], left: list[int], names: Book) -> Iterator[tuple[int, int, tuple[Candidate, ...]]]:
    """Runs of ``words`` with one of ``left`` in them that nearly are a name, the nearest first; none overlaps."""
    runs = {
        (begin, end)
        for at in left
        for begin in range(max(0, at - 3), at + 1)
        for end in range(at + 1, min(begin + 5, len(words)) + 1)
    }
    hits = []
    for begin, end in runs:
        spelt = "".join(words[begin:end])
        if spelt not in names.others and spelt not in names.alone and (near := _slips(spelt, names)):
            hits.append((near[0][0], begin - end, begin, end, tuple(candidate for _, candidate in near)))
    done: set[int] = set()
    for _, _, begin, end, candidates in sorted(hits, key=lambda hit: hit[:4]):
        inside = set(range(begin, end))
        if done.isdisjoint(inside):
            done |= inside
            yield begin, end, candidates


def slips_allowed(length: int) -> int:
    """How many slips (a letter wrong, missing, too much, or two swapped) still make a name of so many letters.

    Short names are near to ordinary words, so they are allowed none or one; the names in the tests are what these
    numbers were chosen by.
    """
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 13 else 3


def _slips(spelt: str, names: Book) -> list[tuple[int, Candidate]]:
    """The names within reach of ``spelt``, with how many slips away: the nearest, and those one further."""
    from rapidfuzz.distance import OSA  # found by its swapped letters too; not needed for what is typed right
    from rapidfuzz.process import extract

    if len(spelt) < 4:
        return []
    keys = [key for key in (*names.names, *names.alone, *names.doubts) if abs(len(key) - len(spelt)) <= 3]
    found = []
    for key, slips, _ in extract(spelt, keys, scorer=OSA.distance, score_cutoff=3, limit=None):
        if 0 < slips <= slips_allowed(min(len(key), len(spelt) + 2)):
            means = names.doubts.get(key) or (names.names.get(key) or names.alone[key],)
            found += [(int(slips), candidate) for candidate in means]
    found.sort(key=lambda hit: (hit[0], hit[1].name))
    first: dict[tuple[str, ...], tuple[int, Candidate]] = {}
    for slips, candidate in found:
        if slips <= found[0][0] + 1:
            first.setdefault(candidate.generics, (slips, candidate))
    return list(first.values())
