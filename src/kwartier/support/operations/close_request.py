"""A request is done: the agent, or the customer, says so."""

from datetime import datetime

from django.db import transaction

from kwartier.parties.types import AccountInfo
from kwartier.platform.types import Actor, BrandInfo
from kwartier.support.operations.thread import (
    check_text,
    lock_request,
    record_act,
    write_answer,
)
from kwartier.support.queries.requests import as_row
from kwartier.support.types import RequestRow, RequestState


@transaction.atomic
def close_request(
    *,
    brand: BrandInfo,
    account: AccountInfo,
    number: str,
    actor: Actor,
    now: datetime,
    text: str = "",
    page_url: str = "",
) -> RequestRow:
    """Close an account's request, with a last word if there is one; closing again changes nothing.

    An agent's last word is mailed to the customer.

    Raises:
        NotFound: the account has no such request.
        NotAllowed: a reader, in a request that somebody else opened.
        RequestTextTooLong: the last word has more than 4,000 characters.
    """
    request = lock_request(account=account, number=number, actor=actor)
    if request.state == RequestState.CLOSED:
        return as_row(request)
    before = {"state": str(request.state)}
    if text.strip():
        write_answer(
            request,
            text=check_text(text),
            actor=actor,
            brand=brand,
            account=account,
            now=now,
            page_url=page_url,
        )
    request.state = RequestState.CLOSED
    request.closed_at = now
    request.save(update_fields=["state", "closed_at"])
    record_act(request, act="closed", actor=actor, now=now, before=before)
    return as_row(request)
