"""PostgreSQL itself is killed in the middle of a billing run: nothing is lost, nothing is twice.

A server of this test's own, safe against a kill as the demonstration's is, with a copy of the
test's database. A kill in each step of a run; ``KWARTIER_TEST_DATABASE_KILLS=20`` for more.
"""

import os
import random
import shutil
import signal
import subprocess
import time

import pytest
from django.db import connection, connections

from bill_factory import make_year
from database_server import find_test_binaries
from house_factory import make_brand
from kwartier.billing.models import Bill
from kwartier.config.embedded import EmbeddedPostgres
from kwartier.config.embedded.processes import list_servers, send_signal, wait_until_gone
from kwartier.config.environment import parse_database_url
from run_factory import Run
from run_kills import assert_everybody_has_one_bill, kill, start_over, start_worker

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KWARTIER_TEST_DATABASE_KILLS", "3"))
HOMES = 6
LONGEST_LIFE_SECONDS = 0.3
PATIENCE_SECONDS = 30.0


class KillableDatabase:
    """A server that Django is pointed at, and that comes back after every kill."""

    def __init__(self, folder):
        self.binaries = find_test_binaries()
        self.folder = folder
        self.server = EmbeddedPostgres(self.binaries, folder)
        self.kill_count = 0

    def take_over(self):
        """Start with all that the test's database holds, and let Django ask here from now on."""
        given = connection.settings_dict
        connection.close()
        self.server.start()
        asked = {"PGPASSWORD": str(given["PASSWORD"] or "")}
        dumped = subprocess.run(
            [
                *(self.binaries.folder / "pg_dump", "--no-owner", "--enable-row-security"),
                *("--host", given["HOST"], "--port", str(given["PORT"] or "")),
                *("--username", given["USER"], given["NAME"]),
            ],
            env=os.environ | asked,
            stdout=subprocess.PIPE,
            check=True,
        )
        url = self.server.url("superuser")
        load = [self.binaries.folder / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", url]
        subprocess.run(load, input=dumped.stdout, stdout=subprocess.DEVNULL, check=True)
        self.point_here()

    def point_here(self):
        """Let Django ask this server; in place, as an open connection shares the settings."""
        connections.databases["default"].update(parse_database_url(self.server.url("superuser")))

    def kill(self):
        """Kill every process of the server, as a failing machine would."""
        for number in list_servers(self.server.cluster):
            send_signal(number, signal.SIGKILL)
        assert wait_until_gone(self.server.cluster, PATIENCE_SECONDS)
        self.kill_count += 1

    def revive(self):
        """Start the server anew, as whoever finds it dead does."""
        connection.close()
        self.server.stop()
        self.server = EmbeddedPostgres(self.binaries, self.folder)
        self.server.start()
        self.point_here()


@pytest.fixture
def world(tmp_path):
    brand = make_brand()
    households = [make_year(brand=brand) for _ in range(HOMES)]
    run = Run(brand, part=1)
    before = dict(connections.databases["default"])
    # A socket's path is short, and the folder of a test need not be.
    database = KillableDatabase(tmp_path / "killed")
    try:
        database.take_over()
        yield run, households, database
    finally:
        connection.close()
        connections.databases["default"].update(before)
        database.server.stop()
        shutil.rmtree(tmp_path, ignore_errors=True)


def kill_now_and_then(run, database, chance, count):
    """Kill the database at random moments of a worker's life, and the worker with it."""
    for _ in range(count):
        process = start_worker(run)
        time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
        database.kill()
        kill(process)
        database.revive()


def test_a_database_killed_at_random_moments_leaves_one_bill_for_everybody(world):
    run, households, database = world
    chance = random.Random(20261123)  # noqa: S311 - moments, not secrets
    part = -(-KILLS // 3)
    run.open()
    kill_now_and_then(run, database, chance, part)
    run.work()
    run.approve()
    start_over(run)
    kill_now_and_then(run, database, chance, part)
    run.work()
    run.release()
    kill_now_and_then(run, database, chance, part)
    run.work()
    assert run.look().state == "released"
    assert database.kill_count == 3 * part
    assert_everybody_has_one_bill(households)
    assert Bill.objects.count() == HOMES
