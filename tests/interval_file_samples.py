"""Loaded files of daily values, one with a row that was not taken, and a consent: for pages that show them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from energycore.clocks import DayRange
from energycore.intervals import MISSING_WH, ValueState, slots_of
from kwartier.intervals.formats import open_csv
from kwartier.intervals.operations import give_consent, load_file
from kwartier.intervals.queries import list_consents, read_consent_text
from kwartier.intervals.types import ConsentChannel, Direction, LoadDoor, Purpose, Series
from kwartier.platform.types import SYSTEM
from page_customer import Customer


def compose_daily_file(customer: Customer, *, back: int = 0, last: str = "many") -> bytes:
    """Two days, and a third that nobody can read unless told; so many days ``back``."""
    rows = ["ean,direction,start,step_minutes,wh,state"]
    offset = "+01:00" if customer.today.month in (1, 2, 11, 12) else "+02:00"
    for before, wh in ((3, "8100"), (2, "7900"), (1, last)):
        day = customer.today - timedelta(days=back + before)
        start = f"{day.isoformat()}T00:00:00{offset}"
        rows.append(f"{customer.contract.code},offtake,{start},1440,{wh},validated")
    return "\n".join(rows).encode()


def add_interval_file(customer: Customer) -> dict[str, Any]:
    """Load it as the grid operator's, without the row that is wrong, and one that is kept: all is right."""
    wrong, kept = (
        load_file(
            brand=customer.brand,
            content=content,
            name="days.csv",
            door=LoadDoor.COMMAND,
            actor=SYSTEM,
            now=datetime(
                customer.today.year, customer.today.month, customer.today.day, 9, tzinfo=UTC
            ),
            quarantines=True,
        )
        for content in (
            compose_daily_file(customer),
            compose_daily_file(customer, back=6, last="8000"),
        )
    )
    return {"interval_file": wrong.load_id, "kept_file": kept.load_id}


def add_own_data(customer: Customer) -> dict[str, Any]:
    """A file that the customer brought, without its wrong row, and a consent for alerts that holds."""
    own: dict[str, Any] = {
        "account": customer.account,
        "actor": customer.actor,
        "now": customer.now,
    }
    wrong, kept = (
        load_file(
            brand=customer.brand,
            content=content,
            name="own.csv",
            door=LoadDoor.PORTAL,
            quarantines=True,
            **own,
        )
        for content in (
            compose_daily_file(customer, back=3),
            compose_daily_file(customer, back=9, last="8000"),
        )
    )
    about = {"supply_point_id": customer.contract.supply_point_id}
    held = list_consents(customer.account.id, live_only=True, **about)
    alerts = [row for row in held if row.purpose is Purpose.ALERTS] or [
        give_consent(
            purpose=Purpose.ALERTS,
            text_version=read_consent_text(Purpose.DISPLAY).version,
            channel=ConsentChannel.PORTAL,
            today=customer.today,
            **about,
            **own,
        )
    ]
    return {
        "own_interval_file": wrong.load_id,
        "own_kept_file": kept.load_id,
        "interval_consent": alerts[0].id,
    }


def add_quarter_hours(customer: Customer) -> dict[str, Any]:
    """Thirty days of quarter-hours that the customer lets us show: one estimated, one corrected, one with a gap."""
    point = customer.contract.supply_point
    until = customer.today - timedelta(days=7)
    slots = slots_of(
        DayRange.of_dates(until - timedelta(days=30), until),
        step_minutes=15,
        timezone=point.timezone_name,
    )
    values_wh = 40 + (slots.wall_seconds() // 900 % 96) * 3
    states = np.full(slots.count, ValueState.VALIDATED, dtype=np.uint8)
    for day, state in ((3, ValueState.ESTIMATED), (5, ValueState.CORRECTED)):
        states[slots.slots_on(slots.days.from_ + day)] = state
    values_wh[960:970], states[960:970] = MISSING_WH, ValueState.MISSING
    series = Series(
        code=customer.contract.code,
        direction=Direction.OFFTAKE,
        step_minutes=15,
        starts=slots.starts,
        values_wh=values_wh,
        states=states,
        lines=np.arange(slots.count, dtype=np.int64),
        register="",
    )
    about = {"supply_point_id": customer.contract.supply_point_id}
    held = list_consents(customer.account.id, live_only=True, **about)
    if all(row.purpose is not Purpose.DISPLAY for row in held):
        give_consent(
            account=customer.account,
            purpose=Purpose.DISPLAY,
            text_version=read_consent_text(Purpose.DISPLAY).version,
            channel=ConsentChannel.PORTAL,
            actor=customer.actor,
            today=customer.today,
            now=customer.now,
            **about,
        )
    load_file(
        brand=customer.brand,
        content=open_csv.write([series], timezone=point.timezone_name),
        name="quarters.csv",
        door=LoadDoor.COMMAND,
        actor=SYSTEM,
        now=customer.now,
    )
    # a day that is told whole, and the one after it
    return {"told_day": until - timedelta(days=3), "after_day": until - timedelta(days=2)}
