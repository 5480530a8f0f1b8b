"""Row-level security of the billing room; decisions, invoices and settlements are never edited."""

from django.db import migrations

from kwartier.platform.isolation import append_only, protect

# The customer reads these; only a worker, or an agent in the office, writes them.
BY_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_initial"),
        ("parties", "0002_isolation"),
        ("supply", "0002_isolation"),
        ("ledger", "0002_guards"),
    ]

    operations = [
        protect("billing_brandparameter", check=BY_AGENTS),
        protect("billing_advanceplan", account_column="account_id"),
        protect("billing_advancechange", account_column="account_id"),
        protect(
            "billing_advanceinvoice", account_column="account_id", check=BY_AGENTS
        ),
        protect(
            "billing_settlementrecord", account_column="account_id", check=BY_AGENTS
        ),
        protect("billing_refusalrecord", account_column="account_id"),
        append_only("billing_brandparameter"),
        append_only("billing_advancechange"),
        append_only("billing_advanceinvoice"),
        append_only("billing_settlementrecord"),
        append_only("billing_refusalrecord"),
    ]
