"""The paper of a reminder: made once, for the post, and for who wants to download it."""

from collections.abc import Collection
from datetime import datetime

from kwartier.arrears._papers import gather_letter
from kwartier.arrears.models import Reminder
from kwartier.documents.operations import make_reminder
from kwartier.documents.queries import find_document
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown
from kwartier.documents.types import StoredDocumentView
from kwartier.parties.queries import get_account
from kwartier.platform.errors import NotFound, Refusal


def make_letter(
    *, brand_id: int, number: str, now: datetime, account_id: int | None = None
) -> StoredDocumentView:
    """The letter of a reminder as PDF; one that exists stays as it is.

    With an ``account_id`` only if it is that account's.

    Raises:
        NotFound: the brand has written none of this number, or it is not the asker's to see.
        IssuerUnknown: nobody said who the brand was before the law.
        GlyphMissing: the fonts cannot draw a character of it.
    """
    row = Reminder.objects.filter(brand_id=brand_id, number=number).first()
    if row is None or account_id not in (None, row.account_id):
        raise NotFound
    known = find_document(number, brand_id=brand_id)
    return known or make_reminder(gather_letter(row, get_account(row.account_id)), now=now)


def make_letters(
    *, brand_id: int, numbers: Collection[str], now: datetime
) -> tuple[list[StoredDocumentView], list[tuple[str, Refusal]]]:
    """The letters of some reminders in the order in which they were written, and those that cannot be made.

    Raises:
        NotFound: one of them is no letter of the brand.
    """
    made: list[StoredDocumentView] = []
    refused: list[tuple[str, Refusal]] = []
    for number in sorted(numbers):
        try:
            made.append(make_letter(brand_id=brand_id, number=number, now=now))
        except (GlyphMissing, IssuerUnknown) as refusal:
            refused.append((number, refusal))
    return made, refused
