"""docs/how-to/run-in-production.md, done on a server of its own: from an empty database to a restored dump."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError

import psycopg
import pytest
from house_files import ROOT
from quotations import list_code, list_commands, read_sections

from kwartier.config.embedded import EmbeddedPostgres, find_wheel_binaries
from kwartier.config.embedded.roles import OWNER, WEB, WORKER

PAGE = ROOT / "docs" / "how-to" / "run-in-production.md"
KWARTIER = (sys.executable, "-m", "kwartier.config.command")
HOST = "klant.example"
# Never waited for where all is well; a loaded machine must not fail a test.
PATIENCE_SECONDS = 120
OF_THE_MACHINE = {"DATABASE_URL", "EMAIL_URL", "KWARTIER_STATIC"}


class Site:
    """An operator's machine: a PostgreSQL with an empty database, and the environment of the page."""

    def __init__(self, folder):
        self.binaries = find_wheel_binaries()
        self.server = EmbeddedPostgres(self.binaries, folder, durable=False)
        self.server.start()
        with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE production")

    def url(self, role, database="production"):
        return self.server.url(role).replace("/kwartier?", f"/{database}?")

    def environment(self, role, **more):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        paths = {"PYTHONPATH": str(ROOT / "src")}
        return {**kept, **paths, "DATABASE_URL": self.url(role), **more}

    def run(self, role, *words, **more):
        """Run `kwartier ...` with the login of a role."""
        done = subprocess.run(
            [*KWARTIER, *words],
            env=self.environment(role, **more),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def query(self, role, statement):
        with psycopg.connect(self.url(role), autocommit=True) as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture
def site(tmp_path):
    made = Site(tmp_path / "server")
    yield made
    made.server.stop()


def fetch(port, path, **headers):
    """Status, headers and text of an answer; None while nobody answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": HOST, **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.headers, ""
    except (URLError, OSError):
        return None


def await_answer(process, port):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (answer := fetch(port, "/readyz")) is None:
        assert process.poll() is None, "the web ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return answer


def find_free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def read_exports(section):
    """The variables that a part of the page sets, but those that name its servers."""
    pairs = re.findall(r"^\$ export (\w+)='?([^'\n]*)'?$", section, re.MULTILINE)
    return {name: value for name, value in pairs if name not in OF_THE_MACHINE}


@pytest.mark.slow
def test_the_page_is_executed(site):
    sections = read_sections(PAGE)
    assert "prepared" in site.run("superuser", "database", "prepare")
    printed = site.run("superuser", "database", "prepare", "--print")
    assert all(role in printed for role in (OWNER, WEB, WORKER))
    with psycopg.connect(site.url("superuser"), autocommit=True) as connection:
        (passwords,) = list_code(sections["Prepare the database"], language="sql")
        connection.execute(passwords)
    site.run("owner", "migrate", "--verbosity", "0")
    assert site.query("web", "SELECT count(*) FROM platform_brand") == [(0,)]
    settings = read_exports(sections["Start the web and the worker"])
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "KWARTIER_TLS", "KWARTIER_PROXIES"} <= set(settings)
    static = {"KWARTIER_STATIC": str(site.server.folder / "static")}
    site.run("owner", "manage", "collectstatic", "--no-input", **static)
    try_web(site, {**settings, **static})
    site.run("worker", "worker", "--once", **settings)
    try_backup(site)


def find_style_sheet(settings):
    """The address of a collected file: its name holds its content's hash."""
    manifest = json.loads((Path(settings["KWARTIER_STATIC"]) / "staticfiles.json").read_text())
    return f"/static/{manifest['paths']['ui/base.css']}"


def try_web(site, settings):
    port = find_free_port()
    command = [*KWARTIER, "serve", "--port", str(port), "--workers", "1"]
    web = subprocess.Popen(
        command, env=site.environment("web", **settings), stderr=subprocess.DEVNULL
    )
    try:
        assert await_answer(web, port)[2] == "ready\n"
        assert fetch(port, "/healthz")[2] == "ok\n"
        assert fetch(port, "/healthz", Host="another.example")[0] == 400
        status, headers, _ = fetch(port, find_style_sheet(settings))
        assert status == 200
        assert "immutable" in headers["Cache-Control"]
        status, headers, _ = fetch(port, "/healthz", **{"X-Forwarded-Proto": "https"})
        assert status == 200
        assert "Strict-Transport-Security" in headers
        assert "Strict-Transport-Security" not in fetch(port, "/healthz")[1]
    finally:
        web.terminate()
        with suppress(subprocess.TimeoutExpired):
            web.wait(15)
        web.kill()


def try_backup(site):
    """The owner's dump stops; the superuser's is whole and can be restored."""
    dump = site.server.folder / "kwartier.dump"
    pg_dump = [site.binaries.folder / "pg_dump", "--format=custom", f"--file={dump}"]
    refused = subprocess.run(
        [*pg_dump, site.url("owner")], capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "row-level security" in refused.stderr
    subprocess.run([*pg_dump, site.url("superuser")], check=True)
    with psycopg.connect(site.url("superuser", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    restore = [site.binaries.folder / "pg_restore", f"--dbname={site.url('superuser', 'restored')}"]
    subprocess.run([*restore, dump], check=True)
    with psycopg.connect(site.url("superuser", "restored")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert count == site.query("superuser", "SELECT count(*) FROM django_migrations")[0][0] > 0


def test_it_types_what_is_executed():
    typed = [
        line for line in list_commands(PAGE.read_text("utf-8")) if not line.startswith("export ")
    ]
    assert typed == [
        "python3 tools/bootstrap.py",
        "kwartier database prepare",
        "kwartier migrate",
        "kwartier manage collectstatic --no-input",
        "kwartier serve --port 8000",
        "kwartier worker",
        "pg_dump --format=custom --file=kwartier.dump postgres://postgres@db.example/kwartier",
        "pg_restore --dbname=postgres://postgres@db.example/kwartier_restored kwartier.dump",
    ]


def test_both_proxies_pass_on_what_the_settings_believe():
    text = PAGE.read_text("utf-8")
    (nginx,) = list_code(text, language="nginx")
    for header in ("Host $host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr"):
        assert f"proxy_set_header {header};" in nginx
    (caddy,) = list_code(text, language="caddy")
    assert "reverse_proxy 127.0.0.1:8000" in caddy
