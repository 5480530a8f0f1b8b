"""A year of a household that is over and can be billed; goes with ``advance_factory``."""

from datetime import UTC, date, datetime

from advance_factory import MOVED_IN, PERIOD_FROM, Household, make_household
from kwartier.billing import operations
from kwartier.billing.types import BillView

DAY = date(2026, 4, 20)
NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
YEAR = {
    "period": (MOVED_IN, PERIOD_FROM),
    "read_on": (MOVED_IN, PERIOD_FROM),
    "today": PERIOD_FROM,
}


def make_year(**more) -> Household:
    """A household whose first year is over, read at both its ends, paid what was invoiced."""
    return make_household(**(YEAR | more))


def settle(household: Household, *, period_from=MOVED_IN, day=DAY, **more) -> BillView:
    """Issue the settlement of a period."""
    return operations.issue_settlement(
        contract_id=household.contract.id, period_from=period_from, today=day, now=NOW, **more
    )
