"""`kwartier demo`: ports and folders in use, kills, and a clean end."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kwartier.config import foreign, supervisor
from kwartier.config.children import Child, holds_anything, stop_leftovers
from kwartier.config.embedded import processes
from kwartier.config.supervisor import Demonstration, Supervisor, run_demonstration

# Never waited for where all is well; a loaded machine must not fail a test.
PATIENCE_SECONDS = 120


def find_free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def is_answered(port):
    with contextlib.suppress(OSError):
        return (
            urllib.request.urlopen(
                f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE_SECONDS
            ).read()
            == b"ready\n"
        )
    return False


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


class Running:
    """A demonstration without customers, in a process of its own."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_VERSION"}
        }
        self.log = folder.parent / f"{folder.name}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "kwartier.config.command", "demo", "--empty"),
                    *("--port", str(port), "--data", str(folder)),
                ],
                env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def await_answer(self):
        wait_until(lambda: is_answered(self.port) or self.process.poll() is not None)
        assert self.process.poll() is None, self.log.read_text()
        wait_until(lambda: "Ctrl-C stops it" in self.log.read_text())

    def measure_processor_seconds(self):
        """What it and its children, those that have ended too, have used of the processors."""
        fields = [
            Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            for number in (self.process.pid, *self.list_children())
        ]
        ticks = sum(int(tick) for each in fields for tick in each[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def list_children(self):
        return [
            int(line.split()[0])
            for line in subprocess.run(
                ["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True
            ).stdout.splitlines()[1:]
            if line.split()[1] == str(self.process.pid)
        ]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Where the folders of demonstrations stand: whoever comes second finds its tables made."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def start(shelf):
    started = []

    def start_one(name="demo", port=0):
        started.append(Running(shelf / name, port or find_free_port()))
        return started[-1]

    yield start_one
    for running in started:
        running.process.terminate()
        running.process.wait(PATIENCE_SECONDS)


def test_killed_and_started_again_and_stopped(start):
    running = start()
    running.await_answer()
    key = (running.folder / "secret_key").read_text()
    assert "WARNING" not in (running.folder / "postgres" / "log").read_text()
    children = running.list_children()
    assert len(children) >= 2

    running.process.kill()
    running.process.wait()
    again = start(port=running.port)
    again.await_answer()
    assert (running.folder / "secret_key").read_text() == key
    open_to_others = [
        str(path)
        for path in running.folder.rglob("*")
        if "static" not in path.parts and path.stat().st_mode & 0o077  # Style sheets are public.
    ]
    assert open_to_others == []
    assert not any(holds_anything(number) for number in children)
    assert re.search(r"started in [\d.]+ s", again.log.read_text())
    # Who waits sees it within six seconds; busy neighbors lengthen those, but not what it has to do.
    assert 0.1 < again.measure_processor_seconds() < 6

    same_folder = start()
    assert same_folder.process.wait(PATIENCE_SECONDS) == 1
    assert f"already running: process {again.process.pid}" in same_folder.log.read_text()
    same_port = start("other", port=running.port)
    assert same_port.process.wait(PATIENCE_SECONDS) == 1
    assert f"make demo PORT={running.port + 1}" in same_port.log.read_text()
    assert not (same_port.folder / "postgres").exists()

    children = again.list_children()
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(PATIENCE_SECONDS) == 0
    assert not is_answered(running.port)
    assert not any(holds_anything(number) for number in children)
    assert processes.list_servers(running.folder / "postgres" / "cluster") == []


def test_a_dead_web_server_ends_everything_with_a_sentence(start):
    running = start()
    running.await_answer()
    for number in running.list_children():
        if b"granian" in Path(f"/proc/{number}/cmdline").read_bytes():
            processes.send_signal(number, signal.SIGKILL)
    assert running.process.wait(PATIENCE_SECONDS) == 1
    assert "The web server ended by itself" in running.log.read_text()
    assert processes.list_servers(running.folder / "postgres" / "cluster") == []
    assert not is_answered(running.port)


def test_a_port_in_use_is_named_before_anything_is_started(tmp_path, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demonstration = Demonstration(folder=tmp_path, host="127.0.0.1", port=port)
        with pytest.raises(supervisor.DemonstrationRefusal, match=f"Port {port} on 127.0.0.1"):
            supervisor.check_port(demonstration)
    supervisor.check_port(demonstration)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    with pytest.raises(supervisor.DemonstrationRefusal, match=f"Port {port}"):
        supervisor.check_port(Demonstration(folder=tmp_path, host="127.0.0.1", port=port))


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_a_host_that_is_not_here_is_not_taken_for_a_port_in_use(tmp_path, host):
    with pytest.raises(
        supervisor.DemonstrationRefusal, match=f"does not listen on {host} .* HOST=0.0.0.0"
    ):
        supervisor.check_port(Demonstration(folder=tmp_path, host=host, port=8123))


def test_a_folder_that_cannot_be_made_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    code = run_demonstration(
        Demonstration(folder=tmp_path / "file" / "demo", host="127.0.0.1", port=find_free_port())
    )
    assert code == 1
    assert f"The demonstration in {tmp_path}/file/demo cannot start" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


class Database:
    """What the supervisor asks of the server that it keeps."""

    log = "/kept/log"

    def __init__(self, *, alive=True, panic=None):
        self.is_alive = lambda: alive
        self.find_breakdown = lambda: panic


@pytest.mark.parametrize(
    ("code", "database", "said"),
    [
        (1, Database(), "could not be made ready; the reason stands above. Nothing was served"),
        (-signal.SIGKILL, Database(), "was killed (Killed), by somebody or for want of memory. N"),
        (1, Database(alive=False), "ended while it was made ready (its log: /kept/log). Nothing"),
        (1, Database(panic="disk full"), "while it was made ready: disk full (its log: /kept/log)"),
    ],
)
def test_a_load_that_was_ended_says_what_ended_it(tmp_path, monkeypatch, code, database, said):
    kept = Supervisor(Demonstration(folder=tmp_path, host="127.0.0.1", port=1))
    kept._database = database
    ended = subprocess.CompletedProcess([], code, stdout="")
    monkeypatch.setattr(supervisor.subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(supervisor.DemonstrationRefusal, match=re.escape(said)):
        kept._prepare()


def test_a_child_ends_with_its_parent_and_its_own_children(tmp_path):
    sleeper = tmp_path / "sleeper"
    child = Child(
        "The sleeper",
        ["/bin/sh", "-c", f"sleep 60 & echo $! > {sleeper}; echo begun; trap '' TERM; wait; wait"],
        environment=dict(os.environ),
        log=tmp_path / "log",
    )
    wait_until(lambda: sleeper.exists() and sleeper.read_text().strip())
    wait_until(lambda: child.quote_log() == "begun")
    child.stop(patience_seconds=0.2)
    assert child.find_exit_code() == -signal.SIGKILL
    wait_until(lambda: not holds_anything(int(sleeper.read_text())))


def test_marked_leftovers_are_ended_and_others_are_not(tmp_path):
    marked = {"KWARTIER_SUPERVISED": str(tmp_path)}
    left = subprocess.Popen(["/bin/sleep", "60"], env=marked)
    other = subprocess.Popen(["/bin/sleep", "60"], env={"KWARTIER_SUPERVISED": f"{tmp_path}-b"})
    try:
        wait_until(lambda: b"sleep" in Path(f"/proc/{left.pid}/cmdline").read_bytes())
        assert stop_leftovers(tmp_path) == 1
        assert left.wait(PATIENCE_SECONDS) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_the_worker_is_started_again_a_little_later_each_time(tmp_path, monkeypatch, capsys):
    kept = Supervisor(Demonstration(folder=tmp_path, host="127.0.0.1", port=1))
    clock = [1000.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: clock[0])

    def start_worker():
        kept._worker = Child(
            "The worker",
            ["/bin/sh", "-c", "echo broken"],
            environment={},
            log=tmp_path / "worker.log",
        )
        kept._worker._process.wait()

    monkeypatch.setattr(kept, "_start_worker", start_worker)
    kept._start_worker()
    waits = []
    for _ in range(8):
        kept._look_after_worker()
        waits.append(kept._worker_due_at - clock[0])
        clock[0] = kept._worker_due_at
        kept._look_after_worker()
        assert not kept._worker_due_at
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    clock[0] += 3600
    kept._look_after_worker()
    assert kept._worker_due_at - clock[0] == 1
    said = capsys.readouterr().out
    assert "The worker ended by itself: broken" in said
    assert "It starts again in 60 s." in said


def test_a_foreign_server_is_entered_in_each_role(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me@host/kw?sslmode=require")
    url = foreign.choose_foreign_url("web")
    assert url == "postgres://me@host/kw?sslmode=require&options=-c%20role%3Dkwartier_web"
    monkeypatch.setenv("DATABASE_URL_WEB", "postgres://web@host/kw")
    assert foreign.choose_foreign_url("web") == "postgres://web@host/kw"


def test_the_address_for_the_browser(tmp_path):
    everywhere = Demonstration(folder=tmp_path, host="0.0.0.0", port=8000)  # noqa: S104
    assert everywhere.url == "http://127.0.0.1:8000/"


def test_a_login_that_may_not_serve_is_told_how_it_may(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me@127.0.0.1:1/kw")
    with pytest.raises(foreign.RoleIsClosed, match=r"kwartier_web: .*Connection refused"):
        foreign.check_foreign_roles()
    with pytest.raises(
        foreign.RoleIsClosed, match=r"`kwartier database prepare`.*DATABASE_URL_WEB"
    ):
        foreign.check_foreign_roles()
