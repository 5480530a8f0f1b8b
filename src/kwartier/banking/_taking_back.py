"""Which payments money that left may have taken back, or did: whole, with charges on top, or in part."""

from collections.abc import Iterable
from enum import Enum

from kwartier.banking._placing import detail_of, ledger_key_of
from kwartier.banking.models import DetailPlacing, EntryDetail
from kwartier.banking.types import Method, PlacingState
from kwartier.ledger.queries import list_taken_back, list_taken_by


class Taking(Enum):
    """How much of a payment an entry took back."""

    WHOLE = "whole"
    WITH_COSTS = "with costs"
    PART = "part"


def list_left(brand_id: int, placings: Iterable[DetailPlacing]) -> dict[int, int]:
    """What of placed payments was not taken back, in cents, by their details; their rows were read along."""
    keys = {each.detail_id: ledger_key_of(each.detail_id, each.round) for each in placings}
    taken = list_taken_back(brand_id=brand_id, keys=list(keys.values()))
    amounts = {each.detail_id: each.detail.amount_cents for each in placings}
    return {key: amounts[key] - taken.get(name, 0) for key, name in keys.items()}


def find_taking(paid: EntryDetail, left_cents: int, *, by: EntryDetail) -> Taking | None:
    """How an entry took a payment back of which so much is left; None where it cannot have.

    Any may be taken back whole. That a bank took more than it had paid, or less, it has to say by
    naming the payment.
    """
    taken_cents = -by.amount_cents
    is_whole = left_cents == paid.amount_cents
    is_named = paid.end_to_end_id != "" and paid.end_to_end_id == by.end_to_end_id
    if is_whole and taken_cents == left_cents:
        return Taking.WHOLE
    if not is_named or taken_cents <= 0:
        return None
    if is_whole and taken_cents > left_cents:
        return Taking.WITH_COSTS
    return Taking.PART if taken_cents <= left_cents else None


def find_taken(placing: DetailPlacing) -> DetailPlacing | None:
    """The payment that an agent said a debit had taken back, whole; its detail and entry are read along.

    None where the debit took a part, where the bank named the payment, or where nobody said so.
    """
    if (placing.state, placing.method) != (PlacingState.RETURNED, Method.HAND):
        return None
    keys = list_taken_by(brand_id=placing.brand_id, entry_key=placing.detail.ledger_key)
    taken = DetailPlacing.objects.filter(
        brand_id=placing.brand_id,
        account_id=placing.account_id,
        detail_id__in=[detail_of(key) for key in keys],
    )
    found = list(taken.select_related("detail__entry").order_by("pk"))
    # A debit that stands for several: the one of these documents, if their rows tell them apart.
    fitting = [each for each in found if each.documents == placing.documents]
    return next(iter(fitting or found), None)
