"""Try `make demo` as a newcomer would: a fresh clone, an empty environment, a free port.

Starts it with HOME unset, reads the first page that comes from the database, kills it with
SIGKILL, starts it again with HOME an empty folder, reads the page again, stops it by SIGTERM.
Prints one JSON object with the seconds of both starts and the memory of all its processes.
Standard library only.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_PATIENCE_SECONDS, SECOND_PATIENCE_SECONDS = 300, 60
PAGE_PATIENCE_SECONDS = 20  # After the server says that it is ready.
LAUNCHER = ROOT / "src" / "kwartier" / "config" / "embedded" / "launch.py"
MOST_RESIDENT_MB = 700
SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin"
# A brand's name is only in the database, and the form only on its sign-in page.
PAGE, MARKS = "merel/account/login/", (b"Merel", b"<form")


class DemoFailed(Exception):
    """The demonstration is not what was promised; the text says how."""


def find_free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def read_page(url: str) -> bytes:
    """The page's content, or nothing while nobody answers."""
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()
    return b""


def start(clone: Path, *, port: int, home: str) -> subprocess.Popen:
    """Start `make demo`; it ends with this program, whatever ends that."""
    environment = {"PATH": SEARCH_PATH, **({"HOME": home} if home else {})}
    make = [shutil.which("make", path=SEARCH_PATH) or "/usr/bin/make", "demo", f"PORT={port}"]
    tied = [sys.executable, "-I", "-S", str(LAUNCHER), "same", str(os.getpid()), "15", *make]
    return subprocess.Popen(
        tied, cwd=clone, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )


def await_page(demo: subprocess.Popen, *, port: int, patience: float) -> float:
    """The seconds until the sign-in page came; a server without it is not waited for long."""
    began = time.monotonic()
    deadline = began + patience
    ready = False
    while True:
        page = read_page(f"http://127.0.0.1:{port}/{PAGE}")
        if all(mark in page for mark in MARKS):
            return time.monotonic() - began
        if demo.poll() is not None:
            raise DemoFailed(f"`make demo` ended with {demo.returncode} before the first page.")
        if not ready and read_page(f"http://127.0.0.1:{port}/readyz"):
            ready = True
            deadline = min(deadline, time.monotonic() + PAGE_PATIENCE_SECONDS)
        if time.monotonic() > deadline:
            raise DemoFailed(f"No sign-in page at /{PAGE}, though the server is there: {ready}.")
        time.sleep(0.1)


def measure_resident_mb(process: int) -> float:
    """Memory of a process and all below it; a page that several share counts once."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    family = {process}
    while True:
        children = {number for number, parent in parents.items() if parent in family} - family
        if not children:
            break
        family |= children
    total_kb = 0
    for number in family:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{number}/smaps_rollup").read_text()
            total_kb += int(text.split("\nPss:")[1].split()[0])
    return round(total_kb / 1024, 1)


def stop(demo: subprocess.Popen) -> bool:
    """Whether it ended by itself after being asked."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(demo.pid, signal.SIGTERM)
    try:
        demo.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(demo.pid, signal.SIGKILL)
        return False
    return True


def try_demo(folder: Path) -> dict[str, float]:
    """Both starts; the seconds of each."""
    clone, home, port = folder / "clone", folder / "home", find_free_port()
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    demo = start(clone, port=port, home="")
    try:
        first = await_page(demo, port=port, patience=FIRST_PATIENCE_SECONDS)
        os.killpg(demo.pid, signal.SIGKILL)
        demo.wait(30)
        demo = start(clone, port=port, home=str(home))
        second = await_page(demo, port=port, patience=SECOND_PATIENCE_SECONDS)
        resident_mb = measure_resident_mb(demo.pid)
    finally:
        stopped = stop(demo)
    if not stopped or read_page(f"http://127.0.0.1:{port}/"):
        raise DemoFailed("`make demo` did not stop within 30 s of SIGTERM.")
    if resident_mb > MOST_RESIDENT_MB:
        raise DemoFailed(f"It takes {resident_mb} MB, more than {MOST_RESIDENT_MB}.")
    return {
        "first_start_seconds": round(first, 1),
        "second_start_seconds": round(second, 1),
        "resident_mb": resident_mb,
    }


def main() -> int:
    """Print the figures, or the sentence that says what failed."""
    folder = Path(tempfile.mkdtemp(prefix="kwartier-demo-"))
    try:
        print(json.dumps(try_demo(folder)))
    except DemoFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
