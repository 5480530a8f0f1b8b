"""What follows other amounts or an index: shares, limits, and the quarter-hours behind a volume.

Every one of them is counted up to a day and taken as a difference, so that a further cut in time
changes no sum: a share of all that came before is floored to the pico-euro once, at each end.
"""

from collections.abc import Callable, Iterable

import numpy as np

from energycore.charges.capacity import MAX_PICO
from energycore.charges.consumption import Consumption
from energycore.charges.errors import AmountTooLarge, IntervalsMissing
from energycore.clocks import DayRange
from energycore.tariff import Tariff
from energycore.tariff.compiled import DynamicPlan, LimitPlan, SharePlan
from energycore.tariff.following import PPM_PER_UNIT
from energycore.units import NANO_PER_EUR, IntArray

type ChargeBase = Callable[[Tariff, Consumption], IntArray]
"""`charge_columns`: it charges what is followed, too."""


def count_until(
    base: Tariff, consumption: Consumption, days: Iterable[int], charge_base: ChargeBase
) -> dict[int, IntArray]:
    """Return int64[N] pico-euro of everything in `base` from each period's start until each day."""
    first = int(consumption.from_days.min(initial=base.period.until))
    return {
        day: charge_base(base, consumption.until(base, day))[0]
        if day > first
        else np.zeros_like(consumption.from_days)
        for day in sorted(set(days))
    }


def share_of(pico_eur: IntArray, share_ppm: int) -> IntArray:
    """Return floor(amount x share) without leaving int64 on the way.

    >>> share_of(np.array([1_000_001, -1]), -50_000).tolist()
    [-50001, 0]
    """
    return _floor_product(pico_eur, share_ppm, PPM_PER_UNIT)


def share_amounts(plan: SharePlan, consumption: Consumption, charge_base: ChargeBase) -> IntArray:
    """Return int64[N] pico-euro of a row of percentages."""
    ends = [day for days, _ in plan.shares for day in (days.from_, days.until)]
    totals = count_until(plan.base, consumption, ends, charge_base)
    amounts = np.zeros_like(consumption.from_days)
    for days, share_ppm in plan.shares:
        amounts += share_of(totals[days.until], share_ppm)
        amounts -= share_of(totals[days.from_], share_ppm)
    return amounts


def limit_amounts(plan: LimitPlan, consumption: Consumption, charge_base: ChargeBase) -> IntArray:
    """Return int64[N] pico-euro: what brings the sum of other terms to its limit, or nothing."""
    ends = [day for days in plan.days for day in (days.from_, days.until)]
    totals = count_until(plan.base, consumption, ends, charge_base)
    asked = sum((totals[days.until] - totals[days.from_] for days in plan.days), start=0)
    missing = limit_until(plan, consumption, plan.base.period) - asked
    return np.asarray(np.maximum(missing, 0) if plan.is_floor else np.minimum(missing, 0))


def limit_until(plan: LimitPlan, consumption: Consumption, days: DayRange) -> IntArray:
    """Return int64[N] pico-euro: what a limit comes to on some days between two boundaries."""
    first = plan.base.period.from_
    starts = np.clip(consumption.from_days, days.from_, days.until) - first
    ends = np.clip(consumption.until_days, days.from_, days.until) - first
    allowed = plan.by_day[ends] - plan.by_day[starts]
    if any(plan.pico_per_wh):
        inside = _starts_on(plan.base, days) * np.array(plan.pico_per_wh)
        volumes = consumption.volumes_wh[list(plan.columns)].sum(axis=0)
        allowed = allowed + inside @ volumes
    return np.asarray(allowed, dtype=np.int64)


def dynamic_amounts(tariff: Tariff, plan: DynamicPlan, consumption: Consumption) -> IntArray:
    """Return int64[N] pico-euro: the factor on what the index made of the volumes.

    Raises IntervalsMissing without the volumes at their index, AmountTooLarge where an amount
    could leave int64.
    """
    weighted = consumption.weighted_pico
    if weighted is None:
        raise IntervalsMissing(tariff.rows[plan.row].code)
    until = np.cumsum(weighted[list(plan.columns)].sum(axis=0), axis=0)
    until = np.concatenate([np.zeros_like(until[:1]), until])
    first, end = until[plan.first_segment], until[plan.end_segment]
    largest = max(np.abs(first).max(initial=0), np.abs(end).max(initial=0))
    if float(largest) * abs(plan.factor_nano) / NANO_PER_EUR > MAX_PICO:
        largest_wh = int(consumption.volumes_wh.max(initial=0))
        raise AmountTooLarge(largest_wh, tariff.rows[plan.row].code)
    return factor_of(end, plan.factor_nano) - factor_of(first, plan.factor_nano)


def factor_of(pico_eur: IntArray, factor_nano: int) -> IntArray:
    """Return floor(amount x factor), the factor in thousand-millionths; at most 4 either way."""
    return _floor_product(pico_eur, factor_nano, NANO_PER_EUR)


def _floor_product(amounts: IntArray, numerator: int, denominator: int) -> IntArray:
    whole, rest = np.divmod(amounts, denominator)
    return np.asarray(whole * numerator + rest * numerator // denominator, dtype=np.int64)


def _starts_on(tariff: Tariff, days: DayRange) -> IntArray:
    """Return int64[S]: 1 for the segments that begin on some days."""
    starts = tariff.boundaries[:-1]
    return ((starts >= days.from_) & (starts < days.until)).astype(np.int64)
