"""An agent sends again what did not arrive, by the same channel or by another."""

from datetime import datetime

from django.db import transaction

from kwartier.delivery._mails import Addressed, queue_mails
from kwartier.delivery._planning import PlannedDocument, plan_documents
from kwartier.delivery._sending import has_letter, put_in_place_of
from kwartier.delivery._standing import read_standing
from kwartier.delivery.models import Delivery
from kwartier.delivery.queries import as_delivery, get_postal_address
from kwartier.delivery.refusals import (
    EmailAddressMissing,
    LetterGoesByPost,
    NothingToSendAgain,
    PostalAddressMissing,
)
from kwartier.delivery.types import (
    BILLING,
    TO_WORK_OFF,
    DeliveryChannel,
    DeliveryState,
    DeliveryView,
)
from kwartier.parties.queries import get_account
from kwartier.platform import audit
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind


@transaction.atomic
def send_again(
    *, brand_id: int, delivery_id: int, channel: DeliveryChannel, actor: Actor, now: datetime
) -> DeliveryView:
    """Send a document again whose delivery failed or came back, to the address known today.

    A mail tells how it stands today: what was paid meanwhile is not asked for once more.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such delivery.
        NothingToSendAgain: it did not fail, was sent again, or a letter is on its way.
        LetterGoesByPost: it is a letter that is no document of billing, and e-mail is asked for.
        EmailAddressMissing, PostalAddressMissing: no address is known for that channel.
    """
    if actor.kind is not ActorKind.AGENT:
        raise NotAllowed
    locked = Delivery.objects.select_for_update(of=("self",))
    row = locked.filter(brand_id=brand_id, pk=delivery_id).first()
    if row is None:
        raise NotFound
    is_second_letter = channel == DeliveryChannel.POST and has_letter(row)
    if row.state not in TO_WORK_OFF or is_second_letter:
        raise NothingToSendAgain(params={"number": row.subject_number})
    sent = _by_post(row, now) if channel == DeliveryChannel.POST else _by_email(row, now)
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="delivery.sent_again",
        subject_kind="document",
        subject_id=row.subject_number,
        account_id=row.account_id,
        before={"channel": row.channel, "failure": row.failure},
        after={"channel": channel},
    )
    return as_delivery(sent)


def _by_post(row: Delivery, now: datetime) -> Delivery:
    address = _find_address(row, now)
    if not address:
        raise PostalAddressMissing
    return put_in_place_of(row, DeliveryChannel.POST, address, now=now)


def _find_address(row: Delivery, now: datetime) -> str:
    """The address known today; of a document, that of what it is about."""
    if row.room == BILLING:
        return _plan(row, now).postal_address
    return get_postal_address(get_account(row.account_id))


def _plan(row: Delivery, now: datetime) -> PlannedDocument:
    today = get_brand_by_id(row.brand_id).day_of(now)
    (planned,) = plan_documents([row.subject_number], brand_id=row.brand_id, on=today)
    return planned


def _by_email(row: Delivery, now: datetime) -> Delivery:
    if row.room != BILLING:
        raise LetterGoesByPost(params={"number": row.subject_number})
    planned = _plan(row, now)
    address = planned.choice.copy_email if row.is_copy else planned.choice.email
    if not address:
        raise EmailAddressMissing
    standing = read_standing(planned.document, brand_id=row.brand_id, now=now)
    mails = queue_mails(
        [Addressed(recipient=address, documents=[planned])],
        brand_id=row.brand_id,
        replaces={},
        now=now,
        attempt=str(row.pk),
        standings={row.subject_number: standing} if standing else {},
    )
    is_demonstration = get_brand_by_id(row.brand_id).is_demonstration
    return put_in_place_of(
        row,
        DeliveryChannel.EMAIL,
        address,
        now=now,
        mail_id=mails[row.subject_number, address],
        state=DeliveryState.HANDED_OVER if is_demonstration else DeliveryState.WAITING,
    )
