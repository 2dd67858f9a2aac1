"""A trend on a grid of cells, for whoever draws it: on a screen or on paper."""

from enum import Enum

from coach.core.trends import Trend

HIGHEST = 10
"""The highest score, in the top row; 0 is in the lowest."""


class Mark(Enum):
    """What stands in a cell."""

    NIGHT = "one night"
    HALF = "middle half"
    MEDIAN = "median of 7 nights"


def plot(trend: Trend, across: int, cells: int, rows: int) -> dict[tuple[int, int], Mark]:
    """The mark of each cell, by column and by row from the bottom; a median hides a night, and that the middle half.

    A night takes ``cells`` cells; where that is 0, several nights share a column of the ``across``.
    """
    last = len(trend.points) - 1
    row_of = [round(tenth / 10 * (rows - 1) / HIGHEST) for tenth in range(10 * HIGHEST + 1)]
    bands: set[tuple[int, int, int]] = set()
    dots: set[tuple[int, int]] = set()
    medians: set[tuple[int, int]] = set()
    for n, (_, score, seven) in enumerate(trend.points):
        first = n * cells if cells else n * (across - 1) // last
        if seven is not None:
            bands.add((first, row_of[round(10 * seven.low)], row_of[round(10 * seven.high)]))
            medians.add((first, row_of[round(10 * seven.median)]))
        if score is not None:
            dots.add((first + cells // 2, row_of[round(10 * score)]))
    wide = range(max(cells, 1))
    marks = {(c + n, row): Mark.HALF for c, low, high in bands for row in range(low, high + 1) for n in wide}
    marks |= dict.fromkeys(dots, Mark.NIGHT)
    return marks | {(column + n, row): Mark.MEDIAN for column, row in medians for n in wide}
