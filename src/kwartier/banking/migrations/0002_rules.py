"""Row-level security of statements: the supplier's own papers. Agents see them, no customer does.

What the bank said never changes; where a payment stands is changed by agents and workers.

What the brand's own programs see of its money, and the one thing that they write, is all here, too. By
the scope of their service token they see statements, which files are for the bank, and the books;
`parties` opens the numbers of customers. What they bring is a row that a worker looks at: a program
posts nothing, places nothing and approves nothing. One that loads the bank's answers sees which files
were sent, and so which ones a bank may answer.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    WEB_ROLE,
    append_only,
    by_services,
    open_to_services,
    protect,
    restrict_writes,
)


OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"

FACTS = ("banking_bankstatement", "banking_entry", "banking_entrydetail")

RULES = ("banking_ownaccount", "banking_placingrule")

ARRIVED = "banking_arrivedfile"

PLACED = "banking_detailplacing"

STATEMENTS = ("banking_ownaccount", *FACTS, PLACED)

BOOKS = (
    "ledger_journal",
    "ledger_posting",
    "ledger_allocation",
    "ledger_balanceassertion",
    "ledger_chartaccount",
)

BRINGS = by_services("statements:write", "bank_answers:write")

ARRIVALS = f"""
CREATE POLICY service_insert ON {ARRIVED} FOR INSERT TO {WEB_ROLE} WITH CHECK (
  brand_id = (SELECT kwartier_brand()) AND {BRINGS} AND state = 'arrived' AND NOT goes_on);
"""


class Migration(migrations.Migration):
    replaces = [("banking", "0005_open_to_services")]

    dependencies = [("banking", "0001_tables"), ("ledger", "0002_rules"), ("payments", "0002_rules")]

    operations = [
        *(protect(table, using=OF_AGENTS) for table in (*FACTS, *RULES, PLACED, ARRIVED)),
        *(restrict_writes(table, update=BY_NOBODY, delete=BY_NOBODY) for table in FACTS),
        *(append_only(table) for table in FACTS),
        *(restrict_writes(table, insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY) for table in RULES),
        append_only("banking_placingrule"),
        restrict_writes(PLACED, delete=BY_NOBODY),
        restrict_writes(ARRIVED, insert=f"{BY_AGENTS} OR {BRINGS}", delete=BY_NOBODY),
        migrations.RunSQL(ARRIVALS),
        *(open_to_services(table, "statements:read", "books:read") for table in STATEMENTS),
        open_to_services(ARRIVED, "statements:read", "statements:write", "bank_answers:write"),
        open_to_services("payments_collectionbatch", "collections:read", "bank_answers:write"),
        open_to_services("payments_refundbatch", "refunds:read", "bank_answers:write"),
        *(open_to_services(table, "books:read") for table in BOOKS),
    ]
