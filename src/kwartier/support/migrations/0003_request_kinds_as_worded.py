"""The kinds of request as they are worded today; no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0002_isolation")]

    operations = [
        migrations.AlterField(
            model_name="request",
            name="kind",
            field=models.CharField(
                choices=[
                    ("advance_change", "A change of the advance"),
                    ("reading_dispute", "A reading that we should check"),
                    ("contact", "A question"),
                    ("other", "Something else"),
                ],
                max_length=20,
            ),
        ),
    ]
