"""Extensions of PostgreSQL that a room's first migration needs."""

from django.db.migrations import RunSQL


def require_extension(name: str) -> RunSQL:
    """The statement that makes sure of an extension of PostgreSQL's own contrib collection.

    It creates nothing where the extension is there already, so that an operator may install it
    beforehand; without the right to create it, the migration stops with a sentence that says what
    to type.
    """
    return RunSQL(
        f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = '{name}') THEN
    CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA public;
  END IF;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'The database needs the extension {name}, and this user may not create it.'
      USING HINT = 'As a superuser of this database, run: CREATE EXTENSION {name};';
  WHEN undefined_file OR feature_not_supported THEN
    RAISE EXCEPTION 'The database server lacks the extension {name}.'
      USING HINT = 'Install PostgreSQL''s contrib package (on Debian it comes with the server).';
  WHEN unique_violation OR duplicate_object THEN NULL;
END $$;
""",
        RunSQL.noop,
    )
