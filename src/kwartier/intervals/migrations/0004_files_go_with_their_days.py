"""Which days a file tells: one that was there before it goes with them all the same.

`0002_rules` says so today of the function that purges; where it ran earlier, it dropped the files that
had brought a day and left those that only told it again. Of files from before, what they told besides
is not known: they count as telling every day of the supply points of which they brought one.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

_EARLIER = """
DO $$ BEGIN
  PERFORM set_config('kwartier.purging', 'on', true);
  UPDATE intervals_load l SET told_points = b.points,
      told_from = array_fill(DATE '2000-01-01', ARRAY[cardinality(b.points)]),
      told_until = array_fill(DATE '2101-01-01', ARRAY[cardinality(b.points)])
    FROM (SELECT d.load_id, array_agg(DISTINCT d.supply_point_id) AS points
          FROM intervals_day d GROUP BY d.load_id) b
    WHERE b.load_id = l.id AND l.is_kept;
  PERFORM set_config('kwartier.purging', '', true);
END $$;
"""

# As in `0002_rules`, piece by piece; what is there already is left as it is.
_PIECES = (
    ("  loads bigint[];\nBEGIN", "  loads bigint[];\n  lost int8multirange;\nBEGIN"),
    (
        """'{}')
    INTO day_count, revision_count, value_count, loads FROM gone g;""",
        """'{}'),
         COALESCE(range_agg(int8range(g.supply_point_id * 100000 + (g.day - DATE '1970-01-01'),
           g.supply_point_id * 100000 + (g.day - DATE '1970-01-01') + 1)), '{}')
    INTO day_count, revision_count, value_count, loads, lost FROM gone g;""",
    ),
    (
        "SET is_kept = false WHERE l.id = ANY (loads) AND l.is_kept\n",
        """SET is_kept = false WHERE l.is_kept AND (l.id = ANY (loads)
      OR l.told_points && chosen AND EXISTS (
        SELECT FROM unnest(l.told_points, l.told_from, l.told_until) t (point, from_day, until_day)
        WHERE lost && int8range(t.point * 100000 + (t.from_day - DATE '1970-01-01'),
          t.point * 100000 + (t.until_day - DATE '1970-01-01'))))
""",
    ),
    ("AND o.id <> ALL (loads))", "AND o.id NOT IN (SELECT id FROM dropped))"),
)
_REPLACED = "pg_get_functiondef('kwartier_purge_intervals(bigint[])'::regprocedure)"
for _old, _new in _PIECES:
    _REPLACED = f"replace({_REPLACED}, $old${_old}$old$, $new${_new}$new$)"
_PURGE = f"DO $do$ BEGIN EXECUTE {_REPLACED}; END $do$;"


class Migration(migrations.Migration):
    dependencies = [("intervals", "0003_days_count_once")]

    operations = [
        migrations.AddField(
            "intervalload",
            "told_points",
            django.contrib.postgres.fields.ArrayField(
                models.BigIntegerField(), default=list, db_default="{}"
            ),
        ),
        migrations.AddField(
            "intervalload",
            "told_from",
            django.contrib.postgres.fields.ArrayField(
                models.DateField(), default=list, db_default="{}"
            ),
        ),
        migrations.AddField(
            "intervalload",
            "told_until",
            django.contrib.postgres.fields.ArrayField(
                models.DateField(), default=list, db_default="{}"
            ),
        ),
        migrations.AddIndex(
            "intervalload",
            django.contrib.postgres.indexes.GinIndex(
                fields=["told_points"],
                condition=models.Q(("is_kept", True)),
                name="interval_load_told",
            ),
        ),
        migrations.RunSQL(_EARLIER, migrations.RunSQL.noop),
        migrations.RunSQL(_PURGE, migrations.RunSQL.noop),
    ]
