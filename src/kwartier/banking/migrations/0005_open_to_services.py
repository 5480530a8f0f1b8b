"""What the brand's own programs see of its money, and the one thing that they write: all in one place.

By the scope of their service token they see statements, which files are for the bank, and the books;
`parties` opens the numbers of customers. What they bring is a row that a worker looks at: a program
posts nothing, places nothing and approves nothing. One that loads the bank's answers sees which files
were sent, and so which ones a bank may answer.
"""

from django.db import migrations, models

from kwartier.platform.isolation import (
    BY_AGENTS,
    WEB_ROLE,
    WORKER_ROLE,
    by_services,
    open_to_services,
)

NAMES = ("coda", "camt.053", "camt.054", "pain.002")
FORMATS = [(name, name.upper() if name == "coda" else name) for name in NAMES]
ARRIVED = "banking_arrivedfile"
STATEMENTS = (
    "banking_ownaccount",
    "banking_bankstatement",
    "banking_entry",
    "banking_entrydetail",
    "banking_detailplacing",
)
BOOKS = (
    "ledger_journal",
    "ledger_posting",
    "ledger_allocation",
    "ledger_balanceassertion",
    "ledger_chartaccount",
)
BRINGS = by_services("statements:write", "bank_answers:write")
WORKER = f"pg_has_role(current_user, '{WORKER_ROLE}', 'USAGE')"
ARRIVALS = f"""
CREATE POLICY service_insert ON {ARRIVED} FOR INSERT TO {WEB_ROLE} WITH CHECK (
  brand_id = (SELECT kwartier_brand()) AND {BRINGS} AND state = 'arrived' AND NOT goes_on);
ALTER POLICY web_may_insert ON {ARRIVED} WITH CHECK ({WORKER} OR {BY_AGENTS} OR {BRINGS});
"""
NO_ARRIVALS = f"""
ALTER POLICY web_may_insert ON {ARRIVED} WITH CHECK ({WORKER} OR {BY_AGENTS});
DROP POLICY service_insert ON {ARRIVED};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0004_details_by_name"),
        ("ledger", "0010_documents_by_number"),
        ("parties", "0010_service_tokens"),
        ("payments", "0005_collections_apart"),
    ]

    operations = [
        migrations.AlterField(
            model_name="arrivedfile",
            name="format",
            field=models.CharField(blank=True, choices=FORMATS, max_length=8),
        ),
        migrations.AlterField(
            model_name="bankstatement",
            name="format",
            field=models.CharField(choices=FORMATS, max_length=8),
        ),
        *(open_to_services(table, "statements:read", "books:read") for table in STATEMENTS),
        open_to_services(ARRIVED, "statements:read", "statements:write", "bank_answers:write"),
        migrations.RunSQL(ARRIVALS, NO_ARRIVALS),
        open_to_services("payments_collectionbatch", "collections:read", "bank_answers:write"),
        open_to_services("payments_refundbatch", "refunds:read", "bank_answers:write"),
        *(open_to_services(table, "books:read") for table in BOOKS),
    ]
