"""Sums of our own files: a bank that books a part of one as a whole is told by our file what it was."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from kwartier.banking._keeping import open_entry
from kwartier.banking.models import DetailPlacing, Entry, EntryDetail
from kwartier.banking.types import DetailLine, EntryLine, PlacingState
from kwartier.payments.queries.groups import GroupPayment, find_groups


def open_own_batches(brand_id: int, *, now: datetime) -> None:
    """Open what waits under the name of a part of a file of ours: collections, or refunds.

    A part of one payment is not told as a batch: no payer is named with it. What an agent took back is
    left to a hand.
    """
    rows = DetailPlacing.objects.filter(
        Q(detail__entry__is_whole=True) | Q(detail__counterpart_iban=""),
        brand_id=brand_id,
        state=PlacingState.WAITING,
        round=0,
    ).exclude(detail__end_to_end_id="")
    named = dict(rows.values_list("detail_id", "detail__end_to_end_id"))
    groups = find_groups(brand_id, set(named.values())) if named else {}
    ids = [detail_id for detail_id, name in named.items() if name in groups]
    details = EntryDetail.objects.filter(pk__in=ids).order_by("pk")
    for detail in details.select_related("entry__statement__own_account"):
        payments = _find_sum(groups[detail.end_to_end_id], detail)
        if payments:
            open_entry(detail.entry, _tell(detail.entry, detail, payments), now=now)


def _find_sum(payments: Sequence[GroupPayment], detail: EntryDetail) -> Sequence[GroupPayment]:
    """The payments that an entry is the sum of: all of them, or those that did not come back before."""
    if detail.amount_cents == detail.entry.amount_cents:
        for some in (payments, [each for each in payments if not each.is_back]):
            if sum(each.amount_cents for each in some) == detail.amount_cents:
                return some
    return ()


def _tell(entry: Entry, detail: EntryDetail, payments: Sequence[GroupPayment]) -> EntryLine:
    """The entry as a bank would tell it that names its payments."""
    return EntryLine(
        place=detail.place,
        amount_cents=entry.amount_cents,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        bank_reference=entry.bank_reference,
        code=entry.code,
        details=tuple(
            DetailLine(
                place=detail.place,
                amount_cents=each.amount_cents,
                end_to_end_id=each.end_to_end_id,
                mandate=each.mandate_reference,
            )
            for each in payments
        ),
    )
