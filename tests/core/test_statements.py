"""Many statements at once: each is the statement of its point alone, whatever block it falls in."""

from fractions import Fraction

import numpy as np
import pytest
from random_tariffs import FIRST, LAST, REGISTERS, random_terms, random_weighted

from energycore.charges import Peaks, charge, split_volumes
from energycore.clocks import DayRange
from energycore.statement import (
    Statements,
    make_statement,
    make_statements,
    share_cents,
    split_total,
    statements,
)
from energycore.statement.components import component_cents
from energycore.tariff import COMPONENTS, CapacityTerm, Row, Tariff, UnitTerm, compile_tariff
from energycore.tax import PICO_PER_CENT

YEAR = DayRange.of_year(2026)
COUNT = 23


def random_points(rng: np.random.Generator, tariff: Tariff, count: int) -> dict[str, object]:
    """Supply points with a period, volumes and changing peaks of their own."""
    starts = rng.integers(FIRST, LAST - 420, count)
    ends = starts + rng.integers(1, 420, count)
    days = np.clip(tariff.boundaries, starts[:, None], ends[:, None]).astype(float)
    volumes = rng.integers(0, 20_000_000, (count, len(REGISTERS)))
    inner = np.unique(rng.integers(FIRST + 1, LAST, 9))
    stretches = np.concatenate([[FIRST], inner, [LAST]])
    return {
        "volumes_wh": split_volumes(volumes, days[:, None, :]),
        "annual_wh": rng.integers(0, 40_000_000, count),
        "from_days": starts,
        "until_days": ends,
        "peaks": Peaks(stretches, rng.integers(500, 12_000, (len(stretches) - 1, count))),
        "weighted_pico": random_weighted(rng, tariff.boundaries, np.stack([starts, ends], axis=1)),
    }


def random_statements(seed: int) -> tuple[Tariff, dict[str, object], Statements]:
    rng = np.random.default_rng(seed)
    tariff = compile_tariff(random_terms(rng), REGISTERS, FIRST, LAST)
    points = random_points(rng, tariff, COUNT)
    return tariff, points, make_statements(tariff, **points)


@pytest.mark.parametrize("seed", range(15))
def test_each_is_what_it_is_alone(seed, monkeypatch):
    monkeypatch.setattr(statements, "BLOCK", 7)
    tariff, points, together = random_statements(seed)
    assert len(together) == COUNT
    for number in range(COUNT):
        peaks = points["peaks"]
        alone = make_statement(
            tariff,
            points["volumes_wh"][number],
            period=DayRange(int(points["from_days"][number]), int(points["until_days"][number])),
            annual_wh=int(points["annual_wh"][number]),
            peaks=Peaks(peaks.days, peaks.watts[:, number : number + 1]),
            weighted_pico=points["weighted_pico"][number],
        )
        assert together.of(number) == alone
        assert together.total_cents[number] == alone.total_cents


@pytest.mark.parametrize("seed", range(15))
def test_lines_add_up_to_the_charges_row_by_row(seed):
    tariff, points, together = random_statements(seed)
    charges = charge(
        tariff,
        points["volumes_wh"],
        annual_wh=points["annual_wh"],
        from_days=points["from_days"],
        until_days=points["until_days"],
        peaks_w=points["peaks"],
        weighted_pico=points["weighted_pico"],
    )
    for row in range(len(tariff.rows)):
        lines = [place for place, column in enumerate(together.columns) if column.row == row]
        assert (together.pico_eur[lines].sum(axis=0) == charges.pico_eur[:, row]).all()
    assert not together.pico_eur[~together.is_shown].any()
    assert not together.quantities[~together.is_shown].any()
    for place, column in enumerate(together.columns):
        if column.quantity_unit == "Wh" and column.rule not in {"at_least", "at_most"}:
            amounts = together.quantities[place] * column.price
            assert (together.pico_eur[place] == amounts).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_days_of_a_line_are_those_of_its_view(seed):
    _, _, together = random_statements(seed)
    shown = [[] for _ in range(COUNT)]
    for place in range(len(together.columns)):
        starts, ends = together.line_days(place)
        for number in np.flatnonzero(together.is_shown[place]).tolist():
            shown[number].append(DayRange(int(starts[number]), int(ends[number])))
    for number in range(COUNT):
        assert [line.period for line in together.of(number).lines] == shown[number]


def capacity_tariff(ceiling_nano_eur_per_kwh):
    """50 euro per kW and year, at least 2.5 kW, under a ceiling."""
    term = CapacityTerm(
        code="capacity",
        component="network",
        vat_bp=600,
        valid=YEAR,
        nano_eur_per_kw_year=50 * 10**9,
        ceiling_nano_eur_per_kwh=ceiling_nano_eur_per_kwh,
    )
    return compile_tariff([term], ("total",), YEAR.from_, YEAR.until)


def months_at(watts):
    """Twelve stretches of 30 days (the last of 35), all supply points with the same peaks."""
    days = np.array([*range(YEAR.from_, YEAR.from_ + 331, 30), YEAR.until])
    return Peaks(days, np.array(watts)[:, None])


def capacity_euros(ceiling_nano_eur_per_kwh, kwh, watts):
    found = make_statements(
        capacity_tariff(ceiling_nano_eur_per_kwh),
        np.array([[[kwh * 1_000]]]),
        annual_wh=np.array([0]),
        peaks=months_at(watts),
    )
    return [line.pico_eur / 10**12 for line in found.of(0).lines]


def test_a_month_under_no_ceiling_costs_its_quantity_times_its_price():
    asked = [4 * 50 * days / 365 for days in [30] * 11 + [35]]
    assert capacity_euros(100_000_000, 9_000, [4_000] * 12) == pytest.approx(asked)


def test_what_a_ceiling_takes_is_shared_out_over_the_months_above_the_floor():
    """Half a year at 2.5 kW, half at 5; 150 euro are left of 125 at the floor and 64.04 above it."""
    low, high = [2_500] * 6, [5_000] * 6
    floor = [2.5 * 50 * days / 365 for days in [30] * 11 + [35]]
    above = 25 / sum(floor[6:])
    kept = [*floor[:6], *(each * (1 + above) for each in floor[6:])]
    found = capacity_euros(100_000_000, 1_500, [*low, *high])
    assert found == pytest.approx(kept)
    assert sum(round(each * 10**12) for each in found) == 150 * 10**12


def test_one_peak_for_each_may_be_given_as_numbers():
    found = make_statements(
        capacity_tariff(None),
        np.zeros((2, 1, 1), dtype=np.int64),
        annual_wh=np.array([0, 0]),
        peaks=np.array([4_000, 1_000]),
    )
    assert found.pico_eur.tolist() == [[200 * 10**12, 125 * 10**12]]
    assert found.total_cents.tolist() == [21_200, 13_250]


def test_what_makes_no_statement_is_refused():
    middle = YEAR.from_ + 100
    terms = [
        UnitTerm(code="a", component="energy", vat_bp=0, valid=valid, nano_eur_per_kwh=1)
        for valid in (DayRange(YEAR.from_, middle), DayRange(middle, YEAR.until))
    ]
    tariff = compile_tariff(terms, ("total",), YEAR.from_, YEAR.until)
    given = {"annual_wh": np.array([0]), "from_days": np.array([middle])}
    with pytest.raises(ValueError, match="a volume lies outside the period"):
        make_statements(tariff, np.array([[[1, 0]]]), **given)
    with pytest.raises(ValueError, match="needs a supply point and a day"):
        make_statements(tariff, np.array([[[0, 0]]]), **given, until_days=np.array([middle]))
    with pytest.raises(ValueError, match="needs a supply point and a day"):
        make_statements(tariff, np.zeros((0, 1, 2), dtype=np.int64), annual_wh=np.array([0]))


@pytest.mark.parametrize("seed", range(30))
def test_cents_are_shared_as_fractions_would_be(seed):
    """Also at rates so odd that no int64 holds their common denominator."""
    rng = np.random.default_rng(seed)
    is_odd = bool(seed % 2)
    rows = tuple(
        Row("x", COMPONENTS[int(rng.integers(3))], vat_bp, included_bp)
        for vat_bp, included_bp in (
            [(2_101, 601), (607, 1_999), (1_301, 2_203), (0, 0)]
            if is_odd
            else [(2_100, 0), (600, 600), (600, 0), (0, 0)]
        )
    )
    amounts = rng.integers(-(10**15), 10**15, (4, 9))
    amounts[:, 0] = 0
    total = rng.integers(-4, 5, 9) + (amounts.sum(axis=0) // PICO_PER_CENT)
    found = component_cents(amounts, rows, total)
    for point in range(9):
        exact = dict.fromkeys(COMPONENTS, Fraction(0))
        for row, pico_eur in zip(rows, amounts[:, point].tolist(), strict=True):
            share = Fraction(10_000 + row.vat_bp, 10_000 + row.included_vat_bp)
            exact[row.component] += pico_eur * share / PICO_PER_CENT
        assert list(split_total(exact, int(total[point])).values()) == found[:, point].tolist()
        assert found[:, point].sum() == total[point]


def test_among_equal_remainders_the_first_part_gets_the_cent():
    whole, remainders = np.array([[1], [1], [1]]), np.array([[5], [5], [5]])
    shared = [
        share_cents(whole, remainders, np.array([total])).ravel().tolist()
        for total in (3, 4, 5, 2, 7)
    ]
    assert shared == [[1, 1, 1], [2, 1, 1], [2, 2, 1], [1, 1, 0], [3, 2, 2]]


@pytest.mark.parametrize("parts", [3, 8, 9, 31])
def test_few_parts_and_many_are_shared_alike(parts):
    """The days of a month as the components of a bill: largest remainders first, then in order."""
    rng = np.random.default_rng(parts)
    whole = rng.integers(-2, 3, (parts, 40)) * rng.integers(0, 2, (parts, 40))
    remainders = rng.integers(0, 4, (parts, 40)) * rng.integers(0, 2, (parts, 40))
    whole[:, 0] = remainders[:, 0] = 0
    total = whole.sum(axis=0) + rng.integers(-parts, 2 * parts, 40)
    found = share_cents(whole, remainders, total)
    for column in range(40):
        own, rest = whole[:, column].tolist(), remainders[:, column].tolist()
        taking = [part for part in range(parts) if own[part] or rest[part]] or list(range(parts))
        each, extra = divmod(int(total[column]) - sum(own), len(taking))
        first = sorted(taking, key=lambda part: (-rest[part], part))[:extra]
        expected = [
            own[part] + (each if part in taking else 0) + (part in first) for part in range(parts)
        ]
        assert found[:, column].tolist() == expected
