"""A year of a household that is over and can be billed; goes with ``advance_factory``."""

from datetime import UTC, date, datetime

from advance_factory import MOVED_IN, PERIOD_FROM, Household, make_household
from kwartier.billing import operations
from kwartier.billing._provisional_types import PROVISIONAL_PART
from kwartier.billing.types import BillView
from kwartier.brand_settings import operations as settings_operations
from kwartier.platform.types import SYSTEM, BrandInfo

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


def want_part(brand: BrandInfo, *, from_day: date, wanted: bool = True) -> None:
    """Turn the provisional part of a brand's settlements on, or off, from a day on."""
    settings_operations.set_brand_parameter(
        brand_id=brand.id,
        key=PROVISIONAL_PART,
        value=wanted,
        from_day=from_day,
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )


def make_wanting(*, from_day: date = PERIOD_FROM, **more) -> Household:
    """A household whose year is over, of a brand that wants the part, with its next period open."""
    household = make_year(**more)
    want_part(household.brand, from_day=from_day)
    operations.open_due_plans(brand_id=household.brand.id, today=PERIOD_FROM, now=NOW)
    return household


def settle(household: Household, *, period_from=MOVED_IN, day=DAY, **more) -> BillView:
    """Issue the settlement of a period."""
    return operations.issue_settlement(
        contract_id=household.contract.id, period_from=period_from, today=day, now=NOW, **more
    )
