"""The lines of what follows other amounts or an index, for a block of supply points at once."""

from typing import cast

import numpy as np

from energycore.charges import Consumption, charge_columns
from energycore.charges.following import (
    count_until,
    factor_of,
    limit_amounts,
    limit_until,
    share_of,
)
from energycore.clocks import DayRange
from energycore.statement.columns import LineColumn
from energycore.tariff import LimitTerm, Tariff
from energycore.tariff.compiled import LimitPlan, SharePlan
from energycore.units import IntArray


def fill_at_index(
    tariff: Tariff, consumption: Consumption, column: LineColumn
) -> tuple[IntArray, IntArray]:
    """Return the volume at its index, in pico-euro, and the amount that the factor makes of it."""
    # Charging has refused a consumption without it.
    weighted = cast("IntArray", consumption.weighted_pico)
    here = weighted[list(tariff.columns_of(column.registers))].sum(axis=0)
    until = np.concatenate([np.zeros_like(here[:1]), np.cumsum(here, axis=0)])
    first = until[int(np.searchsorted(tariff.boundaries, column.days.from_, "right")) - 1]
    last = until[int(np.searchsorted(tariff.boundaries, column.days.until, "left"))]
    return last - first, factor_of(last, column.price) - factor_of(first, column.price)


def fill_share(
    tariff: Tariff, consumption: Consumption, column: LineColumn
) -> tuple[IntArray, IntArray]:
    """Return what a percentage is taken of, in pico-euro, and what it comes to."""
    share = (column.term.valid, column.price)
    plan = next(p for p in tariff.share_plans if p.row == column.row and share in p.shares)
    first, last = _followed(plan, consumption, column.term.valid)
    return last - first, share_of(last, column.price) - share_of(first, column.price)


def fill_limit(
    tariff: Tariff, consumption: Consumption, column: LineColumn
) -> tuple[IntArray, IntArray]:
    """Return what a limit brings to its row, and what of that is this version's.

    Where several versions make one limit, each has its own part; together they are the charge.
    """
    term = cast("LimitTerm", column.term)
    is_floor = term.side == "at_least"
    plan = next(
        plan
        for plan in tariff.limit_plans
        if plan.row == column.row and term.valid in plan.days and plan.is_floor == is_floor
    )
    first, last = _followed(plan, consumption, term.valid)
    owed = limit_amounts(plan, consumption, charge_columns)
    return owed, limit_until(plan, consumption, term.valid) - (last - first)


def _followed(
    plan: SharePlan | LimitPlan, consumption: Consumption, days: DayRange
) -> tuple[IntArray, IntArray]:
    """Return what the followed terms come to until the first and until the last of some days."""
    ends = (days.from_, days.until)
    totals = count_until(plan.base, consumption, ends, charge_columns)
    return totals[days.from_], totals[days.until]
