"""Row-level security of documents: the customer reads their own; what is kept never changes.

The web may keep a document of an account that it sees: one that is asked for before a worker made it is
made then, of a subject of its account. Else a customer's session could take the number of another's
bill, of which no document could be made any more; nor can it name the fingerprint of another customer's
document to read its content, for a content is on record once (``document_content_once``). Who issues is
written by commands alone. Who sees an account may ask for an opening; that it is opened, a worker says.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_NOBODY, append_only, protect, restrict_writes


OF_ACCOUNT = (
    "x.brand_id = documents_storeddocument.brand_id"
    " AND x.account_id = documents_storeddocument.account_id"
    " AND x.number = documents_storeddocument.subject_number"
)

OWN_SUBJECT = f"""
  (subject_kind = 'bill' AND EXISTS (SELECT FROM billing_bill x WHERE {OF_ACCOUNT}))
  OR (subject_kind = 'advance_invoice'
      AND EXISTS (SELECT FROM billing_advanceinvoice x WHERE {OF_ACCOUNT}))
"""


class Migration(migrations.Migration):
    replaces = [("documents", "0007_reminders")]

    dependencies = [("documents", "0001_tables"), ("parties", "0003_rules"), ("billing", "0002_rules")]

    operations = [
        protect("documents_storeddocument", account_column="account_id"),
        restrict_writes("documents_storeddocument", insert=OWN_SUBJECT, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("documents_storeddocument"),
        protect("documents_issuer"),
        restrict_writes("documents_issuer", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("documents_issuer"),
        protect("documents_handover", account_column="account_id"),
        restrict_writes("documents_handover", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("documents_handover"),
        protect("documents_importeddocument", account_column="account_id"),
        restrict_writes("documents_importeddocument", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("documents_importeddocument"),
        protect("documents_opening", account_column="account_id"),
        restrict_writes(
            "documents_opening",
            insert="opened_at IS NULL AND open_until IS NULL AND EXISTS (SELECT FROM"
            " documents_storeddocument d WHERE d.id = document_id"
            " AND d.account_id = documents_opening.account_id)",
            update=BY_NOBODY,
            delete=BY_NOBODY,
        ),
        protect("documents_removal", account_column="account_id"),
        restrict_writes("documents_removal", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("documents_removal"),
    ]
