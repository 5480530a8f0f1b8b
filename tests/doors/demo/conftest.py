"""The demonstration, small, for the tests that look at all of it."""

from unittest.mock import patch

import pytest

from kept_world import keep_world
from kwartier.demo.generator.homes import draw_home
from kwartier.platform import brands
from small_demonstration import load_demonstration


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """A small demonstration, loaded once for a module; it is taken away afterwards."""
    with keep_world(django_db_blocker):
        # Besides two homes, some of those whose year ended this month: billed, to bill, waiting.
        drawn = [draw_home(position) for position in (0, 1, 23, 49, 56)]
        with patch("kwartier.demo.generator.build.draw_homes", lambda _count: drawn):
            load_demonstration(homes=len(drawn))
        yield brands.get_brand("merel")
