"""Row-level security of billing runs: agents take their steps, workers fill them, nobody else sees.

A draft is no bill: the customer whose bill it may become does not see it either.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, protect, restrict_writes

OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_billing_runs")]

    operations = [
        protect("billing_billingrun", using=OF_AGENTS),
        protect("billing_billingrunrow", using=OF_AGENTS),
        protect("billing_billdraft", using=OF_AGENTS),
        restrict_writes("billing_billingrun", delete=BY_NOBODY),
        # A release leaves out rows, and numbers the others; an undoing throws drafts away.
        restrict_writes("billing_billingrunrow", insert=BY_NOBODY, delete=BY_NOBODY),
        restrict_writes(
            "billing_billdraft", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_AGENTS
        ),
    ]
