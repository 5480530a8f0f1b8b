"""Tables that go to another room: renamed where they stand, so that no row is copied.

Policies, triggers, grants and foreign keys hold on to the table itself and go with it. What a
function says in its body does not: whoever moves a table that one names writes it anew.
"""

from django.db.migrations.operations import RunSQL


def move_table(old: str, new: str) -> RunSQL:
    """Rename a table, with its sequence and all its indexes and constraints that begin with its name."""
    return RunSQL(_rename(old, new), _rename(new, old))


def _rename(old: str, new: str) -> str:
    return f"""
ALTER TABLE {old} RENAME TO {new};
DO $move$ DECLARE statement text; BEGIN
  FOR statement IN
    SELECT format('ALTER TABLE {new} RENAME CONSTRAINT %I TO %I', conname,
                  '{new}' || substr(conname, {len(old) + 1}))
    FROM pg_constraint WHERE conrelid = '{new}'::regclass AND starts_with(conname, '{old}_')
  LOOP EXECUTE statement; END LOOP;
  FOR statement IN
    SELECT format('ALTER %s %I RENAME TO %I', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END,
                  relname, '{new}' || substr(relname, {len(old) + 1}))
    FROM pg_class WHERE starts_with(relname, '{old}_') AND (
      oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = '{new}'::regclass)
      OR relkind = 'S' AND oid IN (
        SELECT objid FROM pg_depend
        WHERE refobjid = '{new}'::regclass AND classid = 'pg_class'::regclass))
  LOOP EXECUTE statement; END LOOP;
END $move$;
"""  # noqa: S608 - names of tables, from migrations
