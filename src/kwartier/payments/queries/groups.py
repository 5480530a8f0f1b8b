"""What stands in one part of a file of ours (PmtInf), which a bank may book as one sum."""

from collections.abc import Collection as SomeOf
from dataclasses import dataclass

from kwartier.payments._collection_types import CollectionState, RefundState
from kwartier.payments.models import Collection, Refund

# A file of refunds has one part.
_ONLY_PART = "-1"
_AT_THE_BANK = (CollectionState.SENT, CollectionState.COLLECTED, CollectionState.RETURNED)
_REFUNDED = (RefundState.SENT, RefundState.PAID, RefundState.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPayment:
    """A collection (positive) or a refund (negative) in a part of a file; ``is_back``: it came back."""

    end_to_end_id: str
    amount_cents: int
    mandate_reference: str
    is_back: bool


def find_groups(brand_id: int, group_ids: SomeOf[str]) -> dict[str, list[GroupPayment]]:
    """What stands in parts of files that went to the bank, by what the bank calls each part."""
    found: dict[str, list[GroupPayment]] = {}
    collections = Collection.objects.filter(
        brand_id=brand_id, group_id__in=list(group_ids), state__in=_AT_THE_BANK
    )
    for row in collections.select_related("mandate").order_by("pk"):
        payment = GroupPayment(
            end_to_end_id=row.end_to_end_id,
            amount_cents=row.amount_cents,
            mandate_reference=row.mandate.reference,
            is_back=row.state == CollectionState.RETURNED,
        )
        found.setdefault(row.group_id, []).append(payment)
    numbers = {each.removesuffix(_ONLY_PART) for each in group_ids if each.endswith(_ONLY_PART)}
    refunds = Refund.objects.filter(
        brand_id=brand_id, batch__number__in=numbers, state__in=_REFUNDED
    )
    for refund in refunds.select_related("batch").order_by("pk"):
        paid = GroupPayment(
            end_to_end_id=refund.end_to_end_id,
            amount_cents=-refund.amount_cents,
            mandate_reference="",
            is_back=refund.state == RefundState.REJECTED,
        )
        name = f"{refund.batch.number if refund.batch else ''}{_ONLY_PART}"
        found.setdefault(name, []).append(paid)
    return found
