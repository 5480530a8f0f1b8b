"""What is late and waits for an agent's answer is a request with a promise, like everything asked for."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kwartier.arrears import operations as arrears
from kwartier.arrears.queries import list_disputes
from kwartier.arrears.types import DisputeView, WaiverState, WaiverView
from kwartier.parties.types import AccountInfo
from kwartier.platform.types import Actor, BrandInfo
from kwartier.support.models import Request
from kwartier.support.operations.close_request import close_request
from kwartier.support.operations.open_request import open_request
from kwartier.support.operations.thread import record_act, write_message
from kwartier.support.types import RequestKind, RequestState


@transaction.atomic
def ask_waiver(
    *,
    brand: BrandInfo,
    account: AccountInfo,
    number: str,
    actor: Actor,
    today: date,
    now: datetime,
    reason: str = "",
    page_url: str = "",
) -> WaiverView:
    """Ask that the cost of a reminder is taken off; what an agent decides becomes a request.

    Raises: as `kwartier.arrears.operations.ask_waiver`.
    """
    asked = arrears.ask_waiver(
        account=account, number=number, actor=actor, today=today, now=now, reason=reason
    )
    if asked.state == WaiverState.WITH_AGENT:
        open_request(
            brand=brand,
            account=account,
            kind=RequestKind.OTHER,
            subject=_("Cost of reminder %(number)s") % {"number": number},
            text=reason.strip() or _("Please take the cost of this reminder off my account."),
            actor=actor,
            today=today,
            now=now,
            context={"reminder": number},
            page_url=page_url,
        )
    return asked


@transaction.atomic
def answer_waiver(
    *,
    account: AccountInfo,
    number: str,
    is_granted: bool,
    answer: str,
    actor: Actor,
    today: date,
    now: datetime,
) -> WaiverView:
    """Decide what a customer asked: the cost comes off or stays, and the request is answered.

    The mail about the decision is the answer; the request tells the same words, and sends no other.

    Raises: as `kwartier.arrears.operations.decide_waiver`.
    """
    decided = arrears.decide_waiver(
        account=account,
        number=number,
        is_granted=is_granted,
        answer=answer,
        actor=actor,
        today=today,
        now=now,
    )
    locked = Request.objects.select_for_update().filter(
        account_id=account.id, context__reminder=number
    )
    for request in locked.exclude(state=RequestState.CLOSED):
        write_message(request, text=decided.answer, actor=actor, now=now)
        before = {"state": str(request.state)}
        request.state, request.closed_at = RequestState.CLOSED, now
        request.save(update_fields=["state", "closed_at"])
        record_act(request, act="closed", actor=actor, now=now, before=before)
    return decided


@transaction.atomic
def dispute_bill(
    *,
    brand: BrandInfo,
    account: AccountInfo,
    document: str,
    cents: int | None,
    reason: str,
    actor: Actor,
    today: date,
    now: datetime,
    page_url: str = "",
) -> DisputeView:
    """Dispute a bill, or ``cents`` of it: no reminder of that part, and a request that is answered.

    Raises: as `kwartier.arrears.operations.open_dispute`.
    """
    asked = open_request(
        brand=brand,
        account=account,
        kind=RequestKind.BILL_DISPUTE,
        subject=_("I do not agree with bill %(number)s") % {"number": document},
        text=reason,
        actor=actor,
        today=today,
        now=now,
        context={"bill": document, "disputed_cents": cents},
        page_url=page_url,
    )
    disputes = list_disputes(account_id=account.id)
    return next(each for each in disputes if each.request_number == asked.number)


@transaction.atomic
def answer_dispute(
    *,
    brand: BrandInfo,
    account: AccountInfo,
    document: str,
    answer: str,
    actor: Actor,
    today: date,
    now: datetime,
    page_url: str = "",
) -> DisputeView:
    """Answer what a customer disputes; the request that goes with it is closed, and mails the answer.

    Raises: as `kwartier.arrears.operations.end_dispute`.
    """
    ended = arrears.end_dispute(
        account=account, document=document, answer=answer, actor=actor, today=today, now=now
    )
    if ended.request_number:
        close_request(
            brand=brand,
            account=account,
            number=ended.request_number,
            actor=actor,
            now=now,
            text=ended.answer,
            page_url=page_url,
        )
    return ended
