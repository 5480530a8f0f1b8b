"""A small demonstration of the browser tests' own: its database, its web server, what is in it.

The database is made once for the whole run, as a template, by the very commands an operator uses; each
worker serves a copy of it, with the production's web server and database role.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from database_server import ROOT, connect, one_at_a_time, provide_template, rename_database
from kwartier.config.children import Child
from kwartier.config.environment import parse_database_url
from kwartier.config.serving import compose_web_command

HOMES = 4
FURNISH = Path(__file__).with_name("furnish_demonstration.py")
PATIENCE_SECONDS = 60.0
# The same for who fills the template and for every server of a copy: else no code is ever right, and
# no signed link of a mail opens anything.
FACTOR_KEY = base64.urlsafe_b64encode(b"second factors of browser tests.").decode()
SECRET_KEY = "for the sessions and signed links of browser tests alone"


@dataclass
class Demonstration:
    """Where it answers, and what its customers have."""

    origin: str
    database: str
    samples: dict[str, dict[str, Any]]
    log: Path

    def url(self, brand: str, path: str = "/") -> str:
        """An address of a brand."""
        return f"{self.origin}/{brand}{path}"

    def ask(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What is in the database, read as its owner."""
        with psycopg.connect(self.database, row_factory=dict_row, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def quote_failure(self) -> str:
        """The last line of the server's log that names an error."""
        lines = self.log.read_text(errors="replace").splitlines()
        return next((line for line in reversed(lines) if "Error" in line), "nothing in its log")

    def read_newest_mail(self, recipient: str) -> str:
        """The text of the last mail to an address, once it is there."""
        found = self.ask(
            "SELECT body_text FROM platform_outboxmail WHERE recipient = %s ORDER BY id DESC LIMIT 1",
            recipient,
        )
        assert found, f"no mail to {recipient}"
        return str(found[0]["body_text"])


def provide_database(server_url: str, *, run: str, worker: str) -> tuple[str, dict[str, Any]]:
    """The address of a database with a demonstration for this worker alone, and its samples."""
    given = parse_database_url(server_url)
    template = f"template_{given['NAME']}_demonstration_{run}"
    with one_at_a_time(template), connect(given, "postgres") as connection:
        # The samples are kept with the database itself, as the comment on it.
        asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        known = connection.execute(asked, [template]).fetchone()
        if known is None:
            copy_database(connection, template, provide_template(server_url, run=run))
            noted = _fill(server_url, template)
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            connection.execute(comment.format(sql.Identifier(template), sql.Literal(noted)))
            known = (noted,)
        samples: dict[str, Any] = json.loads(known[0])
        mine = f"{template}_{worker or 'alone'}"
        copy_database(connection, mine, template)
    return rename_database(server_url, mine), samples


def copy_database(connection: psycopg.Connection, name: str, template: str) -> None:
    """Make a database that holds what another one does."""
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(url: str) -> None:
    """Forget a worker's copy."""
    given = parse_database_url(url)
    with connect(given, "postgres") as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(given["NAME"])))


def _fill(server_url: str, database: str) -> str:
    environment = compose_environment(rename_database(server_url, database), role="owner")
    load = [sys.executable, "-m", "kwartier.config.command", "manage", "load_demo"]
    subprocess.run([*load, "--homes", str(HOMES)], env=environment, cwd=ROOT, check=True)
    furnish = [sys.executable, str(FURNISH)]
    # What goes wrong there is said on the tests' own error output.
    done = subprocess.run(
        furnish, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def compose_environment(database: str, *, role: str) -> dict[str, str]:
    """What a process of the demonstration sees: nothing of the tests but the database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return kept | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "kwartier.config.settings",
        "KWARTIER_DEMO": "1",
        "KWARTIER_FACTOR_KEYS": FACTOR_KEY,
        "KWARTIER_POOL": "6",
        "KWARTIER_ROLE": role,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "SECRET_KEY": SECRET_KEY,
    }


def as_web(url: str) -> str:
    """The same database, in the role of the web: its own login on our server, else by ``SET ROLE``."""
    parts = urlsplit(url)
    if parts.username == "kwartier_owner" and not parts.password:
        return url.replace("kwartier_owner@", "kwartier_web@", 1)
    separator = "&" if parts.query else "?"
    return f"{url}{separator}options={quote('-c role=kwartier_web')}"


def serve(database: str, folder: Path) -> tuple[Child, str]:
    """Start the web server on a free port and wait until its database answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    child = Child(
        "The web server",
        compose_web_command(host="127.0.0.1", port=port, workers=1, threads=4),
        environment=compose_environment(as_web(database), role="web"),
        log=folder / "web.log",
    )
    origin = f"http://localhost:{port}"  # a name: browsers take passkeys of names only
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(f"http://127.0.0.1:{port}/readyz"):
        if child.find_exit_code() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the web server does not answer: {child.quote_log()}")
        time.sleep(0.05)
    return child, origin


def answers(url: str) -> bool:
    """Whether the server is ready."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
