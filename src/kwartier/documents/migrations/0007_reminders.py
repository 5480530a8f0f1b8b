"""A letter of a reminder is kept like every other document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_told_collection")]

    operations = [
        migrations.RemoveConstraint(
            model_name="storeddocument", name="document_subject_known"
        ),
        migrations.AddConstraint(
            model_name="storeddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    subject_kind__in=["bill", "advance_invoice", "imported", "reminder"]
                ),
                name="document_subject_known",
            ),
        ),
    ]
