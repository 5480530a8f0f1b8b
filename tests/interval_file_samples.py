"""Loaded files of daily values, one with a row that was not taken, and a consent: for pages that show them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kwartier.intervals.operations import give_consent, load_file
from kwartier.intervals.queries import list_consents, read_consent_text
from kwartier.intervals.types import ConsentChannel, LoadDoor, Purpose
from kwartier.platform.types import SYSTEM
from page_customer import Customer


def compose_daily_file(customer: Customer, *, back: int = 0) -> bytes:
    """Two days, and a third that nobody can read; so many days ``back``."""
    rows = ["ean,direction,start,step_minutes,wh,state"]
    offset = "+01:00" if customer.today.month in (1, 2, 11, 12) else "+02:00"
    for before, wh in ((3, "8100"), (2, "7900"), (1, "many")):
        day = customer.today - timedelta(days=back + before)
        start = f"{day.isoformat()}T00:00:00{offset}"
        rows.append(f"{customer.contract.code},offtake,{start},1440,{wh},validated")
    return "\n".join(rows).encode()


def add_interval_file(customer: Customer) -> dict[str, Any]:
    """Load it as the grid operator's, without the row that is wrong."""
    report = load_file(
        brand=customer.brand,
        content=compose_daily_file(customer),
        name="days.csv",
        door=LoadDoor.COMMAND,
        actor=SYSTEM,
        now=datetime(customer.today.year, customer.today.month, customer.today.day, 9, tzinfo=UTC),
        quarantines=True,
    )
    return {"interval_file": report.load_id}


def add_own_data(customer: Customer) -> dict[str, Any]:
    """A file that the customer brought, without its wrong row, and a consent for alerts that holds."""
    own: dict[str, Any] = {
        "account": customer.account,
        "actor": customer.actor,
        "now": customer.now,
    }
    report = load_file(
        brand=customer.brand,
        content=compose_daily_file(customer, back=3),
        name="own.csv",
        door=LoadDoor.PORTAL,
        quarantines=True,
        **own,
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
    return {"own_interval_file": report.load_id, "interval_consent": alerts[0].id}
