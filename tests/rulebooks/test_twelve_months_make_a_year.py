"""Twelve monthly bills and the bill of the year, of the same readings: the same lines, to the pico-euro.

What differs is documented (decision 20): each bill rounds once for itself, and a ceiling on the capacity
of a small volume counts over the days of its own bill.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from energycore.bundle import PeakStretch, state
from energycore.clocks import DayRange, date_of, day_number, split_by_month
from rulebooks.cases import read_case

CASES = 12
FIRST, UNTIL = "2025-07-01", "2026-07-01"
# Below this much in a month, the ceiling of the Flemish capacity tariff may hold.
_LEAST_KWH = 260


def make_year(seed):
    """A Flemish year read every month, with the mean peak that each month is charged on."""
    draw = np.random.default_rng(seed)
    months = split_by_month(DayRange.of_dates(*map(_day, (FIRST, UNTIL))))
    category = ("residential", "professional")[seed % 2]
    case = {
        "supply_point": {
            "country": "BE",
            "region": "flanders",
            "operator": "fluvius_antwerpen",
            "energy": "electricity",
            "category": category,
            "meter": "digital",
            "registers": ["total"],
            "profile": "rlp0n.flanders",
        },
        "period": {"from": FIRST, "until": UNTIL},
        "cards": [
            {"from": FIRST, "fixed_fee_eur_per_year": "61.32", "eur_per_kwh": {"total": "0.1312"}}
        ],
        "volumes": [
            {
                "register": "total",
                **_span(month),
                "kwh": str(int(draw.integers(_LEAST_KWH, 9_000))),
            }
            for month in months
        ],
        "peaks": [
            {**_span(month), "mean_kw": f"{int(draw.integers(1_500, 6_000)) / 1000:.3f}"}
            for month in months
        ],
    }
    return read_case(case), months


def _day(text):
    return date_of(day_number(np.datetime64(text).astype(object)))


def _span(days):
    return {"from": date_of(days.from_).isoformat(), "until": date_of(days.until).isoformat()}


def cut_month(year, month):
    """The bill of one month, placed in slices by the same twelve months."""
    return replace(
        year,
        period=month,
        measured=tuple(each for each in year.measured if each.days == month),
        peaks=tuple(
            PeakStretch(days=month, mean_w=each.mean_w) for each in year.peaks if each.days == month
        ),
    )


def amounts_of(statement):
    total = Counter()
    for line in statement.lines:
        total[line.code] += Fraction(line.net_cents)
    return total


@pytest.mark.parametrize("seed", range(CASES))
def test_the_months_come_to_the_year(seed):
    year, months = make_year(seed)
    whole = state(year)
    parts = [state(cut_month(year, month)) for month in months]
    apart = amounts_of(whole)
    for part in parts:
        apart.subtract(amounts_of(part))
    # What a bill uses of a slice is rounded to the Wh.
    assert abs(apart.pop("excise")) < Fraction(1, 100)
    assert set(apart.values()) == {0}
    rates = {vat.rate_bp for vat in whole.vat}
    # A bill rounds the base and the VAT of each rate once: at most a cent for both.
    assert abs(sum(part.total_cents for part in parts) - whole.total_cents) <= 12 * len(rates)


def test_a_month_placed_by_itself_alone_would_cost_something_else():
    year, months = make_year(1)
    placed = sum(state(cut_month(year, month)).total_cents for month in months)
    alone = sum(
        state(replace(part, annual_wh=sum(each.volume_wh for each in part.measured))).total_cents
        for part in (cut_month(year, month) for month in months)
    )
    assert alone != placed
