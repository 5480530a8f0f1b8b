"""VAT on totals: halves, signs, prices published with VAT inside, against fractions."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from energycore.tax import PICO_PER_CENT, base_cents, total_cents, vat_totals


@dataclass(frozen=True)
class Row:
    vat_bp: int
    included_vat_bp: int = 0


def half_away(value: Fraction) -> int:
    rounded = int((abs(value) + Fraction(1, 2)) // 1)
    return rounded if value >= 0 else -rounded


def pico(*amounts):
    return np.array([amounts], dtype=np.int64)


@pytest.mark.parametrize(
    ("excluding", "expected"),
    [(5 * 10**9, 1), (5 * 10**9 - 1, 0), (-5 * 10**9, -1), (-5 * 10**9 + 1, 0), (0, 0)],
)
def test_half_a_cent_goes_away_from_zero(excluding, expected):
    zero = np.array([0])
    assert base_cents(np.array([excluding]), zero, 0).tolist() == [expected]
    assert base_cents(np.array([excluding]), zero, 600).tolist() == [expected]


def test_vat_inside_is_taken_out_of_the_total_exactly():
    # 0.1198 euro with 6 % inside, times 3,500 kWh: 419.30 / 1.06 = 395.566... -> 395.57
    amounts = pico(3_500_000 * 119_800_000)
    totals = vat_totals(amounts, [Row(600, 600)])
    assert (totals.base_cents.tolist(), totals.vat_cents.tolist()) == ([[39_557]], [[2_373]])
    assert total_cents(amounts, [Row(600, 600)]).tolist() == [41_930]
    # The same network price at 21 %: the published rate comes out, the customer's goes on.
    assert total_cents(amounts, [Row(2100, 600)]).tolist() == [47_864]


def test_rates_are_kept_apart_and_rise():
    amounts = np.array([[10**12], [2 * 10**12], [-5 * 10**11]])
    totals = vat_totals(amounts, [Row(2100), Row(600), Row(0)])
    assert totals.rates_bp == (0, 600, 2100)
    assert totals.base_cents[:, 0].tolist() == [-50, 200, 100]
    assert totals.vat_cents[:, 0].tolist() == [0, 12, 21]
    assert totals.total_cents.tolist() == [283]


def test_two_rates_inside_prices_of_one_rate_are_refused():
    with pytest.raises(ValueError, match="different VAT inside"):
        vat_totals(np.zeros((2, 1), dtype=np.int64), [Row(600, 600), Row(600, 2100)])


def test_random_sums_match_fractions():
    rng = np.random.default_rng(3)
    limit = 9 * 10**17
    excluding = rng.integers(-limit, limit, 4_000)
    including = rng.integers(-limit, limit, 4_000)
    # Every other sum is put on an exact half of a cent, where rounding is decided.
    including[::2] = (including[::2] // (106 * PICO_PER_CENT)) * 106 * PICO_PER_CENT
    excluding[::2] = excluding[::2] // PICO_PER_CENT * PICO_PER_CENT + PICO_PER_CENT // 2
    found = base_cents(excluding, including, 600).tolist()
    for out, inside, cents in zip(excluding.tolist(), including.tolist(), found, strict=True):
        exact = Fraction(out, PICO_PER_CENT) + Fraction(inside * 100, PICO_PER_CENT * 106)
        assert cents == half_away(exact)
