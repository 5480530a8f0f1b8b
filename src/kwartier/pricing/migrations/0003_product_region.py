"""Where a product is sold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_rules")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="region",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
    ]
