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
from energycore.intervals import ValueState
from energycore.profiles import LoadProfile
from energycore.units import FloatArray, IntArray
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
) -> tuple[Measures, bool]:
    """The readings of one direction with the days that intervals tell in their place.

    ``readings`` of the kinds of ``counted`` (see `join_kinds`). With it, whether they fit: no
    register counted less than the intervals of its hours.
    """
    rows = [readings.where(np.zeros(len(readings.kinds), dtype=np.bool_))]
    fits = True
    for kind in sorted({*readings.kinds.tolist(), *counted.kinds.tolist()}):
        own = readings.where(readings.kinds == kind)
        days = counted.of_kind(kind)
        rows.append(_as_days(days))
        for at in range(len(own.kinds)):
            stretch = own.where(np.arange(len(own.kinds)) == at)
            gap = _find_gap(stretch, days)
            if gap is None:
                rows.append(stretch)
            elif gap.lacking.any() and gap.rest_wh < 0:
                fits = False
            else:
                rows.append(_share_rest(gap, kind, profiles[kind]))
    return join_measures(rows), fits


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


def _find_gap(stretch: Measures, days: CountedDays) -> _Gap | None:
    """The days of one stretch; None where intervals tell nothing of them."""
    first, until = int(stretch.from_days[0]), int(stretch.until_days[0])
    inside = np.flatnonzero((days.days >= first) & (days.days < until))
    if not inside.size:
        return None
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


def merge_direction(
    readings: Measures,
    stored: StoredDays,
    point: SupplyPointRow,
    registers: Sequence[RegisterRow],
    profiles: Mapping[int, LoadProfile],
) -> tuple[Measures, CountedDays]:
    """Both sources of one direction as one, and what the intervals told for it.

    By register where the meter's hours are known and the intervals fit them; else all in one.
    """
    counted = count_days(stored, point, registers)
    if not len(counted):
        return readings, counted
    if counted.is_split:
        found, fits = merge(readings, counted, profiles)
        if fits or len(set(found.kinds.tolist())) == 1:
            return found, counted
        counted = count_days(stored, point, registers, split=False)
    found, _fits = merge(join_kinds(readings, stored.direction, profiles), counted, profiles)
    return found, counted
