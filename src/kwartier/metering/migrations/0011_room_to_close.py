"""Room on a page of readings to mark some as the end of a settled period, without an index to write."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("metering", "0010_index_fits")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE metering_reading SET (fillfactor = 90)",
            "ALTER TABLE metering_reading RESET (fillfactor)",
        )
    ]
