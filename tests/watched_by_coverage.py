"""What the tests have tried of what has to be covered whole: named to pytest by ``-p``, on every worker.

It is covered by the tests of its own floor: a branch that only a page happens to take is one that nobody
tries on purpose. SlipCover watches each line and branch until it has been there once, and then costs nothing.
"""

import importlib
import json
import shutil
import sys
from pathlib import Path

import pytest
import slipcover

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))  # this is read before pytest has said where tests find them

from coverage_gate import REPORTS, UNTRIED, is_whole, list_modules

COVERING = {"core", "rulebooks", "rooms", "scenarios"}
TOOL, LINE = sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE


class Whole(slipcover.FileMatcher):
    """The files that count."""

    def matches(self, filename: str | Path | None) -> bool:
        """Whether this is one of them."""
        path = Path(filename or "")
        return path.is_relative_to(ROOT) and is_whole(str(path.relative_to(ROOT)))


def forget_what_is_kept() -> None:
    """Empty the caches of functions in the modules that count."""
    imported = [sys.modules[name] for name in list_modules(ROOT) if name in sys.modules]
    for value in [value for module in imported for value in vars(module).values()]:
        if hasattr(value, "cache_clear"):
            value.cache_clear()


class Watch:
    """Notes what is executed, while it is on."""

    def __init__(self) -> None:
        self.cover = slipcover.Slipcover(branch=True, exclude_also=UNTRIED)
        self.note = sys.monitoring.register_callback(TOOL, LINE, None)
        slipcover.ImportManager(self.cover, Whole()).__enter__()

    def turn(self, *, on: bool) -> None:
        """Note from now on, or no more; what is passed meanwhile can be noted later.

        What was worked out meanwhile and is kept is forgotten: who asks for it next is to work it out again.
        """
        was_on = bool(sys.monitoring.register_callback(TOOL, LINE, self.note if on else None))
        if on and not was_on:
            forget_what_is_kept()


# From here on, for its lines count when a module is imported too, and Django imports many at once.
WATCH = Watch()
WATCH.turn(on=True)


def hands_out(config) -> bool:
    """Whether this process runs no test itself: its workers do."""
    return not hasattr(config, "workerinput") and config.getoption("dist", "no") != "no"


def pytest_configure(config):
    """Forget what an earlier run has reported."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(REPORTS, ignore_errors=True)
        REPORTS.mkdir(parents=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    """Every module is imported, also one that no test asks for: it would be missing in the report."""
    if not hands_out(session.config):
        for name in list_modules(ROOT):
            importlib.import_module(name)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """A test that counts is watched with what is prepared for it, any other not at all."""
    WATCH.turn(on=item.path.relative_to(ROOT / "tests").parts[0] in COVERING)
    return (yield)


def pytest_sessionfinish(session):
    """Leave a report, but for the process that only handed out the tests."""
    if not hands_out(session.config):
        worker = getattr(session.config, "workerinput", {}).get("workerid", "alone")
        (REPORTS / f"{worker}.json").write_text(json.dumps(WATCH.cover.get_coverage()))
