"""A run keeps what its drafts knew of, so that only what was written since is calculated again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0018_guard_by_statement")]

    operations = [
        migrations.AddField(
            model_name="billingrun",
            name="plan_mark",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
