"""Reminders by post in the queue of delivery, which prints them."""

from datetime import datetime

from kwartier.arrears.models import Reminder
from kwartier.arrears.types import LETTER_ROOM, LetterWay
from kwartier.delivery.letters import WrittenLetter
from kwartier.delivery.operations import queue_letters
from kwartier.delivery.queries import list_postal_addresses, list_queued
from kwartier.parties.queries import get_accounts


def queue_waiting(*, brand_id: int, now: datetime) -> None:
    """Put the letters of a brand that wait for the post into the queue; those there stay as they are."""
    waiting = Reminder.objects.filter(
        brand_id=brand_id, way=LetterWay.POST, sent_on__isnull=True, withdrawn_on__isnull=True
    )
    rows = list(waiting.order_by("pk"))
    queued = list_queued([row.number for row in rows], brand_id=brand_id)
    rows = [row for row in rows if row.number not in queued]
    if not rows:
        return
    accounts = get_accounts({row.account_id for row in rows if not row.facts.get("to")})
    addresses = list_postal_addresses(accounts.values())
    letters = [
        WrittenLetter(
            number=row.number,
            account_id=row.account_id,
            issued_on=row.issued_on,
            address="\n".join(row.facts.get("to") or ()) or addresses[row.account_id],
            language=row.language,
        )
        for row in rows
    ]
    queue_letters(letters, room=LETTER_ROOM, brand_id=brand_id, now=now)
