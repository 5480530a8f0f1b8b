"""Row-level security of arrears: a customer sees their own; what was written stays as it was.

A customer asks for a waiver, disputes, and agrees on a plan; cases and letters are written by workers,
and an agent notes what becomes of them. The letter of a reminder is kept by who asks for it first, as
that of a bill: only of its own account.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    WORKER_ROLE,
    append_only,
    keep_columns,
    protect,
    restrict_writes,
)


OF_ACCOUNT = (
    "x.brand_id = documents_storeddocument.brand_id"
    " AND x.account_id = documents_storeddocument.account_id"
    " AND x.number = documents_storeddocument.subject_number"
)

KEPT_DOCUMENTS = f"""
  pg_has_role(current_user, '{WORKER_ROLE}', 'USAGE')
  OR (subject_kind = 'bill' AND EXISTS (SELECT FROM billing_bill x WHERE {OF_ACCOUNT}))
  OR (subject_kind = 'advance_invoice'
      AND EXISTS (SELECT FROM billing_advanceinvoice x WHERE {OF_ACCOUNT}))
  OR (subject_kind = 'reminder'
      AND EXISTS (SELECT FROM arrears_reminder x WHERE {OF_ACCOUNT}))
"""


class Migration(migrations.Migration):
    replaces = [("arrears", "0005_letters_kept")]

    dependencies = [("arrears", "0001_tables"), ("documents", "0002_rules")]

    operations = [
        protect("arrears_remindercase", account_column="account_id"),
        restrict_writes("arrears_remindercase", insert=BY_NOBODY, update=BY_AGENTS, delete=BY_NOBODY),
        protect("arrears_casedebt", account_column="account_id"),
        restrict_writes("arrears_casedebt", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("arrears_casedebt"),
        protect("arrears_reminder", account_column="account_id"),
        restrict_writes("arrears_reminder", insert=BY_NOBODY, update=BY_AGENTS, delete=BY_NOBODY),
        keep_columns("arrears_reminder", but=["sent_on"], from_agents=True),
        protect("arrears_waiver", account_column="account_id"),
        restrict_writes(
            "arrears_waiver",
            insert="posted_at IS NULL",
            update=BY_AGENTS,
            delete=BY_NOBODY,
        ),
        keep_columns(
            "arrears_waiver",
            but=["state", "decided_on", "answer", "posted_at"],
            from_agents=True,
        ),
        protect("arrears_dispute", account_column="account_id"),
        restrict_writes("arrears_dispute", insert="true", update=BY_AGENTS, delete=BY_NOBODY),
        keep_columns("arrears_dispute", but=["state", "ended_on", "answer"], from_agents=True),
        protect("arrears_paymentplan", account_column="account_id"),
        restrict_writes("arrears_paymentplan", insert="true", update=BY_AGENTS, delete=BY_NOBODY),
        keep_columns("arrears_paymentplan", but=["state", "ended_on"], from_agents=True),
        protect("arrears_plandocument", account_column="account_id"),
        restrict_writes("arrears_plandocument", insert="true", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("arrears_plandocument"),
        protect("arrears_planinstalment", account_column="account_id"),
        restrict_writes("arrears_planinstalment", insert="true", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("arrears_planinstalment"),
        migrations.RunSQL(
            f"ALTER POLICY web_may_insert ON documents_storeddocument WITH CHECK ({KEPT_DOCUMENTS});"
        ),
    ]
