"""Every test of the room has a brand and the stand-in for sign-up's question."""

import pytest

from house_factory import make_brand
from matching import match_by_digits_1234


@pytest.fixture
def brand(db):
    with match_by_digits_1234():
        yield make_brand()
