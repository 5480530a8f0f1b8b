"""A home whose files the tests of this folder tell."""

import pytest

from interval_factory import House, make_file
from kwartier.intervals import _preparing


@pytest.fixture
def house():
    """A home with a customer under contract who consented to display."""
    return House()


@pytest.fixture
def tell(monkeypatch):
    """What the next file says, whatever its bytes."""

    def say(*series, **parts):
        parsed = make_file(*series, **parts)
        monkeypatch.setattr(_preparing, "read_file", lambda _content, **_timezone: parsed)

    return say
