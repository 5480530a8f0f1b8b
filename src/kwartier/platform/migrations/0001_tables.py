"""The tables of the platform room."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("platform", "0001_initial"),
        ("platform", "0002_isolation"),
        ("platform", "0003_shared_cache"),
        ("platform", "0004_rate_windows"),
        ("platform", "0005_sessions_apart"),
        ("platform", "0006_demo_since"),
        ("platform", "0007_keep_columns"),
        ("platform", "0008_lighter_record"),
    ]

    initial = True

    dependencies = []

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="Brand",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("key", models.SlugField(unique=True)),
                    ("name", models.CharField(max_length=80)),
                    ("country", models.CharField(max_length=2)),
                    ("languages", models.JSONField(default=list)),
                    ("default_language", models.CharField(max_length=5)),
                    ("timezone_name", models.CharField(max_length=40)),
                    ("path_prefix", models.SlugField(unique=True)),
                    ("hosts", models.JSONField(blank=True, default=list)),
                    ("contacts", models.JSONField(blank=True, default=dict)),
                    ("features", models.JSONField(blank=True, default=dict)),
                    ("demo_today", models.DateField(blank=True, null=True)),
                    ("demo_since", models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name="AuditEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("at", models.DateTimeField()),
                    ("actor_kind", models.CharField(max_length=10)),
                    ("actor_person_id", models.BigIntegerField(null=True)),
                    ("actor_name", models.CharField(blank=True, max_length=200)),
                    ("action", models.CharField(max_length=60)),
                    ("subject_kind", models.CharField(max_length=40)),
                    ("subject_id", models.CharField(max_length=40)),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("before", models.JSONField(null=True)),
                    ("after", models.JSONField(null=True)),
                    ("reason", models.TextField(blank=True)),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account_id", "-at"], name="audit_account_at"),
                        models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Counter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("series", models.CharField(max_length=40)),
                    ("last_number", models.BigIntegerField(default=0)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("brand", "series"), name="counter_brand_series")],
                },
            ),
            migrations.CreateModel(
                name="IdempotencyKey",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("person_id", models.BigIntegerField()),
                    ("key", models.CharField(max_length=80)),
                    ("request_hash", models.CharField(max_length=64)),
                    ("response_status", models.PositiveSmallIntegerField()),
                    ("response_body", models.JSONField()),
                    ("created_at", models.DateTimeField()),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("person_id", "key"), name="idempotency_person_key")
                    ],
                },
            ),
            migrations.CreateModel(
                name="OutboxMail",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("person_id", models.BigIntegerField(null=True)),
                    ("recipient", models.EmailField(max_length=254)),
                    ("language", models.CharField(max_length=5)),
                    ("topic", models.CharField(max_length=60)),
                    ("subject", models.CharField(max_length=200)),
                    ("body_text", models.TextField()),
                    ("body_html", models.TextField(blank=True)),
                    ("unique_key", models.CharField(max_length=120, null=True, unique=True)),
                    ("created_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("attempt_count", models.PositiveSmallIntegerField(default=0)),
                    ("last_error", models.TextField(blank=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    ("stop_url", models.TextField(blank=True, db_default="")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["brand", "-created_at"], name="outbox_brand_created"),
                        models.Index(
                            condition=models.Q(("sent_at__isnull", True)),
                            fields=["created_at"],
                            name="outbox_unsent",
                        ),
                    ],
                },
            ),
        )
    ]
