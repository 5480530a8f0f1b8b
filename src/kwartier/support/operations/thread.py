"""What the verbs on a request share: who may write, what a text may be, how the customer is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kwartier.parties.queries import list_members
from kwartier.parties.types import AccountInfo, MembershipState, Role
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.platform.wording import speak_day
from kwartier.support.models import Request, RequestMessage
from kwartier.support.refusals import RequestTextMissing, RequestTextTooLong
from kwartier.support.types import RequestKind

LONGEST_TEXT = 4000

# Lazy, because a mail is written in its reader's language, not in the language of who acts.
_speak_day_lazily = lazy(speak_day, str)

# Asking is open to everybody on the account; what changes the contract is for those who may act.
KINDS_FOR_READERS = frozenset({RequestKind.BILL_DISPUTE, RequestKind.CONTACT, RequestKind.OTHER})


def check_text(text: str) -> str:
    """The text without the white space around it.

    Raises:
        RequestTextMissing: nothing is left.
        RequestTextTooLong: more than 4,000 characters.
    """
    stripped = text.strip()
    if not stripped:
        raise RequestTextMissing(field="text")
    if len(stripped) > LONGEST_TEXT:
        raise RequestTextTooLong(
            field="text", params={"limit": LONGEST_TEXT, "count": len(stripped)}
        )
    return stripped


def lock_request(*, account: AccountInfo, number: str, actor: Actor) -> Request:
    """The account's request, locked until the transaction ends, if the actor may write in it.

    Raises:
        NotFound: the account has no such request.
        NotAllowed: a reader, in a request that somebody else opened.
    """
    request = (
        Request.objects.select_for_update()
        .filter(brand_id=account.brand_id, account_id=account.id, number=number)
        .first()
    )
    if request is None:
        raise NotFound
    is_own = request.opened_by is not None and request.opened_by == actor.person_id
    if actor.kind is ActorKind.CUSTOMER and not account.may_act and not is_own:
        raise NotAllowed
    return request


def write_message(request: Request, *, text: str, actor: Actor, now: datetime) -> RequestMessage:
    """Add a checked text to the thread."""
    return RequestMessage.objects.create(
        brand_id=request.brand_id,
        account_id=request.account_id,
        request=request,
        at=now,
        author_kind=actor.kind.value,
        author_person_id=actor.person_id,
        author_name=actor.name,
        text=text,
    )


def record_act(
    request: Request,
    *,
    act: str,
    actor: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Put an act on the record: ``request.<act>``, with the state before and after."""
    audit.record(
        brand_id=request.brand_id,
        at=now,
        actor=actor,
        action=f"request.{act}",
        subject_kind="request",
        subject_id=request.number,
        account_id=request.account_id,
        before=before,
        after={"state": str(request.state), "promised_on": request.promised_on.isoformat()},
    )


def write_answer(
    request: Request,
    *,
    text: str,
    actor: Actor,
    brand: BrandInfo,
    account: AccountInfo,
    now: datetime,
    page_url: str,
) -> None:
    """Add a checked text to the thread; the customer is told by mail unless it is their own."""
    message = write_message(request, text=text, actor=actor, now=now)
    if actor.kind is not ActorKind.CUSTOMER:
        tell_customer(
            message, topic="request_answered", brand=brand, account=account, page_url=page_url
        )


def tell_customer(
    message: RequestMessage, *, topic: str, brand: BrandInfo, account: AccountInfo, page_url: str
) -> None:
    """Queue a mail with a message to whoever opened the request, else to the account's holders.

    Each in their own language. An account that nobody has signed up for is told at the account's
    own address; without one, not at all. Repeating it for the same message sends nothing.
    """
    request = message.request
    for person_id, address, language in _list_recipients(request, account):
        mail.queue(
            brand=brand,
            recipient=address,
            language=language,
            topic=topic,
            context={
                "number": request.number,
                "subject_line": request.subject,
                "promised_day": _speak_day_lazily(request.promised_on),
                "text": message.text,
                "button_url": page_url,
                "button_label": _("See your requests"),
            },
            at=message.at,
            account_id=account.id,
            person_id=person_id,
            unique_key=f"{topic}:{message.pk}:{person_id or account.id}",
        )


def _list_recipients(request: Request, account: AccountInfo) -> list[tuple[int | None, str, str]]:
    active = [
        member for member in list_members(account.id) if member.state == MembershipState.ACTIVE
    ]
    told = [member for member in active if member.person_id == request.opened_by] or [
        member for member in active if member.role == Role.HOLDER
    ]
    if told:
        return [(member.person_id, member.email, member.language) for member in told]
    return [(None, account.email, account.language)] if account.email else []
