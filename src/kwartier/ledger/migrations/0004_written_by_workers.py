"""The books are kept by workers and commands; the web reads them, an agent's office too."""

from django.db import migrations

from kwartier.platform.isolation import BY_NOBODY, restrict_writes


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_invoices")]

    operations = [
        restrict_writes(table, insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY)
        for table in ("ledger_journal", "ledger_posting", "ledger_allocation")
    ]
