"""The tables of the support room."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("support", "0001_initial"),
        ("support", "0002_isolation"),
        ("support", "0003_request_kinds_as_worded"),
        ("support", "0004_numbers_of_requests"),
        ("support", "0005_disputed_bills"),
        ("support", "0006_shelf_of_invoices"),
        ("support", "0007_keep_columns"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="HelpArticle",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("key", models.SlugField(max_length=60)),
                    ("language", models.CharField(max_length=5)),
                    (
                        "countries",
                        django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2)),
                    ),
                    (
                        "segment",
                        models.CharField(
                            choices=[
                                ("both", "everybody"),
                                ("household", "household"),
                                ("business", "business"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "topic",
                        models.CharField(
                            choices=[
                                ("advance", "Advance and settlement"),
                                ("consumption", "Consumption and readings"),
                                ("invoices", "Invoices and payments"),
                                ("contract", "Contract"),
                                ("account", "Sign-in and account"),
                                ("contact", "Contact and requests"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("position", models.PositiveSmallIntegerField()),
                    ("title", models.CharField(max_length=120)),
                    ("summary", models.CharField(max_length=300)),
                    (
                        "keywords",
                        django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60)),
                    ),
                    ("body", models.TextField()),
                    ("folded_title", models.TextField()),
                    ("folded_keywords", models.TextField()),
                    ("folded_body", models.TextField()),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("key", "language"), name="article_key_language")],
                },
            ),
            migrations.CreateModel(
                name="Request",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("advance_change", "A change of the advance"),
                                ("reading_dispute", "A reading that we should check"),
                                ("bill_dispute", "A bill that we should check"),
                                ("contact", "A question"),
                                ("other", "Something else"),
                            ],
                            max_length=20,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "with us"),
                                ("waiting_for_customer", "with you"),
                                ("closed", "done"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("subject", models.CharField(max_length=120)),
                    ("promised_on", models.DateField()),
                    ("opened_at", models.DateTimeField()),
                    ("opened_by", models.BigIntegerField(null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("context", models.JSONField(default=dict)),
                    ("submission_key", models.CharField(max_length=40)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account", "-opened_at"], name="request_account_opened"),
                        models.Index(
                            condition=models.Q(("state", "closed"), _negated=True),
                            fields=["brand", "promised_on"],
                            name="request_brand_promised",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="request_brand_number"),
                        models.UniqueConstraint(fields=("account", "submission_key"), name="request_sent_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("closed_at__isnull", False), ("state", "closed")),
                                models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    ("closed_at__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="request_closed_has_instant",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RequestMessage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("at", models.DateTimeField()),
                    ("author_kind", models.CharField(max_length=10)),
                    ("author_person_id", models.BigIntegerField(null=True)),
                    ("author_name", models.CharField(blank=True, max_length=200)),
                    ("text", models.TextField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "request",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="messages",
                            to="support.request",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["request", "at"], name="message_request_at")],
                },
            ),
            migrations.CreateModel(
                name="ArticleFeedback",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("article_key", models.SlugField(max_length=60)),
                    ("language", models.CharField(max_length=5)),
                    ("useful", models.BooleanField()),
                    ("comment", models.TextField(blank=True)),
                    ("at", models.DateTimeField()),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["brand", "article_key"], name="feedback_brand_article")],
                },
            ),
        )
    ]
