"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kwartier.platform.exporting import ExportedTable, by_account
from kwartier.support.models import Request, RequestMessage

EXPORTED: Final = (
    ExportedTable(
        name="requests",
        model=Request,
        says=_("Your requests: kind, state, by when we answer."),
        columns=(
            "number",
            "kind",
            "state",
            "subject",
            "promised_on",
            "opened_at",
            "closed_at",
            "context",
        ),
        scope=by_account(),
        left_out={
            "submission_key": "a secret of the form that was sent",
            "opened_by": "a number of the database",
        },
    ),
    ExportedTable(
        name="messages",
        model=RequestMessage,
        says=_("The messages of these requests."),
        columns=("request__number", "at", "author_kind", "author_name", "text"),
        scope=by_account(),
        left_out={"author_person_id": "a number of the database"},
    ),
)
