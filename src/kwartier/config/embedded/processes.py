"""Living servers of a folder, found by what they are and not by a number in a file.

A number in ``postmaster.pid`` proves nothing: after a restart of a container the same number
may be anybody's. A server of ours is a process whose program is ``postgres`` and whose working
folder is the cluster.
"""

import contextlib
import fcntl
import os
import signal
import time
from pathlib import Path
from typing import Self

from kwartier.config.embedded.refusals import FolderIsInUse

PROCESSES = Path("/proc")


def list_servers(cluster: Path) -> list[int]:
    """Process numbers of every postmaster and backend that works in ``cluster``."""
    found = []
    wanted = str(cluster.resolve())
    for entry in PROCESSES.iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            in_cluster = str((entry / "cwd").readlink()) == wanted
            program = (entry / "comm").read_text().strip()
        except OSError:  # Gone in the meantime, or another user's.
            continue
        if in_cluster and program == "postgres":
            found.append(int(entry.name))
    return found


def find_postmaster(cluster: Path) -> int | None:
    """The server's first process, if it lives: the one that its own file names."""
    try:
        number = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return number if number in list_servers(cluster) else None


def stop_servers(cluster: Path, *, patience_seconds: float = 20.0) -> int:
    """Stop everything that works in ``cluster``, politely at first; how many there were."""
    servers = list_servers(cluster)
    count = len(servers)
    postmaster = find_postmaster(cluster)
    if postmaster is not None:
        send_signal(postmaster, signal.SIGINT)  # PostgreSQL's "fast": no new work, a clean end.
        if wait_until_gone(cluster, patience_seconds):
            return count
    for number in list_servers(cluster):
        send_signal(number, signal.SIGQUIT)  # "Immediate": recovery will replay the log.
    if not wait_until_gone(cluster, 5.0):
        for number in list_servers(cluster):
            send_signal(number, signal.SIGKILL)
        wait_until_gone(cluster, 5.0)
    return count


def wait_until_gone(cluster: Path, seconds: float) -> bool:
    """Whether no server is left in ``cluster`` before ``seconds`` are over."""
    deadline = time.monotonic() + seconds
    while list_servers(cluster):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def send_signal(number: int, signal_number: int) -> None:
    """Send, unless the process is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal_number)


class FolderLock:
    """One living process per folder. The kernel lets go of it when the process dies, however."""

    def __init__(self, path: Path, *, sentence: str) -> None:
        self._path = path
        self._sentence = sentence
        self._descriptor: int | None = None

    def acquire(self, note: str = "") -> Self:
        """Take the lock and leave ``note`` for whoever is refused.

        Raises:
            FolderIsInUse: a living process has it; the sentence names it.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 400).decode(errors="replace").strip()
            os.close(descriptor)
            raise FolderIsInUse(self._sentence % {"holder": holder}) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()}{note}\n".encode())
        self._descriptor = descriptor
        return self

    def release(self) -> None:
        """Let go; without effect when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
