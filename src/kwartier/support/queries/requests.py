"""Questions about requests: one with its thread, an account's, and the office's pile."""

from django.db.models import F

from kwartier.platform.errors import NotFound
from kwartier.platform.prepared import fetch_rows
from kwartier.support.models import Request, RequestMessage
from kwartier.support.types import (
    MessageRow,
    RequestDetail,
    RequestKind,
    RequestRow,
    RequestState,
)

_FIRST = """
SELECT id, number, kind, state, subject, promised_on, opened_at, opened_by, closed_at
FROM support_request WHERE account_id = %(account)s::bigint
ORDER BY array_position(%(order)s::text[], state::text), opened_at DESC, id DESC
LIMIT %(limit)s::bigint
"""
# What waits for the customer first, then what waits for us, then what is done.
_ORDER = [
    RequestState.WAITING_FOR_CUSTOMER.value,
    RequestState.OPEN.value,
    RequestState.CLOSED.value,
]


def as_row(request: Request) -> RequestRow:
    """Copy a request into the frozen value that doors hold."""
    return RequestRow(
        id=request.pk,
        number=request.number,
        account_id=request.account_id,
        kind=RequestKind(request.kind),
        state=RequestState(request.state),
        subject=request.subject,
        promised_on=request.promised_on,
        opened_at=request.opened_at,
        opened_by=request.opened_by,
        closed_at=request.closed_at,
        account_number=getattr(request, "account_number", ""),
        account_name=getattr(request, "account_name", ""),
    )


def list_requests(*, account_id: int, limit: int = 50) -> list[RequestRow]:
    """The first of an account's requests: those that wait for the customer, for us, then the done.

    Within each, the newest first.
    """
    return [
        RequestRow(
            id=number,
            number=code,
            account_id=account_id,
            kind=RequestKind(kind),
            state=RequestState(state),
            subject=subject,
            promised_on=promised_on,
            opened_at=opened_at,
            opened_by=opened_by,
            closed_at=closed_at,
        )
        for number, code, kind, state, subject, promised_on, opened_at, opened_by, closed_at in (
            fetch_rows(_FIRST, {"account": account_id, "limit": limit, "order": _ORDER})
        )
    ]


def list_requests_about_bill(*, account_id: int, number: str) -> list[RequestRow]:
    """The requests of an account that name a bill, the newest first."""
    rows = Request.objects.filter(account_id=account_id, context__bill=number)
    return [as_row(row) for row in rows.order_by("-opened_at", "-pk")]


def count_requests_with_customer(*, account_id: int) -> int:
    """How many of an account's requests wait for the customer."""
    return Request.objects.filter(
        account_id=account_id, state=RequestState.WAITING_FOR_CUSTOMER
    ).count()


def get_request(*, brand_id: int, number: str, account_id: int | None = None) -> RequestDetail:
    """A request of a brand with its thread; ``account_id`` keeps a customer to their own.

    Raises:
        NotFound: there is none with this number, or it is not this account's.
    """
    found = Request.objects.filter(brand_id=brand_id, number=number)
    if account_id is not None:
        found = found.filter(account_id=account_id)
    request = found.annotate(
        account_number=F("account__number"), account_name=F("account__name")
    ).first()
    if request is None:
        raise NotFound
    messages = RequestMessage.objects.filter(request_id=request.pk).order_by("at", "pk")
    return RequestDetail(
        row=as_row(request),
        messages=tuple(
            MessageRow(
                at=row.at, author_kind=row.author_kind, author_name=row.author_name, text=row.text
            )
            for row in messages
        ),
        context=dict(request.context),
    )


def list_open_requests(*, brand_id: int, limit: int = 200) -> list[RequestRow]:
    """The office's pile: what is with us, the earliest promise first."""
    rows = (
        Request.objects.filter(brand_id=brand_id, state=RequestState.OPEN)
        .annotate(account_number=F("account__number"), account_name=F("account__name"))
        .order_by("promised_on", "opened_at", "pk")[:limit]
    )
    return [as_row(row) for row in rows]
