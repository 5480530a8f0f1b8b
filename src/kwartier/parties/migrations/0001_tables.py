"""The tables of the parties room."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("parties", "0001_initial"),
        ("parties", "0002_isolation"),
        ("parties", "0003_identity"),
        ("parties", "0004_search"),
        ("parties", "0005_search_plainly"),
        ("parties", "0006_named_person"),
        ("parties", "0007_keep_columns"),
    ]

    initial = True

    dependencies = [
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="Person",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    (
                        "last_login",
                        models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                    ),
                    ("login_key", models.CharField(editable=False, max_length=340, unique=True)),
                    ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                    ("name", models.CharField(max_length=200, verbose_name="name")),
                    ("language", models.CharField(default="en", max_length=5, verbose_name="language")),
                    ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                    ("is_active", models.BooleanField(default=True)),
                    ("is_staff", models.BooleanField(default=False)),
                    ("created_at", models.DateTimeField(auto_now_add=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("brand"),
                            django.db.models.functions.text.Lower("email"),
                            name="person_brand_email",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Agent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("agent", "customer service"),
                                ("account_manager", "key account manager"),
                                ("operator", "operations"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("phone", models.CharField(blank=True, max_length=30)),
                    ("is_active", models.BooleanField(default=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "person",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="agent",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="ApiToken",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=80)),
                    ("token_hash", models.CharField(max_length=64, unique=True)),
                    ("prefix", models.CharField(max_length=12)),
                    ("scopes", models.JSONField(default=list)),
                    ("created_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField(null=True)),
                    ("last_used_at", models.DateTimeField(null=True)),
                    ("revoked_at", models.DateTimeField(null=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="api_tokens",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="CustomerAccount",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20)),
                    (
                        "kind",
                        models.CharField(
                            choices=[("household", "household"), ("business", "business")],
                            max_length=10,
                        ),
                    ),
                    ("name", models.CharField(max_length=200)),
                    ("enterprise_number", models.CharField(blank=True, max_length=20)),
                    ("language", models.CharField(max_length=5)),
                    ("email", models.EmailField(blank=True, max_length=254)),
                    ("phone", models.CharField(blank=True, max_length=30)),
                    ("mailing_street", models.CharField(blank=True, max_length=120)),
                    ("mailing_postal_code", models.CharField(blank=True, max_length=10)),
                    ("mailing_city", models.CharField(blank=True, max_length=80)),
                    ("created_at", models.DateTimeField(auto_now_add=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "key_account_manager",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            to="parties.agent",
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("brand", "number"), name="account_brand_number")],
                },
            ),
            migrations.CreateModel(
                name="Invitation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("email", models.EmailField(max_length=254)),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("holder", "holder"),
                                ("delegate", "delegate who may act"),
                                ("reader", "reader"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("token_hash", models.CharField(max_length=64, unique=True)),
                    ("created_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField()),
                    ("accepted_at", models.DateTimeField(null=True)),
                    ("withdrawn_at", models.DateTimeField(null=True)),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="invitations",
                            to="parties.customeraccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "invited_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Membership",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("holder", "holder"),
                                ("delegate", "delegate who may act"),
                                ("reader", "reader"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("pending", "waiting for the e-mail to be confirmed"),
                                ("requested", "waiting for the account holder"),
                                ("active", "active"),
                                ("ended", "ended"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("created_at", models.DateTimeField(auto_now_add=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="memberships",
                            to="parties.customeraccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="memberships",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["person", "state"], name="membership_person_state")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "ended"), _negated=True),
                            fields=("account", "person"),
                            name="membership_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ServiceToken",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=80)),
                    ("token_hash", models.CharField(max_length=64, unique=True)),
                    ("prefix", models.CharField(max_length=12)),
                    ("scopes", models.JSONField()),
                    ("networks", models.JSONField(default=list)),
                    ("created_at", models.DateTimeField()),
                    ("created_by", models.CharField(max_length=200)),
                    ("expires_at", models.DateTimeField()),
                    ("last_used_at", models.DateTimeField(null=True)),
                    ("revoked_at", models.DateTimeField(null=True)),
                    ("revoked_by", models.CharField(blank=True, max_length=200)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
            ),
        )
    ]
