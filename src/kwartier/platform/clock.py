"""The one place that reads the clock. Doors, jobs and commands call it; rooms are told."""

from datetime import UTC, date, datetime

from kwartier.platform.types import BrandInfo


def real_now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today(brand: BrandInfo) -> date:
    """The brand's day: the demonstration's calendar, or the market's date."""
    return brand.demo_today or real_now().astimezone(brand.timezone).date()


def now(brand: BrandInfo) -> datetime:
    """This instant on the brand's calendar, in UTC; a demonstration keeps the real time of day."""
    instant = real_now()
    if brand.demo_today is None:
        return instant
    local = instant.astimezone(brand.timezone)
    return local.replace(
        year=brand.demo_today.year, month=brand.demo_today.month, day=brand.demo_today.day
    ).astimezone(UTC)
