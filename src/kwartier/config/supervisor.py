"""The demonstration from start to stop: database, tables, customers, web, worker.

One process keeps the others: it starts them in order, restarts the worker when it dies, and
ends all of them on Ctrl-C, on a kill, or when one without which nothing works is gone. What it
kept dies with it even on ``kill -9``, and whatever remains is cleared by the next start.
"""

import contextlib
import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from kwartier.config.children import MARK, Child, stop_leftovers
from kwartier.config.command_search import find_management_command
from kwartier.config.embedded import EmbeddedPostgres, EmbeddedPostgresRefusal, find_wheel_binaries
from kwartier.config.embedded.identity import same_identity
from kwartier.config.embedded.processes import FolderLock
from kwartier.config.foreign import RoleIsClosed, check_foreign_roles, choose_foreign_url
from kwartier.config.serving import compose_web_command

WEB_PATIENCE_SECONDS = 60.0
PRIVATE = 0o077  # Whatever is written: nobody else reads it, however open the caller's umask.
STOP_PATIENCE_SECONDS = 12.0
LONGEST_BACKOFF_SECONDS = 60.0
GOOD_LIFE_SECONDS = 60.0  # A worker that lived so long starts its next count of failures at zero.
LOOK_SECONDS = 0.25
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class DemonstrationRefusal(Exception):
    """It cannot start or go on; ``str()`` is the sentence, with what to do next."""


class StopAsked(BaseException):
    """Somebody pressed Ctrl-C or sent a signal; raised wherever the supervisor is."""


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Where it lives and where it answers; ``empty`` leaves it without invented customers."""

    folder: Path
    host: str
    port: int
    empty: bool = False

    @property
    def url(self) -> str:
        """The address for the browser."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}/"  # noqa: S104 - compared, not bound


class Supervisor:
    """Keeps one demonstration; `run` returns when it has ended."""

    def __init__(self, demonstration: Demonstration) -> None:
        self._demonstration = demonstration
        self._folder = demonstration.folder
        self._lock: FolderLock | None = None
        self._database: EmbeddedPostgres | None = None
        self._web: Child | None = None
        self._worker: Child | None = None
        self._worker_failures = 0
        self._worker_due_at = 0.0

    def run(self) -> None:
        """Start everything, keep it, and end it.

        Raises:
            DemonstrationRefusal, EmbeddedPostgresRefusal: with the sentence to show.
        """
        umask = os.umask(PRIVATE)
        before = {number: signal.signal(number, _ask_to_stop) for number in ENDING_SIGNALS}
        try:
            self._start()
            self._keep()
        except StopAsked:
            tell("Stopping.")
        finally:
            # What is asked while all is being stopped changes nothing any more.
            for number in ENDING_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            self._stop()
            for number, former in before.items():
                signal.signal(number, former)
            os.umask(umask)

    def _start(self) -> None:
        began = time.monotonic()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FolderLock(
            self._folder / "demo.lock",
            sentence=f"The demonstration in {self._folder} is already running: %(holder)s. Use "
            "it, stop it, or start another one: make demo PORT=8001 DATA=/some/folder.",
        )
        self._lock = lock.acquire(f", {self._demonstration.url}")
        left = stop_leftovers(self._folder)
        if left:
            tell(f"Stopped {left} process(es) of an earlier run that had been killed.")
        check_port(self._demonstration)
        if not os.environ.get("DATABASE_URL"):
            self._database = EmbeddedPostgres(find_wheel_binaries(), self._folder, say=tell)
            self._database.start()
        logins = self._prepare()
        if self._database is None:
            check_foreign_roles()
        self._web = self._start_web()
        self._await_web()
        self._start_worker()
        seconds = time.monotonic() - began
        tell(f"\nKwartier answers at {self._demonstration.url} (started in {seconds:.1f} s).")
        if logins.strip():
            tell(f"\n{logins.rstrip()}")
        tell(f"\nIts data and logs are in {self._folder}. Ctrl-C stops it; the data stay.")

    def _prepare(self) -> str:
        """Migrate and load; the table of logins."""
        program = [sys.executable, "-m", "kwartier.config.preparation"]
        program += ["--address", self._demonstration.url.rstrip("/")]
        if self._demonstration.empty:
            program.append("--empty")
        command = same_identity().compose(program, parent=os.getpid())
        prepared = subprocess.run(
            command,
            env=self._compose_environment("owner"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            check=False,
        )
        if prepared.returncode != 0:
            raise DemonstrationRefusal(
                f"{self._explain_preparation(prepared.returncode)} Nothing was served, and nothing "
                "that was stored before is lost. Start again when the reason is gone, or begin "
                "another one: make demo DATA=/some/folder."
            )
        return prepared.stdout

    def _explain_preparation(self, code: int) -> str:
        """Why it failed; who was killed had no time to say so."""
        if self._database is not None:
            told = f"(its log: {self._database.log})"
            breakdown = self._database.find_breakdown()
            if breakdown is not None:
                return f"The database broke off while it was made ready: {breakdown} {told}."
            if not self._database.is_alive():
                return f"The database ended while it was made ready {told}."
        if code < 0:
            return (
                f"What makes the database ready was killed ({signal.strsignal(-code)}), by somebody "
                "or for want of memory."
            )
        return "The database could not be made ready; the reason stands above."

    def _start_web(self) -> Child:
        return Child(
            "The web server",
            compose_web_command(
                host=self._demonstration.host, port=self._demonstration.port, workers=1, threads=4
            ),
            environment=self._compose_environment("web"),
            log=self._folder / "logs" / "web.log",
        )

    def _start_worker(self) -> None:
        if find_management_command("run_worker") is None:
            return
        self._worker = Child(
            "The worker",
            [sys.executable, "-m", "kwartier.config.command", "worker"],
            environment=self._compose_environment("worker"),
            log=self._folder / "logs" / "worker.log",
        )

    def _await_web(self) -> None:
        assert self._web is not None  # noqa: S101 - started just before
        deadline = time.monotonic() + WEB_PATIENCE_SECONDS
        while not answers(f"{self._demonstration.url}readyz"):
            if self._web.find_exit_code() is not None or time.monotonic() > deadline:
                raise DemonstrationRefusal(
                    f"The web server does not answer: {self._web.quote_log()} (the whole log: "
                    f"{self._web.log})"
                )
            time.sleep(0.05)

    def _keep(self) -> None:
        """Look after them until a vital one is gone."""
        while True:
            time.sleep(LOOK_SECONDS)
            if self._web is not None and self._web.find_exit_code() is not None:
                raise DemonstrationRefusal(
                    f"The web server ended by itself: {self._web.quote_log()} (the whole log: "
                    f"{self._web.log}). Everything is stopped; the data stay."
                )
            if self._database is not None and not self._database.is_alive():
                raise DemonstrationRefusal(
                    f"The database ended by itself (its log: {self._database.log}). Everything "
                    "is stopped; the next start recovers what was stored."
                )
            self._look_after_worker()

    def _look_after_worker(self) -> None:
        """Start it again after a failure, each time a little later."""
        if self._worker is None or self._worker.find_exit_code() is None:
            return
        now = time.monotonic()
        if not self._worker_due_at:
            lived = now - self._worker.started_at
            self._worker_failures = 1 if lived > GOOD_LIFE_SECONDS else self._worker_failures + 1
            wait = min(LONGEST_BACKOFF_SECONDS, 2.0 ** (self._worker_failures - 1))
            self._worker_due_at = now + wait
            tell(
                f"The worker ended by itself: {self._worker.quote_log()} (the whole log: "
                f"{self._worker.log}). It starts again in {wait:.0f} s."
            )
        elif now >= self._worker_due_at:
            self._worker_due_at = 0.0
            self._start_worker()

    def _stop(self) -> None:
        """End all of them in order."""
        children = [child for child in (self._web, self._worker) if child is not None]
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop(patience_seconds=STOP_PATIENCE_SECONDS)
        if self._database is not None:
            self._database.stop()
        if self._lock is not None:
            self._lock.release()

    def _compose_environment(self, role: str) -> dict[str, str]:
        """What a child sees: the caller's, and which part it plays in which demonstration."""
        environment = dict(os.environ)
        # Without it every start would compile the libraries anew.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment |= {
            MARK: str(self._folder),
            "KWARTIER_DATA": str(self._folder),
            "KWARTIER_ROLE": role,
            "KWARTIER_DEMO": "1",
            "KWARTIER_STATIC": str(self._folder / "static"),
            "KWARTIER_URL": self._demonstration.url,
            "SECRET_KEY": read_key(self._folder / "secret_key", secrets.token_urlsafe(50)),
            "KWARTIER_FACTOR_KEYS": read_key(
                self._folder / "factor_key", urlsafe_b64encode(secrets.token_bytes(32)).decode()
            ),
            "DJANGO_SETTINGS_MODULE": "kwartier.config.settings",
        }
        if environment.get("DATABASE_URL") and role != "owner":
            environment["DATABASE_URL"] = choose_foreign_url(role)
        return environment


def read_key(path: Path, proposed: str) -> str:
    """A key of the folder: the proposed one is kept the first time, readable by nobody else."""
    with contextlib.suppress(FileNotFoundError):
        known = path.read_text().strip()
        if known:
            return known
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(f"{proposed}\n")
    fresh.replace(path)
    return path.read_text().strip()


def check_port(demonstration: Demonstration) -> None:
    """See that the port is free before anything is started.

    Raises:
        DemonstrationRefusal: another program listens there, this user may not, or the host is
            no address of this machine.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((demonstration.host, demonstration.port))
        except (OSError, OverflowError) as cause:
            if isinstance(cause, socket.gaierror) or _is_elsewhere(cause):
                raise DemonstrationRefusal(
                    f"This machine does not listen on {demonstration.host} ({cause}). Leave HOST out, "
                    "or give an address of its own: make demo HOST=0.0.0.0."
                ) from cause
            raise DemonstrationRefusal(
                f"Port {demonstration.port} on {demonstration.host} is not free ({cause}). Choose "
                f"another one: make demo PORT={min(max(demonstration.port + 1, 8001), 65_535)}."
            ) from cause


def _is_elsewhere(cause: Exception) -> bool:
    return isinstance(cause, OSError) and cause.errno == errno.EADDRNOTAVAIL


def answers(url: str) -> bool:
    """Whether a page comes back, of whatever content."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)  # noqa: PLR2004 - the one good answer
    except (OSError, urllib.error.URLError):
        return False


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopAsked


def tell(sentence: str) -> None:
    """Say it at once, also into a pipe."""
    with contextlib.suppress(OSError):  # A terminal that was closed ends nothing.
        print(sentence, flush=True)


def run_demonstration(demonstration: Demonstration) -> int:
    """Serve until it is stopped; 0, or 1 after the sentence that says why not."""
    try:
        Supervisor(demonstration).run()
    except (DemonstrationRefusal, EmbeddedPostgresRefusal, RoleIsClosed) as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    except OSError as failure:
        print(
            f"The demonstration in {demonstration.folder} cannot start: {failure}.",
            file=sys.stderr,
            flush=True,
        )
        return 1
    return 0
