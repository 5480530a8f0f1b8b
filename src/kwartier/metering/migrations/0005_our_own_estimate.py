"""An index may be estimated by us, where the grid operator told none."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('metering', '0004_reading_photos'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reading',
            name='origin',
            field=models.CharField(choices=[('operator', 'read by the grid operator'), ('customer', 'given by you'), ('estimated', 'estimated by the grid operator'), ('profile', 'estimated by us')], max_length=10),
        ),
    ]
