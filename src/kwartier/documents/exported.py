"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kwartier.documents.models import Handover, ImportedDocument, Opening, Removal, StoredDocument
from kwartier.platform.exporting import ExportedTable, by_account

EXPORTED: Final = (
    ExportedTable(
        name="documents",
        model=StoredDocument,
        says=_("The documents; the files themselves are in documents/."),
        columns=(
            "subject_kind",
            "subject_number",
            "format",
            "language",
            "sha256",
            "size_bytes",
            "media_type",
            "made_at",
            "issued_on",
            "told_collection",
        ),
        scope=by_account(),
    ),
    ExportedTable(
        name="documents_brought",
        model=ImportedDocument,
        says=_("Documents of a time before, brought into the archive."),
        columns=("document__subject_number", "document__format", "kind", "amount_cents", "source"),
        scope=by_account(),
    ),
    ExportedTable(
        name="documents_asked_for",
        model=Opening,
        says=_("That an old document was asked for."),
        columns=(
            "document__subject_number",
            "document__format",
            "asked_at",
            "opened_at",
            "open_until",
        ),
        scope=by_account(),
        left_out={"asked_by": "a number of the database"},
    ),
    ExportedTable(
        name="documents_removed",
        model=Removal,
        says=_("Documents that were deleted because their time was over."),
        columns=("document__subject_number", "document__format", "removed_at"),
        scope=by_account(),
        left_out={"report": "names the report, with other customers in it"},
    ),
    ExportedTable(
        name="documents_handed_over",
        model=Handover,
        says=_("E-invoices that were handed over to the network."),
        columns=(
            "document__subject_number",
            "document__format",
            "receiver",
            "reference",
            "handed_over_at",
        ),
        scope=by_account(),
    ),
)
