"""Magnesium amounts: the numbers of evidence.md 2.2, twice on purpose."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content.files import ContentError
from coach.content.rules import dose_rules
from coach.core import dose
from coach.core.dose import Taken, amount, elemental, form_of, notice, peak, total
from coach.core.person import Basis, Product, Source
from coach.core.safety import Level

BERLIN, TOKYO, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
RULES = dose_rules()
WINDOW = RULES.window
FRACTIONS = {
    "oxide": 0.6030,
    "hydroxide": 0.4168,
    "carbonate": 0.2883,
    "chloride": 0.2553,
    "sulfate": 0.2019,
    "citrate": 0.1616,
    "malate": 0.1554,
    "glycinate": 0.1410,
    "glycerophosphate": 0.1251,
    "lactate": 0.1201,
    "taurate": 0.0892,
    "pidolate": 0.0866,
    "aspartate": 0.0842,
    "threonate": 0.0825,
    "orotate": 0.0727,
    "ascorbate": 0.0649,
    "gluconate": 0.0586,
}
H, C, N, OX, S, CL, MG, P = 1.008, 12.011, 14.007, 15.999, 32.06, 35.45, 24.305, 30.974
MASSES = {
    "oxide": MG + OX,
    "hydroxide": MG + 2 * (OX + H),
    "carbonate": MG + C + 3 * OX,
    "chloride": MG + 2 * CL,
    "sulfate": MG + S + 4 * OX,
    "citrate": (3 * MG + 2 * (6 * C + 5 * H + 7 * OX)) / 3,
    "malate": MG + 4 * C + 4 * H + 5 * OX,
    "glycinate": MG + 2 * (2 * C + 4 * H + N + 2 * OX),
    "glycerophosphate": MG + 3 * C + 7 * H + 6 * OX + P,
    "lactate": MG + 2 * (3 * C + 5 * H + 3 * OX),
    "taurate": MG + 2 * (2 * C + 6 * H + N + 3 * OX + S),
    "pidolate": MG + 2 * (5 * C + 6 * H + N + 3 * OX),
    "aspartate": MG + 2 * (4 * C + 6 * H + N + 4 * OX),
    "threonate": MG + 2 * (4 * C + 7 * H + 5 * OX),
    "orotate": MG + 2 * (5 * C + 3 * H + 2 * N + 4 * OX),
    "ascorbate": MG + 2 * (6 * C + 7 * H + 6 * OX),
    "gluconate": MG + 2 * (6 * C + 11 * H + 7 * OX),
}


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def test_the_limits_are_those_of_the_evidence() -> None:
    assert tuple(RULES.limits) == (250, 350, 700)
    assert tuple(WINDOW) == (18, 12)
    assert RULES.fractions == FRACTIONS


@pytest.mark.parametrize("form", FRACTIONS)
def test_each_fraction_is_that_of_its_atoms(form: str) -> None:
    assert FRACTIONS[form] == pytest.approx(MG / MASSES[form], abs=0.00006)


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
    ("mg", "level", "ask"),
    [
        (1, Level.OK, False),
        (250, Level.OK, False),
        (250.5, Level.CAUTION, False),
        (350, Level.CAUTION, False),
        (350.5, Level.REDUCE, False),
        (699.9, Level.REDUCE, False),
        (700, Level.URGENT, True),
        (1501, Level.URGENT, True),
    ],
)
def test_each_amount_has_its_words(mg: float, level: Level, ask: bool) -> None:
    told = notice(mg, RULES)

    assert (told.level, told.ask) == (level, ask)


def test_the_words_are_those_of_the_evidence() -> None:
    assert notice(250, RULES).text == "Within both the European and the US limits."
    assert notice(300, RULES).text.startswith("Above the European limit, within the US one; loose stools more likely")
    assert notice(400, RULES).text == "Above both limits. Don't take more today unless a clinician set this dose."
    assert notice(700, RULES).text.startswith("Call a poison centre or pharmacist now, even if you feel well. ")


def test_a_clinicians_dose_changes_only_the_words_between_350_and_700() -> None:
    assert notice(400, RULES, clinician=True).text == "Above the usual limits: follow your clinician."
    assert notice(400, RULES, clinician=True).level is Level.REDUCE
    for mg in (100, 300, 700, 2000):
        assert notice(mg, RULES, clinician=True) == notice(mg, RULES)


@given(st.floats(0.1, 3000))
def test_with_a_condition_that_blocks_any_amount_is_urgent(mg: float) -> None:
    told = notice(mg, RULES, [Source.LAXATIVE], critical=True)

    assert told.level is Level.URGENT
    assert told.text.startswith("Call a poison centre or pharmacist now, even if you feel well. ")
    assert "exactly as its label" not in told.text


def test_a_laxative_by_its_label_has_its_own_line_beside_the_first() -> None:
    told = notice(900, RULES, [None, Source.LAXATIVE])

    assert told.level is Level.URGENT
    assert told.text.startswith("Call a poison centre or pharmacist now, even if you feel well. ")
    assert "If all of it was a laxative or antacid used exactly as its label says" in told.text
    assert "exactly as its label" not in notice(900, RULES, [Source.SUPPLEMENT]).text


def test_without_the_limits_a_pharmacist_is_asked() -> None:
    told = notice(10, None)

    assert (told.level, told.ask) == (Level.ASK_FIRST, True)
    assert "pharmacist" in told.text


def product(mg: float, basis: Basis, form: str | None) -> Product:
    return Product(name="x", mg=mg, basis=basis, form=form)


@pytest.mark.parametrize(
    ("mg", "basis", "form", "units", "elemental_mg"),
    [
        (400, Basis.COMPOUND, "oxide", 1, 241.2),  # openFDA: 241.3 mg
        (404.85, Basis.COMPOUND, "lactate", 1, 48.62),  # EU label: 48.62 mg
        (200, Basis.ELEMENTAL, "oxide", 2, 400),
        (200, Basis.UNKNOWN, "oxide", 1, 200),
        (1000, Basis.COMPOUND, None, 1, 1000),
        (1000, Basis.COMPOUND, "moonstone", 1, 1000),
        (1000, Basis.COMPOUND, "citrate", 0.5, 80.8),
    ],
)
def test_what_is_not_certain_counts_as_all_magnesium(
    mg: float, basis: Basis, form: str | None, units: float, elemental_mg: float
) -> None:
    assert elemental(product(mg, basis, form), units, RULES) == pytest.approx(elemental_mg, abs=0.01)


@given(st.floats(1, 5000), st.sampled_from(list(Basis)), st.sampled_from([None, *FRACTIONS]), st.floats(0.5, 10))
def test_without_the_fractions_nothing_counts_for_less(mg: float, basis: Basis, form: str | None, units: float) -> None:
    assert elemental(product(mg, basis, form), units, None) >= elemental(product(mg, basis, form), units, RULES)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Magnesium citrate", "citrate"),
        ("magnesium Bisglycinate chelate", "glycinate"),
        ("Epsom salts", "sulfate"),
        ("magnesium L-threonate", "threonate"),
        ("milk of magnesia", "hydroxide"),
        ("oxide", "oxide"),
        ("magnesium oxide and citrate", None),
        ("buffered glycinate", None),
        ("citrate blend", None),
        ("Magnesium with zinc gluconate", None),
        ("Magnesium + potassium citrate", None),
        ("iron bisglycinate magnesium", None),
        ("glycerophosphate", "glycerophosphate"),
        ("something", None),
        ("", None),
    ],
)
def test_a_form_is_known_by_its_names_and_a_blend_is_not(typed: str, form: str | None) -> None:
    assert form_of(typed, RULES) == form


# The window: the cases that evidence.md 2.2 requires.


@pytest.mark.parametrize(
    ("first", "second", "mg"),
    [
        (at(22, 23, 50), at(23, 0, 10), 400),  # a calendar day would miss one
        (at(22, 19), at(23, 18, 45), 200),  # a plain 24 hours would wrongly add both
        (at(22, 11, 50), at(22, 12, 10), 400),  # either side of noon
        (at(22, 18), at(23, 11, 59), 400),
        (at(22, 12), at(23, 11, 59), 400),
        (at(22, 12), at(23, 12), 200),
        (at(22, 18), at(23, 12), 400),
        (at(22, 17, 59), at(23, 12), 200),
    ],
)
def test_what_counts_together(first: datetime, second: datetime, mg: float) -> None:
    assert total([Taken(200, first), Taken(200, second)], second, WINDOW) == mg


def test_a_night_of_25_hours_is_one_day() -> None:
    # In Berlin clocks go back on 25 October 2026 at 03:00: 24 hours after 12:30 it is 11:30.
    first, second = (datetime(2026, 10, day, hour, 30, tzinfo=BERLIN) for day, hour in ((24, 12), (25, 11)))

    assert (second.timestamp() - first.timestamp()) / 3600 == 24
    assert total([Taken(200, first), Taken(200, second)], second, WINDOW) == 400
    assert total([Taken(200, first)], second + timedelta(hours=1), WINDOW) == 0


def test_a_day_of_23_hours_has_its_18() -> None:
    # Clocks go forward on 29 March 2026: 19:00 to 14:00 is 18 hours and no more.
    first, second = datetime(2026, 3, 28, 19, tzinfo=BERLIN), datetime(2026, 3, 29, 14, tzinfo=BERLIN)

    assert total([Taken(200, first), Taken(200, second)], second, WINDOW) == 400


def test_a_flight_east_does_not_hide_a_dose() -> None:
    before, after = at(22, 22), at(23, 12, 30, TOKYO)  # 6.5 hours later, on the next local day

    assert total([Taken(200, before), Taken(200, after)], after, WINDOW) == 400


def test_a_flight_west_does_not_add_yesterdays() -> None:
    before, after = at(22, 19), at(23, 13, 0, NEW_YORK)  # 24 hours later

    assert total([Taken(200, before), Taken(200, after)], after, WINDOW) == 200


def test_how_a_moment_is_written_does_not_matter() -> None:
    doses = [Taken(200, at(22, 23, 50)), Taken(200, at(23, 0, 10))]
    in_utc = [dose._replace(at=dose.at.astimezone(UTC)) for dose in doses]

    assert total(in_utc, at(23, 0, 10), WINDOW) == 400


MOMENTS = st.datetimes(datetime(2026, 11, 20), datetime(2026, 11, 24)).map(lambda m: m.replace(tzinfo=BERLIN))
DOSES = st.lists(st.builds(Taken, st.floats(1, 900), MOMENTS), max_size=6)


@given(DOSES, st.builds(Taken, st.floats(1, 900), MOMENTS))
def test_no_sequence_of_doses_crosses_a_level_without_its_text(doses: list[Taken], new: Taken) -> None:
    now = max([new.at, *(dose.at for dose in doses)])
    told = peak(doses, new, now, WINDOW)
    counted = [total([*doses, new], moment.at, WINDOW) for moment in [*doses, new] if moment.at >= new.at]
    counted = [
        mg
        for mg, moment in zip(counted, [d for d in [*doses, new] if d.at >= new.at], strict=True)
        if total([new], moment.at, WINDOW)
    ]

    assert told >= new.mg
    assert told >= max(counted)
    for limit, level in ((250, Level.CAUTION), (350, Level.REDUCE), (699.99, Level.URGENT)):
        if max(counted) > limit:
            assert notice(told, RULES).level >= level


@given(DOSES, st.builds(Taken, st.floats(1, 900), MOMENTS), st.randoms())
def test_the_order_of_logging_does_not_matter(doses: list[Taken], new: Taken, random: object) -> None:
    shuffled = sorted(doses, key=lambda dose: -dose.mg)

    assert peak(shuffled, new, new.at, WINDOW) == pytest.approx(peak(doses, new, new.at, WINDOW))


@given(st.floats(1, 3000), st.floats(1, 3000))
def test_a_larger_amount_is_never_told_more_lightly(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert notice(low, RULES).level <= notice(high, RULES).level


@pytest.mark.parametrize(("hours", "asks"), [(11.9, True), (12, False), (-11.9, True), (-12, False)])
def test_a_second_dose_within_12_hours_is_asked_about(hours: float, asks: bool) -> None:
    near = dose.again([Taken(200, at(22, 19))], at(22, 19) + timedelta(hours=hours), WINDOW)

    assert (near is not None) == asks


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text.replace("us = 350", "us = 3500"),
        lambda text: text.replace("eu = 250", 'eu = "many"'),
        lambda text: text.replace("alert = 700", ""),
        lambda text: text.replace("oxide = 0.6030", "oxide = 1.6"),
        lambda text: text + "\n[more]\nx = 1",
        lambda text: text.replace("[levels.urgent]", "[levels.calm]"),
        lambda text: "[[[",
    ],
)
def test_a_file_that_is_wrong_is_none(damage: object, tmp_path: Path) -> None:
    from coach.content import files

    text = (files.FOLDER / "dose.toml").read_text(encoding="utf-8")
    (tmp_path / "dose.toml").write_text(damage(text), encoding="utf-8")  # type: ignore[operator]

    with pytest.raises(ContentError, match=r"^dose\.toml of the coach[^\n]+\.$"):
        dose_rules(tmp_path)


def test_a_file_that_is_missing_is_none(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        dose_rules(tmp_path)
