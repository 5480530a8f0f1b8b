"""Who reads and writes the books of the bank; allocations are checked once a statement."""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, append_only, protect, restrict_writes

# What has no account is seen by no customer: NULL is in no list of accounts.
OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"

# In the office an agent places payments, gives back, waives and writes off; bills and what the bank
# says are written by workers alone. So no agent makes a payment that never came, or an invoice.
KINDS = """kind IN ('payment', 'return', 'reversal', 'refund', 'refund_released', 'refund_paid',
  'reminder_cost', 'waiver', 'write_off', 'clearing')"""
BOOKS = """book IN ('receivable', 'suspense', 'refund', 'reminder_costs', 'loss', 'bank_costs',
  'outside')"""
OF_SUCH_A_JOURNAL = f"""EXISTS (SELECT FROM ledger_journal j
  WHERE j.id = journal_id AND j.{KINDS})"""


def let_agents_add(table: str, *also: str) -> migrations.RunSQL:
    """Replace the rule that nobody adds rows through the web."""
    worker = "pg_has_role(current_user, 'kwartier_worker', 'USAGE')"
    rule = " AND ".join([BY_AGENTS, *also])
    return migrations.RunSQL(
        f"ALTER POLICY web_may_insert ON {table} WITH CHECK ({worker} OR ({rule}));",
        f"ALTER POLICY web_may_insert ON {table} WITH CHECK ({worker} OR ({BY_NOBODY}));",
    )


# Locks the postings first, in order of their id, so that two payments at one moment cannot both use
# the same debit; then sums what is used of each, with what others committed meanwhile.
GUARD = """
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
DROP TRIGGER allocation_within_bounds ON ledger_allocation;
DROP FUNCTION ledger_check_allocation();
CREATE TRIGGER allocations_within_bounds AFTER INSERT ON ledger_allocation
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_allocations();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_bank_and_suspense")]

    operations = [
        let_agents_add("ledger_journal", KINDS),
        let_agents_add("ledger_posting", BOOKS, OF_SUCH_A_JOURNAL),
        let_agents_add("ledger_allocation"),
        protect("ledger_balanceassertion", using=OF_AGENTS),
        protect("ledger_chartaccount", using=OF_AGENTS),
        restrict_writes("ledger_balanceassertion", update=BY_NOBODY, delete=BY_NOBODY),
        restrict_writes("ledger_chartaccount", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("ledger_balanceassertion"),
        append_only("ledger_chartaccount"),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
