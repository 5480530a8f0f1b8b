"""Registers of the Walloon IMPACT slots and of the French quadrants."""

from django.db import migrations, models

from kwartier.metering.types import RegisterKind


class Migration(migrations.Migration):
    dependencies = [("metering", "0007_superseded")]

    operations = [
        migrations.AlterField(
            model_name="register",
            name="kind",
            field=models.CharField(choices=RegisterKind.choices, max_length=24),
        ),
    ]
