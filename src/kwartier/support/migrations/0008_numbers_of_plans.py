"""Through the web, a customer draws numbers for requests and payment plans, and for nothing else.

Agreeing on a plan is the customer's own act. Its number need not be without a gap, as those of bills.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, WEB_ROLE, WORKER_ROLE


def _let(series: str) -> str:
    rule = f"pg_has_role(current_user, '{WORKER_ROLE}', 'USAGE') OR ({series} OR {BY_AGENTS})"
    return (
        f"ALTER POLICY web_may_insert ON platform_counter TO {WEB_ROLE} WITH CHECK ({rule});"
        f"ALTER POLICY web_may_update ON platform_counter TO {WEB_ROLE} WITH CHECK ({rule});"
    )


class Migration(migrations.Migration):
    dependencies = [("support", "0007_keep_columns")]

    operations = [
        migrations.RunSQL(
            _let("series LIKE 'request-%' OR series = 'payment_plan'"),
            _let("series LIKE 'request-%'"),
        ),
    ]
