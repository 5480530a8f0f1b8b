"""Every law of a bill on random tariffs; `python tests/core/bill_laws.py 100000` takes them all."""

import pytest
from bill_laws import POINTS_PER_TARIFF, check_tariff

pytestmark = pytest.mark.slow

TARIFF_COUNT = 8


@pytest.mark.parametrize("number", range(TARIFF_COUNT))
def test_every_law_holds_for_the_bills_of_a_random_tariff(number):
    assert check_tariff(number) == POINTS_PER_TARIFF
