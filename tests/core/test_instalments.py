"""An amount in parts: nothing is lost, and the days follow the months."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.clocks import date_of, day_number
from energycore.instalments import list_due_days, split_evenly


@given(st.integers(0, 10**12), st.integers(1, 60))
def test_parts_sum_to_the_amount_and_only_the_last_differs(total, count):
    parts = split_evenly(total, count)
    assert parts.sum() == total
    assert len(set(parts[:-1].tolist())) <= 1
    assert parts.min() >= 0
    assert parts[-1] - parts[0] < count


def test_many_amounts_are_as_each_alone():
    totals = np.array([10_001, 7, 0])
    found = split_evenly(totals, 3)
    assert found.tolist() == [[3333, 3333, 3335], [2, 2, 3], [0, 0, 0]]
    assert found.tolist() == [split_evenly(int(total), 3).tolist() for total in totals]


def test_days_keep_to_the_end_of_short_months():
    days = list_due_days(day_number(date(2027, 12, 31)), 4)
    assert [date_of(day).isoformat() for day in days] == [
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ]


@pytest.mark.parametrize(("total", "count"), [(-1, 3), (100, 0)])
def test_what_makes_no_parts_is_refused(total, count):
    with pytest.raises(ValueError, match="at least one part"):
        split_evenly(total, count)
