"""The tables of the metering room."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.extensions import require_extension
from kwartier.platform.tables import CreateTogether


class Migration(migrations.Migration):
    replaces = [
        ("metering", "0001_initial"),
        ("metering", "0002_isolation"),
        ("metering", "0003_search_by_index"),
        ("metering", "0004_written_by_agents"),
        ("metering", "0005_name_total"),
        ("metering", "0006_superseded_state"),
        ("metering", "0007_superseded"),
        ("metering", "0008_slots_and_quadrants"),
        ("metering", "0009_month_peaks"),
        ("metering", "0010_index_fits"),
        ("metering", "0011_room_to_close"),
    ]

    initial = True

    dependencies = [
        ("platform", "0001_tables"),
    ]

    operations = [
        CreateTogether(
            require_extension("pg_trgm"),
            migrations.CreateModel(
                name="SupplyPoint",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=18)),
                    (
                        "energy",
                        models.CharField(choices=[("electricity", "electricity"), ("gas", "gas")], max_length=12),
                    ),
                    ("country", models.CharField(max_length=2)),
                    (
                        "region",
                        models.CharField(
                            choices=[
                                ("flanders", "Flanders"),
                                ("wallonia", "Wallonia"),
                                ("brussels", "Brussels"),
                                ("france", "France"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("grid_operator", models.CharField(max_length=40)),
                    ("profile_key", models.CharField(max_length=60)),
                    ("injection_profile_key", models.CharField(blank=True, max_length=60)),
                    ("timezone_name", models.CharField(max_length=40)),
                    ("street", models.CharField(max_length=120)),
                    ("house_number", models.CharField(max_length=12)),
                    ("box", models.CharField(blank=True, max_length=12)),
                    ("postal_code", models.CharField(max_length=10)),
                    ("city", models.CharField(max_length=80)),
                    ("search_text", models.TextField(editable=False)),
                    ("has_production", models.BooleanField(default=False)),
                    (
                        "production_kva",
                        models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True),
                    ),
                    ("vacant_from", models.DateField(blank=True, null=True)),
                    ("calorific_micro_kwh_per_m3", models.BigIntegerField(blank=True, null=True)),
                    ("calorific_source", models.CharField(blank=True, max_length=120)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                ],
                options={
                    "indexes": [
                        django.contrib.postgres.indexes.GinIndex(
                            fields=["search_text"],
                            name="supplypoint_search",
                            opclasses=["gin_trgm_ops"],
                        ),
                        models.Index(fields=["brand", "postal_code"], name="supplypoint_brand_postal"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("brand", "code"), name="supplypoint_brand_code"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("code__regex", "^[0-9]{18}$"), ("country", "BE")),
                                models.Q(("code__regex", "^[0-9]{14}$"), ("country", "FR")),
                                _connector="OR",
                            ),
                            name="supplypoint_code_shape",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("energy", "gas"), _negated=True),
                                models.Q(
                                    ("calorific_micro_kwh_per_m3__gt", 0),
                                    ("calorific_micro_kwh_per_m3__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="supplypoint_gas_has_calorific_value",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Meter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("serial", models.CharField(max_length=40)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("ferraris", "meter with a turning disc"),
                                ("electronic", "electronic meter"),
                                ("digital", "digital meter"),
                                ("gas", "gas meter"),
                                ("linky", "Linky meter"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("installed_from", models.DateField()),
                    ("removed_on", models.DateField(blank=True, null=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "supply_point",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="meters",
                            to="metering.supplypoint",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("supply_point", "serial", "installed_from"), name="meter_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("removed_on__isnull", True),
                                ("removed_on__gte", models.F("installed_from")),
                                _connector="OR",
                            ),
                            name="meter_removed_after_installed",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Register",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("total", "total"),
                                ("day", "day"),
                                ("night", "night"),
                                ("exclusive_night", "exclusive night"),
                                ("injection", "injection"),
                                ("injection_day", "injection by day"),
                                ("injection_night", "injection by night"),
                                ("base", "base"),
                                ("peak_hours", "peak hours"),
                                ("off_peak_hours", "off-peak hours"),
                                ("pic", "PIC, the evening hours"),
                                ("medium", "MEDIUM, morning and late evening"),
                                ("eco", "ECO, night and afternoon"),
                                ("peak_high_season", "peak hours, high season"),
                                ("off_peak_high_season", "off-peak hours, high season"),
                                ("peak_low_season", "peak hours, low season"),
                                ("off_peak_low_season", "off-peak hours, low season"),
                            ],
                            max_length=24,
                        ),
                    ),
                    ("dials", models.PositiveSmallIntegerField()),
                    ("unit", models.CharField(choices=[("kWh", "kWh"), ("m3", "m³")], max_length=4)),
                    ("annual_estimate", models.BigIntegerField(blank=True, null=True)),
                    (
                        "brand",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.brand"),
                    ),
                    (
                        "meter",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="registers",
                            to="metering.meter",
                        ),
                    ),
                    (
                        "supply_point",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="registers",
                            to="metering.supplypoint",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("meter", "kind"), name="register_meter_kind"),
                        models.CheckConstraint(condition=models.Q(("dials__range", (4, 9))), name="register_dials"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Reading",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("read_on", models.DateField()),
                    ("index_value", models.BigIntegerField()),
                    (
                        "origin",
                        models.CharField(
                            choices=[
                                ("operator", "read by the grid operator"),
                                ("customer", "given by you"),
                                ("estimated", "estimated by the grid operator"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("is_official", models.BooleanField(default=False)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("accepted", "accepted"),
                                ("questioned", "to be confirmed or corrected"),
                                ("with_agent", "being checked by our customer service"),
                                ("withdrawn", "withdrawn"),
                                ("rejected", "not accepted"),
                                ("superseded", "corrected by the grid operator"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("closes_period", models.BooleanField(default=False)),
                    ("recorded_at", models.DateTimeField()),
                    ("recorded_by", models.BigIntegerField(null=True)),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("reason", models.CharField(blank=True, max_length=200)),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "register",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="readings",
                            to="metering.register",
                        ),
                    ),
                    (
                        "supply_point",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="readings",
                            to="metering.supplypoint",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["supply_point", "-read_on"], name="reading_point_day"),
                        models.Index(
                            condition=models.Q(("state__in", ["questioned", "with_agent"])),
                            fields=["brand", "recorded_at"],
                            name="reading_unsettled",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["accepted", "questioned", "with_agent"])),
                            fields=("register", "read_on"),
                            name="reading_once_a_day",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("index_value__gte", 0)),
                            name="reading_index_not_negative",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("read_on__gte", "1970-01-01"), ("read_on__lt", "2200-01-01")),
                            name="reading_day_within_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("is_official", True), ("origin", "customer"), _connector="OR"),
                            name="reading_unofficial_is_customers",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closes_period", False),
                                models.Q(("is_official", True), ("state__in", ["accepted", "superseded"])),
                                _connector="OR",
                            ),
                            name="reading_only_official_closes",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("index_value__lt", 1000000000)),
                            name="reading_index_fits_a_register",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReadingEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("read_on", models.DateField()),
                    ("at", models.DateTimeField()),
                    ("actor_kind", models.CharField(max_length=10)),
                    ("actor_person_id", models.BigIntegerField(null=True)),
                    ("from_state", models.CharField(blank=True, max_length=12)),
                    (
                        "to_state",
                        models.CharField(
                            choices=[
                                ("accepted", "accepted"),
                                ("questioned", "to be confirmed or corrected"),
                                ("with_agent", "being checked by our customer service"),
                                ("withdrawn", "withdrawn"),
                                ("rejected", "not accepted"),
                                ("superseded", "corrected by the grid operator"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("reason", models.CharField(blank=True, max_length=200)),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "reading",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="events",
                            to="metering.reading",
                        ),
                    ),
                    (
                        "supply_point",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="metering.supplypoint",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["supply_point", "-at"], name="readingevent_point_at")],
                },
            ),
            migrations.CreateModel(
                name="MonthPeak",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("month", models.DateField()),
                    ("peak_w", models.PositiveIntegerField()),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "brand",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="platform.brand",
                        ),
                    ),
                    (
                        "supply_point",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="month_peaks",
                            to="metering.supplypoint",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["supply_point", "month", "-id"], name="monthpeak_point_month")],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("month__day", 1)), name="monthpeak_of_a_month"),
                        models.CheckConstraint(
                            condition=models.Q(("month__gte", "1970-01-01"), ("month__lt", "2200-01-01")),
                            name="monthpeak_day_within_reason",
                        ),
                    ],
                },
            ),
        )
    ]
