"""Row-level security of collections and refunds: agents and workers move them, customers look.

A customer may ask for a refund: the row waits, and only an agent or a worker takes it further.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    keep_columns,
    protect,
    restrict_writes,
)

OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"
ASKED_FOR = f"{BY_AGENTS} OR (state = 'waiting' AND reason = 'asked' AND batch_id IS NULL)"

# An agent who sends a batch notes which amendments it told; 0002 let nobody of the web do so.
_AMENDMENTS_ARE_CARRIED = migrations.RunSQL(
    f"""
ALTER POLICY web_may_update ON payments_mandateamendment
  WITH CHECK (pg_has_role(current_user, 'kwartier_worker', 'USAGE') OR ({BY_AGENTS}));
""",
    """
ALTER POLICY web_may_update ON payments_mandateamendment
  WITH CHECK (pg_has_role(current_user, 'kwartier_worker', 'USAGE') OR (false));
""",
)
# An agent who places what the bank collected notes when a mandate was last used.
_MANDATES_ARE_USED = migrations.RunSQL(
    "DROP TRIGGER keep_columns ON payments_mandate;", migrations.RunSQL.noop
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_collections_and_refunds")]

    operations = [
        protect("payments_collectionbatch", using=OF_AGENTS),
        restrict_writes("payments_collectionbatch", delete=BY_NOBODY),
        protect("payments_collection", account_column="account_id"),
        restrict_writes("payments_collection", delete=BY_NOBODY),
        protect("payments_refundbatch", using=OF_AGENTS),
        restrict_writes("payments_refundbatch", delete=BY_NOBODY),
        protect("payments_refund", account_column="account_id"),
        restrict_writes("payments_refund", insert=ASKED_FOR, delete=BY_NOBODY),
        protect("payments_return", account_column="account_id"),
        restrict_writes("payments_return", delete=BY_NOBODY),
        _AMENDMENTS_ARE_CARRIED,
        keep_columns("payments_mandateamendment", but=["carried_on"], from_agents=True),
        _MANDATES_ARE_USED,
        keep_columns(
            "payments_mandate",
            but=[
                "bank_account_id",
                "scope",
                "ask_above_cents",
                "state",
                "suspended_at",
                "suspended_reason",
                "ended_at",
                "end_reason",
                "end_detail",
                "last_collected_on",
            ],
            from_agents=True,
        ),
    ]
