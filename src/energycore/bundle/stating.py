"""From the inputs of one bill to its statement: the same function issues it and checks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from energycore.bundle.errors import ShareMissing
from energycore.bundle.intervals import IntervalTotal, weigh_segments
from energycore.charges import MeasuredIntervals, Peaks, RunningTotal, place_volumes
from energycore.clocks import DayRange
from energycore.statement import Statement, make_statement
from energycore.tariff import INJECTION_KINDS, Tariff, Term, compile_tariff
from energycore.units import FloatArray, IntArray

_FULL_YEAR_DAYS = (365, 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one register counted over some days, in whole Wh.

    `about` says where it comes from (meter, indexes, dials, calorific value, origin); it is
    carried along and never calculated with.
    """

    register: str
    days: DayRange
    volume_wh: int
    about: Mapping[str, Any] = field(default_factory=dict)


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
    measured: tuple[Measured, ...]
    shares: Mapping[str, Mapping[int, float]]
    annual_wh: int
    peaks: tuple[PeakStretch, ...] = ()
    intervals: tuple[IntervalTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class _KeptShares:
    """The values of a load profile that a bill has kept, asked like the profile itself."""

    register: str
    totals: Mapping[int, float]

    def cumulative_at(self, day: IntArray) -> FloatArray:
        """Return the running total on each day; raises ShareMissing for a day not kept."""
        for each in np.unique(day).tolist():
            if each not in self.totals:
                raise ShareMissing(self.register, each)
        known = np.array([self.totals[each] for each in day.ravel().tolist()], dtype=np.float64)
        return known.reshape(day.shape)


def state(inputs: BillInputs) -> Statement:
    """Return the statement of one bill.

    Raises what `compile_tariff` raises for a price that is missing or there twice, ValueError for
    a volume outside the period or of a register that the bill does not know, ShareMissing, and
    what `make_statement` raises.
    """
    tariff = _tariff(inputs)
    kept = [_KeptShares(name, inputs.shares.get(name, {})) for name in inputs.registers]
    volumes = place_volumes(_intervals(inputs), tariff.boundaries, kept, count=1)
    return make_statement(
        tariff,
        volumes[0],
        period=inputs.period,
        annual_wh=inputs.annual_wh,
        peaks=_peaks(inputs.peaks),
        weighted_pico=_weighted(tariff, inputs),
    )


def statement_days(
    terms: Sequence[Term],
    registers: tuple[str, ...],
    measured: Sequence[Measured],
    period: DayRange,
) -> dict[str, IntArray]:
    """Return, for every register, the days on which a bill needs the profile's running total."""
    tariff = compile_tariff(terms, registers, period.from_, period.until)
    needed: dict[str, set[int]] = {name: set() for name in registers}
    for each in measured:
        cuts = np.clip(tariff.boundaries, each.days.from_, each.days.until)
        needed[each.register].update(cuts.tolist())
    return {name: np.array(sorted(days), dtype=np.int64) for name, days in needed.items()}


def annual_offtake_wh(
    measured: Sequence[Measured], measures: Mapping[str, RunningTotal], period: DayRange
) -> int:
    """Return the yearly offtake behind a bill: what a full year counted, or a part annualised.

    A period of 365 or 366 days is a year as it is. A shorter or longer one is brought to a year
    along each register's load profile (EAV = V / f), rounded to the Wh. Raises ValueError for a
    register whose profile gives its days no share.
    """
    offtake = [each for each in measured if each.register not in INJECTION_KINDS]
    if period.days_count in _FULL_YEAR_DAYS:
        return sum(each.volume_wh for each in offtake)
    annual = 0.0
    for each in offtake:
        ends = _array([each.days.from_, each.days.until])
        start, end = measures[each.register].cumulative_at(ends).tolist()
        if end <= start:
            raise ValueError(f"the profile of the register {each.register} gives its days no share")
        annual += each.volume_wh / (end - start)
    return round(annual)


def keep_shares(profile: RunningTotal, days: IntArray) -> dict[int, float]:
    """Return the running totals of a profile on some days, as a bill keeps them."""
    return dict(zip(days.tolist(), profile.cumulative_at(days).tolist(), strict=True))


def _tariff(inputs: BillInputs) -> Tariff:
    period = inputs.period
    return compile_tariff(inputs.terms, inputs.registers, period.from_, period.until)


def _intervals(inputs: BillInputs) -> MeasuredIntervals:
    measured = inputs.measured
    return MeasuredIntervals(
        rows=np.zeros(len(measured), dtype=np.int64),
        columns=_array([inputs.registers.index(each.register) for each in measured]),
        from_days=_array([each.days.from_ for each in measured]),
        until_days=_array([each.days.until for each in measured]),
        volumes_wh=_array([each.volume_wh for each in measured]),
    )


def _weighted(tariff: Tariff, inputs: BillInputs) -> IntArray | None:
    if not inputs.intervals:
        return None
    columns = {name: column for column, name in enumerate(tariff.registers)}
    return weigh_segments(tariff, inputs.intervals, columns=columns)


def _peaks(stretches: Sequence[PeakStretch]) -> Peaks | None:
    if not stretches:
        return None
    for earlier, later in pairwise(stretches):
        if later.days.from_ != earlier.days.until:
            raise ValueError("the peaks of a bill must follow each other without a gap")
    days = [stretches[0].days.from_, *(each.days.until for each in stretches)]
    return Peaks(_array(days), _array([each.mean_w for each in stretches])[:, None])


def _array(numbers: Sequence[int]) -> IntArray:
    return np.array(numbers, dtype=np.int64)
