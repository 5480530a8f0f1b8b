"""From rows of a batch to the file for the bank: groups in their order, one row at a time."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from kwartier.payments._collection_types import CollectionState, RefundState
from kwartier.payments.formats import pain001, pain008
from kwartier.payments.formats.model import (
    Amendment,
    Debit,
    DebitGroup,
    Holder,
    Message,
    Transfer,
    TransferGroup,
)
from kwartier.payments.formats.pain001 import write_transfers
from kwartier.payments.formats.pain008 import write_debits
from kwartier.payments.models import (
    BankAccount,
    Collection,
    CollectionBatch,
    Creditor,
    MandateAmendment,
    Refund,
    RefundBatch,
)
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import BrandInfo

_ROWS_AT_ONCE = 2_000
_GROUPED = ("scheme", "sequence", "collect_on")
# What a creditor says of its file of collections, and the version of transfers of the same year.
_TRANSFER_VERSIONS = {".02": "pain.001.001.03", ".08": "pain.001.001.09"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A part of a batch, as the file has it."""

    id: str
    scheme: str
    sequence: str
    collect_on: date
    count: int
    total_cents: int


def version_of_debits(creditor: Creditor) -> str:
    """In which version a creditor's bank takes collections."""
    return f"pain.008.001{creditor.pain_version}"


def version_of_transfers(creditor: Creditor) -> str:
    """In which version a creditor's bank takes transfers."""
    return _TRANSFER_VERSIONS[creditor.pain_version]


def name_groups(batch: CollectionBatch) -> None:
    """Write into each collection of a batch in which part of the file it stands."""
    rows = _rows(batch)
    for group in _list_groups(batch):
        rows.filter(
            scheme=group.scheme, sequence=group.sequence, collect_on=group.collect_on
        ).update(group_id=group.id)


def write_collection_file(batch: CollectionBatch) -> bytes:
    """The file of a batch whose collections know their groups: the same rows make the same bytes.

    Raises:
        PaymentNotWritable: a row holds what no bank takes.
    """
    brand = get_brand_by_id(batch.brand_id)
    groups = [
        DebitGroup(
            id=group.id,
            scheme=group.scheme.upper(),
            sequence=group.sequence,
            collect_on=group.collect_on,
            count=group.count,
            total_cents=group.total_cents,
            payments=_list_debits(batch, group),
        )
        for group in _list_groups(batch)
    ]
    out = io.BytesIO()
    message = _message(batch, brand)
    write_debits(out, message, groups, version=batch.version)
    return out.getvalue()


def list_unwritable(batch: CollectionBatch) -> list[tuple[Collection, str]]:
    """The collections of a batch that no bank takes, each with the reason."""
    found = ((row, _as_debit(row, batch.creditor)) for row in _iterate(_rows(batch)))
    explained = (
        (row, pain008.explain_unwritable(debit, version=batch.version)) for row, debit in found
    )
    return [(row, reason) for row, reason in explained if reason]


def _list_groups(batch: CollectionBatch) -> list[_Group]:
    counted = _rows(batch).values(*_GROUPED).annotate(n=Count("pk"), cents=Sum("amount_cents"))
    return [
        _Group(
            id=f"{batch.number}-{place}",
            scheme=row["scheme"],
            sequence=row["sequence"],
            collect_on=row["collect_on"],
            count=row["n"],
            total_cents=row["cents"],
        )
        for place, row in enumerate(counted.order_by(*_GROUPED), start=1)
    ]


def _list_debits(batch: CollectionBatch, group: _Group) -> Iterator[Debit]:
    rows = _rows(batch).filter(
        scheme=group.scheme, sequence=group.sequence, collect_on=group.collect_on
    )
    return (_as_debit(row, batch.creditor) for row in _iterate(rows))


def _iterate(rows: QuerySet[Collection]) -> Iterator[Collection]:
    rows = rows.select_related("mandate", "bank_account", "amendment__old_bank_account")
    return rows.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE)


def _as_debit(row: Collection, creditor: Creditor) -> Debit:
    account = row.bank_account
    return Debit(
        end_to_end_id=row.end_to_end_id,
        amount_cents=row.amount_cents,
        mandate_reference=row.mandate.reference,
        mandate_signed_on=get_brand_by_id(row.brand_id).day_of(row.mandate.signed_at),
        debtor=Holder(name=account.holder, iban=account.iban, bic=account.bic),
        reference=row.reference,
        text=row.document,
        amendment=_amendment(row, creditor),
    )


def _amendment(row: Collection, creditor: Creditor) -> Amendment | None:
    """What changed of a mandate: its account since the last collection, its creditor since signing."""
    moved = _find_moved(row)
    signed_with = row.mandate.creditor_identifier
    is_other = signed_with != creditor.creditor_identifier
    if moved is None and not is_other:
        return None
    return Amendment(
        has_new_account=moved is not None,
        iban=_former_iban(moved, row.bank_account),
        creditor_identifier=signed_with if is_other else "",
        creditor_name=row.mandate.creditor_name if is_other else "",
    )


def _find_moved(row: Collection) -> MandateAmendment | None:
    """The first move that the bank was not told of; none where the account is the one before again."""
    moved: MandateAmendment | None = row.amendment
    is_back = moved is not None and moved.old_bank_account.iban == row.bank_account.iban
    return None if is_back else moved


def _former_iban(moved: MandateAmendment | None, present: BankAccount) -> str:
    """The earlier account where the bank stays the same; else SMNDA is said in its place.

    What lay between, where an account moved more than once, no bank was told of.
    """
    if moved is None:
        return ""
    old = moved.old_bank_account
    return old.iban if old.bic and old.bic == present.bic else ""


def write_refund_file(batch: RefundBatch, *, pay_on: date) -> bytes:
    """The file of a batch of refunds: of those that are still in it.

    Raises:
        PaymentNotWritable: a row holds what no bank takes.
    """
    group = TransferGroup(
        id=f"{batch.number}-1",
        pay_on=pay_on,
        count=batch.count,
        total_cents=batch.total_cents,
        payments=(_as_transfer(row) for row in _iterate_refunds(batch)),
    )
    out = io.BytesIO()
    message = _message(batch, get_brand_by_id(batch.brand_id))
    write_transfers(out, message, [group], version=batch.version)
    return out.getvalue()


def list_unwritable_refunds(batch: RefundBatch) -> list[tuple[Refund, str]]:
    """The refunds of a batch that no bank takes, each with the reason."""
    explained = (
        (row, pain001.explain_unwritable(_as_transfer(row), version=batch.version))
        for row in _iterate_refunds(batch)
    )
    return [(row, reason) for row, reason in explained if reason]


def _iterate_refunds(batch: RefundBatch) -> Iterator[Refund]:
    rows = Refund.objects.filter(batch=batch, state=RefundState.BATCHED)
    rows = rows.select_related("bank_account", "account").order_by("pk")
    return rows.iterator(chunk_size=_ROWS_AT_ONCE)


def _as_transfer(row: Refund) -> Transfer:
    bank_account = row.bank_account
    return Transfer(
        end_to_end_id=row.end_to_end_id,
        amount_cents=row.amount_cents,
        receiver=Holder(name=bank_account.holder, iban=bank_account.iban, bic=bank_account.bic),
        text=" ".join(filter(None, [row.account.number, row.document])),
    )


def _message(batch: CollectionBatch | RefundBatch, brand: BrandInfo) -> Message:
    creditor = batch.creditor
    made_at = batch.sent_at if isinstance(batch, CollectionBatch) else batch.approved_at
    return Message(
        id=batch.number,
        made_at=made_at or batch.made_at,
        owner=Holder(name=creditor.name or brand.name, iban=creditor.iban, bic=creditor.bic),
        creditor_identifier=creditor.creditor_identifier,
    )


def _rows(batch: CollectionBatch) -> QuerySet[Collection]:
    return Collection.objects.filter(batch=batch).exclude(state=CollectionState.WITHDRAWN)
