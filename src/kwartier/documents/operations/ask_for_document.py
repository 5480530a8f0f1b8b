"""A customer asks for an old document, and a worker opens it for them."""

import logging
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.functional import lazy

from kwartier.documents._retention import read_retention
from kwartier.documents._shelf import list_kept, say_availability
from kwartier.documents.models import Opening
from kwartier.documents.queries import as_document, read_content
from kwartier.documents.refusals import DocumentWithOffice, NothingToAskFor
from kwartier.documents.types import Availability, DocumentFormat
from kwartier.parties.queries import get_account, list_recipients
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit, mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.types import Actor
from kwartier.platform.wording import speak_day

# Spoken when the mail is written, in the language of who receives it.
_day = lazy(speak_day, str)
_logger = logging.getLogger(__name__)


@transaction.atomic
def ask_for_document(
    *, account: AccountInfo, number: str, actor: Actor, today: date, now: datetime
) -> None:
    """Ask for an old document of an account; a worker opens it and tells by e-mail.

    Raises:
        NotFound: the account has no paper of this number.
        DocumentWithOffice: it is too old to be asked for by a customer.
        NothingToAskFor: it is online, or was asked for already.
    """
    row = list_kept(account.id).filter(format=DocumentFormat.PDF, subject_number=number).first()
    if row is None:
        raise NotFound
    said, _until = say_availability([row], brand_id=account.brand_id, today=today)[row.pk]
    if said == Availability.OFFICE_ONLY:
        raise DocumentWithOffice(params={"number": number})
    if said != Availability.ON_REQUEST:
        raise NothingToAskFor(params={"number": number})
    try:
        with transaction.atomic():
            Opening.objects.create(
                brand_id=account.brand_id,
                account_id=account.id,
                document_id=row.pk,
                asked_at=now,
                asked_by=actor.person_id,
            )
    except IntegrityError:
        # Somebody else of the account asked at the same moment.
        raise NothingToAskFor(params={"number": number}) from None
    audit.record(
        brand_id=account.brand_id,
        at=now,
        actor=actor,
        action="document.asked_for",
        subject_kind="document",
        subject_id=number,
        account_id=account.id,
    )


def open_asked_documents(*, brand_id: int, today: date, now: datetime) -> int:
    """Open what customers asked for, each in a transaction of its own; returns how many.

    What cannot be read back stays asked for, is tried again, and is named in the log.
    """
    asked = Opening.objects.filter(brand_id=brand_id, opened_at__isnull=True)
    opened_count = 0
    for opening_id in asked.order_by("pk").values_list("pk", flat=True):
        try:
            opened_count += _open(opening_id, today=today, now=now)
        except Refusal as refusal:
            _logger.warning("An old document cannot be opened: %s", refusal)
    return opened_count


@transaction.atomic
def _open(opening_id: int, *, today: date, now: datetime) -> bool:
    """Open one, unless another worker does it now."""
    locked = Opening.objects.select_for_update(of=("self",), skip_locked=True)
    opening = locked.filter(pk=opening_id, opened_at__isnull=True).first()
    if opening is None:
        return False
    document = as_document(opening.document)
    read_content(document)
    days = read_retention(brand_id=opening.brand_id, on=today).open_days
    opening.opened_at, opening.open_until = now, today + timedelta(days=days)
    opening.save(update_fields=["opened_at", "open_until"])
    _tell(opening, number=document.subject_number, last_day=today + timedelta(days=days - 1))
    return True


def _tell(opening: Opening, *, number: str, last_day: date) -> None:
    account, brand = get_account(opening.account_id), get_brand_by_id(opening.brand_id)
    for recipient, language in list_recipients(account):
        mail.queue(
            brand=brand,
            recipient=recipient,
            language=language,
            topic="document_opened",
            context={
                "number": account.number,
                "document": number,
                "last_day": _day(last_day),
                "page_url": find_customer_url(brand, "portal:archive"),
            },
            at=opening.opened_at or opening.asked_at,
            account_id=account.id,
            unique_key=f"document_opened:{opening.pk}:{recipient}",
        )
