"""The demonstration, small, for the tests that look at all of it."""

import pytest

from kept_world import keep_world
from kwartier.platform import brands
from small_demonstration import load_demonstration


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """A small demonstration, loaded once for a module; it is taken away afterwards."""
    with keep_world(django_db_blocker):
        load_demonstration(homes=2)
        yield brands.get_brand("merel")
