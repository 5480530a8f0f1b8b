"""An advance that is set when monthly bills end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_monthly_bills")]

    operations = [
        migrations.AlterField(
            model_name="advancechange",
            name="occasion",
            field=models.CharField(
                choices=[
                    ("opening", "set at the start of the contract"),
                    ("settlement", "set after a settlement"),
                    ("request", "changed on request"),
                    ("switch", "set when monthly bills ended"),
                ],
                max_length=10,
            ),
        ),
    ]
