"""Row-level security of instalment schedules: a customer sees their own, and answers what is proposed.

An agent begins a schedule and ends it; what a bill folded is written by workers, and stays.
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

MAY_ACT = "account_id = ANY ((SELECT kwartier_accounts_as('{holder,delegate}'))::bigint[])"
OF_OWN_SCHEDULE = (
    "EXISTS (SELECT FROM billing_instalmentschedule s WHERE s.id = schedule_id"
    " AND s.account_id = billing_schedulerevision.account_id)"
)
ANSWERED = (
    *("state", "sequence", "answered_at", "actor_kind", "actor_person_id", "actor_name"),
    *("channel", "justification"),
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0020_instalment_schedules")]

    operations = [
        protect("billing_instalmentschedule", account_column="account_id"),
        restrict_writes("billing_instalmentschedule", delete=BY_NOBODY),
        keep_columns(
            "billing_instalmentschedule", but=["ended_on", "end_reason"], from_agents=True
        ),
        protect("billing_schedulerevision", account_column="account_id"),
        restrict_writes(
            "billing_schedulerevision",
            insert=f"{OF_OWN_SCHEDULE} AND ({BY_AGENTS} OR {MAY_ACT})",
            update=f"{BY_AGENTS} OR {MAY_ACT}",
            delete=BY_NOBODY,
        ),
        keep_columns("billing_schedulerevision", but=ANSWERED, from_agents=True),
        protect("billing_foldedinstalment", account_column="account_id"),
        restrict_writes(
            "billing_foldedinstalment", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("billing_foldedinstalment"),
    ]
