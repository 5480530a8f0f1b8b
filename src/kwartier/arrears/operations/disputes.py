"""A customer does not agree with an invoice, or a part of it: reminders of that part wait."""

from datetime import date, datetime

from django.db import transaction

from kwartier.arrears._locking import lock_account
from kwartier.arrears.models import Dispute
from kwartier.arrears.queries.disputes import as_dispute
from kwartier.arrears.refusals import (
    AnswerMissing,
    DisputeEnded,
    DisputeOpenAlready,
    DisputeOutOfBounds,
    NothingToDispute,
)
from kwartier.arrears.types import DisputeState, DisputeView
from kwartier.billing.moving import Moved
from kwartier.ledger.queries import get_open_by_document
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM, Actor, ActorKind

_LONGEST = 500


@transaction.atomic
def open_dispute(
    *,
    account: AccountInfo,
    document: str,
    actor: Actor,
    today: date,
    now: datetime,
    cents: int | None = None,
    reason: str = "",
    request_number: str = "",
) -> DisputeView:
    """Note that a customer disputes a document, or ``cents`` of it; what is undisputed stays due.

    Raises:
        NotAllowed: a reader asks.
        NothingToDispute: nothing of it is open on the account.
        DisputeOpenAlready: it is looked into already.
        DisputeOutOfBounds: the part is more than what is open, or nothing.
    """
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed
    lock_account(account.id)
    open_cents = get_open_by_document([account.id]).get(document, 0)
    if open_cents <= 0:
        raise NothingToDispute(params={"document": document})
    known = Dispute.objects.filter(account_id=account.id, document=document)
    running = known.filter(state=DisputeState.OPEN).first()
    if running is not None:
        raise DisputeOpenAlready(params={"document": document, "opened_on": running.opened_on})
    disputed = open_cents if cents is None else cents
    if not 0 < disputed <= open_cents:
        raise DisputeOutOfBounds(
            field="amount", params={"document": document, "owed_cents": open_cents}
        )
    row = Dispute.objects.create(
        brand_id=account.brand_id,
        account_id=account.id,
        document=document,
        cents=disputed,
        state=DisputeState.OPEN,
        reason=reason.strip()[:_LONGEST],
        request_number=request_number,
        opened_on=today,
    )
    _record(row, actor, now, action="arrears.dispute_opened")
    return as_dispute(row)


@transaction.atomic
def end_dispute(
    *,
    account: AccountInfo,
    document: str,
    answer: str,
    actor: Actor,
    today: date,
    now: datetime,
) -> DisputeView:
    """An agent has answered: what is still owed of the document follows its procedure again.

    Raises:
        NotAllowed: only an agent does.
        NotFound: nothing of this document was disputed.
        AnswerMissing: without a word on why.
        DisputeEnded: it was answered before.
    """
    if actor.kind is not ActorKind.AGENT:
        raise NotAllowed
    row = (
        Dispute.objects.select_for_update(of=("self",))
        .filter(account_id=account.id, document=document)
        .order_by("-pk")
        .first()
    )
    if row is None:
        raise NotFound
    if row.state != DisputeState.OPEN:
        raise DisputeEnded(params={"document": document, "ended_on": row.ended_on})
    if not answer.strip():
        raise AnswerMissing(field="answer")
    row.state, row.ended_on, row.answer = DisputeState.ENDED, today, answer.strip()[:_LONGEST]
    row.save(update_fields=["state", "ended_on", "answer"])
    _record(row, actor, now, action="arrears.dispute_ended")
    return as_dispute(row)


def move_disputes(moved: Moved) -> None:
    """Let disputes of instalments go on about the bill that they became part of.

    Of the bill there is disputed what was disputed of them, at most what it asks. One that asks for
    nothing has nothing to be suspended: the request about it goes on by itself.
    """
    rows = list(
        Dispute.objects.select_for_update(of=("self",))
        .filter(brand_id=moved.brand_id, state=DisputeState.OPEN, document__in=list(moved.debts))
        .order_by("pk")
    )
    left = get_open_by_document({row.account_id for row in rows}) if rows else {}
    follows: dict[str, Dispute] = {}
    for row in rows:
        debt = moved.debts[row.document]
        row.state, row.ended_on, row.moved_to = DisputeState.MOVED, moved.today, debt.bill
        row.save(update_fields=["state", "ended_on", "moved_to"])
        _record(row, SYSTEM, moved.now, action="arrears.dispute_moved")
        following = follows.setdefault(debt.bill, _follow(row, debt.bill))
        cents = following.cents + min(row.cents, debt.cents)
        following.cents = min(cents, max(left.get(debt.bill, 0), 0))
    for following in follows.values():
        if following.cents:
            following.save()


def _follow(row: Dispute, bill: str) -> Dispute:
    """The same dispute about a bill, of nothing yet."""
    return Dispute(
        brand_id=row.brand_id,
        account_id=row.account_id,
        document=bill,
        cents=0,
        state=DisputeState.OPEN,
        reason=row.reason,
        request_number=row.request_number,
        opened_on=row.opened_on,
    )


def _record(row: Dispute, actor: Actor, now: datetime, *, action: str) -> None:
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="document",
        subject_id=row.document,
        account_id=row.account_id,
        after={"cents": row.cents, "answer": row.answer, "moved_to": row.moved_to},
    )
