"""What a forecast takes and what it gives: structs of arrays over N supply points."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from energycore.units import BoolArray, Cents, FloatArray, IntArray, Wh

UNKNOWN_WH = -1
"""Stands for "no volume of last year is known" in `prior_annual_wh`."""


class Basis(IntEnum):
    """What a forecast rests on."""

    NOTHING = 0
    PRIOR_YEAR = 1
    OWN_PERIOD = 2
    BOTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastInputs:
    """What is known of N supply points of one tariff on the day of the forecast.

    Days are day numbers in market time, periods half-open, money in cents with VAT.

    period_from, period_until   int64[N]: the billing period that the settlement will close
    known_until                 int64[N]: the day up to which readings are known; period_from
                                when none is
    known_wh                    int64[N, R]: register volumes in [period_from, known_until), R in
                                the order of the tariff's registers
    prior_annual_wh             int64[N, R]: volumes of the year before (a full year, annualised
                                on its profile), UNKNOWN_WH where not known
    invoiced_cents              int64[N]: advances already invoiced for the period (invoiced, not
                                paid: what is unpaid is owed separately)
    advances_left               int64[N]: how many advance invoices are still to come
    amount_cents                int64[N]: the advance as it stands
    peaks_w                     int64[N] average monthly peak, or None when the tariff has no
                                capacity term (or a default peak)
    told_years                  float64[N, R]: the share of a year that `known_wh` was counted in,
                                less than that of [period_from, known_until) where a register
                                was hung later or days are missing; None where nothing is missing
    """

    period_from: IntArray
    period_until: IntArray
    known_until: IntArray
    known_wh: Wh
    prior_annual_wh: Wh
    invoiced_cents: Cents
    advances_left: IntArray
    amount_cents: Cents
    peaks_w: IntArray | None = None
    told_years: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.period_from)

    def __post_init__(self) -> None:
        """Raise ValueError when shapes differ or days are out of order."""
        count = len(self.period_from)
        vectors = [self.period_until, self.known_until, self.invoiced_cents]
        vectors += [self.advances_left, self.amount_cents]
        if self.peaks_w is not None:
            vectors.append(self.peaks_w)
        same = self.known_wh.shape == self.prior_annual_wh.shape
        if self.told_years is not None:
            same = same and self.told_years.shape == self.known_wh.shape
        if not same or any(len(v) != count for v in (*vectors, self.known_wh)):
            raise ValueError("the inputs of a forecast must have one row per supply point")
        known_late = (self.known_until > self.period_until).any()
        if known_late or (self.known_until < self.period_from).any():
            raise ValueError("known_until must lie within the billing period")
        if (self.known_wh < 0).any() or (self.advances_left < 0).any():
            raise ValueError("a known volume or a count of advances is below zero")

    def rows(self, start: int, stop: int) -> "ForecastInputs":
        """Return the supply points [start, stop) as views."""
        part = slice(start, stop)
        return ForecastInputs(
            period_from=self.period_from[part],
            period_until=self.period_until[part],
            known_until=self.known_until[part],
            known_wh=self.known_wh[part],
            prior_annual_wh=self.prior_annual_wh[part],
            invoiced_cents=self.invoiced_cents[part],
            advances_left=self.advances_left[part],
            amount_cents=self.amount_cents[part],
            peaks_w=None if self.peaks_w is None else self.peaks_w[part],
            told_years=None if self.told_years is None else self.told_years[part],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The expected settlement of N supply points; every array is [N] unless said.

    expected_cost_cents      what the whole period will cost, VAT included
    low_cost_cents, high_cost_cents   the 80 % band of that cost
    settlement_cents         expected cost less all advances at today's amount: positive is what
                             the customer pays, negative what comes back
    low_settlement_cents, high_settlement_cents   the band of it
    intercept_cents          settlement = intercept - advances_left x amount: what the slider's
                             own arithmetic needs to show the same cents as the server
    advances_left            the slope, repeated from the inputs
    recommended_cents        the advance that brings the settlement to zero or just below, whole
                             euros, rounded up; today's amount when no advance is left
    expected_wh              int64[N, R]: volume of the whole period, known part included
    annual_wh                int64[N]: yearly offtake behind slices and tiers: what the volume of
                             the whole period, known and expected, stands for in a year
    known_fraction           float64: share of a year (by profile) that is known, offtake
    basis                    int8: a `Basis`; NOTHING means that the other figures say nothing
    provisional              bool: a profile or a price beyond the last published one was used
    """

    expected_cost_cents: Cents
    low_cost_cents: Cents
    high_cost_cents: Cents
    settlement_cents: Cents
    low_settlement_cents: Cents
    high_settlement_cents: Cents
    intercept_cents: Cents
    advances_left: IntArray
    recommended_cents: Cents
    expected_wh: Wh
    annual_wh: Wh
    known_fraction: FloatArray
    basis: IntArray
    provisional: BoolArray

    def __len__(self) -> int:
        return len(self.settlement_cents)


def settlement_for_amount(
    intercept_cents: int | Cents, advances_left: int | IntArray, amount_cents: int | Cents
) -> int | Cents:
    """Return the expected settlement if the advances left were of `amount_cents`.

    Linear, in whole cents, so that the page's script and the server cannot differ.

    >>> settlement_for_amount(60_000, 4, 12_000)
    12000
    """
    return intercept_cents - advances_left * amount_cents


def one_row(**values: int | list[int] | None) -> ForecastInputs:
    """Return the inputs for one supply point from plain numbers (lists for the registers).

    >>> len(one_row(period_from=20454, period_until=20819, known_until=20544,
    ...     known_wh=[900_000], prior_annual_wh=[3_500_000], invoiced_cents=30_000,
    ...     advances_left=9, amount_cents=10_000))
    1
    """
    arrays = {
        name: None if value is None else np.array([value], dtype=np.int64)
        for name, value in values.items()
    }
    return ForecastInputs(**arrays)  # type: ignore[arg-type]
