"""A customer, or an agent for them, asks for something: it gets a number and a promised day."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min

from kwartier.arrears.operations import open_dispute
from kwartier.arrears.refusals import DisputeOpenAlready, NothingToDispute
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotAllowed
from kwartier.platform.numbering import next_number
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.support.models import Request
from kwartier.support.operations.thread import (
    KINDS_FOR_READERS,
    check_text,
    record_act,
    tell_customer,
    write_message,
)
from kwartier.support.queries.requests import as_row
from kwartier.support.refusals import RequestSubjectMissing, RequestSubjectTooLong
from kwartier.support.types import RequestKind, RequestRow, RequestState
from kwartier.support.working_days import working_day_after

LONGEST_SUBJECT = 120
REPEATED_WITHIN = timedelta(hours=1)


@transaction.atomic
def open_request(
    *,
    brand: BrandInfo,
    account: AccountInfo,
    kind: RequestKind,
    subject: str,
    text: str,
    actor: Actor,
    today: date,
    now: datetime,
    context: Mapping[str, Any] | None = None,
    submission_key: str | None = None,
    is_from_form: bool = False,
    page_url: str = "",
) -> RequestRow:
    """Open a request for an account, promised for the second working day after ``today``.

    ``context`` is what an agent needs beside the words (plain JSON: a contract's number, the
    refusals met, a simulation). ``submission_key`` is the form's random word: the same again gives
    the request that it opened. With ``is_from_form`` so do the same words from the same person within
    the hour, as long as nobody has answered: who goes back in a browser and sends again gets a
    fresh form with another random word. ``page_url`` is the absolute address of the customer's requests,
    for the mail.

    Raises:
        NotAllowed: a reader asks for something that changes the contract.
        RequestSubjectMissing, RequestSubjectTooLong, RequestTextMissing, RequestTextTooLong.
    """
    _check_role(account, kind, actor)
    title, words = _check_subject(subject), check_text(text)
    sent_before = _find_by_key(account.id, submission_key)
    if not sent_before and is_from_form and actor.person_id is not None:
        sent_before = _find_repeated(
            account_id=account.id,
            person_id=actor.person_id,
            kind=kind,
            words=(title, words),
            since=now - REPEATED_WITHIN,
        )
    if sent_before:
        return as_row(sent_before)
    number = _next_number(brand_id=brand.id, today=today)
    # Two copies of one form may arrive at the same moment: the unique key lets one of them win.
    request, is_new = Request.objects.get_or_create(
        account_id=account.id,
        submission_key=submission_key or number,
        defaults={
            "brand_id": brand.id,
            "number": number,
            "kind": kind,
            "state": RequestState.OPEN,
            "subject": title,
            "promised_on": working_day_after(today, country=brand.country),
            "opened_at": now,
            "opened_by": actor.person_id,
            "context": dict(context or {}),
        },
    )
    if is_new:
        _note_dispute(request, words, account=account, actor=actor, today=today, now=now)
        _announce(
            request,
            brand=brand,
            account=account,
            text=words,
            actor=actor,
            now=now,
            page_url=page_url,
        )
    return as_row(request)


def _check_role(account: AccountInfo, kind: RequestKind, actor: Actor) -> None:
    if actor.kind is ActorKind.CUSTOMER and not (account.may_act or kind in KINDS_FOR_READERS):
        raise NotAllowed


def _note_dispute(
    request: Request, words: str, *, account: AccountInfo, actor: Actor, today: date, now: datetime
) -> None:
    """Who disputes a bill is not reminded of it; one that is paid, or disputed already, stays so.

    Where it was asked for (``disputed_cents`` in the context), what cannot be disputed is refused.
    """
    bill = str(request.context.get("bill", ""))
    if request.kind != RequestKind.BILL_DISPUTE or not bill:
        return
    is_asked = "disputed_cents" in request.context
    ignored = () if is_asked else (NotAllowed, NothingToDispute, DisputeOpenAlready)
    with suppress(*ignored):
        open_dispute(
            account=account,
            document=bill,
            cents=request.context.get("disputed_cents"),
            actor=actor,
            today=today,
            now=now,
            reason=words if is_asked else request.subject,
            request_number=request.number,
        )


def _find_by_key(account_id: int, submission_key: str | None) -> Request | None:
    """The request that this very form opened."""
    if not submission_key:
        return None
    return Request.objects.filter(account_id=account_id, submission_key=submission_key).first()


def _find_repeated(
    *, account_id: int, person_id: int, kind: RequestKind, words: tuple[str, str], since: datetime
) -> Request | None:
    """The unanswered request that this person opened since then with these very words."""
    subject, text = words
    return (
        Request.objects.filter(
            account_id=account_id,
            opened_by=person_id,
            opened_at__gt=since,
            kind=kind,
            subject=subject,
            state=RequestState.OPEN,
        )
        .annotate(message_count=Count("messages"), first_text=Min("messages__text"))
        .filter(message_count=1, first_text=text)
        .first()
    )


def _announce(
    request: Request,
    *,
    brand: BrandInfo,
    account: AccountInfo,
    text: str,
    actor: Actor,
    now: datetime,
    page_url: str,
) -> None:
    message = write_message(request, text=text, actor=actor, now=now)
    record_act(request, act="opened", actor=actor, now=now)
    tell_customer(message, topic="request_opened", brand=brand, account=account, page_url=page_url)


def _check_subject(subject: str) -> str:
    title = " ".join(subject.split())
    if not title:
        raise RequestSubjectMissing(field="subject")
    if len(title) > LONGEST_SUBJECT:
        raise RequestSubjectTooLong(
            field="subject", params={"limit": LONGEST_SUBJECT, "count": len(title)}
        )
    return title


def _next_number(*, brand_id: int, today: date) -> str:
    count = next_number(brand_id=brand_id, series=f"request-{today.year}")
    return f"R-{today:%y}-{count:06d}"
