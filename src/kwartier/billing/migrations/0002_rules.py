"""Row-level security of the billing room; decisions, invoices and bills are never edited.

A reader reads: only who may act for an account changes its advance or asks for a switch, and only on its
own plan and contract; of a plan a customer's session changes the amount, while days, terms and VAT stay.
A refusal is put on the record by the web, and stays as it was put. Invoices and bills are issued by
workers, or an agent; a period that was billed stays billed, whoever of the customer's asks. Runs are of
the office: a draft is no bill, and the customer whose bill it may become does not see it either. An
agent begins a schedule of instalments and ends it, the customer answers what is proposed; what a bill
folded is written by workers, and stays.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    append_only,
    keep_columns,
    protect,
    restrict_writes,
)


OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"

MAY_ACT = "account_id = ANY ((SELECT kwartier_accounts_as('{holder,delegate}'))::bigint[])"

# Whoever sees an account puts on the record what was refused them.
SEES = "account_id = ANY ((SELECT kwartier_accounts())::bigint[])"

OF_OWN_PLAN = (
    "EXISTS (SELECT FROM billing_advanceplan p WHERE p.id = plan_id"
    " AND p.account_id = billing_advancechange.account_id)"
)

OF_OWN_CONTRACT = (
    "EXISTS (SELECT FROM supply_contract c WHERE c.id = contract_id"
    " AND c.account_id = billing_billingswitch.account_id)"
)

OF_OWN_SCHEDULE = (
    "EXISTS (SELECT FROM billing_instalmentschedule s WHERE s.id = schedule_id"
    " AND s.account_id = billing_schedulerevision.account_id)"
)

ANSWERED = (
    *("state", "sequence", "answered_at", "actor_kind", "actor_person_id", "actor_name"),
    *("channel", "justification"),
)

# Values are short and no two bills': compressing them costs more than it saves, and a table of
# their own more than the place in the row.
VALUES_AS_THEY_ARE = """
ALTER TABLE {table} ALTER COLUMN bundle_own SET STORAGE EXTERNAL;
ALTER TABLE {table} SET (toast_tuple_target = 8160);
"""

# Bills and their days are held to what they belong to once for all that a statement adds: a foreign key
# asks for each row, each of its columns. What a bill names it shares with its journal, and what stands for
# days with its bill.
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
    replaces = [("billing", "0022_parameters_gone")]

    dependencies = [
        ("billing", "0001_tables"),
        ("parties", "0003_rules"),
        ("supply", "0002_rules"),
        ("ledger", "0002_rules"),
    ]

    operations = [
        protect("billing_advanceplan", account_column="account_id"),
        protect("billing_advancechange", account_column="account_id"),
        protect("billing_advanceinvoice", account_column="account_id", check=OF_AGENTS),
        protect("billing_settlementrecord", account_column="account_id", check=OF_AGENTS),
        protect("billing_refusalrecord", account_column="account_id"),
        append_only("billing_advancechange"),
        append_only("billing_advanceinvoice"),
        append_only("billing_settlementrecord"),
        append_only("billing_refusalrecord"),
        restrict_writes("billing_advanceplan", update=f"{BY_AGENTS} OR {MAY_ACT}"),
        restrict_writes(
            "billing_advancechange",
            insert=f"{OF_OWN_PLAN} AND ({BY_AGENTS} OR {MAY_ACT})",
            update=BY_NOBODY,
            delete=BY_NOBODY,
        ),
        keep_columns("billing_advanceplan", but=["amount_cents", "version"]),
        restrict_writes("billing_advanceinvoice", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        restrict_writes("billing_settlementrecord", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        restrict_writes(
            "billing_refusalrecord",
            insert=f"{BY_AGENTS} OR {SEES}",
            update=BY_NOBODY,
            delete=BY_NOBODY,
        ),
        protect("billing_bill", account_column="account_id", check=OF_AGENTS),
        protect("billing_billedperiod", account_column="account_id", check=OF_AGENTS),
        append_only("billing_bill"),
        restrict_writes("billing_billedperiod"),
        restrict_writes("billing_bill"),
        protect("billing_billingrun", using=OF_AGENTS),
        protect("billing_billingrunrow", using=OF_AGENTS),
        protect("billing_billdraft", using=OF_AGENTS),
        restrict_writes("billing_billingrun", delete=BY_NOBODY),
        # A release leaves out rows, and numbers the others; an undoing throws drafts away.
        restrict_writes("billing_billingrunrow", insert=BY_NOBODY, delete=BY_NOBODY),
        restrict_writes("billing_billdraft", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_AGENTS),
        protect("billing_billingswitch", account_column="account_id"),
        # Who may act for the account asks for a switch, and takes it back; a worker carries it out.
        restrict_writes(
            "billing_billingswitch",
            insert=f"done_at IS NULL AND {OF_OWN_CONTRACT} AND ({BY_AGENTS} OR {MAY_ACT})",
            update=f"{BY_AGENTS} OR {MAY_ACT}",
            delete=BY_NOBODY,
        ),
        keep_columns("billing_billingswitch", but=["withdrawn_at"], from_agents=True),
        protect("billing_bundleform", check=OF_AGENTS),
        restrict_writes("billing_bundleform"),
        append_only("billing_bundleform"),
        *(
            migrations.RunSQL(VALUES_AS_THEY_ARE.format(table=table))
            for table in ("billing_bill", "billing_billdraft")
        ),
        migrations.RunSQL(GUARDS),
        protect("billing_instalmentschedule", account_column="account_id"),
        restrict_writes("billing_instalmentschedule", delete=BY_NOBODY),
        keep_columns("billing_instalmentschedule", but=["ended_on", "end_reason"], from_agents=True),
        protect("billing_schedulerevision", account_column="account_id"),
        restrict_writes(
            "billing_schedulerevision",
            insert=f"{OF_OWN_SCHEDULE} AND ({BY_AGENTS} OR {MAY_ACT})",
            update=f"{BY_AGENTS} OR {MAY_ACT}",
            delete=BY_NOBODY,
        ),
        keep_columns("billing_schedulerevision", but=ANSWERED, from_agents=True),
        protect("billing_foldedinstalment", account_column="account_id"),
        restrict_writes("billing_foldedinstalment", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("billing_foldedinstalment"),
    ]
