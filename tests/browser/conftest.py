"""A demonstration with its own database and server, and people who visit it."""

import os

import demonstration as demonstrations
import pytest
from visitor import open_visitors

from small_demonstration import drop_database


@pytest.fixture(scope="session")
def demonstration(request, server_url, tmp_path_factory):
    """The worker's demonstration; its data live and die with the run."""
    about = getattr(request.config, "workerinput", {})
    run = about.get("run", str(os.getpid()))
    database, samples = demonstrations.provide_database(
        server_url, run=run, worker=about.get("workerid", "")
    )
    folder = tmp_path_factory.mktemp("demonstration")
    child, origin = demonstrations.serve(database, folder, run=run)
    yield demonstrations.Demonstration(origin, database, samples, folder / "web.log")
    child.stop(patience_seconds=10)
    drop_database(database)


@pytest.fixture
def visit(browser, demonstration):
    """Make a visitor: ``visit()``, ``visit(brand="plein-midi", java_script_enabled=False)``."""
    make, close = open_visitors(browser, demonstration)
    yield make
    close()


@pytest.fixture(scope="session")
def states():
    """The cookies of people who signed in before, by brand, login and whether they confirmed."""
    return {}


@pytest.fixture
def enter(visit, states):
    """A visitor who is signed in: by the form the first time, by the cookies of that time after."""

    def sign_in(login: str, *, brand: str = "merel", **options):
        known = states.get((brand, login))
        visitor = visit(brand=brand, state=known, **options)
        if known is None:
            visitor.sign_in(login)
            if login == "agent":
                visitor.give_code()
            states[brand, login] = visitor.page.context.storage_state()
        return visitor

    return sign_in
