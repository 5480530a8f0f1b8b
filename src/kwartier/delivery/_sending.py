"""One attempt after another: the next delivery of a document stands in place of the one before."""

from datetime import datetime

from kwartier.delivery.models import Delivery
from kwartier.delivery.types import DeliveryChannel, DeliveryState


def put_in_place_of(
    row: Delivery,
    channel: DeliveryChannel,
    address: str,
    *,
    now: datetime,
    mail_id: int | None = None,
    state: DeliveryState = DeliveryState.WAITING,
) -> Delivery:
    """A new delivery of the same document instead of one that failed; that one counts no more."""
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.REPLACED)
    return Delivery.objects.create(
        brand_id=row.brand_id,
        account_id=row.account_id,
        subject_number=row.subject_number,
        room=row.room,
        issued_on=row.issued_on,
        channel=channel,
        address=address,
        language=row.language,
        is_copy=row.is_copy,
        state=state,
        mail_id=mail_id,
        replaces_id=row.pk,
        created_at=now,
        moved_at=now,
    )


def has_letter(row: Delivery) -> bool:
    """Whether a letter of the same document is on its way already, or was sent."""
    letters = Delivery.objects.filter(
        brand_id=row.brand_id, subject_number=row.subject_number, channel=DeliveryChannel.POST
    )
    return letters.exclude(state=DeliveryState.REPLACED).exclude(pk=row.pk).exists()
