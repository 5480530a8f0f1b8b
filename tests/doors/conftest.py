"""What every test of a door stands on."""

import copy
from datetime import UTC, datetime

import pytest
from django.urls import set_script_prefix
from visiting import House, furnish_house

from kept_world import check_constraints, keep_world
from kwartier.platform import clock


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch):
    """It is afternoon: a demonstration keeps the real time of day, and no test may know it.

    What the factories write at ten o'clock is then older than what a test does, at any hour.
    """
    monkeypatch.setattr(clock, "real_now", lambda: datetime.now(UTC).replace(hour=14, minute=30))


@pytest.fixture(scope="module")
def kept_house(django_db_setup, django_db_blocker):
    """A house of Merel with something of everything, furnished once for a module."""
    with keep_world(django_db_blocker):
        furnished = furnish_house("merel")
        check_constraints()
        yield furnished


@pytest.fixture
def house(kept_house, db) -> House:
    """The house as it was furnished: what a test does in it is taken back."""
    return copy.deepcopy(kept_house)


@pytest.fixture(autouse=True)
def _own_address():
    """A test client leaves the path of its brand behind, which the next test must not inherit."""
    yield
    set_script_prefix("/")
