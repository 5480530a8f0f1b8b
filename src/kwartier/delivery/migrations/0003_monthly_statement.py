"""The account statement of each month: a person sees and changes their own, agents of the brand all.

A row is of one person, not of the account: a holder does not see what a bookkeeper gets. Who lost the
account may still stop it; nothing is sent to them anyway.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kwartier.platform.isolation import BY_NOBODY, keep_columns, protect, restrict_writes

_OWN = (
    "brand_id = (SELECT kwartier_brand())"
    " AND ((SELECT kwartier_is_agent()) OR person_id = (SELECT kwartier_person()))"
)
_OF_A_MEMBER = (
    "(SELECT kwartier_is_agent()) OR account_id = ANY ((SELECT kwartier_accounts())::bigint[])"
)


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_isolation"),
        ("parties", "0009_ask_the_door_first"),
        ("platform", "0009_stop_url"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthlyStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel workbook"), ("pdf", "PDF")], max_length=4
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=18), default=list
                    ),
                ),
                ("is_on", models.BooleanField(default=True)),
                ("next_month", models.DateField()),
                ("changed_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="parties.customeraccount"
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.brand"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_on", True)),
                        fields=["brand", "next_month"],
                        name="monthly_statement_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "person"), name="monthly_statement_once"
                    )
                ],
            },
        ),
        protect("delivery_monthlystatement", using=_OWN),
        restrict_writes(
            "delivery_monthlystatement", insert=_OF_A_MEMBER, update="true", delete=BY_NOBODY
        ),
        keep_columns(
            "delivery_monthlystatement",
            but=["format", "codes", "is_on", "next_month", "changed_at"],
            from_agents=True,
        ),
    ]
