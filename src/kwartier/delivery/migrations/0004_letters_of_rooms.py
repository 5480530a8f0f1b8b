"""Letters of rooms above billing are printed, too; an agent notes by hand that one was posted."""

from django.db import migrations, models

from kwartier.platform.isolation import keep_columns


_BEFORE = keep_columns("delivery_delivery", but=["state"], from_agents=True)
_UNTIL_NOW = migrations.RunSQL(_BEFORE.reverse_sql, _BEFORE.sql)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_monthly_statement"), ("platform", "0007_keep_columns")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="room",
            field=models.CharField(default="billing", max_length=16),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "on its way"),
                    ("handed_over", "sent"),
                    ("failed", "not sent"),
                    ("bounced", "came back"),
                    ("replaced", "sent again"),
                    ("withdrawn", "withdrawn"),
                ],
                max_length=12,
            ),
        ),
        _UNTIL_NOW,
        keep_columns("delivery_delivery", but=["state", "moved_at"], from_agents=True),
    ]
