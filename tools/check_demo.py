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


def start(clone: Path, *, port: int, home: str, patience: float) -> tuple[subprocess.Popen, float]:
    """Start `make demo` and wait for the page; the process and the seconds it took."""
    environment = {"PATH": SEARCH_PATH, **({"HOME": home} if home else {})}
    began = time.monotonic()
    demo = subprocess.Popen(
        ["make", "demo", f"PORT={port}"],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not all(mark in read_page(f"http://127.0.0.1:{port}/{PAGE}") for mark in MARKS):
        if demo.poll() is not None:
            raise DemoFailed(f"`make demo` ended with {demo.returncode} before the first page.")
        if time.monotonic() - began > patience:
            os.killpg(demo.pid, signal.SIGTERM)
            demo.wait(30)
            raise DemoFailed(f"No sign-in page after {patience} s at /{PAGE}.")
        time.sleep(0.1)
    return demo, time.monotonic() - began


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


def try_demo(folder: Path) -> dict[str, float]:
    """Both starts; the seconds of each."""
    clone, home, port = folder / "clone", folder / "home", find_free_port()
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    demo, first = start(clone, port=port, home="", patience=FIRST_PATIENCE_SECONDS)
    os.killpg(demo.pid, signal.SIGKILL)
    demo.wait(30)
    demo, second = start(clone, port=port, home=str(home), patience=SECOND_PATIENCE_SECONDS)
    resident_mb = measure_resident_mb(demo.pid)
    if resident_mb > MOST_RESIDENT_MB:
        raise DemoFailed(f"It takes {resident_mb} MB, more than {MOST_RESIDENT_MB}.")
    os.killpg(demo.pid, signal.SIGTERM)
    try:
        demo.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(demo.pid, signal.SIGKILL)
        raise DemoFailed("`make demo` did not stop within 30 s of SIGTERM.") from None
    if read_page(f"http://127.0.0.1:{port}/"):
        raise DemoFailed("Something still answers after the demonstration was stopped.")
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
