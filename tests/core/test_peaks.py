"""Monthly peaks: their rolling mean, and a capacity that is charged month by month."""

from dataclasses import replace

import numpy as np
import pytest
from bill_samples import random_bill

from energycore.bundle import PeakStretch, state
from energycore.charges import (
    AmountTooLarge,
    PeakMissing,
    Peaks,
    PeakTooLarge,
    charge,
    rolling_mean_peaks,
)
from energycore.clocks import DayRange
from energycore.statement import make_statement
from energycore.tariff import CapacityTerm, compile_tariff

YEAR = DayRange.of_year(2026)
MIDDLE = YEAR.from_ + 181


def capacity_tariff(**changes):
    """50 euro per kW and year, at least 2.5 kW."""
    term = CapacityTerm(
        code="capacity",
        component="network",
        vat_bp=600,
        valid=YEAR,
        nano_eur_per_kw_year=50_000_000_000,
        **changes,
    )
    return compile_tariff([term], ("total",), YEAR.from_, YEAR.until)


def test_a_mean_looks_back_twelve_months_and_floors_each():
    months = np.full((14, 2), 3_000)
    months[0, 0] = 9_000
    months[13, 1] = 0
    means = rolling_mean_peaks(months, floor_w=2_500)
    # (9 + 11 x 3) / 12 = 3.5 kW; then the high month has passed. (2.5 + 11 x 3) / 12 = 2.958.
    assert means.tolist() == [[3_500, 3_000], [3_000, 3_000], [3_000, 2_958]]


def test_too_few_months_make_no_mean():
    with pytest.raises(ValueError, match="needs as many, not 3"):
        rolling_mean_peaks(np.zeros((3, 1), dtype=np.int64), floor_w=2_500)


def test_each_stretch_is_charged_on_its_own_peak():
    peaks = Peaks(
        np.array([YEAR.from_, MIDDLE, YEAR.until]), np.array([[4_000, 2_000], [6_000, 2_000]])
    )
    charges = charge(
        capacity_tariff(),
        np.zeros((2, 1, 1), dtype=np.int64),
        annual_wh=np.array([0, 0]),
        peaks_w=peaks,
    )
    # 4 kW x 50 x 181/365 + 6 kW x 50 x 184/365 = 250.41 euro; below the floor 2.5 x 50.
    assert (charges.pico_eur[:, 0] // 10**10).tolist() == [25_041, 12_500]


def test_peaks_that_end_before_the_bill_are_missing():
    peaks = Peaks(np.array([YEAR.from_, MIDDLE]), np.array([[4_000]]))
    with pytest.raises(PeakMissing):
        charge(
            capacity_tariff(),
            np.zeros((1, 1, 1), dtype=np.int64),
            annual_wh=np.array([0]),
            peaks_w=peaks,
        )


@pytest.mark.parametrize("peaks_w", [np.array([10**8]), Peaks.over(YEAR, 10**8)])
def test_a_peak_beyond_int64_is_refused_not_wrapped(peaks_w):
    """100 MW at 50 euro: 5 million euro, more than a sum of rows may hold."""
    nothing = np.zeros((1, 1, 1), dtype=np.int64)
    with pytest.raises(PeakTooLarge) as caught:
        charge(capacity_tariff(), nothing, annual_wh=np.array([0]), peaks_w=peaks_w)
    assert caught.value.peak_w == 10**8
    assert str(caught.value).startswith("capacity: a peak of 100000 kW could come to more than")


def test_a_ceiling_beyond_int64_is_refused_not_wrapped():
    with pytest.raises(AmountTooLarge, match="capacity: 10000000 kWh at one price"):
        charge(
            capacity_tariff(ceiling_nano_eur_per_kwh=10**9),
            np.full((1, 1, 1), 10**10),
            annual_wh=np.array([0]),
            peaks_w=np.array([4_000]),
        )


@pytest.mark.parametrize(("days", "count"), [([0, 5], 2), ([5, 5], 1), ([0, 3, 2], 2)])
def test_peaks_out_of_order_are_none(days, count):
    with pytest.raises(ValueError, match="in order"):
        Peaks(np.array(days), np.zeros((count, 1), dtype=np.int64))


@pytest.mark.parametrize("seed", range(30))
def test_cutting_a_stretch_in_two_changes_no_amount(seed):
    bill = random_bill(seed)
    cut = int(np.random.default_rng(seed).integers(bill.period.from_ + 1, bill.period.until))
    pieces = tuple(
        PeakStretch(days=days, mean_w=each.mean_w)
        for each in bill.peaks
        for days in each.days.split([cut])
    )
    whole, parted = state(bill), state(replace(bill, peaks=pieces))
    assert whole.total_cents == parted.total_cents
    assert sum(line.pico_eur for line in whole.lines) == sum(line.pico_eur for line in parted.lines)


def test_lines_of_capacity_show_each_stretch():
    bill = random_bill(1)
    lines = [line for line in state(bill).lines if line.rule == "capacity"]
    shown = {line.period.from_: line.quantity for line in lines}
    floors = {t.valid: t.floor_w for t in bill.terms if isinstance(t, CapacityTerm)}
    for stretch in bill.peaks:
        day = stretch.days.from_
        floor = next(floor_w for valid, floor_w in floors.items() if day in valid)
        assert shown[day] == max(stretch.mean_w, floor)


def test_a_line_shows_the_usual_peak_where_none_is_known():
    usual = CapacityTerm(
        code="capacity",
        component="network",
        vat_bp=600,
        valid=YEAR,
        nano_eur_per_kw_year=50_000_000_000,
        default_peak_w=4_000,
    )
    tariff = compile_tariff([usual], ("total",), YEAR.from_, YEAR.until)
    statement = make_statement(tariff, np.zeros((1, 1), dtype=np.int64), period=YEAR, annual_wh=0)
    assert [(line.quantity, line.pico_eur) for line in statement.lines] == [(4_000, 200 * 10**12)]


def test_floor_and_usual_peak_may_change_with_their_version():
    before = CapacityTerm(
        code="capacity",
        component="network",
        vat_bp=600,
        valid=DayRange(YEAR.from_, MIDDLE),
        nano_eur_per_kw_year=36_500_000_000,
        floor_w=2_000,
        default_peak_w=1_000,
    )
    after = replace(before, valid=DayRange(MIDDLE, YEAR.until), floor_w=3_000, default_peak_w=5_000)
    tariff = compile_tariff([before, after], ("total",), YEAR.from_, YEAR.until)
    nothing = np.zeros((2, 1, 1), dtype=np.int64)
    known = charge(
        tariff, nothing, annual_wh=np.array([0, 0]), peaks_w=np.array([2_500, 100])
    ).pico_eur[:, 0]
    # 0.1 euro a kW and day: 181 days, then 184.
    assert (known // 10**10).tolist() == [
        int(18.1 * 250 + 18.4 * 300),
        int(18.1 * 200 + 18.4 * 300),
    ]
    usual = charge(tariff, nothing, annual_wh=np.array([0, 0])).pico_eur[:, 0]
    assert (usual // 10**10).tolist() == [int(18.1 * 200 + 18.4 * 500)] * 2
    capped = compile_tariff(
        [replace(term, ceiling_nano_eur_per_kwh=1) for term in (before, after)],
        ("total",),
        YEAR.from_,
        YEAR.until,
    )
    least = charge(
        capped,
        np.zeros((1, 1, 2), dtype=np.int64),
        annual_wh=np.array([0]),
        peaks_w=np.array([9_000]),
    ).pico_eur
    assert (least // 10**10).tolist() == [[int(18.1 * 200 + 18.4 * 300)]]
