"""Tables of alerts: what is watched, and what was raised."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('metering', '0002_rules'),
        ('parties', '0004_finding'),
        ('platform', '0002_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unusual_use', 'Unusual use'), ('month_peak', 'High month peak'), ('leak', 'Use that never rests at night'), ('reading_due', 'Reading due'), ('advance_drift', 'Advance away from our recommendation')], max_length=16)),
                ('cause', models.CharField(max_length=60)),
                ('raised_at', models.DateTimeField()),
                ('raised_on', models.DateField()),
                ('from_day', models.DateField()),
                ('last_day', models.DateField()),
                ('found', models.BigIntegerField()),
                ('usual', models.BigIntegerField(null=True)),
                ('limit', models.PositiveIntegerField()),
                ('rests_on_finer', models.BooleanField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customeraccount')),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('supply_point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metering.supplypoint')),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-raised_at'], name='alert_latest')],
                'constraints': [models.UniqueConstraint(fields=('account', 'supply_point', 'kind', 'cause'), name='alert_once_per_cause'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('from_day'))), name='alert_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unusual_use', 'Unusual use'), ('month_peak', 'High month peak'), ('leak', 'Use that never rests at night'), ('reading_due', 'Reading due'), ('advance_drift', 'Advance away from our recommendation')], max_length=16)),
                ('limit', models.PositiveIntegerField()),
                ('is_on', models.BooleanField()),
                ('set_at', models.DateTimeField()),
                ('checked_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('quiet', 'nothing to tell'), ('raised', 'passed'), ('too_little', 'too little is known'), ('no_consent', 'not without your consent')], max_length=12)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.customeraccount')),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supply_point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metering.supplypoint')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_on', True)), fields=['brand', 'checked_on'], name='alert_watch_due')],
                'constraints': [models.UniqueConstraint(fields=('account', 'supply_point', 'kind'), name='alert_watch_once')],
            },
        ),
    ]
