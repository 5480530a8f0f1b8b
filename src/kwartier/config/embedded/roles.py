"""The three roles, the database and its extensions: what a superuser prepares, once or again.

Every statement may be repeated. The same text serves a foreign server: ``kwartier database
prepare`` runs it there, or prints it for its administrator.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql

from kwartier.config.embedded.addresses import DATABASE

OWNER, WEB, WORKER = "kwartier_owner", "kwartier_web", "kwartier_worker"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


def list_role_statements() -> list[str]:
    """One statement per role. None may bypass row-level security; the owner migrates."""
    return [
        f"DO $$ BEGIN CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN "
        f"ALTER ROLE {role} LOGIN; END $$;"
        for role in (OWNER, WEB, WORKER)
    ]


def list_database_statements(database: str = DATABASE) -> list[str]:
    """What is said inside the database: who enters, and the extensions the migrations use."""
    name = sql.Identifier(database).as_string(None)
    return [
        # Not its owner: only a login that may create databases could give one away.
        f"GRANT ALL ON DATABASE {name} TO {OWNER};",
        f"GRANT CONNECT ON DATABASE {name} TO {WEB}, {WORKER};",
        f"GRANT USAGE ON SCHEMA public TO {WEB}, {WORKER};",
        f"GRANT ALL ON SCHEMA public TO {OWNER};",
        *(f"CREATE EXTENSION IF NOT EXISTS {extension};" for extension in EXTENSIONS),
    ]


def prepare_roles(connect: Callable[[str], psycopg.Connection], *, for_tests: bool = False) -> None:
    """Make sure of everything on a server of ours; ``connect(database)`` opens as superuser.

    For tests the owner may also create databases and take on the runtime roles.
    """
    with connect("postgres") as connection:
        for statement in list_role_statements():
            connection.execute(statement.encode())
        if for_tests:
            connection.execute(f"ALTER ROLE {OWNER} CREATEDB INHERIT".encode())
            connection.execute(f"GRANT {WEB}, {WORKER} TO {OWNER}".encode())
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if known is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
    with connect(DATABASE) as connection:
        for statement in list_database_statements():
            connection.execute(statement.encode())
