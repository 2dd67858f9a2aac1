"""The gate: the rows of evidence.md 2.1, twice on purpose, and that nothing unknown is ever clear."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content import files
from coach.content.files import ContentError
from coach.content.rules import gate_rules
from coach.core.gate import Applies, Told, Verdict, asked, told_of, unanswered, verdict
from coach.core.person import ClinicianWord, GateAnswer, Medicine, Product, Said
from coach.core.safety import Level, Reason

TODAY = date(2026, 11, 22)
GATE = gate_rules()
# id: what a yes does, and whether any amount is urgent then
ROWS = {
    "under18": ("block", False),
    "kidney": ("block", True),
    "nerve_muscle": ("block", True),
    "heart_block": ("block", True),
    "past_high": ("block", True),
    "bowel_blocked": ("block", True),
    "upset_now": ("tonight", False),
    "bleeding": ("ask", False),
    "pregnant": ("ask", False),
    "heart": ("ask", False),
    "age65": ("ask", False),
    "kidney_tested": ("lifts", False),
    "surgery": ("ask", False),
    "bowel_disease": ("ask", False),
    "medicines": ("list", False),
}
BLOCKING = [name for name, (does, _) in ROWS.items() if does in ("block", "tonight")]
ASKING = [name for name, (does, _) in ROWS.items() if does == "ask"]


def answers(told_on: date = TODAY, /, **said: str) -> dict[str, GateAnswer]:
    return {name: GateAnswer(said=Said(said.get(name, "no")), on=told_on) for name in ROWS}


def judged(told: dict[str, GateAnswer], today: date = TODAY, **more: object) -> Verdict:
    return verdict(GATE, Told(told, **more), today)  # type: ignore[arg-type]


def test_the_questions_are_those_of_the_evidence() -> None:
    assert {q.id: (q.applies.value, q.critical) for q in GATE.questions} == ROWS
    assert GATE.days == 90


def test_with_every_answer_a_no_it_is_cleared() -> None:
    told = judged(answers())

    assert told.cleared
    assert told.open
    assert told.reasons == ()


@pytest.mark.parametrize("name", BLOCKING)
def test_what_blocks_is_off(name: str) -> None:
    told = judged(answers(**{name: "yes"}))

    assert told.level is Level.BLOCK
    assert not told.open
    assert told.reasons[0].id == name
    assert told.reasons[0].source
    assert told.critical == ROWS[name][1]


@pytest.mark.parametrize("name", ASKING)
def test_what_asks_is_ask_first(name: str) -> None:
    told = judged(answers(**{name: "yes"}))

    assert told.level is Level.ASK_FIRST
    assert not told.open
    assert told.reasons[0].id == name


@pytest.mark.parametrize("name", [name for name, (does, _) in ROWS.items() if does != "lifts"])
def test_not_knowing_asks_first(name: str) -> None:
    assert judged(answers(**{name: "unknown"})).level is Level.ASK_FIRST
    assert not judged(answers(**{name: "unknown"})).cleared


@pytest.mark.parametrize(
    ("tested", "level"), [("yes", Level.OK), ("no", Level.ASK_FIRST), ("unknown", Level.ASK_FIRST)]
)
def test_over_65_a_normal_test_of_the_kidneys_counts(tested: str, level: Level) -> None:
    assert judged(answers(age65="yes", kidney_tested=tested)).level is level


def test_not_knowing_ones_age_is_not_lifted_by_a_test() -> None:
    assert judged(answers(age65="unknown", kidney_tested="yes")).level is Level.ASK_FIRST


def test_the_test_is_asked_only_of_those_it_is_about() -> None:
    assert "kidney_tested" not in {q.id for q in asked(GATE, answers())}
    assert "kidney_tested" in {q.id for q in asked(GATE, answers(age65="yes"))}


def test_medicines_that_were_not_typed_are_not_clear() -> None:
    assert judged(answers(medicines="yes")).level is Level.ASK_FIRST
    assert judged(answers(medicines="yes"), medicines=[Medicine(name="x")]).cleared


@pytest.mark.parametrize("level", [Level.CAUTION, Level.ASK_FIRST, Level.BLOCK])
def test_what_the_medicines_say_counts(level: Level) -> None:
    found = [Reason("gabapentin", level, "Text.", "Source")]
    told = judged(answers(), found=found)

    assert told.level is level
    assert told.cleared == (level < Level.ASK_FIRST)


def test_vomiting_is_of_tonight_only_and_asked_again_tomorrow() -> None:
    told = answers(upset_now="yes")
    tomorrow = TODAY + timedelta(days=1)

    assert judged(told).level is Level.BLOCK
    assert unanswered(GATE, told, tomorrow) == ("upset_now",)
    assert judged(told, tomorrow).level is Level.ASK_FIRST
    assert unanswered(GATE, answers(), tomorrow) == ()


def test_answers_hold_for_90_days() -> None:
    assert judged(answers(TODAY - timedelta(days=89))).cleared
    old = judged(answers(TODAY - timedelta(days=90)))

    assert not old.cleared
    assert set(old.unanswered) == {q.id for q in asked(GATE, answers())}
    assert old.level is Level.ASK_FIRST


def test_a_block_of_long_ago_still_blocks() -> None:
    assert judged(answers(TODAY - timedelta(days=400), kidney="yes")).level is Level.BLOCK


def test_a_normal_test_of_long_ago_no_longer_counts() -> None:
    told = answers(age65="yes", kidney_tested="yes") | {
        "kidney_tested": GateAnswer(said=Said.YES, on=TODAY - timedelta(days=90))
    }

    assert judged(told).level is Level.ASK_FIRST


def word(told: Told, on: date = TODAY) -> Told:
    about = told_of(told, verdict(GATE, told, on).reasons)
    return told._replace(clinician=ClinicianWord(on=on, mg=100, reason="low magnesium", about=about))


def test_a_clinicians_word_opens_what_is_off() -> None:
    told = verdict(GATE, word(Told(answers(kidney="yes"))), TODAY)

    assert told.open
    assert told.level is Level.BLOCK
    assert not told.cleared
    assert not told.critical


def test_a_clinicians_word_holds_90_days() -> None:
    on = TODAY - timedelta(days=89)
    old = word(Told(answers(on, kidney="yes")), on)

    assert verdict(GATE, old, TODAY).open
    assert not verdict(GATE, old, TODAY + timedelta(days=1)).open


@pytest.mark.parametrize(
    "change",
    [
        {"answers": answers(kidney="yes", heart="yes")},
        {"medicines": [Medicine(name="gabapentin")]},
        {"products": [Product(name="citrate", mg=100)]},
        {"found": [Reason("x", Level.BLOCK, "Text.", "Source")]},
    ],
)
def test_a_clinicians_word_ends_when_a_condition_a_medicine_or_a_dose_changes(change: dict[str, object]) -> None:
    told = word(Told(answers(kidney="yes")))

    assert not verdict(GATE, told._replace(**change), TODAY).open  # type: ignore[arg-type]


def test_a_clinicians_word_does_not_answer_questions() -> None:
    told = {"kidney": GateAnswer(said=Said.YES, on=TODAY)}

    assert not verdict(GATE, word(Told(told)), TODAY).open


SAID = st.fixed_dictionaries({}, optional={name: st.sampled_from(list(Said)) for name in ROWS})
AGES = st.integers(0, 200)
LEVELS = st.sampled_from([Level.CAUTION, Level.ASK_FIRST, Level.BLOCK])


@given(SAID, AGES, st.lists(LEVELS, max_size=3))
def test_nothing_unknown_open_or_blocking_is_ever_cleared(said: dict[str, Said], age: int, found: list[Level]) -> None:
    told = {name: GateAnswer(said=answer, on=TODAY - timedelta(days=age)) for name, answer in said.items()}
    reasons = [Reason(f"m{n}", level, "Text.", "Source") for n, level in enumerate(found)]
    result = judged(told, found=reasons)

    asks = {q.id for q in asked(GATE, told)}
    bad = any(said.get(name) in (None, Said.UNKNOWN) for name in asks - {"kidney_tested"})
    bad |= any(said.get(name) is Said.YES for name in BLOCKING)
    bad |= any(said.get(name) is Said.YES for name in set(ASKING) - {"age65"})
    bad |= said.get("age65") is Said.YES and said.get("kidney_tested") is not Said.YES
    bad |= said.get("medicines") is Said.YES or age >= 90 or any(level >= Level.ASK_FIRST for level in found)
    assert result.cleared == (not bad)
    assert not result.open or result.cleared


@given(SAID, st.permutations(list(ROWS)))
def test_the_most_serious_wins_whatever_the_order(said: dict[str, Said], order: list[str]) -> None:
    told = {name: GateAnswer(said=said[name], on=TODAY) for name in order if name in said}
    result = judged(told)

    assert result == judged({name: told[name] for name in sorted(told)})
    assert [r.level for r in result.reasons] == sorted((r.level for r in result.reasons), reverse=True)
    assert result.level == max((r.level for r in result.reasons), default=Level.OK)


def test_without_its_file_the_gate_asks() -> None:
    told = verdict(None, Told(answers()), TODAY)

    assert told.level is Level.ASK_FIRST
    assert not told.open


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text.replace("days = 90", "days = 900"),
        lambda text: text.replace('applies = "block"', 'applies = "fine"'),
        lambda text: text.replace('id = "kidney"', 'id = "under18"'),
        lambda text: text.replace('lifted_by = "kidney_tested"', 'lifted_by = "luck"'),
        lambda text: text.replace('source = "FDA drug label, magnesium oxide; our own choice"', ""),
        lambda text: text.replace('id = "medicines"', 'id = "other"'),
    ],
)
def test_a_file_that_is_wrong_is_none(damage: object, tmp_path: Path) -> None:
    text = (files.FOLDER / "gate.toml").read_text(encoding="utf-8")
    assert damage(text) != text  # type: ignore[operator]
    (tmp_path / "gate.toml").write_text(damage(text), encoding="utf-8")  # type: ignore[operator]

    with pytest.raises(ContentError, match=r"^gate\.toml of the coach[^\n]+\.$"):
        gate_rules(tmp_path)


def test_every_reason_that_can_be_shown_has_a_source() -> None:
    for question in GATE.questions:
        assert question.source
        assert question.applies in Applies


@pytest.mark.parametrize("ahead", [2, 30000])
def test_an_answer_of_a_clock_that_was_wrong_does_not_hold(ahead: int) -> None:
    assert not judged(answers(TODAY + timedelta(days=ahead))).cleared
    assert not verdict(GATE, word(Told(answers(kidney="yes")), TODAY + timedelta(days=ahead)), TODAY).open
    assert judged(answers(TODAY + timedelta(days=1))).cleared  # across the date line


def test_what_a_word_is_about_stays_short() -> None:
    many = [Medicine(name="x" * 200 + str(n), times=tuple(time(hour) for hour in range(24))) for n in range(100)]

    assert len(told_of(Told(answers(), many), ())) == 64
