"""``coach log magnesium``: the usual product, an amount, what is said of it, and what is asked on a terminal."""

import io
from datetime import date, time
from typing import Any

import pytest

from coach.core.person import Basis, GateAnswer, Medicine, Product, Said
from coach.session import Session
from tests.conftest import Shell

CITRATE = Product(name="Citrate", mg=500, units=2, basis=Basis.COMPOUND, form="citrate")


@pytest.fixture
def usual(session: Session) -> None:
    session.change_profile(lambda p: p.evolve(products=(CITRATE,)))


class Keyboard(io.StringIO):
    """A terminal at which ``text`` is typed."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(coach: Shell, typed: str) -> Shell:
    coach._monkeypatch.setattr("sys.stdin", Keyboard(typed))
    return coach


def doses(coach: Shell, *words: str) -> list[Any]:
    return [dose["mg"] for dose in coach.shown(*words).get("steps", {}).get("magnesium", {}).get("doses", [])]


@pytest.mark.usefixtures("usual")
def test_without_an_amount_the_usual_product_is_logged(coach: Shell) -> None:
    code, out, err = coach("log", "magnesium", "--at", "19:30")

    assert (code, out) == (0, "")
    assert "call emergency services" in err
    (dose,) = coach.shown()["steps"]["magnesium"]["doses"]
    assert dose["product"] == "Citrate"
    assert dose["mg"] == 161.6
    assert dose["at"][11:16] == "19:30"


def test_without_a_product_it_is_done_with_no_amount(coach: Shell) -> None:
    assert coach("log", "magnesium")[0] == 0
    assert coach.shown()["steps"]["magnesium"]["status"] == "done"
    assert doses(coach) == []


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize(("typed", "code", "logged"), [("y\n", 1, 1), ("n\n", 0, 2), ("", 0, 2)])
def test_a_second_one_is_asked_about_on_a_terminal(coach: Shell, typed: str, code: int, logged: int) -> None:
    coach("log", "magnesium", "--at", "18:30")
    ended, out, err = at_a_terminal(coach, typed)("log", "magnesium")

    assert (ended, out) == (code, "")
    assert "161.6 mg is logged at 18:30. A missed dose is skipped, never doubled." in err
    assert "Did you already take it?" in err
    assert len(doses(coach)) == logged


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("words", [["log", "magnesium", "--sure"], ["log", "magnesium", "--dose", "100", "--sure"]])
def test_sure_answers_what_would_be_asked(coach: Shell, words: list[str]) -> None:
    coach("log", "magnesium", "--at", "18:30")
    code, _, err = at_a_terminal(coach, "y\n")(*words)

    assert code == 0
    assert "Did you already take it?" not in err
    assert len(doses(coach)) == 2


@pytest.mark.usefixtures("usual")
def test_where_nobody_can_be_asked_it_is_logged(coach: Shell) -> None:
    coach("log", "magnesium")
    code, _, err = coach.typing(b"")("log", "magnesium")

    assert code == 0
    assert "Did you already take it?" not in err
    assert doses(coach) == [161.6, 161.6]


@pytest.mark.parametrize(("typed", "logged"), [("y\n", [900]), ("n\n", []), ("", [])])
def test_a_large_amount_is_told_with_the_emergency_line_before_it_is_asked_about(
    coach: Shell, typed: str, logged: list[float]
) -> None:
    code, _, err = at_a_terminal(coach, typed)("log", "magnesium", "--dose", "900")

    asked = err.partition("900 mg: is that right?")[0]
    assert "poison centre" in asked
    assert "call emergency services" in asked
    assert "the day comes to 900 mg" in asked
    assert doses(coach) == logged
    assert code == (0 if logged else 1)


def test_a_medicine_beside_it_goes_on_as_prescribed(coach: Shell, session: Session) -> None:
    medicine = Medicine(name="gabapentin\x1b[31m", known=("gabapentin",), times=(time(20, 30),))
    session.change_profile(lambda p: p.evolve(medicines=(medicine,)))

    err = coach("log", "magnesium", "--dose", "100")[2]
    assert "Close to gabapentin[31m (20:30): go on with that as prescribed" in err
    assert "Close to" not in coach("log", "magnesium", "--dose", "100", "--at", "18:00")[2]
    assert "Close to" not in coach("log", "magnesium", "--dose", "100", "--night", "2026-11-20")[2]
    assert doses(coach) == [100, 100]


def test_whatever_stands_in_the_way_what_was_taken_is_logged(coach: Shell, session: Session) -> None:
    gate = {"kidney": GateAnswer(said=Said.YES, on=date(2026, 11, 22))}
    session.change_profile(lambda p: p.evolve(gate=gate, products=(CITRATE,)).step_changed("magnesium", on=False))
    code, _, err = coach.typing(b"")("log", "magnesium")

    assert code == 0
    assert doses(coach) == [161.6]
    assert "Call a poison centre or pharmacist now" in err
    assert "call emergency services" in err


def test_what_is_usual_and_too_much_is_asked_about_where_somebody_can_be_asked(coach: Shell, session: Session) -> None:
    big = Product(name="Big", mg=900, units=1, basis=Basis.ELEMENTAL)
    session.change_profile(lambda p: p.evolve(products=(big,)))

    code, _, err = at_a_terminal(coach, "n\n")("log", "magnesium")
    assert code == 1
    assert "900 mg: is that right?" in err
    assert doses(coach) == []
    code, _, err = coach.typing(b"")("log", "magnesium")
    assert code == 0
    assert "poison centre" in err
    assert doses(coach) == [900]
