"""A small demonstration: loaded once for a run, by a process of its own; who needs it gets a copy.

Run as a program it fills the database of ``DATABASE_URL``.
"""

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from unittest.mock import patch

import psycopg
from psycopg import sql

from database_server import (
    ROOT,
    SERVERS,
    connect,
    one_at_a_time,
    provide_template,
    rename_database,
)
from kwartier.config.environment import parse_database_url

# Besides the stories three homes (each makes a mistake when it pays), and some of those whose year ended this month: billed, to bill, waiting.
DRAWN = (0, 1, 2, 23, 49, 56)
# The same for who fills the template and for every server of a copy: else no code is ever right, and
# no signed link of a mail opens anything.
FACTOR_KEY = base64.urlsafe_b64encode(b"second factors of demonstration.").decode()
SECRET_KEY = "for the sessions and signed links of demonstrations alone"


def provide_demonstration(server_url: str, *, run: str) -> str:
    """The name of a database with a demonstration, made by the first who asks for it."""
    given = parse_database_url(server_url)
    template = f"template_{given['NAME']}_demonstration_{run}"
    with one_at_a_time(template), connect(given, "postgres") as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if known.fetchone() is None:
            copy_database(connection, template, provide_template(server_url, run=run))
            database = rename_database(server_url, template)
            environment = compose_environment(database, role="owner", run=run)
            subprocess.run([sys.executable, __file__], env=environment, cwd=ROOT, check=True)
    return template


@contextmanager
def stand_in(server_url: str, *, run: str, worker: str) -> Iterator[None]:
    """Until the end Django's database is a copy of the demonstration, which nobody else has."""
    from django.conf import settings
    from django.db import connection
    from django.test import override_settings

    template = provide_demonstration(server_url, run=run)
    own, kept = f"{template}_{worker or 'alone'}", connection.settings_dict["NAME"]
    with connect(parse_database_url(server_url), "postgres") as maker:
        copy_database(maker, own, template)

    def turn_to(name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name
        forget_what_is_kept()

    storages = deepcopy(settings.STORAGES)
    storages["archive"]["OPTIONS"]["location"] = str(find_archive(run))
    turn_to(own)
    try:
        with override_settings(STORAGES=storages, KWARTIER_FACTOR_KEYS=[FACTOR_KEY]):
            yield
    finally:
        turn_to(kept)
        drop_database(rename_database(server_url, own))


def forget_what_is_kept() -> None:
    """Drop what this process keeps of a database by its numbers, which mean others in the next one."""
    from kwartier.brand_settings.queries import forget_parameters
    from kwartier.platform.brands import forget_brands
    from kwartier.pricing.queries import forget_cards
    from kwartier.supply.tariffs import forget_tariffs

    for forget in (forget_brands, forget_parameters, forget_cards, forget_tariffs):
        forget()


def find_archive(run: str) -> Path:
    """The folder of the papers that the demonstrations of a run know."""
    return SERVERS.parent / f"archive_{run}"


def copy_database(connection: psycopg.Connection, name: str, template: str) -> None:
    """Make a database that holds what another one does."""
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(url: str) -> None:
    """Forget somebody's copy."""
    given = parse_database_url(url)
    with connect(given, "postgres") as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(given["NAME"])))


def compose_environment(database: str, *, role: str, run: str) -> dict[str, str]:
    """What a process of a demonstration sees: nothing of the tests but the database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return kept | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "kwartier.config.settings",
        "KWARTIER_ARCHIVE": str(find_archive(run)),
        "KWARTIER_DEMO": "1",
        "KWARTIER_FACTOR_KEYS": FACTOR_KEY,
        "KWARTIER_POOL": "6",
        "KWARTIER_ROLE": role,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(Path(__file__).parent)]),
        "SECRET_KEY": SECRET_KEY,
    }


def fill() -> None:
    """Load it by the very command that an operator uses, and let PostgreSQL know what is in it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from kwartier.demo.generator.homes import draw_home

    drawn = [draw_home(position) for position in DRAWN]
    with patch("kwartier.demo.generator.build.draw_homes", lambda _count: drawn):
        call_command("load_demo", homes=len(drawn), stdout=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    fill()
