"""What brands decided has a room of its own: its table went there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0021_schedules_apart"),
        ("brand_settings", "0001_parameters_from_billing"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="BrandParameter")]
        ),
    ]
