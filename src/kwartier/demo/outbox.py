"""The mails of a demonstration, as its invented people would find them in their mailbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

_COLUMNS = "id, recipient, language, subject, body_text, body_html, created_at"


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail of the outbox."""

    id: int
    recipient: str
    language: str
    subject: str
    body_text: str
    body_html: str
    created_at: datetime


def list_mails(*, limit: int = 60) -> list[ShownMail]:
    """The newest mails of the request's brand; none outside a demonstration."""
    return _read("ORDER BY created_at DESC, id DESC LIMIT %s", [limit])


def find_mail(mail_id: int) -> ShownMail | None:
    """One mail of the request's brand, if it is there."""
    found = _read("WHERE id = %s", [mail_id])
    return found[0] if found else None


def _read(rest: str, params: list[Any]) -> list[ShownMail]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM kwartier_demo_outbox() {rest}", params)  # noqa: S608 - constants
        return [ShownMail(*row) for row in cursor.fetchall()]
