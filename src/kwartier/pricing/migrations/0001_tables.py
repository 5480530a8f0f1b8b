"""The tables of the pricing room."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [("pricing", "0001_initial"), ("pricing", "0002_isolation")]

    initial = True

    dependencies = [
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="Product",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("key", models.SlugField()),
                    ("name", models.CharField(max_length=80)),
                    (
                        "energy",
                        models.CharField(choices=[("electricity", "electricity"), ("gas", "gas")], max_length=12),
                    ),
                    (
                        "price_kind",
                        models.CharField(
                            choices=[
                                ("fixed", "fixed price"),
                                ("variable", "variable price"),
                                ("dynamic", "dynamic price"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("is_active", models.BooleanField(default=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("brand", "key"), name="product_brand_key")],
                },
            ),
            migrations.CreateModel(
                name="PriceCard",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("version", models.CharField(max_length=40)),
                    ("valid_from", models.DateField()),
                    ("known_until", models.DateField(null=True)),
                    ("terms", models.JSONField()),
                    ("published_at", models.DateTimeField()),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "product",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cards",
                            to="pricing.product",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("product", "version"), name="card_product_version")
                    ],
                },
            ),
            migrations.CreateModel(
                name="IndexedPrice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("valid_from", models.DateField()),
                    ("known_until", models.DateField()),
                    ("terms", models.JSONField()),
                    ("published_at", models.DateTimeField()),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "card",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="indexed",
                            to="pricing.pricecard",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("card", "valid_from"), name="indexed_card_from"),
                        models.CheckConstraint(
                            condition=models.Q(("known_until__gt", models.F("valid_from"))),
                            name="indexed_known_after_from",
                        ),
                    ],
                },
            ),
        )
    ]
