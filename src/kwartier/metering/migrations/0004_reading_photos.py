"""Photos of a meter beside the readings that customers gave: seen by their account alone.

Not by the days of a supply point, as readings are: the index of a move's day belongs to both customers,
the photo to who took it.
"""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import BY_NOBODY, protect, restrict_writes

# Beside a reading that was given for the same account at the same supply point, by whoever gave it or an agent.
BESIDE_OWN_READING = (
    "EXISTS (SELECT FROM metering_reading r WHERE r.id = reading_id AND NOT r.is_official"
    " AND r.supply_point_id = metering_readingphoto.supply_point_id"
    " AND r.account_id = metering_readingphoto.account_id)"
)


class Migration(migrations.Migration):

    dependencies = [
        ('metering', '0003_peaks_after_a_move'),
        ('platform', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadingPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.BigIntegerField(null=True)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size_bytes', models.PositiveIntegerField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='metering.reading')),
                ('supply_point', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metering.supplypoint')),
            ],
            options={
                'indexes': [models.Index(fields=['supply_point', 'added_at'], name='readingphoto_point_added'), models.Index(fields=['brand', 'added_at'], name='readingphoto_brand_added')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='readingphoto_sha256_shape')],
            },
        ),
        protect("metering_readingphoto", account_column="account_id"),
        restrict_writes(
            "metering_readingphoto", insert=BESIDE_OWN_READING, update=BY_NOBODY, delete="true"
        ),
    ]
