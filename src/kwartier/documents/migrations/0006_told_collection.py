"""What a paper says of its own collection."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_archive_rules")]

    operations = [
        migrations.AddField("storeddocument", "told_collection", models.JSONField(null=True)),
    ]
