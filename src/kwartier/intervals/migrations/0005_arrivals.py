"""Files of the grid operator that programs bring, until a worker has looked at them.

A program brings what nobody has looked at yet, and sees what became of it; agents see it too. Only
workers write what came of it.
"""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    WEB_ROLE,
    by_services,
    open_to_services,
    protect,
    restrict_writes,
)

_TABLE = "intervals_arrival"
_OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"
_BRINGS = by_services("intervals:write")
_ARRIVALS = f"""
CREATE POLICY service_insert ON {_TABLE} FOR INSERT TO {WEB_ROLE} WITH CHECK (
  brand_id = (SELECT kwartier_brand()) AND {_BRINGS} AND state = 'arrived'
  AND refusal = '' AND written_days = 0 AND left_out_days = 0 AND quarantined_count = 0);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('intervals', '0004_files_go_with_their_days'),
        ('parties', '0003_rules'),
        ('platform', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='IntervalArrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('format', models.CharField(max_length=24)),
                ('code', models.CharField(blank=True, max_length=18)),
                ('quarantines', models.BooleanField()),
                ('arrived_at', models.DateTimeField()),
                ('arrived_by', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('arrived', 'arrived, not loaded yet'), ('loaded', 'loaded'), ('known', 'known before, nothing changed'), ('refused', 'refused')], max_length=8)),
                ('refusal', models.CharField(blank=True, max_length=60)),
                ('params', models.JSONField(default=dict)),
                ('written_days', models.PositiveIntegerField(default=0)),
                ('left_out_days', models.PositiveIntegerField(default=0)),
                ('quarantined_count', models.PositiveIntegerField(default=0)),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
            ],
            options={
                'db_table': 'intervals_arrival',
                'indexes': [models.Index(fields=['brand', '-arrived_at'], name='interval_arrival_latest'), models.Index(condition=models.Q(('state', 'arrived')), fields=['brand', 'arrived_at'], name='interval_arrival_pending')],
            },
        ),
        protect(_TABLE, using=_OF_AGENTS),
        restrict_writes(_TABLE, insert=f"{BY_AGENTS} OR {_BRINGS}", update=BY_NOBODY, delete=BY_NOBODY),
        migrations.RunSQL(_ARRIVALS, f"DROP POLICY service_insert ON {_TABLE}"),
        open_to_services(_TABLE, "intervals:write"),
    ]
