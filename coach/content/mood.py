"""Which words of a person may be about mood or self-harm, so that they go into no report unless that is asked for."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from coach.content import files
from coach.content.files import ContentError, Shape

Word = Annotated[str, Field(pattern=r"^[a-z-]{3,30}$")]
Phrase = Annotated[str, Field(pattern=r"^[a-z' ]{4,40}$")]
LONG = 7
"""Letters of a beginning from which it may have one slip of the keys in it."""


class _Mood(Shape):
    words: Annotated[frozenset[Word], Field(min_length=50)]
    beginnings: Annotated[tuple[Word, ...], Field(min_length=50)]
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=10)]


@cache
def _known(folder: Path = files.FOLDER) -> _Mood:
    return files.read("mood.toml", _Mood, folder)


def may_be_mood(text: str, folder: Path = files.FOLDER) -> bool:
    """May ``text`` be about mood or self-harm? What cannot be judged may: no letters, or others than Latin ones.

    A list of words is never whole: whoever hands a report on reads it first.
    """
    try:
        known = _known(folder)
    except ContentError:
        return True
    letters = [character for character in text if character.isalpha()]
    if not letters or not all("LATIN" in unicodedata.name(letter, "") for letter in letters):
        return True
    plain = _plain(text)
    words = {*plain.split(), *plain.replace("-", " ").split()}
    return (
        bool(words & known.words)
        or any(f" {phrase}" in f" {plain}" for phrase in known.phrases)
        or any(_begins(word, beginning) for word in words for beginning in known.beginnings)
    )


def _plain(text: str) -> str:
    """Small letters without accents, one blank between words, nothing else but ``'`` and ``-``."""
    spelt = text.casefold().translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xDF: "ss", 0x2019: "'"})
    both = f"{spelt} {text.casefold()}" if spelt != text.casefold() else spelt
    bare = "".join(c for c in unicodedata.normalize("NFKD", both) if not unicodedata.combining(c))
    bare = bare.translate({0x142: "l", 0xF8: "o", 0x131: "i", 0x2019: "'"})
    return " ".join("".join(c if c.isascii() and (c.isalpha() or c in "'-") else " " for c in bare).split())


def _begins(word: str, beginning: str) -> bool:
    if word.startswith(beginning):
        return True
    if min(len(beginning), len(word) + 1) < LONG:
        return False
    from rapidfuzz.distance import OSA

    return any(OSA.distance(word[: len(beginning) + n], beginning, score_cutoff=1) <= 1 for n in (-1, 0, 1))
