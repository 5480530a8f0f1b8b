"""Intervals: series of quarter-hours, half-hours or hours, and what can be known from them.

Words: a *slot* is the place of an interval among those of some consecutive local days; the
*state* of a value says how it came about; *missing* is -1 Wh with a state that says so.

Guarantees: exact integers; missing is never zero, each figure says how much it lacks and in which
state it is; a day has 92, 96 or 100 quarter-hours; the same function serves one supply point and
a hundred thousand (arrays of points by slots).
"""

from energycore.intervals.agreement import Agreement, Verdict, agree_with_register
from energycore.intervals.alerts import (
    Leak,
    Unusual,
    UnusualUse,
    Use,
    find_high_spell,
    find_leak,
    find_unusual_use,
    peaks_above,
    restless_since,
)
from energycore.intervals.comparing import Alignment, Curve, LikeForLike, compare_years
from energycore.intervals.figures import UNKNOWN_W, BaseLoad, base_load, load_duration, watts_of
from energycore.intervals.heat_map import HeatMap, make_heat_map
from energycore.intervals.nights import Nights, nights_of
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
from energycore.intervals.self_consumption import SelfConsumption, find_self_consumption
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
from energycore.intervals.weather import (
    NotDrivenByWeather,
    TooFewDays,
    WeatherNeutral,
    WeatherSplit,
    compare_weather,
    degree_days,
    split_by_weather,
)

__all__ = [
    "MAX_DAYS",
    "MISSING_WH",
    "STEPS",
    "UNKNOWN_PEAK_W",
    "UNKNOWN_W",
    "Agreement",
    "Alignment",
    "BaseLoad",
    "Change",
    "Curve",
    "DaySlots",
    "HeatMap",
    "IntervalValues",
    "Leak",
    "LikeForLike",
    "MonthPeaks",
    "Nights",
    "NotDrivenByWeather",
    "Placed",
    "RegisterSlots",
    "SelfConsumption",
    "SpanTooLong",
    "StepTellsNoPeak",
    "Sums",
    "TooFewDays",
    "Unusual",
    "UnusualUse",
    "Use",
    "ValueState",
    "Verdict",
    "WeatherNeutral",
    "WeatherSplit",
    "agree_with_register",
    "base_load",
    "changed_days",
    "check_values",
    "coarsen",
    "compare_weather",
    "compare_years",
    "day_boundaries",
    "days_spanned",
    "degree_days",
    "find_change",
    "find_high_spell",
    "find_leak",
    "find_self_consumption",
    "find_unusual_use",
    "is_known",
    "is_same",
    "join_days",
    "label_slots",
    "list_runs",
    "load_duration",
    "make_heat_map",
    "mean_month_peaks",
    "merge_versions",
    "month_boundaries",
    "month_peaks",
    "newest_rows",
    "nights_of",
    "pack_states",
    "peaks_above",
    "place",
    "restless_since",
    "slots_of",
    "split_by_weather",
    "starts_of",
    "sum_between",
    "sum_days",
    "sum_months",
    "sum_over",
    "sum_registers",
    "sum_years",
    "unpack_states",
    "watts_of",
    "worst_state",
    "year_boundaries",
]
