"""Intervals against the register: within what its last digit hides, or the difference is shown."""

import doctest
from decimal import ROUND_FLOOR, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.intervals import Verdict, agree_with_register, agreement


def judge(known_wh, counted, missing=0, wh_per_step=1_000, rounding_wh=0):
    found = agree_with_register(
        known_wh=known_wh,
        missing_counts=missing,
        start_index=100,
        end_index=100 + counted,
        dials=5,
        wh_per_step=wh_per_step,
        rounding_wh=rounding_wh,
    )
    return Verdict(int(found.verdicts))


def test_examples_give_what_they_say():
    assert doctest.testmod(agreement, extraglobs={"np": np}).failed == 0


@given(
    start_wh=st.integers(0, 10**9),
    values=st.lists(st.integers(0, 4_000), max_size=96),
    wh_per_step=st.sampled_from([1, 10, 100, 1_000]),
)
def test_a_register_that_cuts_its_digits_agrees_with_its_own_intervals(
    start_wh, values, wh_per_step
):
    def show(energy_wh):
        return int((Decimal(energy_wh) / wh_per_step).to_integral_value(ROUND_FLOOR)) % 10**5

    found = agree_with_register(
        known_wh=sum(values),
        missing_counts=0,
        start_index=show(start_wh),
        end_index=show(start_wh + sum(values)),
        dials=5,
        wh_per_step=wh_per_step,
    )
    # A register of five digits that turned more than once cannot be told from one that did not.
    if sum(values) < 10**5 * wh_per_step - wh_per_step:
        assert found.verdicts == Verdict.AGREES
        assert abs(found.difference_wh) < found.tolerance_wh


@pytest.mark.parametrize(
    ("known_wh", "missing", "verdict"),
    [
        (11_001, 0, Verdict.AGREES),
        (12_999, 0, Verdict.AGREES),
        (11_000, 0, Verdict.DIFFERS),
        (13_000, 0, Verdict.DIFFERS),
        (12_000, 1, Verdict.CANNOT_BE_JUDGED),
        (0, 96, Verdict.CANNOT_BE_JUDGED),
        (13_000, 1, Verdict.DIFFERS),
    ],
)
def test_twelve_kwh_on_a_register_of_whole_ones(known_wh, missing, verdict):
    assert judge(known_wh, 12, missing) is verdict


def test_rounded_intervals_widen_it():
    assert judge(12_010, 12_000, wh_per_step=1) is Verdict.DIFFERS
    assert judge(12_010, 12_000, wh_per_step=1, rounding_wh=10) is Verdict.AGREES
    assert Verdict.CANNOT_BE_JUDGED.label == "cannot_be_judged"


def test_many_at_once_and_a_turn_of_the_register():
    found = agree_with_register(
        known_wh=np.array([5_000, 5_000]),
        missing_counts=0,
        start_index=np.array([99_998, 10]),
        end_index=np.array([3, 25]),
        dials=5,
        wh_per_step=1_000,
    )
    assert found.register_wh.tolist() == [5_000, 15_000]
    assert found.difference_wh.tolist() == [0, -10_000]
    assert found.verdicts.tolist() == [Verdict.AGREES, Verdict.DIFFERS]
    assert found.tolerance_wh.tolist() == [1_000, 1_000]
    assert found.missing_counts.tolist() == [0, 0]


@pytest.mark.parametrize(
    "wrong", [{"wh_per_step": 0}, {"known_wh": -1}, {"missing": -1}, {"rounding_wh": -1}]
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="not below it"):
        judge(**{"known_wh": 0, "counted": 0, **wrong})
