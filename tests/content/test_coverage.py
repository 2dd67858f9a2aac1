"""Which statement says what the starting article says, sentence by sentence, and what is left out and why.

The article is that of evidence.md 1A, its sentences S1 to S43, lettered where one leads a list; the further rows are
those of 1B, the cautions those of 2.6, and caffeine, alcohol and nicotine those of 2.7.
"""

import re
from itertools import chain

import pytest

from coach.content.facts import TOPICS, facts, named, search, topic

SHOWN = {fact.id for fact in facts()}

ARTICLE: dict[str, tuple[str, ...]] = {
    "S1": ("F01",),
    "S2": ("F02",),
    "S3": ("F03",),
    "S4": ("F04",),
    "S5": ("F05",),
    "S6": ("F06",),
    "S7": ("F07",),
    "S8": ("F08",),
    "S9a": ("F09",),
    "S9b": ("F10",),
    "S10": ("F11",),
    "S11": ("F12",),
    "S12": ("F13",),
    "S13": ("F14",),
    "S14": ("F15",),
    "S15": ("F16",),
    "S16": ("F17",),
    "S17": ("F18",),
    "S18a": ("F19a",),
    "S18b": ("F19b",),
    "S18c": ("F19c",),
    "S18d": ("F19d",),
    "S19": ("F20",),
    "S20": ("F21",),
    "S21a": ("F22a",),
    "S21b": ("F22b",),
    "S21c": ("F22c",),
    "S21d": ("F22d",),
    "S22": ("F23",),
    "S23": ("F24",),
    "S24": ("F25",),
    "S25": ("F26",),
    "S26": ("F27",),
    "S27": ("F28",),
    "S28": ("F29",),
    "S29a": ("F30a", "C30a"),
    "S29b": ("F30b",),
    "S29c": ("F30c",),
    "S29d": ("F30d",),
    "S29e": ("F30e",),
    "S29f": ("F30f",),
    "S29g": ("F30g",),
    "S30": ("F31",),
    "S31": ("F32",),
    "S32": ("F33",),
    "S33": ("F34",),
    "S34": ("F35",),
    "S35": ("F36",),
    "S36a": ("F37a",),
    "S36b": ("F37b",),
    "S36c": ("F37c",),
    "S36d": ("F37d",),
    "S36e": ("F37e",),
    "S36f": ("F37f",),
    "S36g": ("F37g",),
    "S37": ("F38",),
    "S37a": ("F39a",),
    "S37b": ("F39b",),
    "S37c": ("F39c",),
    "S37d": ("F39d1", "F39d2"),
    "S37e": ("F39e",),
    "S37f": ("F39f",),
    "S38a": ("F40a",),
    "S38b": ("F40b",),
    "S38c": ("F40c",),
    "S38d": ("F40d",),
    "S39": ("F41",),
    "S40": ("F42",),
    "S41": ("F43",),
    "S42": ("F44",),
    "S43": ("F45",),
}

LETTERED = {9: "ab", 18: "abcd", 21: "abcd", 29: "abcdefg", 36: "abcdefg", 37: "abcdef", 38: "abcd"}
LED = {37}
"""Sentences that say something of their own before their list."""

FURTHER = [f"F{number}" for number in range(50, 96)]

LEFT_OUT = {
    "F07b": "that it supports the immune system is an old wording, and no claim that the EU allows",
    "F30h": "rests on general knowledge alone; C30a asks people with kidney disease to ask, as a choice of our own",
    "F93": "rests on general knowledge alone; quinine is not named, so that nobody gets the idea here",
}
"""Rows that are not shown, and why."""

PARTS_LEFT_OUT: dict[str, tuple[str, str]] = {
    "F07b": (r"immun", "as above"),
    "F17": (r"extremely|when deficient", "no trial was found"),
    "F43": (r"strong evidence", "the studies disagree"),
    "F26": (r"\b280\b|\b65 mg|\b110 mg", "limits of under-18s are not for display as doses"),
    "F30a": (r"warfarin|vitamin K", "general knowledge alone; C30a says to ask"),
    "F30c": (r"mercury|king mackerel", "general knowledge alone; F30c says to ask"),
    "F30h": (r"high in potassium|potassium is", "general knowledge alone"),
    "F40d": (r"clonazepam", "the exact wording of the guideline was not seen"),
    "F41": (r"never stop (it|them )?suddenly", "general knowledge alone; F60 says never to stop by yourself"),
    "F42": (r"8 ?%|about 4 h|2-4 h", "the formal criterion is general knowledge alone"),
    "F53": (r"45 ?%", "the ceiling is general knowledge alone"),
    "F59": (r"17 ?%", "seen in a summary alone"),
    "F82": (r"alcohol.*disturbs? sleep", "general knowledge alone"),
    "F87": (r"sleeves.*(clot|vein|artery)", "which conditions is general knowledge alone; F87 says to ask first"),
    "F88": (r"Level C", "the level is general knowledge alone"),
    "F93": (r"quinine", "as above"),
    "2.6": (r"hot tub|37-38|38 C", "the temperature in pregnancy is general knowledge alone; C26b says to ask first"),
    "2.7": (r"breast.*200|200.*breast|by about a quarter", "general knowledge alone"),
}
"""What no statement may say, by the row of which it is a part, and why."""

CAUTIONS: dict[str, str] = {
    "37-39 C, never above 40 C (104 F)": "C26a",
    "10-15 minutes": "C26a",
    "pregnancy": "C26b",
    "fainting": "C26b",
    "low blood pressure": "C26b",
    "heart disease": "C26b",
    "blood-pressure tablets": "C26b",
    "recent stroke": "C26b",
    "diabetes or numb feet": "C26c",
    "thermometer, never with your feet": "C26c",
    "epilepsy: a shower, and someone nearby": "C26d",
    "multiple sclerosis": "C26d",
    "open wound": "C26e",
    "recent surgery": "C26e",
    "swollen leg": "C26e",
    "fever": "C26e",
    "alcohol, opioids, sleeping tablets or other sedatives": "C26e",
    "non-slip mat, a rail, and someone in the house": "C26f",
    "Sit before you stand": "C26f",
    "lie down": "C26f",
    "foot soak": "C26g",
    "not on numb skin, and never sleep on it": "C26g",
    "cool pack in a cloth, 15 minutes": "C26g",
    "towards the heart, never painful": "C26h",
    "known or suspected clot": "C26i",
    "swelling, heat, redness or pain in one leg": "C26i",
    "infected or broken skin, burns, a rash, a fracture, recent surgery": "C26j",
    "varicose veins": "C26j",
    "cancer in the leg or severe osteoporosis": "C26j",
    "In pregnancy gently": "C26k",
    "blood thinners, with a bleeding disorder or numb legs: light only": "C26k",
    "lymphoedema or artery disease ask": "C26k",
    "3 days a week": "F39c",
    "at least 3 hours before bed": "F86",
    "Build up slowly": "C26l",
    "Chest pain, breathlessness or faintness: stop": "C26l",
    "heart or lung disease, or in pregnancy, ask first": "C26l",
    "panic, flashbacks or dark thoughts": "C26n",
    "Never while driving or in the bath": "C26n",
    "noon, or 8 hours before bed": "C27a",
    "10 hours before a bedtime between 03:00 and 20:00": "C27a",
    "pregnancy, on an oestrogen pill, with liver disease, or with fluvoxamine or ciprofloxacin": "C27b",
    "below 400 mg of caffeine, and below 200 mg in pregnancy": "C27c",
    "8.3 hours": "C27d",
    "brewed (240 ml) 95 mg": "C27e",
    "black 47 mg": "C27f",
    "cola (355 ml) 34-40 mg": "C27g",
    "dark chocolate 24 mg": "C27h",
    "caffeine tablet has about 200 mg": "C27i",
    "No alcohol with opioids, sleeping tablets or gabapentin-type": "C27j",
    "No nicotine in the last hours": "C27k",
}
"""The cautions of evidence.md 2.6 and what 2.7 says, and the statement that says each."""

FIRST_AID = {"C26m"}
"""What is shown as standard first-aid advice: an emergency, though it rests on general knowledge."""


def test_every_sentence_of_the_article_is_in_the_table() -> None:
    for number in range(1, 44):
        letters = [f"S{number}{letter}" for letter in LETTERED.get(number, "")]
        here = {item for item in ARTICLE if re.fullmatch(rf"S{number}[a-z]?", item)}
        assert here == {*letters, *([f"S{number}"] if not letters or number in LED else [])}


@pytest.mark.parametrize("item", ARTICLE)
def test_what_the_article_says_is_said_or_put_right_somewhere_to_read(item: str) -> None:
    assert ARTICLE[item]
    for fact in named(ARTICLE[item]):
        assert fact in topic(fact.topic)
        assert fact.topic in TOPICS
        assert search(fact.id)[0] == fact


@pytest.mark.parametrize("id", FURTHER)
def test_a_further_row_is_shown_or_there_is_a_reason(id: str) -> None:
    assert (id in SHOWN) != (id in LEFT_OUT)


def test_nothing_is_shown_that_is_no_row_and_no_caution() -> None:
    rows = {*chain(*ARTICLE.values()), *FURTHER, *CAUTIONS.values(), *FIRST_AID} - {*LEFT_OUT}

    assert rows == SHOWN


@pytest.mark.parametrize("id", LEFT_OUT)
def test_what_is_left_out_is_not_shown(id: str) -> None:
    assert id not in SHOWN
    assert len(LEFT_OUT[id]) > 20


@pytest.mark.parametrize("row", PARTS_LEFT_OUT)
def test_the_part_that_is_left_out_is_said_by_no_statement(row: str) -> None:
    what, why = PARTS_LEFT_OUT[row]

    assert why
    assert [fact.id for fact in facts() if re.search(what, f"{fact.text} {fact.disagrees}", re.IGNORECASE)] == []


@pytest.mark.parametrize("caution", CAUTIONS)
def test_every_caution_is_said(caution: str) -> None:
    assert caution in named([CAUTIONS[caution]])[0].text


def test_only_an_emergency_is_called_first_aid() -> None:
    assert {fact.id for fact in facts() if fact.strength == "first aid"} == FIRST_AID
    assert "call your emergency number" in named(["C26m"])[0].text


# Where common advice and the evidence part, so that nobody reads the one without the other (evidence.md 6).
PART = ["F14", "F16", "F17", "F26", "F39d1", "F39d2", "F40a", "F40c", "F40d", "F42", "F43", "F45"]


def test_where_common_advice_is_another_it_is_told() -> None:
    assert {fact.id for fact in facts() if fact.disagrees} == {*PART}
