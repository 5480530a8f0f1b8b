"""The outbox that opens in the browser: only of a brand that lives on a demonstration's calendar.

Row-level security hides mails from whoever is not signed in, rightly. In a demonstration the mailbox
of its invented people has to be open, so this one function may look, and only there.
"""

from django.db import migrations

from kwartier.platform.isolation import WEB_ROLE

FUNCTION = """
CREATE OR REPLACE FUNCTION kwartier_demo_outbox() RETURNS SETOF platform_outboxmail
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.* FROM platform_outboxmail m JOIN platform_brand b ON b.id = m.brand_id
  WHERE m.brand_id = kwartier_brand() AND b.demo_today IS NOT NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_rules"), ("parties", "0003_rules")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION kwartier_demo_outbox();"),
        migrations.RunSQL(
            f"GRANT EXECUTE ON FUNCTION kwartier_demo_outbox() TO {WEB_ROLE};",
            migrations.RunSQL.noop,
        ),
    ]
