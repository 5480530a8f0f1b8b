"""The expected settlement: one function for the slider, the office and the yearly run."""

from collections.abc import Sequence

import numpy as np

from energycore.charges import Consumption, charge_columns, merge_rows
from energycore.forecast.band import BandTable
from energycore.forecast.types import Forecast, ForecastInputs, settlement_for_amount
from energycore.forecast.volumes import (
    LEVELS,
    ExpectedVolumes,
    expect_volumes,
    segment_volumes,
    years_scale,
)
from energycore.profiles import LoadProfile
from energycore.tariff import Tariff
from energycore.tax import total_cents
from energycore.units import BoolArray, Cents, FloatArray, IntArray, Wh

CHUNK = 8_192
"""Supply points per pass: the working arrays of one pass stay in the second-level cache."""

CENTS_PER_EURO = 100


def forecast_settlement(
    tariff: Tariff,
    profiles: Sequence[LoadProfile],
    inputs: ForecastInputs,
    band: BandTable,
    *,
    chunk: int = CHUNK,
) -> Forecast:
    """Return the expected settlement of N supply points of one tariff, with its band.

    `tariff` covers every billing period in `inputs`; `profiles[r]` is the load profile of the
    tariff's register r, covering them too (extended and marked provisional where nothing is
    published). `band` is the calibrated table of the energy. What is time-like is prorated by
    days, what is volume-like by the profile; the price of a day is the price of that day.

    Pure: the same inputs give the same figures, whatever `chunk` is. Raises ValueError when a
    period lies outside the tariff or the profiles are not one per register, and what
    `LoadProfile.cumulative_at` and `charge` raise. Check `basis` first: NOTHING means that there
    is neither a reading nor a year before, and that the other figures say nothing.
    """
    if len(profiles) != len(tariff.registers) or inputs.known_wh.shape[1] != len(profiles):
        raise ValueError("a forecast needs one profile and one column of volumes per register")
    period_is_outside = (inputs.period_from < tariff.period.from_).any() or (
        inputs.period_until > tariff.period.until
    ).any()
    if period_is_outside:
        raise ValueError("a billing period lies outside the days of the tariff")
    merged = merge_rows(tariff)
    parts = [
        _forecast_chunk(merged, profiles, inputs.rows(start, start + chunk), band)
        for start in range(0, max(len(inputs), 1), chunk)
    ]
    return parts[0] if len(parts) == 1 else _join(parts)


def _forecast_chunk(
    tariff: Tariff, profiles: Sequence[LoadProfile], inputs: ForecastInputs, band: BandTable
) -> Forecast:
    expected = expect_volumes(tariff, profiles, inputs, band)
    volumes_wh = segment_volumes(expected, boundary_totals(tariff, profiles, expected))
    costs = charge_levels(
        tariff,
        volumes_wh,
        annual_wh=expected.annual_wh,
        from_days=inputs.period_from,
        until_days=inputs.period_until,
        peaks_w=inputs.peaks_w,
    )
    return conclude(tariff, profiles, inputs, expected, costs)


def charge_levels(
    tariff: Tariff,
    volumes_wh: Wh,
    *,
    annual_wh: Wh,
    from_days: IntArray,
    until_days: IntArray,
    peaks_w: IntArray | None,
) -> Cents:
    """Return int64[L, N], VAT included: the expected cost, and the low and the high end of it.

    `volumes_wh` int64[R, S, L, N], `annual_wh` int64[L, N]; the rest int64[N]. The levels are
    charged in one pass, as if they were so many supply points more.
    """
    registers, segments, _, count = volumes_wh.shape
    consumption = Consumption(
        volumes_wh=volumes_wh.reshape(registers, segments, LEVELS * count),
        from_days=np.tile(from_days, LEVELS),
        until_days=np.tile(until_days, LEVELS),
        annual_wh=annual_wh.reshape(-1),
        peaks_w=None if peaks_w is None else np.tile(peaks_w, LEVELS),
    )
    costs = total_cents(charge_columns(tariff, consumption), tariff.rows).reshape(LEVELS, count)
    # A credit for injection or a tier with a lower price may turn the order of volumes around.
    return np.stack([costs[0], costs.min(axis=0), costs.max(axis=0)])


def conclude(
    tariff: Tariff,
    profiles: Sequence[LoadProfile],
    inputs: ForecastInputs,
    expected: ExpectedVolumes,
    costs: Cents,
) -> Forecast:
    """Return the forecast that the costs of whole periods, int64[L, N], lead to."""
    cost, low, high = costs
    advances = inputs.invoiced_cents + inputs.advances_left * inputs.amount_cents
    return Forecast(
        expected_cost_cents=cost,
        low_cost_cents=low,
        high_cost_cents=high,
        settlement_cents=cost - advances,
        low_settlement_cents=low - advances,
        high_settlement_cents=high - advances,
        intercept_cents=cost - inputs.invoiced_cents,
        advances_left=inputs.advances_left,
        recommended_cents=recommend_advance(
            cost - inputs.invoiced_cents, inputs.advances_left, inputs.amount_cents
        ),
        expected_wh=np.ascontiguousarray((expected.known_wh + expected.rest_wh[:, 0]).T),
        annual_wh=expected.annual_wh[0],
        known_fraction=expected.fraction,
        basis=expected.basis,
        provisional=_provisional(tariff, profiles, inputs),
    )


def recommend_advance(
    intercept_cents: Cents, advances_left: IntArray, amount_cents: Cents
) -> Cents:
    """Return the advance in whole euros, rounded up, that leaves nothing to pay at the end.

    `intercept_cents` is what the advances left must bring in; never below zero. Without an advance
    left the amount stays as it is.

    >>> recommend_advance(np.array([60_050]), np.array([6]), np.array([9_000]))
    array([10100])
    """
    left = np.maximum(advances_left, 1) * CENTS_PER_EURO
    euros = np.maximum(-(-intercept_cents // left), 0)
    return np.where(advances_left > 0, euros * CENTS_PER_EURO, amount_cents)


def boundary_totals(
    tariff: Tariff, profiles: Sequence[LoadProfile], expected: ExpectedVolumes
) -> FloatArray:
    """Return float64[R, S + 1, N]: the profiles at the tariff's boundaries, within each period.

    A running total never falls, so clipping it is the same as clipping the day.
    """
    at = np.empty((len(profiles), tariff.segment_count + 1, expected.start.shape[1]))
    for place, profile in enumerate(profiles):
        at[place, 0] = expected.start[place]
        at[place, -1] = expected.end[place]
        totals = profile.cumulative_at(tariff.boundaries[1:-1]) / years_scale(profile)
        at[place, 1:-1] = np.clip(totals[:, None], expected.start[place], expected.end[place])
    return at


def _provisional(
    tariff: Tariff, profiles: Sequence[LoadProfile], inputs: ForecastInputs
) -> BoolArray:
    days = [profile.provisional_from for profile in profiles]
    first = min((day for day in (*days, tariff.provisional_from) if day is not None), default=None)
    if first is None:
        return np.zeros(len(inputs), dtype=np.bool_)
    return inputs.period_until > first


def _join(parts: Sequence[Forecast]) -> Forecast:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Forecast.__dataclass_fields__
    }
    return Forecast(**columns)


__all__ = [
    "CHUNK",
    "boundary_totals",
    "forecast_settlement",
    "recommend_advance",
    "settlement_for_amount",
]
