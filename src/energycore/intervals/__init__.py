"""Intervals: series of quarter-hours, half-hours or hours, and what can be known from them.

Words: a *slot* is the place of an interval among those of some consecutive local days; the
*state* of a value says how it came about; *missing* is -1 Wh with a state that says so.

Guarantees: exact integers; missing is never zero, each figure says how much it lacks and in which
state it is; a day has 92, 96 or 100 quarter-hours; the same function serves one supply point and
a hundred thousand (arrays of points by slots).
"""

from energycore.intervals.placing import (
    MAX_DAYS,
    Placed,
    SpanTooLong,
    days_spanned,
    join_days,
    list_runs,
    place,
)
from energycore.intervals.slots import STEPS, DaySlots, slots_of, starts_of
from energycore.intervals.states import (
    MISSING_WH,
    IntervalValues,
    ValueState,
    check_values,
    is_known,
    pack_states,
    unpack_states,
    worst_state,
)

__all__ = [
    "MAX_DAYS",
    "MISSING_WH",
    "STEPS",
    "DaySlots",
    "IntervalValues",
    "Placed",
    "SpanTooLong",
    "ValueState",
    "check_values",
    "days_spanned",
    "is_known",
    "join_days",
    "list_runs",
    "pack_states",
    "place",
    "slots_of",
    "starts_of",
    "unpack_states",
    "worst_state",
]
