"""The guard of journals looks once at all that a statement adds, not once at each posting."""

import django.db.models.deletion
from django.db import migrations, models


# What was there before sums to zero and never changes: what is added has to sum to zero by itself.
GUARD = """
CREATE OR REPLACE FUNCTION ledger_check_journals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE broken record;
BEGIN
  SELECT journal_id, sum(amount_cents) AS difference INTO broken
    FROM added GROUP BY journal_id HAVING sum(amount_cents) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the postings of journal % differ by % cents', broken.journal_id, broken.difference
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT a.journal_id INTO broken FROM added a LEFT JOIN ledger_journal j ON j.id = a.journal_id
   WHERE (a.brand_id, a.account_id) IS DISTINCT FROM (j.brand_id, j.account_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % is not there, or has postings of another account', broken.journal_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $body$;
DROP TRIGGER journal_sums_to_zero ON ledger_posting;
DROP FUNCTION ledger_check_journal();
CREATE TRIGGER journals_sum_to_zero AFTER INSERT ON ledger_posting
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_journals();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_lighter_indexes'),
        ('parties', '0008_document_language'),
        ('platform', '0007_keep_columns'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='allocation',
            name='allocation_account',
        ),
        migrations.AlterField(
            model_name='allocation',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AlterField(
            model_name='allocation',
            name='brand',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand'),
        ),
        migrations.AlterField(
            model_name='journal',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AlterField(
            model_name='posting',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AlterField(
            model_name='posting',
            name='journal',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='ledger.journal'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(fields=['account'], include=('amount_cents',), name='allocation_account'),
        ),
    ]
