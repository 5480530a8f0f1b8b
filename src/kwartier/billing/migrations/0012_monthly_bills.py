"""Monthly bills of what was used, and the switch from advances to them and back."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    keep_columns,
    protect,
    restrict_writes,
)

MAY_ACT = "account_id = ANY ((SELECT kwartier_accounts_as('{holder,delegate}'))::bigint[])"
OF_OWN_CONTRACT = (
    "EXISTS (SELECT FROM supply_contract c WHERE c.id = contract_id"
    " AND c.account_id = billing_billingswitch.account_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0011_outlier_limits"),
        ("ledger", "0004_written_by_workers"),
        ("parties", "0007_keep_columns"),
        ("platform", "0007_keep_columns"),
        ("supply", "0005_protections"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="advanceplan", name="plan_amount_positive"),
        migrations.RemoveConstraint(model_name="bill", name="bill_kind_known"),
        migrations.AlterField(
            model_name="advanceplan",
            name="rhythm",
            field=models.CharField(
                choices=[
                    ("monthly", "every month"),
                    ("two_monthly", "every two months"),
                    ("quarterly", "every three months"),
                    ("actual", "no advance: each month is billed on what was used"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="advanceplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_cents__gt", 0), models.Q(("rhythm", "actual"), _negated=True)),
                    models.Q(
                        ("amount_cents", 0), ("next_issue_on__isnull", True), ("rhythm", "actual")
                    ),
                    _connector="OR",
                ),
                name="plan_amount_fits_rhythm",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["settlement", "closing", "monthly", "credit_note"])
                ),
                name="bill_kind_known",
            ),
        ),
        migrations.CreateModel(
            name="BillingSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to_rhythm", models.CharField(choices=[("yearly", "once a year, with monthly advances"), ("monthly", "every month")], max_length=8)),
                ("effective_on", models.DateField()),
                ("asked_on", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_person_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=200)),
                ("channel", models.CharField(choices=[("web", "online"), ("api", "through the API"), ("office", "by customer service"), ("system", "by the supplier")], max_length=10)),
                ("justification", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount")),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand")),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="supply.contract")),
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
                            ("withdrawn_at__isnull", True), ("done_at__isnull", True), _connector="OR"
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
        protect("billing_billingswitch", account_column="account_id"),
        # Who may act for the account asks for a switch, and takes it back; a worker carries it out.
        restrict_writes(
            "billing_billingswitch",
            insert=f"done_at IS NULL AND {OF_OWN_CONTRACT} AND ({BY_AGENTS} OR {MAY_ACT})",
            update=f"{BY_AGENTS} OR {MAY_ACT}",
            delete=BY_NOBODY,
        ),
        keep_columns("billing_billingswitch", but=["withdrawn_at"], from_agents=True),
    ]
