"""Bills and their days are held to what they belong to once for all that a statement adds.

A foreign key asks for each row, each of its columns; what a bill names it shares with its journal,
and what stands for days with its bill. So are their rows: whoever is not the same is refused, which
no foreign key did. Indexes that others begin with, or that nobody asks, go.
"""

import django.db.models.deletion
from django.db import migrations, models


GUARDS = """
CREATE FUNCTION billing_check_bills() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE broken record;
BEGIN
  SELECT b.number INTO broken FROM added b
    LEFT JOIN ledger_journal j ON j.id = b.journal_id
    LEFT JOIN supply_contract c ON c.id = b.contract_id
   WHERE (b.brand_id, b.account_id) IS DISTINCT FROM (j.brand_id, j.account_id)
      OR (b.brand_id, b.account_id) IS DISTINCT FROM (c.brand_id, c.account_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'bill % is not of the account of its contract and journal', broken.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $body$;
CREATE TRIGGER bills_are_of_one_account AFTER INSERT ON billing_bill
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION billing_check_bills();

CREATE FUNCTION billing_check_billed_periods() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE broken record;
BEGIN
  SELECT p.bill_id INTO broken FROM added p LEFT JOIN billing_bill b ON b.id = p.bill_id
   WHERE (p.brand_id, p.account_id, p.contract_id)
         IS DISTINCT FROM (b.brand_id, b.account_id, b.contract_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'bill % does not stand for days of another contract', broken.bill_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $body$;
CREATE TRIGGER billed_periods_are_of_their_bill AFTER INSERT ON billing_billedperiod
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION billing_check_billed_periods();
CREATE TRIGGER billed_periods_stay_of_their_bill AFTER UPDATE ON billing_billedperiod
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION billing_check_billed_periods();

-- Every step writes the rows of a run anew: room for that on the same page.
ALTER TABLE billing_billingrunrow SET (fillfactor = 50);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0017_provisional_parts"),
        ("ledger", "0006_guard_by_statement"),
        ("parties", "0008_document_language"),
        ("platform", "0008_lighter_record"),
        ("supply", "0006_arrangements"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="billingrunrow",
            name="billing_run_row_once",
        ),
        migrations.AlterField(
            model_name="bill",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="parties.customeraccount",
            ),
        ),
        migrations.AlterField(
            model_name="bill",
            name="brand",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="platform.brand",
            ),
        ),
        migrations.AlterField(
            model_name="bill",
            name="journal",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="ledger.journal",
            ),
        ),
        migrations.AlterField(
            model_name="billedperiod",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="parties.customeraccount",
            ),
        ),
        migrations.AlterField(
            model_name="billedperiod",
            name="brand",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="platform.brand",
            ),
        ),
        migrations.AlterField(
            model_name="billedperiod",
            name="contract",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="supply.contract",
            ),
        ),
        migrations.AlterField(
            model_name="billingrunrow",
            name="bill",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.bill",
            ),
        ),
        migrations.AlterField(
            model_name="billingrunrow",
            name="plan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.advanceplan",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrunrow",
            constraint=models.UniqueConstraint(fields=("plan", "run"), name="billing_run_row_once"),
        ),
        migrations.AddConstraint(
            model_name="billingrunrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bill", None), _negated=True),
                fields=("bill",),
                name="billing_run_row_bill_once",
            ),
        ),
        migrations.RunSQL(
            GUARDS,
            "DROP FUNCTION billing_check_bills, billing_check_billed_periods CASCADE;"
            "ALTER TABLE billing_billingrunrow RESET (fillfactor)",
        ),
    ]
