"""A customer's session changes the amount of its advance; days, terms and VAT stay."""

from django.db import migrations

from kwartier.platform.isolation import keep_columns


class Migration(migrations.Migration):
    dependencies = [("billing", "0009_runs_apart"), ("platform", "0007_keep_columns")]

    operations = [
        keep_columns("billing_advanceplan", but=["amount_cents", "version"]),
    ]
