"""What every test of a door stands on."""

from datetime import UTC, datetime

import pytest

from kwartier.platform import clock


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch):
    """It is afternoon: a demonstration keeps the real time of day, and no test may know it.

    What the factories write at ten o'clock is then older than what a test does, at any hour.
    """
    monkeypatch.setattr(clock, "real_now", lambda: datetime.now(UTC).replace(hour=14, minute=30))
