"""Words that may be about mood or self-harm are known; what cannot be judged may be; what the body does is told."""

from pathlib import Path

import pytest

from coach.content.mood import may_be_mood
from coach.content.triage import load
from coach.core.triage import Group


@pytest.mark.parametrize(
    "text",
    [
        *("thoughts of harming myself", "suicidal", "I want to die", "self-harm", "wanted to end it", "felt very low"),
        *(
            "life is not worth it",
            "wanted to disappear",
            "don't want to be here",
            "wish I wasn't here",
            "urge to hurt myself",
        ),
        *("thoughts of harm", "dark thoughts", "no hope left", "thought of taking all my pills", "rather not alive"),
        *("can’t cope", "feeling blue", "ich kann nicht mehr", "numb inside", "so alone", "no point any more"),
        *("so sad", "Depressed again", "anxious", "PANIC attack", "low mood", "hopeless", "can't go on", "can’t go on"),
        *(
            "suicdal thoughts",
            "depresed",
            "Selbstmordgedanken",
            "Suizid",
            "wollte mir etwas antun",
            "Ängste",
            "traurig",
        ),
        *("dépression", "envie de mourir", "ganas de morir", "zelfmoord", "självmord", "myśli samobójcze", "itsemurha"),
        *("悲しい", "грустно", "😭", "...", "123", ""),
    ],
)
def test_words_about_mood_or_that_cannot_be_judged_are_known(text: str) -> None:
    assert may_be_mood(text)


@pytest.mark.parametrize(
    "text",
    [
        *("dizzy", "tingling arms", "headache", "heart racing", "vivid dreams", "rash on both arms", "legs felt heavy"),
        *("bloating", "thirsty", "diarrhoea", "diet change", "metallic taste", "weak legs", "light-headed", "itchy"),
        *("Durchfall", "Kopfschmerzen", "Übelkeit", "nausée", "mareo", "stomach ache at 3", "blurred vision"),
    ],
)
def test_what_the_body_does_is_told(text: str) -> None:
    assert not may_be_mood(text)


def test_the_signs_of_the_emergencies_are_judged_by_what_they_are_about() -> None:
    mind = [sign.text for sign in load().signs if sign.group is Group.MIND]

    assert mind
    assert all(map(may_be_mood, mind))
    assert not any(may_be_mood(effect.text) for effect in load().effects)


@pytest.mark.parametrize("file", [None, "words = 3", "words = ['sad']\nbeginnings = []\nphrases = []"])
def test_where_the_list_cannot_be_read_everything_may_be(tmp_path: Path, file: str | None) -> None:
    if file is not None:
        (tmp_path / "mood.toml").write_text(file)

    assert may_be_mood("dizzy", tmp_path)
