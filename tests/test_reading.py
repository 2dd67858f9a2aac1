"""The commands that are read: what to do now, what is known, and why."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.content import facts, triage
from coach.content.files import ContentError
from coach.core.person import GateAnswer, Said
from coach.core.triage import BUILT_IN
from coach.session import Session
from tests.conftest import Shell


def test_help_now_says_the_emergency_first_and_whole(coach: Shell) -> None:
    code, out, err = coach("help-now")

    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    signs = [flat.index(sign.text) for sign in BUILT_IN.signs if sign.page == "body"]
    assert signs == sorted(signs)
    assert flat.index("Stop magnesium. Call your emergency number now (112 / 911 / 999 / 000).") < flat.index(
        "in your legs"
    )
    assert all(sign.text in flat for sign in triage.load().signs if sign.page)
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(("kidney", "says"), [("yes", "Stop magnesium, and call"), ("no", "Tonight: skip magnesium.")])
def test_what_is_mild_for_others_is_urgent_with_weak_kidneys(
    coach: Shell, session: Session, kidney: str, says: str
) -> None:
    answers = dict.fromkeys(triage.load().upgrade.answers, "no") | {"medicines": "no", "kidney": kidney}
    gate = {name: GateAnswer(said=Said(said), on=session.tonight) for name, said in answers.items()}
    session.change_profile(lambda p: p.evolve(gate=gate))

    assert says in " ".join(coach("help-now")[1].partition("After magnesium, any of these?")[2].split())


def test_where_nothing_is_known_what_is_mild_is_urgent(tmp_path: Path, coach: Shell) -> None:
    home = tmp_path / "diary"
    home.write_text("no folder")

    mild = coach("--home", str(home), "help-now")[1].partition("After magnesium, any of these?")[2]
    assert "Stop magnesium, and call your doctor" in " ".join(mild.split())


def test_help_now_says_where_its_advice_comes_from(coach: Shell) -> None:
    out = coach("help-now")[1]

    assert out.count("If so: ") == len(triage.load().pages)
    assert "you are.\n  Standard first-aid advice\n" in out


def test_help_now_is_there_without_its_file(coach: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise ContentError("gone")

    monkeypatch.setattr(triage, "load", broken)
    code, out, _ = coach("help-now")

    assert code == 0
    assert all(sign.text in " ".join(out.split()) for sign in BUILT_IN.signs)


@pytest.mark.parametrize("broken", ["profile", "file"])
def test_help_now_is_there_with_a_broken_diary(tmp_path: Path, broken: str) -> None:
    home = tmp_path / "diary"
    if broken == "file":
        home.write_text("no folder")
    else:
        home.mkdir()
        (home / "profile.json").write_bytes(b"\x00\xff{")
    environment = {**os.environ, "COACH_HOME": str(home), "LC_ALL": "C", "PYTHONUTF8": "0"}
    told = subprocess.run(
        [sys.executable, "-m", "coach", "help-now"], env=environment, capture_output=True, check=False
    )

    assert told.returncode == 0, told.stderr
    assert b"Stop magnesium. Call your emergency number now" in told.stdout
    assert b"\\u" not in told.stdout


def test_without_words_the_topics_are_listed(coach: Shell) -> None:
    code, out, err = coach("learn")

    assert (code, err) == (0, "")
    assert len(out.splitlines()) == len(facts.TOPICS)
    assert json.loads(coach("learn", "--json")[1])["magnesium"] > 10


def test_a_topic_and_words_are_found_with_strength_and_source(coach: Shell) -> None:
    code, out, _ = coach("learn", "caffeine")
    assert code == 0
    assert "[F80]" in out
    assert "Drake 2013" in out
    found = json.loads(coach("learn", "--json", "kidney", "disease")[1])
    assert "F35" in {fact["id"] for fact in found}
    assert all(fact["source"] and fact["strength_in_words"] for fact in found)


def test_a_slip_of_the_keys_is_forgiven_and_told(coach: Shell) -> None:
    code, out, err = coach("learn", "gabapentn")

    assert code == 0
    assert "[F75]" in out
    assert "gabapentin was looked for" in err


def test_what_is_not_found_is_one_sentence(coach: Shell) -> None:
    code, out, err = coach("learn", "xyzzy")
    assert (code, out) == (1, "")
    assert err.startswith("coach: Nothing is found for 'xyzzy'")
    code, out, err = coach("why", "Z9")
    assert (code, out) == (1, "")
    assert "no statement called 'Z9'" in err


def test_why_prints_one_statement(coach: Shell) -> None:
    code, out, _ = coach("why", "f26")

    assert code == 0
    assert "[F26]" in out
    assert "Neither is a recommended dose." in " ".join(out.split())


@pytest.mark.parametrize("words", [("learn",), ("learn", "iron"), ("why", "F26")])
def test_unreadable_statements_send_to_somebody(
    coach: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def broken(*_: object) -> object:
        raise ContentError("facts.toml of the coach cannot be read: gone.")

    monkeypatch.setattr(facts, "facts", broken)
    code, out, err = coach(*words)

    assert (code, out) == (1, "")
    assert "Ask a pharmacist or doctor." in err
