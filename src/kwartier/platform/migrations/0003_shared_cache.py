"""The cache that all web processes share: counters of rate limits live in it.

Unlogged: after a crash of the database it is empty, which is what a cache may be.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_isolation")]

    operations = [
        migrations.RunSQL(
            """
CREATE UNLOGGED TABLE platform_cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamptz NOT NULL
);
CREATE INDEX platform_cache_expires ON platform_cache (expires);
""",
            "DROP TABLE platform_cache;",
        ),
    ]
