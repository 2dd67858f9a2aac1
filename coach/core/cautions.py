"""What a step asks of this person in particular, given what they told before magnesium (evidence.md 2.6 and 2.7).

Only what was told counts: no line here never means that a step suits everybody. A clinician has not reviewed them.
"""

from collections.abc import Mapping, Sequence

from coach.core.person import GateAnswer, Said
from coach.core.words import one_line


def step_cautions(
    step: str,
    answers: Mapping[str, GateAnswer],
    bath: Sequence[str] = (),
    slow: Sequence[str] = (),
    *,
    thins_blood: bool = False,
) -> tuple[str, ...]:
    """The sentences for ``step``. ``bath``: medicines that ask for a cooler one; ``slow``: those that slow caffeine.

    ``thins_blood``: one of the medicines does.
    """
    yes = {name for name, answer in answers.items() if answer.said is Said.YES}
    match step:
        case "bath":
            told = [_bath(bath)] if bath else []
            told += ["Heart or low blood pressure: ask first, keep it short, get out slowly."] if "heart" in yes else []
            told += ["Pregnant: ask your midwife or doctor before a warm bath."] if "pregnant" in yes else []
            told += ["A non-slip mat, a rail, and someone in the house."] if "age65" in yes else []
            return tuple(told)
        case "massage":
            return (
                ("With a blood thinner or a bleeding disorder: light only.",)
                if thins_blood or "bleeding" in yes
                else ()
            )
        case "caffeine":
            why = [*map(one_line, slow), *(["pregnancy"] if "pregnant" in yes else [])]
            return (f"With {' and '.join(why)} caffeine stays longer: none after breakfast.",) if why else ()
        case _:
            return ()


def _bath(medicines: Sequence[str]) -> str:
    return f"With {' and '.join(map(one_line, medicines))}: ask first, keep the bath cooler, get out slowly."
