"""Everything that is checked, in order: `make test`, and with `--quick` `make check`.

All steps run, also after a failure, so that one run shows everything; the summary comes last,
and after it the closing lines of each pytest. One step runs beside the others, and what it says comes
after, whole: mypy, which keeps one core busy, or with `--quick` the tests.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from coverage_gate import REPORTS

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Each worker begins with a half of its own, so that what a module shares is made once, and takes over
# what the other has left when it is done.
PYTEST = [
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "-n",
    "2",
    "--maxprocesses",
    "4",
    "--dist",
    "worksteal",
]
# The first server's run notes what it has asked, and the second server is asked each of it once.
WATCHED = ["-p", "tests.watched_by_coverage", "-p", "tests.statements_asked"]
ON_ANOTHER_SERVER = ["--only-database", "--each-statement-once"]
FOLDERS = [name for name in ("src", "tests", "tools", "bench") if (ROOT / name).exists()]
QUICK_TESTS = ("tests/core", "tests/rulebooks", "tests/house")
CLOSING_LINE = re.compile(r"\d+ (passed|failed|errors?|skipped|deselected).* in [\d.]+s")


class Step(NamedTuple):
    """A named command; ``needed`` False means: said loudly when it fails, and not counted."""

    name: str
    command: list[str]
    environment: dict[str, str] = {}
    needed: bool = True


class Result(NamedTuple):
    """How a step went."""

    step: Step
    passed: bool
    seconds: float
    closing_line: str


STYLE = [
    Step("ruff", [str(BIN / "ruff"), "check", *FOLDERS]),
    Step("format", [str(BIN / "ruff"), "format", "--check", *FOLDERS]),
    Step("imports", [str(BIN / "lint-imports"), "--no-cache"]),
]
TYPES = Step("mypy", [str(BIN / "mypy")])


def list_quick_steps() -> list[Step]:
    """Under a minute: what a commit is checked by."""
    tests = [name for name in QUICK_TESTS if (ROOT / name).exists()]
    return [Step("tests of the core", [*PYTEST, "-m", "not slow", *tests]), *STYLE, TYPES]


def list_all_steps() -> list[Step]:
    """Everything, on both versions of the database and in a real browser."""
    gate = [sys.executable, "tools/coverage_gate.py", str(REPORTS)]
    find_browser = [sys.executable, "tools/find_browser.py", "--install"]
    find_postgres = [sys.executable, "tools/find_debian_postgres.py", "--install"]
    steps = [
        TYPES,
        *STYLE,
        Step("a browser", find_browser, needed=False),
        Step("tests", [*PYTEST, *WATCHED]),
        Step("coverage", gate),
        Step("Debian's PostgreSQL", find_postgres, needed=False),
    ]
    on_debian = {"KWARTIER_TEST_POSTGRES": "debian", "DATABASE_URL": ""}
    return [*steps, Step("tests on it", [*PYTEST, *ON_ANOTHER_SERVER], on_debian)]


def pass_on(line: str) -> None:
    """To the terminal, at once."""
    print(line, end="", flush=True)


def run_step(step: Step, say: Callable[[str], object] = pass_on) -> Result:
    """Run it with its output passed on line by line."""
    say(f"\n--- {step.name}: {' '.join(step.command)}\n")
    began = time.monotonic()
    closing_line = ""
    # Tests are rewritten for pytest once, and kept for the second run: a third of what collecting takes.
    environment = {**os.environ, **step.environment, "PYTHONDONTWRITEBYTECODE": ""}
    with subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    ) as started:
        for line in started.stdout or []:
            say(line)
            if CLOSING_LINE.search(line):
                closing_line = line.strip()
    return Result(step, started.returncode == 0, time.monotonic() - began, closing_line)


def run_steps(steps: list[Step]) -> list[Result]:
    """All of them; the tests on a database that is not there are left out, not failed."""
    results: list[Result] = []
    for step in steps:
        absent = results and not results[-1].passed and not results[-1].step.needed
        if step.name == "tests on it" and absent:
            continue
        results.append(run_step(step))
    return results


def run_first_beside(steps: list[Step]) -> list[Result]:
    """The first one while the others run, one after the other."""
    first, *others = steps
    said: list[str] = []
    with ThreadPoolExecutor(1) as lane:
        running = lane.submit(run_step, first, said.append)
        results = run_steps(others)
        results.append(running.result())
    pass_on("".join(said))
    return results


def summarize(results: list[Result]) -> int:
    """Print one line a step; the exit code."""
    print("\n--- summary")
    for result in results:
        failed_word = "FAILED" if result.step.needed else "NOT HERE: its tests did not run"
        word = "ok" if result.passed else failed_word
        print(f"{word:8} {result.step.name} ({result.seconds:.0f} s) {result.closing_line}")
    for result in results:
        if result.closing_line:
            print(result.closing_line)
    return 0 if all(result.passed or not result.step.needed for result in results) else 1


if __name__ == "__main__":
    (ROOT / ".cache").mkdir(exist_ok=True)
    if "--quick" in sys.argv[1:]:
        sys.exit(summarize(run_first_beside(list_quick_steps())))
    sys.exit(summarize(run_first_beside(list_all_steps())))
