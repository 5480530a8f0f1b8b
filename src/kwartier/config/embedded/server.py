"""`EmbeddedPostgres`: one server in one folder, from start to stop."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from kwartier.config.embedded import addresses, cluster, processes, roles
from kwartier.config.embedded.addresses import Role
from kwartier.config.embedded.binaries import Binaries
from kwartier.config.embedded.identity import Identity, choose_identity
from kwartier.config.embedded.refusals import ServerDoesNotStart

LONGEST_LOG_BYTES = 5_000_000
START_PATIENCE_SECONDS = 180.0  # Recovery after a kill replays the log; on a slow disk, long.
QUIET_SECONDS = 3.0
IO_METHODS_SINCE = 18
COMMON_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",  # Its compilation costs more than it gives on short queries.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "client_encoding": "UTF8",
}
# For tests, whose rows nobody misses after a power cut: three times as fast. Every test takes its rows
# back, so a vacuum finds all tables empty; plans made on its word read whole tables row by row when a
# test then fills them, forty times slower than the plans for tables of which nothing is known.
FLEETING_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def say_nothing(_sentence: str) -> None:
    """The listener of a caller who does not want to hear what is going on."""


class EmbeddedPostgres:
    """A PostgreSQL server of our own in ``folder``; a context manager, too.

    Args:
        binaries: programs to run.
        folder: holds ``postgres/`` (cluster, log, lock) and the addresses, one file per role.
        durable: False turns off what makes a commit survive a power cut, and lets the owner
            create databases: for tests.
        detached: True lets the server go on after this process.
        identity: who it runs as; by default chosen for this user.
        say: hears, in sentences, what takes long or was found.
        settings: of PostgreSQL, in place of ours: a benchmark gives it the memory of a real server.
    """

    def __init__(
        self,
        binaries: Binaries,
        folder: Path,
        *,
        durable: bool = True,
        detached: bool = False,
        identity: Identity | None = None,
        say: Callable[[str], None] = say_nothing,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.binaries = binaries
        self.folder = folder.absolute()
        self.place = self.folder / "postgres"
        self.cluster = self.place / "cluster"
        self.log = self.place / "log"
        self._durable = durable
        self._detached = detached
        self._identity = identity
        self._say = say
        self._settings = dict(settings or {})
        self._state = self.place / "state.json"
        self._lock = processes.FolderLock(
            self.place / "lock",
            sentence=f"The database in {self.folder} is in use by %(holder)s. Stop that first, or "
            "choose another folder: make demo DATA=/some/folder.",
        )
        self._server: subprocess.Popen[bytes] | None = None
        self._socket_folder: Path | None = None
        self._adopted = False
        self._log_begins_at = 0

    def start(self) -> str:
        """Start, or take over a detached server that is already there; the owner's address.

        Raises:
            FolderIsInUse: a living process holds the folder.
            ClusterIsIncomplete, ClusterIsOfAnotherVersion: the files are not usable as they are.
            ServerDoesNotStart: PostgreSQL refused; its log's last line is in the sentence.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.place.mkdir(mode=0o700, exist_ok=True)
        self._lock.acquire()
        try:
            if not self._adopt():
                self._clear_remains()
                self._make_ready()
                self._launch()
                self._await_answer()
            roles.prepare_roles(self._connect, for_tests=not self._durable)
            addresses.write_addresses(self.folder, self._known_socket_folder())
        except BaseException:
            if not self._adopted:
                self._end_server()
            self._lock.release()
            raise
        if self._detached:
            self._lock.release()
        return self.url("owner")

    def stop(self) -> None:
        """End the server cleanly and let go of the folder; an adopted one goes on."""
        if not self._adopted:
            addresses.remove_addresses(self.folder)
            self._end_server()
        self._lock.release()

    def stop_detached(self) -> bool:
        """End a server that goes on by itself; whether there was one.

        Raises:
            FolderIsInUse: it belongs to a living process, which has to be stopped.
        """
        if not self.place.exists():
            return False
        self._lock.acquire()
        stopped = processes.stop_servers(self.cluster) > 0
        addresses.remove_addresses(self.folder)
        self._lock.release()
        return stopped

    def url(self, role: Role = "owner") -> str:
        """The address for one of the roles; only of a started server."""
        return addresses.compose_url(socket_folder=self._known_socket_folder(), role=role)

    def is_alive(self) -> bool:
        """Whether the server still runs."""
        if self._server is not None:
            return self._server.poll() is None
        return processes.find_postmaster(self.cluster) is not None

    def find_breakdown(self) -> str | None:
        """The line on which it broke off, by itself, since its start: on a full disk, for one."""
        panics = [line for line in self._read_log().splitlines() if "PANIC:" in line]
        return panics[-1].partition("PANIC:")[2].strip() if panics else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _known_socket_folder(self) -> Path:
        if self._socket_folder is None:
            raise ServerDoesNotStart(f"The database in {self.folder} is not running.")
        return self._socket_folder

    def _adopt(self) -> bool:
        """Take over a server that was started to go on by itself."""
        noted = addresses.find_state(self._state)
        if noted is None or not noted[1] or processes.find_postmaster(self.cluster) is None:
            return False
        self._socket_folder = noted[0]
        self._adopted = True
        self._log_begins_at = self.log.stat().st_size
        self._say("The database was already running and is used as it is.")
        return True

    def _clear_remains(self) -> None:
        """Whatever a killed start left: processes, its number, its socket."""
        count = processes.stop_servers(self.cluster)
        if count:
            self._say(
                f"Stopped the database of an earlier run that was still there ({count} processes)."
            )
        addresses.remove_addresses(self.folder)
        # The number in it may be somebody else's by now; that nobody works here is known.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        noted = addresses.find_state(self._state)
        if noted is not None:
            addresses.clear_socket_folder(noted[0], keep=self.place / "socket")

    def _make_ready(self) -> None:
        identity = self._identity = self._identity or choose_identity()
        if not cluster.check_cluster(self.cluster, self.binaries):
            self._say("Making a new database.")
            cluster.create_cluster(
                self.cluster, binaries=self.binaries, identity=identity, durable=self._durable
            )
        self._socket_folder = addresses.choose_socket_folder(self.place / "socket")
        addresses.write_state(
            self._state, socket_folder=self._socket_folder, detached=self._detached
        )
        for owned in (self.place, self.cluster, self._socket_folder):
            cluster.give_to(owned, identity)

    def _launch(self) -> None:
        assert self._identity is not None  # noqa: S101 - set by _make_ready
        settings = COMMON_SETTINGS | {"unix_socket_directories": str(self._socket_folder)}
        if self.binaries.major >= IO_METHODS_SINCE:
            settings["io_method"] = "sync"  # Three processes fewer, for a small memory.
        if not self._durable:
            settings |= FLEETING_SETTINGS
        settings |= self._settings
        program = [self.binaries.postgres, "-D", str(self.cluster), "-p", str(addresses.PORT)]
        for name, value in settings.items():
            program += ["-c", f"{name}={value}"]
        command = self._identity.compose(
            program, parent=0 if self._detached else os.getpid(), death_signal=signal.SIGINT
        )
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
            self.log.unlink()
        with self.log.open("ab") as log:
            self._log_begins_at = log.tell()
            self._server = subprocess.Popen(
                command,
                cwd="/",
                env=cluster.ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is ours to pass on, in order.
            )

    def _await_answer(self) -> None:
        began = time.monotonic()
        told = False
        while True:
            if self._server is None or self._server.poll() is not None:
                raise ServerDoesNotStart(self._explain_log("PostgreSQL did not start"))
            with contextlib.suppress(psycopg.OperationalError):
                self._connect("postgres").close()
                return
            waited = time.monotonic() - began
            if waited > START_PATIENCE_SECONDS:
                raise ServerDoesNotStart(self._explain_log("PostgreSQL does not answer"))
            if waited > QUIET_SECONDS and not told:
                told = True
                self._say("The database recovers from its last end; this may take a minute.")
            time.sleep(0.02)

    def _explain_log(self, beginning: str) -> str:
        return f"{beginning}: {cluster.find_reason(self._read_log())} (the whole log: {self.log})"

    def _read_log(self) -> str:
        """What this server said since its start."""
        with self.log.open("rb") as log:
            log.seek(self._log_begins_at)
            return log.read().decode(errors="replace")

    def _connect(self, database: str) -> psycopg.Connection:
        url = addresses.compose_url(
            socket_folder=self._known_socket_folder(), role="superuser", database=database
        )
        return psycopg.connect(url, autocommit=True, connect_timeout=10)

    def _end_server(self) -> None:
        if self._server is None:
            return
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._server.wait(20)
        if self._server.poll() is None:
            processes.stop_servers(self.cluster, patience_seconds=0.0)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._server.wait(5)
        self._server = None
        if self._socket_folder is not None:
            addresses.clear_socket_folder(self._socket_folder, keep=self.place / "socket")
