"""Note what became of deliveries: mails that left or failed, e-invoices that were handed over."""

from datetime import datetime

from django.db import transaction

from kwartier.delivery._parameters import POST_AFTER_FAILED_EMAIL, read_flag
from kwartier.delivery._planning import plan_documents
from kwartier.delivery._sending import has_letter, put_in_place_of
from kwartier.delivery.models import Delivery
from kwartier.delivery.types import DeliveryChannel, DeliveryState, Failure
from kwartier.documents.queries import list_handovers
from kwartier.platform import audit, mail
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM

_AT_ONCE = 1_000


@transaction.atomic
def note_mails(*, brand_id: int, now: datetime) -> int:
    """Note which waiting mails left, and which the mail server never took; returns how many.

    A letter follows one that was not taken, where the brand wants it and an address is known.
    """
    waiting = _lock_waiting(brand_id, DeliveryChannel.EMAIL)
    outcomes = mail.list_outcomes([row.mail_id for row in waiting if row.mail_id])
    noted = 0
    for row in waiting:
        outcome = outcomes.get(row.mail_id or 0)
        if outcome is None:
            continue
        if outcome.sent_at is not None:
            _move(row, DeliveryState.HANDED_OVER, at=outcome.sent_at)
        else:
            _fail(row, DeliveryState.FAILED, Failure.NOT_TAKEN, outcome.error, now)
        noted += 1
    return noted


@transaction.atomic
def note_einvoices(*, brand_id: int) -> int:
    """Note which waiting e-invoices were handed over to the access point; returns how many."""
    waiting = _lock_waiting(brand_id, DeliveryChannel.EINVOICE)
    handed_over = list_handovers([row.subject_number for row in waiting], brand_id=brand_id)
    for row in waiting:
        handover = handed_over.get(row.subject_number)
        if handover is not None:
            _move(row, DeliveryState.HANDED_OVER, at=handover.handed_over_at)
    return len(handed_over)


@transaction.atomic
def record_bounce(*, brand_id: int, number: str, address: str, detail: str, now: datetime) -> None:
    """Note that the mail about a document came back from an address.

    A letter follows, where the brand wants it and an address is known.

    Raises:
        NotFound: no such mail was sent, or it came back before.
    """
    sent = Delivery.objects.select_for_update(of=("self",)).filter(
        brand_id=brand_id,
        subject_number=number,
        channel=DeliveryChannel.EMAIL,
        address__iexact=address.strip(),
        state__in=(DeliveryState.HANDED_OVER, DeliveryState.WAITING),
    )
    row = sent.first()
    if row is None:
        raise NotFound
    _fail(row, DeliveryState.BOUNCED, Failure.CAME_BACK, detail, now)


def _lock_waiting(brand_id: int, channel: DeliveryChannel) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True).filter(
        brand_id=brand_id, state=DeliveryState.WAITING, channel=channel
    )
    return list(rows.order_by("pk")[:_AT_ONCE])


def _move(row: Delivery, state: DeliveryState, *, at: datetime) -> None:
    row.state, row.moved_at = state, at
    row.save(update_fields=["state", "moved_at"])


def _fail(
    row: Delivery, state: DeliveryState, failure: Failure, detail: str, now: datetime
) -> None:
    row.failure, row.detail = failure, detail
    row.save(update_fields=["failure", "detail"])
    _move(row, state, at=now)
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=SYSTEM,
        action=f"delivery.{state}",
        subject_kind="document",
        subject_id=row.subject_number,
        account_id=row.account_id,
        after={"channel": row.channel, "failure": failure},
    )
    _follow_by_post(row, now)


def _follow_by_post(row: Delivery, now: datetime) -> None:
    """A letter in place of a failed mail; a copy for a second address is left to the office."""
    today = get_brand_by_id(row.brand_id).day_of(now)
    wanted = read_flag(POST_AFTER_FAILED_EMAIL, brand_id=row.brand_id, on=today)
    if not wanted or row.is_copy:
        return
    (planned,) = plan_documents([row.subject_number], brand_id=row.brand_id, on=today)
    if planned.postal_address and not has_letter(row):
        put_in_place_of(row, DeliveryChannel.POST, planned.postal_address, now=now)
