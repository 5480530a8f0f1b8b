"""The label of a total register: *total*, for gas too; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The choices of a register's kind."""

    dependencies = [
        ("metering", "0004_written_by_agents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="register",
            name="kind",
            field=models.CharField(
                choices=[
                    ("total", "total"),
                    ("day", "day"),
                    ("night", "night"),
                    ("exclusive_night", "exclusive night"),
                    ("injection", "injection"),
                    ("injection_day", "injection by day"),
                    ("injection_night", "injection by night"),
                    ("base", "base"),
                    ("peak_hours", "peak hours"),
                    ("off_peak_hours", "off-peak hours"),
                ],
                max_length=16,
            ),
        ),
    ]
