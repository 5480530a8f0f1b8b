"""What all tests share: the database server, the browser, and the choice of what runs."""

import asyncio
import gc
import json
import os
import shutil
import threading
from pathlib import Path

import hypothesis
import pytest

import database_server
from small_demonstration import find_archive, stand_in

TESTS = Path(__file__).parent
ROOT = TESTS.parent
# Written by the first server's run; see statements_asked.py.
CHOSEN = ROOT / ".cache" / "asked" / "chosen.json"
# None of these asks a database, but for the browser's, which stay with the first server.
SERVERLESS = {TESTS / name for name in ("core", "rulebooks", "browser")}
# The doors hold no question of their own: what they ask, the tests of the rooms ask on both servers. What
# the database refuses without their help, and what is done in the background, is tried on both too.
DOORS_ON_BOTH = ("test_database_decides", "test_api_isolation", "test_jobs", "test_after_issue")
SERVER = pytest.StashKey()
RUN = pytest.StashKey()


# Tests make millions of objects, of which next to none lie in circles: looking for them as often as
# Python does took a quarter of the processor time of a run.
gc.set_threshold(200_000, 20, 50)


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only tests that touch the database and no browser: for a second server version",
    )
    parser.addoption(
        "--each-statement-once",
        action="store_true",
        help="of these, run what the last run with `-p tests.statements_asked` has chosen",
    )


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = str(os.getpid())
        if config.getoption("dist", "no") != "no" and not config.option.collectonly:
            find_server_url(config)


def pytest_configure_node(node):
    """xdist: tell each worker where the server is."""
    node.workerinput["database_url"] = find_server_url(node.config)
    node.workerinput["run"] = node.config.stash[RUN]


def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        return
    database_server.forget_template(run=config.stash[RUN])
    shutil.rmtree(find_archive(config.stash[RUN]), ignore_errors=True)
    server = config.stash.get(SERVER, None)
    if server is not None:
        database_server.stop_embedded(server)


# Speed is shown by benchmarks, never by a test: a loaded machine must not fail one.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def find_server_url(config):
    """The address of this run's server, started when it is first asked for."""
    if hasattr(config, "workerinput"):
        return config.workerinput["database_url"]
    given = database_server.find_given_url()
    if given:
        return given
    if config.stash.get(SERVER, None) is None:
        config.stash[SERVER] = database_server.start_embedded()
    return config.stash[SERVER].url("owner")


def pytest_ignore_collect(collection_path, config):
    """For a second server version, not even read what never asks one."""
    if not config.getoption("--only-database"):
        return None
    if chosen := list_chosen(config):
        files = {ROOT / name.partition("::")[0] for name in chosen}
        return (
            collection_path.is_file()
            and collection_path.name.startswith("test_")
            and collection_path not in files
        ) or None
    of_doors = collection_path.is_file() and TESTS / "doors" in collection_path.parents
    on_both = collection_path.name.startswith((*DOORS_ON_BOTH, "conftest"))
    return collection_path in SERVERLESS or (of_doors and not on_both) or None


def list_chosen(config) -> set[str]:
    """What the first server's run has chosen for a second one; none where that run did not come to its end."""
    if not config.getoption("--each-statement-once") or not CHOSEN.exists():
        return set()
    return set(json.loads(CHOSEN.read_text()))


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--only-database"):
        return
    if names := list_chosen(config):
        missing = names - {item.nodeid for item in items}
        if missing:
            raise pytest.UsageError(
                f"Chosen for this server, but not to be found: {sorted(missing)}"
            )
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in names])
        items[:] = [item for item in items if item.nodeid in names]
        return
    database_fixtures = {"db", "transactional_db", "live_server", "database_url"}
    chosen, left = [], []
    for item in items:
        touches = item.get_closest_marker("django_db") or database_fixtures & set(item.fixturenames)
        elsewhere = item.get_closest_marker("browser") or item.get_closest_marker("one_server")
        (chosen if touches and not elsewhere else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = chosen


def pytest_collection_finish():
    """The tests themselves stay until the end: nobody need look through them again."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """Before pytest-django makes the test database: say on which server, and from what."""
    from django.db import connections

    config = request.config
    worker = getattr(config, "workerinput", {}).get("workerid", "")
    url = find_server_url(config)
    database_server.point_settings_at(url, worker=worker)
    if worker:
        connections.databases["default"]["TEST"]["TEMPLATE"] = database_server.provide_template(
            url, run=config.workerinput["run"]
        )


@pytest.fixture(scope="session")
def database_url(request, django_db_setup):
    """The address of the test database as its owner, for programs that a test starts."""
    from django.db import connections

    name = connections.databases["default"]["NAME"]
    return database_server.rename_database(find_server_url(request.config), name)


@pytest.fixture(scope="session")
def server_url(request) -> str:
    """The address of the run's database server, for tests that make a database of their own."""
    return find_server_url(request.config)


@pytest.fixture(scope="module")
def demonstrated(request, server_url, django_db_setup, django_db_blocker):
    """For a module of tests Django's database is a copy of the run's small demonstration."""
    about = getattr(request.config, "workerinput", {})
    run, worker = about.get("run", str(os.getpid())), about.get("workerid", "")
    with django_db_blocker.unblock(), stand_in(server_url, run=run, worker=worker):
        yield


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A Chromium of this machine; without one the test cannot run, and the report says so."""
    from find_browser import find_browser

    path = find_browser(dict(os.environ), root=Path(__file__).resolve().parent.parent)
    if path is None:
        pytest.skip("no Chromium here: set CHROMIUM=/path/to/chromium or run `make test` as root")
    return path


def keep_one_connection():
    """Let Django ask by the connection that it has, also beside the event loop that Playwright leaves behind.

    Django takes whoever calls in a thread with such a loop for asynchronous and gives it a second connection:
    what a module has prepared on the first would be out of sight, and a child process, in which there is no
    loop, would talk on the first one of its parent.
    """
    from django.db import connections

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    kept = threading.local()
    kept.default = connections["default"]
    connections._connections = kept


@pytest.fixture(scope="session")
def browser(chromium_path):
    """The one Chromium of a worker; each test opens a context of its own in it."""
    from playwright.sync_api import sync_playwright

    keep_one_connection()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _no_foreign_loop(request):
    """A test that opens no page sees no event loop, also after another has opened the worker's browser."""
    loop = None if "browser" in request.fixturenames else asyncio._get_running_loop()
    if loop is None:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session", autouse=True)
def _light_passwords():
    """A password is hashed as in production, but for its cost; see test_password_hashes."""
    from django.conf import settings
    from django.contrib.auth.hashers import get_hashers

    settings.PASSWORD_HASHERS = ["light_hasher.LightArgon2", *settings.PASSWORD_HASHERS[1:]]
    get_hashers.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _kept_through_a_test():
    """What is kept for some seconds is kept through every test, on a slow machine, too.

    Else a test that counts questions, or asks twice for the same, would hang on how fast it runs.
    """
    from kwartier.brand_settings import _kept
    from kwartier.platform import brands
    from kwartier.pricing import queries

    for keeper in (brands, _kept, queries):
        keeper._KEEP_SECONDS = 3_600.0


@pytest.fixture(scope="session", autouse=True)
def _one_chain_of_middleware():
    """A client costs what it asks; see :mod:`kept_middleware`."""
    from kept_middleware import keep_middleware

    keep_middleware()


@pytest.fixture(scope="session", autouse=True)
def _archive_apart(tmp_path_factory):
    """The archive of documents is a folder of this run; nothing has opened it before."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("archive")
    settings.STORAGES["archive"]["OPTIONS"]["location"] = str(folder)


@pytest.fixture(autouse=True)
def _forget_what_is_kept(request):
    """What is kept in memory between requests does not outlive a test that rolls its brands back."""
    yield
    if request.node.get_closest_marker("django_db"):
        from kwartier.brand_settings.queries import forget_parameters
        from kwartier.platform import brands

        brands.forget_brands()
        forget_parameters()
