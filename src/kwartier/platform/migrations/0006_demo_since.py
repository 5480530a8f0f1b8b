from django.db import migrations, models
from django.db.models.functions import Now


def begin_now(apps, _schema_editor):
    """A demonstration that is already there begins its day with this version."""
    brands = apps.get_model("platform", "Brand").objects
    brands.filter(demo_today__isnull=False).update(demo_since=Now())


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0005_sessions_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="demo_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(begin_now, migrations.RunPython.noop),
    ]
