"""A brand, a matching question that needs no contracts, and requests with the web's own rights."""

import pytest
from django.core.cache import cache

from house_factory import make_brand
from kwartier.platform import brands
from matching import match_by_digits_1234


@pytest.fixture(autouse=True)
def house(db, settings):
    settings.ROOT_URLCONF = "tests.doors.identity.urls"
    brands.forget_brands()
    cache.clear()
    with match_by_digits_1234():
        yield
    brands.forget_brands()


@pytest.fixture
def brand(house):
    return make_brand()
