"""The embedded PostgreSQL: started, killed at bad moments, and met with what it cannot use."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from kwartier.config.embedded import (
    ClusterIsIncomplete,
    ClusterIsOfAnotherVersion,
    EmbeddedPostgres,
    FolderIsInUse,
    ServerDoesNotStart,
    addresses,
    find_debian_binaries,
    find_wheel_binaries,
    processes,
)
from kwartier.config.embedded.binaries import read_binaries
from kwartier.config.embedded.cluster import find_reason
from kwartier.config.embedded.identity import choose_identity, unprivileged_identity

# Never waited for where all is well; a loaded machine must not fail a test.
PATIENCE_SECONDS = 120

KEEPER = """
import sys, time
from pathlib import Path
import psycopg
from kwartier.config.embedded import EmbeddedPostgres, find_wheel_binaries
server = EmbeddedPostgres(find_wheel_binaries(), Path(sys.argv[1]))
with psycopg.connect(server.start()) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
    connection.execute("INSERT INTO kept VALUES (1)")
print("stored", flush=True)
time.sleep(60)
"""


def make_server(folder, **options):
    heard = []
    server = EmbeddedPostgres(find_wheel_binaries(), folder, say=heard.append, **options)
    server.heard = heard
    return server


def fetch(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def store(url, number):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def start_keeper(folder):
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout.readline() == "stored\n"
    return keeper


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def test_each_role_has_an_address_and_none_has_more_rights_than_it_needs(tmp_path):
    with make_server(tmp_path) as server:
        for role in ("owner", "web", "worker"):
            assert addresses.find_url(tmp_path, role) == server.url(role)
            assert fetch(server.url(role), "SELECT current_user") == [(f"kwartier_{role}",)]
        rights = fetch(
            server.url("web"),
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'kwartier%' "
            "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)",
        )
        assert rights == []
        assert fetch(server.url(), "SHOW fsync") == [("on",)]
        assert fetch(server.url(), "SHOW listen_addresses") == [("",)]
        locale = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        assert fetch(server.url(), locale) == [("C.UTF-8",)]
        extensions = fetch(server.url(), "SELECT extname FROM pg_extension")
        assert {("btree_gist",), ("pg_trgm",), ("unaccent",)} <= set(extensions)
    assert addresses.find_url(tmp_path, "owner") is None
    assert processes.list_servers(server.cluster) == []


def test_a_second_start_keeps_what_was_stored(tmp_path):
    for number in (1, 2):
        with make_server(tmp_path) as server:
            store(server.url(), number)
    with server.log.open("a") as log:
        log.write("12:00 UTC [7] PANIC:  of long ago\n")
    with make_server(tmp_path) as server:
        assert fetch(server.url(), "SELECT number FROM kept ORDER BY 1") == [(1,), (2,)]
        assert server.heard == []
        assert server.find_breakdown() is None
        with server.log.open("a") as log:
            log.write("12:00 UTC [7] PANIC:  could not write: No space left\n12:01 LOG:  over\n")
        assert server.find_breakdown() == "could not write: No space left"


def test_nobody_else_reaches_the_files_or_the_socket(tmp_path):
    with make_server(tmp_path) as server:
        for folder in (server.place, server.cluster):
            assert folder.stat().st_mode & 0o077 == 0


def test_everything_killed_at_once_loses_nothing(tmp_path):
    keeper = start_keeper(tmp_path)
    cluster = tmp_path / "postgres" / "cluster"
    for number in (keeper.pid, *processes.list_servers(cluster)):
        processes.send_signal(number, signal.SIGKILL)
    keeper.wait()
    with make_server(tmp_path) as server:
        assert fetch(server.url(), "SELECT count(*) FROM kept") == [(1,)]


def test_the_server_ends_with_the_process_that_kept_it(tmp_path):
    keeper = start_keeper(tmp_path)
    keeper.kill()
    keeper.wait()
    wait_until(lambda: not processes.list_servers(tmp_path / "postgres" / "cluster"))
    with make_server(tmp_path) as server:
        assert fetch(server.url(), "SELECT count(*) FROM kept") == [(1,)]


def test_backends_that_outlive_their_postmaster_are_ended(tmp_path):
    with make_server(tmp_path) as server:
        busy = psycopg.connect(server.url(), autocommit=True)
        postmaster = processes.find_postmaster(server.cluster)
        os.kill(postmaster, signal.SIGKILL)
        wait_until(lambda: not server.is_alive())
    with make_server(tmp_path) as server:
        assert fetch(server.url(), "SELECT 1") == [(1,)]
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")


def test_two_keepers_of_one_folder_are_refused(tmp_path):
    keeper = start_keeper(tmp_path)
    with pytest.raises(FolderIsInUse, match=rf"in use by process {keeper.pid}\b.*make demo DATA="):
        make_server(tmp_path).start()
    with pytest.raises(FolderIsInUse):
        make_server(tmp_path).stop_detached()
    assert fetch(addresses.find_url(tmp_path, "owner"), "SELECT count(*) FROM kept") == [(1,)]
    keeper.terminate()
    keeper.wait()


def test_a_detached_server_goes_on_and_is_taken_over(tmp_path):
    first = make_server(tmp_path, detached=True)
    store(first.start(), 7)
    with make_server(tmp_path) as second:
        assert second.heard == ["The database was already running and is used as it is."]
        assert second.url() == first.url()
    assert second.is_alive()
    assert make_server(tmp_path).stop_detached()
    assert not second.is_alive()
    assert not make_server(tmp_path).stop_detached()


def test_an_orphan_of_an_earlier_run_is_stopped_and_said(tmp_path):
    orphan = make_server(tmp_path, detached=True)
    store(orphan.start(), 7)
    state = orphan.place / "state.json"
    state.write_text(state.read_text().replace("true", "false"))
    with make_server(tmp_path) as server:
        assert "Stopped the database of an earlier run" in server.heard[0]
        assert fetch(server.url(), "SELECT number FROM kept") == [(7,)]


def test_a_stale_number_that_belongs_to_somebody_else_is_no_obstacle(tmp_path):
    with make_server(tmp_path) as server:
        kept = (server.cluster / "postmaster.pid").read_text()
    (server.cluster / "postmaster.pid").write_text(
        kept.replace(kept.split("\n")[0], str(os.getpid()), 1)
    )
    with make_server(tmp_path) as server:
        assert fetch(server.url(), "SELECT 1") == [(1,)]


def test_a_start_that_was_killed_in_the_middle_is_begun_anew(tmp_path):
    half = tmp_path / "postgres" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    (tmp_path / "postgres" / "cluster").mkdir()
    (tmp_path / "postgres" / "state.json").write_text('{"socket_fol')
    with make_server(tmp_path) as server:
        assert fetch(server.url(), "SELECT 1") == [(1,)]
        assert not half.exists()


def test_a_folder_with_half_a_database_is_left_as_it_is(tmp_path):
    cluster = tmp_path / "postgres" / "cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("18\n")
    with pytest.raises(ClusterIsIncomplete, match=r"is incomplete and was left as it is"):
        make_server(tmp_path).start()
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def test_the_files_of_another_version_are_refused(tmp_path):
    with make_server(tmp_path) as server:
        pass
    (server.cluster / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterIsOfAnotherVersion, match=r"PostgreSQL 14.*PostgreSQL 18"):
        make_server(tmp_path).start()


def test_a_server_that_refuses_is_quoted(tmp_path):
    with make_server(tmp_path) as server:
        pass
    (server.cluster / "postgresql.auto.conf").write_text("max_connections = lots\n")
    (server.cluster / "postgresql.conf").write_text("nonsense = 1\n")
    with pytest.raises(ServerDoesNotStart, match=r"PostgreSQL did not start: .*whole log"):
        make_server(tmp_path).start()


def test_what_failed_is_quoted_and_not_what_was_cleared_away_after_it(tmp_path):
    said = "initdb: error: could not write: No space left on device\ninitdb: removing contents\n"
    assert find_reason(said) == "initdb: error: could not write: No space left on device"
    assert find_reason("all is well\n\n") == "all is well"
    assert find_reason("") == "it said nothing"


def test_a_folder_that_initdb_cannot_say_is_told(tmp_path):
    """The shell that initdb asks for its neighbor takes `$trom` for a variable."""
    place = tmp_path / "Zähler & $trom" / "bin"
    place.parent.mkdir()
    shutil.copytree(find_wheel_binaries().folder.parent, place.parent, dirs_exist_ok=True)
    server = EmbeddedPostgres(read_binaries(place), tmp_path / "data")
    with pytest.raises(ServerDoesNotStart, match="Put this program into a folder without them"):
        server.start()


def test_a_long_path_puts_the_socket_elsewhere(tmp_path):
    folder = tmp_path / ("deep" * 20) / ("er" * 30)
    with make_server(folder) as server:
        elsewhere = Path(psycopg.conninfo.conninfo_to_dict(server.url())["host"])
        assert fetch(server.url(), "SELECT 1") == [(1,)]
        assert not elsewhere.is_relative_to(folder)
        assert elsewhere.stat().st_mode & 0o077 == 0
    assert not elsewhere.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_root_without_namespaces_becomes_an_unprivileged_user(tmp_path):
    tmp_path.chmod(0o700)  # As root's home: nobody else may even look in.
    with make_server(tmp_path, identity=unprivileged_identity()) as server:
        postmaster = processes.find_postmaster(server.cluster)
        status = Path(f"/proc/{postmaster}/status").read_text()
        assert f"Uid:\t{unprivileged_identity().uid}\t" in status
        store(server.url(), 3)
    with make_server(tmp_path, identity=choose_identity()) as server:
        assert fetch(server.url(), "SELECT number FROM kept") == [(3,)]


@pytest.mark.skipif(find_debian_binaries() is None, reason="Debian's PostgreSQL is not here")
def test_the_same_with_debians_version(tmp_path):
    binaries = find_debian_binaries()
    with EmbeddedPostgres(binaries, tmp_path, durable=False) as server:
        assert fetch(server.url("web"), "SHOW server_version_num")[0][0].startswith(
            str(binaries.major)
        )
        assert fetch(server.url(), "SHOW fsync") == [("off",)]
