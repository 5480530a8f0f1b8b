"""Rows of collections, returns and refunds as the frozen values that others hold."""

from kwartier.payments._collection_types import (
    BatchInfo,
    BatchState,
    CollectionInfo,
    CollectionState,
    NextStep,
    RefundBatchInfo,
    RefundBatchState,
    RefundInfo,
    RefundReason,
    RefundState,
    ReturnInfo,
    ReturnState,
    Sequence,
    WhyOpen,
)
from kwartier.payments._return_words import explain_code
from kwartier.payments.models import Collection, CollectionBatch, Refund, RefundBatch, Return
from kwartier.payments.types import mask_iban

UNNAMED = "asked-"
"""How a refund that was asked for is called until a batch gives it its number."""


def as_collection(row: Collection) -> CollectionInfo:
    """A collection; its batch, mandate and bank account were read along with it."""
    return CollectionInfo(
        id=row.pk,
        brand_id=row.brand_id,
        account_id=row.account_id,
        batch_id=row.batch_id,
        group_id=row.group_id,
        end_to_end_id=row.end_to_end_id,
        document=row.document,
        amount_cents=row.amount_cents,
        due_on=row.due_on,
        collect_on=row.collect_on,
        mandate_reference=row.mandate.reference,
        masked_iban=mask_iban(row.bank_account.iban),
        sequence=Sequence(row.sequence),
        scheme=row.scheme,
        attempt=row.attempt,
        state=CollectionState(row.state),
        collected_on=row.collected_on,
        returned_on=row.returned_on,
        return_code=row.return_code,
        retry_on=row.retry_on,
    )


def as_batch(row: CollectionBatch) -> BatchInfo:
    """A collection batch."""
    return BatchInfo(
        id=row.pk,
        number=row.number,
        state=BatchState(row.state),
        count=row.count,
        total_cents=row.total_cents,
        collect_from=row.collect_from,
        collect_until=row.collect_until,
        version=row.version,
        made_at=row.made_at,
        made_by_name=row.made_by_name,
        sent_at=row.sent_at,
        sent_by_name=row.sent_by_name,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        dropped_at=row.dropped_at,
    )


def as_return(row: Return, *, is_repeat: bool = False) -> ReturnInfo:
    """A return; its collection and refund were read along with it."""
    about = row.collection or row.refund
    return ReturnInfo(
        id=row.pk,
        account_id=row.account_id,
        end_to_end_id=row.end_to_end_id,
        document=about.document if about else "",
        code=row.code,
        says=explain_code(row.code),
        text=row.text,
        amount_cents=row.amount_cents,
        happened_on=row.happened_on,
        next_step=NextStep(row.next_step),
        retry_on=row.collection.retry_on if row.collection else None,
        why_open=WhyOpen(row.why_open) if row.why_open else None,
        state=ReturnState(row.state),
        decided_by_name=row.decided_by_name,
        note=row.note,
        is_repeat=is_repeat,
    )


def as_refund(row: Refund) -> RefundInfo:
    """A refund; its bank account was read along with it."""
    return RefundInfo(
        id=row.pk,
        brand_id=row.brand_id,
        account_id=row.account_id,
        end_to_end_id=row.end_to_end_id.partition(UNNAMED)[0],
        batch_id=row.batch_id,
        document=row.document,
        amount_cents=row.amount_cents,
        reason=RefundReason(row.reason),
        state=RefundState(row.state),
        masked_iban=mask_iban(row.bank_account.iban),
        holder=row.bank_account.holder,
        asked_at=row.asked_at,
        pay_by=row.pay_by,
        sent_at=row.sent_at,
        paid_on=row.paid_on,
        return_code=row.return_code,
    )


def as_refund_batch(row: RefundBatch) -> RefundBatchInfo:
    """A refund batch."""
    return RefundBatchInfo(
        id=row.pk,
        number=row.number,
        state=RefundBatchState(row.state),
        count=row.count,
        total_cents=row.total_cents,
        made_at=row.made_at,
        made_by=row.made_by,
        made_by_name=row.made_by_name,
        approved_at=row.approved_at,
        approved_by_name=row.approved_by_name,
        left_out_count=row.left_out_count,
        version=row.version,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        dropped_at=row.dropped_at,
    )
