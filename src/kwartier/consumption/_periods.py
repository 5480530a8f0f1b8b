"""Periods of a view: from what an address says to days, and the one before, after and a year ago."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from energycore.clocks import add_months, date_of, day_number, month_starts
from kwartier.consumption.refusals import PeriodUnknown
from kwartier.consumption.types import Period, View

_FIRST, _LAST = date(1990, 1, 1), date(2190, 1, 1)
_TYPED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_MONTHS = {View.MONTH: 1, View.YEAR: 12}
_DAYS = {View.DAY: 1, View.WEEK: 7}
# A weekday is compared with a weekday: 52 weeks, not a date.
_WEEKS_OF_YEAR = 52

Billed = Sequence[tuple[date, date]]


def parse_period(view: str, typed: str, *, today: date, billed: Billed) -> Period:
    """The period that holds a day typed as ``2026``, ``2026-10`` or ``2026-10-31`` (empty: today).

    A week begins on Monday. Without a billing period on that day a year that ends today stands in.

    Raises:
        PeriodUnknown: there is no such view, or no such day.
    """
    if view not in View.values:
        raise PeriodUnknown
    return period_on(View(view), _parse_day(typed) if typed else today, billed=billed)


def period_on(view: View, day: date, *, billed: Billed) -> Period:
    """The period of a view that holds a day."""
    if view == View.BILLING:
        known = [each for each in billed if each[0] <= day] or list(billed[:1])
        first, until = known[-1] if known else (day.replace(month=1, day=1), None)
        return _cut(view, first, until or _plus(first, 12))
    if view in _DAYS:
        first = day - timedelta(days=day.weekday()) if view == View.WEEK else day
        return _cut(view, first, first + timedelta(days=_DAYS[view]))
    first = day.replace(day=1) if view == View.MONTH else day.replace(month=1, day=1)
    return _cut(view, first, _plus(first, _MONTHS[view]))


def period_before(period: Period, *, billed: Billed) -> Period | None:
    """The period that ends where this one begins; None where there was no billing period."""
    if period.view == View.BILLING and not any(first < period.from_ for first, _ in billed):
        return None
    return period_on(period.view, period.from_ - timedelta(days=1), billed=billed)


def period_after(period: Period, *, today: date, billed: Billed) -> Period | None:
    """The period that begins where this one ends, unless that lies ahead."""
    if period.until > today:
        return None
    if period.view == View.BILLING and not any(first >= period.until for first, _ in billed):
        return None
    return period_on(period.view, period.until, billed=billed)


def year_before(period: Period) -> Period:
    """The same period a year before, cut in as many parts."""
    if period.view in _DAYS:
        back = timedelta(weeks=_WEEKS_OF_YEAR)
        return Period(
            period.view,
            period.from_ - back,
            period.until - back,
            tuple(day - back for day in period.cuts),
        )
    moved = [_plus(day, -12) for day in (period.from_, *period.cuts, period.until)]
    return replace(period, from_=moved[0], cuts=tuple(moved[1:-1]), until=moved[-1])


def _parse_day(typed: str) -> date:
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        raise PeriodUnknown
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        asked = date(year, month, day)
    except ValueError:
        raise PeriodUnknown from None
    if not _FIRST <= asked < _LAST:
        raise PeriodUnknown
    return asked


def _cut(view: View, first: date, until: date) -> Period:
    if view in {View.YEAR, View.BILLING}:
        inner = month_starts(day_number(first) + 1, day_number(until)).tolist()
    else:
        inner = range(day_number(first) + 1, day_number(until))
    return Period(view, first, until, tuple(date_of(day) for day in inner))


def _plus(day: date, months: int) -> date:
    return date_of(add_months(day_number(day), months))
