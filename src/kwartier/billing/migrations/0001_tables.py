"""The tables of the billing room."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("billing", "0001_initial"),
        ("billing", "0002_isolation"),
        ("billing", "0003_written_by_who_may_act"),
        ("billing", "0004_written_by_workers"),
        ("billing", "0005_bills"),
        ("billing", "0006_bills_apart"),
        ("billing", "0007_periods_stay_billed"),
        ("billing", "0008_billing_runs"),
        ("billing", "0009_runs_apart"),
        ("billing", "0010_keep_columns"),
        ("billing", "0011_outlier_limits"),
        ("billing", "0012_monthly_bills"),
        ("billing", "0013_advance_after_months"),
        ("billing", "0014_amounts_within_reason"),
        ("billing", "0015_bundles_in_forms"),
        ("billing", "0016_lighter_indexes"),
        ("billing", "0017_provisional_parts"),
        ("billing", "0018_guard_by_statement"),
        ("billing", "0019_plan_mark"),
        ("billing", "0020_instalment_schedules"),
        ("billing", "0021_schedules_apart"),
    ]

    initial = True

    dependencies = [
        ("ledger", "0001_tables"),
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
        ("supply", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="AdvancePlan",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ("amount_cents", models.BigIntegerField()),
                    (
                        "rhythm",
                        models.CharField(
                            choices=[
                                ("monthly", "every month"),
                                ("two_monthly", "every two months"),
                                ("quarterly", "every three months"),
                                ("schedule_10", "ten instalments a year"),
                                ("schedule_11", "eleven instalments a year"),
                                ("schedule_12", "twelve instalments a year"),
                                ("actual", "no advance: each month is billed on what was used"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("issue_day", models.PositiveSmallIntegerField()),
                    ("term_days", models.PositiveSmallIntegerField()),
                    ("vat_bp", models.PositiveSmallIntegerField()),
                    ("next_issue_on", models.DateField(null=True)),
                    ("version", models.PositiveIntegerField(default=1)),
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
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="supply.contract"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("next_issue_on__isnull", False)),
                            fields=["brand", "next_issue_on"],
                            name="plan_due",
                        )
                    ],
                    "constraints": [
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[("contract", "="), ("period", "&&")], name="plan_periods_apart"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("period__endswith__isnull", False),
                                ("period__startswith__isnull", False),
                            ),
                            name="plan_period_closed",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("amount_cents__gt", 0),
                                    models.Q(("rhythm", "actual"), _negated=True),
                                ),
                                models.Q(
                                    ("amount_cents", 0),
                                    ("next_issue_on__isnull", True),
                                    ("rhythm", "actual"),
                                ),
                                _connector="OR",
                            ),
                            name="plan_amount_fits_rhythm",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("amount_cents__lte", 100000000)),
                            name="plan_amount_within_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("issue_day__range", (1, 28)),
                                models.Q(("issue_day__range", (29, 31)), ("rhythm__startswith", "schedule_")),
                                _connector="OR",
                            ),
                            name="plan_issue_day",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AdvanceInvoice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=30)),
                    ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ("amount_cents", models.BigIntegerField()),
                    ("vat", models.JSONField()),
                    ("issued_on", models.DateField()),
                    ("due_on", models.DateField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "journal",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="ledger.journal"),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="invoices",
                            to="billing.advanceplan",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="advance_invoice_number"),
                        models.UniqueConstraint(fields=("plan", "issued_on"), name="advance_invoice_once"),
                        models.CheckConstraint(
                            condition=models.Q(("amount_cents__range", (1, 100000000))),
                            name="advance_invoice_within_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AdvanceChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("from_cents", models.BigIntegerField()),
                    ("to_cents", models.BigIntegerField()),
                    ("effective_on", models.DateField()),
                    ("decided_on", models.DateField()),
                    ("decided_at", models.DateTimeField()),
                    ("actor_kind", models.CharField(max_length=10)),
                    ("actor_person_id", models.BigIntegerField(null=True)),
                    ("actor_name", models.CharField(blank=True, max_length=200)),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("web", "online"),
                                ("api", "through the API"),
                                ("office", "by customer service"),
                                ("system", "by the supplier"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "occasion",
                        models.CharField(
                            choices=[
                                ("opening", "set at the start of the contract"),
                                ("settlement", "set after a settlement"),
                                ("request", "changed on request"),
                                ("switch", "set when monthly bills ended"),
                                ("revision", "revised with your instalment schedule"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("justification", models.TextField(blank=True)),
                    ("simulation", models.JSONField(default=dict)),
                    ("form_token", models.CharField(max_length=64, null=True)),
                    ("once_key", models.CharField(max_length=60, null=True, unique=True)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="changes",
                            to="billing.advanceplan",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("plan", "form_token"), name="change_form_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("from_cents__range", (0, 100000000)),
                                ("to_cents__range", (1, 100000000)),
                            ),
                            name="change_amounts_within_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RefusalRecord",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("at", models.DateTimeField()),
                    ("actor_kind", models.CharField(max_length=10)),
                    ("actor_person_id", models.BigIntegerField(null=True)),
                    ("asked_cents", models.BigIntegerField(null=True)),
                    ("codes", models.JSONField()),
                    ("facts", models.JSONField()),
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
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="supply.contract"),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["contract", "-at"], name="refusal_contract_at")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("asked_cents__range", (1, 1000000000))),
                            name="refusal_asked_within_reason",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SettlementRecord",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ("total_cents", models.BigIntegerField()),
                    ("advances_cents", models.BigIntegerField()),
                    ("balance_cents", models.BigIntegerField()),
                    ("issued_on", models.DateField()),
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
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="supply.contract"),
                    ),
                ],
                options={
                    "constraints": [
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[("contract", "="), ("period", "&&")],
                            name="settlement_periods_apart",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "balance_cents",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("total_cents"), "-", models.F("advances_cents")
                                    ),
                                )
                            ),
                            name="settlement_adds_up",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Bill",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("kind", models.CharField(max_length=12)),
                    ("number", models.CharField(max_length=30)),
                    ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ("issued_on", models.DateField()),
                    ("due_on", models.DateField()),
                    ("total_cents", models.BigIntegerField()),
                    ("advances_cents", models.BigIntegerField()),
                    ("balance_cents", models.BigIntegerField()),
                    ("vat", models.JSONField()),
                    ("advance_vat", models.JSONField()),
                    ("component_cents", models.JSONField()),
                    ("volumes_wh", models.JSONField()),
                    ("whole_bundle", models.JSONField(null=True)),
                    ("bundle_sha256", models.CharField(max_length=64)),
                    ("created_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
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
                        "contract",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="supply.contract"),
                    ),
                    (
                        "corrects",
                        models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to="billing.bill"),
                    ),
                    (
                        "journal",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="ledger.journal",
                        ),
                    ),
                    (
                        "bundle_forms",
                        django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list),
                    ),
                    ("bundle_own", models.TextField(default="")),
                    ("provisional_part", models.JSONField(null=True)),
                    ("replaced_part", models.JSONField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account", "-issued_on"], name="bill_account_issued"),
                        models.Index(
                            condition=models.Q(("provisional_part__isnull", False)),
                            fields=["contract"],
                            name="bill_provisional_part",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="bill_number"),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "balance_cents",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("total_cents"), "-", models.F("advances_cents")
                                    ),
                                )
                            ),
                            name="bill_adds_up",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("period__endswith__isnull", False),
                                ("period__startswith__isnull", False),
                            ),
                            name="bill_period_closed",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("kind__in", ["settlement", "closing", "monthly", "credit_note"])),
                            name="bill_kind_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("whole_bundle__isnull", True), ("bundle_own", ""), _connector="XOR"),
                            name="bill_bundle_kept",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BilledPeriod",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                    (
                        "account",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="parties.customeraccount",
                        ),
                    ),
                    (
                        "bill",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="stands_for",
                            to="billing.bill",
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
                        "contract",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="supply.contract",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[("contract", "="), ("period", "&&")],
                            name="billed_periods_apart",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="BillingRun",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=30)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("planning", "being planned"),
                                ("planned", "waiting for approval"),
                                ("approved", "approved"),
                                ("running", "drafts being made"),
                                ("made", "drafts made"),
                                ("releasing", "being released"),
                                ("telling", "customers being told"),
                                ("released", "released"),
                                ("undone", "undone"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("billed_until", models.DateField()),
                    ("issued_on", models.DateField(null=True)),
                    ("planned_by", models.BigIntegerField()),
                    ("planned_by_name", models.CharField(max_length=200)),
                    ("planned_at", models.DateTimeField()),
                    ("approved_by", models.BigIntegerField(null=True)),
                    ("approved_by_name", models.CharField(blank=True, max_length=200)),
                    ("approved_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("is_filled", models.BooleanField(default=False)),
                    ("report", models.JSONField(default=dict)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    ("plan_mark", models.TextField(blank=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="billing_run_number"),
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["released", "undone"]), _negated=True),
                            fields=("brand",),
                            name="billing_run_one_open",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("approved_by__isnull", True),
                                models.Q(("approved_by", models.F("planned_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="billing_run_four_eyes",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BillingRunRow",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("found", "found"),
                                ("planned", "planned"),
                                ("refused", "waits"),
                                ("drafted", "draft"),
                                ("billed", "billed"),
                                ("told", "billed and told"),
                                ("undone", "undone"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("total_cents", models.BigIntegerField(null=True)),
                    ("advances_cents", models.BigIntegerField(null=True)),
                    ("before_cents", models.BigIntegerField(null=True)),
                    ("is_outlier", models.BooleanField(default=False)),
                    ("why", models.JSONField(default=list)),
                    ("place", models.BigIntegerField(null=True)),
                    (
                        "bill",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="billing.bill",
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
                        "plan",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="billing.advanceplan",
                        ),
                    ),
                    (
                        "run",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="rows",
                            to="billing.billingrun",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["run", "state", "id"], name="billing_run_row_state")],
                    "constraints": [
                        models.UniqueConstraint(fields=("plan", "run"), name="billing_run_row_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("bill", None), _negated=True),
                            fields=("bill",),
                            name="billing_run_row_bill_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BillDraft",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("account_id", models.BigIntegerField()),
                    ("contract_id", models.BigIntegerField()),
                    ("supply_point_id", models.BigIntegerField()),
                    ("kind", models.CharField(max_length=12)),
                    ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ("term_days", models.PositiveSmallIntegerField()),
                    ("vat", models.JSONField()),
                    ("advance_vat", models.JSONField()),
                    ("component_cents", models.JSONField()),
                    ("volumes_wh", models.JSONField()),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "row",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="draft",
                            to="billing.billingrunrow",
                        ),
                    ),
                    (
                        "bundle_forms",
                        django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField()),
                    ),
                    ("bundle_own", models.TextField()),
                    ("provisional_part", models.JSONField(null=True)),
                    ("replaced_part", models.JSONField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name="BillingSwitch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "to_rhythm",
                        models.CharField(
                            choices=[
                                ("yearly", "once a year, with monthly advances"),
                                ("monthly", "every month"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("effective_on", models.DateField()),
                    ("asked_on", models.DateField()),
                    ("asked_at", models.DateTimeField()),
                    ("actor_kind", models.CharField(max_length=10)),
                    ("actor_person_id", models.BigIntegerField(null=True)),
                    ("actor_name", models.CharField(blank=True, max_length=200)),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("web", "online"),
                                ("api", "through the API"),
                                ("office", "by customer service"),
                                ("system", "by the supplier"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("justification", models.TextField(blank=True)),
                    ("withdrawn_at", models.DateTimeField(null=True)),
                    ("done_at", models.DateTimeField(null=True)),
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
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="supply.contract"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                            fields=["brand", "effective_on"],
                            name="billing_switch_due",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                            fields=("contract",),
                            name="billing_switch_one_waits",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("withdrawn_at__isnull", True),
                                ("done_at__isnull", True),
                                _connector="OR",
                            ),
                            name="billing_switch_one_end",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("effective_on__gt", models.F("asked_on"))),
                            name="billing_switch_to_come",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BundleForm",
                fields=[
                    ("id", models.UUIDField(primary_key=True, serialize=False)),
                    ("text", models.TextField()),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="FoldedInstalment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("vat_bp", models.PositiveSmallIntegerField()),
                    ("base_cents", models.BigIntegerField()),
                    ("vat_cents", models.BigIntegerField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
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
                        "invoice",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="folded",
                            to="billing.advanceinvoice",
                        ),
                    ),
                    (
                        "journal",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="ledger.journal",
                        ),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="billing.advanceplan",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("base_cents__gte", 0), ("vat_cents__gte", 0)),
                            name="folded_is_not_negative",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="InstalmentSchedule",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=30)),
                    ("begun_on", models.DateField()),
                    ("checked_on", models.DateField(null=True)),
                    ("ended_on", models.DateField(null=True)),
                    (
                        "end_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("billed", "settled by the bill of its period"),
                                ("left", "left for monthly advances"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
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
                        "contract",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="supply.contract"),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="schedules",
                            to="billing.advanceplan",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("ended_on__isnull", True)),
                            fields=["brand"],
                            name="schedule_running",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="schedule_number"),
                        models.UniqueConstraint(
                            condition=models.Q(("ended_on__isnull", True)),
                            fields=("plan",),
                            name="schedule_one_runs",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ended_on__isnull", True),
                                models.Q(("end_reason", ""), _negated=True),
                                _connector="XOR",
                            ),
                            name="schedule_ends_for_a_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ScheduleRevision",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("sequence", models.PositiveSmallIntegerField(null=True)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("proposed", "waits for your answer"),
                                ("in_force", "in force"),
                                ("kept", "kept as it was"),
                                ("lapsed", "no longer possible"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "occasion",
                        models.CharField(
                            choices=[
                                ("begun", "the schedule began"),
                                ("drift", "your consumption or the prices moved"),
                                ("asked", "you asked for it"),
                                ("office", "changed by customer service"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("amount_cents", models.BigIntegerField()),
                    ("last_cents", models.BigIntegerField()),
                    ("instalments", models.JSONField()),
                    ("simulation", models.JSONField(default=dict)),
                    ("made_on", models.DateField()),
                    ("made_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("actor_kind", models.CharField(max_length=10)),
                    ("actor_person_id", models.BigIntegerField(null=True)),
                    ("actor_name", models.CharField(blank=True, max_length=200)),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("web", "online"),
                                ("api", "through the API"),
                                ("office", "by customer service"),
                                ("system", "by the supplier"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("justification", models.TextField(blank=True)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
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
                        "schedule",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="revisions",
                            to="billing.instalmentschedule",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("schedule", "sequence"), name="revision_sequence"),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "proposed")),
                            fields=("schedule",),
                            name="revision_one_proposed",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("sequence__isnull", True), ("state", "in_force"), _connector="XOR"),
                            name="revision_in_force_has_sequence",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("amount_cents__range", (1, 100000000)),
                                ("last_cents__range", (1, 100000000)),
                            ),
                            name="revision_amounts_within_reason",
                        ),
                    ],
                },
            ),
        )
    ]
