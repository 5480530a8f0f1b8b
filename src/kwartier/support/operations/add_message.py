"""Somebody writes in a request, and the ball moves."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.support.models import Request, RequestMessage
from kwartier.support.operations.thread import (
    check_text,
    lock_request,
    record_act,
    tell_customer,
    write_message,
)
from kwartier.support.queries.requests import as_row
from kwartier.support.types import RequestRow, RequestState
from kwartier.support.working_days import working_day_after


class RequestIsClosed(Refusal):
    """A closed request takes no more messages."""

    code = "request.closed"

    title = _("This request is closed")
    sentence = _("Request %(number)s is done, so it takes no new messages.")
    next_step = _("Open a new request and mention this number: we will look at both together.")
    action = "open_request"


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
    message = write_message(request, text=words, actor=actor, now=now)
    record_act(request, act="answered", actor=actor, now=now, before=before)
    if actor.kind is not ActorKind.CUSTOMER:
        tell_customer(
            request,
            topic="request_answered",
            brand=brand,
            account=account,
            text=words,
            now=now,
            page_url=page_url,
            message_id=message.pk,
        )
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
