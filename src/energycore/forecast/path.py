"""The path of the balance over a billing period: what the chart under the slider draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from energycore.charges import merge_rows
from energycore.clocks import month_starts
from energycore.forecast.band import BandTable
from energycore.forecast.settlement import boundary_totals, charge_levels, conclude
from energycore.forecast.types import Forecast, ForecastInputs
from energycore.forecast.volumes import (
    ExpectedVolumes,
    expect_volumes,
    read_to_end,
    segment_volumes,
    years_scale,
)
from energycore.profiles import LoadProfile
from energycore.tariff import Tariff
from energycore.units import BoolArray, Cents, FloatArray, IntArray, Wh


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancePath:
    """The running balance of one supply point; every array is [M] over the `days`.

    days                       day numbers: the period's start, each first of a month in it, the
                               day of the last reading, the period's end
    cost_cents, low_cost_cents, high_cost_cents   cost from the start until each day, VAT included
    advances_cents             advances due before each day, at today's amount
    advances_left_count        how many of these are still to come (what the slider multiplies)
    balance_cents, low_balance_cents, high_balance_cents   cost less advances: positive is owed
    is_measured                whether the cost until that day rests on readings alone
    forecast                   of one row: what `forecast_settlement` says, found on the way
    read_cost_cents            [K]: the cost of the whole period, were it read to its end with what
                               is expected now, then with each of `also_read`
    """

    days: IntArray
    cost_cents: Cents
    low_cost_cents: Cents
    high_cost_cents: Cents
    advances_cents: Cents
    advances_left_count: IntArray
    balance_cents: Cents
    low_balance_cents: Cents
    high_balance_cents: Cents
    is_measured: BoolArray
    forecast: Forecast
    read_cost_cents: Cents


def balance_path(
    tariff: Tariff,
    profiles: Sequence[LoadProfile],
    inputs: ForecastInputs,
    band: BandTable,
    *,
    invoiced: Sequence[tuple[int, int]],
    due_days_left: Sequence[int],
    also_at: Sequence[int] = (),
    also_read: Sequence[Sequence[int]] = (),
) -> BalancePath:
    """Return the path of the balance of one supply point, at the firsts of the months.

    `also_at` asks for more days (today, say); those outside the billing period are left out.
    `also_read` are other volumes in Wh, one per register, charged as if the period were read to
    its end with them; then the volumes expected now are charged so too, to be compared.

    `inputs` holds one row; `invoiced` are (day, cents) of the advances invoiced, `due_days_left`
    the days of those to come, as many as `advances_left`. The last point is the settlement that
    `forecast_settlement` gives, to the cent. Raises ValueError when `inputs` is not one row, or
    the advances do not add up to what it says.
    """
    if len(inputs) != 1:
        raise ValueError("a path is drawn for one supply point")
    if sum(cents for _, cents in invoiced) != int(inputs.invoiced_cents[0]):
        raise ValueError("the advances invoiced do not add up to invoiced_cents")
    if len(due_days_left) != int(inputs.advances_left[0]):
        raise ValueError("the days of the advances to come differ in number from advances_left")
    merged = merge_rows(tariff)
    expected = expect_volumes(merged, profiles, inputs, band)
    days = path_days(inputs, also_at)
    at = boundary_totals(merged, profiles, expected)
    volumes, annual = _volumes_until(profiles, expected, at, days), expected.annual_wh
    annual, until = np.repeat(annual, len(days), axis=1), days
    if also_read:
        now = np.maximum(expected.known_wh + expected.rest_wh[:, 0], 0)
        others = np.array(also_read, dtype=np.int64).T
        read = read_to_end(merged, expected, np.concatenate([now, others], axis=1))
        volumes = np.concatenate([volumes, segment_volumes(read, at)], axis=3)
        annual = np.concatenate([annual, read.annual_wh], axis=1)
        ends = np.repeat(inputs.period_until, 1 + len(also_read))
        until = np.concatenate([days, ends])
    count = len(until)
    charged = charge_levels(
        merged,
        volumes,
        annual_wh=annual,
        from_days=np.repeat(inputs.period_from, count),
        until_days=until,
        peaks_w=None if inputs.peaks_w is None else np.repeat(inputs.peaks_w, count),
    )
    cost, low, high = costs = charged[:, : len(days)]
    left_count = _count_before(np.array(due_days_left, dtype=np.int64), days)
    advances = left_count * inputs.amount_cents[0]
    for day, cents in invoiced:
        advances = advances + np.where(_is_due(day, days), cents, 0)
    return BalancePath(
        days=days,
        cost_cents=cost,
        low_cost_cents=low,
        high_cost_cents=high,
        advances_cents=advances,
        advances_left_count=left_count,
        balance_cents=cost - advances,
        low_balance_cents=low - advances,
        high_balance_cents=high - advances,
        is_measured=days <= inputs.known_until[0],
        forecast=conclude(merged, profiles, inputs, expected, costs[:, -1:]),
        read_cost_cents=charged[0, len(days) :],
    )


def path_days(inputs: ForecastInputs, also_at: Sequence[int] = ()) -> IntArray:
    """Return the days of a path: both ends, the firsts of the months, the last reading, others."""
    start, known, end = (
        int(part[0]) for part in (inputs.period_from, inputs.known_until, inputs.period_until)
    )
    more = [day for day in also_at if start < day < end]
    asked = np.array([start, known, end, *more], dtype=np.int64)
    return np.unique(np.concatenate([month_starts(start, end), asked]))


def _is_due(day: int, days: IntArray) -> BoolArray:
    """Return whether an advance of `day` counts on each of the days; the end counts them all."""
    is_due: BoolArray = day < days
    is_due[-1] = True
    return is_due


def _count_before(due_days: IntArray, days: IntArray) -> IntArray:
    counts = np.searchsorted(np.sort(due_days), days, side="left").astype(np.int64)
    counts[-1] = len(due_days)
    return counts


def _volumes_until(
    profiles: Sequence[LoadProfile], expected: ExpectedVolumes, at: FloatArray, days: IntArray
) -> Wh:
    """Return int64[R, S, L, M]: each segment's volume, cut off at each of the days.

    `at` are the `boundary_totals`.
    The boundaries are those of the whole period with one more put in at the day, so that the whole
    Wh of every segment before the day are those of the settlement.
    """
    cut = np.array([profile.cumulative_at(days) / years_scale(profile) for profile in profiles])
    cut = np.clip(cut, expected.start, expected.end)
    stops = np.minimum(at, cut[:, None, :])
    ends = np.broadcast_to(expected.end[:, None, :], (len(profiles), 1, len(days)))
    volumes = segment_volumes(expected, np.concatenate([stops, ends], axis=1))[:, :-1]
    # A running total that stands still at the end would leave the last Wh beyond the cut.
    volumes[..., -1] = segment_volumes(expected, at)[..., 0]
    return volumes
