"""PostgreSQL for the tests: one server for the whole run, one database for each worker.

In order: the server of ``KWARTIER_TEST_DATABASE_URL`` (or ``DATABASE_URL``), else an embedded
one in a folder of its own under ``.cache``, from the wheel's binaries or, with
``KWARTIER_TEST_POSTGRES=debian``, from those that Debian installed. It dies with the run.

The tables are made once, in a template; each worker's database is a copy of it.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kwartier.config.embedded import (
    Binaries,
    EmbeddedPostgres,
    find_debian_binaries,
    find_wheel_binaries,
)
from kwartier.config.environment import parse_database_url

ROOT = Path(__file__).resolve().parent.parent
SERVERS = ROOT / ".cache" / "tests"


def find_given_url() -> str:
    """The server that the caller wants to be used, or an empty text."""
    return os.environ.get("KWARTIER_TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")


def find_test_binaries() -> Binaries:
    """The programs that servers of the tests are made of."""
    if os.environ.get("KWARTIER_TEST_POSTGRES") != "debian":
        return find_wheel_binaries()
    binaries = find_debian_binaries()
    if binaries is None:
        raise RuntimeError("KWARTIER_TEST_POSTGRES=debian, but no PostgreSQL of Debian's is here.")
    return binaries


def start_embedded() -> EmbeddedPostgres:
    """A fast and forgetful server of this run; those of killed runs are cleared away."""
    binaries = find_test_binaries()
    SERVERS.mkdir(parents=True, exist_ok=True)
    for folder in SERVERS.iterdir():
        if not Path("/proc", folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)
    server = EmbeddedPostgres(binaries, SERVERS / str(os.getpid()), durable=False)
    server.start()
    return server


def stop_embedded(server: EmbeddedPostgres) -> None:
    """End it and forget its files."""
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


def point_settings_at(url: str, *, worker: str) -> None:
    """Make Django's default database the one of ``url``, under a name of this worker's own."""
    from django.db import connections

    # Changed in place: the settings, the registry and an open connection share this dictionary.
    connections.databases["default"].update(parse_database_url(url))
    if worker:
        name = connections.databases["default"]["NAME"]
        connections.databases["default"]["TEST"]["NAME"] = f"test_{name}_{worker}"


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let the workers of a run wait for each other."""
    SERVERS.parent.mkdir(parents=True, exist_ok=True)
    with (SERVERS.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def provide_template(url: str, *, run: str) -> str:
    """The name of a database with all tables, made by the first worker that asks."""
    given = parse_database_url(url)
    template = f"template_{given['NAME']}_{run}"
    with one_at_a_time(template), connect(given, "postgres") as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
            migrate(url, template)
    return template


def forget_template(*, run: str) -> None:
    """Leave nothing of the run, neither here nor on a server that is not ours."""
    given = find_given_url()
    for lock in SERVERS.parent.glob(f"template_*_{run}.lock"):
        if given:
            with connect(parse_database_url(given), "postgres") as connection:
                drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(lock.stem))
                connection.execute(drop)
        lock.unlink(missing_ok=True)


def migrate(url: str, database: str) -> None:
    """Make the tables in ``database`` by a process of its own, as an operator would."""
    subprocess.run(
        [sys.executable, "-m", "kwartier.config.command", "migrate", "--verbosity", "0"],
        env={
            **os.environ,
            "DATABASE_URL": rename_database(url, database),
            "KWARTIER_ROLE": "owner",
            "PYTHONPATH": str(ROOT / "src"),
        },
        cwd=ROOT,
        check=True,
    )


def rename_database(url: str, database: str) -> str:
    """The same server and login, another database."""
    before, _, query = url.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{database}{'?' if query else ''}{query}"


def connect(given: dict[str, Any], database: str) -> psycopg.Connection:
    """A connection outside of Django, which has none before its database exists."""
    return psycopg.connect(
        host=given.get("HOST") or None,
        port=given.get("PORT") or None,
        user=given.get("USER") or None,
        password=given.get("PASSWORD") or None,
        dbname=database,
        autocommit=True,
    )
