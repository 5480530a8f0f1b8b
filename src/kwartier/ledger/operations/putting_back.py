"""A return that was none: the bank's debit waits again, and so does the money that it had taken back."""

from datetime import datetime

from django.db import transaction

from kwartier.ledger.models import Journal, Posting
from kwartier.ledger.operations.posting import Known, find_known, lock_entries, post_once
from kwartier.ledger.refusals import JournalUnknown
from kwartier.ledger.types import Book, JournalDraft, JournalKind, PostingDraft, ReturnUndoing
from kwartier.platform import audit
from kwartier.platform.types import Actor


@transaction.atomic
def undo_return(undoing: ReturnUndoing, *, now: datetime, actor: Actor) -> int:
    """Say that a debit of the bank did not take a payment back, whole; the id of its journal.

    Both wait in the suspense of their entries then: the debit to be explained anew, and the payment
    to be placed once more, under a key of its own. On the customer's account nothing is written: the
    payment of before and its return are settled with each other and stay so. A repeat changes nothing.

    Raises:
        JournalUnknown: there is no such payment, or this debit did not take it back whole.
    """
    lock_entries([(undoing.brand_id, undoing.entry_key)])
    payment, taking = _find(undoing)
    paid_by = Posting.objects.get(journal_id=payment.journal_id, book=Book.SUSPENSE)
    draft = JournalDraft(
        brand_id=undoing.brand_id,
        account_id=None,
        kind=JournalKind.REVERSAL,
        booked_on=undoing.booked_on,
        postings=(
            _wait(undoing.entry_key, -payment.cents),
            _wait(paid_by.document, payment.cents),
        ),
        unique_key=put_back_key(taking.journal_id),
        params={"journal": taking.journal_id, "reason": undoing.reason},
    )
    (posted,) = post_once([draft], now=now)
    if posted.posting_ids:
        audit.record(
            brand_id=undoing.brand_id,
            at=now,
            actor=actor,
            action="ledger.reversed",
            subject_kind="journal",
            subject_id=taking.journal_id,
            account_id=payment.account_id,
            after={"amount_cents": -payment.cents, "reason": undoing.reason},
        )
    return posted.journal_id


def put_back_key(journal_id: int) -> str:
    """A return is undone once: the database holds this key to be unique."""
    return f"put_back:{journal_id}"


def _find(undoing: ReturnUndoing) -> tuple[Known, Known]:
    """The payment, and the journal by which the debit took it back."""
    key = (undoing.brand_id, undoing.payment)
    payment = find_known([key]).get(key)
    if payment is not None and payment.kind == JournalKind.PAYMENT:
        taken = (undoing.brand_id, f"taken_back:{payment.journal_id}")
        taking = find_known([taken]).get(taken)
        if taking is not None and _took(undoing.entry_key, taking):
            return payment, taking
    raise JournalUnknown(params={"journal": undoing.payment})


def _took(entry_key: str, taking: Known) -> bool:
    return Journal.objects.filter(pk=taking.journal_id, params__by=entry_key).exists()


def _wait(entry_key: str, cents: int) -> PostingDraft:
    return PostingDraft(book=Book.SUSPENSE, amount_cents=cents, document=entry_key)
