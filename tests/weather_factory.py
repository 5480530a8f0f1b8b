"""Two years of invented temperatures and of a use that follows them, for tests; goes with ``month_factory``."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import numpy as np

from advance_factory import Household
from energycore.clocks import DayRange, date_of
from energycore.intervals import ValueState, pack_states
from house_factory import NOW
from interval_factory import provide_month
from kwartier.intervals.models import IntervalDay
from kwartier.platform.types import SYSTEM
from kwartier.weather.operations import keep_station, load_temperatures
from kwartier.weather.types import LoadDoor

FIRST, LAST = date(2024, 11, 1), date(2026, 11, 20)
BASE_WH, SLOPE_WH = 4_000, 800


def mean_of(day: date) -> float:
    """A winter and a summer; since April 2025 one degree colder."""
    turn = np.cos(2 * np.pi * (day.timetuple().tm_yday - 15) / 365)
    return round(float(10 - 8 * turn + day.day % 3 - 1), 1) - (day >= date(2025, 4, 1))


def use_of(day: date) -> int:
    """What follows the cold to the Wh, a tenth less of the heating in the second year."""
    slope = SLOPE_WH * (0.9 if day >= date(2025, 4, 1) else 1)
    return round(BASE_WH + slope * max(16.5 - mean_of(day), 0))


def list_days(first: date = FIRST, last: date = LAST) -> list[date]:
    """The days from one to another, both of them."""
    return [date_of(day) for day in DayRange.of_dates(first, last + timedelta(days=1))]


def load_days(home: Household, days: Iterable[date]) -> None:
    """Temperatures of the only station, which serves every postal code."""
    rows = "".join(f"{day};{mean_of(day):.1f}\n" for day in days)
    keep_station(
        brand=home.brand, code="uccle", name="Uccle", source="Royal institute",
        serves=[], actor=SYSTEM, now=NOW,
    )  # fmt: skip
    load_temperatures(
        brand=home.brand, station="uccle", content=rows.encode(), name="a.csv",
        door=LoadDoor.COMMAND, actor=SYSTEM, now=NOW,
    )  # fmt: skip


def measure(
    home: Household,
    days: list[date],
    use: Callable[[date], int] = use_of,
    *,
    state: ValueState = ValueState.MEASURED,
    revision: int = 1,
    missing: int = 0,
    is_official: bool = True,
) -> None:
    """A total for each day, as the operator tells it: that needs no consent."""
    for month in {day.replace(day=1) for day in days}:
        provide_month(month)
    IntervalDay.objects.bulk_create(
        IntervalDay(
            brand_id=home.brand.id, supply_point_id=home.home.id, day=day, step_minutes=1440,
            missing_count=missing, worst_state=int(state), peak_wh=None, total_wh=use(day), load_id=1,
            values_wh=[use(day)], states=pack_states(np.array([state], dtype=np.uint8)),
            direction=0, revision=revision, is_official=is_official,
        )
        for day in days
    )  # fmt: skip
