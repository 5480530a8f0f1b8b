"""The database keeps the books: sums to zero, no over-allocation, nothing edited, nobody else's."""

from django.db import migrations

from kwartier.platform.isolation import append_only, protect

# The guards run with the owner's rights: they must see every row of a journal, whoever wrote it.
JOURNAL_GUARD = """
CREATE FUNCTION ledger_check_journal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE difference numeric; strangers bigint;
BEGIN
  SELECT sum(p.amount_cents),
         count(*) FILTER (WHERE p.brand_id <> j.brand_id OR p.account_id <> j.account_id)
    INTO difference, strangers
    FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
   WHERE p.journal_id = NEW.journal_id;
  IF difference <> 0 THEN
    RAISE EXCEPTION 'the postings of journal % differ by % cents', NEW.journal_id, difference
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF strangers > 0 THEN
    RAISE EXCEPTION 'journal % has postings of another account', NEW.journal_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $body$;
CREATE CONSTRAINT TRIGGER journal_sums_to_zero AFTER INSERT ON ledger_posting
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_journal();
"""

# Locks the two postings first, so that two payments at one moment cannot both use the same debit.
ALLOCATION_GUARD = """
CREATE FUNCTION ledger_check_allocation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE debit ledger_posting; credit ledger_posting; paid numeric; used numeric;
BEGIN
  PERFORM FROM ledger_posting WHERE id IN (NEW.debit_id, NEW.credit_id)
    ORDER BY id FOR NO KEY UPDATE;
  SELECT * INTO debit FROM ledger_posting WHERE id = NEW.debit_id;
  SELECT * INTO credit FROM ledger_posting WHERE id = NEW.credit_id;
  IF debit.book <> 'receivable' OR credit.book <> 'receivable'
     OR debit.amount_cents <= 0 OR credit.amount_cents >= 0
     OR (debit.account_id, debit.brand_id) IS DISTINCT FROM (NEW.account_id, NEW.brand_id)
     OR (credit.account_id, credit.brand_id) IS DISTINCT FROM (NEW.account_id, NEW.brand_id) THEN
    RAISE EXCEPTION 'allocation % does not join a debit and a credit of one account', NEW.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT sum(amount_cents) INTO paid FROM ledger_allocation WHERE debit_id = NEW.debit_id;
  SELECT sum(amount_cents) INTO used FROM ledger_allocation WHERE credit_id = NEW.credit_id;
  IF paid < 0 OR used < 0 OR paid > debit.amount_cents OR used > -credit.amount_cents THEN
    RAISE EXCEPTION 'allocation % exceeds its debit or its credit', NEW.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $body$;
CREATE CONSTRAINT TRIGGER allocation_within_bounds AFTER INSERT ON ledger_allocation
NOT DEFERRABLE FOR EACH ROW EXECUTE FUNCTION ledger_check_allocation();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("parties", "0002_isolation")]

    operations = [
        protect("ledger_journal", account_column="account_id"),
        protect("ledger_posting", account_column="account_id"),
        protect("ledger_allocation", account_column="account_id"),
        append_only("ledger_journal"),
        append_only("ledger_posting"),
        append_only("ledger_allocation"),
        migrations.RunSQL(JOURNAL_GUARD, "DROP FUNCTION ledger_check_journal() CASCADE;"),
        migrations.RunSQL(ALLOCATION_GUARD, "DROP FUNCTION ledger_check_allocation() CASCADE;"),
    ]
