"""Series, files and consents for tests, made in a line; goes with ``supply_factory``."""

from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from energycore.clocks import DayRange
from energycore.intervals import ValueState, starts_of
from house_factory import NOW, acting, make_brand, make_customer
from kwartier.intervals.models import IntervalConsent, IntervalDay, IntervalLoad
from kwartier.intervals.operations import load_file
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.types import (
    Direction,
    LoadDoor,
    LoadReport,
    ParsedFile,
    Purpose,
    Series,
)
from kwartier.metering.types import SupplyPointRow
from kwartier.parties.queries import get_account_for
from kwartier.platform.types import SYSTEM
from supply_factory import make_contract, make_home

QUARTERS = 96


def provide_month(day: date) -> bool:
    """The partition of a day's month; whether it was made now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kwartier_provide_interval_month(%s)", [day])
        (made,) = cursor.fetchone()
    return bool(made)


def store_day(home: SupplyPointRow, day: date, **changes: Any) -> IntervalDay:
    """A day of quarter-hours of 100 Wh, written as it stands."""
    provide_month(day)
    values = {
        "brand_id": home.brand_id,
        "supply_point_id": home.id,
        "direction": 0,
        "day": day,
        "revision": 1,
        "step_minutes": 15,
        "is_official": True,
        "missing_count": 0,
        "worst_state": 1,
        "peak_wh": 100,
        "total_wh": 9_600,
        "load_id": 1,
        "values_wh": [100] * QUARTERS,
        "states": b"\x01",
        **changes,
    }
    return IntervalDay.objects.create(**values)


def store_consent(account: Any, home: SupplyPointRow, **changes: Any) -> IntervalConsent:
    """A consent as it stands in its table."""
    values = {
        "brand_id": home.brand_id,
        "account": account,
        "supply_point_id": home.id,
        "purpose": "display",
        "text_version": read_consent_text(Purpose.DISPLAY).version,
        "channel": "portal",
        "given_at": NOW,
        "given_on": NOW.date(),
        "given_by": "Nadia",
        "expires_on": date(2028, 11, 21),
        **changes,
    }
    return IntervalConsent.objects.create(**values)


def make_series(
    home: SupplyPointRow,
    from_: date,
    until: date,
    *,
    wh: int = 100,
    step_minutes: int = 15,
    direction: Direction = Direction.OFFTAKE,
    start_hour: int = 0,
) -> Series:
    """A series of equal values of the days [from_, until), as a file would tell it."""
    starts = starts_of(
        DayRange.of_dates(from_, until),
        step_minutes=step_minutes,
        timezone=home.timezone_name,
        start_hour=start_hour,
    )
    return Series(
        code=home.code,
        direction=direction,
        step_minutes=step_minutes,
        starts=starts,
        values_wh=np.full(len(starts), wh, dtype=np.int64),
        states=np.full(len(starts), ValueState.MEASURED, dtype=np.uint8),
        lines=np.arange(len(starts), dtype=np.int64) + 2,
        register="",
    )


def make_file(*series: Series, **parts: Any) -> ParsedFile:
    """What a file says, of which these are the series."""
    values = {"format": "test", "indexes": (), "peaks": (), "findings": (), **parts}
    return ParsedFile(series=series, **values)


CLOCK_DAY = date(2026, 3, 28)  # the day before the clock moves
CLOCK_UNTIL = date(2026, 3, 31)


class House:
    """A home with a customer under contract who consented to display."""

    def __init__(
        self, *, consented: bool = True, starts_on: date = date(2025, 1, 15), **home: Any
    ) -> None:
        self.brand = make_brand()
        self.home = make_home(self.brand, **home)
        self.person, self.owner = make_customer(self.brand)
        make_contract(self.owner, self.home, brand=self.brand, starts_on=starts_on)
        if consented:
            store_consent(self.owner, self.home)
        self.account = get_account_for(self.person.pk, account_id=self.owner.pk)

    def series(self, from_: date = CLOCK_DAY, until: date = CLOCK_UNTIL, **changes: Any) -> Series:
        """A series of the home, as a file would tell it."""
        return make_series(self.home, from_, until, **changes)


def load(house: House, content: bytes = b"file", **changes: Any) -> LoadReport:
    """Load a file as the operator's; ``tell`` says what is in it."""
    values = {
        "brand": house.brand,
        "content": content,
        "name": "series.csv",
        "door": LoadDoor.COMMAND,
        "actor": SYSTEM,
        "now": NOW,
        **changes,
    }
    return load_file(**values)


def load_own(house: House, content: bytes = b"own", **changes: Any) -> LoadReport:
    """Load a file of the customer's own."""
    values = {"account": house.account, "actor": acting(house.person), "door": LoadDoor.PORTAL}
    return load(house, content, **{**values, **changes})


def load_day_of(household: Any) -> int:
    """The id of a load: the total of a day, in a file that a customer of ``customer_factory`` brought."""
    row = f"{household.home.code},offtake,2026-11-19T00:00:00+01:00,1440,8100,validated"
    report = load_file(
        brand=household.brand,
        content=f"ean,direction,start,step_minutes,wh,state\n{row}\n".encode(),
        name="day.csv",
        door=LoadDoor.API,
        account=get_account_for(household.person.pk, account_id=household.account.pk),
        actor=acting(household.person),
        now=NOW,
    )
    return report.load_id or IntervalLoad.objects.get(sha256=report.plan.sha256).pk
