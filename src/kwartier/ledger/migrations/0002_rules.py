"""The database keeps the books: sums to zero, no over-allocation, nothing edited, nobody else's.

Bills and what the bank says are written by workers and commands alone. In the office an agent places
payments, gives back, waives and writes off; a customer reads.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, append_only, protect, restrict_writes


# What has no account is seen by no customer: NULL is in no list of accounts.
OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"

# What an agent adds: no payment that never came, no invoice.
KINDS = """kind IN ('payment', 'return', 'reversal', 'refund', 'refund_released', 'refund_paid',
  'reminder_cost', 'waiver', 'write_off', 'clearing')"""

BOOKS = """book IN ('receivable', 'suspense', 'refund', 'reminder_costs', 'loss', 'bank_costs',
  'outside')"""

OF_SUCH_A_JOURNAL = f"""EXISTS (SELECT FROM ledger_journal j
  WHERE j.id = journal_id AND j.{KINDS})"""

# Looks once at all that a statement adds, with the owner's rights: it must see every row of a journal,
# whoever wrote it. What was there before sums to zero and never changes: what is added has to sum to zero
# by itself.
JOURNAL_GUARD = """
CREATE FUNCTION ledger_check_journals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
CREATE TRIGGER journals_sum_to_zero AFTER INSERT ON ledger_posting
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_journals();
"""

# Locks the postings first, in order of their id, so that two payments at one moment cannot both use
# the same debit; then sums what is used of each, with what others committed meanwhile.
ALLOCATION_GUARD = """
CREATE FUNCTION ledger_check_allocations() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE broken record;
BEGIN
  PERFORM FROM ledger_posting WHERE id IN (SELECT debit_id FROM added UNION SELECT credit_id FROM added)
    ORDER BY id FOR NO KEY UPDATE;
  SELECT a.id INTO broken FROM added a
    JOIN ledger_posting debit ON debit.id = a.debit_id
    JOIN ledger_posting credit ON credit.id = a.credit_id
   WHERE debit.book <> 'receivable' OR credit.book <> 'receivable'
      OR debit.amount_cents <= 0 OR credit.amount_cents >= 0
      OR (debit.account_id, debit.brand_id) IS DISTINCT FROM (a.account_id, a.brand_id)
      OR (credit.account_id, credit.brand_id) IS DISTINCT FROM (a.account_id, a.brand_id)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'allocation % does not join a debit and a credit of one account', broken.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT used.id INTO broken FROM (
    SELECT p.id, abs(p.amount_cents) AS most, (
      SELECT sum(x.amount_cents) FROM ledger_allocation x WHERE x.debit_id = p.id) AS cents
      FROM ledger_posting p WHERE p.id IN (SELECT debit_id FROM added)
    UNION ALL
    SELECT p.id, abs(p.amount_cents), (
      SELECT sum(x.amount_cents) FROM ledger_allocation x WHERE x.credit_id = p.id)
      FROM ledger_posting p WHERE p.id IN (SELECT credit_id FROM added)) used
   WHERE used.cents < 0 OR used.cents > used.most LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'what is allocated of posting % exceeds its debit or its credit', broken.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $body$;
CREATE TRIGGER allocations_within_bounds AFTER INSERT ON ledger_allocation
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_allocations();
"""


class Migration(migrations.Migration):
    replaces = [("ledger", "0010_documents_by_number")]

    dependencies = [("ledger", "0001_tables"), ("parties", "0003_rules")]

    operations = [
        protect("ledger_journal", account_column="account_id"),
        restrict_writes(
            "ledger_journal", insert=f"{BY_AGENTS} AND {KINDS}", update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("ledger_journal"),
        protect("ledger_posting", account_column="account_id"),
        restrict_writes(
            "ledger_posting",
            insert=f"{BY_AGENTS} AND {BOOKS} AND {OF_SUCH_A_JOURNAL}",
            update=BY_NOBODY,
            delete=BY_NOBODY,
        ),
        append_only("ledger_posting"),
        migrations.RunSQL(JOURNAL_GUARD),
        protect("ledger_allocation", account_column="account_id"),
        restrict_writes("ledger_allocation", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("ledger_allocation"),
        migrations.RunSQL(ALLOCATION_GUARD),
        protect("ledger_balanceassertion", using=OF_AGENTS),
        restrict_writes("ledger_balanceassertion", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("ledger_balanceassertion"),
        protect("ledger_chartaccount", using=OF_AGENTS),
        restrict_writes("ledger_chartaccount", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("ledger_chartaccount"),
    ]
