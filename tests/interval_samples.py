"""A loaded file of daily values for one customer, with a row that was not taken: for pages that show it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kwartier.intervals.operations import load_file
from kwartier.intervals.types import LoadDoor
from kwartier.platform.types import SYSTEM
from page_customer import Customer


def compose_daily_file(customer: Customer) -> bytes:
    """Two days of the operator's, and a third that nobody can read."""
    rows = ["ean,direction,start,step_minutes,wh,state"]
    offset = "+01:00" if customer.today.month in (1, 2, 11, 12) else "+02:00"
    for back, wh in ((3, "8100"), (2, "7900"), (1, "many")):
        day = customer.today - timedelta(days=back)
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
