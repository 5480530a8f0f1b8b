"""Who may be the second pair of eyes on a refund batch."""

from datetime import datetime

from django.db.models import Q, QuerySet

from kwartier.payments._collection_types import RefundState
from kwartier.payments.models import Refund, RefundBatch


def list_moved(batch: RefundBatch, now: datetime) -> QuerySet[Refund]:
    """What of a batch would go to a bank account that is not the customer's any more, or too new."""
    rows = Refund.objects.filter(batch=batch, state=RefundState.BATCHED)
    too_new = Q(bank_account__usable_from__gt=now)
    return rows.filter(Q(bank_account__replaced_by__isnull=False) | too_new)


def needs_another(batch: RefundBatch, person: int, *, now: datetime) -> bool:
    """Whether somebody made a batch, asked for a refund of it, or entered the bank account of one.

    Who made the batch saw a list: without this, one person could lead money where they want it. What
    is left out does not count.
    """
    rows = Refund.objects.filter(batch=batch, state=RefundState.BATCHED)
    by_hand = rows.filter(Q(asked_by=person) | Q(bank_account__added_by=person))
    return batch.made_by == person or by_hand.exclude(pk__in=list_moved(batch, now)).exists()
