"""Every health statement has a source and a strength, and no banned phrase stands anywhere a person can read."""

import ast
import re
from pathlib import Path

import pytest

from coach import content
from coach.core.profile import SHIPPED

COACH = Path(content.__file__).parent.parent

# The phrases of evidence.md, section 5, as patterns.
BANNED = [
    r"magnesium (cures|treats|stops|fixes|prevents)",
    r"extremely effective",
    r"\bproven\b",
    r"strong evidence",
    r"caused by low magnesium",
    r"you are deficient",
    r"boosts? immunity",
    r"detox",
    r"safe for everyone",
    r"natural, so safe",
    r"no side effects",
    r"no interactions found",
    r"safe to take",
    r"\btake \d+ ?mg",
    r"increase your dose",
    r"double up",
    r"ideal dose",
    r"is the recommended dose",
    r"(stop|skip|reduce) your (prescribed|medicine)",
    r"replace your medicine",
    r"instead of seeing a doctor",
    r"try magnesium before",
    r"you (don't )?have RLS",
    r"means severe RLS",
    r"IRLS score",
    r"nightcap",
    r"\bstart iron\b",
    r"top up magnesium",
    r"drains your magnesium",
    r"\bit worked\b",
    r"doesn't work for you",
    r"you failed",
    r"broke your streak",
    r"don't worry",
    r"probably just",
    r"(FDA|NHS|AASM)[- ](approved|recommended app)",
    r"as hot as you can",
    r"great job",
    r"lost streak",
]


def strings() -> list[tuple[str, str]]:
    """Every text in the program and its content, with the file it stands in."""
    found = [(path.name, path.read_text(encoding="utf-8")) for path in COACH.rglob("*.toml")]
    for path in COACH.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append((path.name, node.value))
    return found


def test_there_are_texts_to_read() -> None:
    assert len(strings()) > 500


@pytest.mark.parametrize("phrase", BANNED)
def test_no_banned_phrase_is_shown(phrase: str) -> None:
    assert [where for where, text in strings() if re.search(phrase, " ".join(text.split()), re.IGNORECASE)] == []


def test_every_statement_has_an_id_of_the_evidence_a_strength_and_a_source() -> None:
    loaded = content.load()
    statements = [*loaded.general, *(s for guide in loaded.steps.values() for s in guide.statements)]

    assert len(statements) > 12
    for statement in statements:
        assert re.fullmatch(r"F\d+[a-z]?\d?", statement.id)
        assert len(statement.source) > 2
        assert not re.search(r"https?://|GK|\[V", statement.source)
    assert len({s.id for s in statements}) == len(statements)


def test_every_shipped_step_says_how_and_why() -> None:
    for step in SHIPPED:
        guide = content.load().guide(step.id)
        assert guide.how
        assert guide.statements
        assert bool(guide.short) == step.has_minimum
