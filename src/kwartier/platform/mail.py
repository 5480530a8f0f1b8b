"""The mail outbox: written with the act, sent by a job, opened in the browser in a demonstration."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr
from itertools import batched
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.inserting import insert_unseen
from kwartier.platform.language import speech_of
from kwartier.platform.models import OutboxMail
from kwartier.platform.types import BrandInfo

_MOST_ATTEMPTS = 8
_AT_ONCE = 500
_KEY_LENGTH = 120
# What a template leaves out leaves its line behind: one blank line is enough.
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mail to be written from the templates ``mail/<topic>.subject.txt | .txt | .html``.

    ``unique_key`` makes repeating harmless: a second mail with the same key is not written.
    ``stop_url`` is where one POST ends such mails, for the button of a mail program (RFC 8058).
    """

    recipient: str
    language: str
    topic: str
    context: Mapping[str, Any]
    account_id: int | None = None
    person_id: int | None = None
    unique_key: str | None = None
    stop_url: str = ""


def queue(
    *,
    brand: BrandInfo,
    recipient: str,
    language: str,
    topic: str,
    context: Mapping[str, Any],
    at: datetime,
    account_id: int | None = None,
    person_id: int | None = None,
    unique_key: str | None = None,
) -> OutboxMail | None:
    """Write one mail, a `Draft`; None where its key was there already."""
    draft = Draft(
        recipient=recipient,
        language=language,
        topic=topic,
        context=context,
        account_id=account_id,
        person_id=person_id,
        unique_key=unique_key,
    )
    (written,) = queue_all([draft], brand=brand, at=at)
    return written


def queue_all(
    drafts: Sequence[Draft], *, brand: BrandInfo, at: datetime
) -> list[OutboxMail | None]:
    """Write mails, three statements for each 500 of them; None for each whose key was there already."""
    written: list[OutboxMail | None] = []
    for batch in batched(drafts, _AT_ONCE):
        seen = _list_kept({key for each in batch if (key := _key_of(each)) is not None})
        mails: list[OutboxMail | None] = []
        for each in batch:
            key = _key_of(each)
            mails.append(None if key in seen else _write(each, key=key, brand=brand, at=at))
            if key is not None:
                seen.add(key)
        insert_unseen(*(mail for mail in mails if mail is not None))
        written += mails
    return written


def _list_kept(keys: Collection[str]) -> set[str | None]:
    if not keys:
        return set()
    return set(OutboxMail.objects.filter(unique_key__in=keys).values_list("unique_key", flat=True))


def _key_of(draft: Draft) -> str | None:
    """The key as it is kept; of a longer one, as with a long address, its beginning and its digest."""
    key = draft.unique_key or None
    if key is None or len(key) <= _KEY_LENGTH:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: _KEY_LENGTH - len(digest) - 1]}:{digest}"


def _write(draft: Draft, *, key: str | None, brand: BrandInfo, at: datetime) -> OutboxMail:
    told = {**draft.context, "brand": brand, "language": draft.language}
    with translation.override(speech_of(draft.language, brand.country)):
        subject = " ".join(render_to_string(f"mail/{draft.topic}.subject.txt", told).split())
        written = render_to_string(f"mail/{draft.topic}.txt", told).strip() + "\n"
        body_html = render_to_string(f"mail/{draft.topic}.html", told)
    return OutboxMail(
        brand_id=brand.id,
        account_id=draft.account_id,
        person_id=draft.person_id,
        recipient=draft.recipient,
        language=draft.language,
        topic=draft.topic,
        subject=subject,
        body_text=_BLANK_LINES.sub("\n\n", written),
        body_html=body_html,
        unique_key=key,
        stop_url=draft.stop_url,
        created_at=at,
    )


def send_waiting(*, at: datetime, limit: int = 200) -> int:
    """Send what waits, oldest first; a mail that fails is tried again later. Returns how many went.

    On an installation without a mail server (``EMAIL_URL``) everything stays in the outbox.
    """
    sent = 0
    if not settings.MAILERS:
        return sent
    tried: list[int] = []
    for _ in range(limit):
        with transaction.atomic():
            mail = (
                OutboxMail.objects.select_for_update(skip_locked=True)
                .filter(sent_at__isnull=True, attempt_count__lt=_MOST_ATTEMPTS)
                .exclude(pk__in=tried)
                .order_by("attempt_count", "created_at", "pk")
                .first()
            )
            if mail is None:
                return sent
            tried.append(mail.pk)
            sent += _send(mail, at=at)
    return sent


def _send(mail: OutboxMail, *, at: datetime) -> int:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.body_text,
        from_email=_write_sender(mail),
        to=[mail.recipient],
        headers=_write_headers(mail),
    )
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    mail.attempt_count += 1
    try:
        message.send()
    except OSError as error:
        mail.last_error = str(error)
    else:
        mail.sent_at = at
        mail.last_error = ""
    mail.save(update_fields=["attempt_count", "sent_at", "last_error"])
    return int(mail.sent_at is not None)


def _write_headers(mail: OutboxMail) -> dict[str, str]:
    """What makes a mail program show its own button for no more such mails."""
    if not mail.stop_url:
        return {}
    return {
        "List-Unsubscribe": f"<{mail.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _write_sender(mail: OutboxMail) -> str:
    """The brand's name before the installation's address: customers know the brand only."""
    return formataddr(
        (get_brand_by_id(mail.brand_id).name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    )


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of a mail: when it left, or with what error it was given up."""

    sent_at: datetime | None
    error: str


def list_outcomes(mail_ids: Collection[int]) -> dict[int, MailOutcome]:
    """Those of the mails that left or were given up, by id; what is still tried is left out."""
    rows = OutboxMail.objects.filter(pk__in=list(mail_ids)).filter(
        Q(sent_at__isnull=False) | Q(attempt_count__gte=_MOST_ATTEMPTS)
    )
    return {
        pk: MailOutcome(sent_at, error)
        for pk, sent_at, error in rows.values_list("pk", "sent_at", "last_error")
    }


def list_mails(*, brand_id: int, limit: int = 50) -> list[OutboxMail]:
    """The newest mails of a brand, for the office and the demonstration's outbox."""
    return list(OutboxMail.objects.filter(brand_id=brand_id).order_by("-created_at", "-pk")[:limit])
