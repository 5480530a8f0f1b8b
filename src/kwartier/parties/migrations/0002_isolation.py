"""Row-level security of the parties room, and its answers to the platform's questions."""

from django.db import migrations

from kwartier.platform.isolation import answer, append_only, protect

IS_AGENT = """
BEGIN
  RETURN current_setting('kwartier.door', true) = 'office' AND EXISTS (
    SELECT FROM parties_agent a JOIN parties_person p ON p.id = a.person_id
    WHERE a.person_id = kwartier_person() AND a.brand_id = kwartier_brand()
      AND a.is_active AND p.is_active
      AND EXISTS (SELECT FROM mfa_authenticator m WHERE m.user_id = p.id));
END
"""

ACCOUNTS = """
BEGIN
  RETURN ARRAY(
    SELECT m.account_id FROM parties_membership m
    WHERE m.person_id = kwartier_person() AND m.state = 'active' AND m.brand_id = kwartier_brand());
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0001_initial"),
        ("platform", "0002_isolation"),
        ("mfa", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        answer(function="kwartier_is_agent", returns="boolean", body=IS_AGENT),
        answer(function="kwartier_accounts", returns="bigint[]", body=ACCOUNTS),
        protect("parties_person"),
        protect("parties_customeraccount", account_column="id"),
        protect(
            "parties_membership",
            using="brand_id = (SELECT kwartier_brand()) AND ((SELECT kwartier_is_agent())"
            " OR person_id = (SELECT kwartier_person())"
            " OR account_id = ANY ((SELECT kwartier_accounts())::bigint[]))",
            check="brand_id = (SELECT kwartier_brand()) AND ((SELECT kwartier_is_agent())"
            " OR account_id = ANY ((SELECT kwartier_accounts())::bigint[]))",
        ),
        protect("parties_invitation", account_column="account_id"),
        protect("parties_agent"),
        protect(
            "parties_apitoken",
            using="brand_id = (SELECT kwartier_brand()) AND person_id = (SELECT kwartier_person())",
        ),
        protect(
            "platform_auditentry",
            account_column="account_id",
            check="brand_id = (SELECT kwartier_brand())",
        ),
        protect(
            "platform_outboxmail",
            using="brand_id = (SELECT kwartier_brand()) AND ((SELECT kwartier_is_agent())"
            " OR account_id = ANY ((SELECT kwartier_accounts())::bigint[])"
            " OR person_id = (SELECT kwartier_person()))",
            check="brand_id = (SELECT kwartier_brand())",
        ),
        protect(
            "platform_idempotencykey",
            using="brand_id = (SELECT kwartier_brand()) AND person_id = (SELECT kwartier_person())",
        ),
        append_only("platform_auditentry"),
        # One address may belong to a person of each brand: ours is unique per brand
        # (person_brand_email), the library's would be unique per installation.
        migrations.RunSQL("DROP INDEX IF EXISTS unique_verified_email;", migrations.RunSQL.noop),
    ]
