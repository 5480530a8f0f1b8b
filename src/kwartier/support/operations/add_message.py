"""Somebody writes in a request, and the ball moves."""

from datetime import date, datetime

from django.db import transaction

from kwartier.parties.types import AccountInfo
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.support.models import Request, RequestMessage
from kwartier.support.operations.thread import (
    check_text,
    lock_request,
    record_act,
    write_answer,
)
from kwartier.support.queries.requests import as_row
from kwartier.support.refusals import RequestIsClosed
from kwartier.support.types import RequestRow, RequestState
from kwartier.support.working_days import working_day_after


@transaction.atomic
def add_message(
    *,
    brand: BrandInfo,
    account: AccountInfo,
    number: str,
    text: str,
    actor: Actor,
    today: date,
    now: datetime,
    asks_customer: bool = True,
    page_url: str = "",
) -> RequestRow:
    """Add a message to an account's request and pass the ball.

    A customer's message brings the ball to us; if we had none, with a new promise of two working
    days. An agent's message gives it to the customer, unless ``asks_customer`` is false: then it
    only informs. An agent's message is also mailed. The last message sent again is not added.

    Raises:
        NotFound: the account has no such request.
        NotAllowed: a reader, in a request that somebody else opened.
        RequestIsClosed: it is done.
        RequestTextMissing, RequestTextTooLong.
    """
    request = lock_request(account=account, number=number, actor=actor)
    if request.state == RequestState.CLOSED:
        raise RequestIsClosed(params={"number": request.number})
    words = check_text(text)
    if _is_repeated(request, text=words, actor=actor):
        return as_row(request)
    before = {"state": str(request.state)}
    _pass_ball(request, brand=brand, actor=actor, today=today, asks_customer=asks_customer)
    write_answer(
        request,
        text=words,
        actor=actor,
        brand=brand,
        account=account,
        now=now,
        page_url=page_url,
    )
    record_act(request, act="answered", actor=actor, now=now, before=before)
    return as_row(request)


def _is_repeated(request: Request, *, text: str, actor: Actor) -> bool:
    last = RequestMessage.objects.filter(request_id=request.pk).order_by("-at", "-pk").first()
    return last is not None and (last.text, last.author_person_id, last.author_kind) == (
        text,
        actor.person_id,
        actor.kind.value,
    )


def _pass_ball(
    request: Request, *, brand: BrandInfo, actor: Actor, today: date, asks_customer: bool
) -> None:
    if actor.kind is ActorKind.CUSTOMER:
        if request.state == RequestState.WAITING_FOR_CUSTOMER:
            request.promised_on = working_day_after(today, country=brand.country)
        request.state = RequestState.OPEN
    elif asks_customer:
        request.state = RequestState.WAITING_FOR_CUSTOMER
    request.save(update_fields=["state", "promised_on"])
