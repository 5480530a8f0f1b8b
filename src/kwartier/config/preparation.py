"""Make the demonstration's database ready: a short program that the supervisor runs.

Apart from the supervisor, so that the memory of a loaded Django goes back before serving
begins. Sentences for the terminal go to standard error, the table of logins to standard output.
"""

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from kwartier.config.collecting import collect_rarely
from kwartier.config.command_failures import explain_failure

CLEARS_STATISTICS_SINCE = 18_00_00


def migrate() -> None:
    """Bring the tables to the present shape, as their owner."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        tell("Shaping the database.")
        call_command("migrate", verbosity=0, interactive=False)
    else:
        # A migration that took the place of several is on record, too, before those are forgotten.
        executor.check_replacements()


def load_demonstration() -> None:
    """Fill an empty database, in one transaction: killed on the way, it is empty again."""
    from kwartier.platform.brands import list_brands

    if list_brands():
        return
    tell("Loading the invented customers and their years of readings.")
    names = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        clear_aborted_rows(cursor, names)
    with transaction.atomic():
        call_command("load_demo", stdout=sys.stderr)


def clear_aborted_rows(cursor: Any, tables: Sequence[str]) -> None:
    """Clear away what a killed load left in tables, and what the database knows about them.

    Else it does so itself, in the middle of the next load, and notes that they are empty: plans
    made on its word read full tables row by row, and seconds become many minutes.
    """
    own = sql.SQL(", ").join(map(sql.Identifier, tables))
    cursor.execute(sql.SQL("VACUUM {}").format(own))
    if cursor.connection.info.server_version >= CLEARS_STATISTICS_SINCE:
        cursor.execute(
            "SELECT pg_clear_relation_stats(current_schema(), name) FROM unnest(%s::text[]) AS name",
            [list(tables)],
        )


def collect_static_files() -> None:
    """Compress style sheets, scripts and fonts, and name them by their content."""
    if settings.STATIC_ROOT:
        call_command("collectstatic", verbosity=0, interactive=False)


def read_arguments() -> argparse.Namespace:
    """What the supervisor asks for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--empty", action="store_true", help="load nobody")
    arguments.add_argument("--address", required=True, help="where the pages will be served")
    return arguments.parse_args()


def tell(sentence: str) -> None:
    """Say what is going on."""
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    """Migrate, load, list the logins; 1 after a sentence when one of them failed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    asked = read_arguments()
    collect_rarely()
    try:
        django.setup()
        collect_static_files()
        migrate()
        if not asked.empty:
            load_demonstration()
        call_command("demo_logins", address=asked.address)
    except Exception as failure:  # noqa: BLE001 - whatever it is, a person reads it at a terminal
        log = Path(os.environ.get("KWARTIER_DATA", ".")) / "logs" / "preparation.log"
        with contextlib.suppress(OSError):  # A full disk is told of all the same.
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text(traceback.format_exc())
        said = explain_failure(failure) or f"{type(failure).__name__}: {failure}"
        tell(f"{said} (the whole log: {log})")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
