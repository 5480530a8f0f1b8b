"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kwartier.delivery.models import Choice, Delivery, MonthlyStatement
from kwartier.platform.exporting import ExportedTable, by_account

EXPORTED: Final = (
    ExportedTable(
        name="delivery_choices",
        model=Choice,
        says=_("How your bills come."),
        columns=("channel", "email", "copy_email", "changed_at"),
        scope=by_account(),
    ),
    ExportedTable(
        name="monthly_statements",
        model=MonthlyStatement,
        says=_("The account statement of each month that you asked for."),
        columns=(
            "person__name",
            "person__email",
            "format",
            "codes",
            "is_on",
            "next_month",
            "changed_at",
        ),
        scope=by_account(),
    ),
    ExportedTable(
        name="deliveries",
        model=Delivery,
        says=_("How each document was sent, and whether it came."),
        columns=(
            "subject_number",
            "room",
            "issued_on",
            "channel",
            "address",
            "language",
            "is_copy",
            "state",
            "failure",
            "detail",
            "created_at",
            "moved_at",
        ),
        scope=by_account(),
        left_out={
            "batch_id": "the file to the printer, with other customers in it",
            "place": "the place in it",
            "mail_id": "a number of the database",
            "replaces_id": "the same",
        },
    ),
)
