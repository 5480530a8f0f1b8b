"""A customer of Merel with two settlements behind them, and an agent of the brand."""

import pytest
from django.core.cache import cache
from visiting import House, furnish_house

from kwartier.platform import brands


@pytest.fixture(autouse=True)
def _fresh_memory(db, settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    yield
    brands.forget_brands()


@pytest.fixture
def house() -> House:
    return furnish_house("merel")
