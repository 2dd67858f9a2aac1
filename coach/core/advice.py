"""What is said of magnesium, of medicines and of doctors, the same at every door. Nothing here is called safe."""

from collections.abc import Iterable
from datetime import time
from typing import TYPE_CHECKING

from coach.core.nights import Night
from coach.core.person import Basis, ClinicianWord, Goal, Product, Said
from coach.core.safety import Level, Reason
from coach.core.words import clock, number, one_line

if TYPE_CHECKING:  # the first screen needs the words, and neither of these
    from coach.core.dose import DoseNotice, Taken
    from coach.core.gate import Verdict

SAID = {Said.YES: "yes", Said.NO: "no", Said.UNKNOWN: "don't know"}
ASK_SOMEONE = "Ask a pharmacist or doctor."
IRON = "Have you asked about an iron blood test? It matters more than magnesium."
FOR_A_DOCTOR = "Worth showing a doctor. This is a diary, not a diagnosis."
NOTHING_ASKS = "Nothing here to show a doctor yet. If something worries you, that is reason enough."
GATE_UNREAD = "The questions cannot be read here. Ask a doctor or pharmacist before any magnesium."
QUESTIONS_ASKED = "About a minute, one key each. Not knowing is an answer. You can leave and go on later."
CLINICIAN_CHOICE = "my clinician, who knows about this, told me to take it"
CLINICIAN_KNOWS = "Does your clinician know about all of this, and did they tell you to take magnesium?"
CLINICIAN_ASKED = "Opens what is off or asks first: how much you were told, and why. It is asked again in 90 days."
CLINICIAN_NOT_NEEDED = "Nothing stands in the way that a clinician would have to know about."
ASKED_AGAIN = "90 days, or when a dose, a condition or a medicine changes"
GOAL_ASKED = (
    "Say beforehand by how many points the leg score would have to fall to make it worth while. "
    "After 8 weeks at one dose the coach looks whether it did."
)
PLAN_ASKED = "With food, at the evening meal. No medicine is ever moved for it."
LABEL_HELP = (
    "Supplement labels mostly state magnesium itself; antacids and laxatives often the compound "
    "(magnesium oxide 400 mg is 241 mg of magnesium)."
)
FORM_HELP = "Such as citrate, oxide, glycinate. What is not known, or a blend, counts as all magnesium."
SHORT_LIST = "A short list. A pharmacist has the full one."
ALREADY_ASKED = "Did you already take it?"
NOTHING_ADDED = "Nothing was added: it is logged already."
QUESTIONS_FIRST = "A few questions come before magnesium."


def dose_logged(night: Night, notice: "DoseNotice | None", near: Iterable[str] = ()) -> str:
    """All the magnesium of ``night``, and what there is to say of so much, and of medicines ``near`` to it."""
    told = [f"Magnesium: {number(night.magnesium_mg)} mg logged."]
    if notice and notice.level > Level.OK:
        told.append(notice.text)
    return " ".join(filter(None, [*told, near_said(near)]))


def near_said(near: Iterable[str]) -> str:
    """What to do about medicines ``near`` to magnesium; "" where there is none."""
    close = ", ".join(map(one_line, near))
    return f"Close to {close}: go on with that as prescribed, and ask a pharmacist about the hours." if close else ""


def usual_said(product: Product, mg: float) -> str:
    """What one key logs, asked: ``Taken: 2 x Magnesium citrate, 200 mg?``"""
    return f"Taken: {product_said(product, mg)}?"


def product_said(product: Product, mg: float) -> str:
    """A product, how many of it, and how much magnesium that counts for."""
    many = "" if product.units == 1 else f"{number(product.units)} x "
    return f"{many}{one_line(product.name)}, {number(round(mg, 1))} mg"


def gate_said(verdict: "Verdict", key: str) -> str:
    """What the gate says, with its first reason; "" where it is cleared. ``key`` opens the questions."""
    if verdict.cleared:
        return ""
    if verdict.level >= Level.BLOCK and not verdict.clinician:
        return f"Off: {verdict.reasons[0].text} {key} tells more."
    if verdict.unanswered:
        return f"{QUESTIONS_FIRST} {key} opens them. What was taken can be logged all the same."
    if verdict.clinician:
        return f"On your clinician's word of {verdict.clinician.on:%d %b}: {number(verdict.clinician.mg)} mg a day."
    return f"Ask first: {verdict.reasons[0].text} {key} tells more."


def verdict_said(verdict: "Verdict", *, on: bool) -> str:
    """Whether the step is in the evening, and what the gate says, in a word or two."""
    if verdict.level >= Level.BLOCK and not verdict.clinician:
        told = "stays off"
    elif verdict.unanswered:
        told = "questions open"
    elif verdict.cleared:
        told = "cleared"
    elif verdict.clinician:
        told = "clinician's word"
    else:
        told = "ask first"
    return told if told == "stays off" and not on else f"{'on' if on else 'off'}; {told}"


def verdict_title(verdict: "Verdict") -> str:
    """What the gate says, in a sentence."""
    if verdict.level >= Level.BLOCK and not verdict.clinician:
        return "Off, because of what you answered:"
    if verdict.unanswered:
        return "Some questions are still open."
    if verdict.cleared:
        return "Cleared: nothing that you answered stands in the way. That is not a promise that it suits you."
    if verdict.clinician:
        return "On your clinician's word. What they know about:"
    return "Ask first, because of what you answered:"


def reason_said(reason: Reason) -> str:
    """A reason with its source."""
    return f"{reason.text} Source: {reason.source}." if reason.source else reason.text


def clinician_said(word: ClinicianWord | None, verdict: "Verdict") -> str:
    """What is noted of a clinician."""
    if word is None:
        return "none"
    told = f"{number(word.mg)} mg a day, {word.on:%d %b}"
    return told if verdict.clinician or verdict.cleared else f"{told} (ask again)"


def goal_said(goal: Goal | None) -> str:
    """Which change would make it worth while."""
    return "not said yet" if goal is None else f"legs {number(goal.points)} lower, said {goal.on:%d %b}"


def times_typed(times: Iterable[time]) -> str:
    """Clock times as one types them."""
    return " ".join(f"{each:%H:%M}" for each in times)


def times_said(times: Iterable[time]) -> str:
    """The usual times of a medicine."""
    return times_typed(times) or "times not known"


def each_time_said(product: Product, mg: float) -> str:
    """How many of a product at a time, and how much magnesium that counts for."""
    return f"{number(product.units)} at a time, {number(round(mg, 1))} mg"


def counts_said(product: Product, mg: float) -> str:
    """What a product counts for, once it is kept."""
    whole = product.mg * product.units
    sure = product.basis is Basis.ELEMENTAL
    why = "" if sure or mg < whole else " The form is not certain, so all of it counts as magnesium."
    return f"{one_line(product.name)}: kept. It counts as {number(round(mg, 1))} mg each time.{why}"


def looked_at(scored: int) -> str:
    """What Review looks at, and on how many nights that rests."""
    few = "" if scored >= 9 else " From fewer than 9 of them nothing is concluded."
    return f"Leg scores on {scored} of the last 14 nights; a night without one is not a good one.{few}"


def slot_said(slot: time) -> str:
    """A time at which the hours between all medicines are kept."""
    return f"By the hours between your medicines, {slot:%H:%M} fits."


def off_now(reason: str) -> str:
    """That the gate has taken the step out of the evening, and why."""
    return f"Magnesium is out of the evening now. {reason}"


def upset_said(effects: Iterable[str]) -> str:
    """What to do tonight after an upset of last night."""
    return f"After the last one: {', '.join(map(one_line, effects))}. Skip magnesium tonight. ! tells more."


def already_said(already: "Taken") -> str:
    """What was logged within the last hours."""
    return f"{number(already.mg)} mg is logged at {clock(already.at)}. A missed dose is skipped, never doubled."


def dose_comes_to(mg: float) -> str:
    """What the day comes to with an amount that is asked about once more."""
    return f"With this, the day comes to {number(mg)} mg."
