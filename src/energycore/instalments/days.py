"""The days of instalments, as day numbers."""

from energycore.clocks import DayRange, add_months, month_start


def list_due_days(first_day: int, count: int) -> list[int]:
    """Return the day numbers of so many parts, each a month after the one before."""
    return [add_months(first_day, month) for month in range(count)]


def list_monthly_days(
    period: DayRange, *, due_day: int, count: int, notice_days: int = 0
) -> list[int]:
    """Return at most so many days of a period: the ``due_day`` of one month after another.

    ``due_day`` is 1 to 31: in a shorter month it is the last day. The first is at least
    ``notice_days`` after the period's first day, and none is after its end, so that there may be
    fewer. Raises ValueError for another day of the month or less than one part.

    >>> from datetime import date
    >>> from energycore.clocks import date_of
    >>> year = DayRange.of_dates(date(2026, 1, 1), date(2027, 1, 1))
    >>> [str(date_of(day)) for day in list_monthly_days(year, due_day=31, count=3)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    if not 1 <= due_day <= 31 or count < 1:  # noqa: PLR2004 - days of a month
        raise ValueError("instalments have a day of the month, and there is at least one")
    earliest = period.from_ + notice_days
    days: list[int] = []
    first_of_month = month_start(period.from_)
    while first_of_month < period.until and len(days) < count:
        following = add_months(first_of_month, 1)
        day = min(first_of_month + due_day, following) - 1
        if earliest <= day < period.until:
            days.append(day)
        first_of_month = following
    return days
