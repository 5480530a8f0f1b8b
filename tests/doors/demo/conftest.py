"""The demonstration, small, for the tests that look at all of it."""

import pytest

from kwartier.platform import brands


@pytest.fixture
def demonstration(demonstrated, db):
    """The Belgian brand of the demonstration; what a test does there is taken back."""
    return brands.get_brand("merel")
