"""Instalment schedules, their revisions, and what a bill folded of instalments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0019_plan_mark'),
        ('ledger', '0009_folded_instalments'),
        ('parties', '0009_ask_the_door_first'),
        ('platform', '0008_lighter_record'),
        ('supply', '0006_arrangements'),
    ]

    operations = [
        migrations.CreateModel(
            name='FoldedInstalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vat_bp', models.PositiveSmallIntegerField()),
                ('base_cents', models.BigIntegerField()),
                ('vat_cents', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='InstalmentSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30)),
                ('begun_on', models.DateField()),
                ('checked_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('end_reason', models.CharField(blank=True, choices=[('billed', 'settled by the bill of its period'), ('left', 'left for monthly advances')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='ScheduleRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(null=True)),
                ('state', models.CharField(choices=[('proposed', 'waits for your answer'), ('in_force', 'in force'), ('kept', 'kept as it was'), ('lapsed', 'no longer possible')], max_length=10)),
                ('occasion', models.CharField(choices=[('begun', 'the schedule began'), ('drift', 'your consumption or the prices moved'), ('asked', 'you asked for it'), ('office', 'changed by customer service')], max_length=10)),
                ('amount_cents', models.BigIntegerField()),
                ('last_cents', models.BigIntegerField()),
                ('instalments', models.JSONField()),
                ('simulation', models.JSONField(default=dict)),
                ('made_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_person_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('channel', models.CharField(choices=[('web', 'online'), ('api', 'through the API'), ('office', 'by customer service'), ('system', 'by the supplier')], max_length=10)),
                ('justification', models.TextField(blank=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='advanceplan',
            name='plan_issue_day',
        ),
        migrations.AlterField(
            model_name='advancechange',
            name='occasion',
            field=models.CharField(choices=[('opening', 'set at the start of the contract'), ('settlement', 'set after a settlement'), ('request', 'changed on request'), ('switch', 'set when monthly bills ended'), ('revision', 'revised with your instalment schedule')], max_length=10),
        ),
        migrations.AlterField(
            model_name='advanceplan',
            name='rhythm',
            field=models.CharField(choices=[('monthly', 'every month'), ('two_monthly', 'every two months'), ('quarterly', 'every three months'), ('schedule_10', 'ten instalments a year'), ('schedule_11', 'eleven instalments a year'), ('schedule_12', 'twelve instalments a year'), ('actual', 'no advance: each month is billed on what was used')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='advanceplan',
            constraint=models.CheckConstraint(condition=models.Q(('issue_day__range', (1, 28)), models.Q(('issue_day__range', (29, 31)), ('rhythm__startswith', 'schedule_')), _connector='OR'), name='plan_issue_day'),
        ),
        migrations.AddField(
            model_name='foldedinstalment',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AddField(
            model_name='foldedinstalment',
            name='brand',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand'),
        ),
        migrations.AddField(
            model_name='foldedinstalment',
            name='invoice',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='folded', to='billing.advanceinvoice'),
        ),
        migrations.AddField(
            model_name='foldedinstalment',
            name='journal',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='ledger.journal'),
        ),
        migrations.AddField(
            model_name='foldedinstalment',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.advanceplan'),
        ),
        migrations.AddField(
            model_name='instalmentschedule',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AddField(
            model_name='instalmentschedule',
            name='brand',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand'),
        ),
        migrations.AddField(
            model_name='instalmentschedule',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='supply.contract'),
        ),
        migrations.AddField(
            model_name='instalmentschedule',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='billing.advanceplan'),
        ),
        migrations.AddField(
            model_name='schedulerevision',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AddField(
            model_name='schedulerevision',
            name='brand',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.brand'),
        ),
        migrations.AddField(
            model_name='schedulerevision',
            name='schedule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='billing.instalmentschedule'),
        ),
        migrations.AddConstraint(
            model_name='foldedinstalment',
            constraint=models.CheckConstraint(condition=models.Q(('base_cents__gte', 0), ('vat_cents__gte', 0)), name='folded_is_not_negative'),
        ),
        migrations.AddIndex(
            model_name='instalmentschedule',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['brand'], name='schedule_running'),
        ),
        migrations.AddConstraint(
            model_name='instalmentschedule',
            constraint=models.UniqueConstraint(fields=('brand', 'number'), name='schedule_number'),
        ),
        migrations.AddConstraint(
            model_name='instalmentschedule',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('plan',), name='schedule_one_runs'),
        ),
        migrations.AddConstraint(
            model_name='instalmentschedule',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('end_reason', ''), _negated=True), _connector='XOR'), name='schedule_ends_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='schedulerevision',
            constraint=models.UniqueConstraint(fields=('schedule', 'sequence'), name='revision_sequence'),
        ),
        migrations.AddConstraint(
            model_name='schedulerevision',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('schedule',), name='revision_one_proposed'),
        ),
        migrations.AddConstraint(
            model_name='schedulerevision',
            constraint=models.CheckConstraint(condition=models.Q(('sequence__isnull', True), ('state', 'in_force'), _connector='XOR'), name='revision_in_force_has_sequence'),
        ),
        migrations.AddConstraint(
            model_name='schedulerevision',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents__range', (1, 100000000)), ('last_cents__range', (1, 100000000))), name='revision_amounts_within_reason'),
        ),
    ]
