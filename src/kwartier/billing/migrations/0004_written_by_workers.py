"""Invoices and settlements are issued by workers; the web reads them.

A refusal is put on the record by the web, and stays as it was put.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, restrict_writes

MAY_ACT = "account_id = ANY ((SELECT kwartier_accounts())::bigint[])"


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_written_by_who_may_act")]

    operations = [
        restrict_writes(
            "billing_advanceinvoice", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        restrict_writes(
            "billing_settlementrecord", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        restrict_writes(
            "billing_refusalrecord",
            insert=f"{BY_AGENTS} OR {MAY_ACT}",
            update=BY_NOBODY,
            delete=BY_NOBODY,
        ),
    ]
