"""A kind of request for a bill that is not right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0004_numbers_of_requests")]

    operations = [
        migrations.AlterField(
            model_name="request",
            name="kind",
            field=models.CharField(
                choices=[
                    ("advance_change", "A change of the advance"),
                    ("reading_dispute", "A reading that we should check"),
                    ("bill_dispute", "A bill that we should check"),
                    ("contact", "A question"),
                    ("other", "Something else"),
                ],
                max_length=20,
            ),
        ),
    ]
