"""From the inputs of one bill to its statement: the same function issues it and checks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from energycore.bundle.errors import ShareMissing
from energycore.bundle.intervals import IntervalTotal, weigh_segments
from energycore.bundle.measured import Measured, MeasuredColumns
from energycore.charges import MeasuredIntervals, Peaks, RunningTotal, place_volumes
from energycore.clocks import DayRange
from energycore.statement import Statement, Statements, make_statements
from energycore.tariff import INJECTION_KINDS, Tariff, Term, compile_tariff
from energycore.units import FloatArray, IntArray

_FULL_YEAR_DAYS = (365, 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakStretch:
    """The mean of the last monthly peaks, in watts, as it is charged on some days."""

    days: DayRange
    mean_w: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BillInputs:
    """Everything that the amount of one bill rests on.

    `terms` are all promises of the period, in the order in which they are to be read;
    `shares[register]` maps a day number to the running total of the register's load profile, for
    the days that `statement_days` names. `annual_wh` is the yearly offtake that places the supply
    point in slices and tiers; `peaks` follow each other over the period, none where no peak is
    charged or known; `intervals` are what quarter-hours came to at their index, for dynamic prices.
    """

    period: DayRange
    registers: tuple[str, ...]
    terms: tuple[Term, ...]
    measured: Sequence[Measured]
    shares: Mapping[str, Mapping[int, float]]
    annual_wh: int
    peaks: tuple[PeakStretch, ...] = ()
    intervals: tuple[IntervalTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class _KeptShares:
    """The values of a load profile that a bill has kept, asked like the profile itself."""

    register: str
    days: IntArray
    totals: FloatArray

    @classmethod
    def of(cls, register: str, kept: Mapping[int, float]) -> Self:
        """Return what was kept for a register, in order of its days."""
        days = sorted(kept)
        totals = np.array([kept[day] for day in days], dtype=np.float64)
        return cls(register, _array(days), totals)

    def cumulative_at(self, day: IntArray) -> FloatArray:
        """Return the running total on each day; raises ShareMissing for a day not kept."""
        places = np.searchsorted(self.days, day)
        inside = np.minimum(places, max(len(self.days) - 1, 0))
        is_kept = self.days[inside] == day if len(self.days) else np.zeros(day.shape, dtype=bool)
        if not is_kept.all():
            raise ShareMissing(self.register, int(day[~is_kept].min()))
        return np.asarray(self.totals[inside], dtype=np.float64)


def state(inputs: BillInputs) -> Statement:
    """Return the statement of one bill, from what it keeps alone.

    Raises what `compile_tariff` raises for a price that is missing or there twice, ValueError for
    a volume outside the period or of a register that the bill does not know, ShareMissing, and
    what `make_statements` raises.
    """
    period = inputs.period
    tariff = compile_tariff(inputs.terms, inputs.registers, period.from_, period.until)
    kept = [_KeptShares.of(name, inputs.shares.get(name, {})) for name in inputs.registers]
    return state_together([inputs], tariff, kept).of(0)


def shape_of_peaks(inputs: BillInputs) -> object:
    """Return what bills that are stated together must have in common of their peaks."""
    stretches = inputs.peaks
    if len(stretches) == 1 and stretches[0].days == inputs.period:
        return "one"
    return tuple(each.days for each in stretches)


def state_together(
    group: Sequence[BillInputs], tariff: Tariff, measures: Sequence[RunningTotal]
) -> Statements:
    """Return the statements of bills that share a tariff, each over a period of its own, in order.

    `tariff` is compiled from their terms over days that hold every period; `measures[r]` divides
    what its register r counted; their peaks have one shape (`shape_of_peaks`). Each statement is
    the one that `state` makes of the bill alone. Raises what `state` raises.
    """
    volumes = place_volumes(_intervals(group), tariff.boundaries, measures, count=len(group))
    return make_statements(
        tariff,
        volumes,
        annual_wh=_array([each.annual_wh for each in group]),
        from_days=_array([each.period.from_ for each in group]),
        until_days=_array([each.period.until for each in group]),
        peaks=_peaks(group),
        weighted_pico=_weighted(tariff, group),
    )


def statement_days(
    terms: Sequence[Term],
    registers: tuple[str, ...],
    measured: Sequence[Measured],
    period: DayRange,
) -> dict[str, IntArray]:
    """Return, for every register, the days on which a bill needs the profile's running total."""
    tariff = compile_tariff(terms, registers, period.from_, period.until)
    return cut_days(tariff, measured)


def cut_days(tariff: Tariff, measured: Sequence[Measured]) -> dict[str, IntArray]:
    """Return `statement_days` by a tariff that is compiled already, over the period or more."""
    needed: dict[str, list[IntArray]] = {name: [] for name in tariff.registers}
    for each in measured:
        cuts = np.clip(tariff.boundaries, each.days.from_, each.days.until)
        needed[each.register].append(cuts)
    return {
        name: np.unique(np.concatenate(cuts)) if cuts else _array([])
        for name, cuts in needed.items()
    }


def annual_offtake_wh(
    measured: Sequence[Measured], measures: Mapping[str, RunningTotal], period: DayRange
) -> int:
    """Return the yearly offtake behind a bill: what a full year counted, or a part annualised.

    A period of 365 or 366 days is a year as it is. A shorter or longer one is brought to a year
    along each register's load profile (EAV = V / f), rounded to the Wh: all that a register counted
    by the profile's share of the period, however often it was read in between, and also when it
    hung there for a part of it only (what another one counted before it is another addend). Raises
    ValueError for a register whose profile gives the period no share.
    """
    sums = MeasuredColumns.of(measured).sum_by_register()
    counted = {name: volume for name, volume in sums.items() if name not in INJECTION_KINDS}
    if period.days_count in _FULL_YEAR_DAYS:
        return sum(counted.values())
    annual = 0.0
    ends = _array([period.from_, period.until])
    for register, volume_wh in counted.items():
        start, end = measures[register].cumulative_at(ends).tolist()
        if end <= start:
            raise ValueError(f"the profile of the register {register} gives its days no share")
        annual += volume_wh / (end - start)
    return round(annual)


def keep_shares(profile: RunningTotal, days: IntArray) -> dict[int, float]:
    """Return the running totals of a profile on some days, as a bill keeps them."""
    return dict(zip(days.tolist(), profile.cumulative_at(days).tolist(), strict=True))


def _intervals(group: Sequence[BillInputs]) -> MeasuredIntervals:
    measured = [MeasuredColumns.of(bill.measured) for bill in group]
    columns = {name: column for column, name in enumerate(group[0].registers)}
    for name in {name for each in measured for name in each.registers}:
        if name not in columns:
            raise ValueError(f"the bill does not know the register {name}")
    return MeasuredIntervals(
        rows=np.repeat(np.arange(len(group)), [len(each) for each in measured]),
        columns=_array([columns[name] for each in measured for name in each.registers]),
        from_days=_array([day for each in measured for day in each.from_days]),
        until_days=_array([day for each in measured for day in each.until_days]),
        volumes_wh=_array([volume for each in measured for volume in each.volumes_wh]),
    )


def _weighted(tariff: Tariff, group: Sequence[BillInputs]) -> IntArray | None:
    if not any(bill.intervals for bill in group):
        return None
    columns = {name: column for column, name in enumerate(tariff.registers)}
    return np.array([weigh_segments(tariff, bill.intervals, columns=columns) for bill in group])


def _peaks(group: Sequence[BillInputs]) -> Peaks | IntArray | None:
    stretches = group[0].peaks
    if not stretches:
        return None
    if shape_of_peaks(group[0]) == "one":
        return _array([bill.peaks[0].mean_w for bill in group])
    for earlier, later in pairwise(stretches):
        if later.days.from_ != earlier.days.until:
            raise ValueError("the peaks of a bill must follow each other without a gap")
    days = [stretches[0].days.from_, *(each.days.until for each in stretches)]
    watts = np.array([[each.mean_w for each in bill.peaks] for bill in group], dtype=np.int64)
    return Peaks(_array(days), np.ascontiguousarray(watts.T))


def _array(numbers: Sequence[int]) -> IntArray:
    return np.array(numbers, dtype=np.int64)
