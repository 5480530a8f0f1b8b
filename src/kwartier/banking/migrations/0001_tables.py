"""The tables of the banking room."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("banking", "0001_initial"),
        ("banking", "0002_isolation"),
        ("banking", "0003_formats_count_apart"),
        ("banking", "0004_details_by_name"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="ArrivedFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("sha256", models.CharField(max_length=64)),
                    ("name", models.CharField(max_length=200)),
                    (
                        "format",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("coda", "CODA"),
                                ("camt.053", "camt.053"),
                                ("camt.054", "camt.054"),
                                ("pain.002", "pain.002"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("arrived_at", models.DateTimeField()),
                    ("arrived_by", models.CharField(max_length=200)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("arrived", "arrived, not loaded yet"),
                                ("loaded", "loaded"),
                                ("known", "known before, nothing changed"),
                                ("waiting", "waits for an earlier one"),
                                ("refused", "refused"),
                                ("put_aside", "put aside"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("number", models.BigIntegerField(null=True)),
                    ("closed_on", models.DateField(null=True)),
                    ("waits_for", models.BigIntegerField(null=True)),
                    ("goes_on", models.BooleanField(default=False)),
                    ("code", models.CharField(blank=True, max_length=60)),
                    ("params", models.JSONField(default=dict)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["brand", "-arrived_at"], name="arrived_file_latest"),
                        models.Index(
                            condition=models.Q(("state__in", ["arrived", "waiting"])),
                            fields=["brand", "closed_on"],
                            name="arrived_file_pending",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OwnAccount",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("iban", models.CharField(max_length=34, unique=True)),
                    ("name", models.CharField(max_length=80)),
                    ("opened_on", models.DateField()),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="BankStatement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "format",
                        models.CharField(
                            choices=[
                                ("coda", "CODA"),
                                ("camt.053", "camt.053"),
                                ("camt.054", "camt.054"),
                                ("pain.002", "pain.002"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("number", models.BigIntegerField(null=True)),
                    ("year", models.PositiveSmallIntegerField()),
                    ("opened_on", models.DateField()),
                    ("closed_on", models.DateField()),
                    ("opening_cents", models.BigIntegerField()),
                    ("closing_cents", models.BigIntegerField()),
                    ("entry_count", models.PositiveIntegerField()),
                    ("detail_count", models.PositiveIntegerField()),
                    ("fingerprint", models.CharField(max_length=64)),
                    ("loaded_at", models.DateTimeField()),
                    (
                        "arrival",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="statements",
                            to="banking.arrivedfile",
                        ),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "own_account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="statements",
                            to="banking.ownaccount",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["own_account", "-closed_on", "-id"], name="bank_statement_latest")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("own_account", "fingerprint", "format", "number"),
                            name="bank_statement_once",
                            nulls_distinct=False,
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("number__isnull", False)),
                            fields=("own_account", "format", "year", "number"),
                            name="bank_statement_number",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Entry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("position", models.PositiveIntegerField()),
                    ("key", models.CharField(max_length=40)),
                    ("amount_cents", models.BigIntegerField()),
                    ("booked_on", models.DateField()),
                    ("value_on", models.DateField(null=True)),
                    ("bank_reference", models.CharField(max_length=35)),
                    ("code", models.CharField(max_length=35)),
                    ("is_reversal", models.BooleanField()),
                    ("is_whole", models.BooleanField()),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "statement",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="banking.bankstatement",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("statement", "position"), name="bank_entry_position"),
                        models.UniqueConstraint(fields=("brand", "key"), name="bank_entry_key"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="EntryDetail",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("ledger_key", models.CharField(max_length=40)),
                    ("place", models.CharField(max_length=80)),
                    ("amount_cents", models.BigIntegerField()),
                    ("structured", models.CharField(max_length=35)),
                    ("free_text", models.TextField()),
                    ("end_to_end_id", models.CharField(max_length=35)),
                    ("mandate", models.CharField(max_length=35)),
                    ("creditor_id", models.CharField(max_length=35)),
                    ("counterpart_name", models.CharField(max_length=140)),
                    ("counterpart_iban", models.CharField(max_length=34)),
                    ("counterpart_bic", models.CharField(max_length=11)),
                    ("return_type", models.CharField(max_length=12)),
                    ("return_reason", models.CharField(max_length=4)),
                    ("original_cents", models.BigIntegerField(null=True)),
                    ("original_currency", models.CharField(max_length=3)),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="details",
                            to="banking.entry",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("counterpart_iban", ""), _negated=True),
                            fields=["brand", "counterpart_iban"],
                            name="bank_detail_counterpart",
                        ),
                        models.Index(
                            condition=models.Q(("end_to_end_id", ""), _negated=True),
                            fields=["brand", "end_to_end_id"],
                            name="bank_detail_end_to_end",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DetailPlacing",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "waits for an agent"),
                                ("placed", "placed on a customer account"),
                                ("returned", "taken back from a payment"),
                                ("refunded", "the refund that we sent"),
                                ("cleared", "of no customer"),
                                ("opened", "opened into its details"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("check_fails", "its reference fails its check"),
                                ("nothing_open", "nothing is open on the customer account"),
                                ("short", "less than is open was paid"),
                                ("over", "more than is open was paid"),
                                ("twice", "it seems to be paid twice"),
                                ("proposed", "amount and payer fit one account"),
                                ("ambiguous", "it names several customers"),
                                ("not_ours", "it returns a collection that we did not make"),
                                ("debit", "money that left the account"),
                                ("refused", "the books did not take it where it leads"),
                                ("undone", "its placing was taken back"),
                                ("unknown", "nothing in it is known"),
                            ],
                            max_length=16,
                        ),
                    ),
                    (
                        "method",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("reference", "structured reference"),
                                ("free_text", "reference in the free text"),
                                ("end_to_end", "our own end-to-end identifier"),
                                ("mandate", "mandate of a collection"),
                                ("counterpart", "amount and account of the payer"),
                                ("code", "the bank's own code for it"),
                                ("hand", "by hand"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("documents", models.JSONField(default=list)),
                    ("note", models.CharField(blank=True, max_length=300)),
                    ("round", models.PositiveSmallIntegerField(default=0)),
                    ("placed_at", models.DateTimeField(null=True)),
                    ("placed_by", models.CharField(blank=True, max_length=200)),
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
                    (
                        "statement",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="placings",
                            to="banking.bankstatement",
                        ),
                    ),
                    (
                        "detail",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="placing",
                            to="banking.entrydetail",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "waiting")),
                            fields=["brand", "detail"],
                            name="detail_waiting",
                        ),
                        models.Index(
                            condition=models.Q(("state", "placed"), models.Q(("reason", ""), _negated=True)),
                            fields=["brand", "detail"],
                            name="detail_remarked",
                        ),
                        models.Index(
                            condition=models.Q(("account__isnull", False)),
                            fields=["account", "-placed_at"],
                            name="detail_of_account",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["placed", "returned"]), _negated=True),
                                ("account__isnull", False),
                                _connector="OR",
                            ),
                            name="detail_placed_on_an_account",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlacingRule",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("from_day", models.DateField()),
                    ("small_difference_cents", models.PositiveSmallIntegerField(default=0)),
                    ("places_proposals", models.BooleanField(default=False)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "from_day"), name="placing_rule_once_a_day")
                    ],
                },
            ),
        )
    ]
