"""Promised x consumed, exact, for one supply point or a million."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from energycore.charges.capacity import MAX_PICO, capacity_amounts
from energycore.charges.consumption import Consumption
from energycore.charges.errors import AmountTooLarge
from energycore.charges.following import dynamic_amounts, limit_amounts, share_amounts
from energycore.charges.peaks import Peaks
from energycore.tariff import Tariff
from energycore.tariff.compiled import SlicePlan, TierPlan
from energycore.tax import VatTotals, tier_of, vat_totals, volume_below
from energycore.units import Cents, IntArray, Wh

_KEPT_TARIFFS = 1_024


@dataclass(frozen=True, slots=True)
class Charges:
    """What N supply points owe per row of a tariff: `pico_eur` int64[N, T], exact."""

    tariff: Tariff
    pico_eur: IntArray

    def vat(self) -> VatTotals:
        """Return base and VAT in cents per rate, each int64[V, N]."""
        return vat_totals(self.pico_eur.T, self.tariff.rows)

    def total_cents(self) -> Cents:
        """Return what each supply point owes, VAT included, int64[N]."""
        return self.vat().total_cents


def charge(
    tariff: Tariff,
    volumes_wh: Wh,
    *,
    annual_wh: Wh,
    from_days: IntArray | None = None,
    until_days: IntArray | None = None,
    peaks_w: IntArray | Peaks | None = None,
    weighted_pico: IntArray | None = None,
) -> Charges:
    """Return what N supply points owe for int64[N, R, S] volumes, in pico-euro, exactly.

    `annual_wh` int64[N] is the yearly volume that decides on slices and tiers. `from_days` and
    `until_days` int64[N] are each point's own period within the tariff's (by default all of it);
    the caller has put volumes only into segments that the period touches (`split_volumes`).
    `peaks_w` is the average monthly peak, for tariffs with a capacity term: int64[N], or `Peaks`;
    `weighted_pico` int64[N, R, S] the volumes at their index, for tariffs with a dynamic one.

    Raises ValueError for shapes that do not fit or a period outside the tariff's, VolumeNegative,
    PeakMissing, IntervalsMissing, and AmountTooLarge or PeakTooLarge rather than letting an integer wrap.
    """
    consumption = Consumption.checked(
        tariff,
        volumes_wh,
        annual_wh=annual_wh,
        from_days=from_days,
        until_days=until_days,
        peaks_w=peaks_w,
        weighted_pico=weighted_pico,
    ).part(slice(None))
    return Charges(tariff, np.ascontiguousarray(charge_columns(tariff, consumption).T))


def charge_columns(tariff: Tariff, consumption: Consumption) -> IntArray:
    """Return int64[T, N] pico-euro: `charge` without its checks of shape, for inner loops."""
    volumes = consumption.volumes_wh
    check_bounds(tariff, volumes)
    amounts = np.zeros((len(tariff.rows), volumes.shape[2]), dtype=np.int64)
    first = tariff.period.from_
    for place, row in enumerate(tariff.fixed_rows):
        by_day = tariff.fixed_by_day[place]
        amounts[row] += by_day[consumption.until_days - first]
        amounts[row] -= by_day[consumption.from_days - first]
    linear = _linear_prices(tariff)
    amounts += linear @ volumes.reshape(linear.shape[1], -1)
    annual_wh = np.maximum(consumption.annual_wh, 1)
    largest_wh = int(annual_wh.max(initial=1))
    for slices in tariff.slice_plans:
        _add_steps(amounts, slices, volumes, annual_wh, largest_wh)
    for tiers in tariff.tier_plans:
        amounts[tiers.row] += _tier_amounts(tiers, consumption)
    for capacity in tariff.capacity_plans:
        amounts[capacity.row] += capacity_amounts(tariff, capacity, consumption)
    for dynamic in tariff.dynamic_plans:
        amounts[dynamic.row] += dynamic_amounts(tariff, dynamic, consumption)
    for share in tariff.share_plans:
        amounts[share.row] += share_amounts(share, consumption, charge_columns)
    for limit in tariff.limit_plans:
        amounts[limit.row] += limit_amounts(limit, consumption, charge_columns)
    return amounts


@lru_cache(maxsize=_KEPT_TARIFFS)
def _linear_prices(tariff: Tariff) -> IntArray:
    """Return int64[T, R x S]: what a Wh costs, progressive scales at the price of their first slice."""
    prices = np.zeros(
        (len(tariff.rows), len(tariff.registers), tariff.segment_count), dtype=np.int64
    )
    for unit in tariff.unit_plans:
        prices[unit.row, unit.column, unit.segment] += unit.pico_per_wh
    for plan in tariff.slice_plans:
        prices[plan.row, list(plan.columns), plan.segment] += plan.pico_per_wh[0]
    return prices.reshape(len(tariff.rows), -1)


def check_bounds(tariff: Tariff, volumes: Wh) -> None:
    """Raise AmountTooLarge when a row could leave the range that int64 sums safely."""
    price, row = _largest_price(tariff)
    if float(volumes.max(initial=0)) * price > MAX_PICO:
        raise AmountTooLarge(int(volumes.max()), tariff.rows[row].code)


@lru_cache(maxsize=_KEPT_TARIFFS)
def _largest_price(tariff: Tariff) -> tuple[float, int]:
    """Return the most that one Wh of every register could cost a row, all segments together.

    Beside it stands that row.
    """
    prices = np.zeros(len(tariff.rows))
    for unit in tariff.unit_plans:
        prices[unit.row] += abs(unit.pico_per_wh)
    banded: list[SlicePlan | TierPlan] = [*tariff.slice_plans, *tariff.tier_plans]
    for plan in banded:
        # Every register may bring its largest volume at the highest price, segment by segment.
        count = len(plan.columns) * (len(plan.segments) if isinstance(plan, TierPlan) else 2)
        prices[plan.row] += max(abs(int(price)) for price in plan.pico_per_wh) * count
    for limit in tariff.limit_plans:
        prices[limit.row] += sum(map(abs, limit.pico_per_wh)) * len(limit.columns)
    row = int(prices.argmax()) if prices.size else 0
    return float(prices.max(initial=0.0)), row


def _add_steps(
    amounts: IntArray, plan: SlicePlan, volumes: Wh, annual_wh: Wh, largest_wh: int
) -> None:
    """Add each step of a progressive scale above its edge; the first slice is charged already."""
    if not plan.edges or plan.edges[0] >= largest_wh:
        return
    columns = list(plan.columns)
    here: Wh = volumes[columns, plan.segment].sum(axis=0)
    before: Wh = volumes[columns, : plan.segment].sum(axis=(0, 1))
    for place, edge in enumerate(plan.edges):
        if edge >= largest_wh:
            break
        below = volume_below(before + here, edge, annual_wh)
        below -= volume_below(before, edge, annual_wh)
        step = plan.pico_per_wh[place + 1] - plan.pico_per_wh[place]
        amounts[plan.row] += (here - below) * step


def _tier_amounts(plan: TierPlan, consumption: Consumption) -> IntArray:
    tier = tier_of(consumption.annual_wh, plan.edges)
    columns, segments = np.ix_(list(plan.columns), list(plan.segments))
    volume = consumption.volumes_wh[columns, segments].sum(axis=(0, 1))
    first, last = plan.valid.from_, plan.valid.until
    start = np.clip(consumption.from_days, first, last) - first
    end = np.clip(consumption.until_days, first, last) - first
    fixed = plan.fixed_by_day[tier, end] - plan.fixed_by_day[tier, start]
    return np.asarray(volume * plan.pico_per_wh[tier] + fixed, dtype=np.int64)
