"""What brands decided was kept by billing until now: the table moves, with all that is in it."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.moving import move_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("billing", "0021_schedules_apart"),
        ("platform", "0009_stop_url"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                move_table("billing_brandparameter", "brand_settings_brandparameter")
            ],
            state_operations=[
                migrations.CreateModel(
                    name="BrandParameter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=60)),
                        ("value", models.JSONField()),
                        ("from_day", models.DateField()),
                        ("source", models.TextField()),
                        ("brand", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("brand", "key", "from_day"), name="parameter_brand_key_from")
                        ],
                    },
                ),
            ],
        ),
    ]
