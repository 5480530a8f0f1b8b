"""A customer of Merel with two settlements behind them, and an agent of the brand."""

import pytest
from visiting import House, furnish_house


@pytest.fixture(autouse=True)
def _demonstration(db, settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def house() -> House:
    return furnish_house("merel")
