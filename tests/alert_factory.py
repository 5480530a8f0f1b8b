"""A supply point whose use is known, and what is watched there."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from house_factory import acting
from interval_factory import House, store_consent, store_day
from kwartier.alerts.operations import raise_alerts, set_watch
from kwartier.alerts.types import AlertKind
from kwartier.metering.types import SupplyPointRow

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
LIMITS = {
    AlertKind.UNUSUAL_USE: 50,
    AlertKind.MONTH_PEAK: 5_000,
    AlertKind.LEAK: 300,
    AlertKind.READING_DUE: 35,
    AlertKind.ADVANCE_DRIFT: 15,
}


def store_use(
    home: SupplyPointRow,
    days: int = 70,
    *,
    quarter_wh: int = 50,
    until: date = TODAY,
    others: Mapping[date, int] | None = None,
    **changes: Any,
) -> None:
    """Quarter-hours of so many days, the last the day before ``until``; ``others`` have another value."""
    for number in range(days, 0, -1):
        day = until - number * DAY
        wh = (others or {}).get(day, quarter_wh)
        length = 100 if day == date(2026, 10, 25) else 96
        values = {
            "values_wh": [wh] * length,
            "total_wh": wh * length,
            "peak_wh": wh,
            **changes,
        }
        store_day(home, day, **values)


def consent_to_alerts(house: House) -> Any:
    """A consent for alerts as it stands in its table."""
    return store_consent(house.owner, house.home, purpose="alerts")


def watch(house: Any, kind: AlertKind, limit: int | None = None, **changes: Any) -> None:
    """Set a watch as the house's customer."""
    values = {
        "account": house.account,
        "code": house.home.code,
        "kind": kind,
        "limit": LIMITS[kind] if limit is None else limit,
        "person_id": house.person.pk,
        "actor": acting(house.person),
        "today": TODAY,
        "now": now_on(TODAY),
        **changes,
    }
    set_watch(**values)


def raise_on(house: Any, day: date = TODAY) -> int:
    """What the night of a day raises."""
    return raise_alerts(brand_id=house.brand.id, today=day, now=now_on(day))


def now_on(day: date) -> Any:
    """The night of a day."""
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, 1, 15, tzinfo=UTC)
