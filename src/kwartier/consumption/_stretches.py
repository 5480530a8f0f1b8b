"""From days as they are stored to stretches of equal steps, and to what each day comes to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from energycore.clocks import DayRange, date_of
from energycore.intervals import Curve, ValueState, list_runs
from kwartier.consumption._counted import place_stored
from kwartier.consumption._curves import list_steps
from kwartier.consumption._stretch_types import Stretch, ToldDays
from kwartier.intervals.types import StoredDays
from kwartier.metering.types import SupplyPointRow

_SECONDS = 60
_HOUR = 60


def cut_stretches(
    stored: StoredDays, point: SupplyPointRow, days: DayRange
) -> tuple[tuple[Stretch, ...], dict[int, Curve]]:
    """The days that are kept under a day, in stretches by time; and by day number its values."""
    stretches: list[Stretch] = []
    by_day: dict[int, Curve] = {}
    for step in sorted(list_steps(stored, days)):
        curve = place_stored(stored, point, days, step_minutes=step)
        kept = np.zeros(len(days.days), dtype=np.bool_)
        chosen = stored.days[stored.steps_minutes == step] - days.from_
        kept[chosen[(chosen >= 0) & (chosen < len(kept))]] = True
        starts = curve.slots.day_starts.tolist()
        positions = curve.slots.positions.tolist()
        for first, last in list_runs(kept).tolist():
            inside = slice(positions[first], positions[last])
            stretches.append(
                Stretch(
                    starts[first],
                    step,
                    curve.values_wh[inside].astype(np.int64),
                    curve.states[inside],
                )
            )
        by_day |= dict.fromkeys((np.flatnonzero(kept) + days.from_).tolist(), curve)
    return tuple(sorted(stretches, key=lambda each: each.start)), by_day


def tell_days(
    taken: dict[int, Curve], given: dict[int, Curve], point: SupplyPointRow
) -> tuple[ToldDays, ...]:
    """Each day of which something is kept under a day."""
    zone = ZoneInfo(point.timezone_name)
    return tuple(
        _tell_day(day, taken.get(day), given.get(day), zone) for day in sorted({*taken, *given})
    )


def _tell_day(day: int, taken: Curve | None, given: Curve | None, zone: ZoneInfo) -> ToldDays:
    state = known_state = ValueState.VALIDATED
    lacking = 0
    sums: list[int | None] = []
    for curve in (taken, given):
        if curve is None:
            sums.append(None)
            continue
        slot = curve.slots.slots_on(day)
        values, states = curve.values_wh[slot], curve.states[slot]
        is_known = values >= 0
        sums.append(int(values[is_known].sum()) if is_known.any() else None)
        lacking += int((~is_known).sum())
        state = max(state, ValueState(int(states.max())))
        known_state = max(known_state, ValueState(int(states[is_known].max(initial=0))))
    peak_w, peak_at, minutes = None, None, _HOUR
    if taken is not None and sums[0] is not None:
        slot, minutes = taken.slots.slots_on(day), taken.slots.step_minutes
        place = slot.start + int(taken.values_wh[slot].argmax())
        peak_w = int(taken.values_wh[place]) * _HOUR // minutes
        first = int(taken.slots.day_starts[0]) + place * minutes * _SECONDS
        peak_at = datetime.fromtimestamp(first, zone)
    on = date_of(day)
    return ToldDays(
        from_=on,
        until=on + timedelta(days=1),
        taken_wh=sums[0],
        given_wh=sums[1],
        peak_w=peak_w,
        peak_at=peak_at,
        peak_minutes=minutes,
        state=state,
        known_state=known_state,
        lacking_count=lacking,
    )
