"""A small demonstration of the browser tests' own: its database, its web server, what is in it.

The database is made once for the whole run, as a template, by the very commands an operator uses; each
worker serves a copy of it, with the production's web server and database role.
"""

import json
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

from database_server import ROOT, connect, one_at_a_time, rename_database
from kwartier.config.children import Child
from kwartier.config.environment import parse_database_url
from kwartier.config.serving import compose_web_command
from small_demonstration import compose_environment, copy_database, provide_demonstration

FURNISH = Path(__file__).with_name("furnish_demonstration.py")
PATIENCE_SECONDS = 60.0


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
    """The address of a database with a furnished demonstration for this worker alone, and its samples."""
    given = parse_database_url(server_url)
    template = f"template_{given['NAME']}_furnished_{run}"
    with one_at_a_time(template), connect(given, "postgres") as connection:
        # The samples are kept with the database itself, as the comment on it.
        asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        known = connection.execute(asked, [template]).fetchone()
        if known is None:
            copy_database(connection, template, provide_demonstration(server_url, run=run))
            noted = _furnish(rename_database(server_url, template), run=run)
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            connection.execute(comment.format(sql.Identifier(template), sql.Literal(noted)))
            known = (noted,)
        samples: dict[str, Any] = json.loads(known[0])
        mine = f"{template}_{worker or 'alone'}"
        copy_database(connection, mine, template)
    return rename_database(server_url, mine), samples


def _furnish(database: str, *, run: str) -> str:
    # What goes wrong there is said on the tests' own error output.
    done = subprocess.run(
        [sys.executable, str(FURNISH)],
        env=compose_environment(database, role="owner", run=run),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def as_web(url: str) -> str:
    """The same database, in the role of the web: its own login on our server, else by ``SET ROLE``."""
    parts = urlsplit(url)
    if parts.username == "kwartier_owner" and not parts.password:
        return url.replace("kwartier_owner@", "kwartier_web@", 1)
    separator = "&" if parts.query else "?"
    return f"{url}{separator}options={quote('-c role=kwartier_web')}"


def serve(database: str, folder: Path, *, run: str) -> tuple[Child, str]:
    """Start the web server on a free port and wait until its database answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    child = Child(
        "The web server",
        compose_web_command(host="127.0.0.1", port=port, workers=1, threads=4),
        environment=compose_environment(as_web(database), role="web", run=run),
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
