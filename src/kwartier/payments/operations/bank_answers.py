"""A bank's answer to a file of ours (pain.002): kept as it came, and what it rejects is recorded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kwartier.payments._collection_types import (
    CollectionState,
    ReturnDraft,
    ReturnInfo,
)
from kwartier.payments._steps import check_house
from kwartier.payments.formats.pain002 import (
    REJECTED,
    StatusReason,
    StatusReport,
    TransactionStatus,
    read_status_report,
)
from kwartier.payments.models import Collection, CollectionBatch, Refund, RefundBatch
from kwartier.payments.operations.returning import record_returns
from kwartier.payments.refusals import BankAnswerForAnother
from kwartier.platform import archive, audit
from kwartier.platform.types import SYSTEM, Actor

type _Batch = CollectionBatch | RefundBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAnswer:
    """What a bank's answer said: about which file, with what status, and what it rejected."""

    report_id: str
    number: str
    status: str
    sha256: str
    returns: tuple[ReturnInfo, ...]


@transaction.atomic
def read_bank_answer(
    *, brand_id: int, content: bytes, today: date, now: datetime, actor: Actor = SYSTEM
) -> BankAnswer:
    """Take in a bank's answer: what it rejects has come back before anything was booked.

    The bank may reject single payments, a part of the file or all of it. Reading the same answer
    again, or another one that says the same, changes nothing.

    Raises:
        NotAllowed: a customer asks.
        BankAnswerUnreadable: it is no pain.002, or broken; says the line.
        BankAnswerForAnother: the brand sent no file of that name.
    """
    check_house(actor)
    report, batch = _open(brand_id, content)
    sha256 = archive.put(content)
    drafts = list(_list_rejected(report, batch, today))
    returns = record_returns(brand_id=brand_id, returns=drafts, today=today, now=now, actor=actor)
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="bank_answer.read",
        subject_kind="bank_answer",
        subject_id=report.id,
        account_id=None,
        after={
            "number": batch.number,
            "status": report.status,
            "rejected_count": len(drafts),
            "sha256": sha256,
        },
    )
    return BankAnswer(
        report_id=report.id,
        number=batch.number,
        status=report.status,
        sha256=sha256,
        returns=tuple(returns),
    )


def check_bank_answer(*, brand_id: int, content: bytes) -> str:
    """The number of the file to which a bank answers, before anything is done about it.

    Raises:
        BankAnswerUnreadable, BankAnswerForAnother: as `read_bank_answer`.
    """
    _, batch = _open(brand_id, content)
    return batch.number


def _open(brand_id: int, content: bytes) -> tuple[StatusReport, _Batch]:
    """What an answer says, and the file that it answers to; one that was never sent is none."""
    report = read_status_report(content)
    number = report.original_id
    collections = CollectionBatch.objects.filter(brand_id=brand_id, number=number)
    refunds = RefundBatch.objects.filter(brand_id=brand_id, number=number)
    batch = collections.exclude(sha256="").first() or refunds.exclude(sha256="").first()
    if batch is None:
        raise BankAnswerForAnother(params={"file": number})
    return report, batch


def _list_rejected(report: StatusReport, batch: _Batch, today: date) -> Iterator[ReturnDraft]:
    """Every payment that the answer rejects: by name, with its group, or with the whole file."""
    if not report.groups and report.status == REJECTED:
        yield from _reject_all(batch, None, report.reasons, today)
    sent = dict(_list_sent(batch, None))
    for group in report.groups:
        is_rejected = REJECTED in {group.status, report.status} and group.status in {"", REJECTED}
        if not group.transactions and is_rejected:
            reasons = group.reasons or report.reasons
            yield from _reject_all(batch, group.group_id, reasons, today)
        for each in group.transactions:
            if each.status == REJECTED or (not each.status and is_rejected):
                reason = _first(each.reasons, group.reasons, report.reasons)
                cents = _amount_of(each, sent)
                # One that is none of the file's, or has no name, is known by its place: each is kept.
                name, place = each.end_to_end_id, ""
                if name not in sent:
                    place = f"{report.id}, line {each.line}"
                    if _is_of_another(batch, name):
                        name, place = "", f"{place}: {name}"
                yield _draft(batch, name, cents, reason, today, place=place)


def _is_of_another(batch: _Batch, name: str) -> bool:
    """Whether a payment stands in another file of ours, of which this answer decides nothing."""
    asked = {"brand_id": batch.brand_id, "end_to_end_id": name}
    return Collection.objects.filter(**asked).exists() or Refund.objects.filter(**asked).exists()


def _amount_of(rejected: TransactionStatus, sent: Mapping[str, int]) -> int:
    """What the bank says that a payment was of, else what we sent under its name."""
    if rejected.amount_cents is not None:
        return rejected.amount_cents
    return sent.get(rejected.end_to_end_id, 0)


def _reject_all(
    batch: _Batch, group_id: str | None, reasons: Iterable[StatusReason], today: date
) -> Iterator[ReturnDraft]:
    reason = _first(tuple(reasons))
    for name, cents in _list_sent(batch, group_id):
        yield _draft(batch, name, cents, reason, today)


def _list_sent(batch: _Batch, group_id: str | None) -> list[tuple[str, int]]:
    """What was in a file, or in a part of it: what each payment is called, and its cents."""
    if isinstance(batch, RefundBatch):
        refunds = Refund.objects.filter(batch=batch).exclude(sent_at__isnull=True)
        return list(refunds.order_by("pk").values_list("end_to_end_id", "amount_cents"))
    rows = Collection.objects.filter(batch=batch).exclude(state=CollectionState.WITHDRAWN)
    if group_id is not None:
        rows = rows.filter(group_id=group_id)
    return list(rows.order_by("pk").values_list("end_to_end_id", "amount_cents"))


def _draft(
    batch: _Batch, name: str, cents: int, reason: StatusReason, today: date, *, place: str = ""
) -> ReturnDraft:
    return ReturnDraft(
        end_to_end_id=name,
        code=reason.code,
        amount_cents=cents,
        happened_on=today,
        unique_key=f"pain.002:{batch.number}:{place or name}",
        text=" ".join(filter(None, [reason.text, place])),
    )


def _first(*levels: tuple[StatusReason, ...]) -> StatusReason:
    """The first reason of the narrowest level that gives one; without any, an empty one."""
    return next((reasons[0] for reasons in levels if reasons), StatusReason(code=""))
