"""Row-level security of delivery: a customer sees and chooses their own; agents send again.

Batches are of the office alone: who else gets letters that day is nobody's affair. The account statement
of each month is of one person, not of the account: a holder does not see what a bookkeeper gets. Who lost
the account may still stop it; nothing is sent to them anyway.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, keep_columns, protect, restrict_writes


OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"

OWN = (
    "brand_id = (SELECT kwartier_brand())"
    " AND ((SELECT kwartier_is_agent()) OR person_id = (SELECT kwartier_person()))"
)

OF_A_MEMBER = "(SELECT kwartier_is_agent()) OR account_id = ANY ((SELECT kwartier_accounts())::bigint[])"


class Migration(migrations.Migration):
    replaces = [("delivery", "0004_letters_of_rooms")]

    dependencies = [("delivery", "0001_tables"), ("parties", "0003_rules")]

    operations = [
        protect("delivery_choice", account_column="account_id"),
        restrict_writes("delivery_choice", insert="true", update="true", delete=BY_NOBODY),
        keep_columns(
            "delivery_choice",
            but=["channel", "email", "copy_email", "changed_at"],
            from_agents=True,
        ),
        protect("delivery_printbatch", using=OF_AGENTS),
        restrict_writes("delivery_printbatch", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        protect("delivery_delivery", account_column="account_id"),
        restrict_writes("delivery_delivery", insert=BY_AGENTS, update=BY_AGENTS, delete=BY_NOBODY),
        keep_columns("delivery_delivery", but=["state", "moved_at"], from_agents=True),
        protect("delivery_monthlystatement", using=OWN),
        restrict_writes("delivery_monthlystatement", insert=OF_A_MEMBER, update="true", delete=BY_NOBODY),
        keep_columns(
            "delivery_monthlystatement",
            but=["format", "codes", "is_on", "next_month", "changed_at"],
            from_agents=True,
        ),
    ]
