"""The tables of the documents room."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_isolation"),
        ("documents", "0003_handovers"),
        ("documents", "0004_content_of_one_account"),
        ("documents", "0005_archive_rules"),
        ("documents", "0006_told_collection"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="Issuer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("from_day", models.DateField()),
                    ("legal_name", models.CharField(max_length=140)),
                    ("legal_form", models.CharField(blank=True, max_length=60)),
                    ("share_capital_cents", models.BigIntegerField(null=True)),
                    ("register", models.CharField(blank=True, max_length=120)),
                    ("enterprise_number", models.CharField(max_length=20)),
                    ("vat_number", models.CharField(max_length=20)),
                    ("street", models.CharField(max_length=140)),
                    ("postal_code", models.CharField(max_length=10)),
                    ("city", models.CharField(max_length=80)),
                    ("country", models.CharField(max_length=2)),
                    ("iban", models.CharField(max_length=34)),
                    ("bic", models.CharField(blank=True, max_length=11)),
                    ("email", models.EmailField(blank=True, max_length=254)),
                    ("website", models.CharField(blank=True, max_length=120)),
                    ("energy_mix", models.JSONField(default=dict)),
                    ("energy_mix_year", models.PositiveSmallIntegerField(null=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("brand", "from_day"), name="issuer_brand_from")],
                },
            ),
            migrations.CreateModel(
                name="StoredDocument",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("subject_kind", models.CharField(max_length=16)),
                    ("subject_number", models.CharField(max_length=30)),
                    ("format", models.CharField(max_length=4)),
                    ("language", models.CharField(max_length=5)),
                    ("sha256", models.CharField(max_length=64)),
                    ("size_bytes", models.PositiveIntegerField()),
                    ("media_type", models.CharField(max_length=60)),
                    ("made_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    ("issued_on", models.DateField()),
                    ("told_collection", models.JSONField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["account", "-made_at"], name="document_account_made")],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "subject_number", "format"), name="document_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "format__in",
                                    [
                                        "pdf",
                                        "ubl",
                                        "cii",
                                    ],
                                )
                            ),
                            name="document_format_known",
                        ),
                        models.UniqueConstraint(fields=("sha256",), name="document_content_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "subject_kind__in",
                                    ["bill", "advance_invoice", "imported", "reminder"],
                                )
                            ),
                            name="document_subject_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Handover",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("receiver", models.CharField(max_length=140)),
                    ("reference", models.CharField(max_length=140)),
                    ("handed_over_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
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
            migrations.CreateModel(
                name="ImportedDocument",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("settlement", "settlement"),
                                ("closing", "final settlement"),
                                ("credit_note", "credit note"),
                                ("advance_invoice", "advance invoice"),
                                ("other", "letter"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("amount_cents", models.BigIntegerField(null=True)),
                    ("source", models.CharField(max_length=80)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "document",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="imported",
                            to="documents.storeddocument",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Opening",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("asked_at", models.DateTimeField()),
                    ("asked_by", models.BigIntegerField(null=True)),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("open_until", models.DateField(null=True)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="openings",
                            to="documents.storeddocument",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("opened_at__isnull", True)),
                            fields=("document",),
                            name="opening_asked_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Removal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("report", models.CharField(max_length=64)),
                    ("removed_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "document",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="removal",
                            to="documents.storeddocument",
                        ),
                    ),
                ],
            ),
        )
    ]
