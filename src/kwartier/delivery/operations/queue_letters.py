"""Letters of rooms above in the queue for the post: put there, and taken off again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kwartier.delivery.letters import WrittenLetter
from kwartier.delivery.models import Delivery
from kwartier.delivery.types import TO_WORK_OFF, DeliveryChannel, DeliveryState, Failure
from kwartier.platform import locks


@transaction.atomic
def queue_letters(
    letters: Sequence[WrittenLetter], *, room: str, brand_id: int, now: datetime
) -> None:
    """Have letters of a room wait for the next print batch; what is on its way stays as it is.

    One without an address fails, and is on the office's list.
    """
    locks.hold("delivery", brand_id)
    known = Delivery.objects.filter(
        brand_id=brand_id, subject_number__in=[each.number for each in letters]
    )
    known_numbers = set(known.values_list("subject_number", flat=True))
    Delivery.objects.bulk_create(
        [
            Delivery(
                brand_id=brand_id,
                account_id=each.account_id,
                subject_number=each.number,
                room=room,
                issued_on=each.issued_on,
                channel=DeliveryChannel.POST,
                address=each.address,
                language=each.language,
                state=DeliveryState.WAITING if each.address else DeliveryState.FAILED,
                failure="" if each.address else Failure.NO_ADDRESS,
                created_at=now,
                moved_at=now,
            )
            for each in letters
            if each.number not in known_numbers
        ],
        batch_size=500,
    )


@transaction.atomic
def unqueue_letters(
    numbers: Collection[str], *, room: str, brand_id: int, state: DeliveryState, now: datetime
) -> set[str]:
    """Take letters of a room off the queue: withdrawn, or posted by hand; returns what must stay.

    What is in a print batch stays there: it was printed, or will be in a moment.
    """
    locked = Delivery.objects.select_for_update(of=("self",)).filter(
        brand_id=brand_id, room=room, subject_number__in=list(numbers)
    )
    rows = list(locked.exclude(state=DeliveryState.REPLACED).order_by("pk"))
    printed = {row.subject_number for row in rows if _is_printed(row)}
    free = [row.pk for row in rows if row.subject_number not in printed]
    Delivery.objects.filter(pk__in=free).update(state=state, moved_at=now)
    return printed


def _is_printed(row: Delivery) -> bool:
    return row.batch_id is not None and row.state not in TO_WORK_OFF
