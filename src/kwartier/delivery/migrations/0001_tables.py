"""The tables of the delivery room."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [("delivery", "0001_initial"), ("delivery", "0002_isolation"), ("delivery", "0003_monthly_statement")]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
        ("parties", "__first__"),
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="Choice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("email", "by e-mail"),
                                ("post", "by post"),
                                ("einvoice", "as an e-invoice"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("email", models.EmailField(blank=True, max_length=254)),
                    ("copy_email", models.EmailField(blank=True, max_length=254)),
                    ("changed_at", models.DateTimeField()),
                    (
                        "account",
                        models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="PrintBatch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20)),
                    ("day", models.DateField()),
                    ("document_count", models.PositiveIntegerField()),
                    ("page_count", models.PositiveIntegerField()),
                    ("sha256", models.CharField(blank=True, max_length=64)),
                    ("reference", models.CharField(blank=True, max_length=140)),
                    ("made_at", models.DateTimeField()),
                    ("handed_over_at", models.DateTimeField(null=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="print_batch_number"),
                        models.UniqueConstraint(fields=("brand", "day"), name="print_batch_once_a_day"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Delivery",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("subject_number", models.CharField(max_length=30)),
                    ("issued_on", models.DateField()),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("email", "by e-mail"),
                                ("post", "by post"),
                                ("einvoice", "as an e-invoice"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("address", models.TextField(blank=True)),
                    ("language", models.CharField(max_length=5)),
                    ("is_copy", models.BooleanField(default=False)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "on its way"),
                                ("handed_over", "sent"),
                                ("failed", "not sent"),
                                ("bounced", "came back"),
                                ("replaced", "sent again"),
                                ("withdrawn", "withdrawn"),
                            ],
                            max_length=12,
                        ),
                    ),
                    (
                        "failure",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("no_address", "no address is known"),
                                ("not_made", "the document cannot be made"),
                                ("not_taken", "the mail server does not take it"),
                                ("came_back", "it came back"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("detail", models.TextField(blank=True)),
                    ("mail_id", models.BigIntegerField(null=True)),
                    ("place", models.PositiveIntegerField(null=True)),
                    ("created_at", models.DateTimeField()),
                    ("moved_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "replaces",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replaced_by",
                            to="delivery.delivery",
                        ),
                    ),
                    (
                        "batch",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="delivery.printbatch",
                        ),
                    ),
                    ("room", models.CharField(default="billing", max_length=16)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account", "-issued_on"], name="delivery_account_issued"),
                        models.Index(
                            condition=models.Q(("state__in", ["waiting", "failed", "bounced"])),
                            fields=["brand", "state", "channel"],
                            name="delivery_moving",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "replaced"), _negated=True),
                            fields=("brand", "subject_number", "channel", "address"),
                            name="delivery_once",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("channel", "post"), models.Q(("state", "replaced"), _negated=True)),
                            fields=("brand", "subject_number"),
                            name="delivery_one_letter",
                        ),
                        models.UniqueConstraint(fields=("batch", "place"), name="delivery_batch_place"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MonthlyStatement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "format",
                        models.CharField(choices=[("xlsx", "Excel workbook"), ("pdf", "PDF")], max_length=4),
                    ),
                    (
                        "codes",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=18), default=list
                        ),
                    ),
                    ("is_on", models.BooleanField(default=True)),
                    ("next_month", models.DateField()),
                    ("changed_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "person",
                        models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_on", True)),
                            fields=["brand", "next_month"],
                            name="monthly_statement_due",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("account", "person"), name="monthly_statement_once")
                    ],
                },
            ),
        )
    ]
