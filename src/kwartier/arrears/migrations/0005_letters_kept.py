"""The letter of a reminder is kept by who asks for it first, as that of a bill: only of its own account."""

from django.db import migrations

from kwartier.platform.isolation import WORKER_ROLE

_OF_ACCOUNT = (
    "x.brand_id = documents_storeddocument.brand_id"
    " AND x.account_id = documents_storeddocument.account_id"
    " AND x.number = documents_storeddocument.subject_number"
)
_BEFORE = f"""
  pg_has_role(current_user, '{WORKER_ROLE}', 'USAGE')
  OR (subject_kind = 'bill' AND EXISTS (SELECT FROM billing_bill x WHERE {_OF_ACCOUNT}))
  OR (subject_kind = 'advance_invoice'
      AND EXISTS (SELECT FROM billing_advanceinvoice x WHERE {_OF_ACCOUNT}))
"""
_WITH_REMINDERS = f"""{_BEFORE}
  OR (subject_kind = 'reminder'
      AND EXISTS (SELECT FROM arrears_reminder x WHERE {_OF_ACCOUNT}))
"""
_ALTER = "ALTER POLICY web_may_insert ON documents_storeddocument WITH CHECK ({rule});"


class Migration(migrations.Migration):
    dependencies = [("arrears", "0004_moved_to_bills"), ("documents", "0007_reminders")]

    operations = [
        migrations.RunSQL(_ALTER.format(rule=_WITH_REMINDERS), _ALTER.format(rule=_BEFORE)),
    ]
