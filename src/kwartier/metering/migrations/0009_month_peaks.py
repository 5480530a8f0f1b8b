"""Monthly peaks: seen by whoever has a bill in which they count; written by workers."""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import BY_NOBODY, append_only, protect, restrict_writes

# A peak counts in the bills of the twelve months from its own on: a customer sees those that count
# in a bill of a day of theirs. Numbers as in `kwartier_supply_days`.
COUNTS_IN_OWN_BILLS = (
    "brand_id = (SELECT kwartier_brand()) AND ((SELECT kwartier_is_agent()) OR ("
    "supply_point_id = ANY ((SELECT kwartier_supply_points())::bigint[])"
    " AND (SELECT kwartier_supply_days())"
    " && int8range(supply_point_id * 100000 + (month - DATE '1970-01-01'),"
    " supply_point_id * 100000 + ((month + INTERVAL '1 year')::date - DATE '1970-01-01'))))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("metering", "0008_slots_and_quadrants"),
        ("platform", "0007_keep_columns"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthPeak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("peak_w", models.PositiveIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("brand", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.brand")),
                ("supply_point", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="month_peaks", to="metering.supplypoint")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["supply_point", "month", "-id"], name="monthpeak_point_month")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="monthpeak_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", "1970-01-01"), ("month__lt", "2200-01-01")),
                        name="monthpeak_day_within_reason",
                    ),
                ],
            },
        ),
        protect("metering_monthpeak", using=COUNTS_IN_OWN_BILLS),
        restrict_writes(
            "metering_monthpeak", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("metering_monthpeak"),
    ]
