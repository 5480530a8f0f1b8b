"""A bill may charge days by an estimate; the one after it takes them off again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0016_lighter_indexes'),
        ('ledger', '0005_lighter_indexes'),
        ('parties', '0008_document_language'),
        ('platform', '0007_keep_columns'),
        ('supply', '0006_arrangements'),
    ]

    operations = [
        migrations.AddField(
            model_name='bill',
            name='provisional_part',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='bill',
            name='replaced_part',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='billdraft',
            name='provisional_part',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='billdraft',
            name='replaced_part',
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(condition=models.Q(('provisional_part__isnull', False)), fields=['contract'], name='bill_provisional_part'),
        ),
    ]
