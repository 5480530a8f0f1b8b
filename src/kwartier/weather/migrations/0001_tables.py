"""Tables of temperatures: stations, files, and what each says of a day."""


import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('platform', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='WeatherStation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('name', models.CharField(max_length=80)),
                ('source', models.CharField(max_length=200)),
                ('serves', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=5))),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
            ],
            options={
                'db_table': 'weather_station',
            },
        ),
        migrations.CreateModel(
            name='TemperatureLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('door', models.CharField(choices=[('office', 'the office'), ('api', 'the API'), ('command', 'a command')], max_length=8)),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.CharField(max_length=200)),
                ('from_day', models.DateField()),
                ('until_day', models.DateField()),
                ('new_days', models.PositiveIntegerField()),
                ('corrected_days', models.PositiveIntegerField()),
                ('same_days', models.PositiveIntegerField()),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='weather.weatherstation')),
            ],
            options={
                'db_table': 'weather_load',
            },
        ),
        migrations.CreateModel(
            name='TemperatureDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('mean_centicelsius', models.SmallIntegerField()),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('load', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='weather.temperatureload')),
                ('station', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='weather.weatherstation')),
            ],
            options={
                'db_table': 'weather_day',
            },
        ),
        migrations.AddConstraint(
            model_name='weatherstation',
            constraint=models.UniqueConstraint(fields=('brand', 'code'), name='weather_station_code'),
        ),
        migrations.AddIndex(
            model_name='temperatureload',
            index=models.Index(fields=['brand', '-loaded_at'], name='weather_load_latest'),
        ),
        migrations.AddConstraint(
            model_name='temperatureload',
            constraint=models.CheckConstraint(condition=models.Q(('until_day__gt', models.F('from_day'))), name='weather_load_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='temperatureday',
            constraint=models.UniqueConstraint(fields=('station', 'day', 'load'), name='weather_day_of_load'),
        ),
        migrations.AddConstraint(
            model_name='temperatureday',
            constraint=models.CheckConstraint(condition=models.Q(('mean_centicelsius__range', (-4000, 4000))), name='weather_day_on_earth'),
        ),
    ]
