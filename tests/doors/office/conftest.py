"""A fresh cache and fresh brands for every test of the office."""

import pytest
from django.core.cache import cache
from office_day import OfficeDay

from kwartier.platform import brands


@pytest.fixture(autouse=True)
def _fresh_memory(db, settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    yield
    brands.forget_brands()


@pytest.fixture
def day() -> OfficeDay:
    return OfficeDay()
