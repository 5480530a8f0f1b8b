"""What brands decided, dated; a decision is never edited, and agents in the office take it."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import append_only, protect


class Migration(migrations.Migration):
    replaces = [("brand_settings", "0001_parameters_from_billing")]

    initial = True

    dependencies = [
        ("platform", "0002_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="BrandParameter",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("key", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                ("from_day", models.DateField()),
                ("source", models.TextField()),
                (
                    "brand",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "key", "from_day"), name="parameter_brand_key_from")
                ],
            },
        ),
        protect(
            "brand_settings_brandparameter",
            check="brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())",
        ),
        append_only("brand_settings_brandparameter"),
    ]
