"""The tables of the arrears room."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("arrears", "0001_initial"),
        ("arrears", "0002_isolation"),
        ("arrears", "0003_withdrawn_letters"),
        ("arrears", "0004_moved_to_bills"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name="PaymentPlan",
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
                                ("running", "running"),
                                ("fulfilled", "fulfilled"),
                                ("broken", "broken"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("total_cents", models.BigIntegerField()),
                    ("accepted_on", models.DateField()),
                    ("accepted_at", models.DateTimeField()),
                    ("ended_on", models.DateField(null=True)),
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
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="plan_number"),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "running")),
                            fields=("account",),
                            name="plan_one_runs",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_on__isnull", True), ("state", "running")),
                                models.Q(
                                    models.Q(("state", "running"), _negated=True),
                                    ("ended_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="plan_ended_has_day",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanDocument",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("document", models.CharField(max_length=40)),
                    ("cents", models.BigIntegerField()),
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
                            related_name="documents",
                            to="arrears.paymentplan",
                        ),
                    ),
                    ("aside_cents", models.BigIntegerField(default=0)),
                ],
                options={
                    "indexes": [models.Index(fields=["brand", "document"], name="plan_document_number")],
                    "constraints": [models.UniqueConstraint(fields=("plan", "document"), name="plan_document_once")],
                },
            ),
            migrations.CreateModel(
                name="PlanInstalment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("due_on", models.DateField()),
                    ("cents", models.BigIntegerField()),
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
                            related_name="instalments",
                            to="arrears.paymentplan",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("plan", "due_on"), name="plan_instalment_once"),
                        models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="plan_instalment_something"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReminderCase",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("procedure", models.CharField(max_length=40)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "in reminders"),
                                ("with_agent", "with an agent"),
                                ("closed", "closed"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("opened_on", models.DateField()),
                    (
                        "last_step",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("reminder", "reminder"),
                                ("notice", "formal notice"),
                                ("announcement", "announcement"),
                                ("reduction", "reduction of power"),
                                ("agent", "decision of an agent"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("last_sent_on", models.DateField(null=True)),
                    ("is_posted", models.BooleanField(default=False)),
                    ("first_sent_on", models.DateField(null=True)),
                    ("is_first_posted", models.BooleanField(default=False)),
                    ("indemnity_cents", models.BigIntegerField(default=0)),
                    ("asked_cents", models.BigIntegerField(default=0)),
                    ("interest_until", models.DateField(null=True)),
                    ("held_until", models.DateField(null=True)),
                    ("held_reason", models.CharField(blank=True, max_length=200)),
                    (
                        "agent_step",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("reminder", "reminder"),
                                ("notice", "formal notice"),
                                ("announcement", "announcement"),
                                ("reduction", "reduction of power"),
                                ("agent", "decision of an agent"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("agent_since", models.DateField(null=True)),
                    ("closed_on", models.DateField(null=True)),
                    (
                        "end",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("paid", "everything is paid"),
                                ("billed", "what was owed is part of a bill now"),
                                ("by_agent", "closed by an agent"),
                            ],
                            max_length=12,
                        ),
                    ),
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
                        models.Index(fields=["account"], name="case_account"),
                        models.Index(
                            condition=models.Q(("state", "closed"), _negated=True),
                            fields=["brand", "state"],
                            name="case_running",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("closed_on__isnull", False), ("state", "closed")),
                                models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    ("closed_on__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="case_closed_has_day",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Reminder",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20)),
                    (
                        "step",
                        models.CharField(
                            choices=[
                                ("reminder", "reminder"),
                                ("notice", "formal notice"),
                                ("announcement", "announcement"),
                                ("reduction", "reduction of power"),
                                ("agent", "decision of an agent"),
                            ],
                            max_length=12,
                        ),
                    ),
                    (
                        "way",
                        models.CharField(choices=[("email", "by e-mail"), ("post", "by post")], max_length=8),
                    ),
                    ("recipient", models.TextField(blank=True)),
                    ("language", models.CharField(max_length=5)),
                    ("issued_on", models.DateField()),
                    ("sent_on", models.DateField(null=True)),
                    ("pay_by", models.DateField()),
                    ("principal_cents", models.BigIntegerField()),
                    ("fee_cents", models.BigIntegerField()),
                    ("indemnity_cents", models.BigIntegerField()),
                    ("interest_cents", models.BigIntegerField()),
                    ("facts", models.JSONField()),
                    ("created_at", models.DateTimeField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reminders",
                            to="arrears.remindercase",
                        ),
                    ),
                    ("withdrawn_on", models.DateField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account", "-issued_on"], name="reminder_account_issued"),
                        models.Index(
                            condition=models.Q(("sent_on__isnull", True), ("withdrawn_on__isnull", True)),
                            fields=["brand"],
                            name="reminder_to_post",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "number"), name="reminder_number"),
                        models.UniqueConstraint(
                            condition=models.Q(("withdrawn_on__isnull", True)),
                            fields=("case", "step"),
                            name="reminder_step_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("sent_on__isnull", True),
                                ("withdrawn_on__isnull", True),
                                _connector="OR",
                            ),
                            name="reminder_sent_or_withdrawn",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseDebt",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("document", models.CharField(max_length=40)),
                    ("energy", models.CharField(max_length=12)),
                    ("address", models.CharField(blank=True, max_length=200)),
                    ("due_on", models.DateField()),
                    ("missed", models.PositiveSmallIntegerField()),
                    ("principal_cents", models.BigIntegerField()),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="debts",
                            to="arrears.remindercase",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["account", "due_on"], name="case_debt_account_due")],
                    "constraints": [models.UniqueConstraint(fields=("case", "document"), name="case_debt_once")],
                },
            ),
            migrations.CreateModel(
                name="Waiver",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("cents", models.BigIntegerField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("with_agent", "with us"),
                                ("granted", "granted"),
                                ("refused", "refused"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("is_by_rule", models.BooleanField(default=False)),
                    ("reason", models.CharField(blank=True, max_length=500)),
                    ("asked_at", models.DateTimeField()),
                    ("asked_on", models.DateField()),
                    ("decided_on", models.DateField(null=True)),
                    ("answer", models.CharField(blank=True, max_length=500)),
                    ("posted_at", models.DateTimeField(null=True)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "reminder",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="waiver",
                            to="arrears.reminder",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account"], name="waiver_account"),
                        models.Index(
                            condition=models.Q(("state", "with_agent")),
                            fields=["brand", "asked_at"],
                            name="waiver_waits",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="waiver_is_something"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_on__isnull", True), ("state", "with_agent")),
                                models.Q(
                                    models.Q(("state", "with_agent"), _negated=True),
                                    ("decided_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="waiver_decided_has_day",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Dispute",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("document", models.CharField(max_length=40)),
                    ("cents", models.BigIntegerField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "looked into"),
                                ("ended", "answered"),
                                ("moved", "moved to the bill"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("reason", models.CharField(blank=True, max_length=500)),
                    ("request_number", models.CharField(blank=True, max_length=20)),
                    ("opened_on", models.DateField()),
                    ("ended_on", models.DateField(null=True)),
                    ("answer", models.CharField(blank=True, max_length=500)),
                    (
                        "account",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"),
                    ),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    ("moved_to", models.CharField(blank=True, max_length=40)),
                ],
                options={
                    "indexes": [models.Index(fields=["account"], name="dispute_account")],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="dispute_is_something"),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "open")),
                            fields=("brand", "document"),
                            name="dispute_open_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_on__isnull", True), ("state", "open")),
                                models.Q(
                                    models.Q(("state", "open"), _negated=True),
                                    ("ended_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="dispute_ended_has_day",
                        ),
                    ],
                },
            ),
        )
    ]
