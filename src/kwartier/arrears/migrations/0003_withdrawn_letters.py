"""A letter that was not posted yet can be withdrawn; a plan leaves out what is disputed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("arrears", "0002_isolation")]

    operations = [
        migrations.RemoveConstraint(model_name="reminder", name="reminder_step_once"),
        migrations.RemoveIndex(model_name="reminder", name="reminder_to_post"),
        migrations.AddField(
            model_name="plandocument", name="aside_cents", field=models.BigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="reminder", name="withdrawn_on", field=models.DateField(null=True)
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=Q(sent_on__isnull=True, withdrawn_on__isnull=True),
                fields=["brand"],
                name="reminder_to_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=Q(withdrawn_on__isnull=True),
                fields=("case", "step"),
                name="reminder_step_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(withdrawn_on__isnull=True),
                name="reminder_sent_or_withdrawn",
            ),
        ),
    ]
