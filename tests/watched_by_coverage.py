"""When coverage watches: named to pytest by ``-p`` beside ``--cov``, on every worker.

What has to be covered whole is covered by the tests of its own floor. Watching the others, and the
collecting of them all, would cost minutes, and hide a branch that nobody tries on purpose.

Two libraries are imported before it begins to watch: for a line of a module CPython 3.12 looks through all
lines before it, once anybody traces, and the tables of moons in holidays and of glyphs in pypdf, thousands
of lines long, then take half a minute instead of nothing.
"""

import importlib
from pathlib import Path

import holidays  # noqa: F401 - imported for that alone
import pypdf  # noqa: F401 - imported for that alone
import pytest
from coverage_gate import list_modules

ROOT = Path(__file__).resolve().parent.parent
COVERING = {"core", "rulebooks", "rooms", "scenarios"}


def find_watcher(config):
    """Pytest's hold on coverage: absent in the process that only hands out the tests."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


def watch(watcher, *, on: bool) -> None:
    """Begin or cease to trace; what is so already is left."""
    if watcher is None or watcher.cov is None or on == watcher.started:
        return
    watcher.resume() if on else watcher.pause()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session):
    """The modules are imported watched, so that their own lines count; the tests are not."""
    watcher = find_watcher(session.config)
    if watcher is not None and watcher.cov is not None:
        for name in list_modules(ROOT):
            importlib.import_module(name)
    watch(watcher, on=False)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """A test that counts is watched with what is prepared for it, any other not at all."""
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    watch(find_watcher(item.config), on=folder in COVERING)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    """Pytest's own end of watching expects to be watching."""
    watch(find_watcher(session.config), on=True)
    return (yield)
