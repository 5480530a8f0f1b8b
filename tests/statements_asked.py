"""Which statements each test asks the database: named to pytest by ``-p``, on every worker of the first server.

A second server version is there for what it might understand otherwise, and that is a statement. So it is
asked each kind of statement that the first was asked by any test, by each role and in refusals as in answers,
but not each of them a thousand times: at the end tests are chosen that ask them all in little time. Always
chosen are the tests of which a statement alone tells too little; see ``ALWAYS``.
"""

import json
import re
import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
ASKED = ROOT / ".cache" / "asked"
CHOSEN = ASKED / "chosen.json"
# Who may see what is the database's word as much as Python's; what happens in processes of their own, or
# at once with something else, is seen by no list of statements.
ALWAYS = ("test_database_decides", "test_api_isolation", "test_jobs", "test_after_issue")
OUTSIDE = {"transactional_db", "live_server", "database_url"}
# About how many seconds it costs to read one more module of tests.
READING = 0.2
_MANY = re.compile(r"%s(?:\s*,\s*%s)+")
_ROWS = re.compile(r"(\([^()]*%s[^()]*\))(?:\s*,\s*\1)+")
_TEXT = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"\d+")
_SAVEPOINT = re.compile(r'"s0_x0"')
_ROLE = re.compile(r"^(?:SET (?:LOCAL )?ROLE (\w+)|RESET ROLE)")


class Asked(NamedTuple):
    """What a test asked: how long it took by itself and to prepare, whether it is chosen in any case, what."""

    seconds: float
    preparing: float
    always: bool
    kinds: set[str]


@cache
def name_kind(statement: str) -> str:
    """A statement without its values: how many there are, and which, makes no other kind of it."""
    bare = _NUMBER.sub("0", _TEXT.sub("''", statement))
    return _ROWS.sub(r"\1", _MANY.sub("%s", _SAVEPOINT.sub('"s"', bare)))


class Ear:
    """Hears every statement of this process, and what the server thought of it."""

    def __init__(self) -> None:
        self.forget()
        for name in ("execute", "executemany"):
            setattr(psycopg.Cursor, name, self._heard(getattr(psycopg.Cursor, name)))
        copy = psycopg.Cursor.copy

        def heard_copy(cursor: Any, statement: Any, *rest: Any, **named: Any) -> Any:
            self._note(cursor, statement)
            return copy(cursor, statement, *rest, **named)

        psycopg.Cursor.copy = heard_copy

    def forget(self) -> None:
        """Listen anew, for another test."""
        self.kinds: set[str] = set()
        self.role = ""

    def _heard(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def heard(cursor: Any, statement: Any, *rest: Any, **named: Any) -> Any:
            try:
                answer = ask(cursor, statement, *rest, **named)
            except psycopg.Error as refused:
                self._note(cursor, statement, refused.sqlstate or "")
                raise
            self._note(cursor, statement)
            return answer

        return heard

    def _note(self, cursor: Any, statement: Any, state: str = "") -> None:
        if isinstance(statement, sql.Composable):
            statement = statement.as_string(cursor)
        text = statement if isinstance(statement, str) else bytes(statement).decode()
        if said := _ROLE.match(text):
            self.role = said[1] or ""
        self.kinds.add(f"{self.role} {name_kind(text)} {state}")


EAR = Ear()
HEARD: dict[str, Asked] = {}
PREPARING = pytest.StashKey[float]()


def is_eligible(item: pytest.Item) -> bool:
    """Whether a test asks a database something that another version might answer otherwise."""
    fixtures = set(item.fixturenames)
    touches = item.get_closest_marker("django_db") or ({"db"} | OUTSIDE) & fixtures
    elsewhere = item.get_closest_marker("browser") or item.get_closest_marker("one_server")
    return bool(touches and not elsewhere and "demonstrated" not in fixtures)


def is_always(item: pytest.Item) -> bool:
    """Whether a test is tried on every server, whatever it asks."""
    marker = item.get_closest_marker("django_db")
    at_once = bool(marker and marker.kwargs.get("transaction"))
    return at_once or bool(OUTSIDE & set(item.fixturenames)) or item.path.name.startswith(ALWAYS)


class Choice:
    """What is chosen of what was heard, and what is not asked by it yet."""

    def __init__(self, heard: dict[str, Asked]) -> None:
        self.heard = heard
        self.chosen: list[str] = []
        self.opened: set[str] = set()
        self.open_kinds = {kind for asked in heard.values() for kind in asked.kinds}
        # What a module shares is prepared by the first of its tests, whichever that is.
        self.shared: dict[str, float] = {}
        for name, asked in heard.items():
            module = name.partition("::")[0]
            self.shared[module] = max(self.shared.get(module, 0), asked.preparing)

    def take(self, name: str) -> None:
        """Choose a test."""
        self.chosen.append(name)
        self.opened.add(name.partition("::")[0])
        self.open_kinds -= self.heard[name].kinds

    def weigh(self, name: str) -> float:
        """How many kinds a test adds for each second that it costs."""
        asked, module = self.heard[name], name.partition("::")[0]
        cost = asked.seconds + (0 if module in self.opened else self.shared[module] + READING)
        return len(asked.kinds & self.open_kinds) / (cost + 0.01)


def choose(heard: dict[str, Asked]) -> list[str]:
    """The tests that are to be tried on another server: all kinds of statements, in little time."""
    choice = Choice(heard)
    for name in [name for name, asked in heard.items() if asked.always]:
        choice.take(name)
    askers: dict[str, list[str]] = {}
    for name, asked in heard.items():
        for kind in asked.kinds & choice.open_kinds:
            askers.setdefault(kind, []).append(name)
    # The rarest first: a kind that one test asks chooses that test, and with it what else it asks.
    for kind in sorted(askers, key=lambda each: (len(askers[each]), each)):
        if kind in choice.open_kinds:
            choice.take(max(askers[kind], key=lambda name: (choice.weigh(name), name)))
    return sorted(choice.chosen)


def pytest_configure(config):
    """Forget what an earlier run has heard."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(ASKED, ignore_errors=True)
        ASKED.mkdir(parents=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """Listen while a test is prepared, done and cleared away."""
    EAR.forget()
    began = time.monotonic()
    try:
        return (yield)
    finally:
        if is_eligible(item):
            preparing = item.stash.get(PREPARING, 0.0)
            seconds = time.monotonic() - began - preparing
            HEARD[item.nodeid] = Asked(seconds, preparing, is_always(item), EAR.kinds)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """How long it takes to prepare."""
    began = time.monotonic()
    try:
        return (yield)
    finally:
        item.stash[PREPARING] = time.monotonic() - began


def pytest_sessionfinish(session):
    """Each worker leaves what it has heard."""
    worker = getattr(session.config, "workerinput", {}).get("workerid", "alone")
    told = {name: (*asked[:-1], sorted(asked.kinds)) for name, asked in HEARD.items()}
    (ASKED / f"{worker}.json").write_text(json.dumps(told))


def pytest_unconfigure(config):
    """When all have left theirs: choose."""
    if hasattr(config, "workerinput"):
        return
    heard = {}
    for left in sorted(ASKED.glob("*.json")):
        for name, (*measured, kinds) in json.loads(left.read_text()).items():
            heard[name] = Asked(*measured, set(kinds))
    CHOSEN.write_text(json.dumps(choose(heard), indent=0))
