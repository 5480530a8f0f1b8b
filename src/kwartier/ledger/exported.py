"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kwartier.ledger.models import Allocation, Journal, Posting
from kwartier.platform.exporting import ExportedTable, by_account

EXPORTED: Final = (
    ExportedTable(
        name="journals",
        model=Journal,
        says=_("The entries of your account in our books."),
        columns=("id", "kind", "booked_on", "created_at", "params"),
        scope=by_account(),
        left_out={"unique_key": "keeps an entry from being made twice"},
    ),
    ExportedTable(
        name="postings",
        model=Posting,
        says=_(
            "The lines of these entries: every invoice, payment, refund and cost, in cents; what you owe is positive."
        ),
        columns=(
            "id",
            "journal_id",
            "book",
            "amount_cents",
            "vat_bp",
            "document",
            "due_on",
            "bank_iban",
        ),
        scope=by_account(),
    ),
    ExportedTable(
        name="allocations",
        model=Allocation,
        says=_("Which payment paid which line."),
        columns=("debit_id", "credit_id", "amount_cents", "created_at"),
        scope=by_account(),
    ),
)
