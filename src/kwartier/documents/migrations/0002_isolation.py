"""Row-level security of documents: the customer reads their own; what is kept never changes.

The web may keep a document of an account that it sees: one that is asked for before a worker made
it is made then. Who issues is written by commands alone.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_NOBODY,
    append_only,
    protect,
    restrict_writes,
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("parties", "0002_isolation")]

    operations = [
        protect("documents_storeddocument", account_column="account_id"),
        restrict_writes(
            "documents_storeddocument", insert="true", update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("documents_storeddocument"),
        protect("documents_issuer"),
        restrict_writes(
            "documents_issuer", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("documents_issuer"),
    ]
