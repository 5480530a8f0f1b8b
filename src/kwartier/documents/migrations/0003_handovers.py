"""E-invoices that were handed over; workers write it, and it never changes."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import BY_NOBODY, append_only, protect, restrict_writes


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_isolation"),
        ("parties", "0006_named_person"),
        ("platform", "0006_demo_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receiver", models.CharField(max_length=140)),
                ("reference", models.CharField(max_length=140)),
                ("handed_over_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.brand"
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover",
                        to="documents.storeddocument",
                    ),
                ),
            ],
        ),
        protect("documents_handover", account_column="account_id"),
        restrict_writes("documents_handover", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("documents_handover"),
    ]
