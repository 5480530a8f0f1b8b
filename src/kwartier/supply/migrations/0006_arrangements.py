"""What is arranged for a contract, guarded like the contract."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import BY_NOBODY, protect, restrict_writes


class Migration(migrations.Migration):
    dependencies = [("supply", "0005_protections")]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("direct_debit", "paid by direct debit"), ("e_billing", "bills by e-mail")], max_length=20)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("document", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand")),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="arrangements", to="supply.contract")),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("contract", "="), ("kind", "="), ("valid", "&&")],
                        name="arrangements_apart",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="arrangement_has_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True),
                        name="arrangement_has_document",
                    ),
                ],
            },
        ),
        protect("supply_arrangement", account_column="account_id"),
        # An end is set on the record; a stretch is never thrown away.
        restrict_writes("supply_arrangement", delete=BY_NOBODY),
    ]
