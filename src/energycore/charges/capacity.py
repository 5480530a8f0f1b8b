"""Capacity: what peaks cost, never less than the floor, never more than the ceiling above it."""

import numpy as np

from energycore.charges.consumption import Consumption
from energycore.charges.errors import AmountTooLarge, PeakMissing, PeakTooLarge
from energycore.charges.peaks import Peaks
from energycore.tariff import Tariff
from energycore.tariff.compiled import CapacityPlan, PeakPlan
from energycore.units import IntArray

MAX_PICO = 2**62
"""Rows beyond 4.6 million euro are refused: their sum could leave int64."""


def capacity_amounts(tariff: Tariff, plan: CapacityPlan, consumption: Consumption) -> IntArray:
    """Return int64[N] pico-euro of a capacity row.

    Raises PeakMissing, and PeakTooLarge or AmountTooLarge for what could leave int64.
    """
    first = tariff.period.from_
    starts, ends = consumption.from_days - first, consumption.until_days - first
    asked = floor = np.zeros_like(starts)
    for peak in plan.peaks:
        per_watt = peak.by_day[ends] - peak.by_day[starts]
        asked = asked + _asked(tariff, plan, peak, consumption, per_watt)
        if plan.ceiling_pico_per_wh:
            floor = floor + peak.floor_w * per_watt
    if plan.ceiling_pico_per_wh:
        volumes = consumption.volumes_wh[list(plan.columns)].sum(axis=0)
        largest_wh = int(volumes.max(initial=0))
        if largest_wh * sum(map(abs, plan.ceiling_pico_per_wh)) > MAX_PICO:
            raise AmountTooLarge(largest_wh, tariff.rows[plan.row].code)
        ceiling = np.zeros(volumes.shape[1], dtype=np.int64)
        for segment, price in enumerate(plan.ceiling_pico_per_wh):
            ceiling += volumes[segment] * price
        asked = np.maximum(np.minimum(asked, ceiling), floor)
    return np.asarray(asked, dtype=np.int64)


def _asked(
    tariff: Tariff,
    plan: CapacityPlan,
    peak: PeakPlan,
    consumption: Consumption,
    per_watt: IntArray,
) -> IntArray:
    """Return what the peaks alone cost, each at least the floor."""
    watts = peak.default_peak_w if consumption.peaks_w is None else consumption.peaks_w
    if watts is None:
        raise PeakMissing(tariff.rows[plan.row].code)
    _check_bounds(
        tariff.rows[plan.row].code, watts.watts if isinstance(watts, Peaks) else watts, peak
    )
    if not isinstance(watts, Peaks):
        return np.asarray(np.maximum(watts, peak.floor_w) * per_watt, dtype=np.int64)
    starts, ends = consumption.from_days, consumption.until_days
    if (starts < watts.days[0]).any() or (ends > watts.days[-1]).any():
        raise PeakMissing(tariff.rows[plan.row].code)
    days = np.clip(watts.days[:, None], starts, ends) - tariff.period.from_
    stretches = np.diff(peak.by_day[days], axis=0)
    return np.asarray(
        (np.maximum(watts.watts, peak.floor_w) * stretches).sum(axis=0), dtype=np.int64
    )


def _check_bounds(code: str, watts: IntArray | int, peak: PeakPlan) -> None:
    largest_w = int(np.max(watts, initial=peak.floor_w))
    if largest_w * peak.most_pico_per_w > MAX_PICO:
        raise PeakTooLarge(largest_w, code)
