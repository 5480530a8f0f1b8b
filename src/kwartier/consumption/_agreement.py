"""Where intervals and registers of the same days say different things, beyond what the dials hide."""

from collections.abc import Sequence
from dataclasses import replace

from energycore.clocks import DayRange, date_of
from energycore.intervals import ValueState, Verdict, agree_with_register
from kwartier.consumption._detail_types import Apart
from kwartier.consumption._merging import join_kinds, of_direction
from kwartier.consumption._parts import Told
from kwartier.intervals.types import Direction, StoredDays
from kwartier.metering.types import Energy, SupplyPointRow

_WH_PER_STEP = 1_000
_DIALS = 12
"""Of the difference, which is taken for an index from nothing on."""


def list_apart(
    stored: StoredDays, billed: Told, point: SupplyPointRow, days: DayRange
) -> list[Apart]:
    """The readings around some days that differ from what the intervals between them come to.

    Readings that follow each other are told as one: of a meter that is read each day there would be
    a year of sentences. Each register hides less than one step at each end. An estimated reading is no witness, and the
    days of gas begin six hours after its readings.
    """
    if point.energy == Energy.GAS or not len(stored):
        return []
    found = []
    readings = of_direction(billed.measures, stored.direction)
    told = join_kinds(readings, stored.direction, billed.profiles)
    for at in range(len(told.kinds)):
        first, until = int(told.from_days[at]), int(told.until_days[at])
        is_cut = (first, until) != (int(told.told_from_days[at]), int(told.told_until_days[at]))
        between = DayRange(first, until)
        if is_cut or between.overlap(days) is None or told.states[at] == ValueState.ESTIMATED:
            continue
        inside = (stored.days >= first) & (stored.days < until)
        known_wh = int(stored.totals_wh[inside].sum())
        registers_wh = int(told.volumes_wh[at])
        registers = int(((readings.from_days == first) & (readings.until_days == until)).sum())
        agreement = agree_with_register(
            known_wh=known_wh,
            missing_counts=int(stored.missing_counts[inside].sum())
            + (until - first)
            - int(inside.sum()),
            start_index=0,
            end_index=registers_wh // _WH_PER_STEP,
            dials=_DIALS,
            wh_per_step=_WH_PER_STEP,
            rounding_wh=(registers - 1) * _WH_PER_STEP,
        )
        if agreement.verdicts == Verdict.DIFFERS:
            gives = stored.direction is Direction.INJECTION
            found.append(Apart(date_of(first), date_of(until), gives, known_wh, registers_wh))
    return _join_neighbors(found)


def _join_neighbors(found: Sequence[Apart]) -> list[Apart]:
    joined: list[Apart] = []
    for each in sorted(found, key=lambda apart: apart.from_):
        before = joined[-1] if joined else None
        if before is None or before.until != each.from_:
            joined.append(each)
            continue
        joined[-1] = replace(
            before,
            until=each.until,
            intervals_wh=before.intervals_wh + each.intervals_wh,
            registers_wh=before.registers_wh + each.registers_wh,
        )
    return joined
