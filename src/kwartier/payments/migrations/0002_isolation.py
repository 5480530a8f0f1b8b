"""Row-level security of payments: a customer sees and changes their own; nothing is ever taken away.

What was signed stays as it was signed; a bank account is replaced, not edited.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_NOBODY,
    append_only,
    keep_columns,
    protect,
    restrict_writes,
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("parties", "0009_ask_the_door_first")]

    operations = [
        protect("payments_creditor"),
        restrict_writes("payments_creditor", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        protect("payments_bankaccount", account_column="account_id"),
        restrict_writes(
            "payments_bankaccount", insert="true", update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("payments_bankaccount"),
        protect("payments_mandate", account_column="account_id"),
        restrict_writes("payments_mandate", insert="true", update="true", delete=BY_NOBODY),
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
            ],
            from_agents=True,
        ),
        protect("payments_mandateamendment", account_column="account_id"),
        restrict_writes(
            "payments_mandateamendment", insert="true", update=BY_NOBODY, delete=BY_NOBODY
        ),
    ]
