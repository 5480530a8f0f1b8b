"""A customer's session moves a request on; what was asked, when and by whom stays."""

from django.db import migrations

from kwartier.platform.isolation import keep_columns


class Migration(migrations.Migration):
    dependencies = [("support", "0006_shelf_of_invoices"), ("platform", "0007_keep_columns")]

    operations = [
        keep_columns("support_request", but=["state", "promised_on", "closed_at"]),
    ]
