"""What every test of a door stands on."""

from datetime import UTC, datetime

import pytest
from django.urls import set_script_prefix

from kwartier.platform import clock


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch):
    """It is afternoon: a demonstration keeps the real time of day, and no test may know it.

    What the factories write at ten o'clock is then older than what a test does, at any hour.
    """
    monkeypatch.setattr(clock, "real_now", lambda: datetime.now(UTC).replace(hour=14, minute=30))


@pytest.fixture(autouse=True)
def _own_address():
    """A test client leaves the path of its brand behind, which the next test must not inherit."""
    yield
    set_script_prefix("/")
