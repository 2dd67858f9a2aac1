"""Adding or changing a medicine or a product, question by question; what is typed is kept until it is stored."""

from collections.abc import Sequence
from datetime import time
from functools import partial
from typing import TYPE_CHECKING

from coach.core import advice, words
from coach.core.person import Basis, Medicine, Product, Source
from coach.core.safety import EMERGENCY_LINE, Level
from coach.core.typed import check_amount, check_times, check_units, read_times, read_units
from coach.ui.base import Choice, Field

if TYPE_CHECKING:
    from coach.content.medicines import Candidate, Match
    from coach.ui.magnesium import MagnesiumScreen

SOURCES = {
    "s": (Source.SUPPLEMENT, "a supplement"),
    "a": (Source.ANTACID, "an antacid"),
    "l": (Source.LAXATIVE, "a laxative"),
    "m": (Source.MULTIVITAMIN, "a multivitamin"),
    "e": (Source.DRINK, "an electrolyte drink"),
}
BASES = {
    "m": (Basis.ELEMENTAL, "magnesium itself (elemental)"),
    "c": (Basis.COMPOUND, "the whole compound, such as magnesium oxide"),
    "d": (Basis.UNKNOWN, "don't know"),
}


class MedicineFlow:
    """A medicine: its name and times, then what it may be, then what is said of it."""

    def __init__(self, screen: "MagnesiumScreen", medicine: Medicine | None) -> None:
        self._screen = screen
        self._was = medicine
        at = f"magnesium.medicine.{medicine.name}" if medicine else "magnesium.medicine"
        self._drafts = (f"{at}.name", f"{at}.times")
        self._meant: list[Candidate] = []

    async def begin(self) -> None:
        """Its name and times."""
        was = self._was
        fields = [
            Field("Its name, as on the packet", self._drafts[0], was.name if was else "", _check_name, begun=True),
            Field(
                "Usual times as 08:00 20:30, if known",
                self._drafts[1],
                advice.times_typed(was.times) if was else "",
                check_times,
                begun=True,
            ),
        ]
        await self._screen.form("A medicine", fields, self._typed, self._screen.night)

    async def _typed(self, answer: tuple[str, ...]) -> None:
        from coach.content.files import ContentError

        name = words.one_line(answer[0])
        times = read_times(answer[1])
        try:
            from coach.content.medicines import match

            found = match(name)
        except ContentError:  # kept as it was typed: the gate asks then
            await self._store(name, times, ())
            return
        await self._doubt(name, times, found, 0)

    async def _doubt(self, name: str, times: Sequence[time], found: "Match", n: int) -> None:
        """Each name that is not certain is asked about, never assumed."""
        if n == len(found.doubts):
            await self._store(name, times, found.settled(self._meant))
            return
        doubt = found.doubts[n]
        keys = dict(zip("123456789", doubt.candidates, strict=False))
        choices = [Choice(key, candidate.text) for key, candidate in keys.items()]
        choices += [Choice("n", "none of these"), Choice("d", "don't know")]

        async def chosen(key: str) -> None:
            # Not knowing takes all of them: the strictest rule holds then.
            self._meant += [keys[key]] if key in keys else list(doubt.candidates) if key == "d" else []
            await self._doubt(name, times, found, n + 1)

        title = f"Did you mean, by {doubt.typed}:"
        await self._screen.choose(title, choices, chosen, [f"Typed: {name}"])

    async def _store(self, name: str, times: Sequence[time], known: Sequence[str]) -> None:
        magnesium = self._screen.magnesium
        keep = partial(magnesium.with_medicine, name, known, times, self._was.name if self._was else None)
        if await self._screen.save(keep, f"{name}: kept.", *self._drafts):
            await self._say(name)

    async def _say(self, name: str) -> None:
        """What is said of it, with its source; and a time that fits, where there is one."""
        screen = self._screen
        medicine = next(m for m in screen.profile.medicines if m.name == name)
        own, all_of = screen.magnesium.medicines_say(only=medicine), screen.magnesium.medicines_say()
        text = [advice.reason_said(reason) for reason in (*own.reasons, *own.worsening)]
        choices = [Choice("a", "add another medicine"), Choice("k", "that is all")]
        clash = own.conflicts and own.level >= Level.ASK_FIRST
        if clash and all_of.slot:
            choices.insert(0, Choice("p", f"plan magnesium for {all_of.slot:%H:%M}"))

        async def chosen(key: str) -> None:
            if key == "a":
                await MedicineFlow(screen, None).begin()
            elif key == "p" and all_of.slot:
                said = f"Planned for {all_of.slot:%H:%M}."
                await screen.save(partial(screen.magnesium.plan_at, all_of.slot), said)

        await screen.choose(name, choices, chosen, [*text, advice.SHORT_LIST])


class ProductFlow:
    """Something with magnesium in it: its name and amount, what kind of thing, and what its label states."""

    def __init__(self, screen: "MagnesiumScreen", product: Product | None) -> None:
        self._screen = screen
        self._was = product
        at = f"magnesium.product.{product.name}" if product else "magnesium.product"
        self._drafts = tuple(f"{at}.{field}" for field in ("name", "mg", "units", "form"))

    async def begin(self) -> None:
        """Its name, the mg of one, and how many at a time."""
        was = self._was
        name, mg, units, _ = self._drafts
        fields = [
            Field("Its name, as on the packet", name, was.name if was else "", _check_name, begun=True),
            Field("mg on the label, for one tablet", mg, words.number(was.mg) if was else "", check_amount, begun=True),
            Field("How many at a time", units, words.number(was.units) if was else "1", check_units),
        ]
        await self._screen.form("A product", fields, self._typed, self._screen.night)

    async def _typed(self, answer: tuple[str, ...]) -> None:
        from coach.core.dose import amount

        product = Product(name=words.one_line(answer[0]), mg=amount(answer[1]), units=read_units(answer[2]))
        choices = [Choice(key, name) for key, (_, name) in SOURCES.items()]

        async def chosen(key: str) -> None:
            await self._basis(product.evolve(source=SOURCES[key][0]))

        await self._screen.choose("What is it?", choices, chosen, [EMERGENCY_LINE])

    async def _basis(self, product: Product) -> None:
        choices = [Choice(key, name) for key, (_, name) in BASES.items()]

        async def chosen(key: str) -> None:
            await self._form(product.evolve(basis=BASES[key][0]))

        number = words.number(product.mg)
        await self._screen.choose(f"The {number} mg on the label are ...", choices, chosen, [advice.LABEL_HELP])

    async def _form(self, product: Product) -> None:
        """Which compound: from the name where it says so, else asked; one that is not known counts whole."""
        from coach.core.dose import form_of

        rules = self._screen.magnesium.rules()
        form = form_of(product.name, rules) if rules else None
        if form or rules is None or product.basis is not Basis.COMPOUND:
            await self._store(product.evolve(form=form))
            return
        label = "Which compound? Empty if not known"

        async def told(answer: tuple[str, ...]) -> None:
            await self._store(product.evolve(form=form_of(answer[0], rules)))

        was = self._was.form if self._was and self._was.form else ""
        field = Field(label, self._drafts[3], was, begun=True)
        await self._screen.form("A product", [field], told, self._screen.night, [advice.FORM_HELP])

    async def _store(self, product: Product) -> None:
        magnesium = self._screen.magnesium
        keep = partial(magnesium.with_product, product, self._was.name if self._was else None)
        said = advice.counts_said(product, magnesium.elemental(product))
        await self._screen.save(keep, said, *self._drafts)


def _check_name(text: str) -> str | None:
    if not words.one_line(text):
        return "A name is needed, as on the packet."
    return "A name has at most 200 characters." if len(words.one_line(text)) > 200 else None
