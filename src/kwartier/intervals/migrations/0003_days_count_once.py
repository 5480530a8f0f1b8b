"""Let revoking count a day once, whatever was measured on it, also in a database made before it did.

`0002_rules` says it so today; where it ran earlier, the function counted each direction of a day.
"""

from django.db import migrations

_COUNT_ONCE = r"""
DO $$ BEGIN
  EXECUTE regexp_replace(
    pg_get_functiondef('kwartier_purge_intervals(bigint[])'::regprocedure),
    'count\(DISTINCT \((\w)\.supply_point_id, \w\.direction, ',
    'count(DISTINCT (\1.supply_point_id, ', 'g');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intervals", "0002_rules")]

    operations = [migrations.RunSQL(_COUNT_ONCE, migrations.RunSQL.noop)]
