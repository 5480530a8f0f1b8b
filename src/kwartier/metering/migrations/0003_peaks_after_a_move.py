"""Keep the peak of a month from who left on its first day.

`0002_rules` says so today; where it ran earlier, the last index counted as a day of that month.
"""

from importlib import import_module

from django.db import migrations

_RULE = import_module("kwartier.metering.migrations.0002_rules").COUNTS_IN_OWN_BILLS


class Migration(migrations.Migration):
    dependencies = [("metering", "0002_rules")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY web_scope ON metering_monthpeak USING ({_RULE}) WITH CHECK ({_RULE})",
            migrations.RunSQL.noop,
        )
    ]
