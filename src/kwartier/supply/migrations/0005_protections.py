"""Days on which a household is a protected customer, guarded like its contract."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import BY_NOBODY, protect, restrict_writes


class Migration(migrations.Migration):
    dependencies = [
        ("supply", "0004_written_by_agents"),
        ("parties", "0002_isolation"),
        ("platform", "0002_isolation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Protection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("document", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand")),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="protections", to="supply.contract")),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("contract", "="), ("valid", "&&")], name="protections_apart"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="protection_has_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True),
                        name="protection_has_document",
                    ),
                ],
            },
        ),
        protect("supply_protection", account_column="account_id"),
        # An end is set on the record; a stretch is never thrown away.
        restrict_writes("supply_protection", delete=BY_NOBODY),
    ]
