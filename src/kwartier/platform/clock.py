"""The one place that reads the clock. Doors, jobs and commands call it; rooms are told."""

from datetime import UTC, date, datetime, time, timedelta

from kwartier.platform.types import BrandInfo

_OPENING = time(8)  # After the work of the night, which the demonstration does at 5:00 UTC.
_DAY_OF_DEMONSTRATION = timedelta(hours=16)  # From the opening to midnight.


def real_now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today(brand: BrandInfo) -> date:
    """The brand's day: the demonstration's calendar, or the market's date."""
    return brand.demo_today or brand.day_of(real_now())


def now(brand: BrandInfo) -> datetime:
    """This instant on the brand's calendar, in UTC."""
    return on_calendar(brand, real_now())


def on_calendar(brand: BrandInfo, instant: datetime) -> datetime:
    """An instant of the machine on the brand's calendar, in UTC: itself, but in a demonstration.

    A demonstration stays on one day for as long as nobody lets time pass: hours or weeks. Its clock
    starts at 8:00 of that day and never turns back, so that what is done later is also shown later:
    an entry made at 00:03 must not stand before that of 23:58. It goes as fast as the real one at
    first, then ever more slowly, and reaches midnight never: 14:00 after ten hours, 22:34 after a
    week, and after a year a real second still moves it by three microseconds. What was before
    its day began is shown at the opening.
    """
    if brand.demo_today is None:
        return instant
    begun = brand.demo_since or _midnight_before(instant, brand)
    passed = max(instant - begun, timedelta())
    moved = _DAY_OF_DEMONSTRATION * (passed / (passed + _DAY_OF_DEMONSTRATION))
    opening = datetime.combine(brand.demo_today, _OPENING, tzinfo=brand.timezone)
    return opening.astimezone(UTC) + moved


def _midnight_before(instant: datetime, brand: BrandInfo) -> datetime:
    """For a brand of which nobody noted when its day began."""
    today_there = brand.day_of(instant)
    return datetime.combine(today_there, time(), tzinfo=brand.timezone)
