"""No index is longer than the longest register, whoever writes it: a stolen session too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metering", "0009_month_peaks")]

    operations = [
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("index_value__lt", 1_000_000_000)),
                name="reading_index_fits_a_register",
            ),
        ),
    ]
