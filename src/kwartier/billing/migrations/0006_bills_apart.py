"""Row-level security of bills: the customer reads them, a worker or an agent issues them."""

from django.db import migrations

from kwartier.platform.isolation import append_only, protect

BY_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_bills"), ("parties", "0002_isolation")]

    operations = [
        protect("billing_bill", account_column="account_id", check=BY_AGENTS),
        protect("billing_billedperiod", account_column="account_id", check=BY_AGENTS),
        append_only("billing_bill"),
    ]
