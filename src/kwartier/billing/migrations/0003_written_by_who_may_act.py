"""A reader reads: only who may act for an account changes its advance, and only on its own plan."""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, restrict_writes

MAY_ACT = "account_id = ANY ((SELECT kwartier_accounts_as('{holder,delegate}'))::bigint[])"
OF_OWN_PLAN = (
    "EXISTS (SELECT FROM billing_advanceplan p WHERE p.id = plan_id"
    " AND p.account_id = billing_advancechange.account_id)"
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_isolation"), ("parties", "0003_identity")]

    operations = [
        restrict_writes("billing_advanceplan", update=f"{BY_AGENTS} OR {MAY_ACT}"),
        restrict_writes(
            "billing_advancechange",
            insert=f"{OF_OWN_PLAN} AND ({BY_AGENTS} OR {MAY_ACT})",
            update=BY_NOBODY,
            delete=BY_NOBODY,
        ),
    ]
