"""A dispute moves along when its instalment becomes part of a bill; a case may end so, too."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("arrears", "0003_withdrawn_letters")]

    operations = [
        migrations.RemoveConstraint(model_name="dispute", name="dispute_ended_has_day"),
        migrations.AddField(
            model_name="dispute",
            name="moved_to",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="dispute",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "looked into"),
                    ("ended", "answered"),
                    ("moved", "moved to the bill"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="remindercase",
            name="end",
            field=models.CharField(
                blank=True,
                choices=[
                    ("paid", "everything is paid"),
                    ("billed", "what was owed is part of a bill now"),
                    ("by_agent", "closed by an agent"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=Q(ended_on__isnull=True, state="open")
                | (~Q(state="open") & Q(ended_on__isnull=False)),
                name="dispute_ended_has_day",
            ),
        ),
    ]
