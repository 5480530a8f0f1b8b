"""Intervals: series of quarter-hours, half-hours or hours, and what can be known from them.

Words: a *slot* is the place of an interval among those of some consecutive local days; the
*state* of a value says how it came about; *missing* is -1 Wh with a state that says so.

Guarantees: exact integers; missing is never zero, each figure says how much it lacks and in which
state it is; a day has 92, 96 or 100 quarter-hours; the same function serves one supply point and
a hundred thousand (arrays of points by slots).
"""

from energycore.intervals.peaks import (
    UNKNOWN_PEAK_W,
    MonthPeaks,
    StepTellsNoPeak,
    mean_month_peaks,
    month_peaks,
)
from energycore.intervals.placing import (
    MAX_DAYS,
    Placed,
    SpanTooLong,
    days_spanned,
    join_days,
    list_runs,
    place,
)
from energycore.intervals.registers import RegisterSlots, label_slots, sum_registers
from energycore.intervals.revising import (
    Change,
    changed_days,
    find_change,
    is_same,
    merge_versions,
    newest_rows,
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
from energycore.intervals.sums import (
    Sums,
    coarsen,
    day_boundaries,
    month_boundaries,
    sum_between,
    sum_days,
    sum_months,
    sum_over,
    sum_years,
    year_boundaries,
)

__all__ = [
    "MAX_DAYS",
    "MISSING_WH",
    "STEPS",
    "UNKNOWN_PEAK_W",
    "Change",
    "DaySlots",
    "IntervalValues",
    "MonthPeaks",
    "Placed",
    "RegisterSlots",
    "SpanTooLong",
    "StepTellsNoPeak",
    "Sums",
    "ValueState",
    "changed_days",
    "check_values",
    "coarsen",
    "day_boundaries",
    "days_spanned",
    "find_change",
    "is_known",
    "is_same",
    "join_days",
    "label_slots",
    "list_runs",
    "mean_month_peaks",
    "merge_versions",
    "month_boundaries",
    "month_peaks",
    "newest_rows",
    "pack_states",
    "place",
    "slots_of",
    "starts_of",
    "sum_between",
    "sum_days",
    "sum_months",
    "sum_over",
    "sum_registers",
    "sum_years",
    "unpack_states",
    "worst_state",
    "year_boundaries",
]
