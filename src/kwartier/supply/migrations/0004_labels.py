"""What customers call their supply points: they write it, and nobody deletes it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import BY_NOBODY, keep_columns, protect, restrict_writes


class Migration(migrations.Migration):

    dependencies = [
        ('metering', '0004_reading_photos'),
        ('parties', '0004_finding'),
        ('platform', '0002_rules'),
        ('supply', '0003_supplied_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='SupplyPointLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=60)),
                ('group_name', models.CharField(blank=True, max_length=40)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=10)),
                ('labeled_at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customeraccount')),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('supply_point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metering.supplypoint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'supply_point'), name='label_once')],
            },
        ),
        protect("supply_supplypointlabel", account_column="account_id"),
        restrict_writes(
            "supply_supplypointlabel", insert="true", update="true", delete=BY_NOBODY
        ),
        keep_columns(
            "supply_supplypointlabel",
            but=("name", "group_name", "tags", "labeled_at"),
            from_agents=True,
        ),
    ]
