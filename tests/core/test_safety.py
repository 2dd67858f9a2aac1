"""Magnesium amounts: the numbers of evidence.md 2.2, twice on purpose."""

import pytest

from coach.core.safety import Level, amount, dose_notice


@pytest.mark.parametrize(
    ("text", "mg"), [("200", 200), (" 50,5 ", 50.5), ("0.500", 0.5), ("187.5", 187.5), ("1e2", 100), ("99999", 99999)]
)
def test_an_amount_is_read_with_point_or_comma(text: str, mg: float) -> None:
    assert amount(text) == mg


@pytest.mark.parametrize(
    "text",
    ["", "0", "-5", "abc", "nan", "inf", "-inf", "1e400", "100001", "12 mg", "200;300", "1,000", "1.000", "12,500"],
)
def test_what_is_no_amount_is_asked_again_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$"):
        amount(text)


@pytest.mark.parametrize(
    ("total", "level", "ask"),
    [
        (1, Level.OK, False),
        (250, Level.OK, False),
        (250.5, Level.CAUTION, False),
        (350, Level.CAUTION, False),
        (350.5, Level.REDUCE, False),
        (699, Level.REDUCE, False),
        (700, Level.URGENT, True),
        (1501, Level.URGENT, True),
    ],
)
def test_each_amount_has_its_words(total: float, level: Level, ask: bool) -> None:
    notice = dose_notice(total)

    assert (notice.level, notice.ask) == (level, ask)


def test_a_larger_amount_is_never_told_more_lightly() -> None:
    levels = [dose_notice(total).level for total in range(1, 2000)]

    assert levels == sorted(levels)
