"""A customer of Merel with two settlements behind them, and an agent of the brand."""

import pytest


@pytest.fixture(autouse=True)
def _demonstration(db, settings):
    settings.DEMONSTRATION = True
