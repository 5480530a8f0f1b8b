"""The tables of the ledger room."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("ledger", "0001_initial"),
        ("ledger", "0002_guards"),
        ("ledger", "0003_invoices"),
        ("ledger", "0004_written_by_workers"),
        ("ledger", "0005_lighter_indexes"),
        ("ledger", "0006_guard_by_statement"),
        ("ledger", "0007_bank_and_suspense"),
        ("ledger", "0008_books_of_the_bank"),
        ("ledger", "0009_folded_instalments"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="Journal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("advance_invoice", "advance invoice"),
                                ("invoice", "invoice"),
                                ("settlement", "settlement"),
                                ("folded", "instalment moved to the bill"),
                                ("payment", "payment"),
                                ("return", "returned payment"),
                                ("reversal", "reversal"),
                                ("refund", "refund"),
                                ("refund_released", "refund not paid out"),
                                ("refund_paid", "refund paid out"),
                                ("reminder_cost", "reminder cost"),
                                ("waiver", "waiver"),
                                ("write_off", "written off"),
                                ("bank_entry", "bank entry"),
                                ("clearing", "bank entry of no customer"),
                                ("opening", "opening balance"),
                                ("correction", "correction"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("booked_on", models.DateField()),
                    ("created_at", models.DateTimeField()),
                    ("unique_key", models.CharField(max_length=120, null=True)),
                    ("params", models.JSONField(default=dict)),
                    (
                        "account",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="parties.customeraccount",
                        ),
                    ),
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
                    "indexes": [models.Index(fields=["account", "-booked_on", "-id"], name="journal_account_booked")],
                    "constraints": [models.UniqueConstraint(fields=("brand", "unique_key"), name="journal_unique_key")],
                },
            ),
            migrations.CreateModel(
                name="Posting",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "book",
                        models.CharField(
                            choices=[
                                ("receivable", "owed by the customer"),
                                ("advance", "advances invoiced"),
                                ("revenue", "revenue"),
                                ("vat", "VAT"),
                                ("bank", "bank"),
                                ("suspense", "money whose payer is not known"),
                                ("refund", "refunds on their way"),
                                ("reminder_costs", "reminder costs"),
                                ("loss", "losses on customers"),
                                ("bank_costs", "costs and interest of the bank"),
                                ("outside", "money of no customer"),
                                ("opening", "opening balances"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("amount_cents", models.BigIntegerField()),
                    ("vat_bp", models.SmallIntegerField(null=True)),
                    ("document", models.CharField(blank=True, max_length=40)),
                    ("due_on", models.DateField(null=True)),
                    (
                        "account",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="parties.customeraccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "journal",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="postings",
                            to="ledger.journal",
                        ),
                    ),
                    ("bank_iban", models.CharField(max_length=34, null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("book", "receivable")),
                            fields=["account", "due_on"],
                            include=("amount_cents",),
                            name="posting_receivable",
                        ),
                        models.Index(
                            condition=models.Q(("book", "suspense")),
                            fields=["brand", "document"],
                            include=("amount_cents",),
                            name="posting_suspense",
                        ),
                        models.Index(
                            condition=models.Q(("book", "bank")),
                            fields=["brand", "bank_iban"],
                            include=("amount_cents", "journal"),
                            name="posting_bank",
                        ),
                        models.Index(
                            condition=models.Q(("book", "receivable")),
                            fields=["document"],
                            name="posting_of_document",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("amount_cents", 0), _negated=True),
                            name="posting_is_something",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("amount_cents__gt", 0), ("book", "receivable"), _negated=True),
                                ("due_on__isnull", False),
                                _connector="OR",
                            ),
                            name="posting_owed_is_due",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("book", "receivable"), _negated=True),
                                ("account__isnull", False),
                                _connector="OR",
                            ),
                            name="posting_owed_by_somebody",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("book", "bank"), ("bank_iban__isnull", True), _connector="OR"),
                            name="posting_bank_has_iban",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Allocation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("amount_cents", models.BigIntegerField()),
                    ("created_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="parties.customeraccount",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "credit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="used_for",
                            to="ledger.posting",
                        ),
                    ),
                    (
                        "debit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="paid_by",
                            to="ledger.posting",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["account"], include=("amount_cents",), name="allocation_account")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("amount_cents", 0), _negated=True),
                            name="allocation_is_something",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="BalanceAssertion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("bank_iban", models.CharField(max_length=34)),
                    ("on", models.DateField()),
                    ("balance_cents", models.BigIntegerField()),
                    ("source", models.CharField(blank=True, max_length=80)),
                    ("created_at", models.DateTimeField()),
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
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "bank_iban", "on", "source"), name="assertion_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ChartAccount",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "book",
                        models.CharField(
                            choices=[
                                ("receivable", "owed by the customer"),
                                ("advance", "advances invoiced"),
                                ("revenue", "revenue"),
                                ("vat", "VAT"),
                                ("bank", "bank"),
                                ("suspense", "money whose payer is not known"),
                                ("refund", "refunds on their way"),
                                ("reminder_costs", "reminder costs"),
                                ("loss", "losses on customers"),
                                ("bank_costs", "costs and interest of the bank"),
                                ("outside", "money of no customer"),
                                ("opening", "opening balances"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("vat_bp", models.SmallIntegerField(null=True)),
                    ("bank_iban", models.CharField(max_length=34, null=True)),
                    ("from_day", models.DateField()),
                    ("code", models.CharField(max_length=20)),
                    ("label", models.CharField(max_length=120)),
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
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("brand", "book", "vat_bp", "bank_iban", "from_day"),
                            name="chart_account_once",
                            nulls_distinct=False,
                        )
                    ],
                },
            ),
        )
    ]
