"""A compiled tariff: price terms as arrays on common segments, ready to charge a million points."""

from dataclasses import dataclass

from energycore.clocks import DayRange
from energycore.tariff.terms import Component, Term
from energycore.units import IntArray


@dataclass(frozen=True, slots=True)
class Row:
    """One row of charges: a promise at one VAT rate and on one basis."""

    code: str
    component: Component
    vat_bp: int
    included_vat_bp: int


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A price per Wh of one register in one segment."""

    row: int
    column: int
    segment: int
    pico_per_wh: int


@dataclass(frozen=True, slots=True)
class SlicePlan:
    """A progressive scale in one segment: `edges[k]` closes slice k (the last has none)."""

    row: int
    columns: tuple[int, ...]
    segment: int
    edges: tuple[int, ...]
    pico_per_wh: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TierPlan:
    """A banded scale of one version of a term, with the fixed amount of each tier by day.

    `edges` int64[K-1]; `pico_per_wh` int64[K]; `fixed_by_day` int64[K, days of `valid` + 1].
    """

    row: int
    columns: tuple[int, ...]
    segments: tuple[int, ...]
    valid: DayRange
    edges: IntArray
    pico_per_wh: IntArray
    fixed_by_day: IntArray


@dataclass(frozen=True, slots=True)
class PeakPlan:
    """The versions of a capacity term that share a floor and a usual peak.

    `by_day` int64[D + 1] cumulates what one W costs, never more than `most_pico_per_w`; other
    versions add nothing to it.
    """

    by_day: IntArray
    most_pico_per_w: int
    floor_w: int
    default_peak_w: int | None


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """A yearly price per W of peak: its versions by floor, and their common ceiling.

    `ceiling_pico_per_wh` holds one price per segment, 0 outside these versions (empty: no ceiling).
    A row with and without a ceiling at different times has two plans.
    """

    row: int
    columns: tuple[int, ...]
    peaks: tuple[PeakPlan, ...]
    ceiling_pico_per_wh: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DynamicPlan:
    """A factor on the index-weighted volume of some registers, over some segments in a row.

    What a price adds to its index stands among the unit plans.
    """

    row: int
    columns: tuple[int, ...]
    first_segment: int
    end_segment: int
    factor_nano: int


@dataclass(frozen=True, slots=True, eq=False)
class SharePlan:
    """Shares of what other terms cost, each on some days.

    `base` is a tariff of those terms alone, in one row, on the same segments.
    """

    row: int
    base: "Tariff"
    shares: tuple[tuple[DayRange, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class LimitPlan:
    """What other terms cost at the least or at the most, on some days.

    `base` is a tariff of those terms alone, as in `SharePlan`. The limit is `by_day` int64[D + 1],
    cumulated, and `pico_per_wh` of `columns`, one price per segment.
    """

    row: int
    base: "Tariff"
    days: tuple[DayRange, ...]
    is_floor: bool
    by_day: IntArray
    columns: tuple[int, ...]
    pico_per_wh: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tariff:
    """What `compile_tariff` makes: T rows, R register kinds, S segments, D days.

    Compared by identity: a tariff is compiled once for a class of customers and shared.

    `boundaries` int64[S + 1] are the day numbers at which a volume price may change;
    `fixed_by_day` int64[F, D + 1] cumulates the time-like amounts of `fixed_rows` in pico-euro;
    `versions[t]` are the terms behind row t, in order of time. `provisional_from` is the first day
    whose price was carried beyond its last known date (None: every price is known).
    """

    registers: tuple[str, ...]
    period: DayRange
    boundaries: IntArray
    rows: tuple[Row, ...]
    versions: tuple[tuple[Term, ...], ...]
    fixed_rows: tuple[int, ...]
    fixed_by_day: IntArray
    unit_plans: tuple[UnitPlan, ...]
    slice_plans: tuple[SlicePlan, ...]
    tier_plans: tuple[TierPlan, ...]
    capacity_plans: tuple[CapacityPlan, ...]
    provisional_from: int | None
    dynamic_plans: tuple[DynamicPlan, ...] = ()
    share_plans: tuple[SharePlan, ...] = ()
    limit_plans: tuple[LimitPlan, ...] = ()

    @property
    def segment_count(self) -> int:
        """The number of segments between the days on which a volume price changes."""
        return len(self.boundaries) - 1

    def columns_of(self, kinds: tuple[str, ...]) -> tuple[int, ...]:
        """Return the positions of the registers whose kind is among `kinds`."""
        return tuple(place for place, kind in enumerate(self.registers) if kind in kinds)
