"""Days of the demonstration: when the system works, and where a home's billing period begins."""

from datetime import UTC, date, datetime, time

from energycore.clocks import add_months, date_of, day_number
from kwartier.demo.generator.homes import Home


def morning_of(day: date) -> datetime:
    """When the system does its work on a day."""
    return datetime.combine(day, time(5), tzinfo=UTC)


def period_start(home: Home, today: date) -> date:
    """The first day of the billing period in which ``today`` lies."""
    start = date(today.year, home.settlement_month, 1)
    return start if start <= today else start.replace(year=start.year - 1)


def anniversary(day: date, years: int) -> date:
    """The same day of another year; 1 March for a 29 February."""
    return date_of(add_months(day_number(day), 12 * years))
