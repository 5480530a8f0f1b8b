"""How a document stands that is sent again: since it was issued it may have been paid or collected."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from kwartier.billing.queries import IssuedDocument
from kwartier.billing.types import BillKind
from kwartier.ledger.queries import get_open_by_document
from kwartier.ledger.types import OpenItem
from kwartier.payments.queries import (
    OUTLOOK_PARTS,
    list_notices,
    list_set_aside,
    list_withheld,
    read_outlooks,
)
from kwartier.payments.types import CollectionNotice, Demand
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.prepared import fetch_together


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is left of a document, in cents; negative while money is to come back.

    ``notice`` is of its collection where we collect it, ``is_held`` that nobody is asked to pay it now:
    it is disputed, in a payment plan, or on its way by a mandate that ended since. ``disputed_cents``
    is what of it is disputed where the rest is still to be paid.
    """

    left_cents: int
    notice: CollectionNotice | None = None
    is_held: bool = False
    disputed_cents: int = 0

    @property
    def undisputed_cents(self) -> int:
        """What is to pay although a part is disputed; nothing where none is."""
        return self.left_cents - self.disputed_cents if self.disputed_cents else 0


def read_standing(document: IssuedDocument, *, brand_id: int, now: datetime) -> Standing | None:
    """How a bill or an advance stands; None for a credit note, which asks for nothing."""
    if document.kind == BillKind.CREDIT_NOTE:
        return None
    number = document.number
    left_cents = get_open_by_document([document.account_id]).get(number, 0)
    if left_cents <= 0:
        return Standing(left_cents=left_cents)
    today = get_brand_by_id(brand_id).day_of(now)
    withheld = list_withheld(brand_id, [number])
    disputed_cents = list_set_aside(brand_id, [number]).get(number, 0)
    asked = {
        "brand": brand_id,
        "accounts": [document.account_id],
        "numbers": [number],
        "today": today,
    }
    item = _item(document, left_cents)
    outlooks = read_outlooks(
        fetch_together(OUTLOOK_PARTS, asked), [item], withheld=withheld, now=now
    )
    collect_on = outlooks[number].collect_on
    if collect_on is None:
        return Standing(
            left_cents=left_cents,
            is_held=number in withheld,
            disputed_cents=disputed_cents if disputed_cents < left_cents else 0,
        )
    notice = list_notices(brand_id, [_demand(item, today)]).get(number)
    if notice is None:
        return Standing(left_cents=left_cents, is_held=True)
    return Standing(left_cents=left_cents, notice=replace(notice, collect_on=collect_on))


def _item(document: IssuedDocument, left_cents: int) -> OpenItem:
    return OpenItem(
        posting_id=0,
        account_id=document.account_id,
        document=document.number,
        kind=document.kind,
        booked_on=document.issued_on,
        due_on=document.due_on,
        amount_cents=document.balance_cents,
        open_cents=left_cents,
    )


def _demand(item: OpenItem, today: date) -> Demand:
    """What is left, as if told today: a mandate signed since the issue collects it as well."""
    return Demand(
        account_id=item.account_id,
        document=item.document,
        kind=item.kind,
        amount_cents=item.open_cents,
        issued_on=today,
        due_on=item.due_on,
    )
