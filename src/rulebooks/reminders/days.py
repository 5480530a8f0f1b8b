"""The days of reminders: when a letter counts as told, weekends, and truces."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from energycore.clocks import DayRange, day_number, weekday_of, year_of
from energycore.units import BoolArray, IntArray
from rulebooks.parameters import get_parameter
from rulebooks.public_holidays import list_public_holidays
from rulebooks.reminders.procedures import Step, find_key

_TOLD_BY_MAIL_AFTER = 1
_TOLD_BY_POST_AFTER = 3  # working days
_SATURDAY = 5
_DAYS_A_WEEK = 7
_MONTH = 100


def told_on(sent_on: IntArray, is_posted: BoolArray, procedures: Sequence[str]) -> IntArray:
    """Return the first day that counts: the day after a mail, the third working day after posting.

    Book XIX says so of Belgium; in France, where no law says when a letter arrives, it is the house's
    own. Saturdays are no working days, and neither are the public holidays of the procedure's country.
    """
    told = sent_on + _TOLD_BY_MAIL_AFTER
    countries = np.array([name.partition(".")[0] for name in procedures], dtype=np.str_)
    for country in sorted(set(countries)):
        mine = is_posted & (countries == country)
        if np.any(mine):
            told[mine] = _third_working_day(sent_on[mine], country)
    return told


def _third_working_day(sent_on: IntArray, country: str) -> IntArray:
    years = {int(year) + more for year in np.unique(year_of(sent_on)) for more in (0, 1)}
    reached = np.busday_offset(
        sent_on.astype("datetime64[D]"),
        _TOLD_BY_POST_AFTER,
        roll="backward",
        holidays=np.array(list_public_holidays(country, sorted(years)), dtype="datetime64[D]"),
    )
    return np.asarray(reached.astype(np.int64))


def skip_weekends(days: IntArray) -> IntArray:
    """Return the same days, those on a Saturday or Sunday moved to the Monday after."""
    weekday = weekday_of(days)
    return np.where(weekday >= _SATURDAY, days + _DAYS_A_WEEK - weekday, days)


def list_truces(first: int, last: int, days: IntArray) -> list[DayRange]:
    """Return the truces around some days; `first` and `last` are month and day, 1101 and 331."""
    years = range(year_of(int(days.min())) - 1, year_of(int(days.max())) + 2)
    passes_new_year = last < first
    return [
        DayRange(
            _day_of(year, first),
            _day_of(year + 1 if passes_new_year else year, last) + 1,
        )
        for year in years
    ]


def is_barred(procedure: str, step: Step, day: int) -> bool:
    """Return whether a step may not be taken on a day: in the truce of a country, where it bars it."""
    barred, first, last = (
        find_key(procedure, what)
        for what in (f"{step.name.lower()}_in_truce", "truce_first", "truce_last")
    )
    if barred is None or first is None or last is None or get_parameter(barred, day).number():
        return False
    begins, ends = (int(get_parameter(key, day).number()) for key in (first, last))
    truces = list_truces(begins, ends, np.array([day]))
    return any(truce.from_ <= day < truce.until for truce in truces)


def _day_of(year: int, month_and_day: int) -> int:
    return day_number(date(year, *divmod(month_and_day, _MONTH)))


def count_on(starts: IntArray, waits: IntArray, truces: Sequence[DayRange]) -> IntArray:
    """Return the days on which so many days have gone by that lie in no truce; none lies in one."""
    ends = starts + waits
    for truce in truces:
        is_met = (starts < truce.until) & (ends >= truce.from_)
        ends = np.where(is_met, ends + truce.until - np.maximum(starts, truce.from_), ends)
    return ends


def free_of(days: IntArray, truces: Sequence[DayRange]) -> IntArray:
    """Return the same days, those in a truce or on a weekend moved to the first that is in neither."""
    moved = skip_weekends(days)
    for truce in truces:
        is_inside = (moved >= truce.from_) & (moved < truce.until)
        moved = np.where(is_inside, skip_weekends(np.full_like(moved, truce.until)), moved)
    return moved
