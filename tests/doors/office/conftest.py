"""A fresh cache and fresh brands for every test of the office."""

import pytest
from office_day import OfficeDay


@pytest.fixture(autouse=True)
def _demonstration(db, settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def day() -> OfficeDay:
    return OfficeDay()
