"""When a document was issued; papers of a former system; what is opened and what is deleted."""

import datetime
import django.db.models.deletion
import kwartier.documents.types
from django.db import migrations, models


from kwartier.platform.isolation import BY_NOBODY, append_only, protect, restrict_writes

# The table is append-only: its rows are completed once, here, by its owner.
SAY_WHEN_ISSUED = """
ALTER TABLE documents_storeddocument DISABLE TRIGGER forbid_change;
UPDATE documents_storeddocument d SET issued_on = COALESCE(
  (SELECT b.issued_on FROM billing_bill b
   WHERE b.brand_id = d.brand_id AND b.number = d.subject_number),
  (SELECT i.issued_on FROM billing_advanceinvoice i
   WHERE i.brand_id = d.brand_id AND i.number = d.subject_number),
  d.made_at::date);
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE documents_storeddocument ENABLE TRIGGER forbid_change;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_content_of_one_account'),
        ('parties', '0008_document_language'),
        ('platform', '0007_keep_columns'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('settlement', 'settlement'), ('closing', 'final settlement'), ('credit_note', 'credit note'), ('advance_invoice', 'advance invoice'), ('other', 'letter')], max_length=16)),
                ('amount_cents', models.BigIntegerField(null=True)),
                ('source', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.BigIntegerField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('open_until', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.CharField(max_length=64)),
                ('removed_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='storeddocument',
            name='document_subject_known',
        ),
        migrations.AddField(
            model_name="storeddocument",
            name="issued_on",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(SAY_WHEN_ISSUED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="storeddocument",
            name="issued_on",
            field=models.DateField(),
        ),
        migrations.AddConstraint(
            model_name='storeddocument',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', [kwartier.documents.types.SubjectKind['BILL'], kwartier.documents.types.SubjectKind['ADVANCE_INVOICE'], kwartier.documents.types.SubjectKind['IMPORTED']])), name='document_subject_known'),
        ),
        migrations.AddField(
            model_name='importeddocument',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AddField(
            model_name='importeddocument',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.brand'),
        ),
        migrations.AddField(
            model_name='importeddocument',
            name='document',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='documents.storeddocument'),
        ),
        migrations.AddField(
            model_name='opening',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AddField(
            model_name='opening',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.brand'),
        ),
        migrations.AddField(
            model_name='opening',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='documents.storeddocument'),
        ),
        migrations.AddField(
            model_name='removal',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parties.customeraccount'),
        ),
        migrations.AddField(
            model_name='removal',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.brand'),
        ),
        migrations.AddField(
            model_name='removal',
            name='document',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='removal', to='documents.storeddocument'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.UniqueConstraint(condition=models.Q(('opened_at__isnull', True)), fields=('document',), name='opening_asked_once'),
        ),
        protect("documents_importeddocument", account_column="account_id"),
        restrict_writes(
            "documents_importeddocument", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("documents_importeddocument"),
        # Who sees an account may ask; that it is opened, a worker says.
        protect("documents_opening", account_column="account_id"),
        restrict_writes(
            "documents_opening",
            insert="opened_at IS NULL AND open_until IS NULL AND EXISTS (SELECT FROM"
            " documents_storeddocument d WHERE d.id = document_id"
            " AND d.account_id = documents_opening.account_id)",
            update=BY_NOBODY,
            delete=BY_NOBODY,
        ),
        protect("documents_removal", account_column="account_id"),
        restrict_writes(
            "documents_removal", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY
        ),
        append_only("documents_removal"),
    ]
