"""Row-level security of arrears: a customer sees their own; what was written stays as it was.

A customer asks for a waiver, disputes, and agrees on a plan; cases and letters are written by
workers, and an agent notes what becomes of them.
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


class Migration(migrations.Migration):
    dependencies = [("arrears", "0001_initial"), ("parties", "0009_ask_the_door_first")]

    operations = [
        protect("arrears_remindercase", account_column="account_id"),
        restrict_writes(
            "arrears_remindercase", insert=BY_NOBODY, update=BY_AGENTS, delete=BY_NOBODY
        ),
        protect("arrears_casedebt", account_column="account_id"),
        restrict_writes(
            "arrears_casedebt", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("arrears_casedebt"),
        protect("arrears_reminder", account_column="account_id"),
        restrict_writes("arrears_reminder", insert=BY_NOBODY, update=BY_AGENTS, delete=BY_NOBODY),
        keep_columns("arrears_reminder", but=["sent_on"], from_agents=True),
        protect("arrears_waiver", account_column="account_id"),
        restrict_writes(
            "arrears_waiver",
            insert="posted_at IS NULL",
            update=BY_AGENTS,
            delete=BY_NOBODY,
        ),
        keep_columns(
            "arrears_waiver",
            but=["state", "decided_on", "answer", "posted_at"],
            from_agents=True,
        ),
        protect("arrears_dispute", account_column="account_id"),
        restrict_writes(
            "arrears_dispute", insert="true", update=BY_AGENTS, delete=BY_NOBODY
        ),
        keep_columns("arrears_dispute", but=["state", "ended_on", "answer"], from_agents=True),
        protect("arrears_paymentplan", account_column="account_id"),
        restrict_writes(
            "arrears_paymentplan", insert="true", update=BY_AGENTS, delete=BY_NOBODY
        ),
        keep_columns("arrears_paymentplan", but=["state", "ended_on"], from_agents=True),
        protect("arrears_plandocument", account_column="account_id"),
        restrict_writes(
            "arrears_plandocument", insert="true", update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("arrears_plandocument"),
        protect("arrears_planinstalment", account_column="account_id"),
        restrict_writes(
            "arrears_planinstalment", insert="true", update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("arrears_planinstalment"),
    ]
