"""The tables of the payments room."""

import datetime
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("payments", "0001_initial"),
        ("payments", "0002_isolation"),
        ("payments", "0003_consents"),
        ("payments", "0004_collections_and_refunds"),
        ("payments", "0005_collections_apart"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="BankAccount",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("iban", models.CharField(max_length=34)),
                    ("bic", models.CharField(blank=True, max_length=11)),
                    ("holder", models.CharField(max_length=70)),
                    (
                        "origin",
                        models.CharField(
                            choices=[
                                ("customer", "entered by the customer"),
                                ("agent", "entered by us for the customer"),
                                ("payment", "from a payment of the customer"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("added_at", models.DateTimeField()),
                    ("added_by", models.BigIntegerField(null=True)),
                    ("usable_from", models.DateTimeField()),
                    ("told", models.JSONField(default=list)),
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
                            to="payments.bankaccount",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["iban"], name="bank_account_iban")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("replaces__isnull", True)),
                            fields=("account",),
                            name="bank_account_first",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Creditor",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("from_day", models.DateField()),
                    ("name", models.CharField(max_length=70)),
                    ("creditor_identifier", models.CharField(max_length=35)),
                    ("iban", models.CharField(max_length=34)),
                    ("bic", models.CharField(max_length=11)),
                    ("pain_version", models.CharField(default=".08", max_length=3)),
                    ("prenotification_days", models.PositiveSmallIntegerField(default=14)),
                    ("submit_days_before", models.PositiveSmallIntegerField(default=2)),
                    ("cooloff_hours", models.PositiveSmallIntegerField(default=72)),
                    ("unused_after_months", models.PositiveSmallIntegerField(default=36)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    ("cut_off", models.TimeField(default=datetime.time(12, 0))),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("brand", "from_day"), name="creditor_once_a_day")],
                },
            ),
            migrations.CreateModel(
                name="Mandate",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("reference", models.CharField(max_length=35)),
                    (
                        "scheme",
                        models.CharField(
                            choices=[
                                ("core", "SEPA Core direct debit"),
                                ("b2b", "SEPA business-to-business direct debit"),
                            ],
                            max_length=4,
                        ),
                    ),
                    (
                        "scope",
                        models.CharField(
                            choices=[
                                ("advances", "advances only"),
                                ("advances_and_settlements", "advances and settlements"),
                            ],
                            max_length=24,
                        ),
                    ),
                    ("ask_above_cents", models.BigIntegerField(null=True)),
                    ("creditor_identifier", models.CharField(max_length=35)),
                    ("creditor_name", models.CharField(max_length=70)),
                    ("text", models.TextField()),
                    ("language", models.CharField(max_length=5)),
                    ("text_version", models.CharField(max_length=10)),
                    (
                        "form",
                        models.CharField(
                            choices=[("online", "signed online"), ("paper", "signed on paper")],
                            max_length=6,
                        ),
                    ),
                    ("document", models.CharField(blank=True, max_length=140)),
                    ("signed_at", models.DateTimeField()),
                    ("signed_by", models.CharField(max_length=200)),
                    ("signed_by_person", models.BigIntegerField(null=True)),
                    ("signed_from", models.CharField(blank=True, max_length=45)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("active", "active"),
                                ("suspended", "suspended"),
                                ("ended", "ended"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("suspended_at", models.DateTimeField(null=True)),
                    ("suspended_reason", models.CharField(blank=True, max_length=40)),
                    ("ended_at", models.DateTimeField(null=True)),
                    (
                        "end_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("stopped", "stopped by the customer"),
                                ("bank", "the bank no longer collects it"),
                                ("unused", "not used for too long"),
                                ("account_closed", "the customer account is closed"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("end_detail", models.CharField(blank=True, max_length=40)),
                    ("last_collected_on", models.DateField(null=True)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "bank_account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="mandates",
                            to="payments.bankaccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    ("earlier_terms", models.JSONField(default=list)),
                ],
                options={
                    "indexes": [models.Index(fields=["account", "-signed_at"], name="mandate_account_signed")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "ended"), _negated=True),
                            fields=("account",),
                            name="mandate_one_at_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_at__isnull", False), ("state", "ended")),
                                models.Q(
                                    models.Q(("state", "ended"), _negated=True),
                                    ("ended_at__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="mandate_ended_has_an_end",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ask_above_cents__isnull", True),
                                ("ask_above_cents__gt", 0),
                                _connector="OR",
                            ),
                            name="mandate_limit_is_something",
                        ),
                        models.UniqueConstraint(
                            models.F("creditor_identifier"),
                            django.db.models.functions.text.Upper("reference"),
                            name="mandate_reference",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MandateAmendment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("amended_at", models.DateTimeField()),
                    ("carried_on", models.DateField(null=True)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "mandate",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="amendments",
                            to="payments.mandate",
                        ),
                    ),
                    (
                        "new_bank_account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="payments.bankaccount",
                        ),
                    ),
                    (
                        "old_bank_account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="payments.bankaccount",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Consent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("document", models.CharField(max_length=40)),
                    ("given_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "mandate",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="consents",
                            to="payments.mandate",
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("mandate", "document"), name="consent_once")],
                },
            ),
            migrations.CreateModel(
                name="CollectionBatch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("made", "made, not sent"),
                                ("sent", "sent"),
                                ("undone", "undone"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("count", models.PositiveIntegerField()),
                    ("total_cents", models.BigIntegerField()),
                    ("collect_from", models.DateField()),
                    ("collect_until", models.DateField()),
                    ("version", models.CharField(max_length=15)),
                    ("made_at", models.DateTimeField()),
                    ("made_by", models.BigIntegerField(null=True)),
                    ("made_by_name", models.CharField(max_length=200)),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("sent_by_name", models.CharField(blank=True, max_length=200)),
                    ("sha256", models.CharField(blank=True, max_length=64)),
                    ("size_bytes", models.PositiveIntegerField(default=0)),
                    ("dropped_at", models.DateTimeField(null=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "creditor",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.creditor"),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="collection_batch_number"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                models.Q(("sent_at__isnull", False), models.Q(("sha256", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="collection_batch_sent_is_kept",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Collection",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("end_to_end_id", models.CharField(max_length=35)),
                    ("group_id", models.CharField(max_length=35)),
                    ("document", models.CharField(max_length=40)),
                    ("reference", models.CharField(blank=True, max_length=25)),
                    ("amount_cents", models.BigIntegerField()),
                    ("due_on", models.DateField()),
                    ("collect_on", models.DateField()),
                    (
                        "scheme",
                        models.CharField(
                            choices=[
                                ("core", "SEPA Core direct debit"),
                                ("b2b", "SEPA business-to-business direct debit"),
                            ],
                            max_length=4,
                        ),
                    ),
                    (
                        "sequence",
                        models.CharField(
                            choices=[("FRST", "first collection"), ("RCUR", "later collection")],
                            max_length=4,
                        ),
                    ),
                    ("attempt", models.PositiveSmallIntegerField(default=1)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("planned", "in a batch"),
                                ("sent", "at the bank"),
                                ("collected", "collected"),
                                ("returned", "returned"),
                                ("withdrawn", "withdrawn"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("collected_on", models.DateField(null=True)),
                    ("returned_on", models.DateField(null=True)),
                    ("return_code", models.CharField(blank=True, max_length=35)),
                    ("retry_on", models.DateField(null=True)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "amendment",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="payments.mandateamendment",
                        ),
                    ),
                    (
                        "bank_account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="payments.bankaccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "mandate",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="collections",
                            to="payments.mandate",
                        ),
                    ),
                    (
                        "batch",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="collections",
                            to="payments.collectionbatch",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account", "-collect_on"], name="collection_account"),
                        models.Index(fields=["brand", "group_id"], name="collection_group"),
                        models.Index(fields=["brand", "document"], name="collection_document"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "end_to_end_id"), name="collection_named_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["planned", "sent"])),
                            fields=("brand", "document"),
                            name="collection_once_at_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("amount_cents__gt", 0)), name="collection_is_something"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RefundBatch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("made", "waiting for approval"),
                                ("approved", "approved"),
                                ("undone", "undone"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("count", models.PositiveIntegerField()),
                    ("total_cents", models.BigIntegerField()),
                    ("left_out_count", models.PositiveIntegerField(default=0)),
                    ("version", models.CharField(max_length=15)),
                    ("made_at", models.DateTimeField()),
                    ("made_by", models.BigIntegerField(null=True)),
                    ("made_by_name", models.CharField(max_length=200)),
                    ("approved_at", models.DateTimeField(null=True)),
                    ("approved_by", models.BigIntegerField(null=True)),
                    ("approved_by_name", models.CharField(blank=True, max_length=200)),
                    ("sha256", models.CharField(blank=True, max_length=64)),
                    ("size_bytes", models.PositiveIntegerField(default=0)),
                    ("dropped_at", models.DateTimeField(null=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "creditor",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.creditor"),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="refund_batch_number"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("approved_by__isnull", True),
                                ("made_by__isnull", True),
                                models.Q(("approved_by", models.F("made_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="refund_batch_four_eyes",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "approved"), _negated=True),
                                ("approved_by__isnull", False),
                                _connector="OR",
                            ),
                            name="refund_batch_approved_by_a_person",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Refund",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("end_to_end_id", models.CharField(max_length=35)),
                    ("document", models.CharField(blank=True, max_length=40)),
                    ("amount_cents", models.BigIntegerField()),
                    (
                        "reason",
                        models.CharField(
                            choices=[("settlement", "credit of a bill"), ("asked", "asked for")],
                            max_length=12,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "waiting for a batch"),
                                ("batched", "waiting for approval"),
                                ("sent", "at the bank"),
                                ("paid", "paid out"),
                                ("rejected", "refused by the bank"),
                                ("withdrawn", "withdrawn"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("asked_at", models.DateTimeField()),
                    ("asked_by", models.BigIntegerField(null=True)),
                    ("pay_by", models.DateField(null=True)),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("paid_on", models.DateField(null=True)),
                    ("return_code", models.CharField(blank=True, max_length=35)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "bank_account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="payments.bankaccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "batch",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="refunds",
                            to="payments.refundbatch",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["account", "-asked_at"], name="refund_account")],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "end_to_end_id"), name="refund_named_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["waiting", "batched", "sent"])),
                            fields=("account",),
                            name="refund_once_at_a_time",
                        ),
                        models.CheckConstraint(condition=models.Q(("amount_cents__gt", 0)), name="refund_is_something"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Return",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("unique_key", models.CharField(max_length=120)),
                    ("end_to_end_id", models.CharField(blank=True, max_length=35)),
                    ("code", models.CharField(blank=True, max_length=35)),
                    ("text", models.CharField(blank=True, max_length=140)),
                    ("amount_cents", models.BigIntegerField()),
                    ("happened_on", models.DateField()),
                    ("is_settled", models.BooleanField()),
                    (
                        "next_step",
                        models.CharField(
                            choices=[
                                ("retry", "collect once more"),
                                ("suspend", "suspend the mandate"),
                                ("end", "end the mandate"),
                                ("ask", "ask the customer to pay"),
                                ("look", "a person looks"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(choices=[("open", "to look at"), ("done", "done")], max_length=5),
                    ),
                    ("why_open", models.CharField(blank=True, max_length=20)),
                    ("recorded_at", models.DateTimeField()),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("decided_by_name", models.CharField(blank=True, max_length=200)),
                    ("note", models.CharField(blank=True, max_length=500)),
                    (
                        "account",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="parties.customeraccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "collection",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="returns",
                            to="payments.collection",
                        ),
                    ),
                    (
                        "refund",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="returns",
                            to="payments.refund",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "open")),
                            fields=["brand", "-happened_on"],
                            name="return_open",
                        )
                    ],
                    "constraints": [models.UniqueConstraint(fields=("brand", "unique_key"), name="return_told_once")],
                },
            ),
        )
    ]
