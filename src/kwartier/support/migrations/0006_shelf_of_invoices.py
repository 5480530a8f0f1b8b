"""A shelf of the help center of its own for invoices and payments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The choices of a column; nothing changes in the database."""

    dependencies = [("support", "0005_disputed_bills")]

    operations = [
        migrations.AlterField(
            model_name="helparticle",
            name="topic",
            field=models.CharField(
                choices=[
                    ("advance", "Advance and settlement"),
                    ("consumption", "Consumption and readings"),
                    ("invoices", "Invoices and payments"),
                    ("contract", "Contract"),
                    ("account", "Sign-in and account"),
                    ("contact", "Contact and requests"),
                ],
                max_length=20,
            ),
        ),
    ]
