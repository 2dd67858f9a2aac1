"""Things measured in turn, and ratios within a round: what else the machine does falls on all of them alike."""

import gc
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import perf_counter
from typing import NamedTuple

Task = Callable[[], object]
"""Something done; a number it returns is the measure, or else the seconds it took are."""


class Target(NamedTuple):
    """``one`` is to cost ``bound`` ("at most", "at least") ``most`` times what ``other`` does."""

    one: str
    other: str
    bound: str
    most: float


def met(reached: bool) -> str:
    """The word before a target."""
    return "met   " if reached else "MISSED"


class Bench:
    """What each thing cost in each round: seconds, or whatever it measures."""

    def __init__(self) -> None:
        self.took: dict[str, dict[int, float]] = {}
        self._rounds = 0

    def run(self, tasks: Mapping[str, Task], rounds: int) -> None:
        """Do each of ``tasks`` once a round; the first round only warms up."""
        for number in range(rounds + 1):
            self._rounds += 1
            for name, task in tasks.items():
                gc.collect()
                start = perf_counter()
                told = task()
                took = perf_counter() - start
                if number:
                    self.put(name, float(told) if isinstance(told, int | float) else took)

    def put(self, name: str, measure: float) -> None:
        """One measure of ``name``, in the round at hand."""
        self.took.setdefault(name, {})[self._rounds] = measure

    def ratio(self, one: str, other: str) -> float:
        """How many times the cost of ``other`` is that of ``one``, over the rounds that both took part in."""
        mine, its = self.took[one], self.took[other]
        return statistics.median(mine[number] / its[number] for number in mine.keys() & its.keys())

    def apart(self, one: str, other: str) -> float:
        """How much more ``one`` costs than ``other``, over the rounds that both took part in."""
        mine, its = self.took[one], self.took[other]
        return statistics.median(mine[number] - its[number] for number in mine.keys() & its.keys())

    def middle(self, name: str) -> float:
        """The median of ``name``."""
        return statistics.median(self.took[name].values())

    def reached(self, targets: Sequence[Target]) -> Iterator[str]:
        """Each target with what was reached, a line each."""
        for one, other, bound, most in targets:
            ratio = self.ratio(one, other)
            rounds = len(self.took[one].keys() & self.took[other].keys())
            word = met(ratio <= most if bound == "at most" else ratio >= most)
            yield f"  {word} {one}: {ratio:.2f} x {other} ({bound} {most:g}, n={rounds})"
