"""One row per VAT rate: the same totals from less work, where nobody reads the single terms."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from energycore.tariff import Row, Tariff
from energycore.tariff.compiled import UnitPlan
from energycore.units import IntArray


@lru_cache(maxsize=256)
def merge_rows(tariff: Tariff) -> Tariff:
    """Return a tariff with one row per VAT rate and basis; its totals are the same to the cent.

    Unit prices of one register and segment add up, as do time-like amounts of one day. Used by
    forecasts, which need a total for each of a million supply points; a bill keeps every row.
    Remembered for the tariffs used last, so that a single forecast does not pay for it again.
    """
    keys = [(row.vat_bp, row.included_vat_bp) for row in tariff.rows]
    order = sorted(set(keys))
    place = [order.index(key) for key in keys]
    rows = tuple(Row("total", "energy", vat_bp, included_bp) for vat_bp, included_bp in order)
    fixed_rows, by_day = _merge_fixed(tariff, place)
    return replace(
        tariff,
        rows=rows,
        versions=((),) * len(rows),
        fixed_rows=fixed_rows,
        fixed_by_day=by_day,
        unit_plans=tuple(_merge_units(tariff.unit_plans, place)),
        slice_plans=tuple(replace(p, row=place[p.row]) for p in tariff.slice_plans),
        tier_plans=tuple(replace(p, row=place[p.row]) for p in tariff.tier_plans),
        capacity_plans=tuple(replace(p, row=place[p.row]) for p in tariff.capacity_plans),
        dynamic_plans=tuple(replace(p, row=place[p.row]) for p in tariff.dynamic_plans),
        share_plans=tuple(replace(p, row=place[p.row]) for p in tariff.share_plans),
        limit_plans=tuple(replace(p, row=place[p.row]) for p in tariff.limit_plans),
    )


def _merge_fixed(tariff: Tariff, place: list[int]) -> tuple[tuple[int, ...], IntArray]:
    rows = tuple(sorted({place[row] for row in tariff.fixed_rows}))
    by_day = np.zeros((len(rows), tariff.fixed_by_day.shape[1]), dtype=np.int64)
    for source, row in enumerate(tariff.fixed_rows):
        by_day[rows.index(place[row])] += tariff.fixed_by_day[source]
    return rows, by_day


def _merge_units(plans: Iterable[UnitPlan], place: list[int]) -> list[UnitPlan]:
    prices: dict[tuple[int, int, int], int] = {}
    for plan in plans:
        key = (place[plan.row], plan.column, plan.segment)
        prices[key] = prices.get(key, 0) + plan.pico_per_wh
    return [UnitPlan(*key, price) for key, price in prices.items()]
