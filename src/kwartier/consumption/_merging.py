"""Readings and intervals as one source: days from intervals, and between them what is left of the readings.

Where all days between two readings are known from intervals, these are what was used, and what the
register counted is no part of it. Where some are not, the register's difference less the known
intervals is shared out over the days that lack, along the load profile: so both come to the same. A
rest below zero is no use of anything, and leaves its days unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from energycore.charges import MeasuredIntervals, place_volumes
from energycore.charges.splitting import split_volumes
from energycore.clocks import DayRange
from energycore.intervals import ValueState
from energycore.profiles import LoadProfile
from energycore.units import BoolArray, FloatArray, IntArray
from kwartier.consumption._counted import ALL_KIND, CountedDays, count_days
from kwartier.consumption._sources import Measures, join_measures, make_measures
from kwartier.intervals.types import Direction, StoredDays
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    RegisterRow,
    SupplyPointRow,
)

_GIVES = np.array([kind in INJECTION_KINDS for kind in REGISTER_KINDS], dtype=np.bool_)


def of_direction(measures: Measures, direction: Direction) -> Measures:
    """The stretches of one direction."""
    return measures.where(_GIVES[measures.kinds] == (direction is Direction.INJECTION))


def merge(
    readings: Measures, counted: CountedDays, profiles: Mapping[int, LoadProfile]
) -> tuple[Measures, list[int]]:
    """The readings of one direction with the days that intervals tell in their place.

    ``readings`` of the kinds of ``counted`` (see `join_kinds`). With it, the first days of the
    stretches that do not fit: their register counted less than the intervals of its hours.
    """
    rows = [readings.where(np.zeros(len(readings.kinds), dtype=np.bool_))]
    unfit: list[int] = []
    for kind in sorted({*readings.kinds.tolist(), *counted.kinds.tolist()}):
        own = readings.where(readings.kinds == kind)
        days = counted.of_kind(kind)
        rows.append(_as_days(days))
        touched, whole = _count_inside(own, days)
        rows.append(own.where(touched == 0))
        for at in np.flatnonzero((touched > 0) & (whole < own.until_days - own.from_days)):
            gap = _find_gap(own.where(np.arange(len(own.kinds)) == at), days)
            if gap.rest_wh < 0:
                unfit.append(gap.first)
            else:
                rows.append(_share_rest(gap, kind, profiles[kind]))
    return join_measures(rows), unfit


def _count_inside(own: Measures, days: CountedDays) -> tuple[IntArray, IntArray]:
    """Of how many days of each stretch intervals tell anything, and of how many all.

    A meter read each day has a thousand stretches on a page, and most have nothing to be shared.
    """
    told, whole = np.sort(days.days), np.sort(days.days[days.lacking == 0])
    ends = own.from_days, own.until_days
    touched, known = (
        np.searchsorted(each, ends[1]) - np.searchsorted(each, ends[0]) for each in (told, whole)
    )
    return touched, known


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    """The D days between two readings: what intervals know of them, and what they leave.

    lacking  float64[D], the share of each day that is not known
    known    int64[D], the Wh that are
    """

    first: int
    lacking: FloatArray
    known: IntArray
    rest_wh: int
    state: int


def _find_gap(stretch: Measures, days: CountedDays) -> _Gap:
    """The days of one stretch of which intervals tell some."""
    first, until = int(stretch.from_days[0]), int(stretch.until_days[0])
    inside = np.flatnonzero((days.days >= first) & (days.days < until))
    places = days.days[inside] - first
    lacking, known = np.ones(until - first), np.zeros(until - first, dtype=np.int64)
    lacking[places], known[places] = days.lacking[inside], days.known_wh[inside]
    return _Gap(
        first=first,
        lacking=lacking,
        known=known,
        rest_wh=int(stretch.volumes_wh[0] - known.sum()),
        state=max(int(stretch.states[0]), int(days.states[inside].max())),
    )


def _as_days(days: CountedDays) -> Measures:
    """The days that are wholly known."""
    whole = days.lacking == 0
    first = days.days[whole]
    return make_measures(
        days.kinds[whole], first, first + 1, days.known_wh[whole], days.states[whole]
    )


def _share_rest(gap: _Gap, kind: int, profile: LoadProfile) -> Measures:
    """The days that lack, each with what is known of it and its share of the rest."""
    until = gap.first + len(gap.lacking)
    weights = np.diff(profile.cumulative_at(np.arange(gap.first, until + 1))) * gap.lacking
    if weights.sum() <= 0:  # a profile without a share there: days divide it
        weights = gap.lacking
    cumulative = np.concatenate(([0.0], np.cumsum(weights)))
    shares = split_volumes(np.array([gap.rest_wh], dtype=np.int64), cumulative[None])[0]
    days = np.flatnonzero(gap.lacking > 0)
    count = len(days)
    return Measures(
        kinds=np.full(count, kind, dtype=np.int64),
        from_days=gap.first + days,
        until_days=gap.first + days + 1,
        volumes_wh=(gap.known + shares)[days],
        states=np.full(count, gap.state, dtype=np.int64),
        told_from_days=np.full(count, gap.first, dtype=np.int64),
        told_until_days=np.full(count, until, dtype=np.int64),
    )


def join_kinds(
    readings: Measures, direction: Direction, profiles: Mapping[int, LoadProfile]
) -> Measures:
    """The registers of one direction as one, of `ALL_KIND`.

    Readings of the same days are added; where they were taken on other days, the profile of each
    register divides what it counted, and that is told of all of those days.
    """
    if not len(readings.kinds):
        return readings
    kinds = sorted(set(readings.kinds.tolist()))
    cells = np.unique([readings.from_days, readings.until_days])
    placed = place_volumes(
        MeasuredIntervals(
            rows=np.zeros(len(readings.kinds), dtype=np.int64),
            columns=np.searchsorted(kinds, readings.kinds).astype(np.int64),
            from_days=readings.from_days,
            until_days=readings.until_days,
            volumes_wh=readings.volumes_wh,
        ),
        cells,
        [profiles[kind] for kind in kinds],
        count=1,
    )[0].sum(axis=0)
    starts, ends = cells[:-1, None], cells[1:, None]
    touches = (readings.from_days <= starts) & (readings.until_days >= ends)
    told = touches.any(axis=1)
    first = np.where(touches, readings.from_days, starts).min(axis=1)
    until = np.where(touches, readings.until_days, ends).max(axis=1)
    states = np.where(touches, readings.states, ValueState.VALIDATED).max(axis=1)
    return Measures(
        kinds=np.full(int(told.sum()), ALL_KIND[direction], dtype=np.int64),
        from_days=cells[:-1][told],
        until_days=cells[1:][told],
        volumes_wh=placed[told],
        states=states[told],
        told_from_days=first[told],
        told_until_days=until[told],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Both sources of one direction as one; ``in_one`` are the days not told by register."""

    measures: Measures
    in_one: tuple[DayRange, ...]


def merge_direction(
    readings: Measures,
    stored: StoredDays,
    point: SupplyPointRow,
    registers: Sequence[RegisterRow],
    profiles: Mapping[int, LoadProfile],
) -> Merged:
    """Both sources of one direction as one.

    By register where the meter's hours are known and the intervals fit them; else all in one. That
    is decided between two days on which all registers were read, so that no day outside of a
    period has a say in what it comes to.
    """
    counted = count_days(stored, point, registers)
    if not len(counted):
        return Merged(readings, ())
    found, unfit = merge(readings, counted, profiles)
    groups = _Groups.of(readings)
    doubtful = counted.days[counted.in_one]
    if len(set(readings.kinds.tolist())) > 1:
        doubtful = np.concatenate([doubtful, np.array(unfit, dtype=np.int64)])
    if not doubtful.size:
        return Merged(found, ())
    apart = np.unique(groups.numbers_of(doubtful))
    in_one = np.isin(groups.numbers_of(readings.from_days), apart)
    is_one = np.isin(groups.numbers_of(counted.days), apart)
    split, _unfit = merge(readings.where(~in_one), counted.where(~is_one), profiles)
    joined = join_kinds(readings.where(in_one), stored.direction, profiles)
    whole, _unfit = merge(joined, _sum_kinds(counted.where(is_one), stored.direction), profiles)
    return Merged(join_measures([split, whole]), groups.ranges_of(apart))


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Days that hang together: those between two days on which no stretch of a register goes on.

    A day that no reading tells hangs together with none.
    """

    bounds: IntArray
    is_told: BoolArray

    @classmethod
    def of(cls, readings: Measures) -> "_Groups":
        starts, ends = np.sort(readings.from_days), np.sort(readings.until_days)
        days = np.unique([starts, ends])
        # Stretches that began before a day and did not end until then, and those that go on from it.
        open_before = np.searchsorted(starts, days, "left") - np.searchsorted(ends, days, "right")
        going_on = np.searchsorted(starts, days, "right") - np.searchsorted(ends, days, "right")
        is_bound = open_before == 0
        return cls(days[is_bound], going_on[is_bound] > 0)

    def numbers_of(self, days: IntArray) -> IntArray:
        """The group of each day; of one that no reading tells a number of its own, below zero."""
        places = np.searchsorted(self.bounds, days, "right") - 1
        told = np.append(self.is_told, False)[places]
        return np.where(told, places, -1 - days)

    def ranges_of(self, numbers: IntArray) -> tuple[DayRange, ...]:
        """The days of each group."""
        return tuple(
            DayRange(int(self.bounds[number]), int(self.bounds[number + 1]))
            if number >= 0
            else DayRange(-1 - number, -number)
            for number in numbers.tolist()
        )


def _sum_kinds(counted: CountedDays, direction: Direction) -> CountedDays:
    """The same days, all registers in one."""
    days, places = np.unique(counted.days, return_inverse=True)
    known, states = np.zeros(len(days), dtype=np.int64), np.zeros(len(days), dtype=np.int64)
    lacking = np.zeros(len(days))
    np.add.at(known, places, counted.known_wh)
    np.maximum.at(states, places, counted.states)
    np.maximum.at(lacking, places, counted.lacking)
    return CountedDays(
        kinds=np.full(len(days), ALL_KIND[direction], dtype=np.int64),
        days=days,
        known_wh=known,
        states=states,
        lacking=lacking,
        in_one=np.ones(len(days), dtype=np.bool_),
    )
