"""Row-level security: the database itself keeps brands and customers apart.

A request's transaction carries three settings: ``kwartier.brand``, ``kwartier.person`` and
``kwartier.door``. From these alone the database derives what may be seen, through functions
that the rooms owning the facts fill in:

* ``kwartier_brand()``: the brand of the request;
* ``kwartier_is_agent()``: an active agent of that brand, with a second factor, in the office;
* ``kwartier_accounts()``: the customer accounts of which the person is an active member;
* ``kwartier_supply_points()``: the supply points under contract with those accounts;
* ``kwartier_service_may(scopes)``: a program with a service token of one of these scopes asks.

The web connects as ``kwartier_web``, which owns nothing and cannot bypass the policies; workers
and commands connect as ``kwartier_worker``, whose policy shows all rows.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations import RunSQL

WEB_ROLE = "kwartier_web"
WORKER_ROLE = "kwartier_worker"

# Conditions for rules of writing: an agent in the office; nobody through the web.
BY_AGENTS = "(SELECT kwartier_is_agent())"
BY_NOBODY = "false"

_ROLES_SQL = "".join(
    f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
"""
    for role in (WEB_ROLE, WORKER_ROLE)
)

_FUNCTIONS_SQL = """
CREATE OR REPLACE FUNCTION kwartier_brand() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting('kwartier.brand', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION kwartier_person() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting('kwartier.person', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION kwartier_is_agent() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT false $$;
CREATE OR REPLACE FUNCTION kwartier_accounts() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT ARRAY[]::bigint[] $$;
CREATE OR REPLACE FUNCTION kwartier_supply_points() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT ARRAY[]::bigint[] $$;
CREATE OR REPLACE FUNCTION kwartier_forbid_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION '% is append-only: facts are added, never edited', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def declare_roles_and_questions() -> RunSQL:
    """The first migration's statement: roles, and the questions that rooms will answer."""
    return RunSQL(_ROLES_SQL + _FUNCTIONS_SQL, RunSQL.noop)


def answer(*, function: str, returns: str, body: str) -> RunSQL:
    """Fill in one of the questions from the migration of the room that owns the facts.

    ``body`` is a plpgsql block; it runs with the owner's rights and a pinned search path.
    """
    return RunSQL(
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS {returns} LANGUAGE plpgsql STABLE "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {body} $body$;",
        RunSQL.noop,
    )


def _web_condition(
    *, account_column: str | None, supply_point_column: str | None, brand_column: str | None
) -> str:
    own = []
    if account_column:
        own.append(f"{account_column} = ANY ((SELECT kwartier_accounts())::bigint[])")
    if supply_point_column:
        own.append(f"{supply_point_column} = ANY ((SELECT kwartier_supply_points())::bigint[])")
    parts = []
    if brand_column:
        parts.append(f"{brand_column} = (SELECT kwartier_brand())")
    if own:
        parts.append(f"((SELECT kwartier_is_agent()) OR {' OR '.join(own)})")
    return " AND ".join(parts)


def protect(
    table: str,
    *,
    account_column: str | None = None,
    supply_point_column: str | None = None,
    brand_column: str | None = "brand_id",
    using: str | None = None,
    check: str | None = None,
) -> RunSQL:
    """Enable and force row-level security on ``table``.

    With ``account_column`` (or ``supply_point_column``) a row is visible to the members of that
    account and to the brand's agents; with neither, to the whole brand. ``using`` and ``check``
    replace the generated conditions where a table has a rule of its own.
    """
    condition = using or _web_condition(
        account_column=account_column,
        supply_point_column=supply_point_column,
        brand_column=brand_column,
    )
    return RunSQL(
        f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web_scope ON {table} TO {WEB_ROLE}
  USING ({condition}) WITH CHECK ({check or condition});
CREATE POLICY worker_all ON {table} TO {WORKER_ROLE}, CURRENT_USER
  USING (true) WITH CHECK (true);
""",
        f"""
DROP POLICY web_scope ON {table}; DROP POLICY worker_all ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
""",
    )


def restrict_writes(
    table: str, *, insert: str = BY_AGENTS, update: str = BY_AGENTS, delete: str = BY_AGENTS
) -> RunSQL:
    """Let the web write less of ``table`` than it may see: without rules, only an agent writes.

    Each rule is a condition on the new row (the old one for ``delete``) that holds besides those
    of `protect`. A row may still be locked by whoever sees it. On a server of the operator's own,
    the owner is a member of both runtime roles: who also has the worker's rights is not meant.
    """
    insert, update, delete = (
        f"pg_has_role(current_user, '{WORKER_ROLE}', 'USAGE') OR ({rule})"
        for rule in (insert, update, delete)
    )
    names = ("web_may_insert", "web_may_update", "web_may_delete")
    return RunSQL(
        f"""
CREATE POLICY {names[0]} ON {table} AS RESTRICTIVE FOR INSERT TO {WEB_ROLE} WITH CHECK ({insert});
CREATE POLICY {names[1]} ON {table} AS RESTRICTIVE FOR UPDATE TO {WEB_ROLE}
  USING (true) WITH CHECK ({update});
CREATE POLICY {names[2]} ON {table} AS RESTRICTIVE FOR DELETE TO {WEB_ROLE} USING ({delete});
""",
        "".join(f"DROP POLICY {name} ON {table};" for name in names),
    )


def open_to_services(table: str, *scopes: str) -> RunSQL:
    """Let a program see the brand's rows of ``table`` if its service token has one of the scopes.

    What is not opened so, a program does not see. It writes nothing but what a migration names.
    """
    rule = f"brand_id = (SELECT kwartier_brand()) AND {by_services(*scopes)}"
    return RunSQL(
        f"CREATE POLICY service_read ON {table} FOR SELECT TO {WEB_ROLE} USING ({rule});",
        f"DROP POLICY service_read ON {table};",
    )


def by_services(*scopes: str) -> str:
    """The condition that a program asks whose service token has one of the scopes."""
    return f"(SELECT kwartier_service_may('{{{','.join(scopes)}}}'))"


def append_only(table: str) -> RunSQL:
    """Make the database refuse UPDATE and DELETE on ``table``, whoever asks."""
    return RunSQL(
        f"CREATE TRIGGER forbid_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION kwartier_forbid_change();",
        f"DROP TRIGGER forbid_change ON {table};",
    )


def declare_keeping_of_columns() -> RunSQL:
    """The function behind `keep_columns`: its arguments are the columns that may change."""
    return RunSQL(
        """
CREATE OR REPLACE FUNCTION kwartier_keep_columns() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE
  may_change text[] := COALESCE(TG_ARGV, '{}');  -- NULL where the trigger names none
  changed text;
BEGIN
  SELECT string_agg(n.key, ', ' ORDER BY n.key) INTO changed
    FROM jsonb_each(to_jsonb(NEW)) n
    WHERE n.value IS DISTINCT FROM to_jsonb(OLD) -> n.key AND n.key <> ALL (may_change);
  IF changed IS NOT NULL THEN
    RAISE EXCEPTION 'of % a session does not change %', TG_TABLE_NAME, changed
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
""",
        "DROP FUNCTION kwartier_keep_columns();",
    )


def keep_columns(table: str, *, but: Iterable[str], from_agents: bool = False) -> RunSQL:
    """Of a row that a session may change, let the web change the columns ``but`` alone.

    Holds for customers; ``from_agents`` also for agents in the office. Workers, commands and the
    functions that run with the owner's rights change what they must. The trigger comes after the
    change, when the columns that the database works out itself are there too.
    """
    asker = "" if from_agents else " AND NOT kwartier_is_agent()"
    columns = ", ".join(f"'{column}'" for column in but)
    return RunSQL(
        f"CREATE TRIGGER keep_columns AFTER UPDATE ON {table} FOR EACH ROW "
        f"WHEN (pg_has_role(current_user, '{WEB_ROLE}', 'USAGE')"
        f" AND NOT pg_has_role(current_user, '{WORKER_ROLE}', 'USAGE'){asker}) "
        f"EXECUTE FUNCTION kwartier_keep_columns({columns});",
        f"DROP TRIGGER keep_columns ON {table};",
    )


# What the web may do with tables that no policy guards, besides the counters of its rate limits;
# where it is not said, nothing.
_WEB_RIGHTS = {
    "platform_brand": ["SELECT"],  # only commands and workers write it
    "django_migrations": ["SELECT"],
    "django_content_type": ["SELECT"],
    "django_session": [],  # only through functions that take a whole key
    "auth_group": [],
    "auth_group_permissions": [],
    "auth_permission": [],
    "account_emailconfirmation": ["SELECT", "DELETE"],  # empty: links carry a signature instead
    # To put a job into the queue, not to read what is in it.
    "procrastinate_jobs": ["INSERT", "SELECT (id)"],
    "procrastinate_events": ["INSERT"],
    "procrastinate_periodic_defers": [],
    "procrastinate_workers": [],
    # To have a file deleted, not to read whose else is.
    "platform_leavingfile": ["INSERT"],
}


def grant_runtime_roles(sender: AppConfig, using: str, **_: Any) -> None:
    """Grant both runtime roles their rights on every table and sequence of the schema."""
    if sender.label != "platform":
        return
    with connections[using].cursor() as cursor:
        # Not those of extensions that a superuser made: everybody may call them, but for each of them
        # the server would note that there was nothing to grant.
        cursor.execute(
            "SELECT string_agg(oid::regprocedure::text, ', ') FROM pg_proc WHERE prokind <> 'p'"
            " AND pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'USAGE')"
        )
        (functions,) = cursor.fetchone()
        for role in (WEB_ROLE, WORKER_ROLE):
            cursor.execute(
                f"GRANT USAGE ON SCHEMA public TO {role};"
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};"
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};"
                f"GRANT EXECUTE ON FUNCTION {functions} TO {role};"
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public "
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};"
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};"
            )
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s)"
            " AND relnamespace = 'public'::regnamespace",
            [list(_WEB_RIGHTS)],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"REVOKE ALL ON {table} FROM {WEB_ROLE}")
            for right in _WEB_RIGHTS[table]:
                cursor.execute(f"GRANT {right} ON {table} TO {WEB_ROLE}")
