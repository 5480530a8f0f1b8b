"""What of an account is unpaid, as far as a change of the advance asks."""

from datetime import date

from kwartier.billing.moving import list_kept_apart
from kwartier.ledger.queries import list_overdue
from kwartier.ledger.types import OpenItem


def list_unpaid(*, brand_id: int, account_id: int, today: date) -> list[OpenItem]:
    """What is past its due date and in no agreement that is kept, the earliest due first.

    Who keeps a payment plan pays as agreed: that is not unpaid. Broken, it is from that day on. One
    question, and another one where something is past its due date.
    """
    overdue = list_overdue(account_id=account_id, today=today)
    if not overdue:
        return []
    agreed = list_kept_apart(brand_id, {item.document for item in overdue})
    return [item for item in overdue if item.document not in agreed]
