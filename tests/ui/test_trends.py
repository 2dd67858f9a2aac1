"""A trend drawn on the screen: each score in its own place, the best, the worst and the last night among them."""

from datetime import date, timedelta

import pytest

from coach.core.trends import trend
from coach.ui.trends import SCALE, plotted

TONIGHT = date(2026, 11, 22)


@pytest.mark.parametrize(("width", "rows"), [(80, 14), (80, 9), (40, 5), (120, 30)])
@pytest.mark.parametrize("nights", [1, 2, 7, 30, 90, 365])
def test_each_score_stands_in_its_row(nights: int, width: int, rows: int) -> None:
    first = TONIGHT - timedelta(days=nights - 1)
    for score, row in ((0, rows - 1), (10, 0)):
        scored = {first + timedelta(days=n): score for n in range(nights)}
        lines = [
            "".join(span.text for span in line) for line in plotted(trend(scored, "sleep", first, TONIGHT), width, rows)
        ]
        plot = [line[SCALE:].rstrip() for line in lines[:rows]]

        assert [n for n, line in enumerate(plot) if line] == [row]
        if nights >= width:
            assert len(plot[row]) == width - SCALE - 2
