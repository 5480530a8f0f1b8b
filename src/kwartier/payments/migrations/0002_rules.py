"""Row-level security of payments: a customer sees and changes their own; nothing is ever taken away.

What was signed stays as it was signed; a bank account is replaced, not edited. Collections and refunds
are moved by agents and workers; a customer may ask for a refund: the row waits, and only an agent or a
worker takes it further.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    append_only,
    keep_columns,
    protect,
    restrict_writes,
)


OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"

ASKED_FOR = f"{BY_AGENTS} OR (state = 'waiting' AND reason = 'asked' AND batch_id IS NULL)"

# Of a mandate; an agent who places what the bank collected notes when it was last used.
CHANGED = (
    *("bank_account_id", "scope", "ask_above_cents", "state", "suspended_at", "suspended_reason"),
    *("ended_at", "end_reason", "end_detail", "last_collected_on", "earlier_terms"),
)


class Migration(migrations.Migration):
    replaces = [("payments", "0006_notice_of_what_is_new")]

    dependencies = [("payments", "0001_tables"), ("parties", "0003_rules")]

    operations = [
        protect("payments_creditor"),
        restrict_writes("payments_creditor", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        protect("payments_bankaccount", account_column="account_id"),
        restrict_writes("payments_bankaccount", insert="true", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("payments_bankaccount"),
        protect("payments_mandate", account_column="account_id"),
        restrict_writes("payments_mandate", insert="true", update="true", delete=BY_NOBODY),
        keep_columns("payments_mandate", but=CHANGED, from_agents=True),
        protect("payments_mandateamendment", account_column="account_id"),
        # An agent who sends a batch notes which amendments it told.
        restrict_writes("payments_mandateamendment", insert="true", delete=BY_NOBODY),
        keep_columns("payments_mandateamendment", but=["carried_on"], from_agents=True),
        protect("payments_consent", account_column="account_id"),
        restrict_writes("payments_consent", insert="true", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("payments_consent"),
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
    ]
