"""From the intervals of a period to what a page shows of them: the day's curve, hours, peaks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from energycore.clocks import DayRange, date_of, day_number
from energycore.intervals import (
    Curve,
    DaySlots,
    StepTellsNoPeak,
    ValueState,
    coarsen,
    make_heat_map,
    month_peaks,
)
from kwartier.consumption._counted import place_stored
from kwartier.consumption._detail_types import DayCurve, MonthHours, MonthPeak, Slot
from kwartier.consumption.types import Period
from kwartier.intervals.types import Direction, StoredDays
from kwartier.metering.types import SupplyPointRow

HOUR_MINUTES: Final = 60

type Stored = Mapping[Direction, StoredDays]


def days_in(period: Period) -> DayRange:
    """The days of a period."""
    return DayRange(day_number(period.from_), day_number(period.until))


def list_steps(stored: StoredDays, days: DayRange) -> list[int]:
    """The steps under a day in which days are kept, the one of most days first."""
    inside = (stored.days >= days.from_) & (stored.days < days.until)
    steps, counts = np.unique(
        stored.steps_minutes[inside & (stored.steps_minutes <= HOUR_MINUTES)], return_counts=True
    )
    return [int(step) for step in steps[np.argsort(-counts, kind="stable")]]


def draw_day(
    stored: Stored, point: SupplyPointRow, period: Period, earlier: Period, *, step_minutes: int
) -> DayCurve | None:
    """A day interval by interval; None where nothing finer than a day is kept of its offtake."""
    day, before = days_in(period), days_in(earlier)
    finest = list_steps(stored[Direction.OFFTAKE], day)
    if not finest:
        return None
    given_steps = list_steps(stored[Direction.INJECTION], day)
    least = max([finest[0], *given_steps[:1]])
    step = max(least, min(step_minutes, HOUR_MINUTES))
    taken = _coarse(stored[Direction.OFFTAKE], point, day, step)
    if taken is None:  # a step that does not add up to the one asked for
        step = HOUR_MINUTES
        taken = _hours(stored[Direction.OFFTAKE], point, day)
    given = _coarse(stored[Direction.INJECTION], point, day, step)
    past = _coarse(stored[Direction.OFFTAKE], point, before, step)
    return DayCurve(step, least, _list_slots(taken, given, past))


def _coarse(stored: StoredDays, point: SupplyPointRow, days: DayRange, step: int) -> Curve | None:
    """The days in a step; None where they are kept in none that adds up to it."""
    steps = [each for each in list_steps(stored, days) if step % each == 0]
    if not steps:
        return None
    found = place_stored(stored, point, days, step_minutes=steps[0])
    return Curve(*coarsen(found.slots, found.values_wh, found.states, step_minutes=step))


def _hours(stored: StoredDays, point: SupplyPointRow, days: DayRange) -> Curve:
    """The days by the hour, whatever their steps; there is one at least."""
    curves = []
    for step in list_steps(stored, days):
        found = place_stored(stored, point, days, step_minutes=step)
        curves.append(
            coarsen(found.slots, found.values_wh, found.states, step_minutes=HOUR_MINUTES)
        )
    slots, values, states = curves[0]
    for _slots, others, their_states in curves[1:]:
        states = np.where(values < 0, their_states, states)
        values = np.where(values < 0, others, values)
    return Curve(slots, values, states)


def _list_slots(taken: Curve, given: Curve | None, past: Curve | None) -> tuple[Slot, ...]:
    zone = ZoneInfo(taken.slots.timezone)
    before = {}
    if past is not None:
        shift = (taken.slots.days.from_ - past.slots.days.from_) * 86_400
        before = {
            (wall + shift, again): wh
            for (wall, again), wh in zip(
                _clock_of(past.slots), past.values_wh.tolist(), strict=True
            )
        }
    found = []
    for at, (start, clock) in enumerate(
        zip(taken.slots.starts.tolist(), _clock_of(taken.slots), strict=True)
    ):
        found.append(
            Slot(
                start=datetime.fromtimestamp(start, zone),
                is_second=clock[1],
                wh=_known(int(taken.values_wh[at])),
                state=ValueState(int(taken.states[at])),
                given_wh=_known(int(given.values_wh[at])) if given else None,
                given_state=ValueState(int(given.states[at])) if given else None,
                before_wh=_known(before.get(clock, -1)),
            )
        )
    return tuple(found)


def _clock_of(slots: DaySlots) -> list[tuple[int, bool]]:
    """What the clock shows at the start of each slot, and whether for the second time."""
    seen: set[int] = set()
    found = []
    for wall in slots.wall_seconds().tolist():
        found.append((wall, wall in seen))
        seen.add(wall)
    return found


def _known(wh: int) -> int | None:
    return None if wh < 0 else wh


def map_hours(stored: StoredDays, point: SupplyPointRow, days: DayRange) -> tuple[MonthHours, ...]:
    """The mean of each hour of the clock, month by month; empty without a value under a day."""
    if not list_steps(stored, days):
        return ()
    curve = _hours(stored, point, days)
    found = make_heat_map(curve.slots, curve.values_wh, curve.states)
    return tuple(
        MonthHours(
            month=date_of(first),
            mean_wh=tuple(_known(wh) for wh in means),
            states=tuple(ValueState(state) for state in states),
        )
        for first, means, states in zip(
            found.days[:-1].tolist(), found.mean_wh.tolist(), found.states.tolist(), strict=True
        )
    )


def list_peaks(stored: StoredDays, point: SupplyPointRow, days: DayRange) -> tuple[MonthPeak, ...]:
    """The highest quarter-hour of each month; empty where hours or half-hours hide it."""
    steps = list_steps(stored, days)
    if not steps:
        return ()
    curve = place_stored(stored, point, days, step_minutes=min(steps))
    try:
        found = month_peaks(curve.slots, curve.values_wh)
    except StepTellsNoPeak:
        return ()
    zone = ZoneInfo(point.timezone_name)
    return tuple(
        MonthPeak(date_of(month), watts, datetime.fromtimestamp(at, zone), lacking)
        for month, watts, at, lacking in zip(
            found.months.tolist(),
            found.peaks_w.tolist(),
            found.peak_starts.tolist(),
            found.lacking_counts.tolist(),
            strict=True,
        )
        if watts >= 0
    )
