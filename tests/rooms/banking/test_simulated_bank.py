"""Two months at two banks, told in CODA and in camt.053: the books say what the banks say."""

from datetime import date

import pytest

from simulated_bank_year import live_months, open_house, summarize

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)


def test_two_months_of_every_way_to_pay_end_to_the_cent():
    houses = [
        open_house(key, 20, seed=3, first_day=FIRST, share=0.3, collects=(1, 3))
        for key in ("merel", "plein-midi")
    ]
    months = []
    live_months(houses, FIRST, 2, tell=months.append)
    assert len(months) == 2
    told = summarize(houses)
    assert told["documents"] > 50
    for what in ("collections", "returns", "in_suspense", "by_hand", "refunds"):
        assert told[what], what
