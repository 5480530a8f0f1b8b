"""Months billed on what was used: where each begins, what it looks back on, which peaks it pays.

Who pays month by month has a billing period for every calendar month (`Rhythm.ACTUAL`), without
advances. Decision 20 says why a month waits for its reading, and by which year it is placed in slices.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from energycore.bundle import Measured, PeakStretch
from energycore.charges.peaks import MONTHS, rolling_mean_peaks
from energycore.clocks import (
    DayRange,
    add_months,
    date_of,
    day_number,
    month_start,
    split_by_month,
)
from energycore.tariff import CapacityTerm, Term
from kwartier.billing._bills.measuring import Interval, Stretch
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, MeterKind
from kwartier.supply.types import ContractRow

# As the tariff has it where no bill says otherwise: the forecast of a month has no terms at hand.
_SMALLEST_PEAK_W = 2_500

DIGITAL_KINDS = frozenset({MeterKind.DIGITAL, MeterKind.LINKY})
"""The meters that tell what each month used."""


def year_before(until: int) -> int:
    """The day on which the twelve months up to a day began."""
    return add_months(until, -MONTHS)


def look_back(
    contract: ContractRow,
    intervals: Sequence[Interval],
    names: Sequence[str],
    period: DayRange,
) -> tuple[DayRange, list[Measured]]:
    """What was taken from the grid in the twelve months up to the end of a bill, and since when.

    It reaches back as far as every register of the bill was read without a hole, and no further
    than the first day of the contract: what is not known of a year is not guessed here.
    """
    first = max(year_before(period.until), day_number(contract.from_))
    ending: dict[tuple[str, int], list[Interval]] = {}
    for each in intervals:
        if each.from_day >= first:
            ending.setdefault((REGISTER_KINDS[each.kind].value, each.until_day), []).append(each)
    offtake = [name for name in names if name not in INJECTION_KINDS]
    reached = [_days_back(name, ending, period.until) for name in offtake]
    known_from = min(set.intersection(*reached), default=period.until) if reached else period.until
    known = DayRange(min(known_from, period.from_), period.until)
    measured = [
        Measured(
            register=name, days=DayRange(each.from_day, each.until_day), volume_wh=each.volume_wh
        )
        for (name, _), found in ending.items()
        for each in found
        if name in offtake and known.from_ <= each.from_day and each.until_day <= known.until
    ]
    return known, measured


def _days_back(
    name: str, ending: Mapping[tuple[str, int], Sequence[Interval]], until: int
) -> set[int]:
    """The days on which a register was read, back from one as long as each follows the other."""
    days = set()
    while found := ending.get((name, until)):
        until = min(each.from_day for each in found)
        days.add(until)
    return days


def list_peaks(
    contract: ContractRow,
    stretches: Sequence[Stretch],
    terms: Sequence[Term],
    month_peaks: Mapping[date, int],
) -> tuple[PeakStretch, ...]:
    """The mean peak that each stretch of days is charged on.

    Where the operator delivered monthly peaks, a month is charged on the mean of the last twelve,
    its own included; one that was not delivered counts as the smallest. Elsewhere on the mean that
    the contract knows. A classic meter tells none.
    """
    found: list[PeakStretch] = []
    for stretch in stretches:
        if not any(each.meter_kind == MeterKind.DIGITAL for each in stretch.registers):
            found.append(PeakStretch(days=stretch.days, mean_w=0))
        elif not month_peaks:
            found.append(PeakStretch(days=stretch.days, mean_w=contract.mean_peak_w or 0))
        else:
            floor_w = max(
                (term.floor_w for term in terms if isinstance(term, CapacityTerm)), default=0
            )
            found += [
                PeakStretch(
                    days=days, mean_w=mean_peak_w(date_of(days.from_), month_peaks, floor_w=floor_w)
                )
                for days in split_by_month(stretch.days)
            ]
    return tuple(found)


def latest_mean_peak_w(month_peaks: Mapping[date, int]) -> int:
    """The mean of the twelve monthly peaks up to the last one that is known."""
    return mean_peak_w(max(month_peaks), month_peaks, floor_w=_SMALLEST_PEAK_W)


def mean_peak_w(day: date, month_peaks: Mapping[date, int], *, floor_w: int) -> int:
    """The mean of the twelve monthly peaks up to and with that of a day, each at least the floor."""
    last = month_start(day_number(day))
    months = [date_of(add_months(last, step)) for step in range(1 - MONTHS, 1)]
    watts = np.array([[month_peaks.get(each, 0)] for each in months], dtype=np.int64)
    return int(rolling_mean_peaks(watts, floor_w=floor_w)[0, 0])
