"""Send what was issued: each document by the ways that its account chose, once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import batched

from django.db import transaction
from django.db.models import Min

from kwartier.billing.announcing import Issued
from kwartier.billing.queries import list_issued_numbers
from kwartier.delivery._mails import Addressed, queue_mails
from kwartier.delivery._planning import PlannedDocument, plan_documents
from kwartier.delivery._routing import Way
from kwartier.delivery.models import Delivery
from kwartier.delivery.types import BILLING, DeliveryChannel, DeliveryState, Failure
from kwartier.platform import locks
from kwartier.platform.brands import get_brand_by_id

_BATCH = 500


@transaction.atomic
def deliver_issued(issued: Issued) -> None:
    """Put what was issued on its way; what is on its way already stays as it is.

    Mails are written with it, one to an address for all bills of an account; letters wait for the
    print batch of the day, e-invoices for the access point.
    """
    # Nobody else delivers for the brand until this transaction ends.
    locks.hold("delivery", issued.brand_id)
    planned = _plan_new(issued.numbers, brand_id=issued.brand_id, now=issued.now)
    mails = _write_mails(
        planned, brand_id=issued.brand_id, replaces=issued.replaces, now=issued.now
    )
    rows = [
        _row(each, way, mail_id=mails.get((each.document.number, way.address)), now=issued.now)
        for each in planned
        for way in each.ways
    ]
    Delivery.objects.bulk_create(rows, batch_size=_BATCH)


@transaction.atomic
def record_past_deliveries(*, brand_id: int, numbers: Collection[str], now: datetime) -> int:
    """Note that documents of earlier days went their ways on the day of their issue.

    For documents of the time before this house: nothing is sent. Returns how many deliveries.
    """
    locks.hold("delivery", brand_id)
    rows = []
    for batch in batched(numbers, _BATCH):
        for each in _plan_new(batch, brand_id=brand_id, now=now):
            at = now.replace(
                year=each.document.issued_on.year,
                month=each.document.issued_on.month,
                day=each.document.issued_on.day,
            )
            rows += [
                _row(each, way, now=at, state=DeliveryState.HANDED_OVER)
                for way in each.ways
                if way.address
            ]
    Delivery.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def deliver_forgotten(*, brand_id: int, issued_from: date, now: datetime) -> int:
    """Deliver what was issued since a day and has no delivery; returns how many documents.

    A net under `deliver_issued`, for a process that was stopped between the two. It never reaches
    back before the first document that was delivered at all: what is older went another way.
    """
    own = Delivery.objects.filter(brand_id=brand_id, room=BILLING)
    first = own.aggregate(first=Min("issued_on"))["first"]
    if first is None:
        return 0
    numbers = list_issued_numbers(brand_id=brand_id, issued_from=max(issued_from, first))
    count = 0
    for batch in batched(numbers, _BATCH):
        left = set(batch) - _list_known(batch, brand_id=brand_id)
        if left:
            deliver_issued(Issued(brand_id=brand_id, numbers=sorted(left), now=now))
            count += len(left)
    return count


def _plan_new(numbers: Collection[str], *, brand_id: int, now: datetime) -> list[PlannedDocument]:
    known = _list_known(numbers, brand_id=brand_id)
    today = get_brand_by_id(brand_id).day_of(now)
    return plan_documents(set(numbers) - known, brand_id=brand_id, on=today)


def _list_known(numbers: Collection[str], *, brand_id: int) -> set[str]:
    found = Delivery.objects.filter(brand_id=brand_id, subject_number__in=list(numbers))
    return set(found.values_list("subject_number", flat=True))


def _write_mails(
    planned: Sequence[PlannedDocument], *, brand_id: int, replaces: Mapping[str, str], now: datetime
) -> dict[tuple[str, str], int]:
    """The mails of documents, by number and address."""
    groups: dict[tuple[int, str], list[PlannedDocument]] = {}
    for each in planned:
        for way in each.ways:
            if way.channel == DeliveryChannel.EMAIL:
                groups.setdefault((each.account.id, way.address), []).append(each)
    addressed = [
        Addressed(recipient=address, documents=group) for (_, address), group in groups.items()
    ]
    return queue_mails(addressed, brand_id=brand_id, replaces=replaces, now=now)


def _row(
    planned: PlannedDocument,
    way: Way,
    *,
    now: datetime,
    mail_id: int | None = None,
    state: DeliveryState | None = None,
) -> Delivery:
    return Delivery(
        brand_id=planned.account.brand_id,
        account_id=planned.account.id,
        subject_number=planned.document.number,
        issued_on=planned.document.issued_on,
        channel=way.channel,
        address=way.address,
        language=planned.choice.language,
        is_copy=way.is_copy,
        state=state or _first_state(way, planned.account.brand_id),
        failure="" if way.address else Failure.NO_ADDRESS,
        mail_id=mail_id,
        created_at=now,
        moved_at=now,
    )


def _first_state(way: Way, brand_id: int) -> DeliveryState:
    """A letter without an address has failed; a demonstration's mails arrive in its outbox."""
    if not way.address:
        return DeliveryState.FAILED
    if way.channel == DeliveryChannel.EMAIL and get_brand_by_id(brand_id).is_demonstration:
        return DeliveryState.HANDED_OVER
    return DeliveryState.WAITING
