"""The tables of the supply room."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.extensions import require_extension
from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("supply", "0001_initial"),
        ("supply", "0002_isolation"),
        ("supply", "0003_match_account"),
        ("supply", "0004_written_by_agents"),
        ("supply", "0005_protections"),
    ]

    initial = True

    dependencies = [
        ("metering", "0001_tables"),
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
        ("pricing", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            require_extension("btree_gist"),
            migrations.CreateModel(
                name="Contract",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20)),
                    ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                    (
                        "customer_category",
                        models.CharField(
                            choices=[("residential", "residential"), ("professional", "professional")],
                            max_length=12,
                        ),
                    ),
                    ("domicile", models.BooleanField(default=False)),
                    (
                        "billing_rhythm",
                        models.CharField(
                            choices=[
                                ("yearly", "once a year, with monthly advances"),
                                ("monthly", "every month"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("settlement_month", models.PositiveSmallIntegerField()),
                    (
                        "prosumer_kva",
                        models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True),
                    ),
                    ("mean_peak_w", models.PositiveIntegerField(blank=True, null=True)),
                    (
                        "subscribed_kva",
                        models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True),
                    ),
                    ("off_peak_label", models.CharField(blank=True, max_length=120)),
                    ("signed_on", models.DateField()),
                    (
                        "ends_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("move", "move"),
                                ("switch", "change of supplier"),
                                ("product", "change of product"),
                                ("non_payment", "unpaid invoices"),
                                ("vacancy", "vacant home"),
                                ("term", "end of the agreed term"),
                            ],
                            max_length=16,
                        ),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="contracts",
                            to="parties.customeraccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "price_card",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="pricing.pricecard",
                        ),
                    ),
                    (
                        "product",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="pricing.product",
                        ),
                    ),
                    (
                        "supply_point",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="contracts",
                            to="metering.supplypoint",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="contract_brand_number"),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[("supply_point", "="), ("valid", "&&")],
                            name="contract_no_overlap",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("settlement_month__range", (1, 12))),
                            name="contract_settlement_month",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("valid__isempty", False),
                                ("valid__lower_inf", False),
                                ("valid__startswith__gte", "1970-01-01"),
                            ),
                            name="contract_has_first_day",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Protection",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ("document", models.CharField(max_length=200)),
                    ("noted_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "contract",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="protections",
                            to="supply.contract",
                        ),
                    ),
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
            migrations.CreateModel(
                name="Arrangement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("direct_debit", "paid by direct debit"),
                                ("e_billing", "bills by e-mail"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ("document", models.CharField(max_length=200)),
                    ("noted_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "contract",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="arrangements",
                            to="supply.contract",
                        ),
                    ),
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
        )
    ]
