"""Payments are found by their end-to-end identifier: a return names the one that it takes back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("banking", "0003_formats_count_apart")]

    operations = [
        migrations.AddIndex(
            "entrydetail",
            models.Index(
                fields=["brand", "end_to_end_id"],
                condition=~models.Q(end_to_end_id=""),
                name="bank_detail_end_to_end",
            ),
        ),
    ]
