"""Programs that the supervisor starts: each in a session of its own, none outliving it."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from kwartier.config.embedded.identity import same_identity

MARK = "KWARTIER_SUPERVISED"  # In a child's environment: the folder of its supervisor.
LOG_TAIL_BYTES = 4000
LONGEST_LOG_BYTES = 5_000_000
PROCESSES = Path("/proc")
ERROR_LINE = re.compile(r"[\w.]*(?:Error|Exception|ImproperlyConfigured)\b.*:")


class Child:
    """One program, its log, and the moment it began; its exit is seen by polling.

    Args:
        name: the word for it in sentences.
        command: the program and its arguments.
        environment: all that it sees.
        log: file that its output is added to.
    """

    def __init__(
        self, name: str, command: list[str], *, environment: dict[str, str], log: Path
    ) -> None:
        self.name = name
        self.log = log
        self.started_at = time.monotonic()
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LONGEST_LOG_BYTES:
            log.replace(log.with_suffix(".log.old"))
        with log.open("ab") as opened:
            self._process = subprocess.Popen(
                same_identity().compose(command, parent=os.getpid(), death_signal=signal.SIGTERM),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=opened,
                stderr=opened,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which keeps order.
            )

    def find_exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send the signal on which it finishes what it is at."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self, *, patience_seconds: float) -> None:
        """Ask, wait, then end the program and all it started."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def quote_log(self) -> str:
        """The last line of its log that names an error, else the last that says something."""
        with contextlib.suppress(OSError), self.log.open("rb") as opened:
            opened.seek(max(0, self.log.stat().st_size - LOG_TAIL_BYTES))
            lines = [line for line in opened.read().decode(errors="replace").splitlines() if line]
            telling = [line for line in lines if ERROR_LINE.match(line)] or lines
            if telling:
                return telling[-1].strip()
        return "it said nothing"


def stop_leftovers(folder: Path) -> int:
    """End children of a supervisor of ``folder`` that was killed with one of them; how many."""
    wanted = f"{MARK}={folder}".encode()
    left = [number for number in _list_processes() if _is_marked(number, wanted)]
    for number in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(number, signal.SIGKILL)
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline and any(holds_anything(number) for number in left):
        time.sleep(0.02)  # Its port is free only when it is wholly gone.
    return len(left)


def _list_processes() -> list[int]:
    if not PROCESSES.is_dir():
        return []
    ours = os.getpid()
    numbers = (int(entry.name) for entry in PROCESSES.iterdir() if entry.name.isdecimal())
    return [number for number in numbers if number != ours]


def _is_marked(number: int, wanted: bytes) -> bool:
    try:
        return wanted in (PROCESSES / str(number) / "environ").read_bytes().split(b"\0")
    except OSError:  # Gone, or another user's.
        return False


def holds_anything(number: int) -> bool:
    """Whether the process lives; one that waits to be reaped has closed its files and sockets."""
    try:
        return (PROCESSES / str(number) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
