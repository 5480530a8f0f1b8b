"""Tables of series by the day (partitioned by month), of loads, quarantine and consents."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

# By month, in a schema of their own: no runtime role enters it, so that a partition is reached
# through its parent alone, whose policies then hold. Columns of one width come first, the series
# last. No foreign keys: ten million values are a hundred thousand rows, each looked up thrice.
DAYS = """
CREATE SCHEMA IF NOT EXISTS intervals_parts;
CREATE TABLE intervals_day (
  brand_id bigint NOT NULL,
  supply_point_id bigint NOT NULL,
  load_id bigint NOT NULL,
  total_wh bigint NOT NULL,
  peak_wh integer,
  day date NOT NULL,
  direction smallint NOT NULL,
  revision smallint NOT NULL,
  step_minutes smallint NOT NULL,
  missing_count smallint NOT NULL,
  worst_state smallint NOT NULL,
  is_official boolean NOT NULL,
  states bytea NOT NULL,
  values_wh integer[] NOT NULL,
  PRIMARY KEY (supply_point_id, direction, day, revision),
  CONSTRAINT intervalday_within_reason CHECK (day >= '2000-01-01' AND day < '2101-01-01'),
  CONSTRAINT intervalday_revision CHECK (revision > 0),
  CONSTRAINT intervalday_step CHECK (step_minutes IN (5, 10, 15, 30, 60, 1440)),
  CONSTRAINT intervalday_direction CHECK (direction IN (0, 1)),
  CONSTRAINT intervalday_whole CHECK (
    cardinality(values_wh) * step_minutes BETWEEN 1380 AND 1500
    AND octet_length(states) IN (1, cardinality(values_wh)))
) PARTITION BY RANGE (day);
"""
FORGET = "DROP TABLE intervals_day; DROP SCHEMA intervals_parts;"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('metering', '0002_rules'),
        ('parties', '0003_rules'),
        ('platform', '0002_rules'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DAYS, FORGET)],
            state_operations=[
                migrations.CreateModel(
                    name='IntervalDay',
                    fields=[
                        ('pk', models.CompositePrimaryKey('supply_point_id', 'direction', 'day', 'revision', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('brand_id', models.BigIntegerField()),
                        ('supply_point_id', models.BigIntegerField()),
                        ('direction', models.SmallIntegerField(choices=[(0, 'offtake'), (1, 'injection')])),
                        ('day', models.DateField()),
                        ('revision', models.SmallIntegerField()),
                        ('step_minutes', models.SmallIntegerField()),
                        ('is_official', models.BooleanField()),
                        ('missing_count', models.SmallIntegerField()),
                        ('worst_state', models.SmallIntegerField()),
                        ('peak_wh', models.IntegerField(null=True)),
                        ('total_wh', models.BigIntegerField()),
                        ('load_id', models.BigIntegerField()),
                        ('values_wh', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                        ('states', models.BinaryField()),
                    ],
                    options={
                        'db_table': 'intervals_day',
                        'constraints': [models.CheckConstraint(condition=models.Q(('day__gte', '2000-01-01'), ('day__lt', '2101-01-01')), name='intervalday_within_reason'), models.CheckConstraint(condition=models.Q(('revision__gt', 0)), name='intervalday_revision'), models.CheckConstraint(condition=models.Q(('step_minutes__in', (5, 10, 15, 30, 60, 1440))), name='intervalday_step'), models.CheckConstraint(condition=models.Q(('direction__in', [0, 1])), name='intervalday_direction')],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name='IntervalLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('format', models.CharField(max_length=24)),
                ('door', models.CharField(choices=[('portal', 'the customer area'), ('office', 'the office'), ('api', 'the API'), ('command', 'a command')], max_length=8)),
                ('is_official', models.BooleanField()),
                ('is_kept', models.BooleanField()),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.CharField(max_length=200)),
                ('from_day', models.DateField(null=True)),
                ('until_day', models.DateField(null=True)),
                ('point_count', models.PositiveIntegerField(default=0)),
                ('new_days', models.PositiveIntegerField(default=0)),
                ('corrected_days', models.PositiveIntegerField(default=0)),
                ('same_days', models.PositiveIntegerField(default=0)),
                ('left_out_days', models.PositiveIntegerField(default=0)),
                ('value_count', models.PositiveBigIntegerField(default=0)),
                ('missing_count', models.PositiveBigIntegerField(default=0)),
                ('peak_count', models.PositiveIntegerField(default=0)),
                ('quarantined_count', models.PositiveIntegerField(default=0)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount')),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
            ],
            options={
                'db_table': 'intervals_load',
            },
        ),
        migrations.CreateModel(
            name='QuarantinedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('field', models.CharField(max_length=60)),
                ('code', models.CharField(max_length=60)),
                ('reason', models.CharField(max_length=400)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount')),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quarantined', to='intervals.intervalload')),
            ],
            options={
                'db_table': 'intervals_quarantine',
            },
        ),
        migrations.CreateModel(
            name='IntervalConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('display', 'to show you your consumption'), ('advice', 'to advise you'), ('alerts', 'to alert you'), ('share', 'to share your values with whom you choose')], max_length=8)),
                ('text_version', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('portal', 'in your area'), ('file', 'by loading a file of your own'), ('office', 'by an agent'), ('api', 'by the API')], max_length=8)),
                ('given_at', models.DateTimeField()),
                ('given_on', models.DateField()),
                ('given_by', models.CharField(max_length=200)),
                ('given_by_person_id', models.BigIntegerField(null=True)),
                ('expires_on', models.DateField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_because', models.CharField(blank=True, choices=[('revoked', 'revoked'), ('expired', 'expired'), ('moved', 'ended with the contract')], max_length=8)),
                ('ended_by', models.CharField(blank=True, max_length=200)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customeraccount')),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('supply_point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metering.supplypoint')),
            ],
            options={
                'db_table': 'intervals_consent',
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['brand', 'expires_on'], name='interval_consent_expiring')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('account', 'supply_point', 'purpose'), name='interval_consent_once'), models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('given_on')), ('expires_on__lte', django.db.models.expressions.CombinedExpression(models.F('given_on'), '+', models.Value(datetime.timedelta(days=1096))))), name='interval_consent_at_most_three_years'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_because', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='interval_consent_ends_for_a_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='intervalload',
            index=models.Index(fields=['brand', '-loaded_at'], name='interval_load_latest'),
        ),
        migrations.AddIndex(
            model_name='intervalload',
            index=models.Index(fields=['brand', 'sha256'], name='interval_load_sha256'),
        ),
    ]
