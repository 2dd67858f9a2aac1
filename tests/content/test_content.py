"""The steps' own words: light to read, and every statement they name is there."""

import subprocess
import sys

import pytest

from coach import content
from coach.content.facts import facts, statements
from coach.core.profile import SHIPPED


def test_every_shipped_step_says_how_and_why() -> None:
    assert set(content.load().steps) == {step.id for step in SHIPPED}
    for step in SHIPPED:
        guide = content.load().guide(step.id)
        assert guide.how
        assert guide.why
        assert bool(guide.short) == step.has_minimum


def test_every_why_and_every_caution_of_a_step_is_a_statement() -> None:
    ids = {fact.id for fact in facts()}
    for step, guide in content.load().steps.items():
        named = (*guide.why, *guide.cautions)
        assert set(named) <= ids
        assert len(set(named)) == len(named)
        assert [fact.id for fact in statements(step)] == list(named)


def test_a_step_of_ones_own_claims_nothing() -> None:
    assert content.load().guide("tea") == content.Guide()
    assert statements("tea") == ()


def test_the_cautions_that_keep_somebody_from_harm_are_with_their_step() -> None:
    cautions = {step: set(guide.cautions) for step, guide in content.load().steps.items()}

    assert {"F35", "F26", "F71"} <= cautions["magnesium"]
    assert {"C26b", "C26c", "C26d", "C26e"} <= cautions["bath"]
    assert {"F92", "C26i", "C26j"} <= cautions["massage"]
    assert {"C26l", "C26m"} <= cautions["exercise"]
    assert "C26n" in cautions["meditation"]


GOOD = """
[steps.tea]
how = "With milk."
why = ["F01"]
cautions = []
"""


def test_a_small_file_can_be_read() -> None:
    assert content.parsed(GOOD).guide("tea") == content.Guide("With milk.", why=("F01",))


@pytest.mark.parametrize(
    "broken",
    [
        GOOD.replace('how = "With milk."\n', ""),
        GOOD.replace('why = ["F01"]\n', ""),
        GOOD.replace("cautions = []\n", ""),
        GOOD + "more = 1\n",
        GOOD.replace('"F01"', "1"),
        GOOD.replace('"With milk."', "3"),
        GOOD.replace('["F01"]', "7"),
        GOOD + "[other]\n",
        "steps = 3\n",
        "[steps\n",
        "",
    ],
)
def test_a_file_that_makes_no_sense_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        content.parsed(broken)


def test_the_line_of_how_to_do_it_loads_neither_pydantic_nor_the_statements() -> None:
    heavy = "{'pydantic', 'rapidfuzz', 'coach.content.facts'}"
    program = f"import sys, coach.content as c; c.load(); print({heavy} & {{*sys.modules}})"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout == "set()\n"
