"""Windows of rate limits.

Unlogged: after a crash of the database every window begins anew.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0003_shared_cache")]

    operations = [
        migrations.RunSQL(
            """
CREATE UNLOGGED TABLE platform_rate_window (
  key varchar(120) PRIMARY KEY,
  started_at timestamptz NOT NULL,
  taken_count integer NOT NULL
);
""",
            "DROP TABLE platform_rate_window;",
        ),
    ]
