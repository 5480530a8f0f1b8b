"""The rules of one collection: whether it may come again, and on which day it comes."""

from collections.abc import Sequence
from datetime import date, datetime

from kwartier.ledger.types import OpenItem
from kwartier.payments._bank_days import bank_day_from, collection_day, submit_by
from kwartier.payments._collection_types import ON_ITS_WAY, CollectionState, PlannedCollection
from kwartier.payments.models import Collection, Creditor
from kwartier.payments.queries.mandates import covered_since
from kwartier.payments.types import MandateInfo
from kwartier.platform.brands import get_brand_by_id


def may_come_again(last: Collection, mandate: MandateInfo) -> bool:
    """Whether a document that was collected before may be collected now.

    What came back is collected once more where the table says so; under another mandate it is a new
    collection; what was withdrawn, or collected in part, was never tried.
    """
    if last.state in ON_ITS_WAY:
        return False
    if last.state != CollectionState.RETURNED or last.mandate_id != mandate.id:
        return True
    return last.retry_on is not None


def as_planned(
    item: OpenItem,
    mandate: MandateInfo,
    last: Collection | None,
    *,
    creditors: Sequence[Creditor],
    earliest: date,
    agreed_at: datetime | None = None,
) -> PlannedCollection:
    """An open item with its day: ``earliest`` is the first on which the bank still collects it.

    ``last`` is what became of it before. The customer is told of it long enough ahead: by the invoice,
    or where the mandate covers it only since a later day, from that day on (`covered_since`). The days
    of notice are those of the brand when it told: of ``creditors`` the first holds now.
    """
    came_back = last is not None and last.state == CollectionState.RETURNED
    again = came_back and last is not None and last.mandate_id == mandate.id
    covered_at = covered_since(
        mandate, kind=item.kind, amount_cents=item.open_cents, agreed_at=agreed_at
    )
    told_on = max(item.booked_on, get_brand_by_id(mandate.brand_id).day_of(covered_at))
    told_by = next((each for each in creditors if each.from_day <= told_on), creditors[-1])
    told_for = collection_day(
        due_on=item.due_on, told_on=told_on, notice_days=told_by.prenotification_days
    )
    days = [told_for, earliest]
    if again and last is not None and last.retry_on is not None:
        days.append(last.retry_on)
    collect_on = bank_day_from(max(days))
    return PlannedCollection(
        account_id=item.account_id,
        mandate_id=mandate.id,
        bank_account_id=mandate.bank_account_id,
        mandate_reference=mandate.reference,
        masked_iban=mandate.masked_iban,
        scheme=mandate.scheme,
        document=item.document,
        amount_cents=item.open_cents,
        due_on=item.due_on,
        collect_on=collect_on,
        is_due=collect_on <= earliest,
        submit_by=submit_by(collect_on, submit_days=creditors[0].submit_days_before),
        attempt=(last.attempt + 1) if again and last is not None else 1,
        covered_at=covered_at,
    )
