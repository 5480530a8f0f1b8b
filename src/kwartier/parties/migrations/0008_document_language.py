"""The language in which an account gets its documents: of its row, what a session may change."""

from django.db import migrations

from kwartier.platform.isolation import keep_columns

_TABLE = "parties_customeraccount"


class Migration(migrations.Migration):
    dependencies = [("parties", "0007_keep_columns")]

    operations = [
        migrations.RunSQL(
            f"DROP TRIGGER keep_columns ON {_TABLE};", keep_columns(_TABLE, but=[]).sql
        ),
        keep_columns(_TABLE, but=["language"]),
    ]
