"""A document is of a subject of its account, and its content is on record once.

The web may keep a document of an account that it sees, since it makes what a worker has not made
yet. Without these two, a customer's session could name the fingerprint of another customer's
document and read its content, or take the number of another's bill, of which no document could be
made any more. A unique index asks all rows, also those that the session does not see.
"""

from django.db import migrations, models

from kwartier.platform.isolation import WEB_ROLE, WORKER_ROLE

_OF_ACCOUNT = (
    "x.brand_id = documents_storeddocument.brand_id"
    " AND x.account_id = documents_storeddocument.account_id"
    " AND x.number = documents_storeddocument.subject_number"
)
OWN_SUBJECT = f"""
  pg_has_role(current_user, '{WORKER_ROLE}', 'USAGE')
  OR (subject_kind = 'bill' AND EXISTS (SELECT FROM billing_bill x WHERE {_OF_ACCOUNT}))
  OR (subject_kind = 'advance_invoice'
      AND EXISTS (SELECT FROM billing_advanceinvoice x WHERE {_OF_ACCOUNT}))
"""
_REPLACE = """
DROP POLICY web_may_insert ON documents_storeddocument;
CREATE POLICY web_may_insert ON documents_storeddocument AS RESTRICTIVE FOR INSERT TO {role}
  WITH CHECK ({rule});
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_handovers"), ("billing", "0005_bills")]

    operations = [
        migrations.AddConstraint(
            model_name="storeddocument",
            constraint=models.UniqueConstraint(fields=["sha256"], name="document_content_once"),
        ),
        migrations.RunSQL(
            _REPLACE.format(role=WEB_ROLE, rule=OWN_SUBJECT),
            _REPLACE.format(role=WEB_ROLE, rule="true"),
        ),
    ]
