"""Who a brand is at the bank on a day: its dated row, read in one way."""

from datetime import date, datetime

from kwartier.payments._bank_days import earliest_collection
from kwartier.payments.models import Creditor
from kwartier.payments.refusals import CreditorMissing
from kwartier.platform.brands import get_brand_by_id


def find_creditor_row(brand_id: int, on: date) -> Creditor | None:
    """The row that holds on a day; None where the brand has no account to collect to yet."""
    rows = Creditor.objects.filter(brand_id=brand_id, from_day__lte=on)
    return rows.order_by("-from_day").first()


def list_creditor_rows(brand_id: int, on: date) -> list[Creditor]:
    """The row that holds on a day, then those before it."""
    rows = Creditor.objects.filter(brand_id=brand_id, from_day__lte=on)
    return list(rows.order_by("-from_day"))


def get_creditor_row(brand_id: int, on: date) -> Creditor:
    """The same. Raises CreditorMissing."""
    row = find_creditor_row(brand_id, on)
    if row is None:
        raise CreditorMissing
    return row


def get_promises(brand_id: int, on: date) -> Creditor:
    """Days of notice and delays as the brand promises them; the usual ones where it said nothing."""
    return find_creditor_row(brand_id, on) or Creditor()


def find_earliest(creditor: Creditor, now: datetime) -> date:
    """The first day on which the bank still collects what a brand gives it at an instant."""
    return earliest_collection(
        now,
        timezone=get_brand_by_id(creditor.brand_id).timezone,
        submit_days=creditor.submit_days_before,
        cut_off=creditor.cut_off,
    )
