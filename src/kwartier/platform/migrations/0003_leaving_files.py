"""Files that leave the archive are noted in the transaction that needs them no more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_rules")]

    operations = [
        migrations.CreateModel(
            name="LeavingFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
            ],
        ),
    ]
