"""What a file would change: matched, placed on local days, cut to what may be kept, compared."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from energycore.clocks import date_of, day_number
from energycore.intervals import (
    Placed,
    SpanTooLong,
    ValueState,
    is_same,
    merge_versions,
    place,
    unpack_states,
)
from energycore.units import BoolArray, ByteArray, IntArray
from kwartier.intervals._covering import ContractDays, mask_days
from kwartier.intervals._load_types import DayCounts, PlanFinding, PlannedSeries
from kwartier.intervals._stored_types import StoredDays
from kwartier.intervals._storing import DayRows
from kwartier.intervals.models import EARLIEST_DAY, LATEST_DAY
from kwartier.intervals.queries import get_days
from kwartier.intervals.types import Series
from kwartier.metering.types import Energy, SupplyPointRow

_A_DAY: Final = 1_440
_PLAIN_HOURS: Final = 24 * 3_600
_GAS_DAY_HOUR: Final = 6
# So many rows of one kind are named one by one; the rest is counted in the last of them.
_MOST_NAMED: Final = 20
_FATES: Final = ("new", "corrected", "same", "left_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Under which conditions a file is loaded."""

    account_id: int | None
    is_official: bool
    today: date


@dataclass(slots=True)
class PlannedDays:
    """What becomes of one series: what is told of it, its days that count, and those to write.

    ``fates`` are the days of the file by what becomes of them, under the names of `DayCounts`.
    """

    told: PlannedSeries
    fates: dict[str, IntArray] = field(default_factory=dict)
    findings: list[PlanFinding] = field(default_factory=list)
    rows: list[DayRows] = field(default_factory=list)
    days: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    """A day to write: of which revision, and what it says."""

    day: int
    revision: int
    values_wh: IntArray
    states: ByteArray


def plan_series(
    series: Series,
    point: SupplyPointRow,
    contracts: Sequence[ContractDays],
    rules: Rules,
    *,
    finer: IntArray,
) -> PlannedDays:
    """What becomes of a series of a supply point that is known.

    ``finer``: days, int64, of which the same file tells a finer step.
    """
    planned = PlannedDays(told=describe(series, point.id))
    placed = _place(series, point, planned.findings)
    if placed is None:
        return planned
    planned.findings += _list_misplaced(series, placed)
    days = placed.slots.days.days
    told = _days_with_values(placed)
    is_future = days > day_number(rules.today)
    is_odd = (days < _number(EARLIEST_DAY)) | (days >= _number(LATEST_DAY)) | (is_future & told)
    planned.findings += _list_odd_days(series, placed, is_odd & told)
    contracted, covered = mask_days(days, contracts, account_id=rules.account_id)
    if series.step_minutes >= _A_DAY:
        covered = contracted
    taken = told & ~is_odd
    planned.told = replace(
        planned.told,
        **_tell_days(placed, told),
        uncontracted_days=int((taken & ~contracted).sum()),
        unconsented_days=int((taken & contracted & ~covered).sum()),
    )
    chosen = taken & covered
    is_finer = chosen & np.isin(days, finer)
    planned.days = days[chosen & ~is_finer]
    _compare(series, point, placed, chosen & ~is_finer, planned=planned, rules=rules)
    planned.fates["left_out"] = days[taken]
    told_finer = int(is_finer.sum())
    planned.told = replace(
        planned.told,
        outranked_days=planned.told.outranked_days + told_finer,
        overlapping_days=planned.told.overlapping_days + told_finer,
    )
    return planned


def count_days(planned: Iterable[PlannedDays]) -> DayCounts:
    """What becomes of the days of a file, each day of a supply point once."""
    by_point: dict[int | None, list[dict[str, IntArray]]] = {}
    for each in planned:
        by_point.setdefault(each.told.supply_point_id, []).append(each.fates)
    counts = dict.fromkeys(_FATES, 0)
    for fates in by_point.values():
        counted: set[int] = set()
        for name in _FATES:
            days = {day for each in fates if name in each for day in each[name].tolist()} - counted
            counts[name] += len(days)
            counted |= days
    return DayCounts(**counts)


def describe(series: Series, supply_point_id: int | None) -> PlannedSeries:
    """A series as the file tells it, before anything is decided."""
    known = series.values_wh >= 0
    counts = np.bincount(series.states, minlength=len(ValueState)).tolist()
    return PlannedSeries(
        code=series.code,
        supply_point_id=supply_point_id,
        direction=series.direction,
        step_minutes=series.step_minutes,
        from_day=None,
        until_day=None,
        value_count=int(known.sum()),
        missing_count=int((~known).sum()),
        total_wh=int(series.values_wh[known].sum()),
        state_counts={state: counts[state] for state in ValueState if counts[state]},
    )


def _place(series: Series, point: SupplyPointRow, findings: list[PlanFinding]) -> Placed | None:
    """The series on its days; a gas day begins at 06:00, unless the file begins it at midnight."""
    hours = (_GAS_DAY_HOUR, 0) if point.energy == Energy.GAS else (0,)
    placed = None
    for hour in hours:
        try:
            placed = place(
                series.starts,
                series.values_wh,
                series.states,
                step_minutes=series.step_minutes,
                timezone=point.timezone_name,
                start_hour=hour,
            )
        except SpanTooLong as too_long:
            text = _("The values of this supply point lie %(days)s days apart: a date is wrong.")
            said = text % {"days": too_long.days.days_count}
            findings.append(_find(series, 0, "start", "intervals.span_too_long", said))
            return None
        if not len(placed.off_grid):
            break
    return placed


def _days_with_values(placed: Placed) -> BoolArray:
    """Which days have at least one value, bool[D]."""
    if not placed.slots.days:
        return np.zeros(0, dtype=np.bool_)
    known = (placed.values_wh >= 0).astype(np.int64)
    counted: BoolArray = np.add.reduceat(known, placed.slots.positions[:-1]) > 0
    return counted


def _list_misplaced(series: Series, placed: Placed) -> Iterator[PlanFinding]:
    """The rows that do not fit: contradicting another one, or at an instant where nothing starts."""
    kinds = (
        (placed.conflicting, "value", "intervals.told_twice", _("Two values for the same time.")),
        (
            placed.off_grid,
            "start",
            "intervals.off_grid",
            _("No interval of this step begins at this time."),
        ),
    )
    for rows, name, code, text in kinds:
        for row in rows[:_MOST_NAMED].tolist():
            yield _find(series, row, name, code, text)
        if len(rows) > _MOST_NAMED:
            count = len(rows) - _MOST_NAMED
            more = ngettext(
                "And %(count)s more row like this one.",
                "And %(count)s more rows like this one.",
                count,
            ) % {"count": count}
            yield _find(series, int(rows[_MOST_NAMED]), name, code, f"{text} {more}")


def _list_odd_days(series: Series, placed: Placed, odd: BoolArray) -> Iterator[PlanFinding]:
    """Days that have not begun, or lie before and after all that is kept; one finding for all."""
    if not odd.any():
        return
    first = int(np.flatnonzero(odd)[0])
    starts = placed.slots.day_starts[first : first + 2]
    inside = (series.starts >= starts[0]) & (series.starts < starts[1])
    count = int(odd.sum())
    text = ngettext(
        "%(day)s has values, but this day has not begun, or is long gone.",
        "%(count)s days have values, but have not begun, or are long gone; the first is %(day)s.",
        count,
    )
    day = date_of(int(placed.slots.days.days[first])).isoformat()
    said = text % {"day": day, "count": count}
    yield _find(series, int(np.flatnonzero(inside)[0]), "start", "intervals.odd_day", said)


def _find(series: Series, row: int, name: str, code: str, text: str) -> PlanFinding:
    line = int(series.lines[row]) if len(series.lines) else 0
    return PlanFinding(line=line, field=name, code=code, text=text, blocks=True)


def _tell_days(placed: Placed, told: BoolArray) -> dict[str, Any]:
    """From when until when, where nothing is told in between, and where the clock was moved."""
    chosen = np.flatnonzero(told)
    if not len(chosen):
        return {}
    days = placed.slots.days.days
    between = np.arange(chosen[0], chosen[-1] + 1)
    lengths = np.diff(placed.slots.day_starts)
    return {
        "from_day": date_of(int(days[chosen[0]])),
        "until_day": date_of(int(days[chosen[-1]]) + 1),
        "gap_days": tuple(date_of(int(day)) for day in days[between[~told[between]]]),
        "clock_changes": tuple(date_of(int(day)) for day in days[told & (lengths != _PLAIN_HOURS)]),
    }


def _compare(
    series: Series,
    point: SupplyPointRow,
    placed: Placed,
    chosen: BoolArray,
    *,
    planned: PlannedDays,
    rules: Rules,
) -> None:
    """Sort the days that may be kept into new, same, corrected and outranked ones."""
    days = placed.slots.days.days
    if not chosen.any():
        return
    stored = get_days(
        point.id,
        date_of(int(days[chosen][0])),
        date_of(int(days[chosen][-1]) + 1),
        direction=series.direction,
    )
    places = dict(zip(stored.days.tolist(), range(len(stored)), strict=True))
    is_there = np.isin(days, stored.days) & chosen
    is_new = chosen & ~is_there
    planned.rows += _gather(series, point, placed, is_new)
    corrected: list[_Day] = []
    same: list[int] = []
    outranked = overlapping = 0
    for day in days[is_there].tolist():
        position = places[day]
        slots = placed.slots.slots_on(day)
        values, states = placed.values_wh[slots], placed.states[slots]
        overlapping += int(stored.steps_minutes[position]) != series.step_minutes
        if _is_outranked(stored, position, series.step_minutes, rules):
            is_known = _says_the_same(stored, position, values, states)
            same += [day] * is_known
            outranked += not is_known
            continue
        merged = _merge(
            stored, position, values, states, step_minutes=series.step_minutes, rules=rules
        )
        if merged is None:
            same.append(day)
        else:
            corrected.append(_Day(day, int(stored.revisions[position]) + 1, *merged))
    planned.rows += _stack(series, point, corrected)
    planned.told = replace(
        planned.told,
        new_days=int(is_new.sum()),
        corrected_days=len(corrected),
        same_days=len(same),
        outranked_days=outranked,
        overlapping_days=overlapping,
    )
    planned.fates |= {
        "new": days[is_new],
        "corrected": np.array([each.day for each in corrected], dtype=np.int64),
        "same": np.array(same, dtype=np.int64),
    }


def _is_outranked(stored: StoredDays, position: int, step_minutes: int, rules: Rules) -> bool:
    """Whether what is there stays: the operator's before a customer's, and then the finer step."""
    if stored.is_official[position] != rules.is_official:
        return bool(stored.is_official[position])
    return bool(stored.steps_minutes[position] < step_minutes)


def _says_the_same(stored: StoredDays, position: int, values: IntArray, states: ByteArray) -> bool:
    """Whether a file tells of a day nothing but what is kept of it."""
    there = stored.values_wh[position]
    if len(there) != len(values):
        return False
    kept = unpack_states(stored.packed_states[position], len(there))
    known = values >= 0
    return is_same(there[known], kept[known], values[known], states[known])


def _merge(
    stored: StoredDays,
    position: int,
    values: IntArray,
    states: ByteArray,
    *,
    step_minutes: int,
    rules: Rules,
) -> tuple[IntArray, ByteArray] | None:
    """The next revision of a day, or None where nothing changes.

    What a file does not tell stays, among values of one origin and one step.
    """
    is_alike = (
        bool(stored.is_official[position]) == rules.is_official
        and stored.steps_minutes[position] == step_minutes
    )
    if not is_alike:
        return values, states
    there = stored.values_wh[position]
    kept = unpack_states(stored.packed_states[position], len(there))
    merged_wh, merged_states = merge_versions(there, kept, values, states)
    if is_same(there, kept, merged_wh, merged_states):
        return None
    return np.asarray(merged_wh, dtype=np.int64), merged_states


def _gather(
    series: Series, point: SupplyPointRow, placed: Placed, chosen: BoolArray
) -> Iterator[DayRows]:
    """Days that nobody told before, as first revisions: those of as many slots together."""
    lengths, days = placed.slots.lengths, placed.slots.days.days
    for length in np.unique(lengths[chosen]).tolist():
        mine = chosen & (lengths == length)
        places = placed.slots.positions[:-1][mine][:, np.newaxis] + np.arange(length)
        yield _rows(
            series,
            point,
            days=days[mine],
            revisions=np.ones(int(mine.sum()), dtype=np.int64),
            values_wh=placed.values_wh[places],
            states=placed.states[places],
        )


def _stack(series: Series, point: SupplyPointRow, days: Sequence[_Day]) -> Iterator[DayRows]:
    """Days that get a new revision: those of as many slots together."""
    for length in sorted({len(each.values_wh) for each in days}):
        mine = [each for each in days if len(each.values_wh) == length]
        yield _rows(
            series,
            point,
            days=np.array([each.day for each in mine], dtype=np.int64),
            revisions=np.array([each.revision for each in mine], dtype=np.int64),
            values_wh=np.stack([each.values_wh for each in mine]),
            states=np.stack([each.states for each in mine]),
        )


def _rows(
    series: Series,
    point: SupplyPointRow,
    *,
    days: IntArray,
    revisions: IntArray,
    values_wh: IntArray,
    states: ByteArray,
) -> DayRows:
    return DayRows(
        supply_point_ids=np.full(len(days), point.id, dtype=np.int64),
        directions=np.full(len(days), int(series.direction), dtype=np.int64),
        days=days,
        revisions=revisions,
        step_minutes=series.step_minutes,
        values_wh=values_wh,
        states=states,
    )


def join_rows(rows: Sequence[DayRows]) -> Iterator[DayRows]:
    """The days of many series: those of one step and as many slots together, for one COPY each."""
    kinds = sorted({(each.step_minutes, each.values_wh.shape[1]) for each in rows})
    for step_minutes, length in kinds:
        mine = [
            each
            for each in rows
            if each.step_minutes == step_minutes and each.values_wh.shape[1] == length
        ]
        yield DayRows(
            supply_point_ids=np.concatenate([each.supply_point_ids for each in mine]),
            directions=np.concatenate([each.directions for each in mine]),
            days=np.concatenate([each.days for each in mine]),
            revisions=np.concatenate([each.revisions for each in mine]),
            step_minutes=step_minutes,
            values_wh=np.concatenate([each.values_wh for each in mine]),
            states=np.concatenate([each.states for each in mine]),
        )


def _number(day: str) -> int:
    return day_number(date.fromisoformat(day))
