"""What of this room is a customer's own, and goes along when they take it."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kwartier.platform.exporting import ExportedTable, Owner
from kwartier.platform.models import AuditEntry, OutboxMail


def _by_record(owner: Owner) -> Iterable[Q]:
    """What happened to the account, and to the asker's own access."""
    own = Q(account_id=None, subject_kind="person", subject_id=str(owner.person_id))
    return [Q(account_id=owner.account_id) | own]


def _by_mails(owner: Owner) -> Iterable[Q]:
    """Mails about the account, and those to the asker about themselves."""
    return [Q(account_id=owner.account_id) | Q(account_id=None, person_id=owner.person_id)]


EXPORTED: Final = (
    ExportedTable(
        name="record",
        model=AuditEntry,
        says=_("The record: who did, changed or looked at what, when, and why."),
        columns=(
            "at",
            "actor_kind",
            "actor_name",
            "action",
            "subject_kind",
            "subject_id",
            "before",
            "after",
            "reason",
        ),
        scope=_by_record,
        left_out={"actor_person_id": "a number of the database"},
    ),
    ExportedTable(
        name="mails",
        model=OutboxMail,
        says=_("The mails that were written to you: to whom, when, about what."),
        columns=("recipient", "language", "topic", "subject", "created_at", "sent_at"),
        scope=_by_mails,
        left_out={
            "person_id": "a number of the database",
            "body_text": "its links may act for whoever got it; what it says stands in the other files",
            "body_html": "the same",
            "stop_url": "the same",
            "unique_key": "keeps a mail from being written twice",
            "attempt_count": "of the sending, not of the mail",
            "last_error": "the same",
        },
    ),
)
