"""Charging: worked examples by hand, refusals, bounds, splitting."""

from datetime import date

import numpy as np
import pytest

from energycore.charges import (
    AmountTooLarge,
    PeakMissing,
    VolumeNegative,
    charge,
    split_volumes,
)
from energycore.clocks import DayRange, day_number
from energycore.tariff import (
    CapacityTerm,
    FixedTerm,
    Slice,
    SliceTerm,
    Tier,
    TierTerm,
    UnitTerm,
    compile_tariff,
)
from energycore.tax import volume_below

YEAR = DayRange.of_year(2026)
AUGUST = day_number(date(2026, 8, 1))
TAXES = {"component": "taxes", "vat_bp": 600}
EURO = 10**12


def tariff_of(*terms, registers=("total",), period=YEAR):
    return compile_tariff(terms, registers, period.from_, period.until)


def wh(*volumes):
    return np.array(volumes, dtype=np.int64).reshape(len(volumes), 1, 1)


EXCISE = SliceTerm(
    code="excise",
    valid=YEAR,
    slices=(
        Slice(up_to_wh=20_000_000, nano_eur_per_kwh=47_480_000),
        Slice(up_to_wh=50_000_000, nano_eur_per_kwh=45_460_000),
        Slice(up_to_wh=None, nano_eur_per_kwh=44_780_000),
    ),
    **TAXES,
)


def test_seven_decimals_stay_exact():
    price = UnitTerm(
        code="grid", component="network", vat_bp=600, valid=YEAR, nano_eur_per_kwh=23_449_200
    )
    charges = charge(tariff_of(price), wh(3_500_000), annual_wh=np.array([3_500_000]))
    assert charges.pico_eur.tolist() == [[82_072_200_000_000]]  # 3,500 kWh x 0.0234492 euro
    assert charges.total_cents().tolist() == [8_699]  # 82.07 + 4.92


def test_slices_are_progressive_and_scale_with_the_period():
    tariff = tariff_of(EXCISE)
    yearly = np.array([25_000_000, 25_000_000])
    charges = charge(tariff, wh(25_000_000, 12_500_000), annual_wh=yearly)
    # 20 x 47.48 + 5 x 45.46 = 1176.90; half a year has half of each slice.
    assert charges.pico_eur[:, 0].tolist() == [1_176_900 * EURO // 1000, 588_450 * EURO // 1000]


def test_a_volume_without_a_year_falls_into_the_last_slice_never_into_a_crash():
    charges = charge(tariff_of(EXCISE), wh(0, 1_000), annual_wh=np.array([0, 0]))
    assert charges.pico_eur[:, 0].tolist() == [0, 47_480_000_000]


def test_huge_volumes_take_the_slow_way_and_stay_exact():
    volume = 40_000_000_000
    charges = charge(tariff_of(EXCISE), wh(volume), annual_wh=np.array([volume]))
    small = 20_000_000 * 47_480_000 + 30_000_000 * 45_460_000
    assert charges.pico_eur.tolist() == [[small + (volume - 50_000_000) * 44_780_000]]


def test_the_share_below_an_edge_is_exact_for_every_size():
    huge = np.array([40_000_000_000_001])
    assert volume_below(huge, 30_000_000_000_000, huge).tolist() == [30_000_000_000_000]
    assert volume_below(huge // 2, 30_000_000_000_000, huge).tolist() == [14_999_999_999_999]


def test_a_tier_prices_the_whole_volume_and_has_its_own_fixed_amount():
    term = TierTerm(
        code="gas",
        component="network",
        vat_bp=600,
        valid=YEAR,
        tiers=(
            Tier(up_to_wh=5_000_000, nano_eur_per_kwh=20, micro_eur_per_year=15_000_000),
            Tier(up_to_wh=None, nano_eur_per_kwh=8, micro_eur_per_year=80_000_000),
        ),
    )
    charges = charge(
        tariff_of(term),
        wh(5_000_000, 5_000_001),
        annual_wh=np.array([5_000_000, 5_000_001]),
        from_days=np.array([YEAR.from_, YEAR.until - 73]),
    )
    assert charges.pico_eur[:, 0].tolist() == [
        15 * EURO + 100_000_000,
        16 * EURO + 40_000_008,
    ]


def capacity(**changes):
    values = {
        "code": "capacity",
        "component": "network",
        "vat_bp": 600,
        "valid": YEAR,
        "nano_eur_per_kw_year": 50 * 10**9,
    }
    return CapacityTerm(**(values | changes))


def test_a_peak_has_a_floor_and_a_ceiling():
    tariff = tariff_of(capacity(ceiling_nano_eur_per_kwh=100_000_000))
    charges = charge(
        tariff,
        wh(9_000_000, 9_000_000, 2_000_000, 100_000),
        annual_wh=np.full(4, 1),
        peaks_w=np.array([4_000, 1_000, 6_000, 6_000]),
    )
    # 4 kW; the floor of 2.5 kW; the ceiling of 2,000 kWh x 0.10; the floor under the ceiling.
    assert charges.pico_eur[:, 0].tolist() == [200 * EURO, 125 * EURO, 200 * EURO, 125 * EURO]


def test_a_peak_that_nobody_knows_is_an_error_unless_the_term_has_one():
    with pytest.raises(PeakMissing, match="capacity") as caught:
        charge(tariff_of(capacity()), wh(1), annual_wh=np.array([1]))
    assert caught.value.code == "capacity"
    charges = charge(tariff_of(capacity(default_peak_w=3_000)), wh(1), annual_wh=np.array([1]))
    assert charges.pico_eur.tolist() == [[150 * EURO]]


def test_each_point_has_its_own_period():
    fee = FixedTerm(
        code="fee", component="energy", vat_bp=0, valid=YEAR, micro_eur_per_year=36_500_000
    )
    charges = charge(
        tariff_of(fee),
        wh(0, 0),
        annual_wh=np.array([0, 0]),
        from_days=np.array([YEAR.from_, YEAR.from_ + 10]),
        until_days=np.array([YEAR.until, YEAR.from_ + 40]),
    )
    assert charges.total_cents().tolist() == [3_650, 300]


def test_what_does_not_fit_is_refused():
    tariff = tariff_of(EXCISE)
    with pytest.raises(ValueError, match="do not fit"):
        charge(tariff, np.zeros((1, 2, 1), dtype=np.int64), annual_wh=np.array([1]))
    with pytest.raises(VolumeNegative, match="below zero"):
        charge(tariff, wh(-1), annual_wh=np.array([1]))
    with pytest.raises(ValueError, match="outside the days"):
        charge(tariff, wh(1), annual_wh=np.array([1]), from_days=np.array([YEAR.from_ - 1]))
    with pytest.raises(ValueError, match="outside the days"):
        charge(tariff, wh(1), annual_wh=np.array([1]), until_days=np.array([YEAR.until + 1]))


def test_an_amount_beyond_int64_is_refused_not_wrapped():
    with pytest.raises(AmountTooLarge) as caught:
        charge(tariff_of(EXCISE), wh(10**12, 10**14), annual_wh=np.array([1, 1]))
    assert (caught.value.volume_wh, caught.value.code) == (10**14, "excise")


def test_volumes_split_exactly_whatever_the_measure():
    rng = np.random.default_rng(7)
    volumes = rng.integers(0, 10**9, (50, 2))
    measure = np.cumsum(rng.random((50, 2, 9)), axis=-1)
    parts = split_volumes(volumes, measure)
    assert (parts >= 0).all()
    assert (parts.sum(axis=-1) == volumes).all()


def test_a_measure_that_stands_still_puts_all_at_the_end():
    assert split_volumes(np.array([9]), np.array([[2.0, 2.0, 2.0]])).tolist() == [[0, 9]]
