"""The amounts of lines, for a block of supply points at once: quantities and exact pico-euro."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import numpy as np

from energycore.charges import Consumption, Peaks
from energycore.charges.capacity import capacity_amounts
from energycore.clocks import DayRange
from energycore.statement.columns import LineColumn
from energycore.statement.following_lines import fill_at_index, fill_limit, fill_share
from energycore.statement.lines import Rule
from energycore.tariff import CapacityTerm, Tariff
from energycore.tariff.compiled import CapacityPlan, TierPlan
from energycore.tax import tier_of, volume_below
from energycore.units import BoolArray, IntArray, Wh


@dataclass(frozen=True, slots=True, eq=False)
class LineAmounts:
    """L lines of N statements: `quantities`, `pico_eur` int64[L, N], `is_shown` bool[L, N].

    A line that a statement does not show has no quantity and no amount there.
    """

    quantities: IntArray
    pico_eur: IntArray
    is_shown: BoolArray

    @classmethod
    def empty(cls, line_count: int, count: int) -> "LineAmounts":
        """Return room for the lines of some statements."""
        shape = (line_count, count)
        return cls(
            np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64), np.zeros(shape, bool)
        )

    def part(self, rows: slice) -> "LineAmounts":
        """Return the lines of some statements; what is written there is written here."""
        return LineAmounts(self.quantities[:, rows], self.pico_eur[:, rows], self.is_shown[:, rows])


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Supply points whose lines are filled together; what several lines need is made once."""

    tariff: Tariff
    consumption: Consumption
    _days: dict[DayRange, tuple[IntArray, IntArray]] = field(default_factory=dict)
    _volumes: dict[tuple[int, ...], Wh] = field(default_factory=dict)
    _below: dict[tuple[int, DayRange, int], Wh] = field(default_factory=dict)

    def days_of(self, days: DayRange) -> tuple[IntArray, IntArray]:
        """Return the first and the last end, int64[N], of some days within each period."""
        if days not in self._days:
            used = self.consumption
            self._days[days] = (
                np.clip(used.from_days, days.from_, days.until),
                np.clip(used.until_days, days.from_, days.until),
            )
        return self._days[days]

    def volumes_until(self, column: LineColumn) -> tuple[Wh, Wh]:
        """Return the Wh of a line's registers from the period's start until both its ends.

        The days of a volume price begin and end with segments, or with the periods themselves,
        outside which a segment holds nothing.
        """
        places = self.tariff.columns_of(column.registers)
        if places not in self._volumes:
            segments = self.consumption.volumes_wh[list(places)].sum(axis=0)
            nothing = np.zeros_like(segments[:1])
            self._volumes[places] = np.concatenate([nothing, np.cumsum(segments, axis=0)])
        ends = self.tariff.boundaries
        first = int(np.searchsorted(ends, column.days.from_, "right")) - 1
        last = int(np.searchsorted(ends, column.days.until, "left"))
        return self._volumes[places][first], self._volumes[places][last]

    def volume_below(self, column: LineColumn, edge_wh: int | None) -> Wh:
        """Return how much of a line's Wh lies below an edge of the yearly scale."""
        first, last = self.volumes_until(column)
        if edge_wh is None:
            return last - first
        key = (column.row, column.days, edge_wh)
        if key not in self._below:
            annual_wh = np.maximum(self.consumption.annual_wh, 1)
            below = volume_below(last, edge_wh, annual_wh)
            self._below[key] = below - volume_below(first, edge_wh, annual_wh)
        return self._below[key]

    def is_in_tier(self, column: LineColumn, plan: TierPlan) -> BoolArray:
        """Return whose yearly volume falls in the tier of a line."""
        mine = tier_of(self.consumption.annual_wh, plan.edges) == column.tier
        return np.asarray(mine, dtype=np.bool_)


type Filled = tuple[IntArray, IntArray, BoolArray]


def fill_lines(
    tariff: Tariff, columns: Sequence[LineColumn], consumption: Consumption, found: LineAmounts
) -> None:
    """Write the lines of a block of supply points into `found`, in the order of `columns`.

    The caller has charged the block: a peak that is missing was refused there.
    """
    block = Block(tariff, consumption)
    for place, column in enumerate(columns):
        fill = _RULES[column.rule] if column.term.is_granted else _not_granted
        quantities, pico_eur, is_shown = fill(block, column)
        found.quantities[place] = quantities
        found.pico_eur[place] = pico_eur
        found.is_shown[place] = is_shown
    for plan in tariff.capacity_plans:
        if plan.ceiling_pico_per_wh:
            places = [
                place
                for place, column in enumerate(columns)
                if column.row == plan.row and column.term.is_granted and _is_under_ceiling(column)
            ]
            _lower_to_ceiling(block, plan, [columns[place] for place in places], found, places)


def _by_time(block: Block, column: LineColumn) -> Filled:
    starts, ends = block.days_of(column.days)
    is_shown = ends > starts
    if column.tier is None:
        tariff = block.tariff
        first = tariff.period.from_
        by_day = tariff.fixed_by_day[tariff.fixed_rows.index(column.row)]
    else:
        plan = _tier_plan(block.tariff, column)
        first = plan.valid.from_
        by_day = plan.fixed_by_day[column.tier]
        is_shown &= block.is_in_tier(column, plan)
    days = (ends - starts) * is_shown
    amounts = (by_day[ends - first] - by_day[starts - first]) * is_shown
    return days, amounts, is_shown


def _once(block: Block, column: LineColumn) -> Filled:
    _, amounts, is_shown = _by_time(block, column)
    return is_shown.astype(np.int64), amounts, is_shown


def _not_granted(block: Block, column: LineColumn) -> Filled:
    """Fill the line of a promise whose condition is not met: it is told, and costs nothing."""
    starts, ends = block.days_of(column.days)
    nothing = np.zeros_like(starts)
    return nothing, nothing, ends > starts


def _by_volume(block: Block, column: LineColumn) -> Filled:
    starts, ends = block.days_of(column.days)
    first, last = block.volumes_until(column)
    quantities, is_shown = last - first, ends > starts
    if column.tier is not None:
        is_shown &= block.is_in_tier(column, _tier_plan(block.tariff, column))
        quantities *= is_shown
    # Nano-euro per kWh is pico-euro per Wh.
    return quantities, quantities * column.price, is_shown


def _by_slice(block: Block, column: LineColumn) -> Filled:
    quantities = block.volume_below(column, column.below_wh)
    if not column.above_wh:
        starts, ends = block.days_of(column.days)
        return quantities, quantities * column.price, ends > starts
    quantities = quantities - block.volume_below(column, column.above_wh)
    return quantities, quantities * column.price, quantities != 0


def _by_peak(block: Block, column: LineColumn) -> Filled:
    starts, ends = block.days_of(column.days)
    is_shown = ends > starts
    term = cast("CapacityTerm", column.term)
    watts = np.maximum(_peak_w(block, column), term.floor_w)
    return watts * is_shown, watts * _per_watt(block, column), is_shown


def _peak_w(block: Block, column: LineColumn) -> IntArray:
    peaks = block.consumption.peaks_w
    if isinstance(peaks, Peaks):
        return np.asarray(peaks.watts[column.stretch])
    return np.array([cast("CapacityTerm", column.term).default_peak_w])


def _is_under_ceiling(column: LineColumn) -> bool:
    return getattr(column.term, "ceiling_nano_eur_per_kwh", None) is not None


def _per_watt(block: Block, column: LineColumn) -> IntArray:
    term = cast("CapacityTerm", column.term)
    (by_day,) = (
        peak.by_day
        for plan in block.tariff.capacity_plans
        for peak in plan.peaks
        if plan.row == column.row
        and bool(plan.ceiling_pico_per_wh) == _is_under_ceiling(column)
        and (peak.floor_w, peak.default_peak_w) == (term.floor_w, term.default_peak_w)
    )
    starts, ends = block.days_of(column.days)
    first = block.tariff.period.from_
    return np.asarray(by_day[ends - first] - by_day[starts - first], dtype=np.int64)


def _at_index(block: Block, column: LineColumn) -> Filled:
    starts, ends = block.days_of(column.days)
    return *fill_at_index(block.tariff, block.consumption, column), ends > starts


def _by_share(block: Block, column: LineColumn) -> Filled:
    starts, ends = block.days_of(column.days)
    return *fill_share(block.tariff, block.consumption, column), ends > starts


def _by_limit(block: Block, column: LineColumn) -> Filled:
    """Fill the line of a limit: only where it bites, with the limit as quantity x price."""
    starts, ends = block.days_of(column.days)
    owed, own = fill_limit(block.tariff, block.consumption, column)
    is_shown = (owed != 0) & (ends > starts)
    quantities = ends - starts
    if column.quantity_unit == "Wh":
        first, last = block.volumes_until(column)
        quantities = last - first
    return quantities * is_shown, own * is_shown, is_shown


_RULES: Final[dict[Rule, Callable[[Block, LineColumn], Filled]]] = {
    "fixed": _by_time,
    "one_off": _once,
    "unit": _by_volume,
    "injection": _by_volume,
    "tier": _by_volume,
    "slice": _by_slice,
    "capacity": _by_peak,
    "dynamic": _at_index,
    "percentage": _by_share,
    "at_least": _by_limit,
    "at_most": _by_limit,
}


def _tier_plan(tariff: Tariff, column: LineColumn) -> TierPlan:
    return next(
        plan
        for plan in tariff.tier_plans
        if plan.row == column.row and plan.valid.covers(column.days)
    )


def _lower_to_ceiling(
    block: Block,
    plan: CapacityPlan,
    columns: Sequence[LineColumn],
    found: LineAmounts,
    places: list[int],
) -> None:
    """Take from the lines of a capacity what its ceiling took from their sum.

    What remains above the floor is shared out in proportion to what each line asked above it,
    rounded at each of their ends, so that the lines add up to the charge exactly.
    """
    owed = capacity_amounts(block.tariff, plan, block.consumption)
    bites = np.flatnonzero(owed != found.pico_eur[places].sum(axis=0))
    if not len(bites):
        return
    floor = np.array(
        [
            cast("CapacityTerm", column.term).floor_w * _per_watt(block, column)[bites]
            for column in columns
        ]
    )
    cells = np.ix_(places, bites)
    above = np.cumsum(found.pico_eur[cells] - floor, axis=0)
    left = owed[bites] - floor.sum(axis=0)
    # Floats share out and never add up: whoever has the whole share has exactly what is left.
    shares = np.rint(left * (above / above[-1])).astype(np.int64)
    kept = np.where(above == above[-1], left, shares)
    found.pico_eur[cells] = floor + np.diff(kept, axis=0, prepend=0)
