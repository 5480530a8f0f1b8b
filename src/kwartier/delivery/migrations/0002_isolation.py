"""Row-level security of delivery: a customer sees and chooses their own; agents send again.

Batches are of the office alone: who else gets letters that day is nobody's affair.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, keep_columns, protect, restrict_writes

_OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("parties", "0008_document_language")]

    operations = [
        protect("delivery_choice", account_column="account_id"),
        restrict_writes("delivery_choice", insert="true", update="true", delete=BY_NOBODY),
        keep_columns(
            "delivery_choice",
            but=["channel", "email", "copy_email", "changed_at"],
            from_agents=True,
        ),
        protect("delivery_printbatch", using=_OF_AGENTS),
        restrict_writes(
            "delivery_printbatch", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        protect("delivery_delivery", account_column="account_id"),
        restrict_writes(
            "delivery_delivery", insert=BY_AGENTS, update=BY_AGENTS, delete=BY_NOBODY
        ),
        keep_columns("delivery_delivery", but=["state"], from_agents=True),
    ]
