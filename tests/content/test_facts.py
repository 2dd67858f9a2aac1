"""Every statement has a strength and a source, fits a screen, and is found by id, by topic and by words."""

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content import STRENGTHS
from coach.content import facts as known
from coach.content.facts import (
    DISAGREE,
    STRENGTH_WORDS,
    TOPICS,
    Fact,
    by_id,
    facts,
    founded,
    mended,
    named,
    search,
    strength_said,
    topic,
)
from coach.content.files import ContentError
from coach.ui.widgets import wrap
from tests.words import NO_SOURCE

FACTS = facts()
NARROW, ROWS = 36, 11
"""What a page of a screen of 40x15 takes."""

each = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)


def test_there_are_as_many_as_were_written_down() -> None:
    assert len(FACTS) == 143


@each
def test_a_statement_with_its_strength_and_source_fits_one_small_screen(fact: Fact) -> None:
    other = wrap(fact.disagrees, NARROW) if fact.disagrees else []

    assert len(wrap(fact.text, NARROW)) + len(wrap(founded(fact), NARROW)) + len(other) <= ROWS


@each
def test_a_statement_has_an_id_of_the_evidence_and_a_source_that_is_primary(fact: Fact) -> None:
    assert re.fullmatch(r"[FC]\d+[a-z]?\d?", fact.id)
    assert len(fact.source) > 2
    assert not NO_SOURCE.search(fact.source)
    assert not re.search(r"\.(com|org|net|info|uk|it|html?)\b|\[|\bGK\b|\bAPP\b", fact.source)


@each
def test_a_statement_speaks_of_you_and_names_no_article_and_no_we(fact: Fact) -> None:
    said = f"{fact.text} {fact.disagrees}"

    assert not re.search(r"\b(we|our|us|I|my)\b(?!\s+limit)", said.replace("The US", "").replace("(US", ""))
    assert not re.search(r"\barticle|healthline|web ?site", said, re.IGNORECASE)
    assert fact.text.endswith((".", "!", "?"))
    assert not fact.disagrees or fact.disagrees.startswith("Common advice ")


@each
def test_every_statement_is_shown_in_learn(fact: Fact) -> None:
    assert fact in topic(fact.topic)
    assert (fact in topic(DISAGREE)) == bool(fact.disagrees)
    assert fact in search(fact.id)
    assert fact in search(" ".join(fact.text.split()[:6]))


def test_every_topic_has_something_to_read_and_every_statement_is_in_one() -> None:
    assert list(TOPICS) == [*get_args(known.Topic), DISAGREE]
    assert all(topic(name) for name in TOPICS)
    assert sorted(fact.id for name in TOPICS if name != DISAGREE for fact in topic(name)) == sorted(f.id for f in FACTS)


def test_a_topic_that_is_none_is_told() -> None:
    with pytest.raises(KeyError):
        topic("weather")


def test_ids_are_there_once() -> None:
    assert len({fact.id for fact in FACTS}) == len(FACTS)


def test_every_strength_can_be_said_and_every_one_is_used() -> None:
    assert get_args(known.Strength) == STRENGTHS == tuple(STRENGTH_WORDS)
    assert {fact.strength for fact in FACTS} == set(STRENGTHS)


def test_a_statement_that_rests_on_nobody_says_so() -> None:
    for fact in FACTS:
        if re.match(r"(A precaution of|Our) ", fact.source, re.IGNORECASE):
            assert fact.strength == "our own choice"


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("F10", "studies disagree"),
        ("F39a", "moderately supported for sleep; weakly for RLS"),
        ("F29", "well supported for safety; that it treats RLS is not shown"),
        ("F86", "experts agree; studies disagree"),
        ("C26a", "our own choice, not a finding"),
        ("C26m", "standard first-aid advice"),
        ("F12", "weakly supported"),
    ],
)
def test_strength_is_said_in_words(id: str, said: str) -> None:
    assert strength_said(named([id])[0]) == said


def test_the_line_below_a_statement_has_strength_source_and_id() -> None:
    assert founded(named(["F15"])[0]) == "weakly supported; Hornyak 1998 (Sleep 21:501) [F15]"


# Numbers that would do harm if they were others, written again on purpose.
NUMBERS = {
    "F15": ("10 people", "300 mg", "4-6 weeks", "6 of the 10"),
    "F26": ("350 mg", "250 mg", "Neither is a recommended dose", "270-350", "under 18 a doctor decides"),
    "F37g": ("2 hours",),
    "F53": ("75 ng/mL", "under 20%"),
    "F54": ("24 hours",),
    "F61": ("75 people", "250 mg", "one month", "two months"),
    "F62": ("12 people", "200 mg", "8 weeks", "6.7 points of 40"),
    "F63": ("6.6 points", "40-point"),
    "F64": ("4 in 10",),
    "F67": ("three small trials", "151 people"),
    "F70": ("310-420 mg", "US 350", "EU 250"),
    "F75": ("at least 2 hours after magnesium",),
    "F78": ("40-42.5 C", "10 minutes", "1-2 hours", "no more than 40 C"),
    "F80": ("6 hours", "400 mg", "midday"),
    "F81": ("5 hours", "1.5 to 9.5"),
    "F82": ("2 hours",),
    "F86": ("3 hours",),
    "C26a": ("37-39 C", "never above 40 C (104 F)", "10-15 minutes", "60-120 minutes"),
    "C26f": ("At 65",),
    "C26g": ("15 minutes",),
    "C26h": ("5-10 minutes",),
    "C27a": ("noon", "8 hours", "10 hours", "between 03:00 and 20:00"),
    "C27c": ("400 mg", "200 mg"),
    "C27d": ("8.3 hours", "3 to 16"),
    "C27e": ("(240 ml) 95", "(240 ml) 60", "(30 ml) 63", "2-5"),
    "C27f": ("240 ml", "black 47", "green 15-30 (up to 60)", "decaf 2-4"),
    "C27g": ("(355 ml) 34-40", "(355 ml) 55", "(250 ml) 80", "(60 ml) 200", "125"),
    "C27h": ("28 g", "24 mg", "chocolate 6", "(113 g) 30"),
    "C27i": ("200 mg", "65"),
}


@pytest.mark.parametrize("id", NUMBERS)
def test_numbers_are_these(id: str) -> None:
    fact = named([id])[0]
    assert all(number in f"{fact.text} {fact.disagrees}" for number in NUMBERS[id])


def test_what_is_typical_varies_and_says_so() -> None:
    assert all("Real products vary a lot." in named([f"C27{letter}"])[0].text for letter in "efghi")


# Asking


@pytest.mark.parametrize("asked", ["F39d1", "f39d1", " F39D1 "])
def test_an_id_is_found_in_capitals_or_not(asked: str) -> None:
    assert by_id(asked) == named(["F39d1"])[0]


@pytest.mark.parametrize("asked", ["F39", "F1", "39", "", "F999"])
def test_an_id_that_is_none_is_none(asked: str) -> None:
    assert by_id(asked) is None


def test_a_named_statement_that_is_missing_is_told() -> None:
    with pytest.raises(ContentError, match="lacks F999"):
        named(["F01", "F999"])


@pytest.mark.parametrize(
    ("words", "first", "instead"),
    [
        ("gabapentin", "F75", ""),
        ("GABApent", "F75", ""),
        ("kidney", "F35", ""),
        ("F26", "F26", ""),
        ("ozek", "F43", ""),
        ("Hornyak 1998", "F15", ""),
        ("epsom", "F68", ""),
        ("iron test", "F52", ""),
        ("magnesum", "F05", "magnesium"),
        ("ferritni", "F53", "ferritin"),
        ("kidny diseese", "F35", "kidney disease"),
        ("dopamnie", "F14", "dopamine"),
    ],
)
def test_words_are_found_best_first_and_a_slip_is_forgiven(words: str, first: str, instead: str) -> None:
    found = search(words)

    assert first in [fact.id for fact in found[:3]]
    assert mended(words) == instead


def test_all_words_must_be_found() -> None:
    both = search("magnesium pregnancy")

    assert both
    assert all(re.search("magnesium", str(fact), re.IGNORECASE) for fact in both)
    assert search("gabapentin avocado") == ()


@pytest.mark.parametrize("words", ["", "   ", "!?", "zzzz", "351 limit", "xq"])
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert search(words) == ()
    assert mended(words) == ""


def test_a_number_is_never_taken_for_another() -> None:
    assert search("355 european") == ()
    assert [fact.id for fact in search("350 european")] == ["F26"]


@given(st.text(max_size=60))
def test_any_words_get_an_answer_and_no_error(words: str) -> None:
    for fact in search(words):
        assert fact in FACTS


@given(st.lists(st.sampled_from(sorted({w for f in FACTS for w in re.findall(r"[a-z]+", f.text.lower())})), max_size=3))
def test_the_order_of_words_does_not_matter(words: list[str]) -> None:
    assert set(search(" ".join(words))) == set(search(" ".join(reversed(words))))


# Damage

ROW = """
[[facts]]
id = "F01"
text = "Legs move."
category = "mechanism"
topic = "about"
strength = "strong"
source = "Somebody 2020"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "facts.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_small_file_can_be_read(tmp_path: Path) -> None:
    assert facts(written(tmp_path, ROW)) == (
        Fact("F01", "Legs move.", "mechanism", "about", "strong", "Somebody 2020"),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = "Somebody 2020"\n', ""),
        ('source = "Somebody 2020"', 'source = ""'),
        ('strength = "strong"\n', ""),
        ('strength = "strong"', 'strength = "certain"'),
        ('topic = "about"', 'topic = "weather"'),
        ('category = "mechanism"', 'category = "rumour"'),
        ('id = "F01"', 'id = "X1"'),
        ('text = "Legs move."', "text = 3"),
        ('text = "Legs move."', 'more = "Legs move."'),
        ("[[facts]]", "[facts]"),
        ("[[facts]]", "[[other]]"),
        ("[[facts]]", "[[facts"),
        (ROW, ROW + ROW),
        (ROW, ""),
    ],
)
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, old: str, new: str) -> None:
    assert old in ROW
    with pytest.raises(ContentError, match=r"^facts\.toml of the coach"):
        facts(written(tmp_path, ROW.replace(old, new)))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"facts\.toml of the coach cannot be read"):
        facts(tmp_path)
